"""A mailbox on a server, opened for reading only: sign-in, folders by special use, UIDs and mails.

Folders are opened with EXAMINE and mails read with PEEK, so that nothing on the server changes, not even
"seen". No text out of a mail ever goes into a command.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import imap_tools

from config import Account
from errors import FolderMissing, FolderNeedsAttention
from ingest import imap_errors, imap_idle, imap_responses
from ingest.bell import Bell
from ingest.cursor import FolderStatus
from ingest.imap_fetch import Asked, Pipeline, uid_set
from ingest.imap_folders import Folder, find, guessed, missing, read_folder, readable
from ingest.imap_line import ANSWER_BYTES, Mailbox, Patience, Watch, refuse_open_lines, wants_compression
from ingest.imap_sign_in import Credentials, Kind, Password, sign_in

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Connection:
    """One signed-in connection. Any method may raise `ServerUnreachable`; then it is of no more use."""

    def __init__(self, mailbox: Mailbox, *, where: str, patience: Patience) -> None:
        self._mailbox = mailbox
        self._client = mailbox.client
        self._pipeline = Pipeline(mailbox.client)
        self._where = where
        self._patience = patience
        self._is_just_opened = False

    @property
    def certificate_until(self) -> datetime | None:
        """Until when the server's certificate holds; None on a line without TLS."""
        secured = self._mailbox.watch.sock
        told = secured.getpeercert() if isinstance(secured, ssl.SSLSocket) else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC) if told else None

    def folders(self) -> tuple[Folder, ...]:
        """Every folder of the mailbox, with what it is for."""
        found = self._list('"*"')
        if not any(one.special_uses for one in found) and self._capabilities() >= {
            "SPECIAL-USE",
            "LIST-EXTENDED",
        }:
            found = self._list('"*" RETURN (SPECIAL-USE)') or found
        found += self._of_others(found)
        marked = {use for one in found for use in one.special_uses}
        return tuple(guessed(one, marked=marked) for one in found)

    @property
    def received_bytes(self) -> int:
        """What the server has sent over this connection."""
        return self._client.received_bytes

    @cached_property
    def abilities(self) -> set[str]:
        """What the server can do, in capital letters; asked once."""
        return self._capabilities()

    def compress(self) -> bool:
        """Compress both directions from here on (RFC 4978), where the server can; whether it does."""
        if "COMPRESS=DEFLATE" not in self.abilities:
            return False
        with self._asking():
            return self._client.compress()

    def idle(self, *, seconds: float, is_called: Callable[[], bool], bell: Bell | None = None) -> bool:
        """Wait until the server tells of mail in the open folder (True), `is_called`, or for so long.

        The `bell` rings when somebody calls.
        A server that does not want to wait raises `IdleRefused`.
        """
        self._settle()
        self._client.allowance = ANSWER_BYTES
        with imap_errors.told_in_our_words(self._mailbox.watch, where=self._where):
            return imap_idle.wait(
                self._mailbox,
                seconds=seconds,
                is_called=is_called,
                answer_seconds=self._patience.silence_seconds,
                bell=bell,
            )

    def update(self) -> None:
        """Let the server bring its view of the open folder up to date."""
        with self._asking():
            self._client.noop()

    def unselect(self) -> bool:
        """Close the open folder where the server can without a trace (RFC 3691); whether it did."""
        if "UNSELECT" not in self.abilities:
            return False
        with self._asking():
            return bool(self._client.unselect()[0] == "OK")

    def status(self, name: str) -> FolderStatus:
        """What a folder holds, without opening it. Raises `FolderMissing`."""
        _refuse_control_characters(name)
        with self._asking():
            try:
                told = self._mailbox.folder.status(name, ("MESSAGES", "UIDNEXT", "UIDVALIDITY"))
            except imap_tools.MailboxFolderStatusError as error:
                raise self._folder_refused(name, error.command_result) from None
        return FolderStatus(told.get("UIDVALIDITY", 0), told.get("UIDNEXT"), told.get("MESSAGES", 0))

    def open(self, name: str) -> FolderStatus:
        """Open a folder for reading (EXAMINE) and tell what it holds. Raises `FolderMissing`."""
        _refuse_control_characters(name)
        with self._asking():
            try:
                _, told = self._mailbox.folder.set(name, readonly=True)
            except imap_tools.MailboxFolderSelectError as error:
                raise self._folder_refused(name, error.command_result) from None
            numbers = {
                code: imap_responses.number(values[-1]) if values else None
                for code in ("UIDVALIDITY", "UIDNEXT")
                for values in [self._client.response(code)[1]]
            }
            self._client.response("EXISTS")  # said now; whatever is said later is news
            messages = imap_responses.number(told[-1]) or 0
        self._is_just_opened = True
        uidnext = numbers["UIDNEXT"]
        if uidnext is None:
            uidnext = max(self.uids(), default=0) + 1
        return FolderStatus(numbers["UIDVALIDITY"] or 0, uidnext, messages)

    def uids(
        self, *, above: int = 0, since: datetime | None = None, among: Iterable[int] | None = None
    ) -> list[int]:
        """UIDs of the open folder, ascending: above a mark, arrived since a day, among some."""
        criteria = ["ALL"]
        if among is not None:
            criteria = ["UID", uid_set(among)]
        elif above:
            criteria = ["UID", f"{above + 1}:*"]
        if since is not None:
            # The server compares days of its own zone; one day more is read and nothing is missed.
            day = since - timedelta(days=1)
            criteria += ["SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"]
        with self._asking():
            if not self._is_just_opened:
                # Only with NOOP do some servers tell of mail that came since the folder was opened, and
                # Dovecot only once it has answered that.
                self._client.noop()
            self._is_just_opened = False
            if above:
                self._client.response("EXISTS")  # told of what is listed now; later ones are news
            answer, data = self._client.uid("SEARCH", *criteria)
        if answer != "OK":
            raise imap_errors.busy(imap_errors.shown(data), where=self._where)
        listed = (int(word) for line in data if line for word in line.split() if word.isdigit())
        return sorted({uid for uid in listed if uid > above})

    @property
    def has_told_of_mail(self) -> bool:
        """Whether the server has told of mail in the open folder since it was last asked."""
        return bool(self._client.untagged_responses.get("EXISTS"))

    def fetch(
        self, uids: Sequence[int], items: str, *, most_bytes: int = 0
    ) -> tuple[dict[int, dict[bytes, Any]], str]:
        """The `items` of some mails by UID, and the server's words where it refused ("" where it did not).

        `most_bytes` is what the answer is expected to weigh. What other clients did meanwhile is left out.
        """
        if not uids:
            return {}, ""
        with self._asking(most_bytes):
            asked = self._pipeline.ask(uids, items, most_bytes=most_bytes)
        return self.answer(asked)

    def ask(self, uids: Sequence[int], items: str, *, mark: bytes, most_bytes: int = 0) -> Asked:
        """Send a FETCH as `fetch` does and go on; `answer` waits for what comes.

        `mark` is the item (`BODY[1]`) that tells its answers from those of other commands under way.
        """
        with imap_errors.told_in_our_words(self._mailbox.watch, where=self._where):
            return self._pipeline.ask(uids, items, mark=mark, most_bytes=most_bytes)

    def answer(self, asked: Asked) -> tuple[dict[int, dict[bytes, Any]], str]:
        """What came for a command that `ask` sent, as `fetch` tells it."""
        with self._patiently(self._pipeline.awaited_bytes):
            self._pipeline.answer(asked)
        if not asked.refusal:
            return asked.found, ""
        refusal = imap_errors.shown(asked.refusal)
        if imap_errors.is_busy(refusal):
            raise imap_errors.busy(refusal, where=self._where)
        return asked.found, refusal

    def close(self) -> None:
        """Sign out, politely where the line still works; never fails, and waits for no answer."""
        try:
            with self._mailbox.watch.within(5):
                self._client.goodbye()
        except (imap_tools.ImapToolsError, self._client.error, OSError, ValueError):
            pass  # the line was broken, which is why it is closed
        self._mailbox.hang_up()

    def hang_up(self) -> None:
        """Drop the line without a word."""
        self._mailbox.hang_up()

    def interrupt(self) -> None:
        """From another thread: what is being read fails now."""
        self._mailbox.watch.hang_up()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _asking(self, most_bytes: int = 0) -> Iterator[None]:
        """One command: its allowance of bytes, its deadline, and errors in our words."""
        self._settle()
        self._client.allowance = ANSWER_BYTES
        with self._patiently(most_bytes):
            yield

    def _settle(self) -> None:
        """Read what earlier commands still bring, so that another one can be given."""
        if not self._pipeline.is_idle:
            with self._patiently(self._pipeline.awaited_bytes):
                self._pipeline.settle()

    @contextmanager
    def _patiently(self, most_bytes: int) -> Iterator[None]:
        """So long as that many bytes may take on a slow line, and errors in our words."""
        seconds = self._patience.command_seconds + most_bytes / self._patience.bytes_a_second
        watch = self._mailbox.watch
        with imap_errors.told_in_our_words(watch, where=self._where), watch.within(seconds):
            yield

    def _of_others(self, listed: Sequence[Folder]) -> tuple[Folder, ...]:
        """Folders that others share, where the server keeps them out of the common list (RFC 2342)."""
        if "NAMESPACE" not in self.abilities:
            return ()
        with self._asking():
            _, data = self._client.namespace()
        more: list[Folder] = []
        for response in imap_responses.responses(data):
            for namespaces in imap_responses.values(response) or ():
                for one in namespaces if isinstance(namespaces, list) else ():
                    prefix = one[0] if isinstance(one, list) and one and isinstance(one[0], bytes) else b""
                    name = readable(prefix)
                    if not prefix or any(folder.name.startswith(name) for folder in listed):
                        continue
                    _refuse_control_characters(name)
                    quoted = prefix.decode("ascii", "replace").replace("\\", r"\\").replace('"', r"\"")
                    more += self._list(f'"{quoted}*"')
        return tuple(one for one in more if one not in listed)

    def _list(self, arguments: str) -> tuple[Folder, ...]:
        with self._asking():
            answer, data = self._client.list('""', arguments)
        if answer != "OK":
            raise imap_errors.busy(imap_errors.shown(data), where=self._where)
        folders = (read_folder(one) for one in imap_responses.responses(data))
        return tuple(one for one in folders if one is not None)

    def _capabilities(self) -> set[str]:
        """What the server can do after signing in; before, many tell less. Some say it with their welcome."""
        told: list[Any] = self._client.untagged_responses.get("CAPABILITY") or []
        if not told:
            with self._asking():
                told = self._client.capability()[1]
        return {word.decode("ascii", "replace").upper() for line in told if line for word in line.split()}

    def _folder_refused(self, name: str, result: tuple[Any, ...]) -> Exception:
        said = imap_errors.shown(result[1])
        if imap_errors.is_busy(said):
            return imap_errors.busy(said, where=self._where)
        folders = self.folders()
        if any(one.name == name and one.can_be_opened for one in folders):
            return FolderNeedsAttention(
                f"the server does not open it ({said}).", where=name, mend="Ask whoever runs the mail server."
            )
        return missing(name, folders)


