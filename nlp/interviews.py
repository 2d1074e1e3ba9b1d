"""Interviews that are set, with their hour, and the preparation that a candidate gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import Direction, Due, Kind, Passage
from nlp.about import People
from nlp.appointments import appointed, is_limit, may_set, speaks_of_work
from nlp.dates import Named, find_times
from nlp.interview_rows import rows_below
from nlp.rules import rules
from nlp.spoken_of import SpokenOf, speaks_of_interview
from nlp.utterances import NAME, PROPER, Utterance, mask

_NAME_AT = re.compile(
    rf"(?P<who>{NAME}+)(?:-san|-sama)? (?:is |are |will be )?(?:at|on|from|@)? ?(?=\d|{PROPER}|monday|"
    r"tuesday|wednesday|thursday|friday)"
)
_OWNER = re.compile(
    rf"(?P<who>{NAME}+)(?:-san|-sama|-ji)?(?:'s? (?:[\w-]+ ){{0,3}}(?:interview|panel|round|screen|"
    r"slot|onsite|assessment)|(?: \w+)?(?: is| are| has been|'s| will be|, )(?: now| also|"
    r" all)? ?(?:confirmed|booked|scheduled|in for|down for|set|coming|expected|fixed|on for|seeing|"
    r"meeting|due))"
    r"|(?:interview|panel|round|screen|slot|assessment|confirmed|booked|scheduled|schedule|seeing|see|"
    rf"expect(?:ing)?) (?:for |is for )?(?:(?:mr|mrs|ms|dr)\.? )?(?P<for>{NAME}+)"
    r"|(?:invite|book|put|want|got|get|have|welcome|interview|see|meet|send|sending) "
    r"(?:(?:mr|mrs|ms|dr)\.? )?"
    rf"(?P<put>{NAME}+) (?:in\b|to (?:come|interview|meet|us|you)|for (?:an? )?(?:interview|round)|by phone|"
    r"over)"
    rf"|(?P<comes>{NAME}+)(?:-san|-sama|-ji)?(?::| (?:\w+ )?(?:meets|in with (?:us|you)|be with (?:you|us)|"
    r"has confirmed|confirmed|can make|will be there|be there|comes in|come in|to come in|booked in|"
    r"interviews with))"
    r"|(?:interview|see|meet|have|invite|welcome|for) (?:(?:mr|mrs|ms|"
    rf"dr)\.? )?(?P<obj>{NAME}+)(?:-san|-sama)?(?= (?:on|at|for|in|next|this|tomorrow|to|\d|monday|"
    r"tuesday|wednesday|thursday|friday))"
)
_IS_SET = re.compile(
    r"\b(?:confirmed|set|fixed|booked|scheduled|arranged|is (?:on|at|today|tomorrow)|takes place|"
    r"will be|moved|rescheduled|invit\w+)\b"
)
_YOURS = re.compile(r"\b(?:you|your|you'(?:re|ll|ve)|u|ur)\b(?! (?:know|office))")
_MINE = re.compile(
    r"\b(?:my (?:\w+ ){0,3}(?:interview|panel|round|assessment|trial|iv|screening|stage)|"
    r"(?:interview|see|meet|invited|called|slotted|booked|has|have|got|had|put|wants?)(?:s|ing)? me|"
    r"i'?m (?:\w+ )?(?:seeing|meeting|interviewing|down|booked|invited)|i(?:'ve| have) (?:got )?an? )\b"
)
_MEETS = re.compile(r"\b(?:with|by|see|seeing|meet|meeting|to) (?:(?:mr|mrs|ms|dr)\.? )?$")
_SITS_WITH = re.compile(
    r"\bwith (?:me|us|you|him|her|them|the|my|our)\b[^,.;]{0,30}$|\bask for $"
    r"|\b(?:my|our|his|her|their) (?:\w+ )?(?:boss|manager|director|colleague|partner|deputy|chair|ceo|cto"
    r"|cfo|co-founder|lead|assistant) $"
)  # one of those who interview
_WHO_COMES = re.compile(
    rf"(?:(?:hi|hello|hey|dear|so|ok|okay|right|and|then|now)\b[ ,:;.!-]{{1,3}}|{NAME}+[,!:] {{1,2}})*"
    rf"(?P<who>{NAME}+)(?:-san|-sama|-ji)?(?:,? we |'s| is| has| does| comes| goes| gets| will| can)\b"
)  # the sentence opens with the one who comes
_TURNED_TO = re.compile(
    r"\b(?:you|your|you'(?:ll|re|ve|d)|u|ur|yourself|expect|interview\w*|panel|tips?|dress|suit|format|exercise|test|"
    rf"role-?play|presentation)\b|(?:^|[.,:;!-] ?)(?:{NAME}+[,:]? )?(?:please |and |so |then |but )?"
    r"(?:bring|take|wear|have|keep|ask|speak|say|read|prepare|be|don't|do|tell|talk|think|let|make|come|know|mention|"
    r"arrive|slow|practi[sc]e|rehearse|lead|start|give|use|show|no)\b"
)  # it speaks to who is prepared, or of the interview
_SEEN_BY = re.compile(
    r"\b(?:they|he|she|they'll|he'll|she'll|panel|managers?|director|owner|matron|chair|founders?|assess\w+|client|hr|"
    r"boss|lesson|numeracy|tour|visit|tips?|pointers|expect|dress|suit|wear|reception|"
    rf"(?:mon|tues|wednes|thurs|fri|satur)day|tomorrow)\b|{NAME}"
)  # somebody waits at the other end
_MOST_BESIDE = 6  # sentences of a mail to each that prepares, where no word names an interview
_CANCELLED = re.compile(r"\b(?:cancel\w*|abgesagt|annul\w*|declined|tentative)\b")
_NEXT_HOUR = 24  # characters into the next sentence where the hour may stand


@dataclass(frozen=True, slots=True)
class Set:
    """An interview set in a sentence (offsets in it), its start and whose it is."""

    start: int
    end: int
    due: Due | None
    about: str | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says of an interview: its name, that somebody can be seen, that it takes place."""

    by_name: bool
    is_given: bool  # "we can see Ida": needs no such word
    sets_it: bool
    in_question: bool


