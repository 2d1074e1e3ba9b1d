"""The weekly report as data: who needs you, who came back, what people taught, how the mail is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain import (
    Contact,
    Direction,
    Exchange,
    Flag,
    Reason,
    Role,
    SignalType,
    Topic,
    Urgency,
    Warmth,
)
from warmth.flags import Case

STRIP_DAYS = 182  # half a year shows a rhythm and its break
WEEKS_BEFORE = 8
DORMANT_SHOWN = 3
FACTS_SHOWN = 8
URGENCIES = list(Urgency)

# What is at stake, dearest first; the order in which people are put up front.
STAKES = (
    Reason.PREP_OWED,
    Reason.CALL_OWED,
    Reason.REPLY_OWED,
    Reason.PROMISE_OVERDUE,
    Reason.STRAINED,
    Reason.FEEDBACK_OWED,
    Reason.CHECK_IN_DUE,
    Reason.REFERRAL_OPEN,
    Reason.SECOND_LOOK,
    Reason.GOING_COLD,
)

NEXT_STEPS = {
    Reason.REPLY_OWED: "Answer {name}, even if the answer is that there is no news yet.",
    Reason.CALL_OWED: 'Call {name}, then note it: keepwarm log {id} --call "..."',
    Reason.PROMISE_OVERDUE: "Do what you promised {name}, or name a new day.",
    Reason.PREP_OWED: "Tell {name} whom they will meet, what will be asked and how to prepare.",
    Reason.FEEDBACK_OWED: "Tell {name} why, and what would help next time.",
    Reason.CHECK_IN_DUE: "Ask {name} how it is going, and listen for what is not said.",
    Reason.STRAINED: "Call {name}; worry is better heard than read.",
    Reason.SECOND_LOOK: "Ask {name} whether the old reason still holds.",
    Reason.REFERRAL_OPEN: "Write to {name}, and tell whoever named them that you did.",
    Reason.GOING_COLD: "Give {name} a reason to write: something you learnt that concerns them.",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One day of contact on a strip; `position` from 0 (half a year ago) to 1 (today)."""

    on: date
    position: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class Feeling:
    """The tone of one of their messages; `score` from -1 to 1."""

    on: date
    position: float
    score: float


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who needs a person now: reasons with proof, the two last dates, one next step."""

    contact: Contact
    flags: tuple[Flag, ...]
    next_step: str
    they_wrote: datetime | None
    you_wrote: datetime | None
    rhythm: str
    strip: tuple[Mark, ...]
    feelings: tuple[Feeling, ...]


@dataclass(frozen=True, slots=True)
class WonBack:
    """A flag of last week that asks for nothing any more."""

    contact: Contact
    reason: Reason
    touched: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """What somebody taught about the market this week."""

    contact: Contact
    topic: Topic
    words: str
    told: datetime


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How many flags were open on a Monday."""

    monday: date
    open_flags: int


@dataclass(frozen=True, slots=True)
class UnreadMailbox:
    """A mailbox that is not read any more. `since` is the last time it was, None if it never was."""

    name: str
    since: datetime | None
    needs_sign_in: bool


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How the mailboxes are read: the last time, and what could not be read."""

    last_read: datetime | None
    quarantined: int
    messages: int
    unread: tuple[UnreadMailbox, ...] = ()


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """Everything the page tells, in its order."""

    as_of: datetime
    zone: ZoneInfo
    monday: date
    people: tuple[Person, ...]
    also: tuple[Flag, ...]
    won_back: tuple[WonBack, ...]
    facts: tuple[Fact, ...]
    newcomers: tuple[Contact, ...]
    dormant: tuple[tuple[Contact, datetime], ...]
    weeks: tuple[WeekCount, ...]
    state: MailboxState

    @property
    def week(self) -> str:
        """The ISO week, as in 2026-W10."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"


def monday_of(moment: datetime) -> date:
    """The Monday of the week a moment falls into, in its own zone."""
    return moment.date() - timedelta(days=moment.weekday())


def compose(
    *,
    flags: Sequence[Flag],
    cases: Sequence[Case],
    at: Callable[[datetime], Sequence[Case]],
    state: MailboxState,
    as_of: datetime,
    people: int,
) -> WeeklyReport:
    """The report as of a moment (aware, in the user's zone).

    `flags` are open then, `cases` all contacts as judged then; `at` judges all contacts at an earlier
    moment. `people` is how many stand up front.
    """
    monday = monday_of(as_of)
    mondays = [monday - timedelta(weeks=n) for n in range(WEEKS_BEFORE, -1, -1)]
    past = {m: at(_morning(m, as_of)) for m in mondays}
    by_contact = {case.relationship.contact.id: case for case in cases}
    ranked = _ranked(flags)
    return WeeklyReport(
        as_of=as_of,
        zone=as_of.tzinfo if isinstance(as_of.tzinfo, ZoneInfo) else ZoneInfo("UTC"),
        monday=monday,
        people=tuple(
            _person(group, by_contact.get(group[0].finding.contact.id), as_of) for group in ranked[:people]
        ),
        also=tuple(flag for group in ranked[people:] for flag in group),
        won_back=_won_back(past[mondays[-2]], flags, by_contact, since=_morning(mondays[-2], as_of)),
        facts=_facts(cases, since=as_of - timedelta(days=7)),
        newcomers=_newcomers(cases, since=as_of - timedelta(days=7)),
        dormant=_dormant(cases),
        weeks=tuple(WeekCount(m, sum(len(c.standing.findings) for c in past[m])) for m in mondays),
        state=state,
    )