def connect(
    account: Account, credentials: Credentials | str, *, patience: Patience | None = None
) -> Connection:
    """A signed-in connection to the account's server, nothing opened yet. A string is a password.

    Where the server refuses and the credentials know another secret (a newer token), that is tried once.
    Raises `SignInNeeded` for what is refused, `ServerUnreachable` for a network or a server that does not
    work just now, `CertificateRefused` before a secret is sent to a server that cannot prove who it is, and
    `ConfigurationError` for `security = "none"` beyond this machine.
    """
    refuse_open_lines(account)
    patience = patience or Patience()
    known = Password(credentials) if isinstance(credentials, str) else credentials
    secret = known.secret()
    try:
        return _signed_in(account, known.kind, secret, patience)
    except imap_errors.LoginRefused:
        other = known.renew(secret)
        if other is None:
            raise
    return _signed_in(account, known.kind, other, patience)


def _signed_in(account: Account, kind: Kind, secret: str, patience: Patience) -> Connection:
    where = account.host
    watch = Watch()
    with imap_errors.told_in_our_words(watch, where=where), watch.within(patience.command_seconds):
        mailbox = Mailbox(account, patience.silence_seconds, watch)
        try:
            sign_in(mailbox, account, kind, secret)
        except BaseException:
            mailbox.hang_up()
            raise
    connection = Connection(mailbox, where=where, patience=patience)
    if wants_compression(account):
        connection.compress()
    return connection


def _refuse_control_characters(name: str) -> None:
    # A name comes from the server or the configuration; a line break in it would be a command of its own.
    if not name or any(ord(c) < 32 or ord(c) == 127 for c in name):
        raise FolderMissing("a folder's name holds control characters or nothing.", where=repr(name))


__all__ = ["Connection", "Folder", "connect", "find", "missing", "uid_set"]
