"""Roles and stages of people, judged anew from everything stored about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.muting import muted_among, silence
from contacts.organisations import Tally
from contacts.people import Roster, chunks
from contacts.roles import CANDIDATE_SIGNALS, Heard, Known, SaidOf, judge_role
from contacts.stages import STAGE_OF, Told, history
from domain import Direction, Kind, Role, SignalType, Stage, StageChange
from store.exchanges import answers_to_our_own
from store.models import (
    AttachmentRow,
    ContactRow,
    MentionRow,
    MessageRow,
    ParticipantRow,
    ProcessRow,
    SignalRow,
    StageRow,
)

MOST_MESSAGES = 40  # of one person, the newest, that are weighed for the role
AT_ONCE = 1_000  # contacts whose mail is held in memory together
_READ = (Kind.PERSONAL.value, Kind.INVITATION.value)
_OF_CANDIDATES = tuple(sorted(signal.value for signal in CANDIDATE_SIGNALS))


def judge_roles(
    session: Session, roster: Roster, profile: AccountProfile, contact_ids: Collection[int]
) -> set[int]:
    """Write the roles of these contacts where evidence tells them; the ids of those whose role changed.

    What stands in the address book or was set by hand stays as it is.
    """
    # In an order that does not depend on who was met first.
    open_ids = sorted(
        (i for i in contact_ids if not roster.people[i].is_role_fixed),
        key=lambda i: (min(roster.people[i].addresses, default=""), roster.people[i].name, i),
    )
    if not open_ids:
        return set()
    tally = Tally(roster)
    changed: set[int] = set()
    groups = list(chunks(open_ids, AT_ONCE))
    evidence = _Evidence.of(session, roster, groups[0])
    # Clients bring their colleagues along: those with evidence of their own are judged first.
    for _ in range(2):
        client_organisations, candidate_domains = tally.client_organisations, tally.candidate_domains
        moved = set()
        for contact_id in open_ids:
            if contact_id not in evidence.about:
                group = next(group for group in groups if contact_id in group)
                evidence = _Evidence.of(session, roster, group)
            person = roster.people[contact_id]
            verdict = judge_role(
                evidence.heard.get(contact_id, []),
                Known(
                    addresses=person.addresses,
                    own_organisations=profile.own_organisations,
                    client_organisations=tally.vouched_for_by_others(person)
                    if Role.CLIENT in person.roles
                    else client_organisations,
                    candidate_domains=candidate_domains,
                    told_by_others=tuple(SignalType(s) for s in evidence.told.get(contact_id, ())),
                    was_referred=contact_id in evidence.referred,
                ),
            )
            roles = frozenset(role for role in (verdict.role, verdict.also) if role)
            if roles != person.roles:
                tally.move(person, roles)
                moved.add(contact_id)
                session.execute(
                    update(ContactRow)
                    .where(ContactRow.id == contact_id)
                    .values(
                        role=verdict.role.value,
                        also_role=verdict.also.value if verdict.also else None,
                        role_evidence=verdict.why,
                    )
                )
        changed |= moved
        if not moved:
            break
    return changed


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What was heard from some contacts, told about them by others, and who of them was referred."""

    about: frozenset[int]
    heard: dict[int, list[Heard]]
    told: dict[int, set[str]]
    referred: set[int]

    @classmethod
    def of(cls, session: Session, roster: Roster, contact_ids: Collection[int]) -> _Evidence:
        told, referred = _told_by_others(session, contact_ids)
        return cls(frozenset(contact_ids), _heard(session, roster, contact_ids), told, referred)


@dataclass(slots=True)
class _Parts:
    """What belongs to one message besides its row."""

    signals: list[SignalRow] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    processes: list[ProcessRow] = field(default_factory=list)
    named: set[int] = field(default_factory=set)  # contacts mentioned who are not among the addressees


