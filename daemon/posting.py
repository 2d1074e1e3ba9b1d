"""Reports on their way: each period's once, whatever breaks off in between.

The outbox says `sending` before the mail leaves and `sent` after it. Whoever finds `sending` (a crash, a line
that broke at the wrong moment) does not send again before a look: the Message-ID is fixed, so the report is
recognised once the mailbox has been read. Where it has not come by `ARRIVES_WITHIN`, or nobody reads that
mailbox, it is sent again under the same id, by which most mail servers and programs drop a second copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from platformdirs import user_state_path

from config import Settings
from daemon import times
from daemon.reporting import daily_note, weekly_report
from errors import ConfigurationError, DeliveryUnclear, KeepwarmError
from reports import daily_words, letter, page
from reports.delivery import Posting, deliver
from reports.letter import DAILY, WEEKLY, Envelope
from reports.model import iso_week
from reports.smtp import Patience
from store import accounts, outbox
from store.database import Database
from store.outbox import OutboxState, Parcel

_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]{1,64}@[^\s<>@,;:\"()\[\]\\]{1,255}")
ARRIVES_WITHIN = timedelta(minutes=15)
LOOKED_FOR = timedelta(hours=6)  # a mailbox that nobody could read for so long tells nothing


class Outcome(StrEnum):
    """What became of it now."""

    SENT = "sent"
    ALREADY = "already"  # that period has its report
    FOUND = "found"  # an earlier attempt had brought it
    QUIET = "quiet"  # nothing was due, so nothing is sent


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a report. `where` is the file or the address, empty where nothing was sent."""

    outcome: Outcome
    parcel: Parcel
    where: str = ""


def recruiters(settings: Settings) -> tuple[str, ...]:
    """The accounts that get a report of their own; one without a name where none is set up."""
    return tuple(settings.accounts) or ("",)


def scope_of(settings: Settings, account: str) -> str:
    """Whose people a report tells of: with several accounts only its own, else everybody."""
    return account if len(settings.accounts) > 1 else ""


