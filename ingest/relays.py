"""Mail that a platform passes on for a person: who wrote, and their words without the platform's around them.

LinkedIn, job boards and applicant systems write from robot addresses for people. `patterns/relays.toml` knows
them. The relay's address is nobody's; one that holds a token reaches the person it was made for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache

from domain import Mailbox
from ingest.names import fold, looks_like_name
from ingest.phrases import table

LINES_ABOVE = 14  # lines with text in which a platform introduces the message
MOST_LINES = 2_000  # of a message; nobody writes more there
SUBJECT_CHARACTERS = 300

_NAME = r"(?P<name>[^\W\d_][^\n:;,!?<>|]{1,60}?)"
_REST = (
    r"(?:\s+(?:on|via|about|regarding|for|at|auf|über|zu|bei|sur|en|su|em|op|på)\s.{0,150}"
    r"|\s?[-–—|:(.!].{0,150})?"
)
_TAIL = re.compile(
    r"\s+(?:via|über|par|through|from|vía|su|przez|met)\s.*|\s*[(\[|•·–—].*|\s-\s.*", re.IGNORECASE
)
_VIA = re.compile(r"\s(?:via|über|par|through|vía|przez)\s", re.IGNORECASE)
_TOKEN = re.compile(
    r"\+|[0-9a-f]{8,}|\d{4,}|^(?:reply|r|m|msg|conversation|candidate|applicant|thread)[._+-]\S{6,}"
)
_INVISIBLE = re.compile(r"[\s\u034f\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_RULER = re.compile(r"[-_=*–—─\s]{6,}")
_NOT_PEOPLE = frozenset(
    "team recruiting recruitment recruiter talent careers jobs hiring support notification notifications"
    " noreply message messages messaging inmail member members update updates alert alerts gmbh ltd inc llc"
    " group corp ag corporation company sa bv plc solutions technologies systems software bank university"
    " hospital consulting partners services labs media digital studio studios people hr staffing search"
    " executive".split()
)


@dataclass(frozen=True, slots=True)
class Relayed:
    """A person's message through a platform.

    `person` has an address where the mail tells one of their own. `reply_address` is the platform's address
    at which answers reach this person and nobody else; empty where there is none. `text` are the words.
    """

    relay: str
    person: Mailbox
    reply_address: str
    text: str

    @property
    def reason(self) -> str:
        """Why the mail is personal."""
        return f"{self.relay} passes it on for a person"


@dataclass(frozen=True, slots=True)
class _Relay:
    name: str
    domains: tuple[str, ...]
    people: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    robots: tuple[str, ...] = ()
    marks: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    has_tokens: bool = False
    tells_company: bool = False


def read_relay(
    *,
    sender: Mailbox,
    reply_to: Sequence[Mailbox],
    addressed: Collection[str],
    subject: str,
    text: str,
    field_of: Callable[[str], str],
) -> Relayed | None:
    """The person behind a platform's mail; None for any other mail, and for what the platform says itself.

    `addressed` are the addresses it went to, `field_of` gives a header field by its lower-case name.
    """
    relay = relay_of(sender.address)
    if relay is None or _matches(sender.address, relay.robots):
        return None
    is_sure = _matches(sender.address, relay.people) or any(
        pattern.search(field_of(name).lower()) for name, pattern in relay.marks.items()
    )
    answers = [one for one in reply_to if one.address and one.address not in addressed]
    told = _told_in(subject)
    name = _name_of((sender, *answers), told, text, relay)
    direct = next((one.address for one in answers if _is_own(one, name)), "")
    through = next((one.address for one in (*answers, sender) if _is_made_for_one(one.address)), "")
    # What has none of these is a plain address: somebody who works there, or the platform itself.
    if not (is_sure or told or direct or through == sender.address or _VIA.search(sender.name)):
        return None
    if not name or not (is_sure or _is_full(name)):
        return None
    words = _unwrapped(text, name, relay)
    return Relayed(relay.name, Mailbox(name, direct), "" if direct else through, words)


def relay_of(address: str) -> _Relay | None:
    """The platform that an address belongs to."""
    domain = address.rpartition("@")[2]
    while "." in domain:
        if found := _by_domain().get(domain):
            return found
        domain = domain.partition(".")[2]
    return None


def is_nobodys(address: str) -> bool:
    """Whether an address is a platform's own, from which or to which people write through it."""
    relay = relay_of(address)
    if relay is None:
        return False
    return _matches(address, (*relay.people, *relay.robots)) or _is_made_for_one(address)


def names_a_relay(sender: Mailbox) -> bool:
    """Whether a robot, a token or a service writes for a person: "Priya Raman via Hireboard"."""
    found = re.match(r"(.{3,80}?)\s+(?:via|über|par|through|vía)\s+([^\s(]{2,40})", sender.name)
    if found is None or not _is_full(found[1]) or not looks_like_name(found[1]):
        return False
    local, _, domain = sender.address.partition("@")
    if _TOKEN.search(local) or any(robot in local for robot in ("reply", "notif", "message")):
        return True
    # A service's own address, named as the service is and not as the person.
    service = fold(found[2]).removesuffix(".com")
    return service in domain and not any(fold(word) in local for word in found[1].split() if len(word) > 2)


def _name_of(people: Sequence[Mailbox], told: str, text: str, relay: _Relay) -> str:
    """The fullest name that display names, subject and text give; empty where there is none."""
    shown = [name for one in people if (name := _person(one.name, relay))]
    full = next((name for name in shown if _is_full(name)), "")
    return full or _in_full(told, text) or next(iter(shown), told)


