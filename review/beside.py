"""What is shown beside a flag: the relationship in a few lines, and the thread with its proof marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain import Contact, Direction, Evidence, Exchange, Flag
from reports import words
from reports.harmless import safe, safe_block
from review.actions import Desk
from store.database import Database
from store.views import StoredMessage, messages
from warmth.flags import Case, standings

LONGEST_THREAD = 50  # messages; the newest are shown, and those that prove the flag
LONGEST_TEXT = 20_000  # characters of one message

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of the thread, safe to show: its own words, and where in them the proof stands.

    `quotes` are proofs whose words are not among the own words shown.
    """

    message: StoredMessage
    author: str
    text: str
    marks: tuple[Span, ...]
    quotes: tuple[str, ...]
    is_proof: bool
    left_out: int = 0  # characters


@dataclass(frozen=True, slots=True)
class Beside:
    """A flag's relationship and thread, oldest message first; every text is safe to show.

    `facts` are what to know at once, `more` what else is known.
    """

    facts: tuple[str, ...]
    more: tuple[str, ...]
    subject: str
    messages: tuple[Shown, ...]
    left_out: int = 0  # older messages of the same thread


def beside(desk: Desk, flag: Flag, *, also: Sequence[Flag] = (), zone: ZoneInfo) -> Beside:
    """What belongs beside a flag; `also` are the other open flags."""
    contact = flag.finding.contact
    shown, left_out = _thread(desk.database, desk.proof(flag), contact, desk)
    evidence = flag.finding.evidence
    subject = shown[-1].subject if shown else evidence[-1].subject if evidence else ""
    facts, more = _facts(desk, contact, [one for one in also if one.id != flag.id], zone)
    return Beside(
        facts=tuple(map(safe, facts)),
        more=tuple(map(safe, more)),
        subject=safe(subject),
        messages=tuple(_shown(message, evidence) for message in shown),
        left_out=left_out,
    )


def places(quote: str, text: str) -> list[Span]:
    """Where a quote stands in a text, white space apart; one that was cut short ends with '…'."""
    wanted = safe(quote).removesuffix("…").split()
    if not wanted:
        return []
    pattern = r"\s+".join(map(re.escape, wanted))
    found = re.search(pattern, text)
    return [found.span()] if found else []


def facts_of(case: Case, zone: ZoneInfo) -> list[str]:
    """A relationship in a few lines: standing, last dates, rhythm and tone."""
    standing = case.standing
    touches = [one for one in case.relationship.exchanges if one.is_touch]
    they, you = _last(touches, Direction.INBOUND, zone), _last(touches, Direction.OUTBOUND, zone)
    lines = [
        f"{words.standing_of(case.relationship.contact)}; {standing.warmth.value}",
        f"They last wrote {they or 'never'}; you {you or 'never'}.",
    ]
    if standing.rhythm:
        lines.append(f"{standing.rhythm[:1].upper()}{standing.rhythm[1:]}.")
    if standing.tone:
        lines.append(f"Their last message: {standing.tone}.")
    return lines


def more_of(contact: Contact, zone: ZoneInfo) -> list[str]:
    """Where they are reached, and what tells their stage."""
    lines = [", ".join(contact.addresses) or "no address is known"]
    told = contact.stage_evidence
    if told and told.evidence:
        lines.append(f'Stage told by: "{told.evidence}" ({words.day(told.at, zone)})')
    return lines


def _facts(desk: Desk, contact: Contact, also: Sequence[Flag], zone: ZoneInfo) -> tuple[list[str], list[str]]:
    if contact.id is None:
        return [words.standing_of(contact)], []
    j = desk.judged
    found = standings(
        desk.database, policy=j.policy, calendars=j.calendars, as_of=desk.now, contact_ids=[contact.id]
    )
    lines = [line for case in found for line in facts_of(case, zone)]
    lines += [
        f"Also open: {words.REASONS[one.finding.reason].lower()} (f-{one.id})"
        for one in also
        if one.finding.contact.id == contact.id
    ]
    return lines, more_of(contact, zone)


def _thread(
    database: Database, proof: Sequence[StoredMessage], contact: Contact, desk: Desk
) -> tuple[list[StoredMessage], int]:
    """The threads in which the proof lies, else the last mail with them; and how much was left out."""
    threads = list(dict.fromkeys(one.thread_id for one in proof if one.thread_id is not None))
    found: dict[int, StoredMessage] = {one.id: one for one in proof}
    left_out = 0
    with database.read() as session:
        for thread in threads:
            some = list(messages(session, as_of=desk.now, thread_id=thread, limit=LONGEST_THREAD + 1))
            left_out += len(some) > LONGEST_THREAD
            found |= {one.id: one for one in some[-LONGEST_THREAD:]}
        if not found and contact.id is not None:
            some = list(messages(session, as_of=desk.now, contact_id=contact.id, limit=LONGEST_THREAD))
            found = {one.id: one for one in some}
    return sorted(found.values(), key=lambda one: (one.date, one.id)), left_out


def _shown(message: StoredMessage, evidence: Iterable[Evidence]) -> Shown:
    whole = safe_block(message.own_words).strip("\n")
    text = whole[:LONGEST_TEXT]
    proofs = [one for one in evidence if one.message_id and one.message_id == message.message_id]
    marks: list[Span] = []
    quotes: list[str] = []
    for one in proofs:
        spans = places(one.quote, text)
        marks += spans
        if not spans and one.quote:
            quotes.append(safe(one.quote))
    sender = message.sender.name or message.sender.address
    return Shown(
        message=message,
        author="You" if message.direction is Direction.OUTBOUND else safe(sender),
        text=text,
        marks=tuple(_joined(marks)),
        quotes=tuple(dict.fromkeys(quotes)),
        is_proof=bool(proofs),
        left_out=len(whole) - len(text),
    )


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _last(touches: Sequence[Exchange], direction: Direction, zone: ZoneInfo) -> str:
    at = max((one.at for one in touches if one.direction is direction), default=None)
    return words.day(at, zone) if at is not None else ""