def post_weekly(
    database: Database,
    settings: Settings,
    account: str,
    *,
    now: datetime,
    week: str = "",
    again: bool = False,
    patience: Patience | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Posted:
    """Send the report of a week to one recruiter, once. `now` is aware.

    Without `week` it is that of the last time at which a report was due. `again` sends it although it was
    sent. Raises a `KeepwarmError` where it was not sent, `DeliveryUnclear` where that is not known yet.
    """
    local = now.astimezone(settings.zone_of(account))
    wanted = settings.report
    slot = times.last_report(now, settings.zone_of(account), weekday=wanted.weekday, hour=wanted.hour)
    period = week or iso_week(slot.date())

    def write(envelope: Envelope) -> Posting | None:
        report = weekly_report(
            database, settings, as_of=local, is_past=False, account=scope_of(settings, account)
        )
        if report.is_quiet and not wanted.send_when_quiet:
            return None
        name = file_name(settings, account, period)
        return Posting(envelope, letter.weekly(report, envelope), page.render(report), name)

    return _post(
        database,
        settings,
        account,
        WEEKLY,
        period,
        write,
        now,
        again=again,
        patience=patience,
        stop=should_stop,
    )


def post_daily(
    database: Database,
    settings: Settings,
    account: str,
    *,
    now: datetime,
    patience: Patience | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Posted:
    """Send the note of the day to one recruiter, once, and only where something has a date."""
    local = now.astimezone(settings.zone_of(account))
    period = local.date().isoformat()

    def write(envelope: Envelope) -> Posting | None:
        note = daily_note(database, settings, as_of=local, account=scope_of(settings, account))
        if note.is_empty:
            return None
        name = file_name(settings, account, period)
        return Posting(envelope, daily_words.mail(note, envelope), daily_words.html(note), name)

    return _post(
        database,
        settings,
        account,
        DAILY,
        period,
        write,
        now,
        again=False,
        patience=patience,
        stop=should_stop,
    )


def envelope_of(settings: Settings, account: str, kind: str, period: str, *, fresh: str = "") -> Envelope:
    """From whom to whom. Raises `ConfigurationError` where nothing tells, unless it goes into a folder."""
    found = settings.accounts.get(account)
    own = found.address if found else next(iter(settings.own_addresses), "")
    recipient = (found.report_to if found else "") or own
    sender = settings.report.sender or own
    if not recipient or not sender:
        if settings.report.delivery != "folder":
            raise ConfigurationError(
                "nothing tells to whom the report goes.", where="accounts", mend="Run: keepwarm init"
            )
        recipient = sender = "keepwarm@localhost"
    for address in (recipient, sender):
        if not _ADDRESS.fullmatch(address):
            raise ConfigurationError(f"no mail goes to or from {address!r}.", where=f"accounts.{account}")
    id_ = letter.message_id(kind, period, account=account, sender=sender, fresh=fresh)
    return Envelope(sender, recipient, id_)


def folder_of(database: Database, settings: Settings) -> Path:
    """Where pages are written."""
    if settings.report.folder:
        return Path(settings.report.folder).expanduser()
    return database.path.parent if database.path is not None else user_state_path("keepwarm")


def file_name(settings: Settings, account: str, period: str) -> str:
    """The page of a period; with several accounts each has its own."""
    whose = re.sub(r"[^\w.-]", "_", scope_of(settings, account))
    return "-".join(part for part in ("keepwarm", whose, period) if part) + ".html"


def _post(
    database: Database,
    settings: Settings,
    account: str,
    kind: str,
    period: str,
    write: Callable[[Envelope], Posting | None],
    now: datetime,
    *,
    again: bool,
    patience: Patience | None,
    stop: Callable[[], bool],
) -> Posted:
    envelope = envelope_of(settings, account, kind, period)
    with database.write() as session:
        parcel = outbox.ensure(session, account, kind, period, message_id=envelope.message_id)
    if parcel.state is OutboxState.SENDING and not again:
        if (found := _looked_for(database, settings, envelope, parcel, now)) is not None:
            return Posted(Outcome.FOUND, found, envelope.recipient)
    elif parcel.is_settled and not again:
        return Posted(Outcome.ALREADY, parcel)
    if again:
        envelope = envelope_of(settings, account, kind, period, fresh=now.isoformat())
    posting = write(envelope)
    with database.write() as session:
        if posting is None:
            return Posted(Outcome.QUIET, outbox.settle(session, parcel.id, now=now, is_sent=False))
        outbox.begin(session, parcel.id, now=now, message_id=envelope.message_id)
    where = _delivered(database, settings, account, posting, parcel, patience, stop)
    with database.write() as session:
        return Posted(Outcome.SENT, outbox.settle(session, parcel.id, now=now), where)


def _delivered(
    database: Database,
    settings: Settings,
    account: str,
    posting: Posting,
    parcel: Parcel,
    patience: Patience | None,
    stop: Callable[[], bool],
) -> str:
    try:
        return deliver(
            posting,
            settings,
            account=account,
            folder=folder_of(database, settings),
            patience=patience,
            should_stop=stop,
        )
    except DeliveryUnclear as error:
        with database.write() as session:
            outbox.note(session, parcel.id, said=str(error))
        raise
    except KeepwarmError as error:
        with database.write() as session:
            outbox.give_back(session, parcel.id, said=str(error))
        raise


def _looked_for(
    database: Database, settings: Settings, envelope: Envelope, parcel: Parcel, now: datetime
) -> Parcel | None:
    """The parcel where an interrupted attempt has brought it, None where it is to be sent again.

    Raises `DeliveryUnclear` while it may still come.
    """
    if settings.report.delivery == "folder" or parcel.attempted_at is None:
        return None  # a page is written over
    with database.write() as session:
        if outbox.has_come_back(session, parcel.message_id):
            return outbox.settle(session, parcel.id, now=now)
        read = {one.name: one.last_read_at for one in accounts.accounts(session)}
    watched = [
        name for name, one in settings.accounts.items() if envelope.recipient.lower() in one.own_addresses
    ]
    last_read = max((at for name in watched if (at := read.get(name)) is not None), default=None)
    is_waited_out = now - parcel.attempted_at >= LOOKED_FOR or now < parcel.attempted_at
    if not watched or is_waited_out:
        return None
    if last_read is not None and last_read >= parcel.attempted_at + ARRIVES_WITHIN:
        return None
    raise DeliveryUnclear(
        "an earlier attempt was broken off, and the report may still come.",
        where=envelope.recipient,
        mend="keepwarm reads the mailbox first; keepwarm report --send --again does not wait.",
    )
