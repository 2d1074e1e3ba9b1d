"""The messages that prove flags, and what an answer to one of them needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from store.bulk import among
from store.messages import BATCH, StoredMessage, in_order
from store.models import AccountRow, MessageRow, ReferenceRow


@dataclass(frozen=True)
class Answer:
    """What stands in the head of an answer: whose account it is, and the ids before it, oldest first."""

    own_addresses: tuple[str, ...]
    references: tuple[str, ...]


def proving(session: Session, message_ids: Collection[str]) -> list[StoredMessage]:
    """The messages with these Message-IDs, oldest first; an id may name several, of several accounts."""
    if not message_ids:
        return []
    query = select(MessageRow.id).where(*_named(session, message_ids))
    ids = session.scalars(query.order_by(MessageRow.at, MessageRow.id))
    return list(in_order(session, list(ids.fetchmany(BATCH))))


def accounts_of(session: Session, message_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """In whose mailboxes these messages lie: names of accounts by Message-ID."""
    if not message_ids:
        return {}
    query = select(MessageRow.message_id, AccountRow.name).join(AccountRow)
    query = query.where(*_named(session, message_ids))
    found: dict[str, set[str]] = {}
    for message_id, account in session.execute(query):
        found.setdefault(message_id, set()).add(account)
    return {message_id: frozenset(accounts) for message_id, accounts in found.items()}


def answer_to(session: Session, message: StoredMessage) -> Answer:
    """The head of an answer to a message."""
    before = select(ReferenceRow.target).where(
        ReferenceRow.message_id == message.id, ReferenceRow.position >= 0
    )
    own = session.scalar(select(AccountRow.own_addresses).where(AccountRow.name == message.account))
    ids = [*session.scalars(before.order_by(ReferenceRow.position)), message.message_id]
    return Answer(tuple(own or ()), tuple(dict.fromkeys(id_ for id_ in ids if id_)))


def _named(session: Session, message_ids: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The index leads with the account: naming every one spares a walk through all messages."""
    return (
        MessageRow.account_id.in_(select(AccountRow.id)),
        among(session, MessageRow.message_id, sorted(message_ids)),
    )
