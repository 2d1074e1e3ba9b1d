"""One `Office` for both servers: a scripted one, always, and a real Dovecot where it is installed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import stamina

from config import Account
from tests.servers import dovecot as dovecot_server
from tests.servers.scripted_imap import PASSWORD, Box, ScriptedImap

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

_users = count(1)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Retries happen as often as in earnest, without the pauses."""
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    """A scripted server."""
    found = ScriptedImap()
    yield found
    found.close()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[dovecot_server.Dovecot]:
    """A private Dovecot."""
    with dovecot_server.running() as found:
        yield found


class Office(ABC):
    """A mailbox with INBOX and a folder of sent mail, on whichever server."""

    sent: str
    username: str = ""
    password: str = PASSWORD

    @abstractmethod
    def account(self, **settings: object) -> Account: ...

    @abstractmethod
    def deliver(self, raw: bytes, *, folder: str = "INBOX", at: datetime = NOW) -> None: ...

    @abstractmethod
    def remove(self, raw: bytes, *, folder: str = "INBOX") -> None: ...

    @abstractmethod
    def renumber(self, uidvalidity: int) -> None:
        """INBOX loses its index: the same mails under another UIDVALIDITY."""

    @abstractmethod
    def commands(self) -> list[str]: ...


class ScriptedOffice(Office):
    sent = "Sent"

    def __init__(self, server: ScriptedImap) -> None:
        self.server = server

    def account(self, **settings: object) -> Account:
        return self.server.account(**settings)

    def deliver(self, raw: bytes, *, folder: str = "INBOX", at: datetime = NOW) -> None:
        self.server.boxes.setdefault(folder, Box()).add(raw, at=at)

    def remove(self, raw: bytes, *, folder: str = "INBOX") -> None:
        mails = self.server.boxes[folder].mails
        mails.pop(next(uid for uid, mail in mails.items() if mail.raw == raw))

    def renumber(self, uidvalidity: int) -> None:
        self.server.boxes["INBOX"].renumber(uidvalidity, first=100)

    def commands(self) -> list[str]:
        return self.server.log


class DovecotOffice(Office):
    sent = "Gesendet"

    def __init__(self, server: dovecot_server.Dovecot) -> None:
        self.server = server
        self.username = f"dana{next(_users)}"
        self.mailbox = server.add_user(self.username)

    def account(self, **settings: object) -> Account:
        return self.server.account(self.username, **settings)

    def deliver(self, raw: bytes, *, folder: str = "INBOX", at: datetime = NOW) -> None:
        self.mailbox.deliver(raw, folder=folder, at=at)

    def remove(self, raw: bytes, *, folder: str = "INBOX") -> None:
        maildir = self.mailbox.path if folder == "INBOX" else self.mailbox.path / f".{folder}"
        next(path for path in self._files(maildir) if path.read_bytes() == raw).unlink()

    def renumber(self, uidvalidity: int) -> None:
        self.server.wait_until_closed(self.username)
        for path in self.mailbox.path.glob("dovecot*"):
            path.unlink()
        uidlist = self.mailbox.path / "dovecot-uidlist"
        uidlist.write_text(f"3 V{uidvalidity} N100 G0123456789abcdef0123456789abcdef\n")
        self.server.give(uidlist)

    def commands(self) -> list[str]:
        return self.server.commands(self.username)

    @staticmethod
    def _files(maildir: Path) -> list[Path]:
        return [path for name in ("cur", "new") for path in (maildir / name).iterdir()]


@pytest.fixture(params=["scripted", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def office(request: pytest.FixtureRequest) -> Office:
    """A mailbox on the scripted server, then on a real one."""
    if request.param == "scripted":
        return ScriptedOffice(request.getfixturevalue("server"))
    return DovecotOffice(request.getfixturevalue("dovecot"))
