"""A recruiter's desk for tests: real messages as bytes, taken in as mail from a server would be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from contacts.account import AccountProfile
from contacts.intake import Arrival, Taken, take_in
from domain import InProcess, Mention, Passage, Reading, Signal
from store.database import Database

OWN = "mara.vogt@steinbruck-search.example"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NOW = START + timedelta(days=200)


MARA = AccountProfile("mara", (OWN,), "Mara Vogt", "Europe/Berlin")


@dataclass
class ScriptedReader:
    """Reads what the test says is written: names by their text, signals by their evidence."""

    names: tuple[str, ...] = ()
    signals: Mapping[str, Sequence[Signal]] = field(default_factory=dict)
    applications: Mapping[str, str | None] = field(default_factory=dict)  # evidence → whom it is about
    seen: list[Passage] = field(default_factory=list)

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        self.seen += passages
        return [self._one(passage.text) for passage in passages]

    def _one(self, text: str) -> Reading:
        mentions = []
        for name in self.names:
            at = text.find(name)
            while at >= 0:
                mentions.append(Mention(name, at, at + len(name), made_by="test"))
                at = text.find(name, at + 1)
        longest = [
            m
            for m in mentions
            if not any(o is not m and o.start <= m.start and m.end <= o.end for o in mentions)
        ]
        signals = [
            Signal(
                s.type,
                words,
                text.find(words),
                text.find(words) + len(words),
                about=s.about,
                due=s.due,
                value=s.value,
            )
            for words, said in self.signals.items()
            if words in text
            for s in said
        ]
        return Reading(
            language="en",
            mentions=tuple(sorted(longest, key=lambda m: m.start)),
            signals=tuple(signals),
            in_process=tuple(InProcess(w, about) for w, about in self.applications.items() if w in text),
            made_by="test 1",
        )


@dataclass
class Desk:
    """One recruiter with a database; `now` moves on a day with every mail."""

    database: Database
    reader: ScriptedReader = field(default_factory=ScriptedReader)
    account: AccountProfile = MARA
    number: int = 0

    def mail(
        self,
        sender: str,
        to: str | Sequence[str],
        text: str,
        *,
        subject: str = "Hello",
        day: float | None = None,
        message_id: str | None = None,
        answers: str = "",
        headers: Mapping[str, str] | None = None,
        more: Callable[[EmailMessage], None] | None = None,
    ) -> bytes:
        """The bytes of a mail; people are written `Name <address>`, `me` is the recruiter."""
        self.number += 1
        message = EmailMessage()
        message["From"] = self._person(sender)
        message["To"] = ", ".join(self._person(one) for one in ([to] if isinstance(to, str) else to))
        message["Date"] = format_datetime(START + timedelta(days=self.number if day is None else day))
        message["Subject"] = subject
        message["Message-ID"] = message_id or f"<{self.number}@mail.example>"
        if answers:
            message["In-Reply-To"] = answers
            message["References"] = answers
        for name, value in (headers or {}).items():
            message[name] = value
        message.set_content(text)
        if more:
            more(message)
        return message.as_bytes()

    def take(self, *raws: bytes, folder: str = "INBOX", now: datetime = NOW) -> Taken:
        """Take mails in as one batch."""
        arrivals = [Arrival(raw, f"{folder}:{i}", folder, NOW) for i, raw in enumerate(raws)]
        return take_in(self.database, self.account, arrivals, reader=self.reader, now=now)

    @staticmethod
    def _person(who: str) -> str:
        if who == "me":
            return formataddr(("Mara Vogt", OWN))
        name, _, address = who.rpartition("<")
        return formataddr((name.strip().strip('"'), address.rstrip(">"))) if address else who
