"""Everything that must be right for keepwarm to work, each with how it is and the mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from config import Settings
from config_loading import Loaded, unknown_variables
from daemon import check_machine
from daemon.check_mailbox import Mailboxes
from daemon.check_stored import Stored
from daemon.posting import folder_of, recruiters
from daemon.verdicts import Check, Verdict
from errors import KeepwarmError
from reports.delivery import try_route
from store.database import Database, shown_url

__all__ = ["Check", "Verdict", "checks"]


def checks(loaded: Loaded, url: str, *, now: datetime, is_asked: bool = False) -> Iterator[Check]:
    """All checks in the order in which a mend helps; each problem is a value, nothing is raised.

    A moment that somebody asked for (`is_asked`) is no word of the machine's clock, which is not judged then.
    """
    settings = loaded.settings
    yield from check_machine.programs(with_sqlite=url.startswith("sqlite"))
    yield _configuration(loaded)
    for name in unknown_variables():
        yield Check("environment", Verdict.NOTE, f"{name} is no setting.", "Unset or correct it.")
    yield from _place_and_time(settings)
    yield _model(settings)
    try:
        database = Database.open(url)
    except KeepwarmError as error:
        yield Check("database", Verdict.WRONG, f"{error.where} {error.what}", error.mend)
        database = None
    mailboxes = Mailboxes(settings)
    latest = None
    try:
        if database is not None:
            yield Check("database", Verdict.FINE, shown_url(url))
            yield from check_machine.disk(database.path)
        path = database.path if database is not None else None
        yield from check_machine.modes(loaded.path, path, settings)
        if database is not None:
            stored = Stored(database, settings, now)
            latest = stored.latest
            yield from stored.checks()
            yield from _report_route(database, settings)
    finally:
        if database is not None:
            database.close()
    if not settings.accounts:
        yield Check("accounts", Verdict.NOTE, "none is set up; only imports work.", "Run: keepwarm init")
    for name in settings.accounts:
        yield from mailboxes.checks(name, now)
    if is_asked:
        return
    moments = [at for at in (latest, mailboxes.latest) if at is not None]
    yield check_machine.clock(now, max(moments, default=None))


def _configuration(loaded: Loaded) -> Check:
    if loaded.path is None:
        said = "no file; environment and defaults only."
        return Check("configuration", Verdict.NOTE, said, "Run: keepwarm init")
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


def _report_route(database: Database, settings: Settings) -> Iterator[Check]:
    """The way of each recruiter's report, tried as far as that sends nothing."""
    for name in recruiters(settings):
        of = f"report {name}".strip()
        try:
            said = try_route(settings, account=name, folder=folder_of(database, settings))
        except KeepwarmError as error:
            where = f"{error.where}: " if error.where else ""
            yield Check(of, Verdict.WRONG, f"{where}{error.what}", error.mend)
        else:
            yield Check(of, Verdict.FINE, f"goes {said}")
