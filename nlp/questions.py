"""What a sentence asks for: an answer (`question`) or a voice (`call_request`)."""

from __future__ import annotations

import re

from nlp.rules import rules
from nlp.utterances import NAME, Utterance, bare_end

_PHATIC = re.compile(
    r"^(?:(?:hi|hey|hello|dear|and|so|morning|good (?:morning|afternoon|evening))[ ,]*)*"
    rf"(?:{NAME}+[ ,!]*)*(?:how are (?:you|things|u)(?: (?:doing|keeping|getting on|all|both|today|"
    r"these days|otherwise|(?:at|on|with|over|in) (?:you|your (?:end|side|part of the world)|there)))*"
    r"|how(?:'s| is) (?:it going|life|everything|things|all)|how do you do|how have you been|"
    r"what'?s up|sup|you ok|u ok|you alright|all (?:good|well|ok)(?: (?:with|at) (?:you|your (?:end|"
    r"side)))?"
    r"|(?:i )?(?:hope|trust) (?:you|all|this|everything)[^?]*|how was (?:your|the) (?:weekend|holiday|"
    r"holidays|trip|christmas|easter|break|vacation)[^?]*|did you have a (?:good|nice|great|"
    r"lovely) [^?]*)\s*[,!]*\?*$"
)
_RHETORICAL = re.compile(
    r"(?:^|[.,;:!-] ?)(?:and |but |so |well )?(?:who knows|who would(?:'ve| have)? (?:thought|known|"
    r"believed)|what can (?:i|you|one|we) (?:say|do)|guess what|you know what|know what|how (?:cool|"
    r"great|good|nice|lucky|funny|crazy|bad|hard|sad) is (?:that|this)"
    r"|what more (?:can|could)|what'?s not to (?:like|love)|who (?:doesn't|does not|wouldn't|cares|"
    r"needs)|why not|isn't (?:that|it|this) (?:great|lovely|wonderful|funny|amazing|fantastic|nice|"
    r"brilliant|something)|what are the (?:odds|chances)|really|seriously|remember|"
    r"can you believe(?: it| that| this)?[^?]*|what else is new|are you kidding(?: me)?|"
    r"how hard can it be|what a [^?]*|right|eh|no|huh|innit|ok|okay|you see|see|imagine|"
    r"is the pope catholic|what did i (?:do|expect)|where (?:do|to|does) (?:i|one) (?:begin|"
    r"start)[^?]*|need i (?:say|add|go on)[^?]*|what else (?:can|could|should|was|is|do)[^?]*|"
    r"who needs [^?]{1,20}|"
    r"am i right|what was i thinking|how should i know|what do i know|where does the time go|so what|"
    r"(?:isn't|wasn't) (?:it|that|life) (?:always|just|typical|ironic|odd|strange)[^?]*|"
    r"who (?:doesn't|wouldn't) [^?]{1,25}|how (?:else|on earth)[^?]*|(?:is|was) it any wonder[^?]*|"
    r"what could (?:possibly )?go wrong|fancy that|how about that)\s*[!?]+$"
)
_ECHO = re.compile(r"^[^?]{0,40}(?:\?!|!\?)[?!]*$")
_ASKS = re.compile(
    r"\b(?:what|when|where|who|whom|whose|why|which|how|do|does|did|can|could|will|would|should|shall|may|might|is|are|was|were|am|have|has|had|any|anything|isn't|aren't|don't|won't|can't)\b"
)
_QUOTED = re.compile(r'"[^"\n]{0,300}"|\([^()\n]{0,200}\)|https?://\S+|\bwww\.\S+')
_EXPLAINED = re.compile(
    r"\b(?:sentence|answer|words|advice|asked|asks|asking|wondered|thinking|(?:his|her|their|"
    r"my) (?:mind|head)|myself|himself|herself)\b[^:?]{0,30}: [^?]+\?$"
)
_TAGGED = re.compile(r", (?:right|ok|okay|no|yes|eh|you know|correct|aye|innit|yeah|huh)\?+$")


def asks_for_call(utterance: Utterance) -> re.Match[str] | None:
    """The words that ask for a call; None where they only speak of one."""
    table = rules("asks")
    return table["call_bare"].find(utterance.low) or table["call_request"].find(utterance.low)


def asks(utterance: Utterance) -> bool:
    """Whether the sentence wants an answer, directly or not; the caller sorts out calls asked for."""
    low = _QUOTED.sub(lambda m: " " * len(m.group()), utterance.low)
    plain = bare_end(low)
    if "?" in plain and plain.rstrip("!?. ").strip():
        return _is_real(plain, low)
    table = rules("asks")
    return (
        table["question_indirect"].find(low) is not None
        or table["question_bare"].find(plain.rstrip(". ")) is not None
    )


def _is_real(plain: str, low: str) -> bool:
    first = plain.strip()
    if _PHATIC.match(first) or _EXPLAINED.search(first):
        return False
    if _RHETORICAL.search(first) and not _more_than_tag(first):
        return False
    if not any(c.isalpha() or c == NAME or c == "\ue001" for c in low):
        return False
    return not (_ECHO.match(first) and not _ASKS.search(first))


def _more_than_tag(plain: str) -> bool:
    """A statement with a tag ("so Monday, right?") does want an answer where it asks to confirm."""
    return bool(
        _TAGGED.search(plain)
        and re.search(r"\b(?:you|your|monday|tuesday|wednesday|thursday|friday|\d)\b", plain)
    )
