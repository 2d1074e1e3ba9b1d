"""What a person says of who is who: two records are one, or two; it stands from then on."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.merging import merge
from contacts.parting import part, split
from contacts.seeing import see_anew
from domain import Contact, MergedBy, Question
from errors import NotFound, UsageError
from store import pairs
from store.models import AddressRow, ContactRow, MergeRow

ASK_AGAIN_AFTER = timedelta(days=30)


class Answer(StrEnum):
    """What may be said to a question whether two contacts are one person."""

    SAME = "same"
    TWO = "two"
    LATER = "later"


def answer(session: Session, question: Question, said: Answer, *, now: datetime) -> set[int]:
    """Put an answer in force; the contacts to be judged anew. `later` asks again after 30 days."""
    one, other = _id(question.one), _id(question.other)
    match said:
        case Answer.SAME:
            return join(session, question.one, question.other, now=now)
        case Answer.TWO:
            pairs.tell_apart(session, one, other, at=now)
        case Answer.LATER:
            pairs.put_off(session, one, other, until=now + ASK_AGAIN_AFTER, at=now)
    return set()


def join(session: Session, keeper: Contact, other: Contact, *, now: datetime) -> set[int]:
    """Two contacts are one person: `keeper` stays and gets all of the other's; the contacts concerned."""
    kept, gone = _id(keeper), _id(other)
    if kept == gone:
        raise UsageError(f"c-{kept} {keeper.name} is one person already.")
    rows = session.get_one(ContactRow, kept), session.get_one(ContactRow, gone)
    merge(session, rows[0], rows[1:], at=now, by=MergedBy.HAND)
    return see_anew(session, [kept])


def unjoin(
    session: Session, contact: Contact, address: str | None = None, *, now: datetime
) -> tuple[int, set[int]]:
    """A contact is two people: the number of the second one, and the contacts concerned.

    With an address its bearer goes, with all that came with them where they were joined; without one, who
    was joined last. Raises `UsageError` where it does not say who is to go.
    """
    id_ = _id(contact)
    merges = list(session.scalars(select(MergeRow).where(MergeRow.contact_id == id_).order_by(MergeRow.id)))
    if address is None:
        other = _last(session, contact, merges, now)
    else:
        other = _bearer(session, contact, merges, address.strip().lower(), now)
    return other, see_anew(session, [id_, other])


def _last(session: Session, contact: Contact, merges: list[MergeRow], now: datetime) -> int:
    if merges:
        return part(session, merges[-1], at=now)
    if len(contact.addresses) > 1:
        raise UsageError(
            f"c-{contact.id} {contact.name} has several addresses, and it is not said which is another's.",
            mend=f"Name it: keepwarm contacts unmerge c-{contact.id} {contact.addresses[-1]}",
        )
    raise UsageError(f"c-{contact.id} {contact.name} has nothing that could be another person's.")


def _bearer(session: Session, contact: Contact, merges: list[MergeRow], address: str, now: datetime) -> int:
    owned = session.scalar(select(AddressRow).where(AddressRow.address == address))
    if owned is None or owned.contact_id != contact.id:
        raise NotFound(
            f"c-{contact.id} {contact.name} does not have the address {address}.",
            mend=f"Theirs: {', '.join(contact.addresses) or 'none'}.",
        )
    for merged in reversed(merges):
        if owned.id in merged.held["addresses"]:
            return part(session, merged, at=now)
    if len(merges) == 1 and len(merges[0].held["addresses"]) == len(contact.addresses) - 1:
        return part(session, merges[0], at=now)  # the address is what the contact had of their own
    return _split(session, contact, address, now)


def _split(session: Session, contact: Contact, address: str, now: datetime) -> int:
    if len(contact.addresses) < 2:
        raise UsageError(f"{address} is the only address of c-{contact.id} {contact.name}.")
    return split(session, _id(contact), address, at=now)


def _id(contact: Contact) -> int:
    if contact.id is None:
        raise NotFound(f"nobody called {contact.name!r} has a record yet.")
    return contact.id