def _heard(session: Session, roster: Roster, contact_ids: Collection[int]) -> dict[int, list[Heard]]:
    """The newest personal messages between the recruiter and each contact."""
    newest: dict[int, list[tuple[int, str]]] = {}
    for some in chunks(contact_ids):
        place = func.row_number().over(
            partition_by=ParticipantRow.contact_id, order_by=(MessageRow.at.desc(), MessageRow.id.desc())
        )
        ranked = (
            select(ParticipantRow.contact_id, ParticipantRow.address, MessageRow.id, place.label("place"))
            .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
            .where(
                ParticipantRow.contact_id.in_(some),
                MessageRow.kind.in_(_READ),
                ((MessageRow.direction == Direction.INBOUND.value) & (ParticipantRow.field == "from"))
                | ((MessageRow.direction == Direction.OUTBOUND.value) & (ParticipantRow.field == "to")),
            )
            .subquery()
        )
        for contact_id, address, message_id in session.execute(
            select(ranked.c.contact_id, ranked.c.address, ranked.c.id).where(ranked.c.place <= MOST_MESSAGES)
        ):
            newest.setdefault(contact_id, []).append((message_id, address))
    ids = {message_id for held in newest.values() for message_id, _ in held}
    doubted = _disbelieved(session, ids)
    ids -= doubted
    rows: dict[int, tuple[str, str, str, str]] = {}
    parts: dict[int, _Parts] = {i: _Parts() for i in ids}
    for some in chunks(sorted(ids)):
        for message_id, direction, subject, text, signature in session.execute(
            select(
                MessageRow.id,
                MessageRow.direction,
                MessageRow.subject,
                MessageRow.own_words,
                MessageRow.signature,
            ).where(MessageRow.id.in_(some))
        ):
            rows[message_id] = (direction, subject, text, signature)
        for signal in session.scalars(select(SignalRow).where(SignalRow.message_id.in_(some))):
            parts[signal.message_id].signals.append(signal)
        for process in session.scalars(select(ProcessRow).where(ProcessRow.message_id.in_(some))):
            parts[process.message_id].processes.append(process)
        present = (
            select(ParticipantRow.id)
            .where(
                ParticipantRow.message_id == MentionRow.message_id,
                ParticipantRow.contact_id == MentionRow.contact_id,
            )
            .exists()
        )
        for message_id, named in session.execute(
            select(MentionRow.message_id, MentionRow.contact_id).where(
                MentionRow.message_id.in_(some), MentionRow.contact_id.is_not(None), ~present
            )
        ):
            parts[message_id].named.add(named or 0)
        for message_id, name in session.execute(
            select(AttachmentRow.message_id, AttachmentRow.name).where(AttachmentRow.message_id.in_(some))
        ):
            parts[message_id].attachments.append(name)
    return {
        contact_id: [_one_heard(contact_id, at, rows[i], parts[i], roster) for i, at in held if i in ids]
        for contact_id, held in newest.items()
    }


def _disbelieved(session: Session, message_ids: Collection[int]) -> set[int]:
    """Those of the messages whose sender is doubted, and that answer nothing of ours."""
    found: set[int] = set()
    for some in chunks(sorted(message_ids)):
        doubted = set(
            session.scalars(select(MessageRow.id).where(MessageRow.id.in_(some), MessageRow.suspicion != ""))
        )
        if doubted:
            found |= doubted - set(session.scalars(answers_to_our_own(doubted)))
    return found


def _one_heard(
    contact_id: int, address: str, row: tuple[str, str, str, str], parts: _Parts, roster: Roster
) -> Heard:
    direction, subject, text, signature = row
    by_contact = direction == Direction.INBOUND.value
    return Heard(
        by_contact=by_contact,
        text=text,
        address=address,
        subject=subject,
        signature=signature if by_contact else "",
        attachments=tuple(parts.attachments),
        signals=tuple(
            SaidOf(SignalType(signal.type), _is_of_another(signal.about_name, signal.contact_id, contact_id))
            for signal in parts.signals
        ),
        is_application_in=any(
            not _is_of_another(process.about_name, process.contact_id, contact_id)
            for process in parts.processes
        ),
        speaks_of_candidate=any(roster.people[i].is_candidate for i in parts.named if i in roster.people),
    )


def _is_of_another(about_name: str, linked: int | None, contact_id: int) -> bool:
    return linked != contact_id if linked is not None else bool(about_name)


