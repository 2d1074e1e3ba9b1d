"""Other people's mail without somebody who is erased: what names, quotes or tells of them is cut out.

The sentence in which they are named goes, unless it tells of others too: then only their name goes. The rest
of the mail is its author's and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.cutting import Cut, Span, sentence_around
from contacts.knots import subject_key
from contacts.linking import load_messages
from contacts.people import chunks
from contacts.threading import read_subject
from contacts.tracks import ERASED, Tracks
from store.models import (
    CorrectionRow,
    MentionRow,
    MessageRow,
    ProcessRow,
    SignalRow,
    StageRow,
    ThreadRow,
)
from store.quotes import quote

OWN_WORDS = "own_words"
SUBJECT_WORDS = 3  # a shorter subject is anybody's


@dataclass
class Changed:
    """The mails that were changed: the words they have now, by Message-ID, and what went with them."""

    words: dict[str, str] = field(default_factory=dict)
    subjects: frozenset[str] = frozenset()  # that went, without Re: and the like
    mails: int = 0
    mentions: int = 0
    signals: int = 0

    def holds(self, message_id: str, quoted: str) -> bool:
        """Whether a quote still stands in the mail, or the mail was not changed."""
        words = self.words.get(message_id)
        return words is None or " ".join(quoted.rstrip("…").split()) in words


@dataclass(frozen=True)
class Going:
    """Somebody on their way out: their number, their tracks, their conversations and their subjects."""

    contact_id: int
    tracks: Tracks
    threads: frozenset[int] = frozenset()
    subjects: frozenset[str] = frozenset()  # without Re: and the like, as they began conversations


def clean(session: Session, going: Going) -> Changed:
    """Cut somebody out of all mail that is left."""
    done = Changed(subjects=going.subjects)
    named = set(
        session.scalars(select(MentionRow.message_id).where(MentionRow.contact_id == going.contact_id))
    )
    for table in (SignalRow, ProcessRow, CorrectionRow):
        named |= set(session.scalars(select(table.message_id).where(table.contact_id == going.contact_id)))
    query = select(MessageRow.id, MessageRow.thread_id, MessageRow.subject, MessageRow.own_words)
    touched: list[int] = []
    for id_, thread, subject, words in session.execute(query.order_by(MessageRow.id)).yield_per(500):
        is_named = id_ in named or bool(going.tracks.spans(words)) or bool(going.tracks.spans(subject))
        if is_named or thread in going.threads or _is_theirs(subject, thread, going):
            touched.append(id_)
    for some in chunks(touched, 200):
        processes = _by_message(session, ProcessRow, some)
        corrections = _by_message(session, CorrectionRow, some)
        for row in load_messages(session, some):
            _clean_one(session, row, going, processes.get(row.id, []), corrections.get(row.id, []), done)
        session.flush()
        session.expunge_all()
    for some_subjects in chunks(sorted(going.subjects)):
        keys = [subject_key(base) for base in some_subjects]
        for held in session.scalars(select(ThreadRow).where(ThreadRow.subject_key.in_(keys))).all():
            if _is_theirs(held.subject, held.id, going):
                held.subject = ERASED
    return done


def _clean_one(
    session: Session,
    row: MessageRow,
    going: Going,
    processes: Collection[ProcessRow],
    corrections: Collection[CorrectionRow],
    done: Changed,
) -> None:
    before = row.own_words
    theirs = [m for m in row.mentions if m.contact_id == going.contact_id]
    written = {m.text for m in theirs}
    cut = Cut.of(before, _spans(row, going), filler=ERASED)
    if _is_theirs(row.subject, row.thread_id, going):
        row.subject = ERASED
    told_of = [s for s in row.signals if _is_about(s.contact_id, s.about_name, going)]
    done.mentions += len(theirs)
    done.signals += len(told_of)
    for mention in list(row.mentions):
        _move_mention(row, mention, cut, going)
    for signal in list(row.signals):
        if signal in told_of:
            row.signals.remove(signal)
        elif signal.start >= 0:
            moved = cut.moved((signal.start, signal.end))
            if moved is None:
                row.signals.remove(signal)
                continue
            if cut.touches((signal.start, signal.end)):
                signal.evidence = cut.text[slice(*moved)]
            signal.start, signal.end = moved
    for one in processes:
        if _is_about(one.contact_id, one.about_name, going):
            session.delete(one)
        else:
            one.evidence = _still(one.evidence, before, cut)
    for said in corrections:
        if said.contact_id == going.contact_id or said.said in written or going.tracks.spans(said.said):
            session.delete(said)
        else:
            said.evidence = _still(said.evidence, before, cut)
    if not cut.gone:
        return
    done.mails += 1
    row.own_words = cut.text
    row.sentiment_evidence = _still(row.sentiment_evidence, before, cut)
    row.strain_evidence = _still(row.strain_evidence, before, cut)
    row.contact_took_place = _still(row.contact_took_place, before, cut)
    done.words[row.message_id] = " ".join(cut.text.split())
    for stage in session.scalars(select(StageRow).where(StageRow.message_id == row.id)):
        stage.evidence = _still(stage.evidence, before, cut)


def _spans(row: MessageRow, going: Going) -> list[Span]:
    """What of a mail's own words goes."""
    text, who = row.own_words, going.contact_id
    names = going.tracks.spans(text)
    names += [(m.start, m.end) for m in row.mentions if m.source == OWN_WORDS and m.contact_id == who]
    others: list[Span] = [
        (m.start, m.end)
        for m in row.mentions
        if m.source == OWN_WORDS and m.contact_id != who and not _overlap((m.start, m.end), names)
    ]
    others += [
        (s.start, s.end)
        for s in row.signals
        if s.start >= 0 and s.contact_id is not None and not _is_about(s.contact_id, s.about_name, going)
    ]
    found = list(names)
    found += [
        (s.start, s.end) for s in row.signals if s.start >= 0 and _is_about(s.contact_id, s.about_name, going)
    ]
    if found or row.thread_id in going.threads:
        found += going.tracks.quoted(text)
    whole = (sentence_around(text, span) for span in found)
    return [*found, *(span for span in whole if not _overlap(span, others))]