def _is_own(answer: Mailbox, name: str) -> bool:
    """Whether an address beyond every platform bears the person's name."""
    if not name or relay_of(answer.address) is not None:
        return False
    local = fold(answer.address.partition("@")[0])
    return answer.name == name or any(fold(word) in local for word in name.split() if len(word) > 2)


def _is_made_for_one(address: str) -> bool:
    """Whether a platform made the address for one person or one conversation."""
    relay = relay_of(address)
    if relay is None or _matches(address, (*relay.people, *relay.robots)):
        return False
    local = address.partition("@")[0]
    return _matches(address, relay.theirs) or (relay.has_tokens and _TOKEN.search(local) is not None)


def _matches(address: str, patterns: Sequence[str]) -> bool:
    local = address.partition("@")[0]
    return any(fnmatchcase(address if "@" in pattern else local, pattern) for pattern in patterns)


def _person(display: str, relay: _Relay) -> str:
    """The person in a display name; empty where it is the platform, a team or a company."""
    name = _TAIL.sub("", display.strip(" '\"")).strip(" ,'\"")
    if relay.tells_company:
        name = name.partition(",")[0].strip()
    words = {word.casefold().strip(".,'") for word in name.split()}
    is_platform = relay.name.casefold() in name.casefold() or not words.isdisjoint(_NOT_PEOPLE)
    return "" if is_platform or "@" in name or not looks_like_name(name.replace(",", "")) else name


def _is_full(name: str) -> bool:
    """Given and family name: two words of more than a letter."""
    return len([word for word in re.split(r"[\s,]+", name) if len(word.strip(".")) > 1]) > 1


def _told_in(subject: str) -> str:
    """The name in a subject that says whose message it is; "x" cannot be a name."""
    found = _told().fullmatch(" ".join(subject[:SUBJECT_CHARACTERS].split()))
    name = next((value for value in found.groupdict().values() if value), "").strip() if found else ""
    return name if looks_like_name(name) else ""


def _in_full(name: str, text: str) -> str:
    """A given name with the family name that follows it where the text first shows both."""
    if not name or _is_full(name):
        return name
    found = re.search(rf"(?<!\w){re.escape(name)} [^\W\d_][\w'’-]{{1,40}}(?!\w)", text[:4000])
    return found[0] if found and looks_like_name(found[0]) else ""


def _unwrapped(text: str, name: str, relay: _Relay) -> str:
    """The person's words: without what introduces them above and the links and notices below."""
    lines = text.split("\n")
    start = _first_own(lines, name, relay)
    end = len(lines)
    for i in range(start, min(end, start + MOST_LINES)):
        folded = _folded(lines[i])
        if folded and (_below().fullmatch(folded) or _is_link(folded, relay)):
            if any(_folded(line) for line in lines[start:i]):
                end = i
                break
            start = i + 1
    while end > start and (not _folded(lines[end - 1]) or _RULER.fullmatch(lines[end - 1])):
        end -= 1
    return "\n".join(lines[start:end]).strip("\n")


def _first_own(lines: Sequence[str], name: str, relay: _Relay) -> int:
    """Where the introduction ends; a line with the name alone may be followed by the person's headline."""
    start = seen = 0
    wanted = (name.casefold(), relay.name.casefold())
    for i, line in enumerate(lines):
        folded = _folded(line)
        if not folded:
            continue
        seen += 1
        if seen > LINES_ABOVE:
            break
        if folded in wanted:
            following = _folded(lines[i + 1]) if i + 1 < len(lines) else ""
            start = i + (2 if following and folded == wanted[0] else 1)
        elif _above().fullmatch(folded) or _told().fullmatch(folded):
            start = i + 1
    return start if any(_folded(line) for line in lines[start:]) else 0


def _is_link(folded: str, relay: _Relay) -> bool:
    return re.fullmatch(r"<?https?://\S+>?", folded) is not None and any(d in folded for d in relay.domains)


def _folded(line: str) -> str:
    return _INVISIBLE.sub(" ", line[:600]).strip(" *_>|").casefold()


@lru_cache(maxsize=1)
def _by_domain() -> Mapping[str, _Relay]:
    found: dict[str, _Relay] = {}
    for held in table("relays")["relay"]:
        marks = {name: re.compile(pattern) for name, pattern in held.get("marks", {}).items()}
        relay = _Relay(
            name=held["name"],
            domains=tuple(held["domains"]),
            people=tuple(held.get("people", ())),
            theirs=tuple(held.get("theirs", ())),
            robots=tuple(held.get("robots", ())),
            marks=marks,
            has_tokens=held.get("token", False),
            tells_company=held.get("company", False),
        )
        found |= dict.fromkeys(relay.domains, relay)
    return found


def _lines(key: str) -> re.Pattern[str]:
    """One pattern of all lines of a sort; every place for a name is a group of its own."""
    written = []
    for number, line in enumerate(table("relays")["common"][key]):
        named = line.replace("NAME", _NAME.replace("name", f"name{number}")).replace("REST", _REST)
        written.append(f"(?:{named})")
    return re.compile(f"(?:{'|'.join(written)})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _told() -> re.Pattern[str]:
    return _lines("told")


@lru_cache(maxsize=1)
def _above() -> re.Pattern[str]:
    return _lines("above")


@lru_cache(maxsize=1)
def _below() -> re.Pattern[str]:
    return _lines("below")
