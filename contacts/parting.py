"""One record made two again: what a merge joined goes back to whom it belonged, and they stay two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contacts.addresses import name_from_address
from contacts.merging import BY_HAND, FLAG_LIFE, fields_of, set_fields
from contacts.names import name_key, shown_name
from domain import Role
from store import pairs
from store.columns import UtcDateTime
from store.models import (
    AddressRow,
    ContactRow,
    FlagRow,
    MergeRow,
    MessageRow,
    ParticipantRow,
    StageRow,
)


def part(session: Session, merged: MergeRow, *, at: datetime) -> int:
    """Undo one merge: the record has its number again, where nobody else got it, and all that was its own.

    Mail that came since to its addresses goes with it; what was written down by hand since stays. See mail
    anew afterwards (`seeing.see_anew`).
    """
    keeper = session.get_one(ContactRow, merged.contact_id)
    held = merged.held
    row = ContactRow(addresses=[])
    set_fields(row, held["contact"])
    if session.get(ContactRow, merged.gone_id) is None:
        row.id = merged.gone_id
    session.add(row)
    session.flush()
    for table, name in ((AddressRow, "addresses"), (StageRow, "stages"), (MergeRow, "merges")):
        _give(session, table, held[name], keeper.id, row.id)
    for noted in BY_HAND:
        _give(session, noted, held[noted.__tablename__], keeper.id, row.id)
    _give_headers(session, keeper.id, row.id, also=held["participants"])
    _give_flags(session, held, keeper.id, row.id, since=merged.at)
    _restore_pairs(session, held, keeper.id, row.id)
    before, after = held["keeper"], held["keeper_now"]
    now = fields_of(keeper)
    set_fields(keeper, {name: before[name] for name in before if now[name] == after[name]})
    keeper.judged_by = ""
    session.delete(merged)
    pairs.tell_apart(session, keeper.id, row.id, at=at)
    session.expire(keeper, ["addresses"])
    session.expire(row, ["addresses"])
    return row.id


def split(session: Session, contact_id: int, address: str, *, at: datetime) -> int:
    """Make the bearer of one of a contact's addresses a person of their own; the number of the new record.

    Mail goes with the address; what was set or written down by hand stays.
    """
    theirs = session.scalars(select(AddressRow).where(AddressRow.address == address)).one()
    # The name that stands above most of their mail; the newest of equals.
    written = session.execute(
        select(ParticipantRow.name, MessageRow.at)
        .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
        .where(ParticipantRow.address == address, ParticipantRow.name != "")
    ).all()
    told: dict[str, list[datetime]] = {}
    for name, seen in written:
        told.setdefault(shown_name(name), []).append(seen)
    told.pop("", None)
    name = max(told, key=lambda n: (len(told[n]), max(told[n]))) if told else name_from_address(address)
    first = session.scalar(
        select(MessageRow.at)
        .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
        .where(ParticipantRow.address == address)
        .order_by(MessageRow.at)
        .limit(1)
    )
    row = ContactRow(
        name=name, name_key=name_key(name), role=Role.OTHER.value, created_at=first or at, addresses=[]
    )
    session.add(row)
    session.flush()
    theirs.contact_id = row.id
    session.flush()
    _give_headers(session, contact_id, row.id)
    _give_flags(session, {}, contact_id, row.id, since=None)
    for pair in pairs.told_apart(session, [contact_id]):
        (partner,) = pair - {contact_id}
        pairs.tell_apart(session, row.id, partner, at=at)
    pairs.tell_apart(session, contact_id, row.id, at=at)
    session.expire_all()
    return row.id


def _give(session: Session, table: type[Any], ids: Collection[int], giver: int, taker: int) -> None:
    """Those of the rows that are still the giver's."""
    if ids:
        session.execute(
            update(table).where(table.id.in_(ids), table.contact_id == giver).values(contact_id=taker)
        )


def _give_headers(session: Session, giver: int, taker: int, *, also: Collection[int] = ()) -> None:
    theirs = select(AddressRow.address).where(AddressRow.contact_id == taker)
    session.execute(
        update(ParticipantRow)
        .where(ParticipantRow.contact_id == giver, ParticipantRow.address.in_(theirs))
        .values(contact_id=taker)
    )
    _give(session, ParticipantRow, also, giver, taker)


def _mail_with(contact_id: int) -> Any:
    return select(ParticipantRow.message_id).where(ParticipantRow.contact_id == contact_id)


def _give_flags(
    session: Session, held: Mapping[str, Any], giver: int, taker: int, *, since: datetime | None
) -> None:
    """Flags that were the taker's, those given up for them, those raised since over mail of theirs only."""
    _give(session, FlagRow, held.get("flags", ()), giver, taker)
    for number, life in held.get("flags_before", {}).items():
        flag = session.get(FlagRow, int(number))
        if flag is not None and flag.contact_id == giver:
            _live(flag, life)
    for given_up in held.get("flags_given_up", ()):
        flag = FlagRow(contact_id=taker)
        for column in FlagRow.__table__.columns:
            if column.name in ("id", "contact_id") or column.name not in given_up:
                continue
            value = given_up[column.name]
            is_time = isinstance(column.type, UtcDateTime) and value is not None
            setattr(flag, column.name, datetime.fromisoformat(value) if is_time else value)
        session.add(flag)
    session.flush()
    taken = {
        (flag.about_name, flag.reason, flag.evidence_key)
        for flag in session.scalars(select(FlagRow).where(FlagRow.contact_id == taker))
    }
    query = select(FlagRow).where(FlagRow.contact_id == giver)
    if since is not None:
        query = query.where(FlagRow.opened_at >= since)
    for flag in list(session.scalars(query)):
        if (flag.about_name, flag.reason, flag.evidence_key) in taken:
            continue
        if _is_about_mail_of(session, flag, taker) and not _is_about_mail_of(session, flag, giver):
            flag.contact_id = taker
    session.flush()


def _is_about_mail_of(session: Session, flag: FlagRow, contact_id: int) -> bool:
    named = [proof["message_id"] for proof in flag.evidence if proof.get("message_id")]
    query = select(MessageRow.id).where(
        MessageRow.message_id.in_(named), MessageRow.id.in_(_mail_with(contact_id))
    )
    return bool(named) and session.scalar(query.limit(1)) is not None


def _live(flag: FlagRow, life: Mapping[str, Any]) -> None:
    flag.state = life["state"]
    for name in FLAG_LIFE[1:]:
        setattr(flag, name, datetime.fromisoformat(life[name]) if life[name] else None)


def _restore_pairs(session: Session, held: Mapping[str, Any], giver: int, taker: int) -> None:
    """Who was told apart from whom before the two were made one."""
    for was in held["pairs"]:
        partner = was["partner"]
        if session.get(ContactRow, partner) is None or partner == taker:
            continue
        if was["state"] == pairs.TWO:
            pairs.tell_apart(session, taker, partner, at=datetime.fromisoformat(was["asked_at"]))
    for partner in held["pairs_taken_over"]:
        pair = pairs.pair_of(session, giver, partner)
        if pair is not None and pair.state == pairs.TWO:
            session.delete(pair)
    session.flush()
