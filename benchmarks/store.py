"""A recruiter's store of any size, made from a seed and written straight into the tables.

Distributed as in mailboxes kept for long: people come evenly over 15 years; half of them were written to
and never answered. Of the others the number of mails is lognormal (median 1/7 of the mean, cut at 4,000): 1%
of the people have two fifths of all mail, and half have three mails or fewer. Mail comes in bursts with a
pace of their own, and only the few who write much are spread over all the years since they came; so most are
silent for years. Mail lies in the order of time, as it is read. About 30% of it carries signals: mostly
questions, then promises, market facts, calls, interviews, offers and noes, with the stages they tell.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import Direction, Kind, Role, SignalType, Stage
from store import accounts
from store.bulk import add_rows
from store.database import Database
from store.models import (
    AddressRow,
    ContactRow,
    EventRow,
    MessageRow,
    ParticipantRow,
    SignalRow,
    StageRow,
)

OWN = "rita@talent.example"
UNTIL = datetime(2026, 7, 1, 9, tzinfo=UTC)  # a Wednesday
YEARS = 15
NEVER_ANSWERED = 0.5  # of the people
SPREAD = 1.97  # of the lognormal number of mails: e^(SPREAD^2/2) is mean by median
MOST = 4000  # mails of one person
AT_ONCE = 20_000  # messages in one transaction

_ROLES = {Role.CANDIDATE: 76, Role.CLIENT: 16, Role.COLLEAGUE: 2, Role.OTHER: 6}
_SAID: dict[SignalType | None, float] = {
    None: 71, SignalType.QUESTION: 17, SignalType.PROMISE: 4, SignalType.MARKET_FACT: 3,
    SignalType.CALL_REQUEST: 1, SignalType.INTERVIEW_SCHEDULED: 1.2, SignalType.INTERVIEW_PREP: 0.8,
    SignalType.OFFER_MADE: 0.4, SignalType.OFFER_ACCEPTED: 0.2, SignalType.OFFER_DECLINED: 0.2,
    SignalType.NOT_SELECTED: 0.6, SignalType.FEEDBACK_GIVEN: 0.3, SignalType.STARTED: 0.2,
    SignalType.NOT_NOW: 0.3, SignalType.REFERRAL: 0.1,
}  # fmt: skip
_STAGES = {
    SignalType.INTERVIEW_SCHEDULED: Stage.INTERVIEWING,
    SignalType.OFFER_MADE: Stage.OFFERED,
    SignalType.OFFER_ACCEPTED: Stage.PLACED,
    SignalType.OFFER_DECLINED: Stage.DECLINED,
    SignalType.NOT_SELECTED: Stage.REJECTED,
}
_AHEAD = {SignalType.INTERVIEW_SCHEDULED: 5, SignalType.STARTED: 30, SignalType.NOT_NOW: 120}  # days to `due`
_FIRST = "Anouk Bao Cilla Darek Edda Fouad Gwen Haruki Ilka Jaan Kemi Luz Nils Olga Pilar Rosa Tomas".split()
_LAST = "Albrecht Boyd Celik Duarte Eide Fuchs Goh Hagg Iversen Jovic Kowal Lindner Makela Oberg".split()
_SENTENCES = (
    "Many thanks for coming back to me this quickly.",
    "I spoke with the team yesterday and they liked what they heard.",
    "The office is in the old harbour, ten minutes from the station.",
    "Could you let me know what the next step looks like?",
    "My notice period is three months to the end of a quarter.",
    "I have read the description twice and would like to hear more of the people.",
    "They will decide after the holiday, as far as I was told.",
)


@dataclass(slots=True)
class _Touch:
    at: datetime
    contact: int
    is_inbound: bool
    number: int  # of the two


@dataclass
class _Tables:
    """Rows of one transaction."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    participants: list[dict[str, Any]] = field(default_factory=list)
    signals: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


def fill(database: Database, *, people: int, touches: int, seed: int = 11) -> None:
    """Write so many people and about so many touches, up to `UNTIL`."""
    chance = random.Random(seed)
    roles = chance.choices(list(_ROLES), list(_ROLES.values()), k=people)
    with database.write() as session:
        account = accounts.ensure(session, "rita", own_addresses=[OWN]).id
        add_rows(session, ContactRow, [_person(id_, role) for id_, role in enumerate(roles, 1)])
        addresses = [{"contact_id": id_, "address": _address(id_)} for id_ in range(1, people + 1)]
        add_rows(session, AddressRow, addresses)
    passed = sorted(_touches(chance, people, touches), key=lambda touch: touch.at)
    for first in range(0, len(passed), AT_ONCE):
        tables = _Tables()
        for number, touch in enumerate(passed[first : first + AT_ONCE], first + 1):
            _write(tables, chance, account, number, touch, roles)
        with database.write() as session:
            add_rows(session, MessageRow, tables.messages)
            add_rows(session, ParticipantRow, tables.participants)
            add_rows(session, SignalRow, tables.signals)
            add_rows(session, StageRow, tables.stages)
            add_rows(session, EventRow, tables.events)


def new_mail(database: Database, contacts: Sequence[int], *, at: datetime, seed: int = 12) -> None:
    """One mail from each of these people."""
    chance, tables = random.Random(seed), _Tables()
    with database.write() as session:
        account = accounts.ensure(session, "rita", own_addresses=[OWN]).id
        last = max(session.query(MessageRow.id).order_by(MessageRow.id.desc()).limit(1).all())[0]
        for number, contact in enumerate(contacts, 1):
            touch = _Touch(at, contact, True, 1000 + number)
            _write(tables, chance, account, last + number, touch, [Role.CANDIDATE] * max(contacts))
        add_rows(session, MessageRow, tables.messages)
        add_rows(session, ParticipantRow, tables.participants)
        add_rows(session, SignalRow, tables.signals)


