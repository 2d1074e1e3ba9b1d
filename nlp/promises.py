"""What the author undertakes to do: `promise`, with whether it is a call and whether it hangs on an event."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.rules import rules
from nlp.utterances import Utterance

_CALL = re.compile(
    r"\b(?:call|ring|phone|telephone|buzz|dial)(?:ing)?\b(?: (?:you|back|u|again|"
    r"tomorrow|on|at|in|later|after|before|this|next|today|first|around|\ue000)|[.,!]|$)"
    r"|\b(?:give|have|drop|get|owe|diari[sz]e|pencil in|book|schedule|set up|for|expect) "
    r"(?:you |u |in |yourself )?(?:a|my|our) (?:\w+ )?(?:call|ring|buzz|bell|tinkle)\b"
    r"|\bby phone\b|\b(?:over|on) the phone\b"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """Where in the sentence it stands, and of what sort it is."""

    start: int
    end: int
    is_call: bool
    is_conditional: bool


def find_promise(utterance: Utterance) -> Promise | None:
    """The promise of a sentence, None where it makes none."""
    table = rules("talk")
    low = utterance.low
    match = table["promise"].find(low)
    if match is None:
        return None
    near = low[match.start() : match.end() + 30]
    return Promise(
        start=match.start(),
        end=match.end(),
        is_call=bool(_CALL.search(near)),
        is_conditional=table["promise_event"].find(low) is not None,
    )
