"""One relationship as it went: mail, meetings, calls, stages, and what the person told about the market."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from domain import Contact, Direction, LogEntry, Meeting, Referral, SignalType, StageChange, Topic
from store import details
from store.bulk import among
from store.lookup import contact
from store.messages import StoredMessage, messages
from store.models import ContactRow, MessageRow, ParticipantRow, SignalRow
from store.referrals import referrals
from store.relationships import relationships

_AROUND = 200  # characters before what somebody taught, twice as many behind


class Happening(StrEnum):
    """What sort of entry stands in a timeline."""

    MESSAGE = "message"
    MEETING = "meeting"
    LOG = "log"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened; `what` says which of the last four is there."""

    at: datetime
    what: Happening
    message: StoredMessage | None = None
    meeting: Meeting | None = None
    log: LogEntry | None = None
    stage: StageChange | None = None


@dataclass(frozen=True, slots=True)
class MarketFact:
    """What somebody taught about the market."""

    topic: Topic
    value: str
    evidence: str
    contact_id: int | None
    name: str
    at: datetime
    message_id: str
    subject: str
    around: str = ""  # the line it stands in


@dataclass(frozen=True, slots=True)
class StageTold:
    """A stage reached, with who told it in which mail; both empty where it was set by hand."""

    change: StageChange
    who: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything to show of one contact, oldest first."""

    contact: Contact
    details: details.Details
    entries: tuple[TimelineEntry, ...]
    stages: tuple[StageTold, ...]
    facts: tuple[MarketFact, ...]
    referred: tuple[Referral, ...]  # people this contact pointed to, and who pointed to this contact


def timeline(session: Session, contact_id: int, *, as_of: datetime) -> Timeline:
    """The relationship with one contact up to the moment; raises `NotFound`."""
    person = contact(session, contact_id, as_of=as_of)
    (relationship,) = relationships(session, as_of=as_of, contact_ids=[contact_id])
    entries = [
        TimelineEntry(message.date, Happening.MESSAGE, message=message)
        for message in messages(session, contact_id=contact_id, as_of=as_of)
    ]
    entries += [TimelineEntry(met.start, Happening.MEETING, meeting=met) for met in relationship.meetings]
    entries += [TimelineEntry(noted.at, Happening.LOG, log=noted) for noted in relationship.log]
    entries += [TimelineEntry(change.at, Happening.STAGE, stage=change) for change in relationship.stages]
    return Timeline(
        contact=person,
        details=details.of(session, [contact_id]).get(contact_id, details.NOTHING).details,
        entries=tuple(sorted(entries, key=lambda entry: entry.at)),
        stages=_told(session, relationship.stages),
        facts=tuple(market_facts(session, as_of=as_of, contact_id=contact_id)),
        referred=tuple(
            one for one in referrals(session, as_of=as_of) if contact_id in (one.referrer.id, one.person.id)
        ),
    )


def _told(session: Session, stages: Sequence[StageChange]) -> tuple[StageTold, ...]:
    ids = sorted({change.message_id for change in stages if change.message_id})
    mails = select(MessageRow.message_id, MessageRow.from_name, MessageRow.from_address, MessageRow.subject)
    told = {
        message_id: (name or address, subject)
        for message_id, name, address, subject in session.execute(
            mails.where(among(session, MessageRow.message_id, ids))
        )
    }
    return tuple(
        StageTold(change, *(told.get(change.message_id, ()) if change.message_id else ()))
        for change in stages
    )


def market_facts(
    session: Session,
    *,
    as_of: datetime,
    since: datetime | None = None,
    topic: Topic | None = None,
    contact_id: int | None = None,
) -> list[MarketFact]:
    """What people told about the market, oldest first, with who and where; doubted mail teaches nothing."""
    author = and_(ParticipantRow.message_id == MessageRow.id, ParticipantRow.field == "from")
    query = (
        select(
            SignalRow.topic,
            SignalRow.value,
            SignalRow.evidence,
            ContactRow.id,
            ContactRow.name,
            MessageRow.from_name,
            MessageRow.at,
            MessageRow.message_id,
            MessageRow.subject,
            MessageRow.own_words,
            SignalRow.start,
        )
        .join(MessageRow, MessageRow.id == SignalRow.message_id)
        .outerjoin(ParticipantRow, author)
        .outerjoin(ContactRow, ContactRow.id == ParticipantRow.contact_id)
        .where(
            SignalRow.type == SignalType.MARKET_FACT.value,
            MessageRow.direction == Direction.INBOUND.value,
            MessageRow.suspicion == "",
            MessageRow.at <= as_of,
        )
        .order_by(MessageRow.at, SignalRow.id)
    )
    if since is not None:
        query = query.where(MessageRow.at >= since)
    if topic is not None:
        query = query.where(SignalRow.topic == topic.value)
    if contact_id is not None:
        query = query.where(ContactRow.id == contact_id)
    rows = session.execute(query)
    return [
        MarketFact(
            Topic(kind or Topic.OTHER),
            value,
            evidence,
            id_,
            name or from_name,
            at,
            message_id,
            subject,
            _line_at(words, start),
        )
        for kind, value, evidence, id_, name, from_name, at, message_id, subject, words, start in rows
    ]


def _line_at(words: str, start: int) -> str:
    """The line of the own words that holds a place, as far as it is shown; empty where there is no place."""
    if start < 0:
        return ""
    begin = words.rfind("\n", 0, start) + 1
    end = words.find("\n", start)
    line = words[max(begin, start - _AROUND) : min(len(words) if end < 0 else end, start + 2 * _AROUND)]
    return line.strip()


def sentiment_over_time(shown: Timeline) -> list[tuple[datetime, float]]:
    """When the contact wrote, and the score of it, oldest first."""
    return [
        (entry.at, entry.message.sentiment.score)
        for entry in shown.entries
        if entry.message is not None
        and entry.message.sentiment is not None
        and entry.message.direction is Direction.INBOUND
        and entry.message.sender.address in shown.contact.addresses
    ]