def _told_by_others(session: Session, contact_ids: Collection[int]) -> tuple[dict[int, set[str]], set[int]]:
    """Candidate's signals about each contact in mail that is not theirs, and who was referred."""
    told: dict[int, set[str]] = {}
    referred: set[int] = set()
    for some in chunks(contact_ids):
        for contact_id, kind in session.execute(
            select(SignalRow.contact_id, SignalRow.type).where(
                SignalRow.contact_id.in_(some),
                SignalRow.about_name != "",
                SignalRow.type.in_((*_OF_CANDIDATES, SignalType.REFERRAL.value)),
                ~select(ParticipantRow.id)
                .where(
                    ParticipantRow.message_id == SignalRow.message_id,
                    ParticipantRow.contact_id == SignalRow.contact_id,
                    ParticipantRow.field.in_(("from", "to")),
                )
                .exists(),
            )
        ):
            if contact_id is None:
                continue
            if kind == SignalType.REFERRAL.value:
                referred.add(contact_id)
            else:
                told.setdefault(contact_id, set()).add(kind)
    return told, referred


def judge_stages(session: Session, roster: Roster, contact_ids: Collection[int]) -> set[int]:
    """Write the history of stages of these contacts; the ids of those for whom it changed.

    Of who is no candidate any more what mail told stays, for the days before a person said so.
    Of somebody muted all that was read is forgotten here, where everything that reads mail comes by.
    """
    ids = sorted(contact_ids)
    if muted := muted_among(session, ids):
        silence(session, muted)
    candidates = [i for i in ids if roster.people[i].is_candidate]
    told = _told(session, candidates)
    stored: dict[int, list[StageChange]] = {}
    for some in chunks(candidates):
        rows = session.scalars(
            select(StageRow)
            .where(StageRow.contact_id.in_(some), StageRow.by_hand.is_(False))
            .order_by(StageRow.at, StageRow.id)
        )
        for row in rows:
            change = StageChange(Stage(row.stage), row.at, row.evidence, str(row.message_id or ""))
            stored.setdefault(row.contact_id, []).append(change)
    changed: set[int] = set()
    for contact_id in candidates:
        inferred = stored.get(contact_id, [])
        wanted = history(told.get(contact_id, ()))
        if inferred == wanted:
            continue
        changed.add(contact_id)
        session.execute(
            delete(StageRow).where(StageRow.contact_id == contact_id, StageRow.by_hand.is_(False))
        )
        session.add_all(
            StageRow(
                contact_id=contact_id,
                message_id=int(change.message_id),
                stage=change.stage.value,
                at=change.at,
                evidence=change.evidence,
                by_hand=False,
            )
            for change in wanted
        )
    session.flush()
    return changed


def _told(session: Session, contact_ids: Iterable[int]) -> dict[int, list[Told]]:
    """Every evidence for a stage of these contacts; message ids are the store's own."""
    found: dict[int, list[Told]] = {}
    counts = (MessageRow.is_bounced.is_(False),)
    types = tuple(signal.value for signal in STAGE_OF)
    for some in chunks(contact_ids):
        for signal, at, kind, direction in session.execute(
            select(SignalRow, MessageRow.at, MessageRow.kind, MessageRow.direction)
            .join(MessageRow, MessageRow.id == SignalRow.message_id)
            .where(SignalRow.contact_id.in_(some), SignalRow.type.in_(types), *counts)
        ):
            found.setdefault(signal.contact_id or 0, []).append(
                Told(
                    STAGE_OF[SignalType(signal.type)],
                    at,
                    signal.evidence,
                    str(signal.message_id),
                    signal.due_at or signal.due_on,
                    kind == Kind.INVITATION.value,
                    is_own_news=signal.type == SignalType.STARTED.value
                    and direction == Direction.INBOUND.value
                    and not signal.about_name,
                    is_aside=direction == Direction.OUTBOUND.value and bool(signal.about_name),
                )
            )
        for process, at in session.execute(
            select(ProcessRow, MessageRow.at)
            .join(MessageRow, MessageRow.id == ProcessRow.message_id)
            .where(ProcessRow.contact_id.in_(some), *counts)
        ):
            found.setdefault(process.contact_id or 0, []).append(
                Told(Stage.IN_PROCESS, at, process.evidence, str(process.message_id))
            )
    ids = {int(one.message_id) for held in found.values() for one in held}
    doubted = {str(i) for i in _disbelieved(session, ids)}
    return {who: [one for one in held if one.message_id not in doubted] for who, held in found.items()}
