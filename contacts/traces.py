"""What stored mail shows of people: the names and numbers they sign with, the addresses they give as theirs.

Mail whose sender is doubted shows nothing: who pretends to be somebody would be joined with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from contacts.identity import fits
from contacts.likeness import Side, Tie
from contacts.names import parse_name, shown_name
from contacts.people import Person, chunks
from domain import Clue, DetailKind, Direction, Kind
from store.bulk import among
from store.models import DetailRow, MessageRow, ParticipantRow, ReferenceRow

_READ = tuple(kind.value for kind in Kind if kind.is_read)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# Written as people write numbers: with a plus, a bracket or a zero first, or in groups.
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(|0)?\d[\d ().\u00a0/-]{6,24}\d(?![\w@])")
PHONE_DIGITS = 9  # the last ones tell a number from every other, with or without its country
SHORTEST_PHONE = 8
LONGEST_TEXT = 20_000  # characters of own words that are looked through
Pair = frozenset[int]


@dataclass(slots=True)
class Trace:
    """What the mail of one person shows. `given` are other addresses, with the mail and where it stands."""

    names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    given: dict[str, Tie] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    def side(self, person: Person) -> Side:
        """The person as likeness sees one."""
        return Side(
            name=person.name,
            addresses=person.addresses,
            names=frozenset(self.names),
            phones=frozenset(self.phones),
            is_in_address_book=person.is_in_address_book,
        )


def phones(text: str) -> set[str]:
    """The telephone numbers in a signature, as their last digits."""
    found = set()
    for hit in _PHONE.finditer(text[:2_000]):
        written = hit.group()
        digits = "".join(c for c in written.replace("(0)", "") if c.isdigit())
        is_grouped = written[0] in "+(0" or any(c in " -/.\u00a0" for c in written)
        if SHORTEST_PHONE <= len(digits) <= 15 and is_grouped:
            found.add(digits[-PHONE_DIGITS:])
    return found


def traces(
    session: Session, people: Collection[Person], *, since: datetime | None = None
) -> dict[int, Trace]:
    """What mail (from `since` on) and the address book show of these people, by id."""
    found = {person.id: Trace() for person in people}
    by_id = {person.id: person for person in people}
    with_address = or_(MessageRow.own_words.like("%@%"), MessageRow.signature.like("%@%"))
    for some in chunks(sorted(found)):
        query = (
            select(
                ParticipantRow.contact_id, ParticipantRow.address, ParticipantRow.name, MessageRow.at,
                MessageRow.message_id, MessageRow.signature,
                case((with_address, MessageRow.own_words), else_="").label("own_words"),
            )
            .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
            .where(among(session, ParticipantRow.contact_id, some), ParticipantRow.field == "from")
            .order_by(MessageRow.at, MessageRow.id)
        )  # fmt: skip
        for row in session.execute(_believed(query, MessageRow, since)):
            _read(found[row.contact_id], by_id[row.contact_id], row)
        numbers = select(DetailRow.contact_id, DetailRow.value).where(
            among(session, DetailRow.contact_id, some), DetailRow.kind == DetailKind.PHONE.value
        )
        for contact_id, number in session.execute(numbers):
            digits = "".join(c for c in number.replace("(0)", "") if c.isdigit())
            if len(digits) >= SHORTEST_PHONE:
                found[contact_id].phones.add(digits[-PHONE_DIGITS:])
    return found


def _believed(query: Any, message: Any, since: datetime | None) -> Any:
    """What people wrote, where nothing speaks against its sender."""
    query = query.where(
        message.direction == Direction.INBOUND.value, message.kind.in_(_READ), message.suspicion == ""
    )
    if since is None:
        return query
    # As a condition of its own the date would lead: of two people with much mail every mail of the one would
    # be held against every mail of the other.
    return query.where(case((message.at >= since, true()), else_=false()))


def _read(trace: Trace, person: Person, row: Any) -> None:
    trace.first, trace.last = trace.first or row.at, row.at
    if name := shown_name(row.name):
        trace.names.add(name)
    if not row.signature and not row.own_words:
        return
    trace.phones |= phones(row.signature)
    line = row.signature.strip().partition("\n")[0].strip(" ,.|-–—*_")
    if len(line) <= 40 and not any(c.isdigit() or c in "@:/" for c in line) and len(line.split()) <= 4:
        signed = shown_name(line)
        # Somebody may sign for another: only what the name above the mail allows is theirs.
        if parse_name(signed).is_full and (not row.name or fits(row.name, signed) or fits(signed, row.name)):
            trace.names.add(signed)
    for clue, text, words in (
        (Clue.SIGNATURE, row.signature, "signs with"),
        (Clue.OWN_WORDS, row.own_words[:LONGEST_TEXT], "writes of"),
    ):
        for hit in _ADDRESS.finditer(text):
            address = hit.group().rstrip(".").lower()
            if address not in (row.address, *person.addresses):
                tie = Tie(clue, f"{person.name} {words} {address}", row.message_id)
                trace.given.setdefault(address, tie)


def replies(
    session: Session, contact_ids: Collection[int], *, since: datetime | None = None
) -> Iterable[tuple[Pair, Tie]]:
    """Who answered mail that went to, or came from, the other, and was not a recipient of it themselves."""
    reply, answered = aliased(MessageRow), aliased(MessageRow)
    writer, whom, recipient = aliased(ParticipantRow), aliased(ParticipantRow), aliased(ParticipantRow)
    was_recipient = (
        select(recipient.id)
        .where(recipient.message_id == answered.id, recipient.contact_id == writer.contact_id)
        .exists()
    )
    is_theirs = ((answered.direction == Direction.OUTBOUND.value) & (whom.field == "to")) | (
        (answered.direction == Direction.INBOUND.value) & (whom.field == "from")
    )
    base = (
        select(writer.contact_id, whom.contact_id, whom.address, reply.message_id, reply.in_reply_to,
               answered.message_id.label("target"))
        .join(ReferenceRow, ReferenceRow.message_id == reply.id)
        .join(
            answered,
            (answered.message_id == ReferenceRow.target) & (answered.account_id == reply.account_id),
        )
        .join(writer, (writer.message_id == reply.id) & (writer.field == "from"))
        .join(whom, (whom.message_id == answered.id) & is_theirs)
        .where(
            ReferenceRow.position >= 0,
            writer.contact_id.is_not(None),
            whom.contact_id.is_not(None),
            writer.contact_id != whom.contact_id,
            ~was_recipient,
        )
    )  # fmt: skip
    for side in (writer, whom):
        for some in chunks(sorted(contact_ids)):
            query = _believed(base.where(among(session, side.contact_id, some)), reply, since)
            for one, other, address, message_id, in_reply_to, target in session.execute(query):
                if target in in_reply_to.split():
                    words = f"answered mail that was with {address or 'the other'} only"
                    yield frozenset((one, other)), Tie(Clue.REPLY, words, message_id)


def forwards(
    session: Session, contact_ids: Collection[int], *, since: datetime | None = None
) -> Iterable[tuple[Pair, Tie]]:
    """Who passed on mail that the other had written."""
    writer, author = aliased(ParticipantRow), aliased(ParticipantRow)
    base = (
        select(writer.contact_id, author.contact_id, author.address, MessageRow.message_id)
        .select_from(MessageRow)
        .join(writer, (writer.message_id == MessageRow.id) & (writer.field == "from"))
        .join(author, (author.message_id == MessageRow.id) & (author.field == "forwarded"))
        .where(
            writer.contact_id.is_not(None),
            author.contact_id.is_not(None),
            writer.contact_id != author.contact_id,
        )
    )
    for side in (writer, author):
        for some in chunks(sorted(contact_ids)):
            query = _believed(base.where(among(session, side.contact_id, some)), MessageRow, since)
            for one, other, address, message_id in session.execute(query):
                words = f"passed on mail that {address} had written"
                yield frozenset((one, other)), Tie(Clue.FORWARD, words, message_id)
