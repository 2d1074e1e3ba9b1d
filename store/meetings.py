"""Meetings of recruiter and contact, as the newest word on each calendar event tells them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from domain import Kind, Meeting
from store.ahead import keep_first
from store.exchanges import answers_to_our_own
from store.models import EventRow, MessageRow, ParticipantRow

SERIES_AHEAD = timedelta(days=60)  # so far the coming dates of a series are told

_INVITED = ("organizer", "attendee")
_PROPOSALS = ("COUNTER", "DECLINECOUNTER", "REFRESH")  # they speak of an event and do not change it
_DECLINED = "DECLINED"
_COMING = ("ACCEPTED", "TENTATIVE")


@dataclass(slots=True)
class _Version:
    """An event as one message told it."""

    message: int
    account_id: int
    message_id: str
    told_at: datetime
    sequence: int
    start: datetime
    end: datetime | None
    summary: str
    is_cancelled: bool
    is_reply: bool  # of somebody invited: it changes nothing but whether they come
    recurrence: datetime | None  # the date of a series it is about
    repeats: tuple[datetime, ...]
    people: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    answers: list[tuple[str, int | None, str]] = field(default_factory=list)  # address, contact, PARTSTAT

    def is_as_new_as(self, other: _Version) -> bool:
        """Whether it speaks of the event as `other` tells it, or of a later state."""
        return self.sequence >= other.sequence or self.told_at >= other.told_at


def meetings(
    session: Session,
    ids: Collection[int],
    *,
    as_of: datetime,
    own: Mapping[int, frozenset[str]],
    ahead: dict[int, datetime] | None = None,
) -> dict[int, tuple[Meeting, ...]]:
    """The meetings of the recruiter with each of these people, as told up to the moment, by their start.

    The highest sequence of an event counts, among equals the one told last. It is called off by a
    cancellation of that sequence or told after it, and for whoever declined it; the recruiter's own no calls
    it off for everybody. A series is told date by date. A mail that is doubted, or bounced, tells of nothing.
    Where `ahead` is given, it learns when the next date of a series will be told.
    """
    found: dict[int, list[Meeting]] = {}
    for event in _events(session, ids, as_of=as_of, own=own):
        if ahead is not None:
            event.look_ahead(as_of, ahead)
        for contact_id, met in event.at(as_of).items():
            found.setdefault(contact_id, []).extend(met)
    return {contact_id: _in_order(met) for contact_id, met in found.items()}


def meetings_over_time(
    session: Session, ids: Collection[int], *, until: datetime, own: Mapping[int, frozenset[str]]
) -> dict[int, tuple[tuple[datetime, tuple[Meeting, ...]], ...]]:
    """How the meetings with each of these people stood: each time from when on, up to `until`.

    From each moment named they stand as `meetings` tells for it, until the next.
    """
    told: dict[int, list[tuple[datetime, int, list[Meeting]]]] = {}
    for number, event in enumerate(_events(session, ids, as_of=until, own=own)):
        for moment in event.changes(until):
            stand = event.at(moment)
            for contact_id in event.people:
                told.setdefault(contact_id, []).append((moment, number, stand.get(contact_id, [])))
    found = {}
    for contact_id, changes in told.items():
        changes.sort(key=lambda change: change[:2])
        in_force: dict[int, list[Meeting]] = {}
        stood: dict[datetime, tuple[Meeting, ...]] = {}
        for moment, number, changed in changes:
            in_force[number] = changed
            stood[moment] = _in_order(meeting for met in in_force.values() for meeting in met)
        found[contact_id] = tuple(stood.items())
    return found


def _in_order(met: Iterable[Meeting]) -> tuple[Meeting, ...]:
    return tuple(sorted(met, key=lambda meeting: (meeting.start, meeting.message_id)))


@dataclass(frozen=True, slots=True, eq=False)
class _Event:
    """A calendar event of an account with every word on it, oldest first."""

    versions: list[_Version]
    wanted: frozenset[int]
    own: frozenset[str]

    @property
    def people(self) -> set[int]:
        """Who of those asked for is named in any version of it."""
        return {id_ for version in self.versions for id_ in version.people} & self.wanted

    def at(self, moment: datetime) -> dict[int, list[Meeting]]:
        """Whom the recruiter was to meet when, as it stood at the moment."""
        versions = [version for version in self.versions if version.told_at <= moment]
        found: dict[int, list[Meeting]] = {}
        for state, starts in _states(versions, until=moment + SERIES_AHEAD):
            if state.newest.addresses.isdisjoint(self.own):
                continue  # a meeting of others
            for contact_id in state.newest.people & self.wanted:
                last, is_off = state.for_contact(contact_id, self.own)
                length = state.newest.end - state.newest.start if state.newest.end else None
                found.setdefault(contact_id, []).extend(
                    Meeting(
                        last.message_id,
                        last.told_at,
                        start,
                        start + length if length is not None else None,
                        state.newest.summary,
                        is_off,
                    )
                    for start in starts
                )
        return found

    def look_ahead(self, as_of: datetime, ahead: dict[int, datetime]) -> None:
        """Keep in `ahead` when the next date of the series will be told."""
        for state, _ in _states(self.versions, until=as_of + SERIES_AHEAD):
            to_come = (date for date in state.newest.repeats if date > as_of + SERIES_AHEAD)
            if (next_date := min(to_come, default=None)) is not None:
                keep_first(ahead, ((id_, next_date - SERIES_AHEAD) for id_ in state.newest.people))

    def changes(self, until: datetime) -> list[datetime]:
        """When anything was told of it, or a date of a series came into view."""
        moments = {version.told_at for version in self.versions}
        moments |= {date - SERIES_AHEAD for version in self.versions for date in version.repeats}
        first = self.versions[0].told_at
        return sorted(moment for moment in moments if first <= moment <= until)


def _events(
    session: Session, ids: Collection[int], *, as_of: datetime, own: Mapping[int, frozenset[str]]
) -> list[_Event]:
    wanted = frozenset(ids)
    events: dict[tuple[int, str], list[_Version]] = {}
    for uid, version in _versions(session, ids, as_of):
        events.setdefault((version.account_id, uid), []).append(version)
    return [
        _Event(versions, wanted, own.get(account_id, frozenset()))
        for (account_id, _), versions in events.items()
    ]


@dataclass(slots=True)
class _State:
    """How an event, or one date of a series, stands."""

    newest: _Version
    called_off: _Version | None
    replies: list[_Version]  # that speak of its newest version, oldest first

    def for_contact(self, contact_id: int, own: frozenset[str]) -> tuple[_Version, bool]:
        """The last word on whether recruiter and contact meet, and whether it is a no."""
        if self.called_off is not None:
            return self.called_off, True
        theirs: tuple[_Version, str] | None = None
        ours: tuple[_Version, str] | None = None
        for version in (self.newest, *self.replies):
            for address, who, answer in version.answers:
                if address in own:
                    ours = (version, answer)
                elif who == contact_id:
                    theirs = (version, answer)
        noes = [version for version, answer in filter(None, (theirs, ours)) if answer == _DECLINED]
        return (noes[-1], True) if noes else (self.newest, False)


def _states(versions: list[_Version], *, until: datetime) -> Iterator[tuple[_State, list[datetime]]]:
    """The event and when it takes place; a date of a series that was changed stands for itself."""
    by_date: dict[datetime | None, list[_Version]] = {}
    for version in versions:
        by_date.setdefault(version.recurrence, []).append(version)
    for recurrence, told in by_date.items():
        state = _state(told, [v for v in by_date.get(None, []) if v.is_reply] if recurrence else [])
        if state is None:
            continue
        first, *repeats = (state.newest.start, *state.newest.repeats)
        if recurrence is not None:
            yield state, [first]
            continue
        changed = {date for date, others in by_date.items() if date and any(not o.is_reply for o in others)}
        declined = {date for date in by_date if date} - changed
        starts = [date for date in (first, *(r for r in repeats if r <= until)) if date not in changed]
        yield state, [date for date in starts if date not in declined]
        for date in sorted(declined & set(starts)):
            replies = [reply for reply in by_date[date] if reply.is_as_new_as(state.newest)]
            yield _State(state.newest, state.called_off, state.replies + replies), [date]


def _state(told: list[_Version], replies: list[_Version]) -> _State | None:
    """None where nothing tells that the event was ever planned."""
    told_of = [version for version in told if not version.is_reply]
    replies = sorted([*replies, *(v for v in told if v.is_reply)], key=lambda v: (v.told_at, v.message))
    planned = [version for version in told_of if not version.is_cancelled]
    if not told_of:
        # The invitation itself may lie where nothing is read; a yes to it tells as much.
        told_of = planned = [r for r in replies if any(answer in _COMING for _, _, answer in r.answers)]
    if not told_of:
        return None
    newest = max(planned or told_of, key=lambda version: (version.sequence, version.told_at))
    calls_off = [v for v in told_of if v.is_cancelled and v.is_as_new_as(newest)]
    answered = [reply for reply in replies if reply is not newest and reply.is_as_new_as(newest)]
    return _State(newest, calls_off[-1] if calls_off else None, answered)


def _versions(session: Session, ids: Collection[int], as_of: datetime) -> list[tuple[str, _Version]]:
    """Every word on the events that these people stand in, oldest first."""
    theirs = aliased(EventRow)
    their_uids = (
        select(theirs.uid)
        .join(ParticipantRow, ParticipantRow.message_id == theirs.message_id)
        .where(ParticipantRow.contact_id.in_(ids))
        .distinct()
    )
    rows = session.execute(
        select(
            MessageRow.id,
            MessageRow.account_id,
            MessageRow.message_id,
            MessageRow.at,
            MessageRow.suspicion,
            EventRow.uid,
            EventRow.method,
            EventRow.status,
            EventRow.sequence,
            EventRow.start,
            EventRow.end,
            EventRow.summary,
            EventRow.recurrence,
            EventRow.repeats,
        )
        .join(EventRow, EventRow.message_id == MessageRow.id)
        .where(
            EventRow.uid.in_(their_uids),
            EventRow.method.not_in(_PROPOSALS),
            MessageRow.at <= as_of,
            MessageRow.kind.in_((Kind.INVITATION.value, Kind.PERSONAL.value)),
            MessageRow.is_bounced.is_(False),
        )
        .order_by(MessageRow.at, MessageRow.id, EventRow.id)
    ).all()
    doubted = [row.id for row in rows if row.suspicion]
    believed = set(session.scalars(answers_to_our_own(doubted))) if doubted else set()
    found = [
        (
            row.uid or f"of message {row.id}",  # a broken calendar; its events are not one and the same
            _Version(
                message=row.id,
                account_id=row.account_id,
                message_id=row.message_id,
                told_at=row.at,
                sequence=row.sequence,
                start=row.start,
                end=row.end,
                summary=row.summary,
                is_cancelled=row.method == "CANCEL" or row.status == "CANCELLED",
                is_reply=row.method == "REPLY",
                recurrence=row.recurrence,
                repeats=tuple(datetime.fromisoformat(start) for start in row.repeats),
            ),
        )
        for row in rows
        if not row.suspicion or row.id in believed
    ]
    _fill_in_people(session, [version for _, version in found])
    return found


def _fill_in_people(session: Session, versions: list[_Version]) -> None:
    """Who takes part: organizer and attendees; the sender organizes what names no organizer."""
    heads: dict[int, dict[str, list[tuple[str, int | None, str]]]] = {}
    messages = sorted({version.message for version in versions})
    for first in range(0, len(messages), 1000):
        rows = session.execute(
            select(
                ParticipantRow.message_id,
                ParticipantRow.field,
                ParticipantRow.address,
                ParticipantRow.contact_id,
                ParticipantRow.answer,
            ).where(
                ParticipantRow.message_id.in_(messages[first : first + 1000]),
                ParticipantRow.field.in_((*_INVITED, "from", "to")),
            )
        )
        for message, where, address, contact_id, answer in rows:
            heads.setdefault(message, {}).setdefault(where, []).append((address, contact_id, answer))
    for version in versions:
        head = heads.get(version.message, {})
        attendees = head.get("attendee") or head.get("to", [])
        organizers = head.get("organizer") or head.get("from", [])
        for address, contact_id, _ in (*organizers, *attendees):
            version.addresses.add(address)
            if contact_id is not None:
                version.people.add(contact_id)
        version.answers = [one for one in head.get("attendee", []) if one[2]]
        if version.is_reply and len(version.answers) == 1:
            # Who was invited at another address of theirs answers from the one they write from.
            (_, contact_id, answer), *_ = version.answers
            sender, sent_by, _ = next(iter(head.get("from", [])), ("", None, ""))
            if sent_by is not None and sent_by != contact_id:
                version.answers.append((sender, sent_by, answer))
