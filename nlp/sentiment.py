"""How the author feels about the job, the process or the people, as a recruiter would read it.

Courtesies are neutral. So is a polite no, however warm its thanks, and bad news told by a recruiter; one who
is ashamed or angry herself is negative.
"""

from __future__ import annotations

from domain import Direction, Passage, Sentiment, SentimentLabel
from nlp.sentiment_reading import Felt, felt, second_opinion, weigh
from nlp.text import Doc

_DECIDES = 1.0
_FURTHER = 0.35  # what a second feeling of the same sign adds, as a part of its own weight
_PREFERRED = 0.75  # against needs only this part of what speaks for: complaints come wrapped in thanks
_EXCLAIMED = 0.2
_DOUBT = 0.2  # a guess below this speaks against what the rules heard


def feel(doc: Doc, passage: Passage) -> Sentiment:
    """The author's feeling, a score from -1 to 1 and the sentence that decided it."""
    sentences = felt(doc, passage)
    if not sentences:
        return Sentiment(SentimentLabel.NEUTRAL, 0.0)
    against = [_weight(sentence, passage, -1) for sentence in sentences]
    towards = [_weight(sentence, passage, +1) for sentence in sentences]
    guessed_against = [max(s.guess.against, s.with_next.against) for s in sentences]
    guessed_towards = [max(s.guess.towards, s.with_next.towards) for s in sentences]
    bad = weigh(against, _FURTHER) + second_opinion(max(guessed_against), doubt=_DOUBT)
    cooled = min((heard.family.cools for sentence in sentences for heard in sentence.heard), default=1.0)
    good = cooled * (weigh(towards, _FURTHER) + second_opinion(max(guessed_towards), doubt=_DOUBT))
    if bad >= _DECIDES and bad >= _PREFERRED * good:
        label, said = (
            SentimentLabel.NEGATIVE,
            [a + s.guess.against for a, s in zip(against, sentences, strict=True)],
        )
    elif good >= _DECIDES:
        label, said = (
            SentimentLabel.POSITIVE,
            [t + s.guess.towards for t, s in zip(towards, sentences, strict=True)],
        )
    else:
        label, said = SentimentLabel.NEUTRAL, []
    evidence = sentences[said.index(max(said))].text if said else ""
    score = (max(good, 0.0) - max(bad, 0.0)) / 2
    return Sentiment(label, round(max(-1.0, min(1.0, score)), 3), evidence)


def _weight(sentence: Felt, passage: Passage, sign: int) -> float:
    """How much of a feeling of one sign the rules hear in a sentence."""
    weights = [
        weight * (heard.family.outbound if passage.direction is Direction.OUTBOUND else 1.0)
        for heard in sentence.heard
        if (weight := heard.family.sentiment * sign) > 0
    ]
    total = weigh(weights, _FURTHER)
    return total + _EXCLAIMED if sign > 0 and total and "!" in sentence.plain else total
