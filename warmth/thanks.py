"""Who referred whom, and whether the one who did still waits for thanks, or for news of the person.

Pure. Thanks is any word to the referrer since; so is news, once the person they sent has come further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import Direction, Referral, Relationship, Role, Stage, StageChange

WORTH_TELLING = frozenset(Stage) - {Stage.LEAD, Stage.IN_PROCESS}


class WaitsFor(StrEnum):
    """What a referrer has not had yet."""

    THANKS = "thanks"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Sent:
    """A person somebody sent: how often they were named, how far they came, what is still owed for it."""

    referral: Referral  # the first time
    again: int  # how often more
    stage: StageChange | None  # the newest since; None where nothing is known
    waits_for: WaitsFor | None = None
    since: datetime | None = None


def sent(referrals: Iterable[Referral], relationships: Mapping[int, Relationship]) -> list[Sent]:
    """One entry for each referrer and person, oldest first; `relationships` are theirs, by contact."""
    first: dict[tuple[int | None, object], list[Referral]] = {}
    for one in referrals:
        person = one.person.id if one.person.id is not None else one.person.name.casefold()
        first.setdefault((one.referrer.id, person), []).append(one)
    return [_sent(named, relationships) for named in first.values()]


def _sent(named: list[Referral], relationships: Mapping[int, Relationship]) -> Sent:
    referral = named[0]
    referrer = relationships.get(referral.referrer.id or 0)
    person = relationships.get(referral.person.id or 0)
    words = sorted(_words_to(referrer)) if referrer else []
    reached = [change for change in (person.stages if person else ()) if change.at > referral.at]
    stage = reached[-1] if reached else None
    newest = named[-1].at
    if _is_talk_of_business(referral):
        return Sent(referral, len(named) - 1, stage)
    if not any(at > newest for at in words):
        return Sent(referral, len(named) - 1, stage, WaitsFor.THANKS, newest)
    news = next((one for one in reversed(reached) if one.stage in WORTH_TELLING), None)
    if news is not None and not any(at > news.at for at in words):
        return Sent(referral, len(named) - 1, stage, WaitsFor.NEWS, news.at)
    return Sent(referral, len(named) - 1, stage)


def _is_talk_of_business(referral: Referral) -> bool:
    """Whether a client speaks of somebody the recruiter knew already: of a candidate they were shown."""
    roles = {referral.referrer.role, *referral.referrer.roles}
    return Role.CLIENT in roles and referral.contacted_at == referral.at


def _words_to(referrer: Relationship) -> Iterator[datetime]:
    """When the recruiter had a word with somebody: a mail, a meeting, a call."""
    for exchange in referrer.exchanges:
        if exchange.is_touch and exchange.direction is Direction.OUTBOUND:
            yield exchange.at
    for meeting in referrer.meetings:
        if not meeting.is_cancelled:
            yield meeting.start
    for entry in referrer.log:
        if entry.kind != "note":
            yield entry.at
