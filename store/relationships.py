"""All that is known of each contact at a moment: what `warmth` judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import History, LogEntry, Relationship
from store import ahead, people
from store.accounts import accounts
from store.brief import brief
from store.bulk import among
from store.exchanges import Passed, passed
from store.meetings import meetings, meetings_over_time
from store.models import LogRow
from store.referrals import referrals as referrals
from store.uncollected import nothing_collected

_L = LogRow.__table__.c

MANY_RECIPIENTS = 5  # `rules.many_recipients`


def relationships(
    session: Session,
    *,
    as_of: datetime,
    contact_ids: Collection[int] | None = None,
    many_recipients: int = MANY_RECIPIENTS,
) -> list[Relationship]:
    """The relationship with each contact known at the moment, by id; with everybody, or with these.

    What was written, logged or reached after `as_of` is left out. With very many people take `in_batches`,
    which does not hold them all at once.
    """
    found = in_batches(session, as_of=as_of, contact_ids=contact_ids, many_recipients=many_recipients)
    return [relationship for batch in found for relationship in batch]


def in_batches(
    session: Session,
    *,
    as_of: datetime,
    contact_ids: Collection[int] | None = None,
    many_recipients: int = MANY_RECIPIENTS,
    size: int = people.BATCH,
    is_last: bool = True,
    is_brief: bool = False,
) -> Iterator[list[Relationship]]:
    """As `relationships`, some people at a time.

    Where it `is_last`, nothing is asked for a later moment; else each says when more will be known of it.
    Where they are only to be judged, `is_brief` reads most old mail by its moment alone.
    """
    mailboxes = accounts(session)
    own = {account.id: frozenset(account.own_addresses) for account in mailboxes}
    names = {account.id: account.name for account in mailboxes}
    nothing = Passed()
    mail_ahead = {} if is_last else ahead.of_mail(session, after=as_of)
    for ids in people.batches(people.every_id(session) if contact_ids is None else contact_ids, size):
        known = people.known(session, ids, as_of=as_of)
        with nothing_collected():
            glance = None
            if is_brief:
                glance = brief(session, ids, as_of=as_of, own=own, many_recipients=many_recipients)
            mail = passed(
                session,
                ids,
                as_of=as_of,
                own=own,
                many_recipients=many_recipients,
                only=glance.in_full if glance else None,
            )
        more_at = {} if is_last else ahead.of_people(session, ids, after=as_of)
        ahead.keep_first(more_at, ((id_, mail_ahead[id_]) for id_ in ids if id_ in mail_ahead))
        met = meetings(session, ids, as_of=as_of, own=own, ahead=None if is_last else more_at)
        logged = _log(session, ids, as_of)
        batch = []
        for id_, one in known.items():
            between = mail.get(id_, nothing)
            batch.append(
                Relationship(
                    contact=one.contact,
                    account=names.get(between.account_id, "") if between.account_id is not None else "",
                    exchanges=tuple(between.exchanges),
                    about=tuple(between.about),
                    meetings=met.get(id_, ()),
                    log=logged.get(id_, ()),
                    stages=one.stages,
                    past=glance.past.get(id_, ()) if glance else (),
                    more_at=more_at.get(id_),
                )
            )
        yield batch


def histories(
    session: Session, ids: Collection[int], *, until: datetime, many_recipients: int = MANY_RECIPIENTS
) -> Iterator[list[History]]:
    """What was known of these people at every moment up to `until`, some people at a time."""
    for batch in in_batches(session, as_of=until, contact_ids=ids, many_recipients=many_recipients):
        yield list(with_their_meetings(session, batch, until=until))


def with_their_meetings(
    session: Session, known: Iterable[Relationship], *, until: datetime
) -> Iterator[History]:
    """Relationships as of `until`, each with how its meetings stood at every moment before."""
    own = {account.id: frozenset(account.own_addresses) for account in accounts(session)}
    by_id = {one.contact.id: one for one in known if one.contact.id is not None}
    for ids in people.batches(by_id):
        met = meetings_over_time(session, ids, until=until, own=own)
        yield from (History(by_id[id_], met.get(id_, ())) for id_ in ids)


def _log(session: Session, ids: Collection[int], as_of: datetime) -> Mapping[int, tuple[LogEntry, ...]]:
    found: dict[int, list[LogEntry]] = {}
    for contact_id, at, kind, text in session.connection().execute(
        select(_L.contact_id, _L.at, _L.kind, _L.text)
        .where(among(session, _L.contact_id, ids), _L.at <= as_of)
        .order_by(_L.at, _L.id)
    ):
        found.setdefault(contact_id, []).append(LogEntry(at, kind, text))
    return {contact_id: tuple(entries) for contact_id, entries in found.items()}
