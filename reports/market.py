"""The market as people told it: each fact with its pay, job and place, and pay ranges over all of them.

Pure. One person counts once in a range, with what they said last; a median needs several people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from domain import DetailKind, Topic
from nlp.pay import Pay, job_in, pay_in, place_in
from store.views import MarketFact

ENOUGH_FOR_MEDIAN = 5  # people; of fewer the range says all there is
ENOUGH_FOR_QUARTILES = 8
BAR = 40  # columns of the widest bar

Details = tuple[tuple[DetailKind, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with what is paid in it, and for which job and where; empty where nothing tells."""

    fact: MarketFact
    pay: tuple[Pay, ...] = ()
    job: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """What several people told of the pay for a job at a place; a median only where enough of them did."""

    job: str
    place: str
    currency: str
    period: str
    low: float
    high: float
    people: int
    newest: datetime
    median: float | None = None
    quartiles: tuple[float, float] | None = None


def told(facts: Iterable[MarketFact], details: Mapping[int, Details]) -> list[Told]:
    """The facts with their pay. Job and place are those of the words, else those known of the person."""
    found = []
    for fact in facts:
        if fact.topic is not Topic.PAY:
            found.append(Told(fact))
            continue
        around = fact.around or fact.evidence
        known = dict(details.get(fact.contact_id or 0, ()))
        found.append(
            Told(
                fact,
                tuple(pay_in(fact.evidence) or pay_in(fact.value)),
                job_in(around) or known.get(DetailKind.TITLE, "").lower(),
                place_in(around) or known.get(DetailKind.PLACE, ""),
            )
        )
    return found


def ranges(facts: Iterable[Told]) -> list[Range]:
    """Pay by job and place, currency and period; those that most people tell of come first."""
    held: dict[tuple[str, str, str, str], dict[str, tuple[datetime, Pay]]] = {}
    for one in facts:
        who = f"c-{one.fact.contact_id}" if one.fact.contact_id is not None else one.fact.name
        for pay in one.pay:
            said = held.setdefault((one.job, one.place, pay.currency, pay.period), {})
            if who not in said or said[who][0] <= one.fact.at:
                said[who] = (one.fact.at, pay)
    found = [_range(*key, [pay for _, pay in said.values()], max(at for at, _ in said.values()))
             for key, said in held.items()]  # fmt: skip
    return sorted(found, key=lambda one: (-one.people, one.job, one.place, one.currency, one.period))


def _range(job: str, place: str, currency: str, period: str, pays: list[Pay], newest: datetime) -> Range:
    middles = [(pay.low + pay.high) / 2 for pay in pays]
    quarters = quantiles(middles, n=4, method="inclusive") if len(pays) >= ENOUGH_FOR_QUARTILES else None
    return Range(
        job=job,
        place=place,
        currency=currency,
        period=period,
        low=min(pay.low for pay in pays),
        high=max(pay.high for pay in pays),
        people=len(pays),
        newest=newest,
        median=median(middles) if len(pays) >= ENOUGH_FOR_MEDIAN else None,
        quartiles=(quarters[0], quarters[2]) if quarters else None,
    )


def amount(value: float) -> str:
    """An amount as people read it: 55k, 1.2m, 45."""
    for size, sign in ((1_000_000, "m"), (1_000, "k")):
        if value >= size * (10 if sign == "k" else 1):
            return f"{value / size:.1f}".removesuffix(".0") + sign
    return f"{value:,.2f}".removesuffix(".00")


def pay_in_words(currency: str, low: float, high: float, period: str) -> str:
    """A range in words: "EUR 55k to 60k a year"."""
    span = amount(low) if low == high else f"{amount(low)} to {amount(high)}"
    return " ".join(filter(None, (currency, span, f"a{'n' * (period == 'hour')} {period}" if period else "")))


def bar(one: Range, scale: tuple[float, float], *, is_plain: bool = False) -> str:
    """A range as a bar on a scale from the lowest to the highest of its like; the median is marked."""
    low, high = scale
    width = (high - low) or 1.0

    def column(value: float) -> int:
        return round((value - low) / width * (BAR - 1))

    line, end, mark = ("-", "|", "+") if is_plain else ("─", "│", "●")
    cells = [" "] * BAR
    first, last = column(one.low), column(one.high)
    cells[first : last + 1] = line * (last - first + 1)
    cells[first] = cells[last] = end
    if one.median is not None:
        cells[column(one.median)] = mark
    return "".join(cells).rstrip()
