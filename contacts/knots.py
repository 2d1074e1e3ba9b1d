"""Stored mail as threading sees it: what new mail may join, by the ids it names, or by subject and people."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from contacts.account import AccountProfile
from contacts.threading import SUBJECT_REPLY_DAYS, Knot, is_same_circle, read_subject
from store.bulk import among
from store.models import MessageRow, ParticipantRow, ReferenceRow, ThreadRow

EVER = datetime(2000, 1, 1, tzinfo=UTC)
MOST_LOOSE = 2_000  # mails in threads that are taken apart for a late one; longer threads stay as they are

Knots = dict[Hashable, Knot]


def subject_key(base: str) -> int:
    """A number that equal subjects share, small enough for an index; 0 where there is no subject."""
    return int.from_bytes(blake2b(base.encode("utf-8", "replace"), digest_size=7).digest()) if base else 0


def by_reference(session: Session, account_id: int, fresh: Sequence[Knot]) -> Knots:
    """Stored mail that new mail names, that names new mail, or that names the same missing ancestor.

    Of those that name something one knot a thread is enough: they are together already.
    """
    named = {target for one in fresh for target in one.references}
    own = {one.message_id for one in fresh if one.message_id}
    found: Knots = {}
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


def by_subject(session: Session, account_id: int, fresh: Sequence[Knot], profile: AccountProfile) -> Knots:
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
    found = _whole(session, ids, profile)
    named = {target for knot in found.values() for target in knot.references}
    # With what they answer at hand, none of them is moved by its subject.
    parents = session.execute(
        select(MessageRow.id, MessageRow.message_id, MessageRow.at, MessageRow.thread_id).where(
            MessageRow.account_id == account_id,
            MessageRow.thread_id.is_not(None),
            among(session, MessageRow.message_id, sorted(named)),
        )
    )
    for id_, message_id, at, thread in parents:
        found.setdefault(("stored", id_), Knot(("stored", id_), message_id, (), "", frozenset(), at, thread))
    return found


def together(*many: Knots) -> Knots:
    """All of them; of two for one mail the one that knows its people."""
    found: Knots = {}
    for knots in many:
        for key, knot in knots.items():
            if key not in found or not found[key].people:
                found[key] = knot
    return found


def loosened(
    session: Session, account_id: int, fresh: Sequence[Knot], alike: Knots, profile: AccountProfile
) -> tuple[Knots, dict[int, Hashable]]:
    """Threads that late mail may take apart: their mails, each free to go, and the oldest mail of each.

    A reply whose parent was missing joined by its subject; now the parent is here, or a nearer mail.
    """
    threads = _with_late_parents(session, account_id, fresh) | _with_nearer_mail(fresh, alike)
    sizes = session.execute(
        select(MessageRow.thread_id, func.count())
        .where(among(session, MessageRow.thread_id, sorted(threads)))
        .group_by(MessageRow.thread_id)
    )
    threads = {thread for thread, size in sizes if size <= MOST_LOOSE and thread is not None}
    if not threads:
        return {}, {}
    ids = session.scalars(select(MessageRow.id).where(among(session, MessageRow.thread_id, sorted(threads))))
    knots = _whole(session, list(ids), profile, with_references=True)
    oldest: dict[int, Knot] = {}
    for knot in knots.values():
        first = oldest.get(knot.thread or 0)
        if first is None or (knot.at, knot.message_id) < (first.at, first.message_id):
            oldest[knot.thread or 0] = knot
    free = {key: replace(knot, thread=None) for key, knot in knots.items()}
    return free, {thread: knot.key for thread, knot in oldest.items()}


def _with_late_parents(session: Session, account_id: int, fresh: Sequence[Knot]) -> set[int]:
    """Threads of stored replies to one of these that answer no other, and are not the oldest of their own."""
    own = sorted({one.message_id for one in fresh if one.message_id})
    parent, reference, other = aliased(MessageRow), aliased(ReferenceRow), aliased(MessageRow)
    has_parent = (
        select(parent.id)
        .join(reference, reference.target == parent.message_id)
        .where(reference.message_id == MessageRow.id, parent.account_id == account_id)
        .exists()
    )
    is_oldest = ~(
        select(other.id).where(other.thread_id == MessageRow.thread_id, other.at < MessageRow.at).exists()
    )
    replies = (
        select(MessageRow.thread_id, MessageRow.subject)
        .join(ReferenceRow, ReferenceRow.message_id == MessageRow.id)
        .where(
            MessageRow.account_id + 0 == account_id,
            among(session, ReferenceRow.target, own),
            ~has_parent,
            ~is_oldest,
        )
    )
    found = session.execute(replies).all()
    return {thread for thread, subject in found if thread is not None and read_subject(subject).is_reply}


def _with_nearer_mail(fresh: Sequence[Knot], alike: Knots) -> set[int]:
    """Threads of stored replies without a parent that one of these may be the answer to what they answer."""
    here = {knot.message_id for knot in (*alike.values(), *fresh)}
    by_base: dict[str, list[Knot]] = {}
    for one in fresh:
        by_base.setdefault(read_subject(one.subject).base, []).append(one)
    found: set[int] = set()
    for knot in alike.values():
        subject = read_subject(knot.subject)
        if knot.thread is None or not subject.base or not subject.is_reply or here & set(knot.references):
            continue
        if any(
            one.at <= knot.at and is_same_circle(one.people, knot.people)
            for one in by_base.get(subject.base, ())
        ):
            found.add(knot.thread)
    return found


def _whole(
    session: Session, ids: Sequence[int], profile: AccountProfile, *, with_references: bool = False
) -> Knots:
    """Stored mails as knots, with all ids they name where that is asked for, else with what they answer."""
    people: dict[int, set[str]] = {}
    for owner, address in session.execute(
        select(ParticipantRow.message_id, ParticipantRow.address).where(
            among(session, ParticipantRow.message_id, ids), ParticipantRow.field.in_(("from", "to", "cc"))
        )
    ):
        people.setdefault(owner, set()).add(address)
    named: dict[int, list[str]] = {}
    if with_references:
        for owner, target in session.execute(
            select(ReferenceRow.message_id, ReferenceRow.target)
            .where(among(session, ReferenceRow.message_id, ids))
            .order_by(ReferenceRow.position)
        ):
            named.setdefault(owner, []).append(target)
    columns = (
        MessageRow.id, MessageRow.message_id, MessageRow.thread_id,
        MessageRow.subject, MessageRow.in_reply_to, MessageRow.at,
    )  # fmt: skip
    return {
        ("stored", id_): Knot(
            ("stored", id_),
            message_id,
            tuple(named.get(id_, ())) if with_references else tuple(in_reply_to.split()),
            subject,
            frozenset(one for one in people.get(id_, ()) if one and not profile.is_own(one)),
            at,
            thread,
        )
        for id_, message_id, thread, subject, in_reply_to, at in session.execute(
            select(*columns).where(among(session, MessageRow.id, ids))
        )
    }
