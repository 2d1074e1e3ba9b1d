"""Records made one person's: all that points to the others points to the one that stays, and can go back.

What each record held is kept with the merge, so that `parting.part` gives it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from domain import FlagState, Ground, MergedBy
from store.models import (
    AddressRow,
    ChangeRow,
    ContactRow,
    CorrectionRow,
    DetailRow,
    FlagRow,
    LogRow,
    MentionRow,
    MergeRow,
    PairRow,
    ParticipantRow,
    ProcessRow,
    SignalRow,
    StageRow,
)
from store.pairs import TWO, pair_of

# What points to a contact. What mail tells is found in the mail again; of the rest the numbers are kept.
_TOLD = (MentionRow, SignalRow, ProcessRow)
BY_HAND = (CorrectionRow, LogRow, DetailRow, ChangeRow)
CLOSED_BY_HAND = (FlagState.DONE.value, FlagState.DISMISSED.value)
_FIELDS = (
    "name", "name_key", "name_by", "role", "role_evidence", "role_by_hand", "also_role", "is_in_address_book",
    "muted_at", "created_at", "hold", "held_until", "hold_why",
)  # fmt: skip
_TIMES = ("muted_at", "created_at", "held_until")
_WHO_SAYS_NAME = ("mail", "book", "hand")
FLAG_LIFE = ("state", "opened_at", "closed_at", "snoozed_until")


def merge(
    session: Session,
    keeper: ContactRow,
    others: Sequence[ContactRow],
    *,
    at: datetime,
    by: MergedBy,
    score: float | None = None,
    grounds: Sequence[Ground] = (),
) -> None:
    """Give `keeper` all that belongs to `others`, and take their records away; `at` is when it was said.

    What was set by hand for the others holds where nothing was set for the keeper. See mail anew afterwards
    (`seeing.see_anew`).
    """
    for row in others:
        _merge_one(session, keeper, row, at=at, by=by, score=score, grounds=grounds)


def _merge_one(
    session: Session,
    keeper: ContactRow,
    row: ContactRow,
    *,
    at: datetime,
    by: MergedBy,
    score: float | None,
    grounds: Sequence[Ground],
) -> None:
    session.flush()
    held: dict[str, Any] = {"contact": fields_of(row), "keeper": fields_of(keeper)}
    held["addresses"] = _ids(session, AddressRow, row.id)
    held["address_words"] = [one.address for one in row.addresses if not one.is_relay]
    held["participants"] = _without_own_address(session, row.id)
    by_hand = select(StageRow.id).where(StageRow.contact_id == row.id, StageRow.by_hand.is_(True))
    held["stages"] = list(session.scalars(by_hand))
    for table in BY_HAND:
        held[table.__tablename__] = _ids(session, table, row.id)
    held["merges"] = _ids(session, MergeRow, row.id)
    held["flags"], held["flags_given_up"], held["flags_before"] = _move_flags(session, keeper.id, row.id)
    held["pairs"], held["pairs_taken_over"] = _move_pairs(session, keeper.id, row.id)
    for moved in (AddressRow, ParticipantRow, *_TOLD, *BY_HAND, MergeRow):
        session.execute(update(moved).where(moved.contact_id == row.id).values(contact_id=keeper.id))
    # The stages that mail told of the other are told of the one from now on: see mail anew afterwards.
    said = update(StageRow).where(StageRow.contact_id == row.id, StageRow.by_hand.is_(True))
    session.execute(said.values(contact_id=keeper.id))
    _describe(keeper, row)
    keeper.judged_by = ""
    held["keeper_now"] = fields_of(keeper)
    session.add(
        MergeRow(
            contact_id=keeper.id,
            gone_id=row.id,
            name=row.name,
            name_key=row.name_key,
            at=at,
            by=by.value,
            score=score,
            reasons=[asdict(ground) for ground in grounds],
            held=held,
        )
    )
    session.flush()
    session.execute(delete(ContactRow).where(ContactRow.id == row.id))
    session.expunge(row)
    session.expire(keeper, ["addresses"])


def fields_of(row: ContactRow) -> dict[str, Any]:
    """What a record says of a person, as JSON takes it."""
    return {name: plain(getattr(row, name)) for name in _FIELDS}


def set_fields(row: ContactRow, values: Mapping[str, Any]) -> None:
    """The other way round."""
    for name, value in values.items():
        is_time = name in _TIMES and value is not None
        setattr(row, name, datetime.fromisoformat(value) if is_time else value)


def plain(value: Any) -> Any:
    """A time as its text; everything else as it is."""
    return value.isoformat() if isinstance(value, datetime) else value


def _describe(keeper: ContactRow, row: ContactRow) -> None:
    """What a person said stands before what the book says, and that before what mail tells."""
    keeper.role_by_hand = keeper.role_by_hand or row.role_by_hand
    keeper.created_at = min(keeper.created_at, row.created_at)
    keeper.muted_at = min((at for at in (keeper.muted_at, row.muted_at) if at), default=None)
    if row.hold and not keeper.hold:
        keeper.hold, keeper.held_until, keeper.hold_why = row.hold, row.held_until, row.hold_why
    if row.is_in_address_book and not keeper.is_in_address_book:
        keeper.role, keeper.also_role, keeper.role_evidence = row.role, row.also_role, row.role_evidence
        keeper.is_in_address_book = True
    if _WHO_SAYS_NAME.index(row.name_by) > _WHO_SAYS_NAME.index(keeper.name_by):
        keeper.name, keeper.name_key, keeper.name_by = row.name, row.name_key, row.name_by


def _ids(session: Session, table: type[Any], contact_id: int) -> list[int]:
    return list(session.scalars(select(table.id).where(table.contact_id == contact_id).order_by(table.id)))


def _without_own_address(session: Session, contact_id: int) -> list[int]:
    """Headers that name somebody by no address of theirs: mail that a platform passed on."""
    theirs = select(AddressRow.address).where(AddressRow.contact_id == contact_id)
    query = select(ParticipantRow.id).where(
        ParticipantRow.contact_id == contact_id, ParticipantRow.address.not_in(theirs)
    )
    return list(session.scalars(query))


def _move_flags(
    session: Session, keeper: int, other: int
) -> tuple[list[int], list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Keep each flag's life; of two with the same evidence one stays, closed if a person closed either.

    The numbers of those that moved, those given up, and how keeper's flags lived that had to change.
    """
    mine = {
        (flag.about_name, flag.reason, flag.evidence_key): flag
        for flag in session.scalars(select(FlagRow).where(FlagRow.contact_id == keeper))
    }
    moved: list[int] = []
    given_up: list[dict[str, Any]] = []
    before: dict[str, dict[str, Any]] = {}
    for flag in session.scalars(select(FlagRow).where(FlagRow.contact_id == other).order_by(FlagRow.id)):
        same = mine.get((flag.about_name, flag.reason, flag.evidence_key))
        if same is None:
            flag.contact_id = keeper
            moved.append(flag.id)
            continue
        given_up.append(
            {column.name: plain(getattr(flag, column.name)) for column in FlagRow.__table__.columns}
        )
        if flag.state in CLOSED_BY_HAND and same.state not in CLOSED_BY_HAND:
            before[str(same.id)] = {name: plain(getattr(same, name)) for name in FLAG_LIFE}
            for name in FLAG_LIFE:
                setattr(same, name, getattr(flag, name))
        session.delete(flag)
    session.flush()
    return moved, given_up, before


def _move_pairs(session: Session, keeper: int, other: int) -> tuple[list[dict[str, Any]], list[int]]:
    """Whoever is known to be somebody else than the other is somebody else than the keeper from now on.

    The pairs of the other as they were, and of whom the keeper is told apart only because of them.
    """
    were: list[dict[str, Any]] = []
    taken_over: list[int] = []
    query = select(PairRow).where(or_(PairRow.contact_id == other, PairRow.other_id == other))
    for pair in list(session.scalars(query)):
        partner = pair.other_id if pair.contact_id == other else pair.contact_id
        if partner != keeper:
            were.append({"partner": partner, "state": pair.state, "asked_at": plain(pair.asked_at)})
            held = pair_of(session, keeper, partner)
            if pair.state == TWO and (held is None or held.state != TWO):
                taken_over.append(partner)
                if held is not None:
                    held.state = TWO
                else:
                    low, high = sorted((keeper, partner))
                    session.add(PairRow(contact_id=low, other_id=high, state=TWO, asked_at=pair.asked_at))
        session.delete(pair)
    session.flush()
    return were, taken_over
