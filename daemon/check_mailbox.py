"""A mailbox on its server: certificate, sign-in, what the server can do, where sent mail is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from config import Account, Settings
from daemon.verdicts import Check, Verdict
from errors import KeepwarmError
from ingest import imap
from ingest.imap_folders import Folder
from ingest.looks import look_at
from ingest.signin.credentials import Credentials, SignedIn, credentials_of

CERTIFICATE_NOTE_DAYS = 14  # a renewal that runs by itself has happened by then
# What keepwarm uses where it is there, and what it costs where it is not.
USEFUL = {
    "IDLE": "new mail is seen at the next look only",
    "COMPRESS=DEFLATE": "mail comes down in three times the bytes",
    "SPECIAL-USE": "the folder of sent mail is known by its name only",
    "UNSELECT": "a folder stays open between two looks",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a server showed."""

    folders: tuple[Folder, ...]
    abilities: frozenset[str]
    certificate_until: datetime | None
    latest: datetime | None  # when the newest mail of the inbox arrived, by the server's clock


class Mailboxes:
    """Looks at every mailbox; `latest` is the latest moment of any server's clock that was seen."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.latest: datetime | None = None

    def checks(self, name: str, now: datetime) -> Iterator[Check]:
        """One mailbox."""
        account, of = self._settings.accounts[name], f"account {name}"
        try:
            credentials = credentials_of(account, name, oauth=self._settings.oauth)
            with imap.connect(account, credentials) as connection:
                found = _look(connection)
            how = _how(account, credentials, now)
        except KeepwarmError as error:
            yield Check(of, Verdict.WRONG, error.what, error.mend)
            return
        if found.latest is not None:
            self.latest = max(self.latest, found.latest) if self.latest else found.latest
        yield Check(of, Verdict.FINE, f"signed in {how}; {len(found.folders)} folders")
        yield _certificate(of, account, found.certificate_until, now)
        yield _abilities(of, account, found.abilities)
        yield _sent(of, found.folders)


def _look(connection: imap.Connection) -> _Found:
    folders, until = connection.folders(), connection.certificate_until
    inbox = next((one.name for one in folders if one.name.upper() == "INBOX"), None)
    latest = None
    if inbox is not None:
        connection.open(inbox)
        last = connection.uids()[-1:]
        latest = max((one.arrived_at for one in look_at(connection, last) if one.arrived_at), default=None)
    return _Found(folders, frozenset(connection.abilities), until, latest)


def _how(account: Account, credentials: Credentials, now: datetime) -> str:
    """By what an account signs in; with OAuth after one renewal, which shows that it goes on by itself."""
    if not isinstance(credentials, SignedIn):
        return f"by {account.way_to_sign_in}"
    tokens = credentials.prove()
    said = f"by oauth ({account.oauth}) since {tokens.signed_in_at:%Y-%m-%d}, renewing works"
    if tokens.refresh_expires_at is not None:
        said += f" for {(tokens.refresh_expires_at - now).days} days"
    return said


def _certificate(of: str, account: Account, until: datetime | None, now: datetime) -> Check:
    if until is None:
        return Check(of, Verdict.FINE, "no TLS, on this machine only")
    days = (until - now).days
    if days < CERTIFICATE_NOTE_DAYS:
        said = f"the certificate of {account.host} ends in {days} days."
        return Check(of, Verdict.NOTE, said, "Whoever runs the mail server has to renew it.")
    return Check(of, Verdict.FINE, f"TLS, certificate for {days} days")


def _abilities(of: str, account: Account, abilities: frozenset[str]) -> Check:
    wanted = [one for one in USEFUL if one != "IDLE" or account.idle]
    has = [one for one in wanted if one in abilities]
    lacks = [one for one in wanted if one not in abilities]
    said = f"the server offers {', '.join(has) or 'nothing that keepwarm could use beyond the basics'}"
    said += "".join(f"; without {one} {USEFUL[one]}" for one in lacks)
    return Check(of, Verdict.FINE, said)


def _sent(of: str, folders: Sequence[Folder]) -> Check:
    sent = [folder for folder in folders if "\\Sent" in folder.special_uses]
    if not sent:
        said = "no folder for sent mail was found, so your own answers may be missing."
        return Check(of, Verdict.NOTE, said, 'Name it: folders = ["INBOX", "Sent Items"]')
    if all(folder.is_guess for folder in sent):
        said = f"the server does not say where sent mail is; by its name it is {sent[0].name!r}."
        return Check(of, Verdict.NOTE, said, "Name the folder if that is wrong.")
    return Check(of, Verdict.FINE, f"sent mail is in {sent[0].name!r}")
