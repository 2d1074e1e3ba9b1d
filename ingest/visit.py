"""One folder, from where it was left to where nothing is left to ask: its news, then its years.

A plan (`cursor`) says what to ask next; here it is asked. What breaks is asked again, or left out in the end.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain import Listing, Look, Quarantined
from errors import ServerUnreachable
from ingest import cursor, gmail, imap
from ingest.cursor import FolderState, FolderStatus, Question, Step
from ingest.imap_errors import AnswerTooLarge
from ingest.imap_mails import Fetched, Harvest, MailReader
from ingest.line import Line
from ingest.looks import look_at

BATCH_BYTES = 16 * 1024 * 1024  # what a batch may weigh in memory
MOST_BREAKDOWNS = 3  # of the line at one and the same mail, before that mail is left out
LISTED = 20_000  # newest UIDs of a folder that are listed where mail has left it

Recognise = Callable[[Sequence[Look]], Mapping[int, int]]  # {uid: what the store calls the mail it keeps}


@dataclass(frozen=True, slots=True)
class Pace:
    """How many mails a batch holds, the first one few, so that something useful is there within seconds.

    While years are read, new mail is looked for every `look_seconds`.
    """

    first_mails: int
    mails: int
    look_seconds: float


@dataclass(frozen=True, slots=True)
class Batch:
    """Some mails of one folder, and the folder's state once they are kept.

    `gone` left the folder, `unreadable` the server would not hand over, `recognised` are kept already, each
    with what the store calls it. `there` is what is left of a folder that mail has gone from. `sizes` is what
    the server says that mails weigh, `hints` what Gmail tells of them. `is_renumbered`: every UID known
    before means nothing now; `renamed_from`: the folder's name until now. `remaining` mails are left in this
    folder as far as is known, about `elsewhere` in the others.
    """

    folder: str
    state_after: FolderState
    mails: tuple[Fetched, ...] = ()
    gone: tuple[int, ...] = ()
    unreadable: tuple[Quarantined, ...] = ()
    recognised: tuple[tuple[Look, int], ...] = ()
    there: Listing | None = None
    sizes: Mapping[int, int] = field(default_factory=dict)
    hints: Mapping[int, gmail.Hints] = field(default_factory=dict)
    is_renumbered: bool = False
    renamed_from: str = ""
    remaining: int = 0
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A folder to read. `vanished` are those that were read before and are no longer on the server."""

    folder: imap.Folder
    vanished: tuple[FolderState, ...] = ()
    has_labels: bool = False


