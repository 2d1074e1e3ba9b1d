"""A period replayed: which flags each week would have had, and what then became of the relationships.

Each person is read once and judged at every step by what was known then, as `flags --as-of` would judge.
Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from domain import Finding, Reason, Role, Warmth
from store import people
from store.database import Database
from store.put_away import PutAway
from store.referrals import referrals
from store.relationships import histories
from store.statistics import newest_message_at
from warmth.days import BusinessCalendar
from warmth.flags import Calendars, Judges
from warmth.hindsight import (
    FIXED_DAYS,
    Lesson,
    Score,
    Silence,
    Span,
    Steps,
    as_loud_as,
    score,
    score_fixed,
    silences,
)
from warmth.history import runs
from warmth.policy import Policy
from warmth.story import Story

END_OF_DAY = time(23, 59, 59)  # what `--as-of` makes of a bare date


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the period: flags raised in it and open at its end, by reason; and the fixed rule's."""

    monday: date
    raised: dict[Reason, int]
    open: dict[Reason, int]
    fixed_raised: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the figures do not rest on.

    Living relationships silent since before the period; silent at its end, for not long enough; and people
    who are neither candidates nor clients, of whom no silence is judged.
    """

    silent_before: int
    silent_at_end: int
    other_people: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a replay found. `last` is the last day of which anything is known."""

    first: date
    last: date
    silence_days: int
    weeks: tuple[Week, ...]
    people: int  # candidates and clients who were in living contact
    silences: int  # after which their future is known for long enough, and longer than a day
    fell_silent: int
    going_cold: Score
    own_limit: Score  # going_cold, or whatever stood in its place: the day their warmth was cold
    any_reason: Score
    fixed: Score
    named_before: int  # alarms of going_cold before which, in the same silence, another flag stood
    as_loud: tuple[int, Score] | None  # the fixed rule with as many alarms as going_cold, and its days
    as_loud_as_own: tuple[int, Score] | None  # the same for `own_limit`
    left_out: LeftOut

    @property
    def is_long_enough(self) -> bool:
        """Whether any silence could have its days within the period."""
        return (self.last - self.first).days >= self.silence_days


def _unheard(_people: int) -> None:
    """Progress that nobody asked for."""


def replay(
    database: Database,
    *,
    policy: Policy,
    calendars: Calendars,
    first: date,
    last: date,
    now: datetime,
    zone: ZoneInfo,
    silence_days: int,
    weekly: bool = False,
    on_start: Callable[[int], None] = _unheard,
    on_people: Callable[[int], None] = _unheard,
) -> Backtest | None:
    """Judge everybody at the end of each day from `first` to `last`; None where no mail reaches the period.

    The period ends with the newest mail stored: silence after that is no silence.
    """
    with database.read() as session:
        newest = newest_message_at(session, as_of=min(now, datetime.combine(last, END_OF_DAY, zone)))
        if newest is None or newest.astimezone(zone).date() < first:
            return None
        steps = Steps.over(first, min(last, newest.astimezone(zone).date()), weekly=weekly)
        moments = [min(datetime.combine(day, END_OF_DAY, zone), now) for day in steps.days]
        replayed = _Replay(steps, moments, PutAway.read(session), silence_days)
        judges = Judges(policy, calendars)
        calendar_of = cache(calendars)
        ids = people.every_id(session)
        on_start(len(ids))
        for batch in histories(session, ids, until=moments[-1], many_recipients=policy.rules.many_recipients):
            for history in batch:
                calendar = calendar_of(history.relationship.account)
                shown = _Shown(replayed)
                for run in runs(history, moments, policy=policy, calendar=calendar):
                    shown.add(run.standing.findings, run.first, run.end)
                    if run.standing.warmth is Warmth.COLD:
                        shown.cold.append((run.first, run.end))
                known = history.at(moments[-1])
                story = Story(known, policy=policy, calendar=calendar, now=moments[-1])
                replayed.learn(story, shown)
            on_people(len(batch))
        pointed: dict[object, _Shown] = {}
        for place, moment in enumerate(moments):
            told = referrals(session, as_of=moment, since=judges.oldest_referral(moment))
            for finding in judges.pointed(told, as_of=moment):
                who = finding.contact.id or finding.contact.name.casefold()
                pointed.setdefault(who, _Shown(replayed)).add([finding], place, place + 1)
    return replayed.result()


