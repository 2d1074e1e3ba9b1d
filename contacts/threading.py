"""Which messages are one conversation: by their references first, by subject and people second.

Pure. Messages that name a common ancestor belong together, whether the ancestor is there or not, in
whatever order they arrive; a loop of references is harmless. Without references a mail that claims to be
a reply joins the newest mail of the same subject between the same people, when it is close in time.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SUBJECT_REPLY_DAYS = 30  # a reply without references is looked for this far back
MOST_ALIKE = 200  # mails of one subject, the newest before a reply, that are compared with it
LONGEST_REFERENCES = 100  # of one mail; the first and the last ones are kept

_REPLY_WORDS = (
    "re|aw|antw|antwort|sv|vs|ref|rif|r|res|resp|odp|ynt|cevap|bls|ré|réf|ha|hv|vá|atb|отв|ответ|απ|על|"
    "回复|回覆|答复|答覆|返信|회신|답장|ตอบ"
)
_FORWARD_WORDS = (
    "fwd?|wg|tr|wtr|vb|vl|rv|enc|i|pd|ilt|doorst|trs|vs|továbbítás|пересл|πρθ|הועבר|转发|轉寄|転送|전달"
)
_PREFIX = re.compile(
    rf"\s*(?:(?P<reply>(?:{_REPLY_WORDS})(?![^\W\d_])(?:\s?[\[(]\d{{1,3}}[\])]|\^\d{{1,3}}|\*\d{{1,3}})?\s?[:：])"
    rf"|(?P<forward>(?:{_FORWARD_WORDS})(?:\s?[\[(]\d{{1,3}}[\])])?\s?[:：])"
    r"|(?P<tag>\[[^\[\]]{1,40}\]))",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject without what mail programs put before it; `base` is lower-case with single spaces."""

    base: str
    shown: str
    is_reply: bool
    is_forward: bool


def read_subject(subject: str) -> Subject:
    """The base of a subject and what its prefixes claim; list tags in square brackets are left out."""
    text, at, is_reply, is_forward = subject[:1000], 0, False, False
    while found := _PREFIX.match(text, at):
        is_reply = is_reply or found["reply"] is not None
        is_forward = is_forward or found["forward"] is not None
        at = found.end()
    rest = _SPACES.sub(" ", text[at:]).strip()
    if not rest:  # nothing but a tag: then the tag is the subject
        rest = _SPACES.sub(" ", text).strip() if not (is_reply or is_forward) else ""
    return Subject(rest.casefold(), rest, is_reply, is_forward)


@dataclass(frozen=True, slots=True)
class Knot:
    """What threading needs of one mail.

    `key` is whatever identifies it to the caller. `people` are the addresses in From, To and Cc without the
    recruiter's own. `thread` is the thread it already belongs to, None for a new one.
    """

    key: Hashable
    message_id: str
    references: tuple[str, ...]  # In-Reply-To among them
    subject: str
    people: frozenset[str]
    at: datetime
    thread: int | None = None


class Weave:
    """Union-find over whatever stands for a message; joining twice, or in a circle, changes nothing."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def root(self, node: Hashable) -> Hashable:
        """The node that stands for everything joined with this one."""
        parent = self._parent.setdefault(node, node)
        while parent != node:
            grand = self._parent[parent]
            self._parent[node] = grand  # halve the path on the way
            node, parent = parent, grand
        return node

    def join(self, one: Hashable, other: Hashable) -> None:
        """The two belong together from now on."""
        first, second = self.root(one), self.root(other)
        if first != second:
            self._parent[second] = first

    def groups(self, nodes: Iterable[Hashable]) -> list[list[Hashable]]:
        """The given nodes, sorted into what belongs together, in their own order."""
        found: dict[Hashable, list[Hashable]] = {}
        for node in nodes:
            found.setdefault(self.root(node), []).append(node)
        return list(found.values())


def weave(knots: Sequence[Knot], *, reply_days: int = SUBJECT_REPLY_DAYS) -> list[list[Knot]]:
    """The mails sorted into conversations; mails that share a `thread` already stay together."""
    woven = Weave()
    holder: dict[str, Hashable] = {}
    for knot in sorted(knots, key=lambda k: k.at):
        node = ("mail", knot.key)
        if knot.thread is not None:
            woven.join(("thread", knot.thread), node)
        # The first mail with an id holds it: a program that gives all its mail one id makes no thread.
        if knot.message_id and holder.setdefault(knot.message_id, node) == node:
            woven.join(("id", knot.message_id), node)
    for knot in knots:
        named = knot.references
        if len(named) > LONGEST_REFERENCES:
            named = named[: LONGEST_REFERENCES // 2] + named[-LONGEST_REFERENCES // 2 :]
        for reference in named:
            woven.join(("id", reference), ("mail", knot.key))
    _join_by_subject(knots, woven, holder, timedelta(days=reply_days))
    by_key = {("mail", knot.key): knot for knot in knots}
    return [[by_key[node] for node in group] for group in woven.groups(by_key)]  # type: ignore[index]


def _join_by_subject(
    knots: Sequence[Knot], woven: Weave, holder: dict[str, Hashable], limit: timedelta
) -> None:
    by_base: dict[str, list[tuple[Knot, Subject]]] = {}
    for knot in knots:
        subject = read_subject(knot.subject)
        if subject.base:
            by_base.setdefault(subject.base, []).append((knot, subject))
    for alike in by_base.values():
        if len(alike) < 2:
            continue
        alike.sort(key=lambda pair: pair[0].at)
        for i, (knot, subject) in enumerate(alike):
            if not subject.is_reply or any(reference in holder for reference in knot.references):
                continue
            for earlier, _ in reversed(alike[max(0, i - MOST_ALIKE) : i]):
                if knot.at - earlier.at > limit:
                    break
                if is_same_circle(knot.people, earlier.people):
                    woven.join(("mail", earlier.key), ("mail", knot.key))
                    break


def is_same_circle(some: frozenset[str], others: frozenset[str]) -> bool:
    """The same people, or the same with somebody more or less in copy."""
    return bool(some) and bool(others) and (some <= others or others <= some)
