"""Names without their capital letters: known, greeted, thanked, or in mail without any capitals."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.known_names import KnownNames
from nlp.mention_evidence import Judge
from nlp.name_scan import Word
from nlp.name_words import WORDS
from nlp.names import first_names, is_first_name, is_word_when_small

_SPEAKING = frozenset("talk talked talking speak spoke speaking write wrote chat chatted".split())
_ENDS = frozenset(",.!?;")
_TITLES = frozenset("mr mrs ms dr".split())
_CALLS = WORDS.greetings | _TITLES
_MERE = WORDS.never | WORDS.everybody | WORDS.particles
_THANKS = frozenset("thanks thx ta cheers sorry congrats bye ok okay yes yep no".split())


def small_names(
    words: Sequence[Word], judge: Judge, known: KnownNames, sure: set[int]
) -> list[tuple[int, int]]:
    """Index ranges of names in small letters among `words`; those that are `sure` are left alone."""
    names: list[tuple[int, int]] = []
    end = 0
    for k in _candidates(words, judge, known):
        if k < end or k in sure:
            continue
        is_name, end = _is_small_name(k, words, judge, known), k + 1
        if is_name or _may_be_recognised(k, words, judge):
            first, behind = judge.person(k) or (k, k)
            if first == k < behind and not any(
                n in sure or not _may_be_name(words[n]) or (n > k and words[n].low in known.givens)
                for n in range(k, behind)
            ):
                is_name, end = True, behind
        if is_name:
            names.append((k, end))
    return names


def _candidates(words: Sequence[Word], judge: Judge, known: KnownNames) -> list[int]:
    """The words worth a second look: some that may be names, or stand where one is called."""
    lows = {word.low for word in words if not word.is_capital} - _MERE
    if judge.is_all_small:
        return [k for k, word in enumerate(words) if word.low in lows and not word.is_capital]
    likely = (lows & known.givens) | first_names(lows) | known.resembled(lows)
    return [
        k
        for k, word in enumerate(words)
        if word.low in lows
        and (k == 0 or word.low in likely or words[k - 1].low in _CALLS)
        and not word.is_capital
    ]


def _may_be_name(word: Word) -> bool:
    return not (word.is_capital or word.low in _MERE)


def _may_be_recognised(k: int, words: Sequence[Word], judge: Judge) -> bool:
    """Whether the recogniser is asked about word `k`: greeted, the first, or in a text without capitals."""
    if len(words[k].low) < 3:
        return False
    return judge.is_all_small or k == 0 or (words[k].gap in (" ", ", ") and judge.is_greeting(k - 1))


def _is_small_name(k: int, words: Sequence[Word], judge: Judge, known: KnownNames) -> bool:
    """A given name in small letters: known, greeted or thanked, or where somebody writes without capitals."""
    word = words[k]
    low = word.low
    if k and words[k - 1].low in _TITLES and word.gap in (" ", ". "):
        return True
    is_weak = is_word_when_small(low)
    if low in known.givens and (not is_weak and len(low) > 2):
        return True
    is_likely = low in known.givens or (len(low) > 2 and (is_first_name(low) or known.resembles(low)))
    if not is_likely or k == 0 or word.gap not in (" ", ", "):
        return False
    left, after = words[k - 1], judge.after(k + 1)
    is_ended = after.strip()[:1] in (",", "!", ".", "-", "")
    if judge.is_greeting(k - 1):
        return low in known.givens or is_ended or not is_weak
    if left.low in _THANKS and (left.begins or left.gap.strip()[-1:] in _ENDS):
        return is_ended and (low in known.givens or not is_weak)
    if low in known.givens and left.low == "to" and k > 1 and words[k - 2].low in _SPEAKING:
        return True
    if is_weak or not is_first_name(low) or left.low in WORDS.vocatives or left.low in WORDS.greetings:
        return False
    if judge.is_all_small and word.gap == " " and judge.stands_as_person(k):
        return True
    return len(low) > 3 and (left.low in WORDS.person_before or judge.is_person(k))
