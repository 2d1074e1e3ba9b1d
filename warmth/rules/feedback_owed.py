"""feedback_owed: a candidate was not selected and nobody told them why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import Direction, Evidence, Finding, Reason, SignalType, Stage, Urgency
from warmth.evidence import evidence_of, evidence_of_stage
from warmth.story import Story, Told

SAME_NO = timedelta(days=14)  # within it a second mention passes on the first: the client to us, we to them
NEW_PROCESS = (Stage.IN_PROCESS, Stage.INTERVIEWING, Stage.OFFERED)


@dataclass(frozen=True, slots=True)
class Mention:
    """One time a no was told or noted."""

    at: datetime
    evidence: Evidence
    is_to_them: bool


def feedback_owed(story: Story) -> Finding | None:
    """Found for the newest no, unless feedback went out with it or after it, or they were placed since."""
    if not story.is_candidate:
        return None
    feedback = [t.at for t in story.told(SignalType.FEEDBACK_GIVEN) if _reached_them(story, t)]
    no = newest_no(story, feedback)
    if not no:
        return None
    first = no[0]
    told_to_them = next((mention for mention in no if mention.is_to_them), first)
    if any(at >= first.at for at in feedback) or story.was_sent_unread_words(first.at):
        return None
    if _is_placed_since(story, first.at):
        return None
    if story.has_come(told_to_them.at + timedelta(days=story.policy.rules.feedback_lapses_days)):
        return None
    since = story.calendar.add_business_days(first.at, story.policy.rules.feedback_owed_business_days)
    if not story.has_come(since):
        return None
    waited = story.days_since(story.calendar.day_of(first.at))
    return story.finding(
        Reason.FEEDBACK_OWED,
        since=since,
        urgency=Urgency.SOON,
        explanation=(
            f"{story.name} was not selected on {story.day(first.at)} and has had no "
            f"feedback in the {waited} since."
        ),
        evidence=[mention.evidence for mention in dict.fromkeys((first, told_to_them))],
    )


def newest_no(story: Story, feedback: list[datetime]) -> list[Mention]:
    """The mentions of the newest no, oldest first: the client's word and what was passed on.

    A mention starts another no where a new process was told in between, or long after feedback settled the
    one before; otherwise talking about an old no would ask for its feedback again.
    """
    no: list[Mention] = []
    for mention in _mentions(story):
        if no:
            is_new_process = any(
                c.stage in NEW_PROCESS and no[-1].at < c.at <= mention.at for c in story.stage_changes
            )
            is_settled = any(no[0].at <= at < mention.at for at in feedback)
            if is_new_process or (is_settled and mention.at - no[-1].at > SAME_NO):
                no = []
        no.append(mention)
    return no


def _mentions(story: Story) -> list[Mention]:
    found = [
        Mention(t.at, evidence_of(t.exchange, t.signal.evidence), not t.is_between_others)
        for t in story.told(SignalType.NOT_SELECTED)
    ]
    found += [
        Mention(c.at, evidence_of_stage(c), is_to_them=False)
        for c in story.stage_changes
        if c.by_hand and c.stage is Stage.REJECTED
    ]
    return sorted(found, key=lambda mention: mention.at)


def _is_placed_since(story: Story, moment: datetime) -> bool:
    if story.stage_told_after(moment, (Stage.PLACED,)):
        return True
    return any(t.at > moment for t in story.told(SignalType.OFFER_ACCEPTED, SignalType.STARTED))


def _reached_them(story: Story, told: Told) -> bool:
    if told.is_between_others or told.signal.by_contact:
        return False
    if told.exchange.by_colleague:
        return True
    return told.exchange.direction is Direction.OUTBOUND and told.exchange.message_id in story.received_ids
