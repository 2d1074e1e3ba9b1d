"""An IMAP server that does what a test tells it: a small mailbox in memory, with faults put in by command.

It answers honestly where no fault is set, so one test suite runs against it and against a real server. A
fault is a function of (session, tag, arguments) that sends what it likes; True: the command is answered.
"""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from typing import IO

from config import Account

PASSWORD = "as-you-like-it"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ITEM = re.compile(r"(BODY(?:\.PEEK)?)\[([^\]]*)\](?:<(\d+)\.(\d+)>)?|([A-Z0-9.-]+)")


@dataclass
class Mail:
    """One mail in a folder."""

    raw: bytes
    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    structure: str = ""  # BODYSTRUCTURE as it stands on the wire; empty: NIL
    size: int | None = None  # what the server says it weighs; None: the truth
    more: dict[str, str] = field(default_factory=dict)  # other items of FETCH, as they stand on the wire


@dataclass
class Box:
    """A folder: mails by UID."""

    flags: str = r"\HasNoChildren"
    uidvalidity: int = 7
    uidnext: int = 1
    mails: dict[int, Mail] = field(default_factory=dict)

    def add(self, raw: bytes, **about: object) -> int:
        """Deliver a mail; its UID."""
        uid = self.uidnext
        self.mails[uid] = Mail(raw, **about)  # type: ignore[arg-type]
        self.uidnext += 1
        return uid

    def renumber(self, uidvalidity: int, *, first: int = 1) -> None:
        """What a server does that lost its index: the same mails under new numbers."""
        self.uidvalidity = uidvalidity
        self.mails = dict(enumerate(self.mails.values(), first))
        self.uidnext = first + len(self.mails)


class Session:
    """One client's connection."""

    def __init__(self, server: ScriptedImap, line: socket.socket) -> None:
        self.server = server
        self.line = line
        self.box: Box | None = None
        self.signing_in = ""  # the tag of an AUTHENTICATE that waits for its answer
        self.idling = ""  # the tag of an IDLE that waits for DONE

    def send(self, text: str | bytes) -> None:
        """A line, or raw bytes as they are."""
        self.line.sendall(f"{text}\r\n".encode() if isinstance(text, str) else text)

    def hang_up(self) -> None:
        """Cut the line."""
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()


Fault = Callable[[Session, str, str], bool]


