"""The judgement alone: gold labels as they are in, flags out, no language and no database between.

Run `python -m evaluation.judge_gold [FOLDER]`. What the labels do not say (mere closings, calls that took
place, evidence of an application) is read with crude words here; the language room does it properly.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from domain import (
    Contact,
    Direction,
    Exchange,
    Finding,
    Kind,
    Meeting,
    Referral,
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
from warmth.judgement import judge, judge_referral
from warmth.policy import Policy

SCENARIOS = Path(__file__).parent / "gold" / "scenarios"
TELLS = {
    SignalType.INTERVIEW_SCHEDULED: Stage.INTERVIEWING,
    SignalType.OFFER_MADE: Stage.OFFERED,
    SignalType.OFFER_ACCEPTED: Stage.PLACED,
    SignalType.STARTED: Stage.PLACED,
    SignalType.OFFER_DECLINED: Stage.DECLINED,
    SignalType.WITHDREW: Stage.DECLINED,
    SignalType.NOT_SELECTED: Stage.REJECTED,
}
CLOSING = re.compile(r"\b(thanks?|thank you|ta|cheers|noted|received|accepted)\b", re.IGNORECASE)
TALKED = re.compile(
    r"\b(our (call|chat|talk)|on the (tele)?phone)\b.*\b(now|morning|today|yesterday)\b", re.IGNORECASE
)
MANY = 5


@dataclass
class Judged:
    """What came out for one scenario, beside what is right."""

    name: str
    standings: dict[str, Standing] = field(default_factory=dict)
    found: dict[tuple[str, str], Finding] = field(default_factory=dict)
    wanted: set[tuple[str, str]] = field(default_factory=set)
    forbidden: dict[tuple[str, str], str] = field(default_factory=dict)


class Scenario:
    """One gold file as relationships."""

    def __init__(self, path: Path) -> None:
        self.raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.as_of: datetime = self.raw["as_of"]
        self.people: dict[str, dict[str, Any]] = {p["id"]: p for p in self.raw["people"]}
        self.by_address: dict[str, str] = {a: p["id"] for p in self.raw["people"] for a in _addresses(p)}
        self.bounced = {
            (m["reply_to"], address)
            for m in self.raw["messages"]
            if m.get("kind") == "bounce"
            for address in re.findall(r"[\w.+-]+@[\w.-]+", m["own"])
        }

    def judged(self) -> Judged:
        """Every person and referral of the scenario judged at its `as_of`."""
        calendar = BusinessCalendar(self.raw["timezone"], self.raw["country"])
        policy = Policy()
        out = Judged(self.raw["id"])
        out.wanted = {(f["contact"], f["reason"]) for f in self.raw["flags"]}
        out.forbidden = {(f["contact"], f["reason"]): f["why"] for f in self.raw.get("not_flags") or []}
        for person in self.people:
            standing = judge(self.relationship(person), policy=policy, calendar=calendar, now=self.as_of)
            out.standings[person] = standing
            out.found |= {(person, f.reason.value): f for f in standing.findings}
        for referral in self.referrals():
            found = judge_referral(referral, policy=policy, calendar=calendar, now=self.as_of)
            if found is not None:
                out.found[self._id_of(found.contact), found.reason.value] = found
        return out

    def relationship(self, person: str) -> Relationship:
        """All that the labels tell of one person."""
        exchanges: list[Exchange] = []
        about: list[Exchange] = []
        told: list[tuple[Exchange, SignalSeen]] = []
        meetings: dict[str, Meeting] = {}
        for m in self.raw["messages"]:
            sender, to = self._resolve(m["from"]), [self._resolve(a) for a in m["to"]]
            copied = [self._resolve(a) for a in m.get("cc") or []]
            is_theirs = sender == person or (sender == "recruiter" and person in [*to, *copied])
            is_theirs = is_theirs or (person in to and m.get("kind") == "invitation")
            signals = self._signals(m, person)
            if not is_theirs and not any(s.about_contact for s in signals):
                continue
            exchange = self._exchange(m, person, sender, to, signals)
            (exchanges if is_theirs else about).append(exchange)
            told += [(exchange, s) for s in signals if s.about_contact and s.type in TELLS]
            if m.get("invite"):
                meetings[m["invite"].get("uid", m["id"])] = _meeting(m)
        contact = self._contact(person)
        return Relationship(
            contact,
            exchanges=tuple(exchanges),
            about=tuple(about),
            meetings=tuple(meetings.values()),
            stages=self._stages(contact, exchanges, told),
        )

    def referrals(self) -> list[Referral]:
        """Everybody pointed to, and when they were first written to."""
        return [
            self._referral(m, s)
            for m in self.raw["messages"]
            for s in m.get("signals") or []
            if s["type"] == "referral"
        ]

    def _referral(self, m: dict[str, Any], signal: dict[str, Any]) -> Referral:
        name = signal["about"]
        person = self._contact(name) if name in self.people else Contact(None, name)
        first = name.split()[0].rstrip("'").lower()
        contacted = [
            later["date"]
            for later in self.raw["messages"]
            if later["date"] > m["date"]
            and (
                later["from"] == name
                or (
                    later["from"] == "recruiter"
                    and any(a == name or str(a).startswith(first + ".") for a in later["to"])
                )
            )
        ]
        return Referral(
            person=person,
            referrer=self._contact(m["from"]),
            at=m["date"],
            message_id=m["id"],
            subject=m["subject"],
            evidence=signal["evidence"],
            contacted_at=min(contacted, default=None),
        )

    def _exchange(
        self, m: dict[str, Any], person: str, sender: str, to: list[str], signals: tuple[SignalSeen, ...]
    ) -> Exchange:
        kind = Kind(m["kind"])
        own = m.get("own") or ""
        outbound = sender == "recruiter"
        reached = not outbound or not any((m["id"], a) in self.bounced for a in self._to_addresses(m, person))
        is_touch = kind is Kind.PERSONAL and reached and (outbound or sender == person)
        is_touch = is_touch and (person in to if outbound else "recruiter" in to)
        if outbound and len(to) > MANY:
            is_touch = False
        is_question = any(s.type is SignalType.QUESTION for s in signals)
        reads = kind.is_read
        return Exchange(
            message_id=m["id"],
            at=m["date"],
            direction=Direction.OUTBOUND if outbound else Direction.INBOUND,
            kind=kind,
            subject=m["subject"],
            is_touch=is_touch,
            is_mere_closing=not is_question and not m.get("strain") and len(own) < 160 and _closes(own),
            has_question_mark="?" in own,
            sentiment=Sentiment(SentimentLabel(m["sentiment"]), 0.0) if reads else None,
            strain=Strain(bool(m.get("strain")), 0.0) if reads else None,
            signals=signals if reads else (),
            quote=" ".join(own.split())[:80],
            contact_took_place=own if outbound and TALKED.search(own) else "",
        )

    def _signals(self, m: dict[str, Any], person: str) -> tuple[SignalSeen, ...]:
        return tuple(
            SignalSeen(
                SignalType(s["type"]),
                s["evidence"],
                due=s.get("due"),
                by_contact=self._resolve(m["from"]) == person,
                about_contact=s.get("about", person) == person,
                is_call=s["type"] == "promise"
                and bool(re.search(r"\b(call|ring|phone)\b", s["evidence"], re.IGNORECASE)),
            )
            for s in m.get("signals") or []
        )

    def _stages(
        self, contact: Contact, exchanges: list[Exchange], told: list[tuple[Exchange, SignalSeen]]
    ) -> tuple[StageChange, ...]:
        if contact.role is not Role.CANDIDATE:
            return ()
        changes = [StageChange(TELLS[s.type], e.at, s.evidence, e.message_id) for e, s in told]
        known = contact.stage
        if known is not None and (not changes or changes[-1].stage is not known):
            # Told by words that carry no signal: some time before the first message on file.
            first = min((e.at for e in exchanges), default=self.as_of) - timedelta(minutes=1)
            at = changes[-1].at + timedelta(minutes=1) if changes else first
            changes.append(StageChange(known, at))
        return tuple(changes)

    def _contact(self, person: str) -> Contact:
        p = self.people.get(person)
        if p is None:
            return Contact(None, person)
        role = Role(p["role"])
        return Contact(
            id=list(self.people).index(person) + 1,
            name=p["name"],
            addresses=tuple(_addresses(p)),
            role=role,
            roles=frozenset({role}),
            stage=Stage(p["stage"]) if p.get("stage") else None,
        )

    def _id_of(self, contact: Contact) -> str:
        ids: dict[str, str] = {p["name"]: person for person, p in self.people.items()}
        return ids.get(contact.name, contact.name)

    def _resolve(self, who: str) -> str:
        return self.by_address.get(who, who)

    def _to_addresses(self, m: dict[str, Any], person: str) -> list[str]:
        return [
            _addresses(self.people[a])[0] if a in self.people else a
            for a in m["to"]
            if self._resolve(a) == person
        ]


def _addresses(person: dict[str, Any]) -> list[str]:
    address = person["address"]
    return list(address) if isinstance(address, list) else [address]


def _meeting(m: dict[str, Any]) -> Meeting:
    invite = m["invite"]
    return Meeting(
        message_id=m["id"],
        told_at=m["date"],
        start=invite["start"],
        end=invite.get("end"),
        summary=invite["summary"],
        is_cancelled=invite.get("status") == "CANCELLED",
    )


def _closes(own: str) -> bool:
    return "?" not in own and CLOSING.search(own) is not None


def main(folder: Path = SCENARIOS) -> int:
    """Print what was missed and what was wrong; return how many."""
    hits = missed = extra = forbidden = 0
    for path in sorted(folder.glob("*.yaml")):
        out = Scenario(path).judged()
        hits += len(out.wanted & set(out.found))
        for key in sorted(out.wanted - set(out.found)):
            missed += 1
            print(f"MISSED    {out.name}: {key[0]} {key[1]}")
        for key in sorted(set(out.found) - out.wanted):
            is_fault = key in out.forbidden
            extra, forbidden = extra + 1, forbidden + is_fault
            why = f" (wrong because {out.forbidden[key]})" if is_fault else ""
            print(f"{'FORBIDDEN' if is_fault else 'EXTRA    '} {out.name}: {key[0]} {key[1]}{why}")
            print(f"          {out.found[key].explanation}")
    print(f"{hits} right, {missed} missed, {extra} extra, {forbidden} of them forbidden")
    return missed + extra


if __name__ == "__main__":
    sys.exit(1 if main(*(Path(a) for a in sys.argv[1:])) else 0)
