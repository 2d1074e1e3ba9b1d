"""New mail joined to the threads in the store; a late parent makes one thread out of two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.people import chunks
from contacts.threading import SUBJECT_REPLY_DAYS, Knot, Subject, read_subject, weave
from domain import Message
from store.models import MessageRow, ParticipantRow, ReferenceRow, ThreadRow


def reference_targets(message: Message) -> tuple[str, ...]:
    """Every id a mail answers to, oldest first; a delivery report answers to the mail it is about."""
    return tuple(dict.fromkeys((*message.references, *message.in_reply_to, *message.bounced_message_ids)))


def knot(key: int, message: Message, profile: AccountProfile) -> Knot:
    """A new mail as threading sees it."""
    people = (
        frozenset(m.address for m in (message.sender, *message.to, *message.cc) if m.address) - profile.own
    )
    return Knot(key, message.message_id, reference_targets(message), message.subject, people, message.date)


def assign_threads(
    session: Session, account_id: int, messages: Sequence[Message], profile: AccountProfile
) -> list[int]:
    """The thread id of each new message, in their order; threads in the store are made or merged for it."""
    fresh = [knot(-1 - i, message, profile) for i, message in enumerate(messages)]
    stored: dict[int, Knot] = {}
    by_subject = _by_subject(session, account_id, fresh, profile)
    for known in (*_by_reference(session, account_id, fresh), *by_subject):
        key = int(str(known.key))
        other = stored.get(key)
        # Found both ways: what it refers to and what it is called are then both known.
        references = known.references + (other.references if other else ())
        stored[key] = replace(known, references=references)
    found: dict[int, int] = {}
    begun: list[tuple[ThreadRow, list[Knot]]] = []
    for group in weave([*stored.values(), *fresh]):
        threads = sorted({member.thread for member in group if member.thread is not None})
        new = [member for member in group if member.thread is None]
        if not new:
            continue
        last_at = max(member.at for member in new)
        if not threads:
            first = min(new, key=lambda member: member.at)
            subject = read_subject(first.subject).shown
            begun.append((ThreadRow(account_id=account_id, subject=subject, last_at=last_at), new))
            continue
        if len(threads) > 1:
            _merge(session, threads[0], threads[1:])
        session.execute(
            update(ThreadRow)
            .where(ThreadRow.id == threads[0], ThreadRow.last_at < last_at)
            .values(last_at=last_at)
        )
        found.update((int(str(member.key)), threads[0]) for member in new)
    session.add_all(row for row, _ in begun)
    session.flush()
    for row, new in begun:
        found.update((int(str(member.key)), row.id) for member in new)
    return [found[-1 - i] for i in range(len(messages))]


def _by_reference(session: Session, account_id: int, fresh: Sequence[Knot]) -> list[Knot]:
    """Stored mail that new mail names, that names new mail, or that names the same missing ancestor."""
    named = {target for one in fresh for target in one.references}
    own = {one.message_id for one in fresh if one.message_id}
    found: dict[int, tuple[str, int | None, set[str]]] = {}
    columns = (MessageRow.id, MessageRow.message_id, MessageRow.thread_id)
    here = (MessageRow.account_id == account_id, MessageRow.thread_id.is_not(None))
    for ids in chunks(sorted(named | own)):
        for row in session.execute(select(*columns).where(*here, MessageRow.message_id.in_(ids))):
            found.setdefault(row.id, (row.message_id, row.thread_id, set()))
        for key, message_id, thread, target in session.execute(
            select(*columns, ReferenceRow.target)
            .join(ReferenceRow, ReferenceRow.message_id == MessageRow.id)
            .where(*here, ReferenceRow.target.in_(ids))
        ):
            found.setdefault(key, (message_id, thread, set()))[2].add(target)
    moment = min((one.at for one in fresh), default=None)
    if moment is None:
        return []
    # Without a subject they take no part in the second step; any moment will do.
    return [
        Knot(key, message_id, tuple(sorted(targets)), "", frozenset(), moment, thread)
        for key, (message_id, thread, targets) in found.items()
    ]


def _by_subject(
    session: Session, account_id: int, fresh: Sequence[Knot], profile: AccountProfile
) -> list[Knot]:
    """Stored mail of the threads with the same base subject, near in time."""
    subjects: dict[str, Subject] = {}
    for one in fresh:
        subject = read_subject(one.subject)
        if subject.base:
            subjects.setdefault(subject.shown, subject)
    if not subjects:
        return []
    limit = timedelta(days=SUBJECT_REPLY_DAYS)
    first, last = min(one.at for one in fresh) - limit, max(one.at for one in fresh) + limit
    rows: list[tuple[int, str, int, str, str, object]] = []
    for shown in chunks(sorted(subjects)):
        rows += [
            tuple(row)  # type: ignore[misc]
            for row in session.execute(
                select(
                    MessageRow.id,
                    MessageRow.message_id,
                    MessageRow.thread_id,
                    MessageRow.subject,
                    MessageRow.in_reply_to,
                    MessageRow.at,
                )
                .join(ThreadRow, ThreadRow.id == MessageRow.thread_id)
                .where(
                    ThreadRow.account_id == account_id,
                    ThreadRow.subject.in_(shown),
                    MessageRow.at.between(first, last),
                )
            )
        ]
    people: dict[int, set[str]] = {}
    for ids in chunks([row[0] for row in rows]):
        for message_id, address in session.execute(
            select(ParticipantRow.message_id, ParticipantRow.address).where(
                ParticipantRow.message_id.in_(ids), ParticipantRow.field.in_(("from", "to", "cc"))
            )
        ):
            people.setdefault(message_id, set()).add(address)
    return [
        Knot(
            key,
            message_id,
            tuple(str(in_reply_to).split()),
            subject,
            frozenset(people.get(key, ())) - profile.own,
            at,  # type: ignore[arg-type]
            thread,
        )
        for key, message_id, thread, subject, in_reply_to, at in rows
    ]


def _merge(session: Session, keeper: int, others: Sequence[int]) -> None:
    last_at = max(session.scalars(select(ThreadRow.last_at).where(ThreadRow.id.in_(others))))
    session.execute(update(MessageRow).where(MessageRow.thread_id.in_(others)).values(thread_id=keeper))
    session.execute(
        update(ThreadRow).where(ThreadRow.id == keeper, ThreadRow.last_at < last_at).values(last_at=last_at)
    )
    session.execute(delete(ThreadRow).where(ThreadRow.id.in_(others)))
