"""One pass over an account: what its folders hold beyond our marks, in batches that may be cut off anywhere.

Whoever takes the batches commits the mails of one and its `state_after` together before asking for the next.
New mail of every folder comes before the years of any, and again while those are read. A folder without
anything new costs one STATUS. A broken line is opened anew and nothing is asked for twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from errors import FolderMissing, FolderNeedsAttention
from ingest import cursor, gmail, watching
from ingest.cursor import FolderState, Step
from ingest.line import Line
from ingest.visit import Batch, Found, Pace, Recognise, Visit

BATCH_MAILS = 500
FIRST_BATCH_MAILS = 50  # something useful within seconds
LOOK_SECONDS = 30  # how soon new mail of every folder is seen while years are read

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FolderFailure:
    """A folder that could not be read, and why; the other folders go on."""

    folder: str
    error: FolderMissing | FolderNeedsAttention


def sync_account(
    line: Line,
    states: Mapping[str, FolderState],
    *,
    recognise: Recognise,
    now: datetime,
    since: datetime | None = None,
    may_read: Callable[[Step], bool] = lambda _: True,
) -> Generator[Batch | FolderFailure, None, None]:
    """Everything new in the watched folders, the newest first where a folder is read for the first time.

    `states` is how far each folder has been read, by name; `recognise` says which mails are kept already.
    `since` reads once more, by content, from that day on. `may_read` is asked before each batch; what it does
    not allow is left for a later pass. The line is left open. Raises `SignInNeeded`, and `ServerUnreachable`
    when waiting did not help; what was yielded before stays valid.
    """
    start = since or cursor.window_start(now, line.account.months)
    pace = Pace(FIRST_BATCH_MAILS, BATCH_MAILS, LOOK_SECONDS)
    visits: list[Visit] = []
    for found in _watched(line, states):
        if isinstance(found, FolderFailure):
            line.forget_folders()
            yield found
            continue
        visits.append(
            Visit(line, found, states, start=start, recognise=recognise, may_read=may_read, pace=pace)
        )
        pace = replace(pace, first_mails=BATCH_MAILS)  # by then there is something useful
    line.watched = tuple(visit.name for visit in visits)
    for visit in visits:
        yield from _told(visit, visit.news(look_back=since is not None), visits)
    yield from _years(visits)


def _years(visits: Sequence[Visit]) -> Iterator[Batch | FolderFailure]:
    """The years of all folders, each going back in turn: an answer in Sent is read soon after its question.

    The folder whose turn it is looks for new mail before each batch; those that are through are asked too.
    """
    reading = [(visit, _told(visit, visit.years(), visits)) for visit in visits]
    looked_at = time.monotonic()
    while reading:
        for one in list(reading):
            turn_ends = time.monotonic() + LOOK_SECONDS / len(reading)
            for item in one[1]:
                yield item
                if time.monotonic() >= turn_ends:
                    break
            else:
                reading.remove(one)
        if reading and time.monotonic() - looked_at >= LOOK_SECONDS:
            under_way = [visit for visit, _ in reading]
            for visit in visits:
                if visit not in under_way:
                    yield from _told(visit, visit.news(), visits)
            looked_at = time.monotonic()


def _told(visit: Visit, batches: Iterator[Batch], visits: Sequence[Visit]) -> Iterator[Batch | FolderFailure]:
    """The batches of one folder, each with what is left in the others; a failure ends that folder alone."""
    if visit.is_over:
        return
    try:
        for batch in batches:
            yield replace(batch, elsewhere=sum(other.left for other in visits if other is not visit))
    except (FolderMissing, FolderNeedsAttention) as error:
        visit.is_over, visit.left = True, 0
        visit.line.forget_folders()
        yield FolderFailure(visit.name, error)


def _watched(line: Line, states: Mapping[str, FolderState]) -> Iterator[Found | FolderFailure]:
    """The folders that the account names, each once."""
    account, listed = line.account, line.folders()
    has_labels = line.patiently(lambda one: gmail.CAPABILITY in one.abilities)
    choice = watching.choose(account.folders, listed, excluded=account.exclude_folders, has_labels=has_labels)
    for name, error in choice.missing:
        yield FolderFailure(name, error)
    names = {one.name for one in listed}
    vanished = tuple(one for one in states.values() if one.name not in names and one.uidvalidity is not None)
    for folder in choice.folders:
        if folder.is_guess and not {folder.name, watching.EVERYTHING} & set(account.folders):
            _log.info("the server marks no folders; %r is taken for what it is by its name", folder.name)
        yield Found(folder, vanished, choice.has_labels)


__all__ = ["Batch", "FolderFailure", "Recognise", "sync_account"]