def _said(low: str) -> _Said:
    table = rules("interviews")
    is_question = low.rstrip().endswith("?")
    return _Said(
        by_name=table["interview_word"].find(low) is not None,
        is_given=table["interview_given"].find(low) is not None,
        sets_it=table["interview_setting"].find(low) is not None
        or (not is_question and table["interview_unless_kept"].find(low) is not None),
        in_question=is_question,
    )


def find_interviews(
    utterance: Utterance,
    people: People,
    *,
    anchor: datetime,
    around: SpokenOf,
) -> Iterator[Set]:
    """The interviews a sentence sets: its day must be named, and an hour or a firm word with it.

    Where the mail `around` it speaks of an interview, the sentence need not. Its times are read last: that
    costs the most, and most sentences set nothing whatever day they name.
    """
    said = _said(utterance.low)
    may_appoint = not said.in_question and (said.by_name or may_set(utterance.low))
    if not (said.sets_it or said.is_given or may_appoint):
        return
    is_told = said.by_name or said.is_given or around.an_interview
    if not is_told and not may_appoint:
        return
    table, low = rules("interviews"), utterance.low
    if any(table[name].find(low) is not None for name in ("not_interview", "another_event")):
        return
    times = _times(utterance, people.passage.text, anchor)
    if not times:
        return
    chosen = _told(low, times, said) if is_told else []
    if not chosen and may_appoint:
        is_about_work = around.an_interview or _is_about_work(people.passage)
        chosen = appointed(low, times, now=anchor, is_about_work=is_about_work)
    if chosen:
        yield from _each(utterance, people, chosen, low, anchor=anchor)


