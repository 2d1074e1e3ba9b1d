"""Starts in a new job, new employers and titles, "not now, come back in spring", and people pointed to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import Due, Mention
from nlp.about import People
from nlp.dates import Named, find_times
from nlp.dues import asks_for, put_off_to
from nlp.rules import rules
from nlp.utterances import NAME, PROPER, Utterance

_DONE = re.compile(
    r"\b(?:done|over|survived|finished|went|complete|completed|behind me|in the bag|down|loved|got through)\b"
)
_BY_NAME = re.compile(
    rf"(?P<who>{NAME}+)(?:'s)? (?:\w+ ){{0,2}}(?:first|start|started|starts|joins|joined|began|begins|"
    r"resumed|resumes|will|is|has)|(?P<he>\b(?:he|she|his)\b)"
)
_MOVED_BY = re.compile(
    rf"(?P<who>{NAME}+|\bhe\b|\bshe\b)(?:'s|'d)?(?: has| had| is| was)? ?(?:\w+ ){{0,2}}(?:moved|left|"
    r"joined|changed|switched|now|promoted|taken|leaving|moving|joining|no longer|became|appointed|"
    r"started|resigned|quit|starting)"
)
_OF_TALKERS = re.compile(r"\b(?:i|my|me|you|your|i'm|i've|i'll|you're|you'll|you've)\b")
_CALLS = re.compile(r"\b(?:call|ring|phone)\b")
_SOON_DAYS = 45  # a day nearer than this is for a call
_AT_THE_START = 12  # characters before a time that opens the sentence
_AT_THE_NAME = 4  # characters before a name that opens a line
_LEADS_IN = re.compile(
    r"[\s*•-]*(?:\(?\d{1,2}[.)]\s*)?(?:(?:and|also|then|next|the other is|one is|second|another is)[ ,:]+)?"
    rf"(?:(?:mr|mrs|ms|miss|dr|prof|sir|madam|{PROPER}+)\.? )?"
)
_FAR_DAYS = 20  # nearer than this it is about a meeting, not about moving jobs


@dataclass(frozen=True, slots=True)
class Told:
    """Something told in a sentence (offsets in it); `about` a name, None = the correspondent."""

    start: int
    end: int
    about: str | None = None
    due: Due | None = None


def find_start(utterance: Utterance, people: People, *, anchor: datetime) -> Told | None:
    """The start in the new job: a day named, or a first day that is done, which is the message's own."""
    low = utterance.low
    table = rules("careers")
    match = table["started"].find(low)
    if match is None:
        return None
    was = table["started_past"].find(low) is not None
    is_begun = table["started_already"].find(low) is not None  # said to be there, so no day is needed
    times = find_times(utterance.text, anchor=anchor, prefer="past" if was else "event")
    near = [t for t in times if t.start >= match.start()] or [
        t for t in times if t.start >= match.start() - 40
    ]
    due: Due | None = near[0].due if near else None
    is_exact = bool(near) and near[0].is_exact
    if due is not None and not is_exact and not re.search(r"\bstart(?:ing)? date\b|\bfirst day\b", low):
        due = due if was else None
    if due is None:
        if re.search(r"\b(?:first|1st) (?:day|shift)\b|\bday (?:one|1)\b", low) and _DONE.search(low):
            due = anchor.date()
        elif re.search(r"\b(?:started|resumed|joined|begun)\b", low) and re.search(
            r"\b(?:has|have|'ve|'s) (?:\w+ )?(?:started|resumed|begun)\b", low
        ):
            due = None
            if not re.search(rf"(?:{NAME}+|he|she) (?:has|'s)", low) and not is_begun:
                return None
        elif not is_begun:
            return None
    by = _BY_NAME.search(low)
    about = None
    if by is not None:
        group = "who" if by["who"] else "he"
        about = people.third(utterance, by.span(group), anywhere=False)
    if about is None:
        about = _named_in(utterance, people, match)
    return Told(match.start(), match.end(), about, due)


def _named_in(utterance: Utterance, people: People, match: re.Match[str]) -> str | None:
    """The person named among the words that tell it, where they do not speak of the author or reader."""
    if _OF_TALKERS.search(match.group()):
        return None
    inside = people.within(utterance.start + match.start(), utterance.start + match.end())
    return inside[0].text if inside else None


def find_job_change(utterance: Utterance, people: People) -> Told | None:
    """Somebody has another employer or title."""
    match = rules("careers")["job_change"].find(utterance.low)
    if match is None:
        return None
    by = _MOVED_BY.search(utterance.low[max(0, match.start() - 30) : match.end()])
    about = None
    if by is not None:
        offset = max(0, match.start() - 30)
        about = people.third(utterance, (offset + by.start("who"), offset + by.end("who")), anywhere=False)
        if about is None and by["who"] in ("he", "she"):
            return None
    if about is None:
        about = _named_in(utterance, people, match)
    return Told(match.start(), match.end(), about)


