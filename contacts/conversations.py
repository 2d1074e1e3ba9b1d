"""New mail joined to the threads in the store; a late parent makes one thread out of two."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.knots import by_reference, by_subject, loosened, subject_key, together
from contacts.threading import Knot, read_subject, weave
from domain import Message
from store.bulk import add_rows, new_ids
from store.models import MessageRow, ThreadRow


def reference_targets(message: Message) -> tuple[str, ...]:
    """Every id a mail answers to, oldest first; a delivery report answers to the mail it is about."""
    return tuple(dict.fromkeys((*message.references, *message.in_reply_to, *message.bounced_message_ids)))


def knot(key: int, message: Message, profile: AccountProfile) -> Knot:
    """A new mail as threading sees it."""
    people = frozenset(
        m.address
        for m in (message.sender, *message.to, *message.cc)
        if m.address and not profile.is_own(m.address)
    )
    named = (*reference_targets(message), *message.other_names)
    return Knot(key, message.message_id, named, message.subject, people, message.date)


def assign_threads(
    session: Session, account_id: int, messages: Sequence[Message], profile: AccountProfile
) -> list[int]:
    """The thread id of each new message, in their order; threads in the store are made or merged for it."""
    fresh = [knot(i, message, profile) for i, message in enumerate(messages)]
    alike = by_subject(session, account_id, fresh, profile)
    stored = together(alike, by_reference(session, account_id, fresh))
    free, oldest = loosened(session, account_id, fresh, alike, profile)
    if free:
        near = by_subject(session, account_id, list(free.values()), profile)
        held = {key: one for key, one in together(stored, near).items() if one.thread not in oldest}
        stored = held | free
    home = {key: thread for thread, key in oldest.items()}
    found: dict[Hashable, int] = {}
    begun: list[tuple[str, list[Knot]]] = []
    newest: dict[int, datetime] = {}
    for group in weave([*stored.values(), *fresh]):
        new = [member for member in group if member.thread is None]
        if not new:
            continue
        threads = sorted({member.thread for member in group if member.thread is not None})
        threads += sorted(home[member.key] for member in new if member.key in home)
        if not threads:
            begun.append((min(new, key=lambda member: member.at).subject, new))
            continue
        if len(threads) > 1:
            _merge(session, threads[0], threads[1:])
        newest[threads[0]] = max(member.at for member in new)
        found.update((member.key, threads[0]) for member in new)
    numbers = new_ids(session, ThreadRow, len(begun))
    rows = []
    for number, (written, new) in zip(numbers, begun, strict=True):
        subject = read_subject(written)
        rows.append({
            "id": number,
            "account_id": account_id,
            "subject": subject.shown,
            "subject_key": subject_key(subject.base),
            "last_at": max(member.at for member in new),
        })  # fmt: skip
        found.update((member.key, number) for member in new)
    add_rows(session, ThreadRow, rows)
    _go_on(session, newest)
    _move(session, {key: found[key] for key in free})
    return [found[i] for i in range(len(messages))]


def _go_on(session: Session, newest: Mapping[int, datetime]) -> None:
    """Note the newest mail of threads that have got some."""
    if newest:
        session.connection().execute(
            update(ThreadRow)
            .where(ThreadRow.id == bindparam("thread"), ThreadRow.last_at < bindparam("newest"))
            .values(last_at=bindparam("newest")),
            [{"thread": thread, "newest": at} for thread, at in newest.items()],
        )


def _move(session: Session, threads: Mapping[Hashable, int]) -> None:
    """Put stored mails where they belong now that late mail is here."""
    if threads:
        session.connection().execute(
            update(MessageRow)
            .where(MessageRow.id == bindparam("mail"))
            .values(thread_id=bindparam("thread")),
            [{"mail": key[1], "thread": thread} for key, thread in threads.items() if isinstance(key, tuple)],
        )


def _merge(session: Session, keeper: int, others: Sequence[int]) -> None:
    last_at = max(session.scalars(select(ThreadRow.last_at).where(ThreadRow.id.in_(others))))
    session.execute(update(MessageRow).where(MessageRow.thread_id.in_(others)).values(thread_id=keeper))
    session.execute(
        update(ThreadRow).where(ThreadRow.id == keeper, ThreadRow.last_at < last_at).values(last_at=last_at)
    )
    session.execute(delete(ThreadRow).where(ThreadRow.id.in_(others)))
