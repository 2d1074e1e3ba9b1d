"""One pass over an account: what its folders hold beyond our marks, in batches that may be cut off anywhere.

Whoever takes the batches commits the mails of one and its `state_after` together before asking for the next.
A folder without anything new costs one STATUS. A broken line is opened anew and nothing is asked for twice.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import stamina

from config import Account
from domain import Quarantined
from errors import CertificateRefused, FolderMissing, FolderNeedsAttention, ServerUnreachable
from ingest import cursor, imap
from ingest.cursor import FolderState, FolderStatus, Question
from ingest.imap_errors import AnswerTooLarge
from ingest.imap_line import Patience
from ingest.imap_mails import WHOLE_BYTES, Fetched, Harvest, message_ids, read_mails, weigh
from ingest.imap_sign_in import Credentials

BATCH_MAILS = 200
BATCH_BYTES = 16 * 1024 * 1024  # what a batch may weigh in memory
FIRST_BATCH_MAILS = 50  # something useful within seconds
ATTEMPTS = 4  # at one batch, before the network counts as down
LONGEST_WAIT_SECONDS = 30  # a server that asks for more is left alone until the next sync
MOST_BREAKDOWNS = 3  # of the line at one and the same mail, before that mail is left out

Known = Callable[[Sequence[str]], set[str]]
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some mails of one folder, and the folder's state once they are kept.

    `gone` left the folder, `unreadable` the server would not hand over, `recognised` are UIDs of mails known
    by their Message-ID. `is_renumbered`: every UID known before means nothing now. `remaining` mails are left
    in this folder as far as is known.
    """

    folder: str
    state_after: FolderState
    mails: tuple[Fetched, ...] = ()
    gone: tuple[int, ...] = ()
    unreadable: tuple[Quarantined, ...] = ()
    recognised: tuple[tuple[int, str], ...] = ()
    is_renumbered: bool = False
    remaining: int = 0


@dataclass(frozen=True, slots=True)
class FolderFailure:
    """A folder that could not be read, and why; the other folders go on."""

    folder: str
    error: FolderMissing | FolderNeedsAttention


def sync_account(
    account: Account,
    credentials: Credentials | str,
    states: Mapping[str, FolderState],
    *,
    known: Known,
    now: datetime,
    since: datetime | None = None,
    patience: Patience | None = None,
) -> Generator[Batch | FolderFailure, None, None]:
    """Everything new in the watched folders, the newest first where a folder is read for the first time.

    `states` is how far each folder has been read, by name; `known` says which Message-IDs are kept already.
    `since` reads once more, by content, from that day on. Raises `SignInNeeded`, and `ServerUnreachable` when
    waiting did not help; what was yielded before stays valid.
    """
    line = _Line(account, credentials, patience)
    start = since or cursor.window_start(now, account.months)
    try:
        for found in _watched(line, account):
            if isinstance(found, FolderFailure):
                yield found
                continue
            state = states.get(found.name) or FolderState(found.name)
            state = replace(state, special_use=next(iter(found.special_uses), ""))
            visit = _Visit(line, state, start, known)
            try:
                yield from visit.batches(look_back=since is not None)
            except (FolderMissing, FolderNeedsAttention) as error:
                yield FolderFailure(found.name, error)
    finally:
        line.close()


def _watched(line: _Line, account: Account) -> Iterator[imap.Folder | FolderFailure]:
    """The folders that the account names, each once."""
    folders = line.patiently(lambda connection: connection.folders())
    seen: set[str] = set()
    for name in account.folders:
        try:
            found = imap.find(name, folders)
        except FolderMissing as error:
            yield FolderFailure(name, error)
            continue
        for folder in found:
            if folder.name in seen:
                continue
            seen.add(folder.name)
            if folder.is_guess and name.startswith("\\"):
                _log.info("the server marks no folders; %r is taken for %s by its name", folder.name, name)
            yield folder


