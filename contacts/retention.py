"""Who has lapsed: how long somebody is kept after the last activity, and what holds them longer.

Pure. A hold wins over every term, and the least time that records are kept wins over a shorter one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from config import Retention
from domain import Contact, Role


class Hold(StrEnum):
    """What a person said of keeping somebody; nothing said: the settings tell."""

    NONE = ""
    HELD = "held"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody with a record, when anything last happened, and whether they are held."""

    contact: Contact
    last_activity: datetime
    hold: Hold = Hold.NONE
    held_until: datetime | None = None  # of a hold; None: until it is released
    hold_why: str = ""


@dataclass(frozen=True, slots=True)
class Lapse:
    """Somebody whose time runs out: when, by which setting, and whether something holds them beyond."""

    kept: Kept
    term: str  # the key of the setting
    months: int
    lapses_at: datetime
    is_held: bool = False


def plan(people: Iterable[Kept], terms: Retention, *, until: datetime) -> list[Lapse]:
    """Everybody who lapses by then, the longest lapsed first; those that are held are named with them."""
    found = []
    for one in people:
        named = _term(one.contact, terms)
        if named is None:
            continue
        term, months = named
        lapses_at = after_months(one.last_activity, months)
        if (least := least_until(one, terms)) is not None:
            lapses_at = max(lapses_at, least)
        if lapses_at <= until:
            found.append(Lapse(one, term, months, lapses_at, is_held(one, now=until)))
    return sorted(found, key=lambda lapse: (lapse.lapses_at, lapse.kept.contact.id or 0))


def is_held(one: Kept, *, now: datetime) -> bool:
    """Whether a hold that a person set is in force."""
    return one.hold is Hold.HELD and (one.held_until is None or one.held_until > now)


def least_until(one: Kept, terms: Retention) -> datetime | None:
    """Until when the settings want the records kept; None where they do not, or a person released them."""
    if not terms.keep_at_least_months or one.hold is Hold.RELEASED:
        return None
    return after_months(one.last_activity, terms.keep_at_least_months)


def after_months(at: datetime, months: int) -> datetime:
    """The same day so many months later; the last of the month where it is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    if year > 9998:  # the calendar ends before that term does
        return at.replace(year=9998)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _term(contact: Contact, terms: Retention) -> tuple[str, int] | None:
    """The setting that applies, of somebody with two roles the longer; None: they never lapse."""
    roles = contact.roles or {contact.role}
    if Role.COLLEAGUE in roles:
        return None
    keys = []
    if Role.CANDIDATE in roles:
        keys.append(contact.stage.value if contact.stage else "lead")
    if Role.CLIENT in roles:
        keys.append("client")
    found = [(key, int(getattr(terms, key))) for key in keys or ["other"]]
    if any(months == 0 for _, months in found):
        return None
    return max(found, key=lambda pair: pair[1])
