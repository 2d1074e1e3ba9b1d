"""A replay of the past in words: its weeks in lines, its rules side by side, what that means and what not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain import Reason
from reports.model import iso_week
from warmth.backtest import Backtest, Week
from warmth.hindsight import ALIVE_CONTACT_DAYS, FIXED_DAYS, Score

MOST_LINES = 60
FEW = 30  # silences; with fewer a single one moves a share by more than three points
WIDEST_BAR = 24
WAYS: Sequence[tuple[str, Callable[[date], str]]] = (
    ("week", iso_week),
    ("month", lambda day: f"{day:%Y-%m}"),
    ("year", lambda day: f"{day:%Y}"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A week, month or year: flags raised in it, and open at its end, in all and for going_cold."""

    name: str
    raised: int
    cold: int
    open: int
    fixed: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule with how right it was; `fixed_days` are those of a fixed one."""

    rule: str
    score: Score
    fixed_days: int | None = None

    @property
    def name(self) -> str:
        """How it is called in a table."""
        plain = self.rule.replace("any_", "any ").replace("own_", "own ")
        return plain if self.fixed_days is None else f"{self.fixed_days} days"


def stretches(found: Backtest) -> tuple[str, list[Stretch]]:
    """The period week by week; month by month or year by year where that were too many lines."""
    for unit, name in WAYS:
        grouped: dict[str, list[Week]] = {}
        for week in found.weeks:
            grouped.setdefault(name(max(week.monday, found.first)), []).append(week)
        lines = [_stretch(called, weeks) for called, weeks in grouped.items()]
        if len(lines) <= MOST_LINES:
            return unit, lines
    return unit, lines


def _stretch(name: str, weeks: Sequence[Week]) -> Stretch:
    raised: Counter[Reason] = Counter()
    for week in weeks:
        raised.update(week.raised)
    return Stretch(
        name,
        raised.total(),
        raised[Reason.GOING_COLD],
        sum(weeks[-1].open.values()),
        sum(week.fixed_raised for week in weeks),
    )


def bar(number: int, most: int, *, is_plain: bool) -> str:
    """A number as a bar, the largest at full width; anything above nothing is seen."""
    if not number or not most:
        return ""
    return ("#" if is_plain else "\u2588") * max(1, round(WIDEST_BAR * number / most))


def rules(found: Backtest) -> list[Judged]:
    """The rules side by side."""
    judged = [
        Judged("going_cold", found.going_cold),
        Judged("own_limit", found.own_limit),
        Judged("any_reason", found.any_reason),
        Judged("fixed", found.fixed, FIXED_DAYS),
    ]
    shown = {FIXED_DAYS}
    for rule, loud in (("fixed_as_loud", found.as_loud), ("fixed_as_loud_as_own", found.as_loud_as_own)):
        if loud is not None and loud[0] not in shown:
            days, score = loud
            judged.append(Judged(rule, score, days))
            shown.add(days)
    return judged


def share(part: float | None) -> str:
    """A share as in "67%"; a dash where there is nothing to share."""
    return "-" if part is None else f"{part:.0%}"


def number(value: float | None) -> str:
    """A median as a whole number; a dash where there is none."""
    return "-" if value is None else f"{value:.0f}"


def told(found: Backtest) -> list[str]:
    """What was counted, what it means, and what it does not mean: a paragraph each."""
    if not found.is_long_enough:
        return [
            f"The period is shorter than {found.silence_days} days, so nobody can have fallen silent within "
            "it. Begin earlier, or say --silence with fewer days."
        ]
    if not found.fell_silent:
        return [
            f"No living relationship fell silent for {found.silence_days} days, so there is nothing to warn "
            "of: only the number of alarms says anything here."
        ]
    paragraphs = [
        f"Looked at are {found.silences} silences of {found.people} candidates and clients, each after at "
        f"least {ALIVE_CONTACT_DAYS} days of contact within a year. {found.fell_silent} went on for "
        f"{found.silence_days} days or more: these relationships fell silent. The others were in touch "
        "again before.",
        _meaning(found),
        "Precision is the share of alarms that were right, recall the share of fallen silences warned of "
        "in their first half; a rule of fixed days hears them all, so ask what its alarms cost. A wrong "
        "alarm may have been a right letter: nobody acted on these flags, and who wrote anyway made a true "
        "one false. Own limit is going_cold without stepping back: the day on which a silence was longer "
        "than their own rhythm allows, and they were named for one reason or another. Reasons other than "
        "going_cold ask for an answer or a call and do not foretell silence.",
    ]
    if found.as_loud is not None and found.as_loud[0] != FIXED_DAYS:
        paragraphs.append(
            f"The rule of {found.as_loud[0]} days is the one nearest to going_cold in alarms, the last one "
            "nearest to own limit; nobody could have known these numbers beforehand."
        )
    if found.fell_silent < FEW:
        paragraphs.append(
            f"{found.fell_silent} is few: one relationship more or less moves a share by "
            f"{100 / found.fell_silent:.0f} points."
        )
    return paragraphs


def left_out(found: Backtest) -> str:
    """Of whom nothing was judged, and why."""
    one = found.left_out
    return (
        f"Left out: {one.silent_before} silent since before the period, {one.silent_at_end} silent at its "
        f"end for less than {found.silence_days} days, {one.other_people} people who are neither candidate "
        "nor client. Whoever was in touch in the last days of the period is left out too, for what follows "
        "is not known."
    )


def _named(found: Backtest) -> str:
    if not found.named_before:
        return "No other flag had stood before in the same silence."
    return (
        f"It steps back while another flag stands: {found.named_before} of these people had been named "
        "for another reason earlier in the same silence."
    )


def _meaning(found: Backtest) -> str:
    cold, fixed = found.going_cold, found.fixed
    if not cold.alarms:
        return "going_cold kept quiet about all of them."
    sooner = (fixed.days_of_silence or 0) - (cold.days_of_silence or 0)
    when = (
        f"{sooner:.0f} days sooner than" if sooner > 0 else f"{-sooner:.0f} days later than" if sooner < 0
        else "as soon as"
    )  # fmt: skip
    return (
        f"going_cold spoke {cold.alarms} times and was right {cold.right} times, after "
        f"{number(cold.days_of_silence)} days without contact (median), {when} the rule of {FIXED_DAYS} "
        f"days, which spoke {fixed.alarms} times and was right {fixed.right} times. {_named(found)}"
    )
