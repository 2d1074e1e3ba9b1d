"""Whom a sentence is about: the name in it, the one a pronoun points to, or the correspondent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain import Direction, Mention, Passage
from nlp.utterances import NAME, Utterance

_GREETING = re.compile(
    r"(?:^|\n)[ \t>*]{0,6}(?:(?:hi|hey|hello|hiya|dear|hallo|hola|oi|ola|olá|bonjour|bonsoir|ciao|"
    r"salut|hej|good (?:morning|afternoon|evening|day)"
    r"|morning|evening|afternoon|greetings|respected|liebe[r]?|sehr geehrte[r]?|chère?|cher|"
    r"estimad[oa]|caro|cara|kia ora|namaste|thanks|thank you|cheers|ta|hoi|yo|howdy|ok|okay|yes|no|so|"
    r"well done|congratulations|congrats"
    r"|grüezi|hola|tere|habari|noted|understood|sorry|perfect|great|brilliant)(?:\s+(?:there|again|both|all|everyone|ladies|team))?[\s,]+)?"
    r"(?:(?:mr|mrs|ms|miss|dr|prof|sir|madam|herr|frau)\.?\s+)?$",
    re.IGNORECASE,
)
_AFTER_ADDRESS = re.compile(
    r"\s*(?:-san|-ji|\s+sir|\s+ma'am|\s+madam)?\s*(?:,|!|:|;|\n|-\s|–|$|\.\s|!!|and\b|&|\()", re.IGNORECASE
)
_PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers", "they", "them", "their"})
_SELF = frozenset({"i", "we", "me", "my", "our", "us", "you", "your"})
_WORD = re.compile(r"[^\W\d_]+")


def _parts(name: str) -> set[str]:
    return {part.lower() for part in _WORD.findall(name) if len(part) > 1}


@dataclass(frozen=True, slots=True)
class People:
    """The persons of one message, as the rules need them.

    `others` are the mentions, in order, that are neither the author nor spoken to.
    """

    passage: Passage
    others: tuple[Mention, ...]
    addressed: tuple[Mention, ...]

    def before(self, position: int) -> Mention | None:
        """The nearest other person named before that place."""
        return next((m for m in reversed(self.others) if m.start < position), None)

    def after(self, position: int) -> Mention | None:
        """The next other person named after that place."""
        return next((m for m in self.others if m.start >= position), None)

    def within(self, start: int, end: int) -> list[Mention]:
        """The other people named between two places."""
        return [m for m in self.others if start <= m.start and m.end <= end]

    def in_subject(self) -> str | None:
        """A person whom the subject line names, and who is neither author nor addressee."""
        words = _parts(self.passage.subject)
        own = _parts(self.passage.author) | {p for a in self.passage.addressees[:1] for p in _parts(a)}
        for name in self.passage.known_names:
            parts = _parts(name)
            if (
                parts
                and not parts & own
                and (parts <= words or (len(parts & words) >= 1 and self._is_distinct(parts & words)))
            ):
                return name
        for name in dict.fromkeys(m.text for m in self.others):
            if _parts(name) <= words:
                return name
        return None

    def _is_distinct(self, found: set[str]) -> bool:
        return any(len(part) > 3 for part in found)

    def third(
        self, utterance: Utterance, span: tuple[int, int] | None, *, anywhere: bool = True
    ) -> str | None:
        """The person that the words at `span` of the sentence name or point to; None = the correspondent.

        Without a span, or where it names nobody: the other person of the sentence, the nearest before it,
        the subject line's, the next one.
        """
        if span is not None and span[0] >= 0:
            start, end = utterance.start + span[0], utterance.start + span[1]
            said = utterance.low[span[0] : span[1]]
            if NAME in said:
                inside = self.within(start, end)
                if inside:
                    return inside[0].text
                return None
            words = set(_WORD.findall(said))
            if words & _SELF and not words & _PRONOUNS:
                return None
            if words & _PRONOUNS or words & {"candidate", "guy", "lady", "girl", "chap", "applicant"}:
                return self._antecedent(start)
        if not anywhere:
            return None
        inside = self.within(utterance.start, utterance.end)
        if inside:
            return inside[0].text
        return self._antecedent(utterance.start)

    def pointed_to(self, utterance: Utterance, span: tuple[int, int]) -> str | None:
        """The person that the words at `span` name or point to; where nobody is named, those words.

        "she" and "your number one" are then left to whoever knows whom the thread is about. None where a name
        is the author's or the addressee's own.
        """
        about = self.third(utterance, span, anywhere=False)
        if about is None and NAME not in utterance.low[span[0] : span[1]]:
            return utterance.text[span[0] : span[1]]
        return about

    def _antecedent(self, position: int) -> str | None:
        found = self.before(position)
        if found is not None:
            return found.text
        subject = self.in_subject()
        if subject is not None:
            return subject
        later = self.after(position)
        return later.text if later is not None else None


def people(passage: Passage, mentions: Sequence[Mention]) -> People:
    """Sort the mentions of a message into those spoken to and the others."""
    author = _parts(passage.author)
    first = _parts(passage.addressees[0]) if passage.addressees else set()
    own = author | first
    if passage.direction is Direction.INBOUND:
        own = author | {p for a in passage.addressees[:1] for p in _parts(a)}
    text = passage.text
    others, addressed = [], []
    for mention in mentions:
        if mention.source != "own_words" or mention.start < 0:
            continue
        before, after = text[max(0, mention.start - 60) : mention.start], text[mention.end : mention.end + 12]
        parts = _parts(mention.text)
        if (
            (parts and parts & own and parts <= own | {"san", "sir", "mr", "mrs"})
            or (
                _is_addressed(before, after)
                and not _is_list_item(text, mention)
                and not _is_told_of(mention.text, text[mention.end : mention.end + 24])
            )
            or (
                re.search(r",\s$", before)
                and re.match(r"\s*[.!?,]", after)
                and re.search(_THANKED_TAIL, before)
            )
        ):
            addressed.append(mention)
        else:
            others.append(mention)
    return People(passage, tuple(others), tuple(addressed))


_THANKED_TAIL = re.compile(
    r"(?:thanks|thank you|cheers|ta|sorry|understood|noted|you|it|that|this|me|there|done|now),\s$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\s*[,(–-]\s*(?:who|whom|whose|with|an?\b|my|our|one of|formerly|ex\b|ex-|currently|she|he|from|at|RN|"
    r"\d|also|now|in my|on my|the one|the best|senior|junior|chartered|qualified)\b",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"(?:[-*•·‣▪◦–—+]|\(?\d{1,2}[.)])\s+$")


def _is_addressed(before: str, after: str) -> bool:
    """A greeting ("Hi Lena and Omar,") or a name that opens the line and is called to ("Lena, ...")."""
    greeting, ending = _GREETING.search(before), _AFTER_ADDRESS.match(after)
    if greeting is None or ending is None:
        return False
    return bool(greeting.group().strip()) or not ending.group().strip().startswith(("and", "&", "("))


def _is_told_of(name: str, after: str) -> bool:
    """A full name that goes on to say who that is ("Ida Holt, who trained me, ..."), so it is no address."""
    return " " in name.strip() and _GOES_ON.match(after) is not None


def _is_list_item(text: str, mention: Mention) -> bool:
    line = text[text.rfind("\n", 0, mention.start) + 1 : mention.start]
    return bool(_LIST_ITEM.search(line))
