"""The pure plan: whatever a server does between two batches, everything is brought and nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from errors import FolderNeedsAttention
from ingest import cursor
from ingest.cursor import FolderState, FolderStatus, Question, Step

UIDS = st.integers(1, 60)
STATES = st.builds(
    FolderState,
    name=st.just("INBOX"),
    uidvalidity=st.just(7),
    high_uid=UIDS,
    low_uid=st.none() | UIDS,
    holes=st.lists(UIDS, unique=True, max_size=4).map(tuple),
)
LISTED = st.lists(UIDS, unique=True, max_size=20)


def begun(status: FolderStatus) -> FolderState:
    return cursor.begin(FolderState("INBOX"), status)


def test_a_new_folder_is_read_from_the_top() -> None:
    state = begun(FolderStatus(uidvalidity=7, uidnext=101, messages=100))
    assert (state.high_uid, state.low_uid) == (100, 101)


def test_a_folder_read_to_the_end_is_settled_until_uidnext_moves() -> None:
    status = FolderStatus(7, 101, 100)
    state = cursor.finish(begun(status), status)
    assert cursor.is_settled(state, status)
    assert not cursor.is_settled(state, FolderStatus(7, 102, 101))
    assert not cursor.is_settled(state, FolderStatus(8, 101, 100))
    assert not cursor.is_settled(state, FolderStatus(7, None, 100))


@pytest.mark.parametrize(
    "status", [FolderStatus(8, 101, 100), FolderStatus(6, 101, 100), FolderStatus(7, 50, 49)]
)
def test_numbers_that_do_not_go_on_start_a_look_by_content(status: FolderStatus) -> None:
    state = cursor.begin(FolderState("INBOX", "", 7, high_uid=100), status)
    assert state.resets_in_a_row == 1
    assert state.low_uid == status.uidnext
    assert cursor.is_by_content(state, Step.BACKFILL)
    assert not cursor.is_by_content(state, Step.NEW)


def test_five_resets_in_a_row_are_followed_and_the_sixth_stops_the_folder() -> None:
    state = begun(FolderStatus(1, 10, 9))
    for uidvalidity in range(2, 7):
        state = cursor.begin(state, FolderStatus(uidvalidity, 10, 9))
    with pytest.raises(FolderNeedsAttention):
        cursor.begin(state, FolderStatus(7, 10, 9))


def test_numbers_that_hold_for_a_visit_end_the_count_of_resets() -> None:
    read = FolderState("INBOX", "", 7, high_uid=9, resets_in_a_row=3)
    assert cursor.hold(read).resets_in_a_row == 0
    unread = FolderState("INBOX", "", 7, high_uid=9, low_uid=5, resets_in_a_row=3)
    assert cursor.hold(unread).resets_in_a_row == 3


def test_a_folder_that_is_emptied_by_hand_every_day_is_no_question() -> None:
    few = FolderState("INBOX", "", 7, high_uid=50, messages=cursor.EMPTIED_FROM - 1)
    assert cursor.begin(few, FolderStatus(7, 51, 0)) == few


def test_a_folder_that_lost_much_at_once_is_a_question_even_under_a_new_number() -> None:
    much = FolderState("INBOX", "", 7, high_uid=50, messages=40)
    for status in (FolderStatus(7, 51, 0), FolderStatus(8, 1, 0)):
        with pytest.raises(FolderNeedsAttention, match="40 messages"):
            cursor.begin(much, status)


def test_the_window_is_counted_in_calendar_months() -> None:
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert cursor.window_start(now, 1) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert cursor.window_start(now, 0) is None


@given(STATES, LISTED, LISTED, LISTED, st.integers(1, 5))
def test_new_mail_comes_before_the_backfill_and_nothing_settled_is_asked_for(
    state: FolderState, new: list[int], old: list[int], again: list[int], most: int
) -> None:
    question = cursor.next_question(state, new=new, old=old, again=again, most=most)
    if question is None:
        return
    assert 0 < len(question.uids) <= most
    if any(uid > state.high_uid for uid in new):
        assert question.step is Step.NEW
    for uid in question.uids:
        assert {
            Step.NEW: uid > state.high_uid,
            Step.AGAIN: uid in state.holes,
            Step.BACKFILL: state.low_uid is not None and uid < state.low_uid,
        }[question.step]


@given(
    st.lists(UIDS, unique=True, min_size=1), st.dictionaries(UIDS, st.integers(0, 100)), st.integers(0, 300)
)
def test_a_question_cut_short_keeps_its_front_and_at_least_one(
    uids: list[int], sizes: dict[int, int], most_bytes: int
) -> None:
    kept = cursor.shorten(Question(Step.NEW, tuple(uids)), sizes, most_bytes).uids
    assert kept
    assert tuple(uids[: len(kept)]) == kept
    assert len(kept) == 1 or sum(sizes.get(uid, 0) for uid in kept) <= most_bytes


@dataclass
class Folder:
    """A folder on a server; each mail is a number that never changes."""

    uidvalidity: int = 1
    uidnext: int = 1
    mails: dict[int, int] = field(default_factory=dict)  # uid: mail
    withheld: set[int] = field(default_factory=set)

    @property
    def status(self) -> FolderStatus:
        return FolderStatus(self.uidvalidity, self.uidnext, len(self.mails))


class MailComesAndGoes(RuleBasedStateMachine):
    """Deliveries, removals, resets and deaths between any two batches."""

    @initialize(number=st.integers(0, 12))
    def mailbox(self, number: int) -> None:
        self.folder = Folder()
        self.made = 0
        self.state = FolderState("INBOX")  # what is committed
        self.kept: list[int] = []
        self.deliver(number)

    @rule(number=st.integers(1, 6))
    def deliver(self, number: int) -> None:
        for _ in range(number):
            self.folder.mails[self.folder.uidnext] = self.made
            self.folder.uidnext += 1
            self.made += 1

    @rule(chance=st.randoms(use_true_random=False))
    def remove(self, chance: object) -> None:
        uids = sorted(self.folder.mails)
        for uid in uids[: len(uids) // 3]:
            del self.folder.mails[uid]

    @rule(jump=st.integers(1, 9))
    def give_numbers_away(self, jump: int) -> None:
        self.folder.uidnext += jump

    @precondition(lambda self: self.state.resets_in_a_row < cursor.MOST_RESETS_IN_A_ROW)
    @rule(first=st.integers(1, 40), is_same_validity=st.booleans())
    def number_anew(self, first: int, is_same_validity: bool) -> None:
        mails = dict(enumerate(self.folder.mails.values(), first))
        uidnext = first + len(mails)
        if is_same_validity and uidnext > self.state.high_uid:
            return  # a server that reuses numbers above our mark cannot be told from one that does not
        self.folder.uidvalidity += 0 if is_same_validity else 1
        self.folder.mails, self.folder.uidnext = mails, uidnext
        self.folder.withheld.clear()

    @precondition(lambda self: self.folder.mails)
    @rule()
    def withhold_one(self) -> None:
        self.folder.withheld.add(max(self.folder.mails))

    @rule()
    def hand_everything_over(self) -> None:
        self.folder.withheld.clear()

    @rule(batches=st.integers(0, 4), most=st.integers(1, 4))
    def sync_and_die(self, batches: int, most: int) -> None:
        self.visit(most=most, batches=batches)

    @rule(most=st.integers(1, 5))
    def sync(self, most: int) -> None:
        self.visit(most=most)
        there = {mail for uid, mail in self.folder.mails.items() if uid not in self.folder.withheld}
        if self.emptied:
            return
        assert there <= set(self.kept)
        assert cursor.goes_on(self.state, self.folder.status)

    def visit(self, *, most: int, batches: int | None = None) -> None:
        """What the sync does, without a network: the state is committed with each batch."""
        status = self.folder.status
        try:
            state = cursor.begin(self.state, status)
        except FolderNeedsAttention:
            self.emptied = True
            return
        self.emptied = False
        if state == self.state:
            state = cursor.hold(state)
        self.state = state
        again = set(state.holes)
        done = 0
        while True:
            question = cursor.next_question(
                state,
                new=[uid for uid in self.folder.mails if uid > state.high_uid],
                old=sorted(self.folder.mails),
                again=tuple(again),
                most=most,
            )
            if question is None:
                self.state = cursor.finish(state, status)
                return
            if batches is not None and done == batches:
                return
            again -= set(question.uids)
            wanted = [uid for uid in question.uids if uid in self.folder.mails]
            if cursor.is_by_content(state, question.step):
                wanted = [uid for uid in wanted if self.folder.mails[uid] not in self.kept]
            withheld = [uid for uid in wanted if uid in self.folder.withheld]
            self.kept += [self.folder.mails[uid] for uid in wanted if uid not in withheld]
            state = cursor.settle(state, question, not_given=withheld)
            self.state = state
            done += 1

    emptied = False

    @invariant()
    def nothing_came_twice(self) -> None:
        assert len(self.kept) == len(set(self.kept))


MailComesAndGoes.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_mail_comes_and_goes = MailComesAndGoes.TestCase
