"""When anything last happened between the recruiter and somebody: mail, talks, what was set by hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.bulk import among
from store.models import ChangeRow, ContactRow, LogRow, MessageRow, ParticipantRow, StageRow


def last_activity(
    session: Session, *, now: datetime, contact_ids: Collection[int] | None = None
) -> dict[int, datetime]:
    """The moment by contact; of somebody with nothing else, when they were stored. None lies after `now`."""
    found: dict[int, datetime] = {}
    in_mail = (
        select(ParticipantRow.contact_id, func.max(MessageRow.at))
        .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
        .where(ParticipantRow.contact_id.is_not(None), MessageRow.at <= now)
        .group_by(ParticipantRow.contact_id)
    )
    ways: list[tuple[Any, Any]] = [(ParticipantRow.contact_id, in_mail)]
    for table in (LogRow, StageRow, ChangeRow):
        query = select(table.contact_id, func.max(table.at)).where(table.at <= now).group_by(table.contact_id)
        ways.append((table.contact_id, query))
    ways.append((ContactRow.id, select(ContactRow.id, ContactRow.created_at)))
    for column, query in ways:
        asked = query if contact_ids is None else query.where(among(session, column, sorted(contact_ids)))
        for contact_id, at in session.execute(asked):
            if column is ContactRow.id:  # the day an address book was read is no activity
                found.setdefault(contact_id, min(at, now))
            else:
                found[contact_id] = max(at, found.get(contact_id, at))
    return found
