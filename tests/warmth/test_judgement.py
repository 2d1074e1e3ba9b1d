"""The judgement as a whole: pure, blind for the future, and the same in any order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from config import Absence
from domain import (
    Contact,
    Direction,
    Exchange,
    Kind,
    LogEntry,
    Meeting,
    Reason,
    Relationship,
    Role,
    Sentiment,
    SentimentLabel,
    SignalSeen,
    SignalType,
    Stage,
    StageChange,
    Standing,
    Strain,
)
from store import day_counts
from tests.warmth.desk import BERLIN, POLICY, Desk
from warmth.days import BusinessCalendar
from warmth.judgement import judge

GERMANY = BusinessCalendar(BERLIN, "DE")
CALENDARS = (
    GERMANY,
    BusinessCalendar("America/New_York", "US"),
    BusinessCalendar("Asia/Jerusalem", "IL"),  # clocks change on a business day
    BusinessCalendar("Australia/Lord_Howe", "AU", [Absence(first=date(2025, 6, 2), last=date(2025, 8, 29))]),
)
NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
moments = st.datetimes(datetime(2024, 6, 1), datetime(2026, 4, 30), timezones=st.just(UTC))  # noqa: DTZ001
dues = st.none() | moments | st.dates(date(2024, 6, 1), date(2026, 12, 31))
signals = st.builds(
    SignalSeen,
    type=st.sampled_from(SignalType),
    evidence=st.just("words"),
    due=dues,
    by_contact=st.booleans(),
    about_contact=st.booleans(),
    is_call=st.booleans(),
    is_conditional=st.booleans(),
)


@st.composite
def exchanges(draw: st.DrawFn) -> list[Exchange]:
    times = draw(st.lists(moments, max_size=8, unique=True))
    return [
        Exchange(
            message_id=f"<{number}@desk>",
            at=at,
            direction=draw(st.sampled_from(Direction)),
            kind=draw(st.sampled_from([Kind.PERSONAL, Kind.PERSONAL, Kind.INVITATION, Kind.BULK])),
            subject="",
            is_touch=draw(st.booleans()),
            is_mere_closing=draw(st.booleans()),
            language_covered=draw(st.sampled_from([True, True, True, False])),
            sentiment=Sentiment(draw(st.sampled_from(SentimentLabel)), 0.0),
            strain=Strain(draw(st.booleans()), 0.5),
            signals=tuple(draw(st.lists(signals, max_size=3))),
            contact_took_place=draw(st.sampled_from(["", "", "spoke"])),
            by_colleague=draw(st.sampled_from([False, False, False, True])),
        )
        for number, at in enumerate(times)
    ]


roles = st.sets(st.sampled_from([Role.CANDIDATE, Role.CLIENT]), min_size=1)
relationships = st.builds(
    lambda roles, own, about, meetings, log, stages: Relationship(
        Contact(1, "Ada Quist", ("ada@quist.example",), min(roles), frozenset(roles)),
        exchanges=tuple(own),
        about=tuple(replace(e, message_id=f"{e.message_id}about", is_touch=False) for e in about),
        meetings=tuple(meetings),
        log=tuple(log),
        stages=tuple(stages),
    ),
    roles,
    exchanges(),
    exchanges(),
    st.lists(
        st.builds(
            Meeting,
            message_id=st.just("<meeting@desk>"),
            told_at=moments,
            start=moments,
            end=st.none(),
            summary=st.sampled_from(["Coffee", "Interview"]),
            is_cancelled=st.booleans(),
        ),
        max_size=2,
    ),
    st.lists(st.builds(LogEntry, at=moments, kind=st.sampled_from(["call", "note"])), max_size=2),
    st.lists(
        st.builds(StageChange, stage=st.sampled_from(Stage), at=moments, by_hand=st.booleans()), max_size=3
    ),
)


def standing(relationship: Relationship, now: datetime = NOW) -> Standing:
    return judge(relationship, policy=POLICY, calendar=GERMANY, now=now)


@settings(max_examples=60, deadline=None)
@given(relationships, moments)
def test_every_finding_holds_since_a_moment_that_has_passed_and_says_why(
    relationship: Relationship, now: datetime
) -> None:
    for finding in standing(relationship, now).findings:
        assert finding.since <= now
        assert finding.explanation.endswith(".")
        assert finding.evidence


@settings(max_examples=60, deadline=None)
@given(relationships)
def test_the_order_in_which_messages_are_handed_over_changes_nothing(relationship: Relationship) -> None:
    mixed = random.Random(7)
    shuffled = replace(
        relationship,
        exchanges=tuple(mixed.sample(relationship.exchanges, len(relationship.exchanges))),
        about=tuple(mixed.sample(relationship.about, len(relationship.about))),
    )
    assert standing(relationship) == standing(shuffled) == standing(relationship)


@settings(max_examples=60, deadline=None)
@given(relationships, moments)
def test_what_lies_in_the_future_is_not_seen(relationship: Relationship, now: datetime) -> None:
    known = replace(
        relationship,
        exchanges=tuple(e for e in relationship.exchanges if e.at <= now),
        about=tuple(e for e in relationship.about if e.at <= now),
        meetings=tuple(m for m in relationship.meetings if m.told_at <= now),
        log=tuple(e for e in relationship.log if e.at <= now),
        stages=tuple(c for c in relationship.stages if c.at <= now),
    )
    assert replace(standing(relationship, now), look_again=None) == replace(
        standing(known, now), look_again=None
    )


@settings(max_examples=300, deadline=None)
@given(relationships, moments, st.floats(0, 0.999), st.sampled_from(CALENDARS))
def test_until_the_moment_to_look_again_only_the_days_that_are_counted_change(
    relationship: Relationship, now: datetime, part: float, calendar: BusinessCalendar
) -> None:
    before = judge(relationship, policy=POLICY, calendar=calendar, now=now)
    look_again = before.look_again or now + timedelta(days=2000)
    later = now + (look_again - now) * part
    after = judge(relationship, policy=POLICY, calendar=calendar, now=later)
    assert _without_counted_days(after) == _without_counted_days(before)
    for earlier, finding in zip(before.findings, after.findings, strict=True):
        assert finding.explanation == day_counts.filled(earlier.lasting, later)


def _without_counted_days(standing: Standing) -> Standing:
    findings = tuple(replace(finding, explanation="") for finding in standing.findings)
    return replace(standing, rhythm="", findings=findings)


@settings(max_examples=60, deadline=None)
@given(relationships)
def test_writing_to_somebody_never_makes_a_reply_owed_or_a_strain_appear(relationship: Relationship) -> None:
    answered = replace(
        relationship,
        exchanges=(
            *relationship.exchanges,
            Exchange("<answer@desk>", NOW, Direction.OUTBOUND, Kind.PERSONAL, "", is_touch=True),
        ),
    )
    after = {f.reason for f in standing(answered).findings}
    assert not after & {Reason.REPLY_OWED, Reason.STRAINED, Reason.GOING_COLD, Reason.PROMISE_OVERDUE}


@settings(max_examples=60, deadline=None)
@given(relationships, st.integers(0, 720))
def test_a_touch_at_any_time_never_adds_a_reply_owed(relationship: Relationship, hours: int) -> None:
    before = {f.reason for f in standing(relationship).findings}
    touch = Exchange(
        "<touch@desk>", NOW - timedelta(hours=hours), Direction.OUTBOUND, Kind.PERSONAL, "", is_touch=True
    )
    after = {
        f.reason for f in standing(replace(relationship, exchanges=(*relationship.exchanges, touch))).findings
    }
    assert Reason.REPLY_OWED in before or Reason.REPLY_OWED not in after


@settings(max_examples=60, deadline=None)
@given(relationships)
def test_going_cold_never_stands_beside_another_reason(relationship: Relationship) -> None:
    reasons = [f.reason for f in standing(relationship).findings]
    assert Reason.GOING_COLD not in reasons or reasons == [Reason.GOING_COLD]


@settings(max_examples=60, deadline=None)
@given(relationships)
def test_nothing_is_first_raised_on_a_weekend(relationship: Relationship) -> None:
    friday, sunday = datetime(2026, 3, 13, 23, tzinfo=UTC), datetime(2026, 3, 15, 20, tzinfo=UTC)
    quiet = replace(
        relationship,
        exchanges=tuple(e for e in relationship.exchanges if e.at <= friday),
        about=tuple(e for e in relationship.about if e.at <= friday),
        log=(),
        meetings=(),
        stages=tuple(c for c in relationship.stages if c.at <= friday),
    )
    specific = {f.reason for f in standing(quiet, sunday).findings} - {Reason.GOING_COLD}
    assert specific <= {f.reason for f in standing(quiet, friday).findings}


def test_several_reasons_may_be_right_at_once() -> None:
    desk = Desk().wrote(
        "2026-03-02", SignalSeen(SignalType.CALL_REQUEST, "ring me"), strain=Strain(True, 0.9, "hm")
    )
    assert desk.reasons("2026-03-09") == {"reply_owed", "call_owed", "strained"}


def test_somebody_nothing_is_known_of_is_new() -> None:
    standing = Desk().standing("2026-03-09")
    assert (standing.touches, standing.last_touch, standing.findings) == (0, None, ())
