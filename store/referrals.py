"""Who was pointed to as a possible candidate, and whether anybody wrote to them since."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, true
from sqlalchemy.orm import Session

from domain import Contact, Direction, Kind, Referral, SignalType
from store import people
from store.ahead import keep_first
from store.bulk import among
from store.exchanges import answers_to_our_own
from store.models import ContactRow, MessageRow, ParticipantRow, SignalRow
from store.names import words

_M = MessageRow.__table__.c
_P = ParticipantRow.__table__.c
_S = SignalRow.__table__.c


def referrals(session: Session, *, as_of: datetime, since: datetime | None = None) -> list[Referral]:
    """Every referral up to the moment, oldest first; those told from `since` on.

    `contacted_at` is the recruiter's first message to the person after the referral, or the person's own
    first one. Somebody with whom mail had passed before counts as contacted at the referral: the recruiter
    needs no reminder to write to them.
    """
    rows = _pointed(session, as_of, since)
    by_name = _unambiguous(session, {row.about_name for row in rows if row.about_name})
    pairs: list[tuple[Any, int | None]] = []
    for row in rows:
        person = row.contact_id
        if person is None or (person == row.referrer and row.about_name):
            person = by_name.get(words(row.about_name))
        if person == row.referrer or (person is None and not row.about_name):
            continue  # nobody else is named
        pairs.append((row, person))
    ids = {row.referrer for row, _ in pairs} | {person for _, person in pairs if person is not None}
    known: dict[int, people.Known] = {}
    for batch in people.batches(ids):
        known |= people.known(session, batch, as_of=as_of, is_brief=True)
    first_mail: dict[int, datetime] = {}
    for batch in people.batches({person for _, person in pairs if person is not None}):
        first_mail |= _first_mail_with(session, batch, as_of)
    found = []
    for row, person in pairs:
        if row.referrer not in known:
            continue
        record = known.get(person) if person is not None else None
        found.append(
            Referral(
                person=record.contact if record else Contact(None, row.about_name),
                referrer=known[row.referrer].contact,
                at=row.at,
                message_id=row.message_id,
                subject=row.subject,
                evidence=row.evidence,
                contacted_at=_contacted(first_mail.get(person), row.at) if person is not None else None,
            )
        )
    return found


def _contacted(first_mail: datetime | None, referred_at: datetime) -> datetime | None:
    """The first mail after the referral; the referral itself where there was mail before it."""
    return None if first_mail is None else max(first_mail, referred_at)


def _pointed(session: Session, as_of: datetime, since: datetime | None) -> list[Any]:
    """The signals, with the person who wrote the mail; doubted mail only where it answers ours."""
    query = (
        select(
            _M.id, _M.at, _M.message_id, _M.subject, _M.suspicion, _S.evidence, _S.about_name, _S.contact_id,
            _P.contact_id.label("referrer"),
        )
        .select_from(SignalRow.__table__)
        .join(MessageRow.__table__, _M.id == _S.message_id)
        .join(ParticipantRow.__table__, and_(_P.message_id == _M.id, _P.field == "from"))
        .where(
            _S.type == SignalType.REFERRAL.value,
            _M.direction == Direction.INBOUND.value,
            _M.at <= as_of,
            _M.at >= since if since is not None else true(),
            _P.contact_id.is_not(None),
        )
        .order_by(_M.at, _M.id, _S.id)
    )  # fmt: skip
    rows = session.connection().execute(query).all()
    believed = _believed(session, rows)
    return [row for row in rows if not row.suspicion or row.id in believed]


def _unambiguous(session: Session, names: set[str]) -> dict[tuple[str, ...], int]:
    """The one contact of each name; the linking may have made the record after the referral was read."""
    wanted = {words(name) for name in names} - {()}
    if not wanted:
        return {}
    # The key keeps apostrophes and hyphens, or not; which, only the linking knows.
    keys = {form for name in names for form in (" ".join(words(name)), name.casefold(), _bare(name))}
    found: dict[tuple[str, ...], int] = {}
    twice = set()
    for id_, name in session.execute(
        select(ContactRow.id, ContactRow.name).where(among(session, ContactRow.name_key, sorted(keys)))
    ):
        key = words(name)
        if key in found:
            twice.add(key)
        found[key] = id_
    return {key: id_ for key, id_ in found.items() if key in wanted - twice}


def _bare(name: str) -> str:
    """The name without case and accents."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def _first_mail_with(session: Session, ids: Collection[int], as_of: datetime) -> dict[int, datetime]:
    """When mail first passed with each of these people; a copy for information is no mail to a person."""
    wrote_to = and_(
        MessageRow.direction == Direction.OUTBOUND.value, ParticipantRow.field.in_(("to", "attendee"))
    )
    wrote_us = and_(MessageRow.direction == Direction.INBOUND.value, ParticipantRow.field == "from")
    passed = and_(
        ParticipantRow.message_id == MessageRow.id,
        ParticipantRow.contact_id.in_(ids),
        wrote_to | wrote_us,
        MessageRow.kind.in_((Kind.PERSONAL.value, Kind.INVITATION.value)),
        MessageRow.is_bounced.is_(False),
        MessageRow.at <= as_of,
    )
    first = select(ParticipantRow.contact_id, func.min(MessageRow.at)).where(passed)
    found: dict[int, datetime] = {}
    keep_first(
        found,
        session.execute(first.where(MessageRow.suspicion == "").group_by(ParticipantRow.contact_id)),
    )
    doubted = session.execute(
        select(ParticipantRow.contact_id, MessageRow.id, MessageRow.at, MessageRow.suspicion).where(
            passed, MessageRow.suspicion != ""
        )
    ).all()
    believed = _believed(session, doubted)
    keep_first(found, ((row.contact_id, row.at) for row in doubted if row.id in believed))
    return found


def _believed(session: Session, rows: Sequence[Any]) -> set[int]:
    """Which of the doubted mails among these answer one of our own."""
    found: set[int] = set()
    for batch in people.batches({row.id for row in rows if row.suspicion}):
        found |= set(session.scalars(answers_to_our_own(batch)))
    return found
