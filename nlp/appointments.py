"""A day and an hour at which the hiring side sees somebody: an interview, even where no word calls it so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from domain import Due
from nlp.dates import Named
from nlp.rules import rules

_WORK = re.compile(
    r"\b(?:roles?|jobs?|positions?|vacanc(?:y|ies)|posts?|interview\w*|candidates?|clients?|cvs?|resume|panel|hiring|"
    r"recruit\w*|shortlist\w*|application|applied|applicants?|employer|salary|notice period|portfolio|"
    r"camera|bring your|they'll ask|they will ask|they (?:want|asked|like|said)|nervous|dreading|good luck|"
    r"wish me luck|fingers crossed|how it (?:goes|went)|step-free|certificates?|managers?|directors?|"
    r"founders|partners|governors|hr|continues|(?:is|are|you're|he's|she's) through|through to)\b"
)  # a mail is about a job
_HOUR = re.compile(
    r"\d|o'clock|noon|midday|\b(?:half|quarter|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
_LEADS = re.compile(
    r"^(?:[\W_]|(?:hi|hello|hey|dear|morning|afternoon|evening|so|and|right|ok|okay|good|it is"
    r"|in|at|with|for|of)\b)*"
    r"(?:(?:on|next|this|the|at) )?(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|tmrw|\d)"
)  # "Friday, 8.45, the annex", "Ridley in Crewe, Monday at 9": at most names stand before the day
_BESIDE = 16  # characters before a time where "by", "until" or "between" makes it something else


def may_set(low: str) -> bool:
    """Whether the words of a sentence leave an appointment possible; cheap, asked before times are read."""
    if low.rstrip().endswith("?") or _HOUR.search(low) is None:
        return False
    table = rules("appointments")
    return table["says"].find(low) is not None or table["weak"].find(low) is not None or _leads(low)


def appointed(low: str, times: Sequence[Named], *, now: datetime, is_about_work: bool) -> list[Named]:
    """The days with an hour that a sentence appoints for an interview; none where it speaks of other things.

    `is_about_work`: whether the mail speaks of a job or an interview, which makes weak words enough.
    """
    ahead = [t for t in times if t.has_clock and t.has_day and _is_ahead(t.due, now)]
    table = rules("appointments")
    kept = [t for t in ahead if not is_limit(low, t)]
    if not kept:
        return []
    is_strong = table["says"].find(low) is not None
    if not is_strong and not is_about_work:
        return []
    if table["never"].find(low) is not None:
        return []
    if table["other"].find(low) is not None and table["kept"].find(low) is None:
        return []
    return kept


def is_limit(low: str, named: Named) -> bool:
    """Whether a time of a sentence is one by which, until which or since when something is."""
    return rules("appointments")["beside"].find(low[max(0, named.start - _BESIDE) : named.start]) is not None


def speaks_of_work(text: str) -> bool:
    """Whether a mail is about a job at all; `text` in lower case."""
    return _WORK.search(text) is not None


def _leads(low: str) -> bool:
    return _LEADS.match(low) is not None


def _is_ahead(due: Due, now: datetime) -> bool:
    return due > now if isinstance(due, datetime) else due >= date(now.year, now.month, now.day)
