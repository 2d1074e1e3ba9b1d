"""The time of a signal that is heard in one sentence and dated there, in the next or in the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import Due, SignalType
from nlp.dates import Named, Prefer, find_times
from nlp.dues import asks_for, due_of, put_off_to, says_when_free, undertakes
from nlp.utterances import Utterance

_FAR_DAYS = 20  # nearer than this it is about a meeting
_BEFORE = 120  # characters around an interview in which its day or hour may stand alone
_AFTER = 3  # sentences after a "not now" in which the time to come back may stand
_STARTS = re.compile(
    r"\b(?:start\w*|begin\w*|began|begun|join\w*|report(?:s|ed|ing)?|resum\w*|commenc\w*|comes? to|employed"
    r"|with (?:you|us)|first (?:day|shift|morning|one)|day one|on board|takes? up|took up"
    r"|been (?:at|on|with|here|there)|since|doj)\b"
)
_ENDS = re.compile(
    r"\b(?:last|final) (?:\w+ )?(?:day|shift|week)\b[^.;!?]{0,30}$"
    r"|\b(?:notice|induction|medical|probation|trial day)(?: (?:is|was|ends|ended|period|runs|ran))*"
    r"(?: (?:on|until|till|to|the|since))*\s$"
)  # what comes before a start or goes with it has days of its own
_I_START = re.compile(r"\bi(?:'ll|'m)? (?:\w+ )?(?:start|begin|join)(?:ing)?\b")
_HAS_STARTED = re.compile(
    r"\b(?:was|were|began|begun|started|been|since|yesterday|yest|reported|joined|resumed|took|had|did|got|clocked"
    r"|turned|showed|walked|arrived|moved)\b"
)


def start_day(text: str, *, anchor: datetime) -> Due | None:
    """The first day in the job that a sentence names: the one after the words that tell a start, else any."""
    low = text.lower().replace("’", "'")
    prefer: Prefer = "past" if _HAS_STARTED.search(low) else "event"
    times = [t for t in find_times(text, anchor=anchor, prefer=prefer) if t.is_exact]
    times = [t for t in times if not _ENDS.search(low[max(0, t.start - 50) : t.start])]
    told = _I_START.search(low) or _STARTS.search(low)
    after = [t for t in times if told and t.end > told.start()]
    best = after[0] if after else times[-1] if times else None
    return best.due if best else None


def due_near(
    kind: SignalType, said: Sequence[Utterance], at: int, *, anchor: datetime, text: str
) -> Due | None:
    """When the signal heard in sentence `at` of `said` is due; None where nothing near it tells.

    `text`: the own words that the sentences stand in. A sentence beside it counts only where it speaks of
    the same thing.
    """
    own = _in(kind, said[at], anchor, text)
    if own is not None and (kind is not SignalType.STARTED or _may_tell(kind, said[at].low)):
        return own
    beside = (*said[at + 1 : at + 2], *said[max(0, at - 1) : at])
    dues = (_in(kind, other, anchor, text) for other in beside if _may_tell(kind, other.low))
    return next((d for d in dues if d is not None and _fits(kind, d)), own)


def _in(kind: SignalType, utterance: Utterance, anchor: datetime, text: str) -> Due | None:
    if kind is SignalType.STARTED:
        return start_day(utterance.text, anchor=anchor)
    earlier = text[: utterance.start]
    if kind is SignalType.INTERVIEW_SCHEDULED:
        return _appointment(utterance, anchor, text)
    if kind is SignalType.CALL_REQUEST and not any(
        t.has_day for t in _exact(utterance.text, anchor, earlier)
    ):
        return None  # "I'm free after five" says so of any day
    prefer: Prefer = "promise" if kind is SignalType.PROMISE else "event"
    return due_of(utterance.text, anchor=anchor, prefer=prefer, earlier=earlier)


def _appointment(utterance: Utterance, anchor: datetime, text: str) -> Due | None:
    """The day and hour of an interview; what its sentence lacks of them, the words around it may tell."""
    earlier = text[: utterance.start]
    times = _exact(utterance.text, anchor, earlier)
    best = next((t for t in times if t.has_clock), times[0] if times else None)
    if best is None:
        return None
    if not best.has_day and isinstance(best.due, datetime):
        start = max(0, utterance.start - _BEFORE)
        around = _exact(text[start : utterance.end], anchor)
        days = [
            t.day for t in around if t.has_day and t.day > anchor.date() and t.start < utterance.start - start
        ]
        return datetime.combine(days[-1], best.due.timetz()) if days else best.due
    if not best.has_clock:
        after = _exact(text[utterance.end : utterance.end + _BEFORE], anchor)
        if after and not after[0].has_day and isinstance(after[0].due, datetime):
            return datetime.combine(best.day, after[0].due.timetz())
    return best.due


def _exact(text: str, anchor: datetime, earlier: str = "") -> list[Named]:
    return [t for t in find_times(text, anchor=anchor, prefer="event", earlier=earlier) if t.is_exact]


def _may_tell(kind: SignalType, low: str) -> bool:
    if kind is SignalType.PROMISE:
        return undertakes(low)
    if kind is SignalType.STARTED:
        return _STARTS.search(low) is not None
    return kind is SignalType.INTERVIEW_SCHEDULED or says_when_free(low)


def _fits(kind: SignalType, due: Due) -> bool:
    return kind is not SignalType.INTERVIEW_SCHEDULED or isinstance(due, datetime)


def come_back_on(
    said: Sequence[Utterance], at: int, *, anchor: datetime, own: Due | None = None
) -> Due | None:
    """When to come back to who says "not now" in sentence `at`; None where no time is named.

    `own`: the time that the sentence itself was found to name. A later sentence that asks for a time wins
    over it: "My bonus comes in July. Try me in August."
    """
    far = anchor.date() + timedelta(days=_FAR_DAYS)
    best, strength = own, -1
    for utterance in said[at : at + 1 + _AFTER]:
        earlier = " ".join(u.text for u in said[at : said.index(utterance)])
        times = find_times(utterance.text, anchor=anchor, prefer="not_now", earlier=earlier)
        if utterance is said[at] and own is not None:
            strength = max((asks_for(t, utterance.low) for t in times if t.due == own), default=1)
            continue
        named = put_off_to([t for t in times if t.day >= far], utterance.low)
        if named is not None and (got := asks_for(named, utterance.low)) > strength:
            best, strength = named.due, got
    return best
