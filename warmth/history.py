"""What held at earlier moments: each relationship judged again as it was then, only where it may differ."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from domain import Finding, History, Standing
from warmth.days import BusinessCalendar
from warmth.judgement import judge
from warmth.policy import Policy


@dataclass(frozen=True, slots=True)
class Run:
    """A judgement, and where it stands: at the moments from place `first` to the one before `end`."""

    first: int
    end: int
    standing: Standing


def findings_at(
    histories: Iterable[History],
    moments: Sequence[datetime],
    *,
    policy: Policy,
    calendars: Callable[[str], BusinessCalendar],
) -> list[list[Finding]]:
    """For each moment (aware, ascending) everything that was found then; later mail is unseen.

    Referrals are not among it: they are no relationship yet.
    """
    calendar_of = cache(calendars)
    found: list[list[Finding]] = [[] for _ in moments]
    for one in histories:
        for run in runs(one, moments, policy=policy, calendar=calendar_of(one.relationship.account)):
            for place in range(run.first, run.end):
                found[place] += run.standing.findings
    return found


def runs(
    history: History, moments: Sequence[datetime], *, policy: Policy, calendar: BusinessCalendar
) -> Iterator[Run]:
    """How the relationship stood at each moment (aware, ascending), judged only where it may have changed."""
    events = sorted(set(_events(history)))
    place = 0
    while place < len(moments):
        now = moments[place]
        standing = judge(history.at(now), policy=policy, calendar=calendar, now=now)
        changes = events[(after := bisect_right(events, now)) : after + 1]
        changes += [standing.look_again] if standing.look_again is not None else []
        end = bisect_left(moments, min(changes), lo=place + 1) if changes else len(moments)
        yield Run(place, end, standing)
        place = end


def _events(history: History) -> Iterator[datetime]:
    """When something became known."""
    relationship = history.relationship
    yield from (exchange.at for exchange in (*relationship.exchanges, *relationship.about))
    yield from (meeting.told_at for meeting in relationship.meetings)
    yield from (moment for moment, _ in history.meetings)
    yield from (entry.at for entry in relationship.log)
    yield from (change.at for change in relationship.stages)
