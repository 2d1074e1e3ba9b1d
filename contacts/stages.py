"""How far a candidate has come: the newest evidence that tells it, kept as a history with its proofs.

Pure. What mail tells is told on where a person set a stage; which of the two counts, the store knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contacts.names import fold
from domain import Due, SignalType, Stage, StageChange

# Just after somebody was placed, papers and late news of the same process still come in.
SETTLING_DAYS = 30
# Through notice and the first quarter "your application", "you are through" are of the job they got; whoever
# really looks again has an interview soon, and that counts at once.
FIRST_QUARTER_DAYS = 150
LATE_NO_DAYS = 60  # so long a "not selected" after a placement is another employer's late answer

STAGE_OF = {
    SignalType.INTERVIEW_SCHEDULED: Stage.INTERVIEWING,
    SignalType.OFFER_MADE: Stage.OFFERED,
    SignalType.OFFER_ACCEPTED: Stage.PLACED,
    SignalType.STARTED: Stage.PLACED,
    SignalType.OFFER_DECLINED: Stage.DECLINED,
    SignalType.WITHDREW: Stage.DECLINED,
    SignalType.NOT_SELECTED: Stage.REJECTED,
}
FINAL = frozenset({Stage.PLACED, Stage.DECLINED, Stage.REJECTED})
_RANK = {
    Stage.LEAD: 0,
    Stage.IN_PROCESS: 1,
    Stage.INTERVIEWING: 2,
    Stage.OFFERED: 3,
    Stage.REJECTED: 4,
    Stage.PLACED: 5,
    Stage.DECLINED: 6,
}

_INTERVIEW = re.compile(
    r"\b(?:interviews?|(?:first|second|third|1st|2nd|3rd|last|final|next|technical) (?:round|stage)|"
    r"panel|on-?site|phone screen|screening call|assessment (?:day|centre|center)|trial (?:day|shift)|"
    r"case study presentation|vorstellungsgesprach\w{0,3}|bewerbungsgesprach\w{0,3}|probearbeit\w{0,3}|"
    r"kennenlern\w{0,12}|entretien\w{0,2}|entrevistas?|colloquio|sollicitatiegesprek|"
    r"rozmowa kwalifikacyjna|anstallningsintervju|intervju|jobsamtale)\b"
)
_ABOUT_INTERVIEW = re.compile(
    r"\b(?:prep\w{0,9}|debrief|wash-?up|feedback|follow-?up|catch-?up|recap|briefing|vorbereitung|"
    r"nachbesprechung|training|workshop)\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of evidence for a stage. `due` is the interview's time where one is named."""

    stage: Stage
    at: datetime
    evidence: str
    message_id: str
    due: Due | None = None
    is_invitation: bool = False
    is_own_news: bool = False  # a start in a job, told by the candidate
    is_aside: bool = False  # said of the candidate by the recruiter to somebody else


def looks_like_interview(summary: str) -> bool:
    """A calendar event that is a candidate's interview, and not the talk before or after one."""
    plain = fold(summary[:300])
    return bool(_INTERVIEW.search(plain)) and not _ABOUT_INTERVIEW.search(plain)


def history(told: Iterable[Told]) -> list[StageChange]:
    """Every change of stage, oldest first; without evidence the list is empty and the candidate a lead."""
    found: list[StageChange] = []
    stage = Stage.LEAD
    reached: datetime | None = None
    ordered = sorted(told, key=lambda t: (t.at, t.message_id))
    for at_once in _by_message(ordered):
        best = max(at_once, key=lambda t: _RANK[t.stage])
        if best.stage is stage or not _tells(best, stage, reached):
            continue
        stage, reached = best.stage, best.at
        found.append(StageChange(best.stage, best.at, best.evidence, best.message_id))
    return found


def _by_message(told: Sequence[Told]) -> Iterable[list[Told]]:
    group: list[Told] = []
    for one in told:
        if group and one.message_id != group[0].message_id:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _tells(new: Told, stage: Stage, reached: datetime | None) -> bool:
    """Whether newer evidence moves somebody who has come to `stage`."""
    since = new.at - reached if reached else timedelta.max
    if new.stage is Stage.INTERVIEWING:
        lies_ahead = _lies_ahead(new)
        if stage in FINAL:  # words about an interview that is over do not open a new process
            return lies_ahead is True and since > timedelta(0)
        return lies_ahead is not False
    if new.stage is Stage.IN_PROCESS:
        if stage is Stage.PLACED:
            return since > timedelta(days=FIRST_QUARTER_DAYS)
        return stage not in (Stage.INTERVIEWING, Stage.OFFERED)
    if stage in (Stage.DECLINED, Stage.REJECTED) and new.is_own_news:
        return False  # after a no, and nothing since, the job is one that somebody else found them
    if stage in FINAL and new.stage is Stage.OFFERED and new.is_aside:
        return False  # a new offer comes from the client, or is told to the candidate
    if stage is Stage.PLACED and new.stage is Stage.OFFERED:
        return since > timedelta(days=SETTLING_DAYS)  # the papers of what was accepted
    if stage is Stage.PLACED and new.stage is Stage.REJECTED:
        return since > timedelta(days=LATE_NO_DAYS)
    return True


def _lies_ahead(new: Told) -> bool | None:
    """Whether the interview was still to come when it was spoken of; None where no time is named."""
    if new.due is None:
        return True if new.is_invitation else None
    if isinstance(new.due, datetime):
        return new.due > new.at - timedelta(hours=2)
    return _as_day(new.due) >= new.at.date()


def _as_day(due: date) -> date:
    return due
