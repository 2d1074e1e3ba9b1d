"""The weekly report written where its reader finds it: one page a week, private to the user."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from platformdirs import user_state_path

from config import Settings
from daemon.reporting import weekly_report
from errors import DatabaseUnusable
from reports import page
from store.database import Database


def write_report(database: Database, settings: Settings, *, now: datetime) -> Path:
    """Write the report of the week of `now` (aware), over an older one of that week; the page's path."""
    local = now.astimezone(settings.zone)
    report = weekly_report(database, settings, as_of=local, is_past=False)
    year, week, _ = local.isocalendar()
    path = _folder(database, settings) / f"keepwarm-{year}-W{week:02d}.html"
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(page.render(report))
        new.replace(path)
    except OSError as error:
        raise DatabaseUnusable(f"the report cannot be written ({error.strerror}).", where=str(path)) from None
    return path


def _folder(database: Database, settings: Settings) -> Path:
    if settings.report.folder:
        return Path(settings.report.folder).expanduser()
    return database.path.parent if database.path is not None else user_state_path("keepwarm")
