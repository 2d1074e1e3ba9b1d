"""Where a name begins and ends within a stretch of words that all might belong to it."""

from __future__ import annotations

from nlp.mention_evidence import HONORIFICS, Judge
from nlp.name_words import WORDS
from nlp.names import is_first_name, is_ordinary

_DOUBLE = frozenset('"“”„')
_CALLS = WORDS.vocatives | WORDS.greetings | WORDS.titles


def pieces(judge: Judge, i: int, j: int) -> list[tuple[int, int]]:
    """The names that words `i` to `j` may hold: persons the recogniser sees, else what rules leave."""
    if j - i > 1 and not all(word.low in judge.known.parts for word in judge.words[i:j]):
        persons: list[tuple[int, int]] = []
        for k in range(i, j):
            if (person := judge.person(k)) is not None and (not persons or k >= persons[-1][1]):
                first = max(person[0], persons[-1][1] if persons else i)
                persons.append((_widened(judge, i, first), min(person[1], j)))
        if persons:
            return [_bare(judge, *person) for person in persons]
    return [_cut(judge, *_bare(judge, i, j))]


def is_turned_round(judge: Judge, surname: tuple[int, int], given: tuple[int, int]) -> bool:
    """Whether two stretches are one name, surname first, as mail programs quote it."""
    (i, j), (k, m) = surname, given
    return (
        j == k
        and m - k <= 2
        and judge.words[k].gap == ", "
        and judge.words[i].gap[-1:] in _DOUBLE
        and judge.after(m)[:1] in _DOUBLE
    )


def _widened(judge: Judge, i: int, first: int) -> int:
    """Where a name seen from word `first` on begins: in mid-sentence capitals in front of it belong to it."""
    while first > i and judge.words[first].gap == " " and not judge.words[first - 1].begins:
        low = judge.words[first - 1].low
        if low in WORDS.titles or low in WORDS.places or low in WORDS.things or low in WORDS.person_before:
            break
        first -= 1
    return first


def _bare(judge: Judge, i: int, j: int) -> tuple[int, int]:
    """Words `i` to `j` without titles in front and honorifics behind."""
    while j - i > 1 and (_is_mere_title(judge, i) or _is_mere_call(judge, i)):
        i += 1
    while j - i > 1 and judge.words[j - 1].low in HONORIFICS - judge.known.parts:
        j -= 1
    return i, j


def _cut(judge: Judge, i: int, j: int) -> tuple[int, int]:
    """The part of a stretch that is the name: other words may stand in front of it or run on behind."""
    words = judge.words
    first = words[i]
    if j - i > 1 and first.begins and judge.worth(i) < 1 <= judge.worth(i + 1) and not judge.is_called(i):
        ent = judge.labels.over(first.start, first.end)
        if judge.worth(i + 1) >= 2 and (ent is None or ent[0] > first.start or ent[2] != "PERSON"):
            i += 1
    if i and _may_precede(judge, i - 1, i):
        i -= 1
    for k in range(i + 2, j):
        if words[k].low in WORDS.things:
            return i, k
        ent = judge.labels.over(words[k].start, words[k].end)
        is_outside = ent is None or ent[0] == words[k].start
        if is_outside and judge.is_person(k - 1) and judge.is_person(i):
            return i, k
    return i, j


def _is_mere_title(judge: Judge, i: int) -> bool:
    """A title that the name lists have too: "Dear Captain Mbatha"."""
    low = judge.words[i].low
    return low in WORDS.titles and is_ordinary(low) and low not in judge.known.parts


def _is_mere_call(judge: Judge, i: int) -> bool:
    """A word at the head before a known given name, which is no surname: "Haia Angharad"."""
    word, right = judge.words[i], judge.words[i + 1]
    is_unknown = word.low not in judge.known.parts and not is_first_name(word.low)
    if not (word.begins and is_unknown and len(word.text) > 1):
        return False
    is_set_off = judge.after(i + 2)[:1] in (",", "!", ".") and is_first_name(right.low)
    return right.low in judge.known.givens or (i == 0 and is_set_off)  # "Righto Tamsin, ..."


def _may_precede(judge: Judge, k: int, i: int) -> bool:
    """Whether word `k` is a given name that is a word too ("Will", "Hope") before the surname `i`."""
    word = judge.words[k]
    is_call = word.begins and word.low in _CALLS
    if is_call or not word.is_capital or judge.words[i].gap != " " or not is_first_name(word.low):
        return False
    if word.low != "may" and i + 1 < len(judge.words) and judge.words[i + 1].low in WORDS.person_after:
        return True  # "Will Pemberton said": no question begins so
    ent = judge.labels.over(word.start, word.end)
    return ent is not None and ent[2] == "PERSON" and ent[0] == word.start and ent[1] >= judge.words[i].end
