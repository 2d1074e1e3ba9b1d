"""A recruiter's desk for tests: builds relationships from a few words, in one account's zone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from config import Absence, Settings
from domain import (
    Contact,
    Direction,
    Exchange,
    Finding,
    Kind,
    LogEntry,
    Meeting,
    Reason,
    Relationship,
    Role,
    Sentiment,
    SentimentLabel,
    SignalSeen,
    SignalType,
    Stage,
    StageChange,
    Standing,
    Strain,
)
from warmth.days import BusinessCalendar
from warmth.judgement import judge
from warmth.policy import Policy

BERLIN = ZoneInfo("Europe/Berlin")
POLICY = Policy.of(Settings())


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """ "2026-03-11 09:30" in the account's zone; a bare day means 10:00."""
    return datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=zone)


def said(type_: SignalType, words: str = "the words", **more: Any) -> SignalSeen:
    """A signal as its evidence shows it."""
    return SignalSeen(type_, words, **more)


@dataclass
class Desk:
    """One contact, what passed between the two, and the question how it stands."""

    role: Role = Role.CANDIDATE
    stage: Stage | None = None
    roles: frozenset[Role] = frozenset()
    calendar: BusinessCalendar = field(default_factory=lambda: BusinessCalendar(BERLIN, "DE"))
    policy: Policy = POLICY
    exchanges: list[Exchange] = field(default_factory=list)
    about: list[Exchange] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    log: list[LogEntry] = field(default_factory=list)
    stages: list[StageChange] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def wrote(self, when: str, *signals: SignalSeen, **more: Any) -> Desk:
        """They wrote to the recruiter."""
        own = tuple(replace(s, by_contact=True) for s in signals)
        return self._exchange(self.exchanges, Direction.INBOUND, when, own, more)

    def got(self, when: str, *signals: SignalSeen, **more: Any) -> Desk:
        """The recruiter wrote to them."""
        return self._exchange(self.exchanges, Direction.OUTBOUND, when, signals, more)

    def heard(self, when: str, *signals: SignalSeen, **more: Any) -> Desk:
        """Somebody else told the recruiter about them."""
        more.setdefault("is_touch", False)
        return self._exchange(self.about, Direction.INBOUND, when, signals, more)

    def told_others(self, when: str, *signals: SignalSeen) -> Desk:
        """The recruiter told somebody else about them."""
        return self._exchange(self.about, Direction.OUTBOUND, when, signals, {"is_touch": False})

    def meets(self, start: str, told: str, summary: str = "Coffee", *, cancelled: bool = False) -> Desk:
        """A calendar entry with both as participants."""
        self.meetings.append(
            Meeting(f"<m{next(self.numbers)}@desk>", at(told), at(start), None, summary, cancelled)
        )
        return self

    def called(self, when: str, kind: str = "call") -> Desk:
        """A call, meeting or note written down by hand."""
        self.log.append(LogEntry(at(when), kind, "noted"))
        return self

    def reached(self, stage: Stage, when: str, *, by_hand: bool = False) -> Desk:
        """A stage was told, or set by hand."""
        self.stages.append(StageChange(stage, at(when), by_hand=by_hand))
        return self

    def relationship(self) -> Relationship:
        """All of it, as the store would hand it over."""
        contact = Contact(
            7,
            "Ada Quist",
            ("ada@quist.example",),
            self.role,
            self.roles or frozenset({self.role}),
            self.stage,
        )
        return Relationship(
            contact,
            exchanges=tuple(self.exchanges),
            about=tuple(self.about),
            meetings=tuple(self.meetings),
            log=tuple(self.log),
            stages=tuple(self.stages),
        )

    def standing(self, now: str) -> Standing:
        """How it stands at that moment."""
        return judge(self.relationship(), policy=self.policy, calendar=self.calendar, now=at(now))

    def reasons(self, now: str) -> set[str]:
        """The reasons found at that moment."""
        return {f.reason.value for f in self.standing(now).findings}

    def finding(self, reason: Reason, now: str) -> Finding:
        """The one finding of that reason."""
        return next(f for f in self.standing(now).findings if f.reason is reason)

    def _exchange(
        self,
        where: list[Exchange],
        direction: Direction,
        when: str,
        signals: tuple[SignalSeen, ...],
        more: dict[str, Any],
    ) -> Desk:
        plain = Exchange(
            message_id=f"<{next(self.numbers)}@desk>",
            at=at(when),
            direction=direction,
            kind=Kind.PERSONAL,
            subject="About the role",
            is_touch=True,
            sentiment=Sentiment(SentimentLabel.NEUTRAL, 0.0),
            strain=Strain(False, 0.0),
            signals=signals,
            quote="some words",
        )
        where.append(replace(plain, **more))
        return self


def away(first: str, last: str) -> BusinessCalendar:
    """A calendar of Berlin with an absence, both days included."""
    return BusinessCalendar(
        BERLIN, "DE", [Absence(first=date.fromisoformat(first), last=date.fromisoformat(last))]
    )


WORRIED: dict[str, Any] = {"strain": Strain(True, 0.9, "I wonder where I stand")}
ANGRY: dict[str, Any] = {"sentiment": Sentiment(SentimentLabel.NEGATIVE, -0.8, "this is a mess")}
CLOSING: dict[str, Any] = {"is_mere_closing": True}
UNREAD_LANGUAGE: dict[str, Any] = {"language_covered": False, "sentiment": None, "strain": None}
