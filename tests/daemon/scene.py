"""A mailbox in which things happen, and the store held against it: nothing lost or doubled, all placed."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from config import Settings
from daemon.sync import Synced, sync_once
from domain import Passage, Reading
from store.database import Database
from store.models import FolderRow, LocationRow, MessageRow
from tests.servers.offices import NOW, DovecotOffice, Office

Place = tuple[str, int]  # folder and UID


class Reads:
    """A reader that understands nothing, at once."""

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        return [Reading("en", made_by="nobody") for _ in passages]


def letter(
    number: int, *, message_id: str | None = None, dated: bool = True, to: str = "dana@agency.example"
) -> bytes:
    """A mail that no other equals: its text tells its number. `message_id` empty: it has none."""
    sent = NOW - timedelta(days=30) + timedelta(minutes=number)
    told = f"<{number}@outside.example>" if message_id is None else message_id
    lines = [
        "From: Ines Falk <ines.falk@outside.example>",
        f"To: {to}",
        f"Subject: Letter {number}",
        *([f"Date: {sent:%a, %d %b %Y %H:%M:%S} +0000"] if dated else []),
        *([f"Message-ID: {told}"] if told else []),
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"This is letter number {number}.",
        "",
    ]
    return "\r\n".join(lines).encode()


def number_of(text: str) -> int:
    """Which letter it is."""
    found = re.search(r"letter number (\d+)", text)
    assert found, text
    return int(found[1])


@dataclass
class Scene:
    """A mailbox, the store, and every letter that lay in a watched folder when a sync had come to its end."""

    office: Office
    database: Database
    folders: list[str]
    seen: set[int] = field(default_factory=set)

    @property
    def settings(self) -> Settings:
        account = self.office.account(
            address="dana@agency.example",
            username=self.office.username,
            folders=self.folders,
            password_env="DANAS_PASSWORD",
        )
        return Settings(timezone="UTC", accounts={"dana": account})

    def sync(self, **options: object) -> Synced:
        """One pass."""
        done = sync_once(
            self.database,
            self.settings,
            "dana",
            reader=Reads(),
            now=NOW,
            **options,  # type: ignore[arg-type]
        )
        if done.is_complete and not done.failures:
            self.seen |= set(self.there().values())
        return done

    def there(self) -> dict[Place, int]:
        """What lies on the server in the watched folders."""
        raise NotImplementedError

    def kept(self) -> list[int]:
        """The letters in the store."""
        with self.database.read() as session:
            return sorted(number_of(text) for text in session.scalars(select(MessageRow.own_words)))

    def placed(self) -> dict[Place, int]:
        """Where the store says that letters lie."""
        with self.database.read() as session:
            rows = session.execute(
                select(FolderRow.name, LocationRow.uid, MessageRow.own_words)
                .join(LocationRow, LocationRow.folder_id == FolderRow.id)
                .join(MessageRow, MessageRow.id == LocationRow.message_id)
            ).all()
        assert len({(name, uid) for name, uid, _ in rows}) == len(rows)
        return {(name, uid or 0): number_of(text) for name, uid, text in rows}

    def check(self, *, is_settled: bool = True) -> None:
        """Nothing is lost or doubled; after a sync every place is right."""
        kept = self.kept()
        assert len(kept) == len(set(kept)), "doubled"
        assert self.seen <= set(kept), "lost"
        if is_settled:
            assert self.placed() == self.there()


@dataclass
class DovecotScene(Scene):
    """On a real server, with another client at work in the same mailbox; what it does can be chained."""

    office: DovecotOffice

    def __post_init__(self) -> None:
        self.sign_in()

    def sign_in(self) -> None:
        self.client = imaplib.IMAP4("127.0.0.1", self.office.server.imap, timeout=10)
        self.client.login(self.office.username, self.office.password)

    def append(self, *numbers: int, folder: str = "INBOX", raw: bytes = b"") -> DovecotScene:
        for number in numbers:
            self._ok(self.client.append(f'"{folder}"', "", "", raw or letter(number)))
        return self

    def move(self, numbers: Sequence[int], source: str, target: str) -> DovecotScene:
        self._uid("MOVE", numbers, source, f'"{target}"')
        return self

    def copy(self, numbers: Sequence[int], source: str, target: str) -> DovecotScene:
        self._uid("COPY", numbers, source, f'"{target}"')
        return self

    def expunge(self, numbers: Sequence[int], source: str = "INBOX") -> DovecotScene:
        self._uid("STORE", numbers, source, "+FLAGS", r"(\Deleted)", then_expunge=True)
        return self

    def create(self, folder: str) -> DovecotScene:
        self._ok(self.client.create(f'"{folder}"'))
        return self

    def rename(self, old: str, new: str) -> DovecotScene:
        self._ok(self.client.rename(f'"{old}"', f'"{new}"'))
        return self

    def delete(self, folder: str) -> DovecotScene:
        self._ok(self.client.delete(f'"{folder}"'))
        return self

    def renumber(self, uidvalidity: int, folder: str = "INBOX", *, first: int = 100) -> DovecotScene:
        self.client.logout()
        self.office.server.wait_until_closed(self.office.username)
        path = self.office.mailbox.path if folder == "INBOX" else self.office.mailbox.path / f".{folder}"
        for old in path.glob("dovecot*"):
            old.unlink()
        uidlist = path / "dovecot-uidlist"
        uidlist.write_text(f"3 V{uidvalidity} N{first} G0123456789abcdef0123456789abcdef\n")
        self.office.server.give(Path(uidlist))
        self.sign_in()
        return self

    def uidvalidity(self, folder: str = "INBOX") -> int:
        _, (told,) = self.client.status(f'"{folder}"', "(UIDVALIDITY)")
        found = re.search(rb"UIDVALIDITY (\d+)", told)
        assert found
        return int(found[1])

    def there(self) -> dict[Place, int]:
        listed = re.findall(r'"([^"]+)"$|(\S+)$', "\n".join(self._listed()), re.MULTILINE)
        names = {one or other for one, other in listed}
        wanted = names - {"Trash", "Junk", "Drafts"} if "*" in self.folders else names & set(self.folders)
        found: dict[Place, int] = {}
        for name in wanted:
            with suppress(imaplib.IMAP4.error):
                found |= {(name, uid): number for uid, number in self._letters(name)}
        return found

    def _letters(self, folder: str) -> list[tuple[int, int]]:
        self._ok(self.client.select(f'"{folder}"', readonly=True))
        _, data = self.client.uid("FETCH", "1:*", "(UID BODY.PEEK[TEXT])")
        self.client.close()  # or Dovecot hangs up on whoever deletes the folder
        pairs = [one for one in data if isinstance(one, tuple)]
        uids = [re.search(rb"UID (\d+)", head) for head, _ in pairs]
        return [
            (int(uid[1]), number_of(text.decode())) for uid, (_, text) in zip(uids, pairs, strict=True) if uid
        ]

    def _uid(
        self, what: str, numbers: Sequence[int], source: str, *more: str, then_expunge: bool = False
    ) -> None:
        uids = [str(uid) for uid, number in self._letters(source) if number in numbers]
        assert uids
        self._ok(self.client.select(f'"{source}"'))
        self._ok(self.client.uid(what, ",".join(uids), *more))
        if then_expunge:
            self._ok(self.client.expunge())
        self.client.close()

    def _listed(self) -> list[str]:
        _, data = self.client.list()
        return [one.decode() for one in data if isinstance(one, bytes)]

    @staticmethod
    def _ok(answer: tuple[str, object]) -> None:
        assert answer[0] == "OK", answer
