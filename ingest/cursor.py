"""How far a folder has been read, and what to ask next: a pure plan that the sync carries out.

New mail comes first, then what was asked for and not given, then the years before, newest first. A folder
whose numbers do not go on from where we stopped is looked at again by content: nothing known is forgotten or
fetched twice. A mark moves only together with the mails it covers, so a sync may be cut off after any batch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from errors import FolderNeedsAttention

MOST_RESETS_IN_A_ROW = 5  # then the server makes up numbers, and every sync would list the folder anew
EMPTIED_FROM = 10  # a folder with fewer mails is emptied by hand every day


@dataclass(frozen=True, slots=True)
class FolderState:
    """What has been read of a folder.

    Every UID up to `high_uid` is settled or one of `holes`; the backfill has come down to `low_uid`, None
    when done. `resets_in_a_row` counts changed UIDVALIDITYs since the numbers last held; while it is not 0
    the backfill goes by content. `messages` lay there when the folder was last looked at.
    """

    name: str
    special_use: str = ""
    uidvalidity: int | None = None
    high_uid: int = 0
    low_uid: int | None = None
    holes: tuple[int, ...] = ()
    resets_in_a_row: int = 0
    messages: int = 0


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """What the server says of a folder (STATUS). `uidnext` is None where it does not tell."""

    uidvalidity: int
    uidnext: int | None
    messages: int


class Step(StrEnum):
    """Which part of the plan a question belongs to."""

    NEW = "new"
    AGAIN = "again"
    BACKFILL = "backfill"


@dataclass(frozen=True, slots=True)
class Question:
    """UIDs to ask for together, in the order in which they settle: new mail upward, backfill downward."""

    step: Step
    uids: tuple[int, ...]


def is_settled(state: FolderState, status: FolderStatus) -> bool:
    """Whether STATUS alone shows that nothing came and nothing left."""
    return (
        state.uidvalidity == status.uidvalidity
        and status.uidnext is not None
        and status.uidnext == state.high_uid + 1
        and status.messages >= state.messages
        and state.low_uid is None
        and not state.holes
        and not state.resets_in_a_row
    )


def has_nothing_new(state: FolderState, status: FolderStatus) -> bool:
    """Whether no mail came since; the years before may still be to read."""
    return state.uidvalidity == status.uidvalidity and status.uidnext == state.high_uid + 1


def goes_on(state: FolderState, status: FolderStatus) -> bool:
    """Whether the folder's numbers still mean what they meant."""
    is_same = state.uidvalidity == status.uidvalidity
    return is_same and (status.uidnext is None or status.uidnext > state.high_uid)


def begin(state: FolderState, status: FolderStatus) -> FolderState:
    """The state to read on from: as it was, or from the top where the folder is new or its numbers changed.

    Raises `FolderNeedsAttention` for a folder emptied at once and after too many changes in a row.
    """
    if status.messages == 0 and state.messages >= EMPTIED_FROM:
        raise FolderNeedsAttention(
            f"held {state.messages} messages and is empty now.",
            where=state.name,
            mend="Was it emptied on purpose? Nothing that was read is dropped, and reading goes on with the"
            " next message that arrives; if not, ask whoever runs the mail server.",
        )
    if goes_on(state, status):
        return state
    top = max(status.uidnext or 1, 1)
    fresh = replace(
        state,
        uidvalidity=status.uidvalidity,
        high_uid=top - 1,
        low_uid=top,
        holes=(),
        messages=status.messages,
    )
    if state.uidvalidity is None:
        return fresh
    if state.resets_in_a_row >= MOST_RESETS_IN_A_ROW:
        raise FolderNeedsAttention(
            f"was numbered anew {state.resets_in_a_row} times in a row.",
            where=state.name,
            mend="The mail server does not keep its message numbers (UIDVALIDITY); keepwarm stopped reading"
            " the folder and has kept all it has read. Tell whoever runs the server; once it is mended,"
            " `keepwarm sync --since DATE` reads the folder again.",
        )
    return replace(fresh, resets_in_a_row=state.resets_in_a_row + 1)


def look_back(state: FolderState) -> FolderState:
    """The state from which a larger window is read once more, by content; resets are counted anew."""
    return replace(state, low_uid=state.high_uid + 1, resets_in_a_row=1)