class _Line:
    """A connection that is made anew when it breaks, with one folder open."""

    def __init__(
        self, account: Account, credentials: Credentials | str, patience: Patience | None
    ) -> None:
        self._account, self._credentials, self._patience = account, credentials, patience
        self._connection: imap.Connection | None = None
        self._open_folder = ""
        self._opened: FolderStatus | None = None

    def patiently(self, ask: Callable[[imap.Connection], T]) -> T:
        """What the server answers; a broken line or a busy server is tried again after a while."""
        for attempt in stamina.retry_context(
            on=_wait, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=8.0, wait_jitter=1.0
        ):
            with attempt:
                try:
                    return ask(self._connected())
                except ServerUnreachable:
                    self.drop()
                    raise
        raise AssertionError("the last attempt returns or raises")

    def opened(self, name: str) -> tuple[FolderStatus, bool]:
        """The folder's status when it was opened, and whether that was just now."""
        if self._opened is not None and self._open_folder == name:
            return self._opened, False
        self._opened, self._open_folder = None, name
        self._opened = self._connected().open(name)
        return self._opened, True

    def drop(self) -> None:
        """Let go of a broken line."""
        if self._connection is not None:
            self._connection.hang_up()
        self._connection = self._opened = None

    def close(self) -> None:
        """Sign out."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._opened = None

    def _connected(self) -> imap.Connection:
        if self._connection is None:
            self._connection = imap.connect(self._account, self._credentials, patience=self._patience)
        return self._connection


def _wait(error: Exception) -> bool | float:
    """Whether trying again may help, and after how many seconds where the server named them."""
    if not isinstance(error, ServerUnreachable) or isinstance(error, CertificateRefused):
        return False
    wait = error.retry_after_seconds
    if wait is None:
        return True
    return wait if wait <= LONGEST_WAIT_SECONDS else False


class _Visit:
    """One folder read from where it was left to where nothing is left to ask."""

    def __init__(self, line: _Line, state: FolderState, start: datetime | None, known: Known) -> None:
        self._line, self._state, self._start, self._known = line, state, start, known
        self._told = state  # the last state that went out
        self._again: set[int] = set()
        self._old: list[int] | None = None
        self._most = FIRST_BATCH_MAILS
        self._one_by_one = 0  # mails still to be asked for alone, because together they broke the line
        self._breakdowns = 0

    def batches(self, *, look_back: bool) -> Iterator[Batch]:
        """All batches of the folder; the last one holds its final state."""
        name = self._state.name
        status = self._line.patiently(lambda connection: connection.status(name))
        cursor.begin(self._state, status)
        if look_back and self._state.uidvalidity is not None:
            self._state = cursor.look_back(self._state)
        if cursor.is_settled(self._state, status):
            self._state = replace(self._state, messages=status.messages)
        else:
            self._again = set(self._state.holes)
            while (found := self._line.patiently(self._step)) is not None:
                if isinstance(found, FolderStatus):
                    yield from self._start_anew(found)
                    continue
                yield self._going_out(found)
        if self._state != self._told:
            yield self._going_out(Batch(name, self._state))

    def _going_out(self, batch: Batch) -> Batch:
        self._state = self._told = batch.state_after
        if batch.mails:
            self._most = BATCH_MAILS
        return batch

    def _start_anew(self, status: FolderStatus) -> Iterator[Batch]:
        was_read_before = self._state.uidvalidity is not None
        self._state = cursor.begin(self._state, status)
        self._again, self._old = set(), None
        if was_read_before:
            yield self._going_out(Batch(self._state.name, self._state, is_renumbered=True))

    def _step(self, connection: imap.Connection) -> Batch | FolderStatus | None:
        """One question and its answer; the folder's status where its numbers changed; None at the end."""
        status, is_fresh = self._line.opened(self._state.name)
        if is_fresh:
            # Only now is UIDNEXT newer than our mark; later, mail that came meanwhile has moved the mark.
            if not cursor.goes_on(self._state, status):
                return status
            self._state = cursor.hold(self._state)
        new = connection.uids(above=self._state.high_uid)
        old = self._below(connection)
        most = 1 if self._one_by_one else self._most
        question = cursor.next_question(
            self._state, new=new, old=old[-most:], again=tuple(self._again), most=most
        )
        if question is None:
            self._state = cursor.finish(self._state, status)
            return None
        try:
            batch = self._answer(connection, question)
        except ServerUnreachable as error:
            batch = self._left_out(question, error)
        self._again -= set(question.uids)
        self._one_by_one = max(self._one_by_one - 1, 0)
        self._breakdowns = 0
        left_below = bisect_left(old, batch.state_after.low_uid or 0)
        left_above = sum(uid > batch.state_after.high_uid for uid in new)
        return replace(batch, remaining=left_above + left_below)

    def _below(self, connection: imap.Connection) -> list[int]:
        """The UIDs of the window under the backfill's mark, ascending; the server lists them once a visit."""
        if self._state.low_uid is None:
            return []
        if self._old is None:
            self._old = connection.uids(since=self._start)
        return self._old[: bisect_left(self._old, self._state.low_uid)]

    def _answer(self, connection: imap.Connection, question: Question) -> Batch:
        recognised: dict[int, str] = {}
        if cursor.is_by_content(self._state, question.step):
            ids = message_ids(connection, question.uids)
            kept = self._known(tuple(ids.values())) if ids else set()
            recognised = {uid: one for uid, one in ids.items() if one in kept}
        wanted = [uid for uid in question.uids if uid not in recognised]
        sizes = weigh(connection, wanted)
        in_memory = {uid: min(size, WHOLE_BYTES) for uid, size in sizes.items()}
        question = cursor.shorten(question, in_memory, BATCH_BYTES)
        asked = set(question.uids)
        harvest = read_mails(connection, [uid for uid in wanted if uid in asked], sizes)
        return self._batch(question, harvest, {u: one for u, one in recognised.items() if u in asked})

    def _batch(self, question: Question, harvest: Harvest, recognised: Mapping[int, str]) -> Batch:
        state = cursor.settle(self._state, question, not_given=harvest.not_given)
        return Batch(
            folder=state.name,
            state_after=state,
            mails=harvest.mails,
            gone=harvest.gone,
            unreadable=tuple(
                self._unreadable(uid, f"the server does not hand it over: {why}")
                for uid, why in harvest.not_given.items()
                if uid not in self._state.holes
            ),
            recognised=tuple(recognised.items()),
        )

    def _left_out(self, question: Question, error: ServerUnreachable) -> Batch:
        """A mail at which the line broke again and again, left out; else `error` is raised."""
        if error.retry_after_seconds is not None:
            raise error
        if len(question.uids) > 1:
            self._one_by_one = len(question.uids)
            raise error
        self._breakdowns += 1
        (uid,) = question.uids
        self._line.drop()
        if isinstance(error, AnswerTooLarge):
            state = cursor.settle(self._state, question)
            return Batch(state.name, state, unreadable=(self._unreadable(uid, error.what),))
        if self._breakdowns < MOST_BREAKDOWNS:
            raise error
        return self._batch(question, Harvest((), (), {uid: "the line breaks at it"}), {})

    def _unreadable(self, uid: int, reason: str) -> Quarantined:
        return Quarantined(where=f"{self._state.name} uid {uid}", reason=reason)
