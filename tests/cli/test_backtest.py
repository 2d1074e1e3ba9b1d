"""`keepwarm backtest` over the sample mailbox, as a recruiter runs it."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.cli.conftest import TODAY, Desk

FIRST = TODAY - timedelta(days=300)
PERIOD = ("--from", FIRST.isoformat(), "--to", TODAY.isoformat())


@pytest.fixture(scope="module")
def lines(read_once: Desk) -> list[dict[str, Any]]:
    return read_once.json("backtest", *PERIOD, "--silence", "60")


def test_every_line_is_a_week_a_rule_or_the_period(lines: list[dict[str, Any]]) -> None:
    assert {line["schema_version"] for line in lines} == {1}
    kinds = Counter(line["kind"] for line in lines)
    assert kinds["period"] == 1
    assert kinds["rule"] in (4, 5, 6)
    assert kinds["week"] >= 43
    assert [line["rule"] for line in lines if line["kind"] == "rule"][:4] == [
        "going_cold",
        "own_limit",
        "any_reason",
        "fixed",
    ]


def test_the_last_week_ends_with_what_flags_says_of_that_day(desk: Desk, lines: list[dict[str, Any]]) -> None:
    (period,) = (line for line in lines if line["kind"] == "period")
    week = [line for line in lines if line["kind"] == "week"][-1]
    listed = desk.json("flags", "--as-of", period["to"])
    assert week["open"] == Counter(flag["reason"] for flag in listed)


def test_what_was_put_away_by_then_is_not_counted(desk: Desk) -> None:
    before = desk.json("backtest", *PERIOD)[:-1]
    (flag, *_) = desk.json("flags", "--as-of", TODAY.isoformat(), "--reason", "second_look")
    desk.run("flag", "dismiss", flag["id"])
    after = desk.json("backtest", *PERIOD)[:-1]
    last = [[one for one in lines if one["kind"] == "week"][-1] for lines in (before, after)]
    assert last[0]["open"]["second_look"] == last[1]["open"]["second_look"] + 1


def test_it_is_told_in_plain_words_and_changes_nothing(desk: Desk) -> None:
    def stored() -> str:
        return hashlib.sha256(desk.database.read_bytes()).hexdigest()

    before = stored()
    said = desk.run("--plain", "backtest", *PERIOD, "--silence", "60").stdout
    assert "week\traised\tgoing_cold" in said
    assert "\n45 days\t" in said
    assert "Left out:" in said
    assert "█" not in said
    assert stored() == before


def test_a_period_shorter_than_the_silence_says_so(read_once: Desk) -> None:
    said = read_once.run("backtest", *PERIOD, "--silence", "400").stdout
    assert "shorter than 400 days" in said


def test_a_period_without_mail_says_so(read_once: Desk) -> None:
    told = read_once.run("backtest", "--from", "1999-01-01", "--to", "1999-12-31")
    assert told.stdout == ""
    assert "nothing can be replayed" in told.stderr


@pytest.mark.parametrize(
    "options", [(), ("--from", "2026-02-01"), ("--from", "2026-03-01", "--to", "2026-02-01")]
)
def test_a_period_needs_two_days_in_order(read_once: Desk, options: tuple[str, ...]) -> None:
    read_once.run("backtest", *options, exit_code=2)
