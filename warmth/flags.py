"""Judgement meets the store: flags are opened and closed, and any moment can be asked about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from domain import Finding, Flag, Reason, Relationship, Standing
from store import flags
from store.database import Database
from store.flags import Recorded
from store.referrals import referrals
from store.relationships import in_batches
from warmth.days import BusinessCalendar
from warmth.judgement import judge, judge_referral
from warmth.policy import Policy

Calendars = Callable[[str], BusinessCalendar]  # the calendar of an account, by its name; "" is the usual one


@dataclass(frozen=True, slots=True)
class Case:
    """A relationship and how it stands."""

    relationship: Relationship
    standing: Standing


def refresh(
    database: Database,
    *,
    policy: Policy,
    calendars: Calendars,
    now: datetime,
    contact_ids: Collection[int] | None = None,
) -> Recorded:
    """Judge everybody, or these contacts, and bring the flags in line: what was opened, what is satisfied.

    Referrals are judged in any case: a word to one person may settle what another asked for.
    """
    found = _findings(database, policy=policy, calendars=calendars, as_of=now, contact_ids=contact_ids)
    # Judging may take long, so it held no lock; mail that came in between is judged by its own refresh.
    with database.write() as session:
        return flags.record(session, found, now=now, contact_ids=contact_ids)


def current(
    database: Database, *, policy: Policy, calendars: Calendars, as_of: datetime, is_past: bool = False
) -> list[Flag]:
    """The flags open at a moment, most urgent first.

    For now the flags that live are brought up to date first. For a past moment (`is_past`) they are judged
    from what was known then, and what lives stays as it is.
    """
    if not is_past:
        refresh(database, policy=policy, calendars=calendars, now=as_of)
        with database.read() as session:
            return flags.listed(session, now=as_of)
    found = _findings(database, policy=policy, calendars=calendars, as_of=as_of, contact_ids=None)
    with database.write() as session:
        return flags.number(session, found, as_of=as_of)


def standings(
    database: Database,
    *,
    policy: Policy,
    calendars: Calendars,
    as_of: datetime,
    contact_ids: Collection[int] | None = None,
) -> list[Case]:
    """Everybody known at a moment, or these contacts, each with how it stands, by number."""
    with database.read() as session:
        batches = in_batches(
            session, as_of=as_of, contact_ids=contact_ids, many_recipients=policy.rules.many_recipients
        )
        return list(_cases(batches, policy=policy, calendars=calendars, as_of=as_of))


def _cases(
    batches: Iterable[list[Relationship]], *, policy: Policy, calendars: Calendars, as_of: datetime
) -> Iterator[Case]:
    calendar_of = cache(calendars)  # a calendar remembers the days it was asked for
    for batch in batches:
        for relationship in batch:
            calendar = calendar_of(relationship.account)
            yield Case(relationship, judge(relationship, policy=policy, calendar=calendar, now=as_of))


def _findings(
    database: Database,
    *,
    policy: Policy,
    calendars: Calendars,
    as_of: datetime,
    contact_ids: Collection[int] | None,
) -> list[Finding]:
    """All that holds for these contacts, and every open referral; going_cold steps back before a referral."""
    calendar = calendars("")
    with database.read() as session:
        batches = in_batches(
            session, as_of=as_of, contact_ids=contact_ids, many_recipients=policy.rules.many_recipients
        )
        cases = _cases(batches, policy=policy, calendars=calendars, as_of=as_of)
        found = [finding for one in cases for finding in one.standing.findings]
        pointed = [
            finding
            for referral in referrals(session, as_of=as_of)
            if (finding := judge_referral(referral, policy=policy, calendar=calendar, now=as_of)) is not None
        ]
    recommended = {finding.contact.id for finding in pointed} - {None}
    found = [f for f in found if f.reason is not Reason.GOING_COLD or f.contact.id not in recommended]
    return found + _one_of_each(pointed)


def _one_of_each(pointed: list[Finding]) -> list[Finding]:
    """The first referral of each person; recommended twice, they still want one mail."""
    found: dict[object, Finding] = {}
    for finding in pointed:
        found.setdefault(finding.contact.id or finding.contact.name.casefold(), finding)
    return list(found.values())
