"""feedback_owed: a candidate was not selected and nobody told them why."""

from __future__ import annotations

from datetime import timedelta

from domain import Direction, Finding, Reason, SignalType, Stage, Urgency
from warmth.story import Story, Told, evidence_of
from warmth.wording import business_days, day

SAME_NO = timedelta(days=14)  # within it a second mention passes on the first: the client to us, we to them
NEW_PROCESS = (Stage.IN_PROCESS, Stage.INTERVIEWING, Stage.OFFERED)


def feedback_owed(story: Story) -> Finding | None:
    """Found for the newest no, unless feedback went out with it or after it, or they were placed since."""
    if not story.is_candidate:
        return None
    feedback = [t for t in story.told(SignalType.FEEDBACK_GIVEN) if _reached_them(story, t)]
    no = newest_no(story, feedback)
    if not no:
        return None
    first, last = no[0], _told_to_them(no) or no[0]
    if any(t.at >= first.at for t in feedback) or story.was_sent_unread_words(first.at):
        return None
    if story.stage_told_after(first.at, (Stage.PLACED,)):
        return None
    if any(t.at > first.at for t in story.told(SignalType.OFFER_ACCEPTED, SignalType.STARTED)):
        return None
    if story.now >= last.at + timedelta(days=story.policy.rules.feedback_lapses_days):
        return None
    waited = story.calendar.business_days_between(first.at, story.now)
    evidence = [first] if first.exchange is last.exchange else [first, last]
    since = story.calendar.add_business_days(first.at, story.policy.rules.feedback_owed_business_days)
    if since > story.now:
        return None
    return story.finding(
        Reason.FEEDBACK_OWED,
        since=since,
        urgency=Urgency.SOON,
        explanation=(
            f"{story.name} was not selected on {day(first.at, story.calendar, story.now)} and has had "
            f"no feedback in the {business_days(waited)} since."
        ),
        evidence=[evidence_of(t.exchange, t.signal.evidence) for t in evidence],
    )


def newest_no(story: Story, feedback: list[Told]) -> list[Told]:
    """The mentions of the newest no, oldest first: the client's word and what was passed on.

    A mention starts another no where a new process was told in between, or long after feedback settled the
    one before; otherwise talking about an old no would ask for its feedback again.
    """
    no: list[Told] = []
    for told in story.told(SignalType.NOT_SELECTED):
        if no:
            is_new_process = any(
                c.stage in NEW_PROCESS and no[-1].at < c.at <= told.at for c in story.stage_changes
            )
            is_settled = any(no[0].at <= t.at < told.at for t in feedback)
            if is_new_process or (is_settled and told.at - no[-1].at > SAME_NO):
                no = []
        no.append(told)
    return no


def _reached_them(story: Story, told: Told) -> bool:
    if told.is_between_others or told.signal.by_contact:
        return False
    if told.exchange.by_colleague:
        return True
    return told.exchange.direction is Direction.OUTBOUND and told.exchange.message_id in story.received_ids


def _told_to_them(no: list[Told]) -> Told | None:
    return next((t for t in no if not t.is_between_others), None)
