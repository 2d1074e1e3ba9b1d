"""Everything that must be right for keepwarm to work, each with how it is and the mend."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from config import Account, Settings
from config_loading import Loaded, unknown_variables
from daemon.budget import is_spent
from errors import KeepwarmError
from ingest import imap
from ingest.kinds import UNKNOWN_RELAY
from ingest.signin.credentials import Credentials, SignedIn, credentials_of
from store import accounts, jobs, quarantine
from store.database import Database, shown_url
from store.statistics import number_read_otherwise, number_unread, number_waiting, senders_by_reason

SAFE_SQLITE = (3, 51, 3)  # before it, several writing connections could damage a WAL file when it was reset
STALE = timedelta(days=2)
CERTIFICATE_NOTE_DAYS = 14  # a renewal that runs by itself has happened by then


class Verdict(StrEnum):
    """How a check came out; only `wrong` fails the whole."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it is, and what mends it."""

    name: str
    verdict: Verdict
    said: str
    mend: str = ""


def checks(loaded: Loaded, url: str, *, now: datetime) -> Iterator[Check]:
    """All checks in the order in which a mend helps; each problem is a value, nothing is raised."""
    settings = loaded.settings
    yield _python()
    yield _configuration(loaded)
    yield from _place_and_time(settings)
    for name in unknown_variables():
        yield Check("environment", Verdict.NOTE, f"{name} is no setting.", "Unset or correct it.")
    yield _model(settings)
    yield from _database(settings, url, now)
    if not settings.accounts:
        yield Check("accounts", Verdict.NOTE, "none is set up; only imports work.", "Run: keepwarm init")
    for name in settings.accounts:
        yield from _account(settings, name, now)


def _how(account: Account, credentials: Credentials, now: datetime) -> str:
    """By what an account signs in; with OAuth after one renewal, which shows that it goes on by itself."""
    if not isinstance(credentials, SignedIn):
        return f"by {account.way_to_sign_in}"
    tokens = credentials.prove()
    said = f"by oauth ({account.oauth}) since {tokens.signed_in_at:%Y-%m-%d}, renewing works"
    if tokens.refresh_expires_at is not None:
        said += f" for {(tokens.refresh_expires_at - now).days} days"
    return said


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check("python", Verdict.FINE, version)


def _configuration(loaded: Loaded) -> Check:
    if loaded.path is None:
        return Check(
            "configuration", Verdict.NOTE, "no file; environment and defaults only.", "Run: keepwarm init"
        )
    mode = loaded.path.stat().st_mode & 0o777
    if mode & 0o077:
        said = f"{loaded.path} may be read by others (mode {mode:04o})."
        return Check("configuration", Verdict.WRONG, said, f"Run: chmod 600 {loaded.path}")
    return Check("configuration", Verdict.FINE, str(loaded.path))


def _place_and_time(settings: Settings) -> Iterator[Check]:
    said = settings.zone.key + ("" if settings.timezone else " (the machine's own)")
    yield Check("time zone", Verdict.FINE, said)
    if settings.country:
        yield Check("country", Verdict.FINE, settings.country)
    else:
        said = "not set, so public holidays count as business days."
        yield Check("country", Verdict.NOTE, said, 'Set it: country = "US"')


def _model(settings: Settings) -> Check:
    from nlp.model import find

    try:
        found = find(settings.language.model)
    except KeepwarmError as error:
        return Check("language model", Verdict.WRONG, error.what, error.mend)
    return Check("language model", Verdict.FINE, f"{found.name} {found.version}")


def _reads_as(settings: Settings) -> str:
    """What the present reader writes under its readings; empty where there is none."""
    from nlp.model import find

    with suppress(KeepwarmError):
        return find(settings.language.model).reads_as
    return ""