class Visit:
    """One folder read from where it was left to where nothing is left to ask.

    About `left` mails of years gone by are still to be read; `is_over` when it failed.
    """

    def __init__(
        self,
        line: Line,
        found: Found,
        states: Mapping[str, FolderState],
        *,
        start: datetime | None,
        recognise: Recognise,
        may_read: Callable[[Step], bool],
        pace: Pace,
    ) -> None:
        self.line, self._found, self._start = line, found, start
        self._recognise, self._may_read, self._pace = recognise, may_read, pace
        self.left, self.is_over = 0, False
        state = states.get(found.folder.name) or FolderState(found.folder.name)
        self._state = replace(state, special_use=next(iter(found.folder.special_uses), ""))
        self._told = self._before = self._state  # the last state that went out; the one of the last visit
        self._new: set[int] = set()  # UIDs that came since
        self._counted = 0  # mails in the folder, as STATUS told
        self._status = FolderStatus(0, None, 0)  # as STATUS told, or what is newer: opening the folder
        self._is_of_view = False  # the latter
        self._is_for_years = False
        self._looked_at = 0.0  # for new mail, by the monotonic clock
        self._is_looked_over = False
        self._again: set[int] = set()
        self._old: list[int] | None = None
        self._most = pace.first_mails
        self._broke_at: tuple[int, ...] = ()  # the mails that were asked for when the line broke
        self._one_by_one = 0  # mails still to be asked for alone, because together they broke it twice
        self._breakdowns = 0
        self._reader: MailReader | None = None

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._state.name

    def news(self, *, look_back: bool = False) -> Iterator[Batch]:
        """What came since, and what was not handed over before. A folder without either costs one STATUS.

        With `look_back` the window is read once more, by content, as the years.
        """
        is_first = self._status.uidvalidity == 0
        self._status = status = self.line.status(self.name)
        self._counted, self._is_of_view, self._is_for_years = status.messages, False, False
        if look_back and self._state.uidvalidity is not None:
            self._state = cursor.look_back(self._state)
        begun = cursor.begin(self._state, status)
        if self._state.uidvalidity is None:
            yield from self._take_over(status)
        if self._state.uidvalidity is None and status.uidnext is not None:
            self._state = begun  # whatever comes from here on is news
        self._again = set(self._state.holes) if is_first else set()
        self._before, self._is_looked_over = self._state, False
        self._new.clear()
        if not self._is_quiet(status):
            if not cursor.goes_on(self._state, status):
                self.line.let_go(self.name)
            yield from self._steps()
        if self._state.low_uid is None:
            yield from self._last()
        elif is_first:
            self.left = min(self._counted, self._state.low_uid - 1)

    def years(self) -> Iterator[Batch]:
        """What came before, the newest first, and whatever is new meanwhile."""
        if self._state.low_uid is not None and self._may_read(Step.BACKFILL):
            self._is_for_years = True
            yield from self._steps()
            self.left = 0
        yield from self._last()

    def _is_quiet(self, status: FolderStatus) -> bool:
        """Whether STATUS alone shows that there is no news."""
        if self.line.take_hint(self.name):
            return False
        resets = self._state.resets_in_a_row if self._state.low_uid is None else 0
        seen = replace(self._state, low_uid=None, holes=tuple(self._again), resets_in_a_row=resets)
        if not cursor.is_settled(seen, status):
            return False
        self._state = replace(self._state, messages=status.messages)
        return True

    def _steps(self) -> Iterator[Batch]:
        while (found := self.line.patiently(self._step)) is not None:
            if isinstance(found, FolderStatus):
                yield from self._start_anew(found)
                continue
            self.left = found.remaining
            yield self._going_out(found)

    def _last(self) -> Iterator[Batch]:
        """The final state, where it has not been told."""
        if self._state != self._told:
            yield self._going_out(Batch(self.name, self._state))

    def _take_over(self, status: FolderStatus) -> Iterator[Batch]:
        """Go on where the folder was left under another name, by content."""
        old = cursor.renamed(self._state, status, self._found.vanished)
        if old is not None:
            state = cursor.look_back(replace(old, name=self._state.name))
            yield self._going_out(Batch(state.name, state, is_renumbered=True, renamed_from=old.name))

    def _going_out(self, batch: Batch) -> Batch:
        self._state = self._told = batch.state_after
        if batch.mails:
            self._most = self._pace.mails
        return batch

    def _start_anew(self, status: FolderStatus) -> Iterator[Batch]:
        was_read_before = self._state.uidvalidity is not None
        self._state = cursor.begin(self._state, status)
        self._again, self._old = set(), None
        if was_read_before:
            yield self._going_out(Batch(self._state.name, self._state, is_renumbered=True))

    def _step(self, connection: imap.Connection) -> Batch | FolderStatus | None:
        """One question and its answer; the folder's status where its numbers changed; None at the end."""
        status, is_fresh = self.line.opened(self._state.name)
        if is_fresh:
            self._reader = None
            # Only now is UIDNEXT newer than our mark; later, mail that came meanwhile has moved the mark.
            if not cursor.goes_on(self._state, status):
                return status
            self._status, self._is_of_view = status, True
        self._state = cursor.hold(self._state)
        if is_fresh and status.uidnext == self._state.high_uid + 1:
            self._looked_at = time.monotonic()
        new = [] if self._knows_of_no_news(connection) else self._news_now(connection)
        old = self._below(connection) if self._is_for_years else []
        most = 1 if self._one_by_one else self._most
        question = cursor.next_question(
            self._state, new=new, old=old[-most:], again=tuple(self._again), most=most
        )
        if question is None:
            return self._end(connection)
        if not self._may_read(question.step):
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

    def _knows_of_no_news(self, connection: imap.Connection) -> bool:
        """Whether the folder told not long ago that there is none, and nothing else since."""
        if not self._is_for_years or connection.has_told_of_mail:
            return False
        return time.monotonic() - self._looked_at < self._pace.look_seconds

    def _news_now(self, connection: imap.Connection) -> list[int]:
        found = connection.uids(above=self._state.high_uid)
        # What there is comes in several batches: only after none is left may a while go by.
        self._looked_at = 0.0 if found else time.monotonic()
        return found

    def _end(self, connection: imap.Connection) -> Batch | FolderStatus | None:
        """Nothing is left to ask; what has left the folder is told once."""
        if not (self._is_of_view or cursor.has_nothing_new(self._state, self._status)):
            # STATUS knows of mail that the folder, open for long, does not show; or those are gone again.
            self.line.let_go(self.name)
            return self._step(connection)
        # A server whose two counts differ for good must not be listed at every poll.
        status = replace(self._status, messages=min(self._status.messages, self._counted))
        state = cursor.finish(self._state, status, self._new)
        if not self._is_for_years:
            state = replace(state, low_uid=self._state.low_uid)
        if self._is_looked_over or not cursor.has_lost(self._before, status, self._new):
            self._state = state
            return None
        self._is_looked_over = True
        above = max(state.high_uid - LISTED, 0)
        there = Listing(above, frozenset(connection.uids(above=above)))
        return Batch(state.name, state, there=there)

    def _below(self, connection: imap.Connection) -> list[int]:
        """The UIDs of the window under the backfill's mark, ascending; the server lists them once a visit."""
        if self._state.low_uid is None:
            return []
        if self._old is None:
            self._old = connection.uids(since=self._start)
        return self._old[: bisect_left(self._old, self._state.low_uid)]

    def _answer(self, connection: imap.Connection, question: Question) -> Batch:
        recognised: dict[int, tuple[Look, int]] = {}
        if cursor.is_by_content(self._state, question.step):
            looks = look_at(connection, question.uids)
            kept = self._recognise(looks)
            recognised = {one.uid: (one, kept[one.uid]) for one in looks if one.uid in kept}
        hints = gmail.hints(connection, question.uids) if self._found.has_labels else {}
        left_out = {uid for uid, one in hints.items() if one.is_left_out(self.line.account.exclude_folders)}
        wanted = [uid for uid in question.uids if uid not in recognised and uid not in left_out]
        reader = self._reader_over(connection)
        sizes = reader.sizes(wanted)
        question = cursor.shorten(question, reader.weigh(wanted), BATCH_BYTES)
        asked = set(question.uids)
        reading = [uid for uid in wanted if uid in asked]
        reader.ask(reading)
        # Nothing is asked ahead while it is sought which mail breaks the line.
        is_known = question.step is Step.BACKFILL and len(question.uids) > 1 and not (recognised or hints)
        old = self._below(connection)[: -len(question.uids)] if is_known else []
        reader.expect(old[: -2 * self._pace.mails - 1 : -1])
        harvest = reader.read(reading)
        reader.read_ahead(old[: -self._pace.mails - 1 : -1], most_bytes=BATCH_BYTES)
        batch = self._batch(question, harvest)
        return replace(
            batch,
            recognised=tuple(one for uid, one in recognised.items() if uid in asked),
            sizes=sizes,
            hints=hints,
        )

    def _reader_over(self, connection: imap.Connection) -> MailReader:
        """Who reads mails over this connection; what was asked for ahead over another one is forgotten."""
        if self._reader is None or self._reader.connection is not connection:
            self._reader = MailReader(connection)
        return self._reader

    def _batch(self, question: Question, harvest: Harvest) -> Batch:
        if question.step is Step.NEW:
            self._new.update(question.uids)
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
        )

    def _left_out(self, question: Question, error: ServerUnreachable) -> Batch:
        """A mail at which the line broke again and again, left out; else `error` is raised."""
        if error.retry_after_seconds is not None:
            raise error
        if len(question.uids) > 1:
            if self._broke_at == question.uids:
                self._one_by_one = len(question.uids)
            self._broke_at = question.uids
            raise error
        self._breakdowns += 1
        (uid,) = question.uids
        self.line.drop()
        if isinstance(error, AnswerTooLarge):
            state = cursor.settle(self._state, question)
            return Batch(state.name, state, unreadable=(self._unreadable(uid, error.what),))
        if self._breakdowns < MOST_BREAKDOWNS:
            raise error
        return self._batch(question, Harvest((), (), {uid: "the line breaks at it"}))

    def _unreadable(self, uid: int, reason: str) -> Quarantined:
        name = self._state.name
        return Quarantined(where=f"{name} uid {uid}", reason=reason, folder=name, uid=uid)
