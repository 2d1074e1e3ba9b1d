"""Own words cut down to what proves something, for those who keep no more (`store_text = "evidence"`).

Kept are the words behind signals, feelings, stages and talks, people's names, what a person corrected, and
the sentence that a flag would quote. The signature stays: by it one person is known under two addresses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.cutting import Cut, Span, others
from contacts.linking import load_messages
from contacts.people import chunks
from domain import Kind
from store.database import Database
from store.models import AccountRow, CorrectionRow, MentionRow, MessageRow, ProcessRow, SignalRow
from store.quotes import quoted_span

GAP = " … "  # what stands for words that are not kept
BATCH = 300
_OWN_WORDS = "own_words"


def reduce_all(database: Database, account: AccountProfile) -> int:
    """Cut down every mail of the account that has been read, where the account wants it; how many."""
    if account.keeps_words:
        return 0
    done = 0
    while True:
        with database.write() as session:
            query = select(MessageRow.id).join(AccountRow, AccountRow.id == MessageRow.account_id)
            ids = session.scalars(
                query.where(
                    AccountRow.name == account.name,
                    MessageRow.is_evidence_only.is_(False),
                    MessageRow.to_read <= 0,
                ).limit(BATCH)
            ).all()
            keep_evidence(session, ids)
        done += len(ids)
        if len(ids) < BATCH:
            return done


def keep_evidence(session: Session, ids: Collection[int]) -> None:
    """Cut these mails down, those that wait to be read excepted; what points into their words still does."""
    for some in chunks(ids):
        proofs: dict[int, list[str]] = {}
        for told in session.scalars(select(ProcessRow).where(ProcessRow.message_id.in_(some))):
            proofs.setdefault(told.message_id, []).append(told.evidence)
        for said in session.scalars(select(CorrectionRow).where(CorrectionRow.message_id.in_(some))):
            proofs.setdefault(said.message_id, []).extend((said.evidence, said.said))
        for message in load_messages(session, some):
            if message.to_read <= 0 and not message.is_evidence_only:
                _reduce(message, proofs.get(message.id, ()))
    session.flush()


def number_reduced(session: Session, account: str) -> int:
    """How many mails of the account hold their evidence only, and cannot be read again."""
    query = select(func.count()).select_from(MessageRow).join(AccountRow)
    reduced = query.where(AccountRow.name == account, MessageRow.is_evidence_only.is_(True))
    return session.scalar(reduced) or 0


def _reduce(row: MessageRow, proofs: Sequence[str]) -> None:
    text = row.own_words
    kept = [*_spans(row), *_found(text, (*proofs, *_quotes(row)))]
    row.is_evidence_only = True
    if not kept:
        row.own_words = ""
        return
    cut = Cut.of(text, others(kept, within=len(text)), filler=GAP)
    row.own_words = cut.text
    pointing: list[MentionRow | SignalRow] = [m for m in row.mentions if m.source == _OWN_WORDS]
    for one in (*pointing, *row.signals):
        if one.start >= 0:
            moved = cut.moved((one.start, one.end))
            assert moved is not None, "what is kept is not cut"
            one.start, one.end = moved


def _spans(row: MessageRow) -> Iterator[Span]:
    yield from ((m.start, m.end) for m in row.mentions if m.source == _OWN_WORDS and m.start >= 0)
    yield from ((s.start, s.end) for s in row.signals if s.start >= 0)
    if row.kind == Kind.PERSONAL.value:
        yield quoted_span(row.own_words)


def _quotes(row: MessageRow) -> tuple[str, ...]:
    return row.sentiment_evidence, row.strain_evidence, row.contact_took_place


def _found(text: str, quotes: Sequence[str]) -> Iterator[Span]:
    for quoted in quotes:
        at = text.find(quoted) if quoted else -1
        if at >= 0:
            yield at, at + len(quoted)
