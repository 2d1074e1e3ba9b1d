"""Which of the times in a sentence is the one that a promise, an appointment or a "not now" is due.

"I'll see her on Monday and let you know by Wednesday" is due on Wednesday: what the other is given counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain import Due
from nlp.dates import Named, Prefer, find_times

_GIVEN = re.compile(
    r"\b(?:let|tell|answer|ring|call|phone|text|e-?mail|send|give|get|update|inform|drop|write|message|buzz|ping|notify"
    r"|show|bring|advise|brief|have|post|share with|report to|speak to|talk to) (?:you|u|ya)\b"
    r"|\byou(?:'ll| will| shall|'d)? (?:\w+ )?(?:have|hear|get|receive|be told)\b"
    r"|\b(?:to|with|for) you\b|\bin your inbox\b|\bon your desk\b"
)
_WILL = re.compile(r"(?:\b(?:i|we)(?:'ll| will| shall)|^(?:will|shall))\b")
_TOLD_OF = re.compile(
    r"\b(?:discussed|spoke|spoken|said|agreed|talked|met|mentioned|chatted|asked|promised|rang|called|came|was|were"
    r"|been|had|saw|sent|got|heard|left)\b(?:(?!'ll|will |shall )[^.,;!?]){0,30}$"
)  # "as discussed on Monday" is no day to come
_SLOTS_FOR = re.compile(
    r"\b(?:slots?|availability|rota|roster|shifts|timesheets?|figures|numbers|notes|minutes)\s(?:for|of|from|in)"
    r"\s(?:the\s)?$"
)  # "the slots for next week" tells which slots, not when
_OR = re.compile(r"\s?(?:(?:or|/)\s?(?:on |by |the |maybe |even )*)?")
_EVERY = re.compile(r"\b(?:any|most|every|week)\s?days?\s(?:\w+\s)?$")
_ASKED = re.compile(
    r"\b(?:ask|try|call|ring|come back|get back|speak|talk|chat|ping|check|shout|touch|reach|contact|knock"
    r"|holler|yell|sing out|circle back|follow up|reconnect|(?:another|a) (?:go|shot|crack|try)"
    r"|(?<!i )(?<!'ll )(?:write|text|e-?mail|message)"
    r"|buzz|nudge|remind|poke|find me|look me up|hit me up|catch me|put me"
    r"|park|look|free|open|available|again|earliest|soonest|first month)\b[^.,;!?]{0,24}$"
)
_UNTIL = re.compile(r"\b(?:until|till?|before|after|from|come|so|say|once|through)\s(?:\w+\s)?$")
_OPENS = re.compile(r"(?:until|till?|before|after|from|come|once|when)\s")
_FREE = re.compile(
    r"\b(?:i'm|im|i am|i'll be|i will be|i've got|i have|i've|i can be)\b[^.;]{0,20}"
    r"\b(?:free|available|around|home|reachable|break|slot|gap|in the (?:\w+ )?office|off work|at my desk)\b"
    r"|\bi (?:finish|knock off|clock off|get off|break)\b|\bmy (?:lunch|break)\b"
)
_THEN = re.compile(
    r"[^.;!?]{0,60}\b(?:write|ask|try|call|ring|come|get back|ping|check|mail|talk|speak)\b"
    r"[^.;!?]{0,25}\bthen\b"
)
_FRIDAY = 4
_NTH = {"on": 0, "1": 0, "fi": 0, "1s": 0, "tw": 1, "2": 1, "se": 1, "2n": 1, "th": 2, "3": 2, "3r": 2}
_NTH_DAY = re.compile(
    r"\bday (one|two|three|1|2|3)\b"
    r"|\b(first|second|third|1st|2nd|3rd) (?:day|shift|morning)\b(?! of (?!work|the job))"
)
_TO_COME = re.compile(
    r"\b(?:will|shall|tomorrow|next|before|until|ready for|looking forward|if|when|would|could|can't wait"
    r"|was|going to)\b|'ll\b"
)
_BY_ITSELF = re.compile(r"'?\w*\s(?:is|i|would|could|at the)\b|'s the first\b")


def due_of(text: str, *, anchor: datetime, prefer: Prefer, told_at: int = 0, earlier: str = "") -> Due | None:
    """The time that a sentence's signal is due, None where it names none.

    `told_at`: where the words stand that make the signal; `earlier`: what was written before the sentence;
    `anchor` and `prefer` as for `find_times`.
    """
    times = find_times(text, anchor=anchor, prefer=prefer, earlier=earlier)
    if prefer != "past":
        times = [t for t in times if t.day >= anchor.date()]  # nothing is due on a day that is over
    low = text.lower().replace("’", "'")
    if prefer == "promise":
        return _promised(times, low, told_at)
    if prefer == "not_now":
        best = put_off_to(times, low)
        return None if best is None else best.due
    if prefer == "event":
        times = [t for t in times if t.is_exact and not _EVERY.search(low[: t.start])]
        times = [t for t in times if t.has_clock and t.has_day] or [t for t in times if t.has_clock] or times
    return times[0].due if times else None


def begun_on(low: str, *, anchor: datetime) -> date | None:
    """The first day of somebody whose first, second or third day in the job it is; None for other words."""
    told = _NTH_DAY.search(low)
    if told is None or low.rstrip().endswith("?") or _TO_COME.search(low):
        return None
    behind = _NTH[(told[1] or told[2])[:2]]
    at = anchor.date()
    while behind:
        at -= timedelta(days=1)
        behind -= at.weekday() <= _FRIDAY
    return at


def says_when_free(low: str) -> bool:
    """Whether a sentence tells when its author can be reached; `low` in lower case."""
    return _FREE.search(low) is not None


def undertakes(low: str) -> bool:
    """Whether a sentence says what its author will do or what the other will get; `low` in lower case."""
    return _WILL.search(low) is not None or _GIVEN.search(low) is not None


def put_off_to(times: Sequence[Named], low: str) -> Named | None:
    """The time to come back: what is asked for before what holds until then, and that before the rest.

    Of several it is the last one said, but of "June or July" June.
    """
    firsts = [t for i, t in enumerate(times) if not i or not _OR.fullmatch(low[times[i - 1].end : t.start])]
    return max(firsts, key=lambda t: (asks_for(t, low), t.start), default=None)


def asks_for(named: Named, low: str) -> int:
    """How surely it is the time to come back: 2 asked for, 1 until or from then, 0 named otherwise."""
    before = low[max(0, named.start - 40) : named.start]
    if _ASKED.search(before) or _BY_ITSELF.match(low, named.end) or _THEN.match(low, named.end):
        return 2
    return 1 if _UNTIL.search(before) or _OPENS.match(low, named.start) else 0


def _promised(times: Sequence[Named], low: str, told_at: int) -> Due | None:
    """The first time after what the other is to get; else the last before it."""
    times = [t for t in times if not _SLOTS_FOR.search(low[max(0, t.start - 40) : t.start])]
    times = [t for t in times if not _TOLD_OF.search(low[max(0, t.start - 60) : t.start])] or times
    if not times:
        return None
    given = _GIVEN.search(low, told_at) or _WILL.search(low, told_at)
    at = given.start() if given else told_at
    index = next((i for i, t in enumerate(times) if t.end > at), len(times) - 1)
    while index + 1 < len(times) and _OR.fullmatch(low[times[index].end : times[index + 1].start]):
        index += 1  # Monday or Tuesday: not late before Tuesday is over
    return times[index].due