def _touches(chance: random.Random, people: int, wanted: int) -> Iterator[_Touch]:
    weights = [
        0.0 if chance.random() < NEVER_ANSWERED else chance.lognormvariate(0, SPREAD) for _ in range(people)
    ]
    scale = wanted / sum(weights)
    for _ in range(9):  # what the cut and the first mails of everybody change
        scale *= wanted / sum(min(weight * scale, MOST) + 1.75 for weight in weights)
    for contact, weight in enumerate(weights, 1):
        number = min(round(weight * scale), MOST) + chance.choice((1, 1, 2, 3))
        came = UNTIL - timedelta(days=chance.uniform(1, 365 * YEARS))
        yield from _between(chance, contact, number, came, is_answered=weight > 0)


def _between(
    chance: random.Random, contact: int, number: int, came: datetime, *, is_answered: bool
) -> Iterator[_Touch]:
    """So many mails from that day on; whoever reaches the present with some left had another burst before."""
    pace = chance.choice((2, 5, 9, 21, 45))  # days between two contacts
    moment, is_inbound = came, is_answered and chance.random() < 0.5
    for count in range(number):
        yield _Touch(moment, contact, is_inbound, count)
        if is_answered:
            is_inbound = not is_inbound if chance.random() < 0.8 else is_inbound
        gap = chance.expovariate(1 / pace) if chance.random() < 0.5 else chance.uniform(0.02, 0.9)
        moment += timedelta(days=gap * (20 if chance.random() < 0.02 else 1))
        if moment >= UNTIL:
            moment = came + (UNTIL - came) * chance.random()


def _person(id_: int, role: Role) -> dict[str, Any]:
    name = f"{_FIRST[id_ % len(_FIRST)]} {_LAST[id_ % len(_LAST)]}{id_}"
    made = UNTIL - timedelta(days=365 * YEARS + 1)
    return {"id": id_, "name": name, "name_key": name.lower(), "role": role.value, "role_by_hand": None,
            "also_role": None, "muted_at": None, "created_at": made}  # fmt: skip


def _address(contact: int) -> str:
    return f"person{contact}@mail{contact % 900}.example"


def _write(
    tables: _Tables, chance: random.Random, account: int, number: int, touch: _Touch, roles: Sequence[Role]
) -> None:
    said = chance.choices(list(_SAID), list(_SAID.values()))[0]
    is_strained = touch.is_inbound and chance.random() < 0.03
    words = " ".join(chance.choices(_SENTENCES, k=chance.randint(2, 9)))
    theirs = _address(touch.contact)
    tables.messages.append(
        {
            "id": number, "account_id": account, "thread_id": None, "message_id": f"<{number}@store.example>",
            "content_key": f"{number:064d}", "at": touch.at,
            "direction": (Direction.INBOUND if touch.is_inbound else Direction.OUTBOUND).value,
            "kind": Kind.PERSONAL.value, "kind_reason": "from a person", "from_name": "",
            "from_address": theirs if touch.is_inbound else OWN, "subject": f"The role {touch.number // 6}",
            "own_words": f"Hello,\n{words}", "sentiment_label": "negative" if is_strained else "neutral",
            "sentiment_score": chance.uniform(-0.3, 0.4), "strain_value": is_strained,
            "strain_score": 0.8 if is_strained else chance.uniform(0, 0.3), "language": "en",
            "is_mere_closing": chance.random() < 0.1, "has_question_mark": "?" in words, "read_by": "bench",
        }
    )  # fmt: skip
    for position, (where, address, contact) in enumerate(
        (("from", theirs, touch.contact), ("to", OWN, None))
        if touch.is_inbound
        else (("from", OWN, None), ("to", theirs, touch.contact))
    ):
        tables.participants.append(
            {"message_id": number, "field": where, "position": position, "name": "", "address": address,
             "contact_id": contact}
        )  # fmt: skip
    if said is not None:
        _say(tables, chance, number, touch, said, roles[touch.contact - 1])


def _say(
    tables: _Tables, chance: random.Random, number: int, touch: _Touch, said: SignalType, role: Role
) -> None:
    days = _AHEAD.get(said)
    due = (touch.at + timedelta(days=chance.uniform(1, days * 2))).replace(second=0) if days else None
    is_referral = said is SignalType.REFERRAL
    tables.signals.append(
        {
            "message_id": number, "type": said.value, "evidence": "the words", "start": 0, "end": 10,
            "about_name": f"Nova Person{number}" if is_referral else "",
            "contact_id": touch.contact if role is Role.CANDIDATE and not is_referral else None,
            "due_on": None, "due_at": due, "topic": "pay" if said is SignalType.MARKET_FACT else None,
            "is_call": said is SignalType.PROMISE and chance.random() < 0.2,
            "is_conditional": chance.random() < 0.2,
        }
    )  # fmt: skip
    if role is Role.CANDIDATE and said in _STAGES:
        tables.stages.append(
            {"contact_id": touch.contact, "message_id": number, "stage": _STAGES[said].value,
             "at": touch.at, "evidence": "the words that say so"}
        )  # fmt: skip
    if said is SignalType.INTERVIEW_SCHEDULED and due is not None and chance.random() < 0.3:
        tables.events.append(
            {"message_id": number, "uid": f"{number}@calendar", "method": "REQUEST", "status": "",
             "sequence": 0, "start": due, "end": due + timedelta(hours=1), "summary": "Interview",
             "recurrence": None, "repeats": []}
        )  # fmt: skip