def _move_mention(row: MessageRow, mention: MentionRow, cut: Cut, going: Going) -> None:
    is_named = mention.contact_id == going.contact_id or bool(going.tracks.spans(mention.text))
    moved = cut.moved((mention.start, mention.end)) if mention.source == OWN_WORDS else (-1, -1)
    if is_named or moved is None:
        row.mentions.remove(mention)
    elif mention.source == OWN_WORDS:
        if cut.touches((mention.start, mention.end)):
            row.mentions.remove(mention)
        else:
            mention.start, mention.end = moved


def _is_about(contact_id: int | None, name: str, going: Going) -> bool:
    return contact_id == going.contact_id or bool(name and going.tracks.spans(name))


def _is_theirs(subject: str, thread: int | None, going: Going) -> bool:
    """Whether they wrote the subject, in their conversations and wherever it was passed on."""
    base = read_subject(subject).base
    is_anybodys = len(base.split()) < SUBJECT_WORDS and thread not in going.threads
    return base in going.subjects and not is_anybodys


def _still(evidence: str, before: str, cut: Cut) -> str:
    """A quote out of the words as they were, as it stands now; empty where it went."""
    at = before.find(evidence) if evidence else -1
    if at < 0:
        return evidence
    moved = cut.moved((at, at + len(evidence)))
    return cut.text[slice(*moved)] if moved else ""


def _overlap(span: Span, others: Iterable[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _by_message(session: Session, table: type[Any], ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in session.scalars(select(table).where(table.message_id.in_(ids))):
        found.setdefault(row.message_id, []).append(row)
    return found


def requoted(value: Any, changed: Changed, erased: Collection[str]) -> Any:
    """Proofs of flags, wherever JSON holds them: those in erased mail gone, others quoting what is left."""
    if isinstance(value, list):
        kept = [one for one in value if not (isinstance(one, Mapping) and one.get("message_id") in erased)]
        return [requoted(one, changed, erased) for one in kept]
    if isinstance(value, dict):
        said, told = value.get("message_id"), value.get("quote")
        if isinstance(said, str) and isinstance(told, str) and not changed.holds(said, told):
            value = {**value, "quote": quote(changed.words[said])}
        subject = value.get("subject")
        if isinstance(subject, str) and read_subject(subject).base in changed.subjects:
            value = {**value, "subject": ERASED}
        return {key: requoted(one, changed, erased) for key, one in value.items()}
    return value
