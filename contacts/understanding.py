"""What newly stored mail means for people: links, roles and stages, and older mail seen in its light."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.inference import judge_roles, judge_stages
from contacts.linking import Linker, load_messages
from contacts.names import parse_name
from contacts.people import Roster, chunks, index_words
from contacts.referrals import recognise_referred
from contacts.who import FIRST_SPOKEN_OF
from store import corrections
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
    is_settled_next: bool = False,
) -> set[int]:
    """Link what the mail says, judge roles and stages, those of `also` too; the contacts concerned.

    Older mail is seen in the light of it, unless all of it is settled next anyway.
    """
    present = {p.contact_id for row in rows for p in row.participants if p.contact_id is not None}
    # Roles before links: whether "we passed" concerns its reader depends on who reads it.
    changed = judge_roles(session, roster, account, present) - newly
    concerned = present | newly | set(also) | link_messages(session, account, roster, rows)
    concerned |= recognise_referred(session, roster, concerned)
    changed |= judge_roles(session, roster, account, concerned)
    if is_settled_next:
        judge_stages(session, roster, concerned)
        return concerned
    if changed:
        again = load_messages(session, _recent_mail_with(session, account_id, changed))
        concerned |= link_messages(session, account, roster, again, anew=True)
    older = revisited(session, roster, rows, newly | changed | set(also))
    told = link_messages(session, account, roster, older)
    judge_roles(session, roster, account, told)
    concerned |= told
    judge_stages(session, roster, concerned)
    return concerned


def link_messages(
    session: Session,
    account: AccountProfile,
    roster: Roster,
    rows: Sequence[MessageRow],
    *,
    anew: bool = False,
    linker: Linker | None = None,
) -> set[int]:
    """Link the contents of these messages; the contacts that its signals concern, then or now.

    A `linker` that has linked earlier messages goes on with what it learned.
    """
    if not rows:
        return set()
    processes: dict[int, list[ProcessRow]] = {}
    for some in chunks([row.id for row in rows]):
        for process in session.scalars(select(ProcessRow).where(ProcessRow.message_id.in_(some))):
            processes.setdefault(process.message_id, []).append(process)
    linker = linker or Linker(account, roster)
    linker.look_around(session, rows)
    said = corrections.of_messages(session, [row.id for row in rows])
    concerned: set[int | None] = set()
    for row in sorted(rows, key=lambda r: (r.at, r.id)):
        held = processes.get(row.id, [])
        concerned |= _concerned(row, held)
        linker.link(row, held, said=said.get(row.id, ()), anew=anew)
        concerned |= _concerned(row, held)
    session.flush()
    return {contact for contact in concerned if contact is not None}


def _concerned(row: MessageRow, processes: Sequence[ProcessRow]) -> set[int | None]:
    return {signal.contact_id for signal in row.signals} | {process.contact_id for process in processes}


def revisited(
    session: Session, roster: Roster, rows: Sequence[MessageRow], newly: set[int]
) -> list[MessageRow]:
    """Stored messages that may speak of somebody who has a record only now."""
    if not newly:
        return []
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
    names: set[str] = set()
    parts: set[str] = set()
    for person in (roster.people[i] for i in newly):
        words = {*person.name.split(), *index_words(person.name, person.addresses)}
        parts |= {form for word in words if len(word) > 2 for form in (word, word.capitalize())}
        if parse_name(person.name).is_full:
            names.add(person.name)
    # A full name is the person's whenever it was said; a part of one only shortly before they appeared.
    horizon = min(row.at for row in rows) - FIRST_SPOKEN_OF
    for texts, is_recent in ((names, true()), (parts, MessageRow.at >= horizon)):
        for some_texts in chunks(sorted(texts)):
            for row, text in ((MentionRow, MentionRow.text), (SignalRow, SignalRow.about_name)):
                query = (
                    select(MessageRow.id)
                    .join(row, row.message_id == MessageRow.id)
                    .where(text.in_(some_texts), row.contact_id.is_(None), is_recent)
                    .order_by(MessageRow.at.desc())
                )
                found |= set(session.scalars(query.limit(MOST_REVISITED)))
    return load_messages(session, sorted(found)[-MOST_REVISITED:])


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
