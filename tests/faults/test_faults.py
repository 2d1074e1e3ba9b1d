"""`make faults` in small: what goes wrong with mail loses none and doubles none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faults import bad_servers, chaos, cuts, kills, mutants, storage
from faults.stage import Stage, set_up
from faults.table import Row
from tests.servers import dovecot as dovecot_server
from tests.servers.mailbox_generator import mailbox
from tests.servers.offices import NOW, DovecotOffice, ScriptedOffice, dovecot, server
from tests.servers.scripted_imap import ScriptedImap

__all__ = ["dovecot", "server"]


@pytest.fixture
def stage(dovecot: dovecot_server.Dovecot, tmp_path: Path) -> Stage:
    """Forty mails on a real server, and SQLite."""
    return set_up(DovecotOffice(dovecot), tmp_path, number=40)


def shown(row: Row) -> str:
    """What the test says where a row is not clean."""
    return f"{row} {row.notes}"


@pytest.mark.dovecot
def test_a_session_cut_anywhere_ends_like_one_that_was_not(stage: Stage) -> None:
    row = cuts.run(stage, every=4999, workers=1)
    assert row.is_clean, shown(row)
    assert row.tried > 5


@pytest.mark.dovecot
def test_a_sync_killed_at_a_step_or_a_moment_ends_like_one_that_was_not(stage: Stage) -> None:
    for row in kills.run(stage, every=29, times=5):
        assert row.is_clean, shown(row)


@pytest.mark.dovecot
@pytest.mark.postgres
def test_so_it_does_on_postgresql(
    dovecot: dovecot_server.Dovecot, postgres_server: Any, tmp_path: Path
) -> None:
    stage = set_up(DovecotOffice(dovecot), tmp_path, number=20, postgres=postgres_server)
    for row in kills.run(stage, every=101, times=2):
        assert row.is_clean, shown(row)


@pytest.mark.dovecot
def test_a_database_that_fails_stops_the_sync_and_costs_no_mail(stage: Stage) -> None:
    for row in storage.run(stage, times=2):
        assert row.is_clean, shown(row)


@pytest.mark.dovecot
def test_another_client_at_work_loses_and_doubles_nothing(stage: Stage) -> None:
    row = chaos.run(stage, seconds=2)
    assert row.is_clean, shown(row)


@pytest.mark.parametrize("case", bad_servers.cases(), ids=lambda case: case.name)
def test_a_bad_server_costs_no_mail(case: bad_servers.Case, scripted_stage: Stage) -> None:
    row, wire = bad_servers.run_case(case, scripted_stage, most_variants=1)
    assert row.is_clean, shown(row)
    assert wire.is_clean, shown(wire)


@pytest.fixture
def scripted_stage(server: ScriptedImap, tmp_path: Path) -> Stage:
    """SQLite and nothing else."""
    return set_up(ScriptedOffice(server), tmp_path, number=0)


def test_a_certificate_that_proves_nothing_gets_no_password() -> None:
    row = bad_servers.untrusted()
    assert row.is_clean, shown(row)


def test_a_mutant_is_read_or_refused_with_a_reason(scripted_stage: Stage) -> None:
    mails = [one.raw for one in mailbox(60, seed=2, until=NOW)]
    for row in mutants.run(mails, number=400, workers=1, stage=scripted_stage):
        assert row.is_clean, shown(row)