def _morning(monday: date, as_of: datetime) -> datetime:
    return min(datetime.combine(monday, time(9), tzinfo=as_of.tzinfo), as_of)


def _stake(flag: Flag) -> tuple[int, int, datetime]:
    finding = flag.finding
    return URGENCIES.index(finding.urgency), STAKES.index(finding.reason), finding.since


def _ranked(flags: Sequence[Flag]) -> list[list[Flag]]:
    """Flags grouped by person, the person with the most at stake first."""
    groups: dict[object, list[Flag]] = {}
    for flag in sorted(flags, key=_stake):
        contact = flag.finding.contact
        groups.setdefault(contact.id if contact.id is not None else contact.name, []).append(flag)
    return sorted(groups.values(), key=lambda group: _stake(group[0]))


def _person(flags: Sequence[Flag], case: Case | None, as_of: datetime) -> Person:
    contact = flags[0].finding.contact
    touches = [e for e in case.relationship.exchanges if e.is_touch] if case else []
    first = contact.name.split()[0] if contact.name.split() else "them"
    identity = f"c-{contact.id}" if contact.id is not None else "CONTACT"
    return Person(
        contact=contact,
        flags=tuple(flags),
        next_step=NEXT_STEPS[flags[0].finding.reason].format(name=first, id=identity),
        they_wrote=_last(touches, Direction.INBOUND),
        you_wrote=_last(touches, Direction.OUTBOUND),
        rhythm=case.standing.rhythm if case else "",
        strip=_strip(touches, as_of),
        feelings=_feelings(case.relationship.exchanges if case else (), as_of),
    )


def _last(touches: Sequence[Exchange], direction: Direction) -> datetime | None:
    return max((e.at for e in touches if e.direction is direction), default=None)


def _position(at: datetime, as_of: datetime) -> float | None:
    days = (as_of - at).total_seconds() / 86_400
    return 1 - days / STRIP_DAYS if 0 <= days <= STRIP_DAYS else None


def _strip(touches: Sequence[Exchange], as_of: datetime) -> tuple[Mark, ...]:
    marks = {}
    for exchange in touches:
        position = _position(exchange.at, as_of)
        if position is not None:
            on = exchange.at.astimezone(as_of.tzinfo).date()
            marks[on, exchange.direction] = Mark(on, position, exchange.direction)
    return tuple(marks.values())


def _feelings(exchanges: Sequence[Exchange], as_of: datetime) -> tuple[Feeling, ...]:
    found = []
    for exchange in exchanges:
        position = _position(exchange.at, as_of)
        if exchange.direction is Direction.INBOUND and exchange.sentiment and position is not None:
            on = exchange.at.astimezone(as_of.tzinfo).date()
            found.append(Feeling(on, position, exchange.sentiment.score))
    return tuple(found)


def _won_back(
    before: Sequence[Case], flags: Sequence[Flag], now: dict[int | None, Case], *, since: datetime
) -> tuple[WonBack, ...]:
    """What was flagged a week ago, is not now, and saw a touch since."""
    still = {(flag.finding.contact.id, flag.finding.reason) for flag in flags}
    found = []
    for case in before:
        for finding in case.standing.findings:
            current = now.get(finding.contact.id)
            touched = current.standing.last_touch if current else None
            if (finding.contact.id, finding.reason) not in still and touched and touched > since:
                found.append(WonBack(finding.contact, finding.reason, touched))
    return tuple(sorted(found, key=lambda won: won.touched))


def _facts(cases: Sequence[Case], *, since: datetime) -> tuple[Fact, ...]:
    found = [
        Fact(case.relationship.contact, signal.topic or Topic.OTHER, signal.evidence, exchange.at)
        for case in cases
        for exchange in case.relationship.exchanges
        if exchange.at >= since
        for signal in exchange.signals
        if signal.type is SignalType.MARKET_FACT and signal.by_contact
    ]
    return tuple(sorted(found, key=lambda fact: fact.told, reverse=True)[:FACTS_SHOWN])


def _newcomers(cases: Sequence[Case], *, since: datetime) -> tuple[Contact, ...]:
    """Candidates and clients whose first message came within the week."""
    found = []
    for case in cases:
        inbound = [e.at for e in case.relationship.exchanges if e.is_touch]
        known = case.relationship.contact.role in (Role.CANDIDATE, Role.CLIENT)
        if known and inbound and min(inbound) >= since:
            found.append(case.relationship.contact)
    return tuple(found)


def _dormant(cases: Sequence[Case]) -> tuple[tuple[Contact, datetime], ...]:
    """Dormant people worth a thought: those with whom most was said."""
    asleep = [c for c in cases if c.standing.warmth is Warmth.DORMANT and c.standing.last_touch]
    asleep.sort(key=lambda c: (-c.standing.touches, c.relationship.contact.name))
    return tuple(
        (c.relationship.contact, c.standing.last_touch)
        for c in asleep[:DORMANT_SHOWN]
        if c.standing.last_touch
    )
