"""A private Dovecot for the tests: rootless, on free ports of loopback, with a CA of its own."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from config import Account
from tests.servers import certificates
from tests.servers.scripted_imap import PASSWORD

TEMPLATE = Path(__file__).with_name("dovecot.conf.in")
USER_WITH_UMLAUTS, PASSWORD_WITH_UMLAUTS = "umlaut", "pässwörter"
# Dovecot asks about every access token and keeps none (RFC 7662).
_OAUTH2 = """introspection_mode = post
introspection_url = {}
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 2000
"""


def program() -> str | None:
    """Where Dovecot is; None where it is not installed."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


_mails = count()


@dataclass(frozen=True)
class Dovecot:
    """A running server. Root lends it the user nobody, because Dovecot reads no mail as root."""

    base: Path
    imap: int
    imaps: int
    uid: int
    gid: int

    @property
    def ca(self) -> Path:
        """The certificate of its CA."""
        return self.base / "tls" / "ca.pem"

    def account(self, user: str, **settings: object) -> Account:
        """The configuration of a user's mailbox, over TLS."""
        given = {
            "address": f"{user}@agency.example", "host": "localhost", "port": self.imaps, "username": user,
            "ca_file": str(self.ca), "months": 0,
        }  # fmt: skip
        return Account.model_validate(given | settings)

    def add_user(self, user: str) -> Mailbox:
        """A new user with an empty mailbox."""
        home = self.base / "mail" / user
        log = self.base / "rawlog" / user
        for folder in (home, log):
            folder.mkdir(parents=True)
            self.give(folder)
        return Mailbox(self, home / "Maildir")

    def give(self, path: Path) -> None:
        """Make the server's user the owner."""
        if os.getuid() == 0:
            os.chown(path, self.uid, self.gid)

    def wait_until_closed(self, user: str) -> None:
        """Return when the server has let go of a user's mailbox; clients do not wait for that."""
        log = str(self.base / "rawlog" / user)
        deadline = time.monotonic() + 10
        while any(told.startswith(log) for told in _open_files()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Dovecot still has the mailbox of {user} open")
            time.sleep(0.01)

    def commands(self, user: str) -> list[str]:
        """Every line that a user's clients have sent after signing in."""
        # Not by their names: those count from 9 to 10 within a second.
        logs = sorted((self.base / "rawlog" / user).glob("*.in"), key=lambda log: log.stat().st_mtime_ns)
        lines = [line for log in logs for line in log.read_bytes().decode("utf-8", "replace").splitlines()]
        return [line.split(" ", 2)[-1] for line in lines]  # after a time and the tag


def _open_files() -> Iterator[str]:
    """What any process that we may look into has open."""
    for opened in Path("/proc").glob("[0-9]*/fd"):
        with contextlib.suppress(OSError):
            for one in opened.iterdir():
                with contextlib.suppress(OSError):
                    yield str(one.readlink())


@dataclass(frozen=True)
class Mailbox:
    """A user's Maildir; mail is put into it as a delivery agent does."""

    server: Dovecot
    path: Path

    def deliver(self, raw: bytes, *, folder: str = "INBOX", at: datetime) -> Path:
        """Put a mail into a folder, arrived at `at`."""
        maildir = self.path if folder == "INBOX" else self.path / f".{folder}"
        for one in (self.path, maildir, *(maildir / name for name in ("cur", "new", "tmp"))):
            if not one.exists():
                one.mkdir(parents=True)
                self.server.give(one)
        # A name is never used again: Dovecot would take the mail for one that was there before.
        file = maildir / "cur" / f"{int(at.timestamp())}.M{next(_mails):06d}P1.test,S={len(raw)}:2,"
        file.write_bytes(raw)
        self.server.give(file)
        os.utime(file, (at.timestamp(), at.timestamp()))
        return file


@contextlib.contextmanager
def running(*, introspection: str = "", mechanisms: str = "xoauth2 oauthbearer") -> Iterator[Dovecot]:
    """A server for as long as the block lasts, in a folder that its user may enter.

    Where `introspection` is the address of an authorization server that is asked about access tokens, they
    are taken by `mechanisms` too.
    """
    with tempfile.TemporaryDirectory(prefix="keepwarm-dovecot-") as folder:
        yield from _running(Path(folder), introspection, mechanisms if introspection else "")


def _running(base: Path, introspection: str, mechanisms: str) -> Iterator[Dovecot]:
    found = program()
    if found is None:
        raise RuntimeError("Dovecot is not installed")
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    server = Dovecot(base.resolve(), _free_port(), _free_port(), user.pw_uid, user.pw_gid)
    for name in ("run", "state", "mail", "rawlog"):
        (base / name).mkdir(parents=True)
        server.give(base / name)
    server.give(base)
    certificates.make_ca(base / "tls")
    certificates.make_server(base / "tls")
    (base / "users").write_text(f"{USER_WITH_UMLAUTS}:{{PLAIN}}{PASSWORD_WITH_UMLAUTS}\n", encoding="utf-8")
    text = TEMPLATE.read_text(encoding="utf-8")
    values = {
        "BASE": server.base, "USER": user.pw_name, "GROUP": grp.getgrgid(user.pw_gid).gr_name,
        "IMAP": server.imap, "IMAPS": server.imaps, "PASSWORD": PASSWORD, "MECHANISMS": mechanisms,
        "OAUTH2": f"passdb {{\n  driver = oauth2\n  mechanisms = {mechanisms}\n  args = {base}/oauth2\n}}"
        if introspection else "",
    }  # fmt: skip
    (base / "oauth2").write_text(_OAUTH2.format(introspection), encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    (base / "dovecot.conf").write_text(text, encoding="utf-8")
    files = (base / name for name in ("users", "oauth2", "dovecot.conf"))
    for path in (base / "tls", *(base / "tls").iterdir(), *files):
        server.give(path)
    with _process([found, "-F", "-c", str(base / "dovecot.conf")], server) as process:
        _wait_until_ready(process, server)
        yield server


@contextlib.contextmanager
def _process(command: list[str], server: Dovecot) -> Iterator[subprocess.Popen[bytes]]:
    if os.getuid() == 0:
        process = subprocess.Popen(command, user=server.uid, group=server.gid, extra_groups=[])
    else:
        process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], server: Dovecot) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", server.imap), timeout=1) as line,
        ):
            if line.recv(200).startswith(b"* OK"):
                return
        time.sleep(0.02)
    log = server.base / "dovecot.log"
    raise RuntimeError(log.read_text(encoding="utf-8")[-2000:] if log.exists() else "Dovecot did not start")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
