"""What speaks for and against a stretch of words being a person's name, each reason with its weight.

A stretch is a name from two points on. A given name with a capital has them alone, a word the recogniser
calls a person needs a little more, and a company's word behind it outweighs nearly everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from nlp.known_names import KnownNames
from nlp.name_labels import Labels, shared
from nlp.name_scan import Word
from nlp.name_words import WORDS
from nlp.names import is_first_name, is_ordinary, is_rare_name, is_town, is_word_when_small

ENOUGH = 2.0
_PERSON = 2.0  # what the recogniser's "PERSON" is worth
_SILENCE = 0.5  # what it takes away that a recogniser which read the sentence saw nothing
SURE = 3.0  # what others may lean on

HONORIFICS = frozenset("bey hanim abla bhai bhaiya saab sahib sensei garu".split())  # with a capital too

_LEANING = frozenset("be with to for from by about than of like via behind besides except including".split())
_ROLES = frozenset(
    "ceo cto cfo coo cio cmo cpo vp svp head director manager lead leader owner founder engineer "
    "developer architect designer analyst recruiter partner consultant officer president chair chairman "
    "chairwoman secretary accountant controller nurse doctor surgeon teacher professor editor supervisor "
    "foreman coordinator specialist assistant colleague boss friend husband wife brother sister cousin "
    "who whom whose".split()
)
_LEADING = frozenset("to from for of".split())  # to a person, to a place, of a firm
_HELPING = frozenset(
    "is was has had will would can could should does did isn't wasn't won't hasn't and'll".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_ENDS = frozenset(",.!?:;\n)…")
_QUOTES = frozenset("\"“”„«»'‘’")
_JOINTS = frozenset([" and ", " & ", " / ", "/", " + ", " or ", ", ", " und ", " et ", " y ", " and/or "])
_GROUPS = frozenset(word for word in WORDS.everybody if not is_first_name(word))
_STREETS = frozenset(
    "rue avenue place quai calle avenida plaza paseo via piazza corso rua san santa st saint mount".split()
)
_CLAN = re.compile(r"(?:Mc|Mac|O['’]|D['’])[A-Z][a-z]")  # surnames by their form
_OBJECTS = frozenset("me us you him her them it my".split())
_SAINTS = frozenset("st ste sta sto".split())
_DOUBTFUL_TITLES = frozenset(
    "chief sr major judge nurse coach sister brother father ing me maitre mag".split()
)
_CLOSERS = frozenset(
    "thanks thx regards best cheers wishes sincerely yours truly faithfully love saludos respectfully".split()
)
_AND = frozenset("and or und et y e en och og".split())


@dataclass(frozen=True)
class Judge:
    """Judges stretches of one text."""

    words: Sequence[Word]
    tail: str  # what stands after the last word
    labels: Labels
    known: KnownNames

    @cached_property
    def is_all_small(self) -> bool:
        """Whether the author does without capitals."""
        heads = [word.is_capital for word in self.words if word.begins]
        return sum(heads) * 3 < len(heads) or "i" in [word.text for word in self.words]

    def stands_as_person(self, k: int) -> bool:
        """Whether word `k`, small as it is written, stands where a person would: "met x", "x is"."""
        left = self.words[k - 1].low if k else ""
        return left in WORDS.person_before or left in ("with", "unless", "because") or self._is_doing(k + 1)

    def after(self, j: int) -> str:
        """What stands between word `j - 1` and the next one."""
        return self.words[j].gap if j < len(self.words) else self.tail

    def worth(self, k: int) -> float:
        """How much word `k` alone speaks for a person: known 3, a given name 2, a given name and a word 1."""
        word = self.words[k]
        is_month = word.low in _MONTHS
        is_weak = is_ordinary(word.low) or word.low in WORDS.never
        if word.low in self.known.parts:
            if is_weak or (word.begins and is_word_when_small(word.low)):
                return 0.5 if word.begins else 1.0 if is_month else 2.0
            if word.begins and word.low not in self.known.givens:
                return 1.5  # a surname may be any word: "Sharp rise"
            return 3.0
        if len(word.text) == 1:
            return 0.5 * self.known.abbreviates(word.low)
        if is_first_name(word.low):
            if is_weak or (word.begins and is_word_when_small(word.low)):
                return 0.0 if word.begins else 1.0
            return 1.0 if word.is_shouted else 2.25
        if is_rare_name(word.low) and not word.is_shouted and word.is_capital and not is_weak:
            return 1.0 if word.begins else 1.75
        return (1.0 if word.begins else 1.5) if self.known.resembles(word.low) else 0.0

    def is_person(self, k: int) -> bool:
        """Whether the recogniser calls word `k` a person."""
        return self.person(k) is not None

    def person(self, k: int) -> tuple[int, int] | None:
        """The words that the recogniser calls a person together with word `k`."""
        ent = self.labels.over(self.words[k].start, self.words[k].end)
        if ent is None or ent[2] != "PERSON":
            return None
        i, j = k, k + 1
        while i and self.words[i - 1].end > ent[0]:
            i -= 1
        while j < len(self.words) and self.words[j].start < ent[1]:
            j += 1
        return i, j

    def score(self, i: int, j: int, sure: set[int]) -> float:
        """The points of words `i` to `j`; `sure` are indices of words that are names already."""
        first, last = self.words[i], self.words[j - 1]
        worth = self.worth(i)
        if len(first.text) == 1 and j - i > 1:
            worth = max(worth, self.worth(j - 1))  # "R. Okafor"
        is_known = first.low in self.known.parts and (worth >= 2 or self._is_doing(j))
        is_known = is_known or (i == 0 and self.known.abbreviates(first.low))
        points = worth + self._roled(j)
        if j - i > 1:
            is_given = is_first_name(first.low) or any(self.worth(k) >= 1 for k in range(i + 1, j))
            points += 1.0 if worth >= 1 else 0.5 * is_given
            points += 1.0 * bool(_CLAN.match(last.text))
            if worth < 1 and is_first_name(first.low) and j < len(self.words) and self.after(j) == " ":
                points += 1.0 * (self.words[j].low in WORDS.person_after)  # "Will Pemberton said"
            points += 1.0 * (len(first.text) == 1) + 0.5 * any(
                len(w.text) == 1 for w in self.words[i + 1 : j]
            )
        elif self._is_mere_word(i):
            points -= 2.0
        elif worth < 2:
            points -= 1.0 * (first.begins and i > 0 and not is_known) + 1.0 * (first.is_shouted and i > 0)
            points -= 2.0 * (first.begins and first.low.endswith(("ly", "ing", "ed", "ment")))
        points += self._called(i, j)
        points += self._left(i, j, is_known=is_known)
        points += self._right(i, j, is_known=is_known)
        points += self._joined(i, j, sure)
        points -= self._is_thing(i, j, is_known=is_known)
        doubt = 0.0 if is_known else 0.5 if worth >= 2 else 1.0
        if (
            ENOUGH - _PERSON <= points < ENOUGH + max(doubt, _SILENCE)
        ):  # only here the recogniser's word decides
            points += self._labelled(first.start, last.end, doubt)
        return points

    def _is_mere_word(self, i: int) -> bool:
        """A name that is a word too, used as one: "Mark my words", "Joy and pain"."""
        word, right = self.words[i], self.words[i + 1] if i + 1 < len(self.words) else None
        if right is None or not word.begins or right.gap != " " or not is_word_when_small(word.low):
            return False
        if right.low in _AND:
            return i + 2 < len(self.words) and not self.words[i + 2].is_capital and not self.is_all_small
        return right.low in WORDS.determiners or right.low in _OBJECTS

    def _labelled(self, start: int, end: int, doubt: float) -> float:
        ent = self.labels.over(start, end)
        if ent is None:
            return -_SILENCE if self.labels.is_read and doubt else 0.0
        if ent[2] == "PERSON":
            return _PERSON if shared(ent, start, end) * 2 > end - start else _PERSON - 0.5
        return -doubt

    def is_called(self, i: int) -> bool:
        """A title, a greeting or an at sign stands before word `i`."""
        word = self.words[i]
        if word.gap.endswith("@") and word.gap != "@":
            return True
        if i == 0:
            return False
        left = self.words[i - 1]
        if left.low in WORDS.titles and word.gap in (" ", ". "):
            return left.is_capital or left.low in ("mr", "mrs", "ms", "dr", "miss")
        return self.is_greeting(i - 1) and word.gap in (" ", ", ")

    def is_greeting(self, k: int) -> bool:
        """Whether word `k` greets: one of the first three words of a line or a sentence."""
        if self.words[k].low not in WORDS.greetings:
            return False
        for back in range(k, max(k - 3, -1), -1):
            if self.words[back].begins:
                return True
            if self.words[back].gap != " ":
                return False
        return False

    def _is_doing(self, j: int) -> bool:
        """A verb follows, as behind a subject: "Summer opens with", "Rich was"."""
        if j >= len(self.words) or self.after(j) != " " or self.words[j].is_capital:
            return False
        low = self.words[j].low
        return (
            low in WORDS.person_after
            or low in _HELPING
            or (low.endswith("s") and len(low) > 3 and low[-2] not in "su")
        )

    def _called(self, i: int, j: int) -> float:
        """Addressed: by title, greeting, honorific or thanks, between commas, or as the mail opens."""
        if self.is_called(i) or self.words[j - 1].honorific:
            is_doubtful = i > 0 and self.words[i - 1].low in _DOUBTFUL_TITLES and self.worth(i) < 1
            return 1.0 if is_doubtful else 4.0  # "Chief Investment Officer"
        after = self.after(j)
        if j < len(self.words) and after == " ":
            right = self.words[j]
            if right.low in HONORIFICS or (right.low in WORDS.honorifics and not right.is_capital):
                return 4.0
        if after and not (
            after[0] in _ENDS or after.lstrip(" ")[:1] in ("\n", "-", "–", "—", "!") or _is_emoji(after)
        ):
            return 0.0
        word = self.words[i]
        if i and word.gap in (" ", ", ") and self.words[i - 1].low in WORDS.vocatives:
            left = self.words[i - 1]
            return 2.5 if left.begins or left.gap.strip()[-1:] in _ENDS or left.low == "you" else 1.0
        if i == 0 and not after.strip():
            return 2.0 if self.worth(i) or is_first_name(word.low) else 0.0  # nothing else in the text
        if i == 0:
            is_likely = self.worth(i) or is_first_name(word.low) or self.known.abbreviates(word.low)
            return (
                2.0
                if is_likely or after.startswith((",\n", ", \n", "!\n"))
                else 0.5 * (after[:1] in (",", "!"))
            )
        if "\n" in word.gap and (not after or after.lstrip(" ,:!-–")[:1] in ("\n", "") or after[0] == ":"):
            is_signed = self.words[i - 1].low in _CLOSERS  # else a line of its own
            is_likely = is_signed or self.worth(i) or is_first_name(word.low)
            is_mere_word = word.low in WORDS.never and word.low not in self.known.parts
            return 2.0 + is_signed if is_likely and not is_mere_word else 0.0
        if word.begins and after[:1] == "," and word.low in self.known.parts:
            return 2.0
        if word.gap == ", " and after[:1] == "," and self.worth(i) >= 2:
            return 0.5
        if word.gap == ", " and i and after[:1] != "," and j - i == 1:
            return 1.5 if not self.words[i - 1].is_capital or word.low in self.known.parts else 0.0
        return 0.0

    def _roled(self, j: int) -> float:
        """What the person is follows: "(COO)", ", our plant manager", ", who"."""
        after = self.after(j)
        if j >= len(self.words) or after not in (" (", ", ", " - ", " – "):
            return 0.0
        for word in self.words[j : j + 5]:
            if word.low in _ROLES:
                return 1.5 if word.start - self.words[j - 1].end < 30 else 0.0
            if word.start > self.words[j].start and any(mark in word.gap for mark in ",.;:)"):
                break
        return 0.0

    def _left(self, i: int, j: int, *, is_known: bool) -> float:
        word = self.words[i]
        if word.gap[-2:-1].isdigit() and word.gap[-1:] == " " and not is_known:
            return -1.5  # a house number
        if i and word.gap == ". " and self.words[i - 1].low in _SAINTS and not is_known:
            return -5.0  # "St. Monica": a school, a ward, a street
        if i == 0 or word.gap != " " or word.begins:
            return 0.0
        left = self.words[i - 1]
        if left.low in WORDS.person_before and not left.is_capital:
            return 1.5
        if left.is_capital and left.low in _STREETS and not is_known:
            return -5.0
        before = self.words[i - 2].low if i > 1 else ""
        if left.low == "i'm" or (left.low in ("is", "am") and before in ("this", "name", "i", "here")):
            return 1.5
        if left.low in _LEANING:
            if left.low == "for" and i > 1 and self.words[i - 2].low.startswith("ask"):
                return 1.5
            return 0.25 if left.low in _LEADING and not self.worth(i) else 0.5
        if left.low in WORDS.determiners:
            return -0.5 if is_known else -2.5
        if left.low in WORDS.place_before and not is_known:
            looks = (
                i > 1
                and left.low == "at"
                and self.words[i - 2].low.startswith(("look", "laugh", "yell", "glanc"))
            )
            return 0.5 if looks else -1.5 - 1.0 * (j - i > 1)
        return 0.0

    def _right(self, i: int, j: int, *, is_known: bool) -> float:
        after, last = self.after(j), self.words[j - 1]
        points = 0.3 * last.is_possessive
        if last.is_possessive and last.low in self.known.givens and last.low not in _MONTHS:
            points += 1.5  # "Will's"
        if after.lstrip()[:1].isdigit() and not after.startswith("\n") and not is_known:
            points -= 1.5
        if self.words[i].gap[-1:] in _QUOTES and after[:1] in _QUOTES and after[1:3] != " <":
            points -= 3.0 if self.words[i].gap[-2:] != "\n" else 1.5
        if (after == "-" or self.words[i].gap == "@") and not is_known:
            points -= 2.0
        if j >= len(self.words):
            return points
        right = self.words[j]
        if after == " " and not last.is_possessive:
            if right.is_capital and right.low in WORDS.organisation_words:
                return points - 6.0
            if right.is_capital and right.low in WORDS.place_words:
                return points - 5.0
            if right.is_capital and right.low in _GROUPS and not is_known:
                return points - 6.0  # "Dear Valued Customer"
            if right.is_capital and right.low in _ROLES and self.worth(i) < 2:
                points -= 2.0  # "Line Manager"
            if right.low in WORDS.person_after:
                points += 1.0
            elif right.low in _HELPING:
                points += 0.5
            if (
                is_known
                and self.worth(i) < 2
                and self._is_doing(j)
                and self.words[i].low in self.known.givens
            ):
                points += 1.5  # "Summer opens with", "Rich was"
        if after == " & " and right.is_capital:
            points -= (
                6.0 if right.low in WORDS.organisation_words else 2.0 * (not is_known and self.worth(j) < 2)
            )
        return points

    def _joined(self, i: int, j: int, sure: set[int]) -> float:
        """Stands in one breath with a sure name: "Oona and X", "X / Oona"."""
        points = 0.0
        if j + 1 < len(self.words) and self.words[j].low in _AND and j + 1 in sure and self.after(j) == " ":
            points = 1.5
        if i >= 2 and self.words[i - 1].low in _AND and i - 2 in sure and self.words[i].gap == " ":
            points = max(points, 1.5)
        if i >= 1 and i - 1 in sure and self.words[i].gap in _JOINTS:
            points = max(points, 1.0 if self.words[i].gap == ", " else 1.5)
        if j in sure and self.after(j) in _JOINTS:
            points = max(points, 1.0 if self.after(j) == ", " else 1.5)
        return points

    def _is_thing(self, i: int, j: int, *, is_known: bool) -> float:
        """What a list of firms, places and products takes away."""
        lows = [word.low for word in self.words[i:j]]
        if any("-".join(pair) in WORDS.firms for pair in pairwise(lows)):
            return 6.0
        if j + 1 < len(self.words) and self.after(j) in (" & ", " ") and not is_known:
            k = j + (self.words[j].low == "and")
            if f"{lows[-1]}-{self.words[k].low}" in WORDS.firms:
                return 6.0
        if i and f"{self.words[i - 1].low}-{lows[0]}" in WORDS.firms and not is_known:
            return 6.0
        if is_known:
            return 0.0
        if j - i > 1:
            return 6.0 * (lows[-1] in _GROUPS) + 2.0 * (len(lows) > 4) + 4.0 * is_town(" ".join(lows))
        if (
            i == 0
            and self.after(j).startswith(",")
            and (is_first_name(lows[0]) or lows[0] not in WORDS.things)
        ):
            return 0.0  # "Mercedes, are you free?"
        return 2.5 * (lows[0] in WORDS.things) + 1.5 * is_town(lows[0])


def _is_emoji(after: str) -> bool:
    char = after.lstrip()[:1]
    return bool(char) and ord(char) >= 0x2600
