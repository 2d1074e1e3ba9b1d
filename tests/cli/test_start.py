"""A short command begins quickly: it imports no more than its answer needs."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

from config import Settings
from store.database import Database
from tests.store.mailbox import Store
from tests.test_house import ROOT
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

SETTINGS = Settings(timezone="Europe/Berlin", country="DE")
# What each of them is for has nothing to do with flags that stand already, and costs 10 to 250 ms.
UNWANTED = (
    "alembic", "contacts.lessons", "contacts.people", "daemon", "holidays.countries", "nlp", "numpy",
    "psycopg", "reports.model", "rich", "spacy", "sqlalchemy.dialects.postgresql", "store.messages",
)  # fmt: skip
PROGRAM = """
import json, sys
from sqlalchemy import event
from sqlalchemy.orm import Mapper
from cli import keepwarm
found = []
event.listen(Mapper, "before_configured", lambda: found.append("the mappers"))
try:
    keepwarm(sys.argv[2:], prog_name="keepwarm")
finally:
    found += [name for name in json.loads(sys.argv[1]) if name in sys.modules]
    print(*found, file=sys.stderr)
"""


def test_flags_that_stand_are_listed_without_what_judging_them_needs(sqlite_database: Database) -> None:
    now = datetime.now(UTC)
    with sqlite_database.write() as session:
        store = Store(session)
        ada = store.person("Ada Quist", "ada@quist.example")
        store.mail(now - timedelta(days=20), ada)
    calendars = partial(BusinessCalendar.of, SETTINGS)
    assert refresh(sqlite_database, policy=Policy.of(SETTINGS), calendars=calendars, now=now).opened
    for form in ((), ("--json",)):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, json.dumps(UNWANTED),
             "--database", f"sqlite:///{sqlite_database.path}", "flags", *form],
            cwd=ROOT, capture_output=True, text=True, check=False,
            env={"KEEPWARM_TIMEZONE": SETTINGS.timezone, "KEEPWARM_COUNTRY": SETTINGS.country},
        )  # fmt: skip
        assert "Ada Quist" in done.stdout, done.stderr
        assert done.stderr.strip() == ""


def test_what_a_command_has_loaded_is_not_taken_apart_piece_by_piece_when_it_ends() -> None:
    program = (
        "import atexit, gc, sys\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 1000))  # runs after what main registers\n"
        "sys.argv = ['keepwarm', '--version']\n"
        "from cli import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "True"
