"""After much mail was read: who is who, judged once more in the order of time, whatever order it was read in.

Batches are understood as they come, and a server gives the newest first. What one mail tells of a person
depends on what earlier ones told of others, so only a last look over all of it is the same every time.
"""

from __future__ import annotations

from sqlalchemy import func, select, update

from contacts.account import AccountProfile
from contacts.inference import judge_roles, judge_stages
from contacts.linking import load_messages
from contacts.people import Roster
from contacts.referrals import recognise_referred
from contacts.understanding import link_messages
from domain import Role
from store import accounts
from store.database import Database
from store.models import ContactRow, MentionRow, MessageRow

MUCH = 20  # messages stored in one go; fewer are understood well enough as they come
MOST = 30_000  # messages of an account; the look over all of them is one transaction


def settle(database: Database, account: AccountProfile, *, stored: int) -> bool:
    """Link all mail of the account anew and judge roles and stages, after `stored` messages came in.

    What was set by hand or stands in the address book stays. Nothing happens, and the answer is False, after
    little mail, or where there is too much for one transaction.
    """
    if stored < MUCH:
        return False
    with database.write() as session:
        account_id = accounts.ensure(session, account.name).id
        mine = MessageRow.account_id == account_id
        if (session.scalar(select(func.count()).select_from(MessageRow).where(mine)) or 0) > MOST:
            return False
        session.execute(
            update(MentionRow)
            .where(MentionRow.message_id.in_(select(MessageRow.id).where(mine)))
            .values(contact_id=None, is_own=False)
        )
        roster = Roster(session)
        unsettled = [person for person in roster.people.values() if not person.is_role_fixed]
        for person in unsettled:
            person.roles = frozenset({Role.OTHER})
        session.execute(
            update(ContactRow)
            .where(ContactRow.is_in_address_book.is_(False), ContactRow.role_by_hand.is_(None))
            .values(role=Role.OTHER.value, also_role=None, role_evidence="")
        )
        rows = load_messages(session, list(session.scalars(select(MessageRow.id).where(mine))))
        everybody = set(roster.people)
        for _ in range(2):  # whom words concern depends on roles, and roles on whom words concern
            link_messages(session, account, roster, rows, anew=True)
            recognise_referred(session, roster, everybody)
            judge_roles(session, roster, account, everybody)
        link_messages(session, account, roster, rows, anew=True)
        recognise_referred(session, roster, everybody)
        judge_stages(session, roster, everybody)
    return True
