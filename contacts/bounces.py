"""Delivery reports tied to the mail they are about, whichever of the two is read first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import literal_column, select, update
from sqlalchemy.orm import Session

from contacts.people import chunks
from domain import Direction, Kind
from store.models import MessageRow, ParticipantRow, ReferenceRow

REPORT_WITHIN = timedelta(days=5)  # mail servers give up after so long
FIELD = "bounced"  # how an address that was not reached stands among the participants of a report


@dataclass(frozen=True, slots=True)
class _Report:
    id: int
    at: datetime


def mark_bounced(session: Session, account_id: int, message_ids: Collection[int]) -> set[int]:
    """Mark outbound mail that came back, given newly stored messages of either kind; the ids of those marked.

    By the Message-ID that a report names, else the newest mail to the address before the report. Mail to
    several people counts as bounced only when none of them was reached.
    """
    reports = _reports(session, account_id, message_ids)
    if not reports:
        return set()
    ids = [report.id for report in reports]
    named: dict[int, list[str]] = {}
    missed: dict[int, set[str]] = {}
    for some in chunks(ids):
        for report_id, target in session.execute(
            select(ReferenceRow.message_id, ReferenceRow.target).where(ReferenceRow.message_id.in_(some))
        ):
            named.setdefault(report_id, []).append(target)
        for report_id, address in session.execute(
            select(ParticipantRow.message_id, ParticipantRow.address).where(
                ParticipantRow.message_id.in_(some), ParticipantRow.field == FIELD
            )
        ):
            missed.setdefault(report_id, set()).add(address)
    lost: dict[int, set[str]] = {}
    lost_whole: set[int] = set()
    for report in reports:
        addresses = missed.get(report.id, set())
        mail = _named_mail(session, account_id, named.get(report.id, ()))
        if mail is None and addresses:
            mail = _newest_mail_to(session, account_id, addresses, report.at)
        if mail is not None:
            lost.setdefault(mail, set()).update(addresses)
            if not addresses:
                lost_whole.add(mail)
    for some in chunks(sorted(lost)):
        recipients: dict[int, set[str]] = {}
        for mail, address in session.execute(
            select(ParticipantRow.message_id, ParticipantRow.address).where(
                ParticipantRow.message_id.in_(some), ParticipantRow.field == "to"
            )
        ):
            recipients.setdefault(mail, set()).add(address)
        lost_whole |= {mail for mail in some if recipients.get(mail, set()) <= lost[mail]}
    for some in chunks(sorted(lost_whole)):
        session.execute(update(MessageRow).where(MessageRow.id.in_(some)).values(is_bounced=True))
    return lost_whole


def _reports(session: Session, account_id: int, message_ids: Collection[int]) -> list[_Report]:
    """The reports among these messages, and stored ones that may be about the outbound mail among them."""
    found: dict[int, _Report] = {}
    # Written out, so that SQLite knows the index of bounces for its own.
    is_report = MessageRow.kind == literal_column(f"'{Kind.BOUNCE.value}'")
    ours = (MessageRow.account_id == account_id, is_report)
    if session.scalar(select(MessageRow.id).where(*ours).limit(1)) is None:
        return []
    for some in chunks(sorted(message_ids)):
        for row in session.execute(
            select(MessageRow.id, MessageRow.at).where(*ours, MessageRow.id.in_(some))
        ):
            found[row.id] = _Report(row.id, row.at)
        outbound = session.execute(
            select(MessageRow.message_id, MessageRow.at).where(
                MessageRow.id.in_(some), MessageRow.direction == Direction.OUTBOUND.value
            )
        ).all()
        ids = [row.message_id for row in outbound if row.message_id]
        by_name = (
            select(MessageRow.id, MessageRow.at)
            .join(ReferenceRow, ReferenceRow.message_id == MessageRow.id)
            .where(*ours, ReferenceRow.target.in_(ids))
        )
        recipients = select(ParticipantRow.address).where(
            ParticipantRow.message_id.in_(some), ParticipantRow.field == "to"
        )
        by_address = (
            select(MessageRow.id, MessageRow.at)
            .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
            .where(*ours, ParticipantRow.field == FIELD, ParticipantRow.address.in_(recipients))
        )
        if outbound:
            for row in (*session.execute(by_name), *session.execute(by_address)):
                found[row.id] = _Report(row.id, row.at)
    return list(found.values())


def _named_mail(session: Session, account_id: int, targets: Sequence[str]) -> int | None:
    if not targets:
        return None
    return session.scalar(
        select(MessageRow.id)
        .where(
            MessageRow.account_id == account_id,
            MessageRow.message_id.in_(list(targets)[:50]),
            MessageRow.direction == Direction.OUTBOUND.value,
        )
        .limit(1)
    )


def _newest_mail_to(
    session: Session, account_id: int, addresses: Collection[str], at: datetime
) -> int | None:
    return session.scalar(
        select(MessageRow.id)
        .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
        .where(
            MessageRow.account_id == account_id,
            MessageRow.direction == Direction.OUTBOUND.value,
            MessageRow.at.between(at - REPORT_WITHIN, at + timedelta(minutes=5)),
            ParticipantRow.field == "to",
            ParticipantRow.address.in_(sorted(addresses)[:50]),
        )
        .order_by(MessageRow.at.desc())
        .limit(1)
    )