class _Replay:
    """What is gathered while one person after another is replayed."""

    def __init__(
        self, steps: Steps, moments: Sequence[datetime], put_away: PutAway, silence_days: int
    ) -> None:
        self.steps, self.moments, self.put_away = steps, moments, put_away
        self.raised: list[Counter[Reason]] = [Counter() for _ in moments]
        self.change: list[Counter[Reason]] = [Counter() for _ in (*moments, None)]  # of how many are open
        self._fixed_raised = [0 for _ in moments]
        self._silence_days = silence_days
        self._lessons: list[Lesson] = []
        self._people = self._silent_before = self._silent_at_end = self._others = 0

    def learn(self, story: Story, shown: _Shown) -> None:
        """What became of a relationship, now that the period is over."""
        if story.contact.is_muted:
            return
        wrote_on = story.calendar.day_of(story.written[0].at) if story.written else None
        found = list(silences(story.contact_days(None), wrote_on=wrote_on))
        in_period = [one for one in found if one.lasted_to(self.steps.days[1])]
        is_in_contact = any(one.was_alive for one in in_period)
        if not (story.is_candidate or story.is_client):
            self._others += is_in_contact and Role.COLLEAGUE not in {story.contact.role, *story.contact.roles}
            return
        self._people += is_in_contact
        for one in in_period:
            place = self.steps.after_days(one, FIXED_DAYS, story.calendar)
            if place:
                self._fixed_raised[place] += 1
            if one.was_alive:
                self._learn_of(one, story.calendar, shown)

    def _learn_of(self, one: Silence, calendar: BusinessCalendar, shown: _Shown) -> None:
        limit = one.began + timedelta(days=self._silence_days)
        if one.began <= self.steps.days[0]:
            self._silent_before += 1
        elif limit > self.steps.days[-1]:
            self._silent_at_end += one.ended is None
        elif one.lasted_to(one.began + timedelta(days=1)):
            cold = self.steps.first_in(shown.spans.get(Reason.GOING_COLD, ()), one, limit)
            every = [span for spans in shown.spans.values() for span in spans]
            any_reason = self.steps.first_in(every, one, limit)
            own = self.steps.first_business_day_in(shown.cold, one, limit, calendar)
            self._lessons.append(Lesson(one, one.lasted_to(limit), cold, any_reason, calendar, own))

    def result(self) -> Backtest:
        """All of it, counted."""
        lessons, days, steps = self._lessons, self._silence_days, self.steps
        cold = score(((one, one.going_cold) for one in lessons), silence_days=days)
        own = score(((one, one.own_limit) for one in lessons), silence_days=days)

        def as_loud(rule: Score) -> tuple[int, Score] | None:
            return as_loud_as(rule.alarms, lessons, steps=steps, silence_days=days) if rule.alarms else None

        return Backtest(
            first=steps.days[1],
            last=steps.days[-1],
            silence_days=days,
            weeks=tuple(self._weeks()),
            people=self._people,
            silences=len(lessons),
            fell_silent=sum(one.fell_silent for one in lessons),
            going_cold=cold,
            own_limit=own,
            any_reason=score(((one, one.any_reason) for one in lessons), silence_days=days),
            fixed=score_fixed(lessons, FIXED_DAYS, steps=steps, silence_days=days),
            named_before=sum(one.was_named_before for one in lessons),
            as_loud=as_loud(cold),
            as_loud_as_own=as_loud(own),
            left_out=LeftOut(self._silent_before, self._silent_at_end, self._others),
        )

    def _weeks(self) -> Iterable[Week]:
        weeks: dict[date, tuple[Counter[Reason], Counter[Reason], int]] = {}
        stand: Counter[Reason] = Counter(self.change[0])
        for place, day in enumerate(self.steps.days[1:], start=1):
            stand.update(self.change[place])
            monday = day - timedelta(days=day.weekday())
            raised, _, fixed = weeks.get(monday, (Counter(), stand, 0))
            weeks[monday] = (
                raised + self.raised[place],
                +stand,
                fixed + self._fixed_raised[place],
            )
        for monday, (raised, held, fixed) in weeks.items():
            yield Week(monday, dict(raised), dict(held), fixed)


@dataclass(slots=True)
class _Shown:
    """The flags of one person as the steps go by, without those that were put away."""

    replay: _Replay
    spans: dict[Reason, list[Span]] = field(default_factory=dict)
    cold: list[Span] = field(default_factory=list)  # when their warmth was cold, flagged for it or not
    _seen: set[tuple[Reason, str]] = field(default_factory=set)
    _last: dict[Reason, Finding] = field(default_factory=dict)

    def add(self, findings: Iterable[Finding], first: int, end: int) -> None:
        """They were found at the steps from `first` to the one before `end`."""
        for finding in findings:
            if not self.replay.put_away.knows(finding):
                self._stood(finding, first, end)
                continue
            for place in range(first, end):
                if not self.replay.put_away.holds(finding, self.replay.moments[place]):
                    self._stood(finding, place, place + 1)

    def _stood(self, finding: Finding, first: int, end: int) -> None:
        reason, last = finding.reason, self._last.get(finding.reason)
        spans = self.spans.setdefault(reason, [])
        is_on = bool(spans) and spans[-1][1] == first
        spans.append((spans.pop()[0] if is_on else first, end))
        self.replay.change[first][reason] += 1
        self.replay.change[end][reason] -= 1
        is_grown = is_on and last is not None and _share_evidence(last, finding)
        if (reason, finding.evidence_key) not in self._seen and not is_grown:
            self.replay.raised[first][reason] += 1
        self._seen.add((reason, finding.evidence_key))
        self._last[reason] = finding


def _share_evidence(one: Finding, other: Finding) -> bool:
    """Whether the second is the flag of the first, grown or shrunk."""
    proofs = {(proof.message_id or proof.date) for proof in one.evidence}
    return one.occasion == other.occasion and any(
        (proof.message_id or proof.date) in proofs for proof in other.evidence
    )
