"""New mail joined to the threads in the store; a late parent makes one thread out of two."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.threading import SUBJECT_REPLY_DAYS, Knot, read_subject, weave
from domain import Message
from store.bulk import add_rows, among, new_ids
from store.models import MessageRow, ParticipantRow, ReferenceRow, ThreadRow

EVER = datetime(2000, 1, 1, tzinfo=UTC)


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
    stored = _by_reference(session, account_id, fresh)
    for key, known in _by_subject(session, account_id, fresh, profile).items():
        stored[key] = known
    found: dict[Hashable, int] = {}
    begun: list[tuple[str, list[Knot]]] = []
    newest: dict[int, datetime] = {}
    for group in weave([*stored.values(), *fresh]):
        new = [member for member in group if member.thread is None]
        if not new:
            continue
        threads = sorted({member.thread for member in group if member.thread is not None})
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
    return [found[i] for i in range(len(messages))]


def subject_key(base: str) -> int:
    """A number that equal subjects share, small enough for an index; 0 where there is no subject."""
    return int.from_bytes(blake2b(base.encode("utf-8", "replace"), digest_size=7).digest()) if base else 0


def _by_reference(session: Session, account_id: int, fresh: Sequence[Knot]) -> dict[Hashable, Knot]:
    """Stored mail that new mail names, that names new mail, or that names the same missing ancestor.

    Of those that name something one knot a thread is enough: they are together already.
    """
    named = {target for one in fresh for target in one.references}
    own = {one.message_id for one in fresh if one.message_id}
    found: dict[Hashable, Knot] = {}
    naming: dict[int, list[str]] = {}
    here = (MessageRow.account_id == account_id, MessageRow.thread_id.is_not(None))
    moment = min((one.at for one in fresh), default=EVER)
    ids = sorted(named | own)
    for id_, message_id, thread in session.execute(
        select(MessageRow.id, MessageRow.message_id, MessageRow.thread_id).where(
            *here, among(session, MessageRow.message_id, ids)
        )
    ):
        # Without a subject they take no part in the second step; any moment will do.
        found["stored", id_] = Knot(("stored", id_), message_id, (), "", frozenset(), moment, thread)
    for thread, target in session.execute(
        select(MessageRow.thread_id, ReferenceRow.target)
        .join(ReferenceRow, ReferenceRow.message_id == MessageRow.id)
        # Plus 0: else SQLite goes through all mail of the account instead of the few that name something.
        .where(MessageRow.account_id + 0 == account_id, among(session, ReferenceRow.target, ids))
        .distinct()
    ):
        if thread is not None:
            naming.setdefault(thread, []).append(target)
    for thread, targets in naming.items():
        found["thread", thread] = Knot(
            ("thread", thread), "", tuple(sorted(targets)), "", frozenset(), moment, thread
        )
    return found


def _by_subject(
    session: Session, account_id: int, fresh: Sequence[Knot], profile: AccountProfile
) -> dict[Hashable, Knot]:
    """Stored mail of the threads with the same base subject, near in time, with some of the same people."""
    circles: dict[int, set[str]] = {}
    for one in fresh:
        if one.people and (key := subject_key(read_subject(one.subject).base)):
            circles.setdefault(key, set()).update(one.people)
    if not circles:
        return {}
    limit = timedelta(days=SUBJECT_REPLY_DAYS)
    first, last = min(one.at for one in fresh) - limit, max(one.at for one in fresh) + limit
    alike = session.execute(
        select(MessageRow.id, ThreadRow.subject_key)
        .join(ThreadRow, ThreadRow.id == MessageRow.thread_id)
        .where(
            ThreadRow.account_id == account_id,
            among(session, ThreadRow.subject_key, sorted(circles)),
            MessageRow.at.between(first, last),
        )
    )
    key_of = {row.id: row.subject_key for row in alike}
    in_headers = ParticipantRow.field.in_(("from", "to", "cc"))
    met = session.execute(
        select(ParticipantRow.message_id, ParticipantRow.address).where(
            among(session, ParticipantRow.message_id, key_of),
            among(session, ParticipantRow.address, sorted(set().union(*circles.values()))),
            in_headers,
        )
    )
    ids = sorted({id_ for id_, address in met if address in circles[key_of[id_]]})
    if not ids:
        return {}
    people: dict[int, set[str]] = {}
    for owner, address in session.execute(
        select(ParticipantRow.message_id, ParticipantRow.address).where(
            among(session, ParticipantRow.message_id, ids), in_headers
        )
    ):
        people.setdefault(owner, set()).add(address)
    columns = (
        MessageRow.id, MessageRow.message_id, MessageRow.thread_id,
        MessageRow.subject, MessageRow.in_reply_to, MessageRow.at,
    )  # fmt: skip
    return {
        ("stored", id_): Knot(
            ("stored", id_),
            message_id,
            tuple(in_reply_to.split()),
            subject,
            frozenset(one for one in people[id_] if not profile.is_own(one)),
            at,
            thread,
        )
        for id_, message_id, thread, subject, in_reply_to, at in session.execute(
            select(*columns).where(among(session, MessageRow.id, ids))
        )
    }


def _go_on(session: Session, newest: Mapping[int, datetime]) -> None:
    """Note the newest mail of threads that have got some."""
    if newest:
        session.connection().execute(
            update(ThreadRow)
            .where(ThreadRow.id == bindparam("thread"), ThreadRow.last_at < bindparam("newest"))
            .values(last_at=bindparam("newest")),
            [{"thread": thread, "newest": at} for thread, at in newest.items()],
        )


def _merge(session: Session, keeper: int, others: Sequence[int]) -> None:
    last_at = max(session.scalars(select(ThreadRow.last_at).where(ThreadRow.id.in_(others))))
    session.execute(update(MessageRow).where(MessageRow.thread_id.in_(others)).values(thread_id=keeper))
    session.execute(
        update(ThreadRow).where(ThreadRow.id == keeper, ThreadRow.last_at < last_at).values(last_at=last_at)
    )
    session.execute(delete(ThreadRow).where(ThreadRow.id.in_(others)))
