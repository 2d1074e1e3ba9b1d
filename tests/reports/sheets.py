"""Reports made for tests: flags with words in every field, hostile strings by the thousand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from domain import (
    Contact,
    Direction,
    Evidence,
    Finding,
    Flag,
    FlagState,
    Reason,
    Role,
    Stage,
    Topic,
    Urgency,
    WaitingOn,
)
from reports.model import (
    Fact,
    Feeling,
    MailboxState,
    Mark,
    Newcomer,
    Person,
    Sleeper,
    UnreadMailbox,
    WeekCount,
    WeeklyReport,
    WonBack,
)
from reports.weekly import compose

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo("Europe/London"))
QUIET = MailboxState(last_read=NOW, quarantined=0, messages=12)

RUN = "window.owned=(window.owned||0)+1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f'"><svg/onload={RUN}>',
    f'" autofocus onfocus="{RUN}" x="',
    f"</style><script>{RUN}</script>",
    f"</title></textarea></noscript></template><script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"]]><script>{RUN}</script>",
    f"<details open ontoggle={RUN}>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    "<iframe srcdoc='<script>parent.owned=1</script>'></iframe><iframe src=//evil.example></iframe>",
    "<img src=https://evil.example/pixel.png><link rel=stylesheet href=//evil.example/x.css>",
    "<base href=https://evil.example/><form action=https://evil.example><input type=submit autofocus>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>@import url(https://evil.example/x.css);body{background:url(//evil.example/b)}</style>",
    "red;background:url(https://evil.example/c);x:expression(alert(1))",
    '"style="background:url(//evil.example/d)"',
    f"javascript:{RUN}//",
    f"data:text/html,<script>parent.{RUN}</script>",
    "{{ 7 * 7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{% raw %}<b>{{ report }}",
    "%3Cscript%3Ealert(1)%3C/script%3E &lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202eexe.fdp\u202c \u2066\u2067\u2068\u2069 \u200b\u200e\u200f\ufeff",
    "\x00\x01\x1b[2J\x1b]8;;https://evil.example\x07x\x9b31m\x7f\r\n\x0b\x0c\x85\u2028\u2029",
    "\ud800\udfff lone surrogates \uffff\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a" * 40_000,
    "W" * 300 + " " + "\U0001f4a9" * 300,
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d" * 200 + "a" + "\u0300" * 3000,
    "x\nBcc: everybody@evil.example\n\n<b>",
    "?bcc=a@evil.example&body=owned%0d%0aX: y",
    f'x" href="javascript:{RUN}" y="',
)


def hostile(number: int, *, seed: int = 1) -> list[str]:
    """So many hostile strings, each of which begins with a mark of its own."""
    rng = random.Random(seed)
    found = []
    for n, payload in zip(range(number), cycle(PAYLOADS), strict=False):
        other = rng.choice(PAYLOADS)
        mixed = (
            payload if n < len(PAYLOADS) else (payload + other, other[:60] + payload, payload.upper())[n % 3]
        )
        found.append(f"q{n}z {mixed}" if n % 2 else f"q{n}z{mixed}")
    return found


def flag(number: int, name: str, words: str, reason: Reason = Reason.REPLY_OWED) -> Flag:
    """A flag of somebody called `name`, proved by `words`."""
    contact = Contact(number, name, (f"p{number}@mail.example",), Role.CANDIDATE, stage=Stage.LEAD)
    proof = Evidence(f"<{number}@mail.example>", NOW, words, words)
    finding = Finding(contact, reason, NOW, Urgency.SOON, WaitingOn.RECRUITER, f"{name} waits.", (proof,))
    return Flag(number, finding, FlagState.OPEN, NOW)


def report(*flags: Flag, people: int = 7) -> WeeklyReport:
    """A report that holds these flags and nothing else."""
    return compose(flags=flags, cases=(), held={}, state=QUIET, as_of=NOW, people=people)


def full(strings: Sequence[str], *, people: int = 7) -> WeeklyReport:
    """A report whose every field of words is one of the strings, all of them used, in their order."""
    words = cycle(strings)
    used = 0

    def take() -> str:
        nonlocal used
        used += 1
        return next(words)

    def contact(number: int) -> Contact:
        given = take()
        addresses = (given, f"a{number}@mail.example") if number % 3 else (f'"{given}"@x.example', given)
        return Contact(number, given, addresses, Role.CANDIDATE, stage=Stage.LEAD)

    def person(number: int) -> Person:
        who = contact(number)
        proof = Evidence("<1@mail.example>", NOW, take(), take())
        reason, urgency = list(Reason)[number % 10], list(Urgency)[number % 3]
        finding = Finding(who, reason, NOW, urgency, WaitingOn.RECRUITER, take(), (proof,))
        marks = tuple(
            Mark(date(2026, 1, day), day / 30, list(Direction)[day % 2])
            for day in range(1, 28, 1 + number % 9)
        )
        tones = tuple(Feeling(mark.on, mark.position, (-1) ** n * 0.9) for n, mark in enumerate(marks))
        return Person(
            who,
            (Flag(number, finding, FlagState.OPEN, NOW),),
            take(),
            NOW,
            NOW,
            take(),
            marks,
            tones,
            take(),
            0.8,
        )

    front: list[Person] = []
    while used < len(strings) - 20 or len(front) < people:
        front.append(person(len(front) + 1))
    week = timedelta(days=7)
    return WeeklyReport(
        as_of=NOW,
        zone=ZoneInfo("Europe/London"),
        monday=date(2026, 3, 2),
        people=tuple(front),
        also=tuple(flag(900 + n, take(), "Any news?") for n in range(4)),
        won_back=tuple(WonBack(contact(700 + n), (Reason.GOING_COLD,), NOW) for n in range(3)),
        facts=tuple(Fact(contact(600 + n), Topic.PAY, take(), NOW, "46,000") for n in range(3)),
        newcomers=tuple(Newcomer(contact(500 + n), NOW, wrote_first=True) for n in range(3)),
        dormant=tuple(Sleeper(contact(400 + n), NOW, 9) for n in range(3)),
        weeks=tuple(WeekCount(date(2026, 3, 2) - n * week, n, 2 * n) for n in range(8, -1, -1)),
        state=MailboxState(
            NOW, 2, 1234, (UnreadMailbox(take(), datetime(2026, 3, 1, tzinfo=UTC), True),), 3, 4
        ),
        account=take(),
    )