def has_lost(before: FolderState, status: FolderStatus, new: Collection[int]) -> bool:
    """Whether mail has left the folder since it was last read to its end; `new` are the UIDs that came.

    Only where the numbers held: a folder that is read for the first time, or anew, is listed anyway.
    """
    is_known = before.uidvalidity == status.uidvalidity and before.low_uid is None
    arrived = sum(uid < (status.uidnext or 0) for uid in new)
    return is_known and not before.resets_in_a_row and status.messages < before.messages + arrived


def renamed(
    found: FolderState, status: FolderStatus, vanished: Collection[FolderState]
) -> FolderState | None:
    """The state of a folder that was read under another name, of those that are gone; None where it is new.

    It has the same special use, or the same UIDVALIDITY. What it holds is looked at again by content, so that
    a wrong guess costs a listing and loses nothing.
    """
    alike = [
        one
        for one in vanished
        if one.special_use == found.special_use
        and (found.special_use or one.uidvalidity == status.uidvalidity)
    ]
    alike.sort(key=lambda one: one.uidvalidity != status.uidvalidity)
    return alike[0] if alike else None


def is_by_content(state: FolderState, step: Step) -> bool:
    """Whether the mails of a step may be known under another number."""
    return step is Step.BACKFILL and state.resets_in_a_row > 0


def window_start(now: datetime, months: int) -> datetime | None:
    """From when on mail is read; None = everything. Both are aware."""
    return now - relativedelta(months=months) if months else None


def next_question(
    state: FolderState,
    *,
    new: Sequence[int],
    old: Sequence[int],
    again: Sequence[int],
    most: int,
) -> Question | None:
    """What to ask next, `most` UIDs at a time; None when the folder is read.

    `new` are the UIDs that the server lists above our mark, `old` those of the window, `again` the holes that
    this sync has not asked for yet. A server's listing is not trusted: `UID SEARCH n:*` gives the last
    message even where none is newer.
    """
    arrived = sorted({uid for uid in new if uid > state.high_uid})
    if arrived:
        return Question(Step.NEW, tuple(arrived[:most]))
    held_back = sorted(set(again) & set(state.holes), reverse=True)
    if held_back:
        return Question(Step.AGAIN, tuple(held_back[:most]))
    if state.low_uid is not None:
        below = sorted({uid for uid in old if 0 < uid < state.low_uid}, reverse=True)
        if below:
            return Question(Step.BACKFILL, tuple(below[:most]))
    return None


def shorten(question: Question, sizes: Mapping[int, int], most_bytes: int) -> Question:
    """As many UIDs from the front as fit into `most_bytes`, and one at least. Unknown sizes weigh nothing."""
    total = 0
    for count, uid in enumerate(question.uids):
        total += sizes.get(uid, 0)
        if count and total > most_bytes:
            return replace(question, uids=question.uids[:count])
    return question


def settle(state: FolderState, question: Question, *, not_given: Collection[int] = ()) -> FolderState:
    """The state once a question is answered; `not_given` are there and were not handed over: new holes."""
    holes = tuple(sorted((set(state.holes) - set(question.uids)) | (set(not_given) & set(question.uids))))
    if question.step is Step.NEW:
        return replace(state, high_uid=max(state.high_uid, *question.uids), holes=holes)
    if question.step is Step.BACKFILL:
        # A listing may go down to UID 1; below that there is nothing, but the mark must stay a UID.
        return replace(state, low_uid=max(min(question.uids), 1), holes=holes)
    return replace(state, holes=holes)


def finish(state: FolderState, status: FolderStatus, new: Collection[int] = ()) -> FolderState:
    """The state once nothing is left to ask; `status` is what the folder said when it was opened.

    `new` are the UIDs that were read since: those from UIDNEXT on were not counted then. Numbers given away
    between our mark and UIDNEXT belong to mails that are gone again.
    """
    top = (status.uidnext or 1) - 1
    later = sum(uid > top for uid in new)
    return replace(state, high_uid=max(state.high_uid, top), low_uid=None, messages=status.messages + later)


def hold(state: FolderState) -> FolderState:
    """The state of a folder whose numbers held from one visit to the next: the count of resets ends."""
    return replace(state, resets_in_a_row=0) if state.low_uid is None else state
