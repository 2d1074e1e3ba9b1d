"""In the gold stories, judging only when something may have changed is the same as judging every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import History, Standing
from evaluation.judge_gold import SCENARIOS, Scenario
from warmth.days import BusinessCalendar
from warmth.history import runs
from warmth.judgement import judge
from warmth.policy import Policy

DAYS = 430  # from half a year before a story's end until nothing is left to be said but a second look
STORIES = ("grace-two-offers", "first-ninety", "panel-said-no", "spring-came", "heydt-berlin-panel")


@pytest.mark.parametrize("story", STORIES)
def test_judged_where_it_may_have_changed_is_judged_every_day(story: str) -> None:
    scenario, policy = Scenario(SCENARIOS / f"{story}.yaml"), Policy()
    calendar = BusinessCalendar(scenario.raw["timezone"], scenario.raw["country"])
    moments = [scenario.as_of + timedelta(days=day - 180, hours=day % 24) for day in range(DAYS)]
    judged = found = 0
    for person in scenario.people:
        history = History(scenario.relationship(person))
        for run in runs(history, moments, policy=policy, calendar=calendar):
            judged += 1
            for now in moments[run.first : run.end]:
                daily = judge(history.at(now), policy=policy, calendar=calendar, now=now)
                found += len(daily.findings)
                assert _without_counted_days(daily) == _without_counted_days(run.standing)
    assert found
    assert judged < len(moments) * len(scenario.people) / 2


def _without_counted_days(standing: Standing) -> Standing:
    findings = tuple(replace(finding, explanation="") for finding in standing.findings)
    return replace(standing, rhythm="", look_again=None, findings=findings)