def find_not_now(utterance: Utterance, *, anchor: datetime) -> Told | None:
    """Not looking, or not before a time; a time within three weeks is about a meeting and tells nothing."""
    table = rules("careers")
    low = utterance.low
    named = table["not_now_named"].find_all(low)
    plain = table["not_now_plain"].find(low) or table["not_now_staying"].find(low)
    if not (named or plain) or table["not_not_now"].find(low) is not None:
        return None
    if table["not_now_named"].may_stand_in(low):
        times = find_times(utterance.text, anchor=anchor, prefer="not_now")
        far = [t for t in times if t.day >= anchor.date() + timedelta(days=_FAR_DAYS)]
        if far:
            return _named_later(utterance, far, anchor, named, plain)
        if any(t.day >= anchor.date() for t in times):
            return None
    return None if plain is None else Told(plain.start(), plain.end())


def _named_later(
    utterance: Utterance,
    far: Sequence[Named],
    anchor: datetime,
    named: Sequence[re.Match[str]],
    plain: re.Match[str] | None,
) -> Told | None:
    """The words that put it off ("ask me in March", or plain ones) and the time that belongs to them."""
    soon = anchor.date() + timedelta(days=_SOON_DAYS)
    for match in named:
        after = [t for t in far if t.start >= match.start() - 2]
        best = put_off_to(after, utterance.low) or (far[0] if far[0].start < _AT_THE_START else None)
        surest = put_off_to(far, utterance.low)  # "not before July, I sit an exam in June"
        if best and surest and asks_for(surest, utterance.low) > asks_for(best, utterance.low):
            best = surest
        if best is None or (best.is_exact and best.day < soon and _CALLS.search(match.group())):
            continue
        return Told(min(match.start(), best.start), max(match.end(), best.end), due=best.due)
    best = put_off_to(far, utterance.low)
    return None if plain is None or best is None else Told(plain.start(), plain.end(), due=best.due)


def find_referrals(said: Sequence[Utterance], people: People) -> Iterator[tuple[Utterance, Told]]:
    """The persons a message points to as possible candidates, each once."""
    table = rules("careers")
    in_named_list = False
    seen: set[str] = set()
    for index, utterance in enumerate(said):
        low = utterance.low
        here = people.within(utterance.start, utterance.end)
        if in_named_list and here and (utterance.in_list or _opens(utterance, here[0])):
            if here[0].text not in seen and _opens(utterance, here[0]):
                seen.add(here[0].text)
                yield utterance, Told(0, len(utterance.text), here[0].text)
                continue
        elif in_named_list and not utterance.in_list and not here:
            in_named_list = False
        if table["referral_intro"].find(low) is not None and not here:
            in_named_list = True
            continue
        if not here or table["referral_not"].find(low) is not None:
            continue
        following = said[index + 1].low if index + 1 < len(said) and not said[index + 1].mentions else ""
        found = _pointed(low, following)
        if found is None:
            continue
        span, match = found
        person = next(
            (m for m in here if m.start - utterance.start <= span[0] < m.end - utterance.start), None
        )
        if person is None or person.text in seen:
            continue
        if re.search(r"\?\s*$", low) and not re.search(
            r"thought|spoken|talked|considered|know|met|tried|looked|come across|speak|track|"
            r"what about|how about|suggest|put you in|introduce|connect|shall i|will i send|"
            r"why (?:don't|not)|who'd|who would",
            low,
        ):
            continue
        seen.add(person.text)
        yield utterance, Told(min(match[0], span[0]), len(utterance.text), person.text)


def _opens(utterance: Utterance, person: Mention) -> bool:
    """Whether a sentence of a list of names begins with this one: "And Ms. Perez, ..."."""
    before = utterance.low[: person.start - utterance.start]
    return len(before) < _AT_THE_NAME or _LEADS_IN.fullmatch(before) is not None


def _pointed(low: str, following: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the person stands and what points to them; a mere relation wants a hint that they can be had."""
    careers = rules("careers")
    named = careers["referral_named"].find(low)
    if named is not None:
        return named.span("who"), named.span()
    hinted = careers["referral_hint"].find(low) is not None or (
        bool(following)
        and re.match(
            r"(?:and |but |also )?(?:he|she|they|they're|he's|she's|his|her|very|really|worth|happy)\b",
            following,
        )
        is not None
        and careers["referral_hint"].find(following) is not None
    )
    point = careers["referral_point"].find(low)
    if point is not None and (
        hinted
        or re.search(
            r"recommend|suggest|refer|nominat|vouch|word for|introduc|connect|in touch with|"
            r"thought of|instead|spoken to|name is|comes to mind|person you (?:want|need|should)|"
            r"^(?:why not |just )?(?:give|drop) |consider my|^(?:but |so |and )?try |you (?:could|"
            r"should|might) (?:ask|try|talk|contact|call)",
            low,
        )
    ):
        return point.span("who"), point.span()
    relation = careers["referral_relation"].find(low)
    if relation is not None and hinted:
        return relation.span("who"), relation.span()
    freer = rules("moves")["pointed"].find(low)
    return None if freer is None else (freer.span("who"), freer.span())
