"""How the author feels about the job, the process or the people, as a recruiter would read it.

Courtesies are neutral. So is a polite no, however warm its thanks, and bad news told by a recruiter; one who
is ashamed or angry herself is negative.
"""

from __future__ import annotations

from domain import Passage, Sentiment, SentimentLabel
from nlp.ear import AGAINST, TOWARDS
from nlp.sentiment_reading import mood_of
from nlp.text import Doc

_DECIDES = 0.5
_PREFERRED = 0.8  # against needs only this part of what speaks for: complaints come wrapped in thanks


def feel(doc: Doc, passage: Passage) -> Sentiment:
    """The author's feeling and the sentence that decided it.

    The score is the probability of the feeling with its sign, from -1 to 1: -.5 and less is negative, .5 and
    more positive; between them it says which way a neutral mail leans.
    """
    mood = mood_of(doc, passage)
    if not mood.message.said:
        return Sentiment(SentimentLabel.NEUTRAL, 0.0)
    cooled = min((h.family.cools for told in mood.told.values() for h in told.heard), default=1.0)
    bad = mood.probability(AGAINST)
    good = cooled * mood.probability(TOWARDS)  # a polite no is no praise
    if bad >= _DECIDES and bad >= _PREFERRED * good:
        return Sentiment(SentimentLabel.NEGATIVE, round(-bad, 3), mood.strongest(AGAINST))
    if good >= _DECIDES:
        return Sentiment(SentimentLabel.POSITIVE, round(good, 3), mood.strongest(TOWARDS))
    return Sentiment(SentimentLabel.NEUTRAL, round(good - bad, 3))
