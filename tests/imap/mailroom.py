"""What the tests of the mail room share: mails to send, and a clerk who keeps what a sync brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config import Account
from domain import Look, Quarantined
from ingest.cursor import FolderState
from ingest.imap_line import Patience
from ingest.line import Line
from ingest.sync import Batch, FolderFailure, sync_account
from tests.servers.offices import NOW
from tests.servers.scripted_imap import Fault, Session

TEXT = '("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 30 1 NIL NIL NIL NIL)'  # the structure of a letter
PATIENCE = Patience(silence_seconds=5, command_seconds=10)


def letter(number: int, *, text: str = "", message_id: str | None = None) -> bytes:
    """A small mail with CR LF line ends; `message_id` empty: it has none."""
    sent = NOW - timedelta(days=30) + timedelta(hours=number)
    told = f"<letter-{number}@outside.example>" if message_id is None else message_id
    lines = [
        "From: Ines Falk <ines.falk@outside.example>",
        "To: dana@agency.example",
        f"Subject: Letter {number}",
        f"Date: {sent:%a, %d %b %Y %H:%M:%S} +0000",
        *([f"Message-ID: {told}"] if told else []),
        "Content-Type: text/plain; charset=utf-8",
        "",
        text or f"This is letter number {number}.",
        "",
    ]
    return "\r\n".join(lines).encode()


class Cut(Exception):
    """The sync was killed here."""


@dataclass
class Clerk:
    """Keeps mails and cursors the way the store does: a batch and its state together or not at all."""

    account: Account
    password: str
    states: dict[str, FolderState] = field(default_factory=dict)
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    places: dict[tuple[str, int], bytes] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    unreadable: list[Quarantined] = field(default_factory=list)
    failures: list[FolderFailure] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    fetched: int = 0

    def sync(
        self, *, cut_after: int | None = None, now: datetime = NOW, since: datetime | None = None
    ) -> int:
        """One pass; how many mails it brought. `cut_after`: dies after so many batches, the next is lost."""
        before = self.fetched
        taken = 0
        with closing(Line(self.account, self.password, PATIENCE)) as line:
            for item in sync_account(line, self.states, recognise=self._recognise, now=now, since=since):
                if isinstance(item, FolderFailure):
                    self.failures.append(item)
                    continue
                if cut_after is not None and taken >= cut_after:
                    raise Cut
                self._keep(item)
                taken += 1
        return self.fetched - before

    def texts(self, folder: str = "INBOX") -> list[bytes]:
        """Every mail kept from a folder, each as often as it was kept, in a stable order."""
        return sorted(raw for name, raw in self.kept if name == folder)

    def _keep(self, batch: Batch) -> None:
        self.batches.append(batch)
        self.fetched += len(batch.mails)
        if batch.is_renumbered:
            self.places = {place: raw for place, raw in self.places.items() if place[0] != batch.folder}
        for mail in batch.mails:
            # The store knows a mail by its content; the clerk by its bytes.
            if (batch.folder, mail.raw) not in self.kept:
                self.kept.append((batch.folder, mail.raw))
            assert (batch.folder, mail.uid) not in self.places, "a UID was brought twice"
            self.places[batch.folder, mail.uid] = mail.raw
        self.places |= {(batch.folder, look.uid): self.kept[known][1] for look, known in batch.recognised}
        self.gone += batch.gone
        self.unreadable += batch.unreadable
        self.states[batch.folder] = batch.state_after

    def _recognise(self, looks: Sequence[Look]) -> dict[int, int]:
        """Id and size tell a mail; the store looks at its arrival too."""
        numbered = enumerate(self.kept)
        kept: dict[tuple[str, int | None], int] = {
            (_id(raw), len(raw)): number for number, (_, raw) in numbered if _id(raw)
        }
        known = {look.uid: kept.get((look.message_id, look.size)) for look in looks}
        return {uid: number for uid, number in known.items() if number is not None}


def _id(raw: bytes) -> str:
    for line in raw.split(b"\r\n"):
        if line.startswith(b"Message-ID:"):
            return line.partition(b":")[2].decode().strip()
    return ""


def letters(numbers: Iterable[int]) -> list[bytes]:
    """Some mails."""
    return [letter(number) for number in numbers]


def says(*lines: str, hangs_up: bool = False) -> Fault:
    """A fault that answers these lines; `{tag}` is the command's tag."""

    def fault(session: Session, tag: str, _arguments: str) -> bool:
        for line in lines:
            session.send(line.format(tag=tag))
        if hangs_up:
            session.hang_up()
        return True

    return fault