def _database(settings: Settings, url: str, now: datetime) -> Iterator[Check]:
    if sqlite3.sqlite_version_info < SAFE_SQLITE and url.startswith("sqlite"):
        said = f"SQLite {sqlite3.sqlite_version} has a rare fault when several programs write at once."
        yield Check(
            "SQLite", Verdict.NOTE, said, "keepwarm writes from one connection; 3.51.3 or newer mends it."
        )
    try:
        database = Database.open(url)
    except KeepwarmError as error:
        yield Check("database", Verdict.WRONG, f"{error.where} {error.what}", error.mend)
        return
    try:
        yield Check("database", Verdict.FINE, shown_url(url))
        if database.path is not None:
            yield _private(database.path)
        with database.read() as session:
            held = quarantine.held(session)
            unread, waiting = number_unread(session), number_waiting(session)
            version = _reads_as(settings)
            otherwise = number_read_otherwise(session, version) if version else 0
            read = accounts.accounts(session)
            failing = [job for job in jobs.jobs(session) if job.failures_in_a_row]
            unknown = senders_by_reason(session, UNKNOWN_RELAY)
        if held:
            said = f"{len(held)} messages could not be read; their bytes are kept."
            yield Check("quarantine", Verdict.NOTE, said, f"The first: {held[0].where}: {held[0].reason}")
        if waiting:
            said = f"{waiting} messages are stored and wait for their words to be read."
            yield Check("language", Verdict.NOTE, said, "The next sync reads them.")
        if otherwise:
            said = f"{otherwise} messages were read by another version; this one is {version}."
            yield Check("language", Verdict.NOTE, said, "Run: keepwarm reanalyze")
        if unread:
            said = f"{unread} messages are stored, but their language could not be analysed."
            yield Check("language", Verdict.NOTE, said, "Please report it: this is a fault of keepwarm.")
        if unknown:
            yield _unknown_relays(unknown)
        for account in read:
            if account.last_read_at is not None and now - account.last_read_at > STALE:
                said = f"{account.name} was last read {account.last_read_at:%Y-%m-%d}."
                yield Check("mail", Verdict.NOTE, said, "Run: keepwarm sync")
            if is_spent(settings, account, now):
                said = f"today's megabytes of {account.name} are spent; older mail is read on tomorrow."
                yield Check("mail", Verdict.NOTE, said, "Raise megabytes_a_day if its provider bears more.")
        for job in failing:
            again = job.due_at.astimezone(settings.zone)
            often = f" {job.failures_in_a_row} times in a row" if job.failures_in_a_row > 1 else ""
            said = f"{job.name} failed{often}: {job.last_error}"
            yield Check(
                "service", Verdict.NOTE, said, f"keepwarm tries again from {again:%Y-%m-%d %H:%M} on."
            )
    finally:
        database.close()


def _unknown_relays(senders: Mapping[str, int]) -> Check:
    """Mail that platforms pass on for people whom keepwarm therefore does not know."""
    platforms: Counter[str] = Counter()
    for address, number in senders.items():
        platforms[address.rpartition("@")[2]] += number
    most = ", ".join(f"{name} ({number})" for name, number in platforms.most_common(5))
    said = f"{platforms.total()} messages were sent by robots for people, through platforms nobody knows."
    return Check("relays", Verdict.NOTE, said, f"Tell keepwarm's authors of: {most}")


def _private(path: Path) -> Check:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return Check("file mode", Verdict.WRONG, f"{path} may be read by others.", f"Run: chmod 600 {path}")
    if path.stat().st_uid != os.getuid():
        return Check("file mode", Verdict.NOTE, f"{path} belongs to another user.")
    return Check("file mode", Verdict.FINE, f"{mode:04o}")


def _account(settings: Settings, name: str, now: datetime) -> Iterator[Check]:
    account = settings.accounts[name]
    try:
        credentials = credentials_of(account, name, oauth=settings.oauth)
        with imap.connect(account, credentials) as connection:
            folders, until = connection.folders(), connection.certificate_until
        how = _how(account, credentials, now)
    except KeepwarmError as error:
        yield Check(f"account {name}", Verdict.WRONG, error.what, error.mend)
        return
    days = None if until is None else (until - now).days
    said = f"signed in {how}; {len(folders)} folders"
    said += "" if days is None else f"; certificate for {days} days"
    yield Check(f"account {name}", Verdict.FINE, said)
    if days is not None and days < CERTIFICATE_NOTE_DAYS:
        said = f"the certificate of {account.host} ends in {days} days."
        yield Check(f"account {name}", Verdict.NOTE, said, "Whoever runs the mail server has to renew it.")
    sent = [folder for folder in folders if "\\Sent" in folder.special_uses]
    if not sent:
        said = "no folder for sent mail was found, so your own answers may be missing."
        yield Check(f"account {name}", Verdict.NOTE, said, 'Name it: folders = ["INBOX", "Sent Items"]')
    elif all(folder.is_guess for folder in sent):
        said = f"the server does not say where sent mail is; by its name it is {sent[0].name!r}."
        yield Check(f"account {name}", Verdict.NOTE, said, "Name the folder if that is wrong.")
