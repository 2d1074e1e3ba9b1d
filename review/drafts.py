"""A letter begun for a flag: a personal opener from the facts of the last thread, and whom it answers.

Only what the addressee wrote, or was written to, is ever quoted: what a client says of a candidate stays
with the client. Nothing is sent and nothing is put into the mailbox.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

from contacts.names import called, fold, shown_name
from domain import Contact, Direction, Flag, Kind, Mailbox, Reason, Role, SignalType
from reports.harmless import safe, short
from review.actions import Desk
from store.proof import Answer, answer_to
from store.quotes import LONGEST
from store.views import StoredMessage, messages
from warmth.wording import MONTHS, WEEKDAYS

RECENT = 50  # messages with them that are looked at
SALUTES = frozenset("hi hello hey dear good morning hallo liebe lieber bonjour hola ciao".split())
NUMBERS = ("", "a", "two", "three", "four", "five", "six", "seven", "eight")
READ = 2000  # characters of a message that are looked at for a quote
TELLING = 5  # words; shorter sentences say little without those around them
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+|^[-*•]\s+")
_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,900}>")
_REPLY = re.compile(r"^\s*(?:re|aw|sv|antw|rif|odp)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter begun: to copy, or to open in a mail program. `to` is None where no address is known.

    `note` says what the recruiter should know before using it.
    """

    flag: Flag
    sender: Mailbox | None
    to: Mailbox | None
    subject: str
    text: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    note: str = ""


def draft(desk: Desk, flag: Flag, *, own_address: str = "") -> Draft:
    """The letter that this flag asks for; `own_address` is used where the thread tells no other."""
    contact, now = flag.finding.contact, desk.now
    proof = desk.proof(flag)
    with desk.database.read() as session:
        recent = list(messages(session, as_of=now, contact_id=contact.id, limit=RECENT)) if contact.id else []
        ours = [one for one in recent if _is_between_us(one, contact)]
        answered = _answered([one for one in proof if _is_between_us(one, contact)], ours)
        head = answer_to(session, answered) if answered else Answer((), ())
    facts = _facts(flag, proof, ours, now)
    openers = _openers()
    key = flag.finding.reason.value
    body = _render(openers[key], facts)
    subjects = openers["subjects"]
    subject = (
        f"Re: {_base(answered.subject)}"
        if answered is not None
        else _render(subjects.get(key, subjects["other"]), facts)
    )
    references = tuple(id_ for id_ in head.references if _ID.fullmatch(id_))
    is_answer = answered is not None and bool(_ID.fullmatch(answered.message_id))
    return Draft(
        flag=flag,
        sender=_sender(ours, head, own_address),
        to=_to(contact, ours),
        subject=safe(subject),
        text=f"{_greeting(contact, ours)}\n\n{body}\n",
        in_reply_to=answered.message_id if is_answer and answered else "",
        references=references if is_answer else (),
        note=_note(contact, ours),
    )


def ago(at: date | datetime, now: datetime) -> str:
    """How long ago a day is, as one says it in a letter: 'yesterday', 'on Tuesday', 'in August'."""
    on = at.astimezone(now.tzinfo).date() if isinstance(at, datetime) else at
    days = (now.date() - on).days
    if days < 0:
        return f"on {WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 7:
        return f"on {WEEKDAYS[on.weekday()]}"
    if days < 14:
        return "last week" if on.isocalendar().week + 1 == now.date().isocalendar().week else "a week ago"
    if days < 60:
        return f"{NUMBERS[days // 7]} weeks ago"
    year = f" {on.year}" if days > 300 else ""
    return f"in {MONTHS[on.month - 1]}{year}"


# --------------------------------------------------------------------------- the facts


def _facts(
    flag: Flag, proof: Sequence[StoredMessage], ours: Sequence[StoredMessage], now: datetime
) -> dict[str, Any]:
    finding, contact = flag.finding, flag.finding.contact
    evidence = finding.evidence[-1] if finding.evidence else None
    source = next((one for one in proof if evidence and one.message_id == evidence.message_id), None)
    words = _short(evidence.quote) if evidence else ""
    is_ours = source is not None and _is_between_us(source, contact)
    is_mine = source is not None and source.direction is Direction.OUTBOUND
    theirs = [one for one in ours if one.direction is Direction.INBOUND]
    # "Thanks!" is nothing to come back to.
    last = next((one for one in reversed(theirs) if not one.is_mere_closing), None)
    is_shown = finding.reason is Reason.GOING_COLD  # whose proof is the last touch, whatever it says
    last_words = _said(last) if last and (is_shown or last is not source) else ""
    signals = [s for one in proof for s in one.signals or ()]
    starts = [s.due for s in signals if s.type is SignalType.STARTED and s.due]
    dues = [s.due for s in signals if s.type is SignalType.INTERVIEW_SCHEDULED and s.due]
    ahead = [due for due in dues if _day(due, now) >= now.date()]
    return {
        "when": ago(evidence.date if evidence else finding.since, now),
        "theirs": words if is_ours and not is_mine else "",
        "mine": words if is_ours and is_mine else "",
        "last": last_words,
        "is_here": last is not None and last.thread_id in {one.thread_id for one in proof},
        "they_when": ago(last.date, now) if last else "",
        "told": {s.type.value for s in signals},
        "is_told": any(_tells_a_no(one) and _is_between_us(one, contact) for one in proof),
        "is_rejection": any(s.type is SignalType.NOT_SELECTED for s in signals),
        "is_mine_last": bool(ours) and ours[-1].direction is Direction.OUTBOUND,
        "stage": contact.stage.value if contact.stage else "",
        "is_client": Role.CLIENT in (contact.roles or {contact.role}),
        "about": safe(source.subject) if source is not None and is_ours else "",
        "interview": _time(min(ahead, key=lambda due: _day(due, now)), now) if ahead else "",
        "started": ago(starts[-1], now) if starts else "",
        "day": finding.occasion.removeprefix("day ") if finding.occasion.startswith("day ") else "",
        "referrer": _referrer(source),
    }


