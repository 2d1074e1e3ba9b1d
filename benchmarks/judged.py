"""All that is judged of stores, a line of JSON each: the same for two versions of keepwarm that judge alike.

    python -m benchmarks.judged STORE.db ... > judged.txt

A copy of each store is judged anew, everybody first, then whoever is due on days around its newest mail; then
days of the past are asked about. Run it in both versions and compare what they print.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update

from commands import shapes
from config import Settings
from domain import Flag, FlagState
from store import flags
from store.database import Database
from store.models import ContactRow, FlagMarkRow, FlagRow, MessageRow
from warmth.days import BusinessCalendar
from warmth.flags import current, refresh
from warmth.policy import Policy

SETTINGS = Settings(timezone="Europe/Berlin", country="DE")
BEGINS = timedelta(days=-30)  # from the day of the newest mail
DUE = [timedelta(days=days) for days in (-20, -7, -1, 0, 1, 4, 10, 40, 200)]
PAST = [timedelta(days=days) for days in (-60, -15, -2)]


def judged(path: Path) -> Iterator[tuple[str, Any]]:
    """What was asked, and what was found."""
    ask: dict[str, Any] = {
        "policy": Policy.of(SETTINGS), "calendars": partial(BusinessCalendar.of, SETTINGS)
    }  # fmt: skip
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as folder,
        closing(Database.open(f"sqlite:///{shutil.copy(path, Path(folder) / 'store.db')}")) as database,
    ):
        with database.write() as session:
            for table in (FlagMarkRow, FlagRow):
                session.execute(delete(table))
            session.execute(update(ContactRow).values(judged_by="", judged_at=None, look_again_at=None))
            newest = session.scalar(select(func.max(MessageRow.at)))
        assert newest is not None, f"no mail in {path}"
        refresh(database, **ask, now=newest + BEGINS, everybody=True)
        for moment in (BEGINS, *DUE):
            recorded = refresh(database, **ask, now=newest + moment)
            yield f"changed {moment}", [sorted(recorded.opened), sorted(recorded.satisfied)]
            with database.read() as session:
                stand = flags.listed(session, now=newest + moment, states=tuple(FlagState))
                again = session.execute(
                    select(ContactRow.id, ContactRow.judged_at, ContactRow.look_again_at).order_by(
                        ContactRow.id
                    )
                )
                yield f"looked at again {moment}", [list(map(str, row)) for row in again]
            yield f"stand {moment}", _told(stand)
        for moment in PAST:
            yield f"past {moment}", _told(current(database, **ask, as_of=newest + moment, is_past=True))


def _told(found: list[Flag]) -> list[Any]:
    return [shapes.flag(one, SETTINGS.zone) | {"opened_at": one.opened_at} for one in found]


def main() -> None:
    """Judge the stores named on the command line."""
    for path in map(Path, sys.argv[1:]):
        for asked, found in judged(path):
            print(json.dumps([path.stem, asked, found], default=str, ensure_ascii=False))


if __name__ == "__main__":
    main()
