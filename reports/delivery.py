"""How a report reaches its reader: by SMTP, through this machine's mail server, or as a page in a folder."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from config import Settings
from errors import ConfigurationError, DeliveryUnclear, KeepwarmError, MailRefused, ServerUnreachable
from ingest.imap_errors import shown
from ingest.signin.credentials import Credentials, credentials_for, credentials_of
from reports import smtp
from reports.letter import Envelope
from reports.smtp import Patience

SENDMAIL_SECONDS = 60
MOST_COMPLAINTS = 2000  # bytes of what the program says
NOT_NOW = (69, 75)  # EX_UNAVAILABLE and EX_TEMPFAIL of sysexits.h, as mail servers use them


@dataclass(frozen=True, slots=True)
class Posting:
    """A report ready to go: the mail, and the page that stands in a folder instead."""

    envelope: Envelope
    message: EmailMessage
    page: str
    file_name: str


def deliver(
    posting: Posting,
    settings: Settings,
    *,
    account: str,
    folder: Path,
    patience: Patience | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> str:
    """Bring it to its reader the way the settings say; where it went, in words.

    `folder` is the one for pages. Raises `DeliveryUnclear` where nobody knows whether it left, and any other
    `KeepwarmError` where it certainly did not.
    """
    if settings.report.delivery == "folder":
        return str(write_privately(folder / posting.file_name, posting.page))
    if settings.report.delivery == "sendmail":
        _through_local_server(posting, settings.report.sendmail, should_stop)
        return posting.envelope.recipient
    smtp.send(
        posting.message,
        sender=posting.envelope.sender,
        recipient=posting.envelope.recipient,
        server=settings.smtp,
        username=_username(settings, account),
        credentials=_credentials(settings, account),
        patience=patience,
        should_stop=should_stop,
    )
    return posting.envelope.recipient


def try_route(settings: Settings, *, account: str, folder: Path) -> str:
    """How an account's report would go, after the way was tried without sending anything.

    Raises a `KeepwarmError` where it would not get there.
    """
    if settings.report.delivery == "folder":
        there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            raise ConfigurationError(
                "the report cannot be written there.", where=str(folder), mend="Set report.folder."
            )
        return f"as a page in {folder}"
    if settings.report.delivery == "sendmail":
        program = settings.report.sendmail
        if not os.access(program, os.X_OK):
            raise ConfigurationError(
                "there is no such program.", where="report.sendmail", mend='Or use delivery = "smtp".'
            )
        return f"through {program}"
    smtp.try_out(
        settings.smtp, username=_username(settings, account), credentials=_credentials(settings, account)
    )
    return f"through {settings.smtp.host}, which takes the sign-in"


def write_privately(path: Path, text: str | bytes) -> Path:
    """The file, readable by its owner alone, whole or not at all; over an older one."""
    new = path.with_name(path.name + ".new")
    content = text.encode() if isinstance(text, str) else text
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise KeepwarmError(f"the report cannot be written ({error.strerror}).", where=str(path)) from None
    return path


def _through_local_server(posting: Posting, program: str, should_stop: Callable[[], bool]) -> None:
    """Give it to this machine's mail server, which has its own queue.

    The mail lies in a file: from a pipe that breaks with us the program would take half of it for the whole.
    """
    with tempfile.TemporaryFile() as mail, tempfile.TemporaryFile() as complaints:
        mail.write(posting.message.as_bytes(policy=SMTP.clone(linesep="\n")))
        mail.seek(0)
        try:
            process = subprocess.Popen(
                [program, "-t", "-i"], stdin=mail, stdout=subprocess.DEVNULL, stderr=complaints
            )
        except OSError as error:
            raise ConfigurationError(
                f"the program did not start ({error.strerror}).",
                where="report.sendmail",
                mend='Name the one of this machine\'s mail server, or use delivery = "smtp".',
            ) from None
        code = _ended(process, program, should_stop)
        complaints.seek(0)
        said = complaints.read(MOST_COMPLAINTS)
    if code == 0:
        return
    told = f"exit code {code}, {shown(said)}".removesuffix(", ")
    if code in NOT_NOW:
        raise ServerUnreachable(f"the mail server puts the report off ({told}).", where=program)
    if code < 0:
        raise DeliveryUnclear(f"the program was killed ({told}).", where=program)
    raise MailRefused(f"the mail server does not take the report ({told}).", where=program)


def _ended(process: subprocess.Popen[bytes], program: str, should_stop: Callable[[], bool]) -> int:
    """The program's exit code. Raises `DeliveryUnclear` where it takes too long, or we are to stop."""
    end = time.monotonic() + SENDMAIL_SECONDS
    while time.monotonic() < end and not should_stop():
        with suppress(subprocess.TimeoutExpired):
            return process.wait(0.3)
    process.kill()
    process.wait()
    raise DeliveryUnclear("the program was stopped before it had ended.", where=program)


def _username(settings: Settings, account: str) -> str:
    if settings.smtp.username:
        return settings.smtp.username
    found = settings.accounts.get(account)
    return (found.username or found.address) if found else ""


def _credentials(settings: Settings, account: str) -> Credentials | None:
    """Those of [smtp], else the account's own; None where neither says how to sign in."""
    named, found = settings.smtp, settings.accounts.get(account)
    if named.way_to_sign_in:
        username = _username(settings, account)
        login = f"keepwarm login {account}".strip()
        return credentials_for(named, username, named.host, table="smtp", login=login, oauth=settings.oauth)
    if found is not None and found.way_to_sign_in:
        return credentials_of(found, account, oauth=settings.oauth)
    return None
