"""What became of relationships, and who had been warned: silences, and how right a rule was about them.

A silence is the time after a day of contact. A relationship was alive when it began if the contact had
written by then and the two had been in contact on enough days of the year before. It fell silent if no
contact came for so many days. What happens after the period is never looked at: a silence that has not had
its days by the end is judged by nobody, whether it ended or not. See docs/backtest.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import mean, median

from warmth.days import ONE_DAY, BusinessCalendar

FIXED_DAYS = 45  # the rule of thumb to compare with: nobody unwritten to for longer than this
ALIVE_CONTACT_DAYS = 4  # the least from which a rhythm can be told; fewer are an acquaintance
ALIVE_WITHIN = timedelta(days=365)
SUNDAY = 6

Span = tuple[int, int]  # of steps, by their places: from the first to the one before the second


@dataclass(frozen=True, slots=True)
class Silence:
    """The time after the last of some days of contact; `ended` is None while none has followed."""

    began: date
    ended: date | None
    was_alive: bool

    def lasted_to(self, day: date) -> bool:
        """Whether there had been no contact on that day yet."""
        return self.ended is None or self.ended > day


@dataclass(frozen=True, slots=True)
class Lesson:
    """A silence of a living relationship with a known end, and the day on which each rule had spoken."""

    silence: Silence
    fell_silent: bool
    going_cold: date | None
    any_reason: date | None
    calendar: BusinessCalendar = field(repr=False, compare=False)
    own_limit: date | None = None  # the business day on which the relationship's own silence was used up

    @property
    def was_named_before(self) -> bool:
        """Whether another flag stood before going_cold, which steps back while one does."""
        cold, other = self.going_cold, self.any_reason
        return cold is not None and other is not None and other < cold


@dataclass(frozen=True, slots=True)
class Score:
    """How right a rule was: alarms it raised, those of which the relationship fell silent, all that did.

    `late` are right alarms that came when half of the days of silence were over: too late to do much.
    `days_of_warning` and `days_of_silence` are medians over the right alarms: how long before the silence
    counted the rule spoke, and how long nobody had then been in touch; `mean_days_of_silence` is the mean.
    """

    alarms: int
    right: int
    late: int
    fell_silent: int
    days_of_warning: float | None
    days_of_silence: float | None
    mean_days_of_silence: float | None = None

    @property
    def precision(self) -> float | None:
        """The share of the alarms that were right; None without an alarm."""
        return self.right / self.alarms if self.alarms else None

    @property
    def recall(self) -> float | None:
        """The share of those that fell silent of whom it had warned in time; None where nobody did."""
        return (self.right - self.late) / self.fell_silent if self.fell_silent else None


@dataclass(frozen=True, slots=True)
class Steps:
    """The days at whose end the question was asked, ascending; the first only tells what stood before."""

    days: tuple[date, ...]

    @classmethod
    def over(cls, first: date, last: date, *, weekly: bool) -> Steps:
        """Every day of a period, or every Sunday and the last day."""
        asked = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return cls((first - ONE_DAY, *(d for d in asked if not weekly or d.weekday() == SUNDAY or d == last)))

    def first_in(self, spans: Iterable[Span], silence: Silence, limit: date) -> date | None:
        """The first step inside a silence, before `limit`, at which a flag of these spans stood."""
        start = bisect_right(self.days, silence.began)
        end = bisect_left(self.days, min(limit, silence.ended or limit))
        places = (max(first, start) for first, last in spans if max(first, start) < min(last, end))
        place = min(places, default=None)
        return self.days[place] if place is not None else None

    def first_business_day_in(
        self, spans: Iterable[Span], silence: Silence, limit: date, calendar: BusinessCalendar
    ) -> date | None:
        """The same, put off to the next business day where the silence lasts to it, as flags are."""
        day = self.first_in(spans, silence, limit)
        if day is None or calendar.is_business_day(day):
            return day
        place = bisect_left(self.days, calendar.next_business_day(day))
        later = self.days[place] if place < len(self.days) else limit
        return later if later < limit and silence.lasted_to(later) else None

    def after_days(self, silence: Silence, number: int, calendar: BusinessCalendar) -> int | None:
        """The place at which a rule of a fixed number of days speaks, on a business day as ours do."""
        day = silence.began + timedelta(days=number + 1)
        if not calendar.is_business_day(day):
            day = calendar.next_business_day(day)
        place = bisect_left(self.days, day)
        return place if place < len(self.days) and silence.lasted_to(self.days[place]) else None


def silences(contact_days: Sequence[date], *, wrote_on: date | None) -> Iterator[Silence]:
    """The silences of a relationship with these days of contact (distinct, ascending).

    `wrote_on` is the day on which the contact first wrote; silences before it are none of theirs.
    """
    for place, began in enumerate(contact_days):
        if wrote_on is None or began < wrote_on:
            continue
        ended = contact_days[place + 1] if place + 1 < len(contact_days) else None
        recent = place + 1 - bisect_left(contact_days, began - ALIVE_WITHIN)
        yield Silence(began, ended, recent >= ALIVE_CONTACT_DAYS)


def score(warned: Iterable[tuple[Lesson, date | None]], *, silence_days: int) -> Score:
    """How right a rule was that spoke on these days, None where it kept quiet."""
    alarms = fell = 0
    waited: list[int] = []
    for lesson, day in warned:
        fell += lesson.fell_silent
        alarms += day is not None
        if day is not None and lesson.fell_silent:
            waited.append((day - lesson.silence.began).days)
    middle = median(waited) if waited else None
    return Score(
        alarms=alarms,
        right=len(waited),
        late=sum(days > silence_days / 2 for days in waited),
        fell_silent=fell,
        days_of_warning=silence_days - middle if middle is not None else None,
        days_of_silence=middle,
        mean_days_of_silence=mean(waited) if waited else None,
    )


def score_fixed(lessons: Iterable[Lesson], number: int, *, steps: Steps, silence_days: int) -> Score:
    """How right a rule of a fixed number of days was about the same silences."""

    def day(lesson: Lesson) -> date | None:
        place = steps.after_days(lesson.silence, number, lesson.calendar)
        limit = lesson.silence.began + timedelta(days=silence_days)
        return steps.days[place] if place is not None and steps.days[place] < limit else None

    return score(((lesson, day(lesson)) for lesson in lessons), silence_days=silence_days)


def as_loud_as(
    alarms: int, lessons: Sequence[Lesson], *, steps: Steps, silence_days: int
) -> tuple[int, Score] | None:
    """The fixed number of days that raises as many alarms, or the fewest more, with its score.

    Nobody could have known it beforehand. None where even the shortest raises fewer.
    """
    low, high = 1, silence_days
    found: tuple[int, Score] | None = None
    while low < high:  # the more days, the fewer alarms
        middle = (low + high) // 2
        tried = score_fixed(lessons, middle, steps=steps, silence_days=silence_days)
        if tried.alarms >= alarms:
            found, low = (middle, tried), middle + 1
        else:
            high = middle
    return found
