"""Stored mail seen anew after people were joined or parted: whom names and signals mean, roles and stages."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.inference import judge_roles, judge_stages
from contacts.linking import load_messages
from contacts.people import Roster
from contacts.referrals import recognise_referred
from contacts.understanding import link_messages, revisited
from store.bulk import among
from store.models import AccountRow, ContactRow, MentionRow, MessageRow, ParticipantRow, ProcessRow, SignalRow

MOST_SEEN = 500  # messages with these people, the newest, that name somebody who was nobody on record


def see_anew(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Link what names these people or may name them, and judge their roles and stages; all concerned.

    What a person said of a name, a signal, a role or a stage stands.
    """
    ids = sorted(contact_ids)
    messages = _messages(session, ids)
    of_them = among(session, MentionRow.contact_id, ids)
    session.execute(update(MentionRow).where(of_them).values(contact_id=None))
    session.execute(
        update(ContactRow)
        .where(
            among(session, ContactRow.id, ids),
            ContactRow.is_in_address_book.is_(False),
            ContactRow.role_by_hand.is_(None),
            ContactRow.muted_at.is_(None),
        )
        .values(role="other", also_role=None, role_evidence="")
    )
    session.expire_all()
    roster = Roster(session)
    concerned = set(ids)
    rows = load_messages(session, messages)
    accounts = list(session.scalars(select(AccountRow).order_by(AccountRow.id)))
    own = tuple(address for account in accounts for address in account.own_addresses)
    for _ in range(2):  # whom words concern depends on roles, and roles on whom words concern
        for account in accounts:
            profile = AccountProfile(account.name, tuple(account.own_addresses))
            if mine := [row for row in rows if row.account_id == account.id]:
                concerned |= link_messages(session, profile, roster, mine, anew=True)
                older = revisited(session, roster, mine, set(ids))
                concerned |= link_messages(session, profile, roster, older)
        concerned |= recognise_referred(session, roster, concerned)
        judge_roles(session, roster, AccountProfile("", own), concerned)
    judge_stages(session, roster, concerned)
    return concerned


def _messages(session: Session, ids: list[int]) -> set[int]:
    """Mail that names one of them, and the newest with them that names nobody on record."""
    found: set[int] = set()
    for named in (MentionRow, SignalRow, ProcessRow):
        found |= set(session.scalars(select(named.message_id).where(among(session, named.contact_id, ids))))
    unlinked = or_(
        select(MentionRow.id)
        .where(
            MentionRow.message_id == MessageRow.id,
            MentionRow.contact_id.is_(None),
            MentionRow.is_own.is_(False),
        )
        .exists(),
        select(SignalRow.id)
        .where(SignalRow.message_id == MessageRow.id, SignalRow.contact_id.is_(None))
        .exists(),
    )
    newest = (
        select(MessageRow.id)
        .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
        .where(among(session, ParticipantRow.contact_id, ids), unlinked)
        .order_by(MessageRow.at.desc(), MessageRow.id.desc())
        .limit(MOST_SEEN)
    )
    return found | set(session.scalars(newest))