def sets_none(low: str) -> bool:
    """Whether a sentence that sounds like an interview speaks of a promised call, a first day or the like."""
    return (
        rules("appointments")["never"].find(low) is not None
        or rules("interviews")["another_event"].find(low) is not None
    )


def _is_about_work(passage: Passage) -> bool:
    if speaks_of_work(passage.subject.lower()) or speaks_of_work(passage.text.lower()):
        return True
    outbound = passage.direction is Direction.OUTBOUND  # who is told what to expect is sent to somebody
    return outbound and rules("interviews")["prep_says"].find(mask(passage.text, ())) is not None


def _told(low: str, times: Sequence[Named], said: _Said) -> Sequence[Named]:
    """The times that are an interview's by what is said of interviews; none where it sets none."""
    if said.is_given and any(t.has_clock and t.has_day for t in times) and not said.in_question:
        return [t for t in times if t.has_clock]
    if not said.by_name:
        times = [t for t in times if not is_limit(low, t)]
    if not said.sets_it:
        return ()
    is_set = said.by_name and _IS_SET.search(low) is not None
    if not any(t.has_day for t in times) and not is_set:
        return ()  # an hour alone is a timetable ("9:30 panel, 11:00 tour") unless it is said to be set
    with_clock = [t for t in times if t.has_clock]
    if not with_clock and not is_set:
        return ()
    return with_clock or times


def _times(utterance: Utterance, text: str, anchor: datetime) -> list[Named]:
    """The days and hours of a sentence; an hour that opens the next one ("Time: 10am") belongs to its day."""
    earlier = text[: utterance.start]
    named = find_times(utterance.text, anchor=anchor, prefer="event", earlier=earlier)
    times = [t for t in named if t.is_exact]
    if len(times) != 1 or times[0].has_clock:
        return times
    more = text[utterance.start : utterance.end + _NEXT_HOUR]
    longer = [t for t in find_times(more, anchor=anchor, prefer="event") if t.is_exact]
    return longer[:1] if longer and longer[0].has_clock and longer[0].has_day else times


def _each(
    utterance: Utterance, people: People, times: Sequence[Named], low: str, *, anchor: datetime
) -> Iterator[Set]:
    """One interview a named person where each has a time, there or in a row below; else one."""
    rows = rows_below(utterance, people, times[0], anchor=anchor)
    if rows:
        whole = len(utterance.text.rstrip())
        yield from (Set(0, whole, due, name) for name, due in rows)
        return
    paired = _paired(utterance, people, times)
    if len(paired) > 1:
        yield from paired
        return
    about = _owner(utterance, people)
    time = (
        times[-1]
        if re.search(
            r"\b(?:moved|rescheduled|postponed|pushed|shifted|changed|brought forward) (?:\w+ ){0,6}from\b",
            low,
        )
        else times[0]
    )
    yield Set(0, len(utterance.text.rstrip()), time.due, about)


def _paired(utterance: Utterance, people: People, times: Sequence[Named]) -> list[Set]:
    """Names each followed by an hour of their own: one at nine, the next at two."""
    names = people.within(utterance.start, utterance.end)
    if len(names) < 2 or len(times) < 2:
        return []
    pairs: list[Set] = []
    day = next((t.day for t in times if t.has_day), None)
    for index, name in enumerate(names):
        start = name.end - utterance.start
        end = names[index + 1].start - utterance.start if index + 1 < len(names) else len(utterance.text)
        own = next(
            (t for t in times if start < t.end <= end),
            None,
        )
        if own is None:
            continue
        due: Due = own.due
        if isinstance(due, datetime) and not own.has_day and day is not None:
            due = datetime.combine(day, due.timetz())
        pairs.append(Set(name.start - utterance.start, end, due, name.text))
    return pairs


