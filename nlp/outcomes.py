"""How a process ends: offers made, taken and turned down, candidates who withdraw, the employer's no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from domain import Direction, Passage, SignalType
from nlp.about import People
from nlp.decisions import (
    Outcome,
    find_accepted,
    find_decided_against,
    find_made,
    find_refusal,
    find_refusal_by_name,
    find_told_decision,
    find_told_ending,
)
from nlp.plainly import find_plain
from nlp.rules import rules
from nlp.spoken_of import SpokenOf
from nlp.utterances import NAME, Utterance

_NAMES = re.compile(f"{NAME}+")
_YOU = re.compile(r"\b(?:you|your|you're|you've)\b")
_ME = re.compile(r"\b(?:i|me|my|i'm|i've|i'd|im|ive|myself)\b")
_LEADING = re.compile(
    rf"^(?:(?:mr|mrs|ms|miss|dr|prof)\.? )?(?P<who>{NAME}+|he|she|they|i|we|you|both)\b|^(?P<named>{NAME}+)"
)
_ELSEWHERE = re.compile(
    r"\b(?:another|other|different) (?:\w+ )?(?:offer|job|role|position|contract)\b|\belsewhere\b"
)
_JOB = re.compile(
    r"\b(?:offers?|job|role|position|post|contract|package|salary|notice|start(?:ing)?|first (?:day|"
    r"shift)|appointment|hired|said yes|accept\w*)\b"
)
_OCCASION = re.compile(
    r"\b(?:lunch|dinner|coffee|drinks?|party|meeting|call|interview|tickets?|event|webinar|invit\w+|"
    r"slot|game|race|weekend|meet-?up|conference|course|\d ?[ap]m|at \d)\b"
)
_BARE_YES = re.compile(
    r"^(?:omg |oh |hell |absolutely |definitely |of course |well |bet,? |ok,? )*(?:yes+|yess*|yep|"
    r"yeah+|yup|oui|ja|si|sí|aye|absolutely|definitely|100%|done deal|deal)(?: please| yes| thank you|"
    r" thanks|,| of course| absolutely| definitely| \w+)?\s*[.!]*[^\w]*$"
)
_OFFER_SUBJECT = re.compile(
    r"\b(?:offer|offered|contract|proposal|you got it|you got the|they want you|congrat\w*|"
    r"job is yours|good news|great news|oferta|angebot|proposition)\b"
)


def _subject(match: re.Match[str]) -> tuple[int, int] | None:
    """Where the one who acts stands: the first pronoun or name of what was matched."""
    found = _LEADING.match(match.group())
    if found is None:
        inner = re.search(rf"{NAME}+|\b(?:he|she|they|i|we|you|i'm|i've|i'd|i'll)\b", match.group())
        return None if inner is None else (match.start() + inner.start(), match.start() + inner.end())
    return match.start() + found.start(), match.start() + found.end()


def _names_in(utterance: Utterance, match: re.Match[str], people: People) -> list[str]:
    start, end = utterance.start + match.start(), utterance.start + match.end()
    return [m.text for m in people.within(start, end)]


def find_outcomes(utterance: Utterance, people: People, *, around: SpokenOf) -> Iterator[Outcome]:
    """Every outcome of a sentence of the mail `around` it."""
    ways = (
        find_plain,
        find_refusal_by_name,
        find_decided_against,
        _declined,
        partial(_withdrew, around=around),
        find_told_decision,
        _accepted,
        find_accepted,
        _not_selected,
        find_refusal,
        _made,
        find_made,
        find_told_ending,
    )
    for way in ways:
        found = list(way(utterance, people))
        if found:
            yield from found
            return


def _declined(utterance: Utterance, people: People) -> Iterator[Outcome]:
    match = rules("declines")["offer_declined"].find(utterance.low)
    if match is not None:
        yield from _by_actor(SignalType.OFFER_DECLINED, match, utterance, people)


def _withdrew(utterance: Utterance, people: People, *, around: SpokenOf) -> Iterator[Outcome]:
    """Out of the process; whoever takes another offer with ours on the table turns ours down."""
    match = rules("withdrawals")["withdrew"].find(utterance.low)
    if match is not None:
        is_ours = _ELSEWHERE.search(match.group()) is not None and around.an_offer
        kind = SignalType.OFFER_DECLINED if is_ours else SignalType.WITHDREW
        yield from _by_actor(kind, match, utterance, people)


def _accepted(utterance: Utterance, people: People) -> Iterator[Outcome]:
    match = rules("offers")["offer_accepted"].find(utterance.low)
    if match is not None and _is_a_job(match.group(), people.passage):
        yield from _by_actor(SignalType.OFFER_ACCEPTED, match, utterance, people)


def _is_a_job(said: str, passage: Passage) -> bool:
    """Whether what is accepted can be a job: "count me in" may also mean lunch."""
    if _JOB.search(said):
        return True
    around = f"{passage.subject}\n{passage.text}".lower()
    return bool(_JOB.search(around)) or (len(passage.text) < 220 and not _OCCASION.search(around))


def _not_selected(utterance: Utterance, people: People) -> Iterator[Outcome]:
    table = rules("refusals")
    for name in ("not_selected_no", "not_selected_passive", "not_selected_other", "not_selected_stop"):
        match = table[name].find(utterance.low)
        if match is not None:
            yield from _refused(match, utterance, people)
            return


def _made(utterance: Utterance, people: People) -> Iterator[Outcome]:
    match = rules("offers")["offer_made"].find(utterance.low)
    if match is not None:
        yield from _offered(match, utterance, people)


def is_bare_yes(utterance: Utterance, subject: str) -> bool:
    """A yes and nothing else, under a subject that speaks of an offer."""
    return bool(_BARE_YES.match(utterance.low)) and bool(_OFFER_SUBJECT.search(subject.lower()))


def _by_actor(
    kind: SignalType, match: re.Match[str], utterance: Utterance, people: People
) -> Iterator[Outcome]:
    """The candidate acts: "I", a name, or a pronoun for one."""
    span = _subject(match)
    said = utterance.low[span[0] : span[1]] if span else ""
    if people.passage.direction is Direction.OUTBOUND and (not span or said.startswith(("i", "we"))):
        if not span and people.within(utterance.start, utterance.end):
            about: str | None = people.third(utterance, None)
        elif not span:
            return  # "it's a yes": the employer's, when the recruiter says it
        else:
            return  # the recruiter accepts or declines something herself
    else:
        about = people.third(utterance, span, anywhere=False) if span else None
        if said == "they" and about is None:
            return
    names = _names_in(utterance, match, people)
    if " and " in match.group() and len(names) > 1 and about in names:
        for name in names[:3]:
            yield Outcome(kind, match.start(), match.end(), name)
        return
    yield Outcome(kind, match.start(), match.end(), about)


def _refused(match: re.Match[str], utterance: Utterance, people: People) -> Iterator[Outcome]:
    """The employer's no: to you, to a name, to me."""
    said = match.group()
    names = _names_in(utterance, match, people)
    kind = SignalType.NOT_SELECTED
    outbound = people.passage.direction is Direction.OUTBOUND
    if names:
        refused = _only_refused(said, names, utterance)
        for name in refused:
            yield Outcome(kind, match.start(), match.end(), name)
        return
    is_you = _YOU.search(said) or (outbound and _YOU.search(utterance.low))
    if is_you and (outbound or not people.others):
        yield Outcome(kind, match.start(), match.end(), None)
        return
    if _ME.search(said) or (
        not outbound
        and _ME.search(utterance.low)
        and not re.search(r"\b(?:him|her|them|we|our)\b", utterance.low)
    ):
        if not outbound:
            yield Outcome(kind, match.start(), match.end(), None)
        return
    if outbound:
        about = people.third(utterance, None) if re.search(r"\b(?:he|she|him|her|his)\b", said) else None
        within = people.within(utterance.start, utterance.end)
        if about is None and within and not _YOU.search(people.passage.text.lower()):
            about = within[0].text
        yield Outcome(kind, match.start(), match.end(), about)
        return
    pronoun = re.search(r"\b(?:he|she|him|her|his)\b", said)
    span = (match.start() + pronoun.start(), match.start() + pronoun.end()) if pronoun else None
    yield Outcome(kind, match.start(), match.end(), people.third(utterance, span))


