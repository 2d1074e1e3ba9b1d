"""The weekly report composed: who needs you, who came back, what people taught, who is new, who sleeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain import (
    Contact,
    Direction,
    Exchange,
    Finding,
    Flag,
    Reason,
    Relationship,
    Role,
    SignalType,
    Topic,
    Warmth,
)
from reports.model import (
    Fact,
    Feeling,
    MailboxState,
    Mark,
    Newcomer,
    Person,
    Sleeper,
    WeekCount,
    WeeklyReport,
    WonBack,
)
from reports.ranking import ranked
from reports.steps import next_step
from warmth.flags import Case

STRIP_DAYS = 182  # half a year shows a rhythm and its break
WEEKS_BEFORE = 8
DORMANT_SHOWN = 3
FACTS_SHOWN = 8
MORNING = time(9)

Held = Mapping[datetime, Sequence[Finding]]  # what was found on earlier Monday mornings


def monday_of(moment: datetime) -> date:
    """The Monday of the week a moment falls into, in its own zone."""
    return moment.date() - timedelta(days=moment.weekday())


def mornings_before(as_of: datetime) -> list[datetime]:
    """The Monday mornings of the weeks before, the oldest first, in the zone of `as_of`."""
    monday = monday_of(as_of)
    weeks = range(WEEKS_BEFORE, 0, -1)
    return [datetime.combine(monday - timedelta(weeks=n), MORNING, tzinfo=as_of.tzinfo) for n in weeks]


def compose(
    *,
    flags: Sequence[Flag],
    cases: Sequence[Case],
    held: Held,
    state: MailboxState,
    as_of: datetime,
    people: int,
    account: str = "",
) -> WeeklyReport:
    """The report as of a moment (aware, in the user's zone).

    `flags` are open then, `cases` all contacts as judged then; `held` is what was found on each of
    `mornings_before`. `people` is how many stand up front.
    """
    monday = monday_of(as_of)
    mornings = mornings_before(as_of)
    by_contact = {case.relationship.contact.id: case for case in cases}
    groups = ranked(flags)
    in_touch = _in_touch(cases, as_of)
    return WeeklyReport(
        as_of=as_of,
        zone=as_of.tzinfo if isinstance(as_of.tzinfo, ZoneInfo) else ZoneInfo("UTC"),
        monday=monday,
        people=tuple(
            _person(group, by_contact.get(group[0].finding.contact.id), as_of) for group in groups[:people]
        ),
        also=tuple(flag for group in groups[people:] for flag in group),
        won_back=_won_back(held.get(mornings[-1], ()), flags, by_contact, since=mornings[-1]),
        facts=_facts(cases, since=as_of - timedelta(days=7)),
        newcomers=_newcomers(cases, since=as_of - timedelta(days=7)),
        dormant=_dormant(cases),
        weeks=(
            *(WeekCount(m.date(), _people_in(held.get(m, ())), in_touch.get(m.date(), 0)) for m in mornings),
            WeekCount(monday, len(groups), in_touch.get(monday, 0)),
        ),
        state=state,
        account=account,
    )


def _people_in(findings: Sequence[Finding]) -> int:
    return len({f.contact.id if f.contact.id is not None else f.contact.name for f in findings})


def _in_touch(cases: Sequence[Case], as_of: datetime) -> Mapping[date, int]:
    """With how many people there was any contact, by the Monday of the week."""
    found: dict[date, int] = {}
    for case in cases:
        weeks = {monday_of(at.astimezone(as_of.tzinfo)) for at in _touches(case.relationship, as_of)}
        for monday in weeks:
            found[monday] = found.get(monday, 0) + 1
    return found


def _touches(relationship: Relationship, as_of: datetime) -> list[datetime]:
    """Mail that is a touch, meetings that took place, calls that were noted."""
    found = [e.at for e in relationship.exchanges if e.is_touch and not e.by_colleague]
    found += [m.start for m in relationship.meetings if not m.is_cancelled and m.start <= as_of]
    return found + [entry.at for entry in relationship.log if entry.kind != "note"]


def _person(flags: Sequence[Flag], case: Case | None, as_of: datetime) -> Person:
    contact = flags[0].finding.contact
    exchanges = case.relationship.exchanges if case else ()
    touches = [e for e in exchanges if e.is_touch and not e.by_colleague]
    last = case.standing.last_touch if case else None
    return Person(
        contact=contact,
        flags=tuple(flags),
        next_step=next_step(flags[0].finding.reason, contact),
        they_wrote=_last(touches, Direction.INBOUND),
        you_wrote=_last(touches, Direction.OUTBOUND),
        rhythm=case.standing.rhythm if case else "",
        strip=_strip(touches, as_of),
        feelings=_feelings(touches, as_of),
        tone=case.standing.tone if case else "",
        silent_from=None if last is None else max(0.0, _position(last, as_of)),
    )


def _last(touches: Sequence[Exchange], direction: Direction) -> datetime | None:
    return max((e.at for e in touches if e.direction is direction), default=None)


def _position(at: datetime, as_of: datetime) -> float:
    """Where a moment lies on the strip; below 0 where it is too long ago."""
    return 1 - (as_of - at).total_seconds() / 86_400 / STRIP_DAYS


def _strip(touches: Sequence[Exchange], as_of: datetime) -> tuple[Mark, ...]:
    marks = {}
    for exchange in touches:
        position = _position(exchange.at, as_of)
        if 0 <= position <= 1:
            on = exchange.at.astimezone(as_of.tzinfo).date()
            marks[on, exchange.direction] = Mark(on, position, exchange.direction)
    return tuple(marks.values())


def _feelings(touches: Sequence[Exchange], as_of: datetime) -> tuple[Feeling, ...]:
    return tuple(
        Feeling(e.at.astimezone(as_of.tzinfo).date(), _position(e.at, as_of), e.sentiment.score)
        for e in touches
        if e.direction is Direction.INBOUND and e.sentiment and 0 <= _position(e.at, as_of) <= 1
    )


def _won_back(
    before: Sequence[Finding], flags: Sequence[Flag], now: Mapping[int | None, Case], *, since: datetime
) -> tuple[WonBack, ...]:
    """Whoever needed somebody a week ago, needs nobody now and was in touch since."""
    waiting = {flag.finding.contact.id for flag in flags}
    reasons: dict[int, list[Reason]] = {}
    for finding in before:
        is_back = (
            finding.reason is not Reason.REFERRAL_OPEN
        )  # whoever was never written to does not come back
        if is_back and finding.contact.id is not None and finding.contact.id not in waiting:
            reasons.setdefault(finding.contact.id, []).append(finding.reason)
    found = []
    for contact_id, why in reasons.items():
        case = now.get(contact_id)
        touched = case.standing.last_touch if case else None
        if case is not None and touched is not None and touched > since:
            found.append(WonBack(case.relationship.contact, tuple(dict.fromkeys(why)), touched))
    return tuple(sorted(found, key=lambda won: won.touched))


def _facts(cases: Sequence[Case], *, since: datetime) -> tuple[Fact, ...]:
    found = [
        Fact(
            case.relationship.contact, signal.topic or Topic.OTHER, signal.evidence, exchange.at, signal.value
        )
        for case in cases
        for exchange in case.relationship.exchanges
        if exchange.at >= since
        for signal in exchange.signals
        if signal.type is SignalType.MARKET_FACT and signal.by_contact
    ]
    return tuple(sorted(found, key=lambda fact: fact.told, reverse=True)[:FACTS_SHOWN])


def _newcomers(cases: Sequence[Case], *, since: datetime) -> tuple[Newcomer, ...]:
    """Candidates and clients with whom the first mail passed within the week."""
    found = []
    for case in cases:
        contact = case.relationship.contact
        mail = [e for e in case.relationship.exchanges if e.is_touch]
        if contact.role in (Role.CANDIDATE, Role.CLIENT) and mail:
            first = min(mail, key=lambda e: e.at)
            if first.at >= since:
                found.append(Newcomer(contact, first.at, first.direction is Direction.INBOUND))
    return tuple(sorted(found, key=lambda one: one.met))


def _dormant(cases: Sequence[Case]) -> tuple[Sleeper, ...]:
    """Dormant people worth a thought: those with whom most passed."""
    asleep = [
        Sleeper(case.relationship.contact, case.standing.last_touch, case.standing.touches)
        for case in cases
        if case.standing.warmth is Warmth.DORMANT
        and case.standing.last_touch
        and _is_dear(case.relationship.contact)
    ]
    return tuple(sorted(asleep, key=lambda one: (-one.touches, one.contact.name))[:DORMANT_SHOWN])


def _is_dear(contact: Contact) -> bool:
    return contact.role in (Role.CANDIDATE, Role.CLIENT)
