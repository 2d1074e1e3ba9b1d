"""What held at earlier moments: each relationship judged again as it was then, only where it may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache

from domain import Finding, Relationship, Standing
from warmth.days import BusinessCalendar
from warmth.judgement import judge
from warmth.policy import Policy


def findings_at(
    relationships: Iterable[Relationship],
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
    for relationship in relationships:
        calendar, events = calendar_of(relationship.account), sorted(_events(relationship))
        before: tuple[datetime, Standing] | None = None
        for place, moment in enumerate(moments):
            if before is None or not _holds_still(before, moment, events):
                standing = judge(relationship, policy=policy, calendar=calendar, now=moment)
                before = (moment, standing)
            found[place] += before[1].findings
    return found


def _holds_still(before: tuple[datetime, Standing], moment: datetime, events: Sequence[datetime]) -> bool:
    at, standing = before
    if standing.look_again is not None and standing.look_again <= moment:
        return False
    return not any(at < event <= moment for event in events)


def _events(relationship: Relationship) -> Iterator[datetime]:
    """When something became known."""
    yield from (exchange.at for exchange in (*relationship.exchanges, *relationship.about))
    yield from (meeting.told_at for meeting in relationship.meetings)
    yield from (entry.at for entry in relationship.log)
    yield from (change.at for change in relationship.stages)
