"""What passed between recruiter and contact, and what others wrote about the contact.

A handful of queries for a batch of people, columns only: a relationship is judged often, and there may be a
million messages. Mail that bounced reached nobody, and mail whose sender is doubted proves nothing: neither
is an exchange. A doubted mail that answers one of our own Message-IDs is believed, for a forger does not
know them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from domain import Direction, Exchange, Kind, Sentiment, SentimentLabel, SignalSeen, SignalType, Strain, Topic
from store import people
from store.bulk import among
from store.models import MessageRow, ParticipantRow, ReferenceRow, SignalRow, StageRow
from store.quotes import ENOUGH, quote

_DIRECTIONS = {direction.value: direction for direction in Direction}
_KINDS = {kind.value: kind for kind in Kind}
_LABELS = {label.value: label for label in SentimentLabel}
_TYPES = {type_.value: type_ for type_ in SignalType}
_TOPICS = {topic.value: topic for topic in Topic}
HEADERS = ("from", "to", "cc", "organizer", "attendee")

# Columns of the tables and not attributes of the models: rows then come without the ORM's share of the time.
_M = MessageRow.__table__.c
_P = ParticipantRow.__table__.c
_S = SignalRow.__table__.c
_T = StageRow.__table__.c

_COLUMNS = (
    _M.id,
    _M.account_id,
    _M.message_id,
    _M.at,
    _M.direction,
    _M.kind,
    _M.subject,
    _M.suspicion,
    _M.sentiment_label,
    _M.sentiment_score,
    _M.sentiment_evidence,
    _M.strain_value,
    _M.strain_score,
    _M.strain_evidence,
    _M.is_mere_closing,
    _M.has_question_mark,
    _M.contact_took_place,
    func.substr(_M.own_words, 1, ENOUGH, type_=Text),
)


@dataclass(slots=True)
class Passed:
    """What passed with one contact, oldest first, and the account of the newest of it."""

    exchanges: list[Exchange] = field(default_factory=list)
    about: list[Exchange] = field(default_factory=list)
    account_id: int | None = None


@dataclass(slots=True)
class _Heads:
    """Who stands where in the headers of one message."""

    author: int | None = None
    in_to: set[int] = field(default_factory=set)
    people: dict[int, set[str]] = field(default_factory=dict)
    own_in_to: bool = False
    own_in_cc: bool = False
    others: set[str] = field(default_factory=set)  # addresses in To that are not the recruiter's


_NOBODY = _Heads()


@dataclass(frozen=True, slots=True)
class _Said:
    """A signal with whom it is about; None and no name: whoever the author writes with."""

    seen: SignalSeen
    contact_id: int | None
    is_named: bool


def passed(
    session: Session,
    ids: Collection[int],
    *,
    as_of: datetime,
    own: Mapping[int, frozenset[str]],
    many_recipients: int,
    only: Collection[int] | None = None,
) -> dict[int, Passed]:
    """What passed with each of these people up to the moment; where `only` is given, of these messages.

    `own` are the recruiter's addresses of each account; `many_recipients` is the number of people up to
    which an outbound message is still a touch.
    """
    wanted = frozenset(ids)
    of_them = (
        among(session, _M.id, only)
        if only is not None
        else _M.id.in_(
            union(
                select(_P.message_id).where(among(session, _P.contact_id, ids), _P.field.in_(HEADERS)),
                select(_S.message_id).where(among(session, _S.contact_id, ids)),
                select(_T.message_id).where(among(session, _T.contact_id, ids), _T.message_id.is_not(None)),
            )
        )
    )
    readable = and_(
        _M.at <= as_of,
        _M.kind.in_((Kind.PERSONAL.value, Kind.INVITATION.value)),
        _M.is_bounced.is_(False),
    )
    rows = (
        session.connection().execute(select(*_COLUMNS).where(of_them, readable).order_by(_M.at, _M.id)).all()
    )
    answering = _answering(session, [row.id for row in rows if row.suspicion])
    heads = _heads(session, of_them, readable, own)
    authors = {head.author for head in heads.values() if head.author is not None}
    colleagues = people.colleagues(session, authors, as_of=as_of)
    said = _said(session, of_them, readable)
    evidence = _stage_evidence(session, ids)

    found: dict[int, Passed] = {id_: Passed() for id_ in ids}
    for row in rows:
        id_ = row.id
        if row.suspicion and id_ not in answering:
            continue
        head = heads.get(id_, _NOBODY)
        signals = said.get(id_, ())
        message = _Message(row)
        met: set[int] = set()
        for contact_id, fields in head.people.items():
            if contact_id not in wanted:
                continue
            exchange = _exchange(message, contact_id, fields, head, signals, colleagues, many_recipients)
            if exchange is not None:
                met.add(contact_id)
                found[contact_id].exchanges.append(exchange)
                found[contact_id].account_id = message.account_id
        if not signals and id_ not in evidence:
            continue
        concerned = {signal.contact_id for signal in signals if signal.contact_id is not None}
        for contact_id in ((concerned | evidence.get(id_, set())) & wanted) - met:
            told = tuple(signal.seen for signal in signals if signal.contact_id == contact_id)
            found[contact_id].about.append(message.exchange(told, is_touch=False, is_addressed=False))
    return found


class _Message:
    """The part of an exchange that is the same for everybody it concerns, worked out once."""

    __slots__ = ("_after", "_before", "_shown", "account_id", "direction", "kind")

    def __init__(self, row: Any) -> None:
        (_, self.account_id, message_id, at, direction, kind, subject, _, label, score, proof, strained,
         strain_score, strain_proof, is_mere_closing, has_question_mark, took_place, words) = row  # fmt: skip
        self.direction = _DIRECTIONS[direction]
        self.kind = _KINDS[kind]
        sentiment = None if label is None else Sentiment(_LABELS[label], score or 0.0, proof)
        strain = None if strained is None else Strain(strained, strain_score or 0.0, strain_proof)
        is_covered = sentiment is not None or strain is not None
        self._before = (message_id, at, self.direction, self.kind, subject)
        self._after = (is_mere_closing, has_question_mark, is_covered, sentiment, strain)
        self._shown = (quote(words), took_place)

    def exchange(
        self,
        signals: tuple[SignalSeen, ...],
        *,
        is_touch: bool,
        is_addressed: bool,
        by_colleague: bool = False,
    ) -> Exchange:
        """The message as one contact sees it."""
        return Exchange(
            *self._before, is_touch, is_addressed, *self._after, signals, *self._shown, by_colleague
        )


def _exchange(
    message: _Message,
    contact_id: int,
    fields: set[str],
    head: _Heads,
    signals: Sequence[_Said],
    colleagues: frozenset[int],
    many_recipients: int,
) -> Exchange | None:
    """The message as this contact sees it, None where it passed between others."""
    is_personal = message.kind is Kind.PERSONAL
    by_contact = by_colleague = is_touch = False
    if message.direction is Direction.OUTBOUND:
        if fields == {"from"}:
            return None
        is_addressed = "to" in fields or (
            not is_personal and not fields.isdisjoint(("attendee", "organizer"))
        )
        is_touch = is_personal and is_addressed and len(head.others) <= many_recipients
    elif head.author == contact_id:
        by_contact = True
        # Blind copies and aliases nobody told us of reach the recruiter too; only an explicit Cc says
        # that the mail was for somebody else.
        is_addressed = head.own_in_to or not head.own_in_cc
        is_touch = is_personal and is_addressed
    elif is_personal and head.author in colleagues and "to" in fields and (head.own_in_to or head.own_in_cc):
        by_colleague = is_addressed = True
    else:
        return None
    seen = (
        tuple([_as_seen(signal, contact_id, by_contact=by_contact) for signal in signals]) if signals else ()
    )
    return message.exchange(seen, is_touch=is_touch, is_addressed=is_addressed, by_colleague=by_colleague)


def _as_seen(signal: _Said, contact_id: int, *, by_contact: bool) -> SignalSeen:
    is_about = not signal.is_named if signal.contact_id is None else signal.contact_id == contact_id
    seen = signal.seen
    return SignalSeen(
        seen.type,
        seen.evidence,
        seen.due,
        by_contact,
        is_about,
        seen.is_call,
        seen.is_conditional,
        seen.topic,
        seen.value,
    )


def _heads(
    session: Session,
    of_them: ColumnElement[bool],
    readable: ColumnElement[bool],
    own: Mapping[int, frozenset[str]],
) -> dict[int, _Heads]:
    # A From that is nobody's is not needed: it is mostly the recruiter's own.
    needed = or_(_P.field.in_(("to", "cc")), _P.contact_id.is_not(None))
    rows = (
        session.connection()
        .execute(
            select(_P.message_id, _M.account_id, _P.field, _P.address, _P.contact_id)
            .join(MessageRow.__table__, _M.id == _P.message_id)
            .where(of_them, readable, needed, _P.field.in_(HEADERS))
        )
        .all()
    )
    nobody: frozenset[str] = frozenset()
    found: dict[int, _Heads] = {}
    for message_id, account_id, where, address, contact_id in rows:
        head = found.get(message_id)
        if head is None:
            head = found[message_id] = _Heads()
        is_own = address in own.get(account_id, nobody)
        if where == "to" or where == "cc":
            if is_own:
                head.own_in_to |= where == "to"
                head.own_in_cc |= where == "cc"
            elif where == "to":
                head.others.add(address)
        if contact_id is not None and not is_own:
            head.people.setdefault(contact_id, set()).add(where)
            if where == "from":
                head.author = contact_id
    return found


def _said(
    session: Session, of_them: ColumnElement[bool], readable: ColumnElement[bool]
) -> dict[int, list[_Said]]:
    rows = session.connection().execute(
        select(_S.message_id, _S.type, _S.evidence, _S.due_on, _S.due_at, _S.is_call, _S.is_conditional,
               _S.topic, _S.value, _S.contact_id, _S.about_name)
        .join(MessageRow.__table__, _M.id == _S.message_id)
        .where(of_them, readable)
        .order_by(_S.id)
    ).all()  # fmt: skip
    found: dict[int, list[_Said]] = {}
    for message_id, type_, evidence, on, at, is_call, is_conditional, topic, value, contact_id, name in rows:
        seen = SignalSeen(
            type=_TYPES[type_],
            evidence=evidence,
            due=at or on,
            is_call=is_call,
            is_conditional=is_conditional,
            topic=_TOPICS[topic] if topic else None,
            value=value,
        )
        found.setdefault(message_id, []).append(_Said(seen, contact_id, bool(name)))
    return found


def _stage_evidence(session: Session, ids: Collection[int]) -> dict[int, set[int]]:
    """Whose stage each message proves."""
    found: dict[int, set[int]] = {}
    proofs = select(_T.message_id, _T.contact_id).where(
        among(session, _T.contact_id, ids), _T.message_id.is_not(None)
    )
    for message_id, contact_id in session.connection().execute(proofs):
        found.setdefault(message_id, set()).add(contact_id)
    return found


def answers_to_our_own(message_ids: Collection[int]) -> Select[int]:
    """Which of these messages name, as what they answer, a Message-ID that the recruiter gave."""
    ours = aliased(MessageRow)
    return (
        select(ReferenceRow.message_id)
        .join(MessageRow, MessageRow.id == ReferenceRow.message_id)
        .join(ours, and_(ours.account_id == MessageRow.account_id, ours.message_id == ReferenceRow.target))
        .where(
            ReferenceRow.message_id.in_(message_ids),
            ReferenceRow.position >= 0,
            ours.direction == Direction.OUTBOUND.value,
            ours.suspicion == "",
        )
        .distinct()
    )


def _answering(session: Session, doubted: list[int]) -> set[int]:
    return {id_ for chunk in _chunks(doubted) for id_ in session.scalars(answers_to_our_own(chunk))}


def _chunks(ids: list[int], size: int = 1000) -> Iterator[list[int]]:
    for first in range(0, len(ids), size):
        yield ids[first : first + size]
