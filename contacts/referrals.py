"""Referred people recognised when they appear: by the address that was given, or by their name."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contacts.people import Roster
from domain import SignalType
from store.bulk import among
from store.models import MessageRow, ParticipantRow, SignalRow

FIRST_NAME_WITHIN = timedelta(days=180)  # so long a new person of that first name may be the one referred


def recognise_referred(session: Session, roster: Roster, contact_ids: Collection[int]) -> set[int]:
    """Tie open referrals to these contacts where one fits; the ids of the contacts recognised.

    A given address decides. A full name fits without a rival only. A first name alone fits somebody whose
    first message comes after the referral and within half a year, again without a rival.
    """
    open_ones = session.execute(
        select(SignalRow, MessageRow.at)
        .join(MessageRow, MessageRow.id == SignalRow.message_id)
        .where(SignalRow.type == SignalType.REFERRAL.value, SignalRow.contact_id.is_(None))
    ).all()
    if not open_ones:
        return set()
    first_seen: dict[int, datetime] = {
        contact_id or 0: since
        for contact_id, since in session.execute(
            select(ParticipantRow.contact_id, func.min(MessageRow.at))
            .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
            .where(among(session, ParticipantRow.contact_id, contact_ids))
            .group_by(ParticipantRow.contact_id)
        )
    }
    in_time = sorted((since, contact_id) for contact_id, since in first_seen.items())
    asked = set(contact_ids)
    found: set[int] = set()
    for signal, at in open_ones:
        present = set(
            session.scalars(
                select(ParticipantRow.contact_id).where(
                    ParticipantRow.message_id == signal.message_id,
                    ParticipantRow.contact_id.is_not(None),
                    ParticipantRow.field.in_(("from", "to")),
                )
            )
        )
        by_address = roster.at(signal.value) if "@" in signal.value else None
        if by_address and by_address.id not in present:
            signal.contact_id = by_address.id
            found.add(by_address.id)
            continue
        if not signal.about_name:
            continue
        full, partial = [], []
        # A full name shares a word with the one who bears it; a first name must fit in time.
        sharing = {person.id for person, _ in roster.named(signal.about_name)}
        first = bisect_left(in_time, (at, 0))
        last = bisect_left(in_time, (at + FIRST_NAME_WITHIN, sys.maxsize))
        new = {contact_id for _, contact_id in in_time[first:last]}
        for contact_id in sorted(((sharing | new) & asked) - present):
            person = roster.people[contact_id]
            fit = person.fit(signal.about_name)
            if fit is None:
                continue
            if fit.is_full:
                full.append(contact_id)
            elif contact_id in first_seen and at <= first_seen[contact_id] <= at + FIRST_NAME_WITHIN:
                partial.append(contact_id)
        fitting = full or partial
        if len(fitting) == 1:
            signal.contact_id = fitting[0]
            found.add(fitting[0])
    session.flush()
    return found
