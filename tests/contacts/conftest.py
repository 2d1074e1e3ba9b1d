"""A desk on a fresh database, once SQLite and once PostgreSQL."""

from __future__ import annotations

import pytest

from store.database import Database
from tests.contacts.desk import Desk


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def quick_desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)