class ScriptedImap:
    """The server. `log` holds every command in order, `faults` what goes wrong by command ("UID FETCH")."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> None:
        self.boxes: dict[str, Box] = {"INBOX": Box(), "Sent": Box(flags=r"\HasNoChildren \Sent")}
        self.faults: dict[str, Fault] = {}
        self.log: list[str] = []
        self.sessions: list[Session] = []
        self.answers: list[str] = []  # what came in the course of AUTHENTICATE, as it was on the wire
        self.greet: Callable[[Session], object] = lambda session: session.send("* OK ready")
        self.capabilities = "IMAP4rev1 AUTH=PLAIN"
        self.password = PASSWORD
        self.puts_uid_last = False
        self.namespaces = ""  # the answer to NAMESPACE
        self.hides = ""  # folders below this name are listed only when asked for by it
        self._tls, self._starttls = tls, starttls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def account(self, **settings: object) -> Account:
        """The configuration of its mailbox."""
        given = {
            "address": "dana@agency.example", "host": "127.0.0.1", "port": self.port,
            "security": "none", "months": 0,
        }  # fmt: skip
        return Account.model_validate(given | settings)

    def close(self) -> None:
        """Stop listening. Without the shutdown the thread would go on accepting, for whoever listens next."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def commands(self, name: str) -> list[str]:
        """The arguments of every such command."""
        return [line[len(name) :].strip() for line in self.log if line.upper().startswith(name)]

    def start_idle(self, session: Session, tag: str, told: str = "") -> None:
        """Wait with a client until it says DONE; `told` comes with the first answer."""
        session.idling = tag
        session.send(f"+ idling\r\n{told}".removesuffix("\r\n"))

    def tell(self, line: str) -> None:
        """A line to every client that waits."""
        for session in self.sessions:
            if session.idling:
                session.send(line)

    def is_waited_for(self) -> bool:
        """Whether a client waits for news."""
        return any(session.idling for session in self.sessions)

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError, ValueError):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                line = self._tls.wrap_socket(line, server_side=True)
            session = Session(self, line)
            self.sessions.append(session)
            try:
                self.greet(session)
                while self._converse(session):
                    pass
            finally:
                session.hang_up()

    def _converse(self, session: Session) -> bool:
        """Lines until the client goes, or changes to TLS."""
        with session.line.makefile("rb") as lines:
            return self._obey(session, lines)

    def _obey(self, session: Session, lines: IO[bytes]) -> bool:
        for raw in lines:
            text = raw.decode("utf-8", "replace").rstrip("\r\n")
            if session.signing_in:
                self.answers.append(text)
                self._sign_in(session, base64.b64decode(text).decode())
                continue
            if session.idling and text == "DONE":
                tag, session.idling = session.idling, ""
                self.log.append(text)
                session.send(f"{tag} OK done")
                continue
            tag, _, rest = text.partition(" ")
            name, _, arguments = rest.partition(" ")
            if name.upper() == "UID":
                second, _, arguments = arguments.partition(" ")
                name = f"UID {second}"
            name = name.upper()
            self.log.append(f"{name} {arguments}".strip())
            fault = self.faults.get(name)
            if fault is not None and fault(session, tag, arguments):
                continue
            if name == "STARTTLS" and self._starttls is not None:
                session.send(f"{tag} OK begin")
                session.line = self._starttls.wrap_socket(session.line, server_side=True)
                return True
            if name == "AUTHENTICATE":
                session.signing_in = tag
                session.send("+ ")
                continue
            if name == "IDLE":
                self.start_idle(session, tag)
                continue
            self._answer(session, tag, name, arguments)
            if name == "LOGOUT":
                session.hang_up()
                return False
        return False

    def _sign_in(self, session: Session, credentials: str) -> None:
        tag, session.signing_in = session.signing_in, ""
        is_right = credentials.endswith(f"\0{self.password}")
        session.send(f"{tag} OK welcome" if is_right else f"{tag} NO [AUTHENTICATIONFAILED] wrong")

    def _answer(self, session: Session, tag: str, name: str, arguments: str) -> None:
        if name == "LOGIN" and not arguments.endswith(f'"{self.password}"'):
            session.send(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
            return
        if name in ("STATUS", "EXAMINE") and arguments.split('"')[1] not in self.boxes:
            session.send(f"{tag} NO [NONEXISTENT] no such folder")
            return
        method = getattr(self, f"_do_{name.lower().replace(' ', '_')}", None)
        if method is None:
            session.send(f"{tag} OK done")
            return
        for line in method(session, arguments):
            session.send(line)
        session.send(f"{tag} OK done")

    def _do_capability(self, _session: Session, _arguments: str) -> Iterator[str]:
        yield f"* CAPABILITY {self.capabilities}"

    def _do_logout(self, _session: Session, _arguments: str) -> Iterator[str]:
        yield "* BYE good bye"

    def _do_namespace(self, _session: Session, _arguments: str) -> Iterator[str]:
        yield f"* NAMESPACE {self.namespaces or 'NIL NIL NIL'}"

    def _do_list(self, _session: Session, arguments: str) -> Iterator[str]:
        below = arguments.split('"')[3].rstrip("*")
        for name, box in self.boxes.items():
            if not name.startswith(below) or (self.hides and not below and name.startswith(self.hides)):
                continue
            yield f'* LIST ({box.flags}) "/" "{name}"'

    def _do_status(self, _session: Session, arguments: str) -> Iterator[str]:
        name = arguments.split('"')[1]
        box = self.boxes[name]
        numbers = f"MESSAGES {len(box.mails)} UIDNEXT {box.uidnext} UIDVALIDITY {box.uidvalidity}"
        yield f'* STATUS "{name}" ({numbers})'

    def _do_examine(self, session: Session, arguments: str) -> Iterator[str]:
        session.box = box = self.boxes[arguments.split('"')[1]]
        yield f"* {len(box.mails)} EXISTS"
        yield f"* OK [UIDVALIDITY {box.uidvalidity}] numbered"
        yield f"* OK [UIDNEXT {box.uidnext}] next"

    def _do_uid_search(self, session: Session, arguments: str) -> Iterator[str]:
        assert session.box is not None
        words = arguments.split()
        found = sorted(session.box.mails)
        if "UID" in words:
            wanted = words[words.index("UID") + 1]
            last = found[-1:]
            # as the standard has it: n:* holds the last message, whatever n is
            found = [uid for uid in found if _is_in(uid, wanted)] or (last if wanted.endswith(":*") else [])
        if "SINCE" in words:
            day, month, year = words[words.index("SINCE") + 1].split("-")
            first = datetime(int(year), _MONTHS.index(month) + 1, int(day), tzinfo=UTC)
            found = [uid for uid in found if session.box.mails[uid].at >= first]
        yield " ".join(["* SEARCH", *map(str, found)])

    def _do_uid_fetch(self, session: Session, arguments: str) -> Iterator[bytes]:
        assert session.box is not None
        wanted, _, items = arguments.partition(" ")
        for number, (uid, mail) in enumerate(sorted(session.box.mails.items()), 1):
            if _is_in(uid, wanted):
                yield self.fetched(number, uid, mail, items)

    def fetched(self, number: int, uid: int, mail: Mail, items: str) -> bytes:
        """One FETCH response."""
        parts = [self._item(mail, *found.groups()) for found in _ITEM.finditer(items.strip("()"))]
        parts = [part for part in parts if part]
        own = b"UID %d" % uid
        ordered = [*parts, own] if self.puts_uid_last else [own, *parts]
        return b"* %d FETCH (" % number + b" ".join(ordered) + b")\r\n"

    def _item(
        self, mail: Mail, body: str | None, section: str, first: str | None, most: str | None, word: str
    ) -> bytes:
        if body:
            content = _section(mail.raw, section)
            shown = section.encode()
            origin = b""
            if first is not None and most is not None:
                content = content[int(first) : int(first) + int(most)]
                origin = b"<%s>" % first.encode()
            return b"BODY[%s]%s {%d}\r\n%s" % (shown, origin, len(content), content)
        if word in mail.more:
            return f"{word} {mail.more[word]}".encode()
        if word == "RFC822.SIZE":
            return b"RFC822.SIZE %d" % (len(mail.raw) if mail.size is None else mail.size)
        if word == "INTERNALDATE":
            at = mail.at
            return f'INTERNALDATE "{at:%d}-{_MONTHS[at.month - 1]}-{at:%Y %H:%M:%S} +0000"'.encode()
        if word == "BODYSTRUCTURE":
            return f"BODYSTRUCTURE {mail.structure or 'NIL'}".encode()
        return b""


def _section(raw: bytes, section: str) -> bytes:
    head, _, body = raw.partition(b"\r\n\r\n")
    if section == "":
        return raw
    if section == "HEADER":
        return head + b"\r\n\r\n"
    if section == "TEXT":
        return body
    if section.startswith("HEADER.FIELDS"):
        wanted = re.findall(r"[A-Z-]+", section.partition("(")[2].upper())
        lines = re.split(rb"\r\n(?![ \t])", head)
        kept = [one for one in lines if one.partition(b":")[0].decode("latin-1").upper() in wanted]
        return b"".join(one + b"\r\n" for one in kept) + b"\r\n"
    return _part(raw, section)


def _part(raw: bytes, section: str) -> bytes:
    """A part by its number, or its header ("2.MIME")."""
    found: Message = message_from_bytes(raw)
    if section == "1" and not found.is_multipart():
        return raw.partition(b"\r\n\r\n")[2]
    for number in section.removesuffix(".MIME").split("."):
        found = found.get_payload()[int(number) - 1]  # type: ignore[index, assignment]
    head, _, body = found.as_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    wanted = head + b"\n\n" if section.endswith(".MIME") else body
    return wanted.replace(b"\n", b"\r\n")


def _is_in(uid: int, wanted: str) -> bool:
    for run in wanted.split(","):
        first, _, last = run.partition(":")
        if int(first) <= uid and (last == "*" or uid <= int(last or first)):
            return True
    return False
