"""Who stands up front: flags by person, the person with the most at stake first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import Flag, Reason, Stage, Urgency

# What is at stake, dearest first: you owe; an interview or a first quarter is at risk; somebody is strained;
# somebody is worth going back to, or to be met; somebody goes cold.
TIERS = (
    (
        Reason.CALL_OWED,
        Reason.REPLY_OWED,
        Reason.PROMISE_OVERDUE,
        Reason.FEEDBACK_OWED,
    ),
    (Reason.PREP_OWED, Reason.CHECK_IN_DUE),
    (Reason.STRAINED,),
    (Reason.SECOND_LOOK, Reason.REFERRAL_OPEN),
    (Reason.GOING_COLD,),
)
_TIER = {reason: tier for tier, reasons in enumerate(TIERS) for reason in reasons}
_ORDER = {reason: place for place, reason in enumerate(reason for tier in TIERS for reason in tier)}
_URGENCIES = list(Urgency)


def ranked(flags: Sequence[Flag]) -> list[list[Flag]]:
    """Flags grouped by person, the person with the most at stake first, and so each person's flags.

    What runs out within a business day stands one tier higher: an interview tomorrow is as dear as an answer.
    So does the worry of somebody who was placed: that is a first quarter at risk.
    """
    groups: dict[object, list[Flag]] = {}
    for flag in sorted(flags, key=_stake):
        contact = flag.finding.contact
        groups.setdefault(contact.id if contact.id is not None else contact.name, []).append(flag)
    return sorted(groups.values(), key=lambda group: _stake(group[0]))


def _stake(flag: Flag) -> tuple[int, int, int, datetime, int]:
    finding = flag.finding
    is_placed = finding.reason is Reason.STRAINED and finding.contact.stage is Stage.PLACED
    raised = finding.urgency is Urgency.NOW or is_placed
    tier = max(0, _TIER[finding.reason] - raised)
    return tier, _URGENCIES.index(finding.urgency), _ORDER[finding.reason], finding.since, flag.id
