"""Stores of the gold stories: judging who is due, as a story goes on, is the same as judging everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from config import Settings
from domain import Flag, Kind, Role, SignalType
from evaluation.judge_gold import SCENARIOS, TELLS, Scenario
from store import flags
from store.database import Database
from store.models import MessageRow
from tests.store.mailbox import RECRUITER, Says, Store
from warmth.days import BusinessCalendar
from warmth.flags import current, refresh
from warmth.policy import Policy

LATER = [timedelta(days=days) for days in (0, 3, 8, 31, 95, 200)]  # from the day that a story is asked about


@pytest.mark.parametrize("story", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_story_judged_as_it_went_on_stands_as_if_everybody_were_judged(
    sqlite_database: Database, story: Path
) -> None:
    scenario = Scenario(story)
    settings = Settings(timezone=scenario.raw["timezone"], country=scenario.raw["country"])
    judged: dict[str, Any] = {
        "policy": Policy.of(settings), "calendars": partial(BusinessCalendar.of, settings)
    }  # fmt: skip
    with sqlite_database.write() as session:
        store = Store(session)
        people = {id_: _person(store, one) for id_, one in scenario.people.items()}
    for message in sorted(scenario.raw["messages"], key=lambda one: one["date"]):
        with sqlite_database.write() as session:
            store.session = session
            _write(store, scenario, people, message)
        refresh(sqlite_database, **judged, now=message["date"].astimezone(UTC))
    stood = False
    for later in LATER:
        now = scenario.as_of.astimezone(UTC) + later
        refresh(sqlite_database, **judged, now=now)
        with sqlite_database.read() as session:
            stand = flags.listed(session, now=now)
        everybody = current(sqlite_database, **judged, as_of=now, is_past=True)
        assert _told(stand) == _told(everybody)
        stood = stood or bool(stand)
    assert stood or not scenario.raw["flags"]


def _told(found: list[Flag]) -> set[tuple[object, ...]]:
    return {
        (f.contact.id, f.contact.name, f.reason, f.since, f.urgency, f.explanation, f.evidence_key)
        for f in (one.finding for one in found)
    }


def _person(store: Store, one: dict[str, Any]) -> int:
    address = one["address"]
    return store.person(one["name"], address if isinstance(address, str) else address[0], Role(one["role"]))


def _write(store: Store, scenario: Scenario, people: dict[str, int], message: dict[str, Any]) -> None:
    """A message as it is labelled, with the stages that its signals tell."""
    who = partial(_who, scenario, people)
    kind = Kind(message["kind"])
    signals = [(SignalType(one["type"]), one) for one in message.get("signals") or [] if kind.is_read]
    row = store.mail(
        message["date"], who(message["from"]), [who(one) for one in message["to"]],
        cc=[who(one) for one in message.get("cc") or []], kind=kind, subject=message["subject"],
        text=message.get("own") or "", sentiment=message["sentiment"] if kind.is_read else None,
        message_id=f"<{message['id']}@story.example>",
        says=[_says(type_, one, who) for type_, one in signals],
    )  # fmt: skip
    if kind.is_read:
        row.strain_value = bool(message.get("strain"))
    for type_, one in signals:
        about = who(one["about"]) if one.get("about") else None
        if isinstance(about, int) and type_ in TELLS:
            store.stage(about, TELLS[type_], message["date"], proof=row)
    if message.get("invite"):
        _invite(store, row, message["invite"])


def _who(scenario: Scenario, people: dict[str, int], name: str) -> int | str:
    named = scenario.by_address.get(name, name)
    return RECRUITER if named == "recruiter" else people.get(named, name)


def _says(type_: SignalType, one: dict[str, Any], who: Callable[[str], int | str]) -> Says:
    about = who(one["about"]) if one.get("about") else None
    name = one["about"] if isinstance(about, str) and about != RECRUITER else ""
    return Says(
        type_, about=about if isinstance(about, int) else None, name=name, due=one.get("due"),
        evidence=one["evidence"],
    )  # fmt: skip


def _invite(store: Store, row: MessageRow, invite: dict[str, Any]) -> None:
    start: datetime = invite["start"]
    is_off = invite.get("status") == "CANCELLED"
    store.event(
        row, start, uid=invite.get("uid", row.message_id), sequence=int(is_off),
        method="CANCEL" if is_off else "REQUEST",
    )  # fmt: skip
