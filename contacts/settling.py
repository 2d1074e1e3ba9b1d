"""After much mail was read: who is who, judged once more in the order of time, whatever order it was read in.

Batches are understood as they come, and a server gives the newest first. What one mail tells of a person
depends on what earlier ones told of others, so only a last look over all of it is the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.identifying import identify
from contacts.inference import judge_roles, judge_stages
from contacts.linking import Linker, load_messages
from contacts.people import Roster, chunks
from contacts.referrals import recognise_referred
from contacts.understanding import link_messages
from domain import Role
from store import accounts
from store.bulk import among
from store.database import Database
from store.models import ContactRow, MentionRow, MessageRow

MUCH = 20  # messages read in one go; fewer are understood well enough as they come
MOST = 30_000  # messages of an account, the newest; the look over all of them is one transaction
AT_ONCE = 2_000  # messages held in memory together


def settle(database: Database, account: AccountProfile) -> bool:
    """Link the newest mail of the account anew and judge roles and stages, after much was read.

    What was set by hand or stands in the address book stays, and so does what mail older than the newest
    `MOST` was found to say. Nothing happens, and the answer is False, after little mail. What was read by a
    pass that broke off counts too, until somebody says `accounts.mark_settled`.
    """
    with database.write() as session:
        stored = accounts.ensure(session, account.name)
        if stored.unsettled < MUCH:
            return False
        account_id = stored.id
        ids = _newest(session, account_id)
        for some in chunks(ids, AT_ONCE):
            mentions = update(MentionRow).where(among(session, MentionRow.message_id, some))
            session.execute(mentions.values(contact_id=None, is_own=False))
        roster = Roster(session)
        if ids and identify(session, roster, roster.people, **_times(session, ids)).joined:
            roster = Roster(session)
        unsettled = [person for person in roster.people.values() if not person.is_role_fixed]
        for person in unsettled:
            person.roles = frozenset({Role.OTHER})
        session.execute(
            update(ContactRow)
            .where(
                ContactRow.is_in_address_book.is_(False),
                ContactRow.role_by_hand.is_(None),
                ContactRow.muted_at.is_(None),
            )
            .values(role=Role.OTHER.value, also_role=None, role_evidence="")
        )
        everybody = set(roster.people)
        for _ in range(2):  # whom words concern depends on roles, and roles on whom words concern
            _link(session, account, roster, ids)
            recognise_referred(session, roster, everybody)
            judge_roles(session, roster, account, everybody)
        _link(session, account, roster, ids)
        recognise_referred(session, roster, everybody)
        judge_stages(session, roster, everybody)
    return True


def _times(session: Session, ids: Sequence[int]) -> dict[str, datetime]:
    """From when to when the messages were written; they are in order."""
    first, last = (
        session.scalars(select(MessageRow.at).where(MessageRow.id == id_)).one() for id_ in (ids[0], ids[-1])
    )
    return {"since": first, "at": last}


def _newest(session: Session, account_id: int) -> list[int]:
    """The newest messages of the account, oldest first."""
    query = select(MessageRow.id).where(MessageRow.account_id == account_id)
    newest = session.scalars(query.order_by(MessageRow.at.desc(), MessageRow.id.desc()).limit(MOST))
    return list(newest)[::-1]


def _link(session: Session, account: AccountProfile, roster: Roster, ids: Sequence[int]) -> None:
    linker = Linker(account, roster)
    for some in chunks(ids, AT_ONCE):
        link_messages(session, account, roster, load_messages(session, some), anew=True, linker=linker)
        session.expunge_all()
