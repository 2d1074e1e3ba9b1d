"""How the author feels about the job, the process or the people, as a recruiter would read it.

Courtesies are neutral. So is a polite no, however warm its thanks, and bad news told by a recruiter; one who
is ashamed or angry herself is negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from domain import Direction, Passage, Sentiment, SentimentLabel
from nlp.sentiment_reading import Felt, Scale, mood_of, weigh
from nlp.text import Doc

AGAINST = Scale(most=0.3, whole=0.65, rules=1.25, bias=0.1)
TOWARDS = Scale(most=0.2, whole=0.55, rules=1.25, bias=0.75)
FURTHER = 0.35  # what a second feeling of the same sign adds, as a part of its own weight
_DECIDES = 0.5
_PREFERRED = 0.8  # against needs only this part of what speaks for: complaints come wrapped in thanks
_EXCLAIMED = 0.2


def feel(doc: Doc, passage: Passage) -> Sentiment:
    """The author's feeling and the sentence that decided it.

    The score is the probability of the feeling with its sign, from -1 to 1: -.5 and less is negative, .5 and
    more positive; between them it says which way a neutral mail leans.
    """
    mood = mood_of(doc, passage)
    if not mood.sentences:
        return Sentiment(SentimentLabel.NEUTRAL, 0.0)
    against = heard_against(mood.sentences, passage)
    towards = heard_towards(mood.sentences, passage)
    bad = AGAINST.probability(mood, attrgetter("against"), weigh(against, FURTHER))
    good = cooled(mood.sentences) * TOWARDS.probability(mood, attrgetter("towards"), weigh(towards, FURTHER))
    if bad >= _DECIDES and bad >= _PREFERRED * good:
        said = [a + s.guess.against for a, s in zip(against, mood.sentences, strict=True)]
        return Sentiment(SentimentLabel.NEGATIVE, round(-bad, 3), _strongest(mood.sentences, said))
    if good >= _DECIDES:
        said = [t + s.guess.towards for t, s in zip(towards, mood.sentences, strict=True)]
        return Sentiment(SentimentLabel.POSITIVE, round(good, 3), _strongest(mood.sentences, said))
    return Sentiment(SentimentLabel.NEUTRAL, round(good - bad, 3))


def heard_against(sentences: Sequence[Felt], passage: Passage) -> list[float]:
    """How much the rules hear against in each sentence."""
    return [_weight(sentence, passage, -1) for sentence in sentences]


def heard_towards(sentences: Sequence[Felt], passage: Passage) -> list[float]:
    """How much the rules hear in favour in each sentence."""
    return [_weight(sentence, passage, +1) for sentence in sentences]


def cooled(sentences: Sequence[Felt]) -> float:
    """The part of all warm words that counts, from 0 to 1: a polite no is no praise."""
    return min((heard.family.cools for each in sentences for heard in each.heard), default=1.0)


def _weight(sentence: Felt, passage: Passage, sign: int) -> float:
    """How much of a feeling of one sign the rules hear in a sentence."""
    is_outbound = passage.direction is Direction.OUTBOUND
    weights = [
        weight * (heard.family.outbound if is_outbound else 1.0)
        for heard in sentence.heard
        if (weight := heard.family.sentiment * sign) > 0
    ]
    total = weigh(weights, FURTHER)
    return total + _EXCLAIMED if sign > 0 and total and "!" in sentence.plain else total


def _strongest(sentences: Sequence[Felt], said: Sequence[float]) -> str:
    return sentences[said.index(max(said))].text
