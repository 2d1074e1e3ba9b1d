"""A database for a moment: the people of the real one, nothing of its mail, gone when done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert, select

from store.database import Database
from store.models import AddressRow, ContactRow


@contextmanager
def scratch(known: Database | None) -> Iterator[Database]:
    """An empty database that knows the people of another one, under the same numbers."""
    with tempfile.TemporaryDirectory(prefix="keepwarm-") as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'scratch.db'}")
        try:
            if known is not None:
                _copy_people(known, database)
            yield database
        finally:
            database.close()


def _copy_people(source: Database, target: Database) -> None:
    with source.read() as reading, target.write() as writing:
        for table in (ContactRow.__table__, AddressRow.__table__):
            rows = [dict(row._mapping) for row in reading.execute(select(table))]
            if rows:
                writing.execute(insert(table), rows)  # type: ignore[arg-type]
