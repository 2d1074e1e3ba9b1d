"""Judgement meets the store: flags are opened and closed, and any moment can be asked about.

A judgement stands until something changes or its moment to look again has come. So only those few are judged
of whom that is true, and what comes out is the same as if everybody were.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from domain import Finding, Flag, Referral, Relationship, Standing
from store import ahead, flags, judging
from store.accounts import accounts
from store.awake import Since, awake
from store.database import Database
from store.flags import Recorded
from store.put_away import PutAway
from store.referrals import referrals
from store.relationships import in_batches, with_their_meetings
from store.uncollected import nothing_collected
from warmth.days import ONE_DAY, BusinessCalendar
from warmth.history import findings_at
from warmth.judgement import judge, judge_referral
from warmth.policy import Policy

Calendars = Callable[[str], BusinessCalendar]  # the calendar of an account, by its name; "" is the usual one

MANY = 1000  # people of whom it is worth asking first who of them is silent for good
FESTIVE_DAYS = 15  # more than the longest feast of any country has, in days on which people work
RULES = 1  # raised with every change of a rule: what an older keepwarm has judged is judged anew


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
    everybody: bool = False,
    should_stop: Callable[[], bool] = lambda: False,
) -> Recorded:
    """Bring the flags in line: what was opened, what is satisfied.

    Judged are those whose relationship has changed and those whose time has come; with `contact_ids` exactly
    these, or `everybody`. Referrals are judged in any case: a word to one person may settle what another
    asked for. Once `should_stop` says so nothing is changed, and the same people are due the next time.
    """
    judges = Judges(policy, calendars)
    with database.read() as session:
        names = ["", *(one.name for one in accounts(session))]
        in_force = set() if everybody else {judges.word_of_all(names), *map(judges.word, names)}
        if contact_ids is None and not judging.is_anybody_due(session, now=now, judged_by=in_force):
            told = referrals(session, as_of=now, since=judges.oldest_referral(now))
            pointed = judges.pointed(told, as_of=now)
            if flags.is_in_line(session, pointed, now=now):
                return Recorded((), ())
    with database.write() as session:
        word, ids = judging.claim(session, now=now, judged_by=in_force, contact_ids=contact_ids)
    found: list[Finding] = []
    judged: list[tuple[int, str, datetime | None]] = []
    with nothing_collected(), database.read() as session:
        wanted = set(ids)
        if everybody or len(ids) > MANY:
            wanted &= awake(session, judges.since(now, names))
            judged += [(id_, judges.word_of_all(names), None) for id_ in ids if id_ not in wanted]
        batches = in_batches(
            session,
            as_of=now,
            contact_ids=wanted,
            many_recipients=policy.rules.many_recipients,
            is_last=False,
            is_brief=True,
        )
        for case in judges.cases(batches, as_of=now):
            if should_stop():
                return Recorded((), ())
            found += case.standing.findings
            by = judges.word(case.relationship.account)
            judged.append((case.relationship.contact.id or 0, by, case.standing.look_again))
        unknown = wanted.difference(id_ for id_, _, _ in judged)
        known_from = ahead.first_known(session, unknown, after=now) if unknown else {}
        judged += [(id_, judges.word(""), known_from.get(id_)) for id_ in unknown]
        told = referrals(session, as_of=now, since=judges.oldest_referral(now))
        found += judges.pointed(told, as_of=now)
    # Judging may take long, so it held no lock; who changed in between is still due.
    with database.write() as session:
        settled = judging.settle(session, word, judged, now=now)
        recorded = flags.record(session, found, now=now, contact_ids=ids)
        judging.keep(session, settled)
    return recorded


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
    judges = Judges(policy, calendars)
    with database.read() as session:
        since = judges.since(as_of, (one.name for one in accounts(session)))
        batches = in_batches(
            session,
            as_of=as_of,
            contact_ids=awake(session, since),
            many_recipients=policy.rules.many_recipients,
            is_brief=True,
        )
        cases = judges.cases(batches, as_of=as_of)
        found = [finding for case in cases for finding in case.standing.findings]
        told = referrals(session, as_of=as_of, since=judges.oldest_referral(as_of))
        found += judges.pointed(told, as_of=as_of)
    with database.write() as session:
        return flags.number(session, found, as_of=as_of)


def held_at(
    database: Database,
    cases: Iterable[Case],
    moments: Sequence[datetime],
    *,
    policy: Policy,
    calendars: Calendars,
) -> list[list[Finding]]:
    """For each of these moments (aware, ascending) what `current` tells of it; nothing is written.

    `cases` are those who are asked about, as of a later moment.
    """
    judges = Judges(policy, calendars)
    with database.read() as session:
        known = with_their_meetings(session, (case.relationship for case in cases), until=moments[-1])
        found = findings_at(known, moments, policy=policy, calendars=calendars)
        for moment, held in zip(moments, found, strict=True):
            told = referrals(session, as_of=moment, since=judges.oldest_referral(moment))
            held += judges.pointed(told, as_of=moment)
        put_away = PutAway.read(session)
        return [
            [finding for finding in held if not put_away.holds(finding, moment)]
            for moment, held in zip(moments, found, strict=True)
        ]


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
        return list(Judges(policy, calendars).cases(batches, as_of=as_of))


def _long_before(as_of: datetime, days: int, business_days: int, calendar: BusinessCalendar) -> datetime:
    day = calendar.day_of(as_of - timedelta(days=days))
    for _ in range(business_days):
        day = calendar.business_day_before(day)
    return calendar.start_of_day(day - ONE_DAY)


class Judges:
    """One policy, and the calendar of each account, which remembers the days it was asked for."""

    def __init__(self, policy: Policy, calendars: Calendars) -> None:
        self._policy, self._calendar_of = policy, cache(calendars)
        self.word = cache(self._word)

    def cases(self, batches: Iterable[list[Relationship]], *, as_of: datetime) -> Iterator[Case]:
        """Each relationship with how it stands."""
        for batch in batches:
            for one in batch:
                calendar = self._calendar_of(one.account)
                yield Case(one, judge(one, policy=self._policy, calendar=calendar, now=as_of))

    def pointed(self, told: Iterable[Referral], *, as_of: datetime) -> list[Finding]:
        """The referrals that are open; recommended twice, somebody still wants one mail."""
        calendar = self._calendar_of("")
        found: dict[object, Finding] = {}
        for referral in told:
            finding = judge_referral(referral, policy=self._policy, calendar=calendar, now=as_of)
            if finding is not None:
                found.setdefault(finding.contact.id or finding.contact.name.casefold(), finding)
        return list(found.values())

    def since(self, as_of: datetime, names: Iterable[str]) -> Since:
        """From when on anything can matter to somebody's standing, by the calendars of these accounts."""
        calendars = [self._calendar_of(name) for name in {"", *names}]
        wait = self._policy.longest_wait + 1
        touched, settled = (
            min(_long_before(as_of, days, wait, calendar) for calendar in calendars)
            for days in self._policy.longest_days
        )
        return Since(touched, settled)

    def oldest_referral(self, as_of: datetime) -> datetime:
        """From when on referrals count; any that was told before has lapsed.

        That is asked whenever flags are listed, and mostly there is none. So it is told without the public
        holidays, which take long to import: never are they half of the days on which people work.
        """
        wait = 2 * self._policy.rules.referral_business_days + FESTIVE_DAYS
        calendar = self._calendar_of("").without_holidays()
        return _long_before(as_of, self._policy.lapse.days, wait, calendar)

    def word_of_all(self, names: Iterable[str]) -> str:
        """The same of whoever was found silent for good: by the calendars of all of these accounts."""
        return self._digest(*sorted({repr(self._calendar_of(name).settings) for name in names}))

    def _word(self, account: str) -> str:
        """What tells a judgement by these rules, with the calendar of an account, from any other."""
        return self._digest(self._calendar_of(account).settings)

    def _digest(self, *calendars: object) -> str:
        return sha256(repr((RULES, self._policy, *calendars)).encode()).hexdigest()[:16]