def _only_refused(said: str, names: list[str], utterance: Utterance) -> list[str]:
    """Of the names in the words those who are refused: not the one picked, not the employer's people."""
    picked = re.search(
        r"(?:chose|picked|preferred|selected|hired|appointed) .* (?:over|instead of|ahead of) ", said
    )
    if picked:
        return names[-1:] if not _YOU.search(said) else []
    if re.search(r"(?:said|says|say|passed|passing|decided) ", said) and _YOU.search(utterance.low):
        return []
    if re.search(
        rf"^(?:{NAME}+)[^{NAME}]*\b(?:said|says|have said|has said|passed|has passed|is passing|"
        r"decided|turned|rejected)\b",
        said,
    ):
        rest = names[1:]
        return rest or []
    return names[:4]


def _offered(match: re.Match[str], utterance: Utterance, people: People) -> Iterator[Outcome]:
    """An offer: to you, to a name, or by a name."""
    said = match.group()
    outbound = people.passage.direction is Direction.OUTBOUND
    kind = SignalType.OFFER_MADE
    if _YOU.search(said) or (outbound and _YOU.search(utterance.low)):
        if outbound:
            yield Outcome(kind, match.start(), match.end(), None)
            return
        if not re.search(r"\b(?:to|offer|offering|offered) you\b", said):
            return  # a client tells the recruiter something else
        yield Outcome(kind, match.start(), match.end(), None)
        return
    receiver = re.search(
        r"(?:offer|offered|offering|make|made|extend|to|hire|appoint|want|wants|give|love|like|choose|"
        rf"have|sent|for) (?:(?:mr|mrs|ms|dr)\.? )?({NAME}+|him\b|her\b|them\b|me\b)",
        said,
    )
    if receiver:
        span = (match.start() + receiver.start(1), match.start() + receiver.end(1))
        if receiver.group(1) == "me" and outbound:
            return
        yield Outcome(kind, match.start(), match.end(), people.third(utterance, span, anywhere=False))
        return
    leading = _subject(match)
    if leading is not None and re.search(
        r"\b(?:gets?|is our|is the|has the|is hired|should have|has been|was)\b|'s (?:our|the|hired)", said
    ):
        yield Outcome(kind, match.start(), match.end(), people.third(utterance, leading, anywhere=False))
        return
    if outbound:
        yield Outcome(kind, match.start(), match.end(), None)
        return
    if _ME.search(said):
        yield Outcome(kind, match.start(), match.end(), None)
        return
    about = people.third(utterance, None)
    yield Outcome(kind, match.start(), match.end(), about)
