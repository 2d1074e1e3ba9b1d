"""What fetches mail today, run as its own documentation says: mbsync, getmail and imap-tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from tests.servers.dovecot import Dovecot
from tests.servers.scripted_imap import PASSWORD

SENT = "Gesendet"  # the Sent folder of our Dovecot
BULK = 500


@dataclass(frozen=True)
class Box:
    """A mailbox on the private server. `port` may lead over a slow line."""

    server: Dovecot | None  # None: somebody else's process
    user: str
    port: int


def copy_in(server: Dovecot, user: str, made: Path) -> Box:
    """Give a generated Maildir to a new user, and let the server index it once."""
    home = server.base / "mail" / user / "Maildir"
    home.parent.mkdir(parents=True)
    shutil.copytree(made, home)  # keeps the file times: INTERNALDATE comes from them
    (home / ".Sent").rename(home / f".{SENT}")
    for path in (home.parent, home, *home.rglob("*")):
        server.give(path)
    box = Box(server, user, server.imap)
    with signed_in(box) as mailbox:
        for folder in ("INBOX", SENT):
            mailbox.folder.set(folder, readonly=True)
            mailbox.client.uid("FETCH", "1:*", "(RFC822.SIZE BODYSTRUCTURE)")
    return box


@contextmanager
def signed_in(box: Box) -> Iterator[MailBoxUnencrypted]:
    """imap-tools on the plain port of loopback."""
    with MailBoxUnencrypted("127.0.0.1", box.port, timeout=60).login(
        box.user, PASSWORD, initial_folder=None
    ) as mailbox:
        yield mailbox


def imap_tools_bulk(box: Box) -> int:
    """imap-tools, 500 mails a command: sender, subject, date and text of each; how many."""
    found = 0
    with signed_in(box) as mailbox:
        for folder in ("INBOX", SENT):
            mailbox.folder.set(folder, readonly=True)
            for mail in mailbox.fetch(mark_seen=False, bulk=BULK):
                found += bool((mail.from_, mail.to, mail.subject, mail.date, mail.text or mail.html))
    return found


def mbsync(box: Box, folder: Path) -> int:
    """Mbsync into a new Maildir, with its default fsync; how many mails lie there."""
    near = folder / "mbsync"
    near.mkdir()
    config = folder / "mbsyncrc"
    config.write_text(
        f"""IMAPAccount one
Host 127.0.0.1
Port {box.port}
User {box.user}
Pass {PASSWORD}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account one

MaildirStore near
Path {near}/
Inbox {near}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns INBOX {SENT}
Create Near
Sync Pull
SyncState *
""",
        encoding="utf-8",
    )
    _run(["mbsync", "--quiet", "--config", str(config), "all"])
    return _mails_in(near)


def getmail(box: Box, folder: Path) -> int:
    """Getmail into a new Maildir; how many mails lie there."""
    maildir = folder / "getmail"
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    (folder / "getmailrc").write_text(
        f"""[retriever]
type = SimpleIMAPRetriever
server = 127.0.0.1
port = {box.port}
username = {box.user}
password = {PASSWORD}
mailboxes = ("INBOX", "{SENT}")

[destination]
type = Maildir
path = {maildir}/

[options]
read_all = true
delete = false
message_log = {folder / "getmail.log"}
""",
        encoding="utf-8",
    )
    assert box.server is not None
    for path in (folder, *folder.rglob("*")):
        box.server.give(path)
    # It refuses to deliver as root, so root lends it the server's user.
    _run(["getmail", "--quiet", f"--getmaildir={folder}", "--rcfile=getmailrc"], as_user_of=box.server)
    return _mails_in(maildir)


def missing() -> list[str]:
    """Which of the programs are not installed."""
    return [name for name in ("mbsync", "getmail") if shutil.which(name) is None]


def _run(command: list[str], *, as_user_of: Dovecot | None = None) -> None:
    user, group = (as_user_of.uid, as_user_of.gid) if as_user_of and os.getuid() == 0 else (None, None)
    done = subprocess.run(command, capture_output=True, text=True, check=False, user=user, group=group)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")


def _mails_in(folder: Path) -> int:
    return sum(1 for name in ("cur", "new") for _ in folder.rglob(f"{name}/*"))