def _is_between_us(message: StoredMessage, contact: Contact) -> bool:
    """Whether the addressee has read it: they wrote it, or it was written to them."""
    if message.kind not in (Kind.PERSONAL, Kind.INVITATION):
        return False
    if message.direction is Direction.INBOUND:
        return message.sender.address in contact.addresses
    return any(one.address in contact.addresses for one in message.to)


def _tells_a_no(message: StoredMessage) -> bool:
    told = {signal.type for signal in message.signals or ()}
    return message.direction is Direction.OUTBOUND and SignalType.NOT_SELECTED in told


def _answered(proof: Sequence[StoredMessage], ours: Sequence[StoredMessage]) -> StoredMessage | None:
    """The newest message of the thread in which the proof lies, else of all."""
    threads = {one.thread_id for one in proof}
    in_thread = [one for one in ours if one.thread_id is not None and one.thread_id in threads]
    return next(iter([*reversed(in_thread), *reversed(proof), *reversed(ours)]), None)


def _referrer(source: StoredMessage | None) -> str:
    if source is None or source.direction is Direction.OUTBOUND:
        return ""
    return safe(shown_name(source.sender.name))


def _said(message: StoredMessage) -> str:
    """What they asked, else the first sentence that says something by itself."""
    asked = [s.evidence for s in message.signals or () if s.type is SignalType.QUESTION]
    for words in (*asked, *_SENTENCE_ENDS.split(message.own_words[:READ])):
        if len(words.split()) >= TELLING:
            return _short(words)
    return ""


def _short(words: str) -> str:
    """A quote in one line, with room for quotation marks around it."""
    text = _NUMBERED.sub("", safe(words)).strip(' "“”„').replace('"', "'")
    return short(text, LONGEST)


def _day(due: date | datetime, now: datetime) -> date:
    return due.astimezone(now.tzinfo).date() if isinstance(due, datetime) else due


def _time(due: date | datetime, now: datetime) -> str:
    """A time ahead: 'tomorrow at 11:00', 'on Friday 6 March'."""
    on = _day(due, now)
    if on == now.date():
        said = "today"
    elif on == now.date() + timedelta(days=1):
        said = "tomorrow"
    else:
        said = f"on {WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return f"{said} at {due.astimezone(now.tzinfo):%H:%M}" if isinstance(due, datetime) else said


# --------------------------------------------------------------------------- the letter


def _greeting(contact: Contact, ours: Sequence[StoredMessage]) -> str:
    """As the recruiter last greeted them, else by their first name."""
    names = set(fold(contact.name).split())
    for one in reversed(ours):
        first = safe(one.own_words.lstrip().partition("\n")[0])
        said = [fold(word.strip(",.!:")) for word in first.split()]
        # Alone in To and Cc, a nickname is theirs too.
        is_theirs = names & set(said) or (len(one.to) == 1 and not one.cc and len(said) > 1)
        is_greeting = first.endswith(",") and len(first) <= 40 and said[:1] and said[0] in SALUTES
        if one.direction is Direction.OUTBOUND and is_greeting and is_theirs:
            return first
    name = called(contact.name)
    return f"Hi {safe(name)}," if name else "Hello,"


def _to(contact: Contact, ours: Sequence[StoredMessage]) -> Mailbox | None:
    """The address they wrote from last, else the first that is known."""
    wrote = [one.sender.address for one in ours if one.direction is Direction.INBOUND]
    address = next(iter([*reversed(wrote), *contact.addresses]), "")
    return Mailbox(safe(contact.name), address) if address else None


def _sender(ours: Sequence[StoredMessage], head: Answer, own_address: str) -> Mailbox | None:
    """The address under which the two write, with the name that the recruiter gives there."""
    for one in reversed(ours):
        people = (one.sender,) if one.direction is Direction.OUTBOUND else one.to
        for person in people:
            if person.address in head.own_addresses:
                return Mailbox(safe(person.name), person.address)
    address = own_address or next(iter(head.own_addresses), "")
    return Mailbox("", address) if address else None


def _note(contact: Contact, ours: Sequence[StoredMessage]) -> str:
    if not contact.addresses:
        return "No address of theirs is known."
    theirs = [one.language for one in ours if one.direction is Direction.INBOUND]
    language = next((one for one in reversed(theirs) if one != "und"), "en")
    return "" if language == "en" else f"They write in another language ({language}); this draft is English."


def _base(subject: str) -> str:
    """A subject without its marks of an answer."""
    base = safe(subject)
    while (cut := _REPLY.sub("", base)) != base:
        base = cut
    return base


def _render(template: str, facts: dict[str, Any]) -> str:
    return _environment().from_string(template.strip()).render(facts).strip()


@cache
def _environment() -> Environment:
    # A letter is plain text, so nothing is escaped for HTML; facts are values and never templates.
    made = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    made.filters["capital"] = lambda text: text[:1].upper() + text[1:]
    return made


@cache
def _openers() -> dict[str, Any]:
    return tomllib.loads(resources.files("review").joinpath("openers.toml").read_text(encoding="utf-8"))
