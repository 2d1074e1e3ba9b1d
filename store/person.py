"""All that is stored on one person, table by table: whatever table comes later is in it too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from store import day_counts
from store.bulk import among
from store.messages import StoredMessage, in_order
from store.models import (
    Base,
    ContactRow,
    FlagMarkRow,
    MentionRow,
    MessageRow,
    ParticipantRow,
    ProcessRow,
    QuarantineRow,
    SignalRow,
)

_INTERNAL = frozenset({"id", "contact_id", "name_key", "judged_by", "evidence_key"})


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A mail of others that names somebody or tells of them; only its head is theirs to see."""

    message_id: str
    at: datetime
    written_by: str
    own_words: str
    spans: tuple[tuple[int, int], ...]  # where in the own words
    made_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything on one person: mail they stand in, mail that names them, and the rows of each table.

    `made_by` names every version of a model or a rule that a result on them comes from.
    """

    messages: tuple[StoredMessage, ...]
    named_in: tuple[NamedIn, ...]
    tables: dict[str, list[dict[str, Any]]]
    quarantine: tuple[str, ...]
    made_by: tuple[str, ...]


def everything_on(
    session: Session,
    contact_id: int,
    *,
    now: datetime,
    texts_within: Callable[[bytes], Iterable[str]] = lambda raw: (raw.decode("latin-1"),),
) -> Stored:
    """What is stored on a contact, by number; days since then are counted up to `now`.

    `texts_within` tells what the bytes of a mail that cannot be read may say.
    """
    row = session.get_one(ContactRow, contact_id)
    addresses = [one.address for one in row.addresses]
    ids = session.scalars(
        select(MessageRow.id)
        .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
        .where(ParticipantRow.contact_id == contact_id)
        .distinct()
    ).all()
    messages = tuple(in_order(session, sorted(ids)))
    named = _named_in(session, contact_id, set(ids))
    tables = {
        table.name: rows
        for table in Base.metadata.sorted_tables
        if (rows := _rows_on(session, table, contact_id))
    }
    for flag in tables.get("flags", ()):
        flag["explanation"] = day_counts.filled(flag["explanation"], now)
    marks = select(FlagMarkRow.at, FlagMarkRow.state, FlagMarkRow.until).where(
        FlagMarkRow.flag_id.in_([row["id"] for row in tables.get("flags", ())])
    )
    if said := [dict(one._mapping) for one in session.execute(marks)]:
        tables["flag_marks"] = said
    held = session.execute(select(QuarantineRow.where, QuarantineRow.raw)).yield_per(50)
    unread = tuple(
        where
        for where, raw in held
        if any(address in text.lower() for text in texts_within(raw) for address in addresses)
    )
    made_by = {one.read_by for one in messages} | {by for one in named for by in one.made_by}
    if row.judged_by:
        made_by.add(f"rules {row.judged_by}")
    for rows in tables.values():
        for one in rows:
            for hidden in _INTERNAL:
                one.pop(hidden, None)
    return Stored(messages, named, tables, unread, tuple(sorted(made_by - {""})))


def _rows_on(session: Session, table: Table, contact_id: int) -> list[dict[str, Any]]:
    """The rows of a table that point to the contact, with Message-IDs in place of the store's numbers."""
    if table.name == ContactRow.__tablename__:
        pointing = [table.c.id]
    else:
        pointing = [
            column
            for column in table.columns
            if any(key.column.table.name == ContactRow.__tablename__ for key in column.foreign_keys)
        ]
    if not pointing:
        return []
    query = select(table).where(or_(*(column == contact_id for column in pointing))).order_by(table.c.id)
    rows = [dict(row._mapping) for row in session.execute(query)]
    if "message_id" in table.c:
        numbers = {row["message_id"] for row in rows} - {None}
        query = select(MessageRow.id, MessageRow.message_id).where(
            among(session, MessageRow.id, sorted(numbers))
        )
        names = {one.id: one.message_id for one in session.execute(query)}
        for row in rows:
            row["message_id"] = names.get(row["message_id"], "")
    return rows


def _named_in(session: Session, contact_id: int, theirs: Collection[int]) -> tuple[NamedIn, ...]:
    found: dict[int, tuple[list[tuple[int, int]], set[str]]] = {}
    for table in (MentionRow, SignalRow):
        query = select(table.message_id, table.start, table.end, table.made_by)
        for message, start, end, by in session.execute(query.where(table.contact_id == contact_id)):
            spans, made_by = found.setdefault(message, ([], set()))
            made_by.add(by)
            if start >= 0:
                spans.append((start, end))
    for message in session.scalars(select(ProcessRow.message_id).where(ProcessRow.contact_id == contact_id)):
        found.setdefault(message, ([], set()))
    ids = sorted(found.keys() - set(theirs))
    rows = session.execute(
        select(
            MessageRow.id, MessageRow.message_id, MessageRow.at, MessageRow.from_name,
            MessageRow.from_address, MessageRow.own_words, MessageRow.read_by,
        ).where(among(session, MessageRow.id, ids))
    )  # fmt: skip
    return tuple(
        NamedIn(
            message_id,
            at,
            f"{name} <{address}>".strip(),
            words,
            tuple(sorted(found[id_][0])),
            tuple(sorted({*found[id_][1], read_by} - {""})),
        )
        for id_, message_id, at, name, address, words, read_by in sorted(rows, key=lambda row: row.at)
    )