def _owner(utterance: Utterance, people: People) -> str | None:
    """Whose interview it is, where the sentence names them; None = the correspondent."""
    low = utterance.low
    inbound = people.passage.direction is Direction.INBOUND
    is_theirs = (_MINE if inbound else _YOURS).search(low) is not None  # the correspondent's own interview
    comes = None if is_theirs else _WHO_COMES.match(low)
    if comes is not None:
        inside = people.within(utterance.start + comes.start("who"), utterance.start + comes.end("who"))
        if inside:
            return inside[0].text
    for match in _OWNER.finditer(low):
        group = next(g for g in ("who", "for", "obj", "put", "comes") if match[g])
        inside = people.within(utterance.start + match.start(group), utterance.start + match.end(group))
        before = low[max(0, match.start(group) - 40) : match.start(group)]
        is_met = _MEETS.search(before) is not None
        if inside and not (is_theirs and (is_met or group == "for")) and not _SITS_WITH.search(before):
            return inside[0].text
    if is_theirs:
        return None
    pronoun = re.search(r"\b(?:his|him|her|he|she)\b", utterance.low)
    if pronoun and not re.search(r"\b(?:you|your)\b", utterance.low):
        return people.third(utterance, pronoun.span())
    is_client = re.search(r"\b(?:we|us|our)\b", utterance.low) and not re.search(
        r"\b(?:i|me|my|i'm|i'll)\b", utterance.low
    )
    if people.passage.direction is Direction.INBOUND and is_client:
        return people.third(utterance, None)  # a client tells of somebody; a candidate confirms their own
    return None


def invited_interview(passage: Passage) -> str | None:
    """The words that make a calendar invitation an interview; None where it is none."""
    if (
        passage.kind is not Kind.INVITATION
        or _CANCELLED.search(passage.subject.lower())
        or _CANCELLED.search(passage.text.lower())
    ):
        return None
    table = rules("interviews")
    for text in (passage.text, passage.subject):
        if table["interview_word"].find(mask(text, ())) is not None:
            return text.strip().split("\n")[0].strip() or passage.subject
    return None


def find_prep(utterances: Sequence[Utterance], passage: Passage) -> tuple[int, int] | None:
    """Index of the sentence that prepares, and of the last one; None where the mail prepares nobody."""
    table = rules("interviews")
    subject = mask(passage.subject, ())
    said = " ".join(u.low for u in utterances)
    plainly = _plain_prep(utterances, said)
    if plainly is not None:
        return plainly
    context = table["interview_context"]
    if context.find(subject) is None and all(context.find(u.low) is None for u in utterances):
        return None
    plain: int | None = None
    hints: list[int] = []
    strong = 0
    for index, utterance in enumerate(utterances):
        low = utterance.low
        if table["prep_plain"].find(low) is not None:
            strong += 1
            plain = index if plain is None else plain
        count = len(table["prep_hint"].find_all(low))
        hints += [index] * min(count, 2)
    if table["not_prep"].find(said) is not None and strong < 2:
        return None
    subject_says = table["prep_plain"].find(subject) is not None
    score = 2 * strong + len(hints) + (2 if subject_says else 0)
    if score < 2 or (strong == 0 and not subject_says and len(hints) < 4):
        return None
    if plain is None and not hints:
        return (0, 0) if utterances else None  # only the subject says so
    first = plain if plain is not None else hints[0]
    return first, max([first, *hints])


def _plain_prep(utterances: Sequence[Utterance], said: str) -> tuple[int, int] | None:
    """The sentences that tell what to expect, to bring or to say, whether or not they name the interview."""
    table = rules("interviews")
    if table["not_prep"].find(said) is not None:
        return None
    told = [
        index
        for index, utterance in enumerate(utterances)
        if not utterance.low.rstrip().endswith("?") and table["prep_says"].find(utterance.low) is not None
    ]
    if not told:
        return None
    beside = [u.low for u in utterances[max(0, told[0] - 1) : told[0] + 2]]
    if len(told) == 1 and not any(map(_TURNED_TO.search, beside)):
        return None  # what is said of others once prepares nobody
    if not speaks_of_interview(said) and (
        len(told) * _MOST_BESIDE < len(utterances) or not _SEEN_BY.search(said)
    ):
        return None  # advice on other work
    return told[0], told[-1]
