"""Feedback on a no: opinions, shortcomings, the other one's strengths and advice, put together over the mail.

One of them alone is said in many mails. Feedback is a shortcoming or a comparison that comes with the no, or
with another part of feedback where the no was told before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from nlp.rules import rules
from nlp.utterances import Utterance

_PARTS = ("explained", "wrong", "judged", "better", "helps")
_SAYS_WHY = frozenset({"explained", "wrong", "better"})
_HIRING = re.compile(
    r"\b(?:interview\w*|panel\w*|hiring|recruit\w*|feedback|debrief\w*|shortlist\w*|vacancy|"
    r"trial (?:shift|day|lesson)|verdict|assess\w+|the (?:role|job|post|position)|cv|told me|hr|"
    r"next (?:time|one|round)|"
    r"scored?|half a mark|why you missed it|the notes?|the reason was|you win|"
    r"(?:another|other|chosen|second) (?:candidate|applicant|finalist|person|one)|"
    r"(?:they|he|she|who)(?:'ve|'d)? (?:felt|liked|loved|wanted|missed|picked|chose|took|hired|"
    r"went (?:with|for)|were|wrote|noticed|thought|gave|give|come back|came back|heard|said)|"
    r"(?:client|committee|board|trustees|partners?|chair|head|matron|chef|editor|director|manager|team|gaffer|"
    r"people)(?:'s)? (?:\w+ )?(?:felt|thought|said|liked|loved|found|told|wanted|chose|picked|view|notes?|"
    r"comments?|reasons?))\b"
)  # mail of other work finds fault and gives advice too
_LONGEST = 40  # sentences of one mail that are read for it
_SHORT = 5  # sentences of a mail that may do without a word of hiring


def find_feedback(
    said: Sequence[Utterance], *, says_no: Collection[int], good_news: bool
) -> Utterance | None:
    """The sentence that tells most, or None.

    `says_no`: where the sentences begin that bring the no to the one written to. `good_news`: the mail makes
    or takes an offer.
    """
    if good_news:
        return None
    found = {u.start: _parts(u) for u in said[:_LONGEST]}
    if not says_no and any(rules("feedback_parts")["ahead"].find(u.low) for u in said[:_LONGEST]):
        return None
    heard = frozenset[str]().union(*found.values()) if found else frozenset()
    if not heard & _SAYS_WHY and not (says_no and {"judged", "helps"} <= heard):
        return None
    if len(heard) < 2 and not (says_no and heard) and "explained" not in heard:
        return None
    is_told_why = says_no or "judged" in heard or len(said) <= _SHORT
    if not is_told_why and not any(_HIRING.search(u.low) for u in said[:_LONGEST]):
        return None
    beside = [start for start, parts in found.items() if parts & _SAYS_WHY and start not in says_no]
    if says_no and not beside and not heard & {"explained", "wrong", "helps"}:
        return None  # "somebody with more years" is the no itself
    return max(said[:_LONGEST], key=lambda u: (len(found[u.start] & _SAYS_WHY), len(found[u.start])))


def _parts(utterance: Utterance) -> frozenset[str]:
    table = rules("feedback_parts")
    return frozenset(part for part in _PARTS if table[part].find(utterance.low) is not None)
