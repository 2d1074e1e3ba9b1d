"""What newly stored mail means for people: links, roles and stages, and older mail seen in its light."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.bounces import mark_bounced
from contacts.inference import judge_roles, judge_stages
from contacts.linking import Linker, load_messages, read_context
from contacts.names import parse_name
from contacts.people import Roster, chunks
from contacts.referrals import recognise_referred
from store.models import MentionRow, MessageRow, ParticipantRow, ProcessRow, SignalRow

MOST_REVISITED = 500  # stored messages looked at again because somebody new appeared


def understand(
    session: Session,
    account: AccountProfile,
    account_id: int,
    roster: Roster,
    rows: Sequence[MessageRow],
    newly: set[int],
    *,
    also: Collection[int] = (),
) -> set[int]:
    """Link what the mail says, judge roles and stages, those of `also` too; the contacts concerned."""
    mark_bounced(session, account_id, [row.id for row in rows])
    present = {p.contact_id for row in rows for p in row.participants if p.contact_id is not None}
    # Roles before links: whether "we passed" concerns its reader depends on who reads it.
    changed = judge_roles(session, roster, account, present) - newly
    concerned = present | newly | set(also) | link_messages(session, account, roster, rows)
    referred = recognise_referred(session, roster, concerned)
    concerned |= referred
    revisited = _revisited(session, roster, rows, newly)
    concerned |= link_messages(session, account, roster, revisited)
    changed |= judge_roles(session, roster, account, concerned)
    if changed:
        again = load_messages(session, _recent_mail_with(session, account_id, changed))
        concerned |= link_messages(session, account, roster, again, anew=True)
    judge_stages(session, roster, concerned)
    return concerned


def link_messages(
    session: Session,
    account: AccountProfile,
    roster: Roster,
    rows: Sequence[MessageRow],
    *,
    anew: bool = False,
) -> set[int]:
    """Link the contents of these messages; the contacts that its signals concern, then or now."""
    if not rows:
        return set()
    processes: dict[int, list[ProcessRow]] = {}
    for some in chunks([row.id for row in rows]):
        for process in session.scalars(select(ProcessRow).where(ProcessRow.message_id.in_(some))):
            processes.setdefault(process.message_id, []).append(process)
    linker = Linker(account, roster, read_context(session, rows))
    concerned: set[int | None] = set()
    for row in sorted(rows, key=lambda r: (r.at, r.id)):
        held = processes.get(row.id, [])
        concerned |= _concerned(row, held)
        linker.link(row, held, anew=anew)
        concerned |= _concerned(row, held)
    session.flush()
    return {contact for contact in concerned if contact is not None}


def _concerned(row: MessageRow, processes: Sequence[ProcessRow]) -> set[int | None]:
    return {signal.contact_id for signal in row.signals} | {process.contact_id for process in processes}


def _revisited(
    session: Session, roster: Roster, rows: Sequence[MessageRow], newly: set[int]
) -> list[MessageRow]:
    """Stored messages that may speak of somebody who has a record only now."""
    if not newly:
        return []
    own = {row.id for row in rows}
    found: set[int] = set()
    threads = {row.thread_id for row in rows for p in row.participants if p.contact_id in newly}
    for some in chunks(sorted(t for t in threads if t is not None)):
        found |= set(
            session.scalars(
                select(MessageRow.id)
                .join(MentionRow, MentionRow.message_id == MessageRow.id)
                .where(
                    MessageRow.thread_id.in_(some),
                    MentionRow.contact_id.is_(None),
                    MentionRow.is_own.is_(False),
                )
                .limit(MOST_REVISITED)
            )
        )
    names = {roster.people[i].name for i in newly if parse_name(roster.people[i].name).is_full}
    for some_names in chunks(sorted(names)):
        for query in (
            select(MentionRow.message_id).where(
                MentionRow.text.in_(some_names), MentionRow.contact_id.is_(None), MentionRow.is_own.is_(False)
            ),
            select(SignalRow.message_id).where(
                SignalRow.about_name.in_(some_names), SignalRow.contact_id.is_(None)
            ),
        ):
            found |= set(session.scalars(query.limit(MOST_REVISITED)))
    return load_messages(session, sorted(found - own)[:MOST_REVISITED])


def _recent_mail_with(session: Session, account_id: int, contact_ids: set[int]) -> list[int]:
    """Messages with signals between the recruiter and people whose role has just been found out."""
    found: set[int] = set()
    for some in chunks(sorted(contact_ids)):
        says_something = (
            select(SignalRow.id).where(SignalRow.message_id == MessageRow.id).exists(),
            select(ProcessRow.id).where(ProcessRow.message_id == MessageRow.id).exists(),
        )
        for says in says_something:
            found |= set(
                session.scalars(
                    select(MessageRow.id)
                    .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
                    .where(
                        says,
                        MessageRow.account_id == account_id,
                        ParticipantRow.contact_id.in_(some),
                        ParticipantRow.field.in_(("from", "to", "attendee")),
                    )
                    .order_by(MessageRow.at.desc())
                    .limit(MOST_REVISITED)
                )
            )
    return sorted(found)
