"""What leaves the service about itself: pings, metrics, log lines; numbers and ids, never words."""

from __future__ import annotations

import io
import json
import logging
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import ValidationError

import config
from config import Account, Settings
from daemon import pulse as pulses
from daemon.logs import write_log
from daemon.metrics import Metrics
from daemon.ping import Ping
from daemon.pulse import Pulse, seen
from store import accounts, jobs
from store.database import Database

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


class Switch(ThreadingHTTPServer):
    """A dead-man's switch that remembers what it was called for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[str] = []
        self.answer = 200
        self.hangs = threading.Event()
        self.hangs.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/6f1c"


class _Asked(BaseHTTPRequestHandler):
    server: Switch

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.hangs.wait(30)
        self.send_response(self.server.answer)
        if self.server.answer == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        pass


@pytest.fixture
def switch() -> Iterator[Switch]:
    found = Switch()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.hangs.set()
    found.shutdown()
    thread.join()
    found.server_close()


def told(switch: Switch, *signs: str) -> list[str]:
    ping = Ping(config.Ping(url=switch.url))
    for sign in signs:
        ping.started() if sign == "start" else ping.tell(is_well=sign == "well")
        ping.wait()
    return [path.removeprefix("/6f1c") for path in switch.asked]


def test_a_switch_hears_of_the_start_of_trouble_at_once_and_of_its_end(switch: Switch) -> None:
    assert told(switch, "start", "well", "well", "ill", "ill", "well") == ["/start", "", "/fail", ""]


def test_a_switch_that_hangs_holds_up_nothing_and_is_not_called_again_meanwhile(switch: Switch) -> None:
    switch.hangs.clear()
    ping = Ping(config.Ping(url=switch.url))
    ping.tell(is_well=True)
    ping.tell(is_well=False)
    switch.hangs.set()
    ping.wait()
    ping.tell(is_well=False)  # what could not be told then is told now
    ping.wait()
    assert switch.asked == ["/6f1c", "/6f1c/fail"]


def test_a_switch_that_refuses_is_told_of_once_and_its_address_never(
    switch: Switch, caplog: pytest.LogCaptureFixture
) -> None:
    switch.answer = 404
    with caplog.at_level(logging.INFO, logger="daemon"):
        told(switch, "start", "well", "ill", "well")
    assert caplog.text.count("did not take it") == 1
    assert "HTTP 404" in caplog.text
    assert "6f1c" not in caplog.text


def test_no_ping_is_led_elsewhere(switch: Switch) -> None:
    switch.answer = 302
    assert told(switch, "well") == [""]


def test_without_an_address_nobody_is_called() -> None:
    ping = Ping(config.Ping())
    ping.started()
    ping.tell(is_well=False)
    ping.wait()


@pytest.mark.parametrize(
    "url", ["http://hc.example/x", "ftp://hc.example", "hc.example", "http://127.0.0.1.evil/"]
)
def test_a_ping_in_the_clear_leaves_this_machine_never(url: str) -> None:
    with pytest.raises(ValidationError, match="https"):
        config.Ping(url=url)


# --------------------------------------------------------------------------- metrics


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def worked(database: Database) -> Settings:
    """A database in which an account was read and a report failed."""
    with database.write() as session:
        dana = accounts.ensure(session, "dana", own_addresses=["dana@agency.example"])
        accounts.mark_read(session, dana.id, at=NOW)
        for name in ("sync:dana", "report:dana"):
            jobs.ensure(session, name, due_at=NOW + timedelta(minutes=5))
        jobs.succeed(session, "sync:dana", now=NOW)
        jobs.fail(session, "report:dana", error="no connection", retry_at=NOW)
    return Settings(accounts={"dana": Account(address="dana@agency.example")})


def test_metrics_are_served_on_this_machine_and_tell_no_address(sqlite_database: Database) -> None:
    settings = worked(sqlite_database)
    wanted = settings.model_copy(update={"metrics": config.Metrics(port=free_port())})
    with Metrics(sqlite_database, wanted, Pulse()):
        url = f"http://127.0.0.1:{wanted.metrics.port}/metrics"
        with urllib.request.urlopen(url, timeout=10) as answer:
            said = answer.read().decode()
    assert f'keepwarm_last_read_timestamp_seconds{{account="dana"}} {NOW.timestamp():g}' in said
    assert 'keepwarm_job_failures_in_a_row{job="report:dana"} 1.0' in said
    assert "process_resident_memory_bytes" in said
    assert "@" not in said


def test_metrics_are_written_into_a_file_that_others_may_read(
    sqlite_database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "keepwarm.prom"
    settings = worked(sqlite_database).model_copy(update={"metrics": config.Metrics(textfile=str(file))})
    with Metrics(sqlite_database, settings, Pulse()) as metrics:
        metrics.write()
    assert "keepwarm_messages 0.0" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_port_that_is_taken_does_not_end_the_service(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    settings = worked(sqlite_database).model_copy(update={"metrics": config.Metrics(port=free_port())})
    with (
        caplog.at_level(logging.ERROR, logger="daemon"),
        Metrics(sqlite_database, settings, Pulse()),
        Metrics(sqlite_database, settings, Pulse()),
    ):
        pass
    assert "no metrics are served" in caplog.text


# --------------------------------------------------------------------------- the log


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged at debug level, as JSON; afterwards all is as before."""
    root, rooms = logging.getLogger(), ("daemon", "store", "ingest", "nlp")
    before = [(one, one.level) for one in (root, *(logging.getLogger(name) for name in rooms))]
    handlers = list(root.handlers)
    stream = io.StringIO()
    write_log("debug", stream=stream)
    yield stream
    root.handlers = handlers
    for one, level in before:
        one.setLevel(level)


def test_a_line_has_the_fields_that_its_template_names(lines: io.StringIO) -> None:
    logging.getLogger("daemon.x").info("sync account=%s stored=%d seconds=%.1f", "dana", 3, 1.26)
    told = json.loads(lines.getvalue())
    assert {key: told[key] for key in ("level", "event", "from", "account", "stored", "seconds")} == {
        "level": "info", "event": "sync", "from": "daemon.x", "account": "dana", "stored": 3, "seconds": 1.26,
    }  # fmt: skip


def test_a_value_cannot_begin_a_line_of_its_own(lines: io.StringIO) -> None:
    logging.getLogger("daemon.x").warning("failed error=%s", 'a\n{"event": "forged"}')
    assert len(lines.getvalue().splitlines()) == 1


def test_of_a_library_and_of_an_exception_only_the_place_is_told(lines: io.StringIO) -> None:
    logging.getLogger("icalendar").warning("cannot read %s", "zebrafink")
    try:
        raise ValueError("zebrafink")
    except ValueError:
        logging.getLogger("daemon.x").exception("it broke")
    assert "zebrafink" not in lines.getvalue()
    library, _ = map(json.loads, lines.getvalue().splitlines())
    assert library["place"].startswith("test_signs.py:")
    assert library["at"] == datetime.fromisoformat(library["at"]).isoformat(timespec="milliseconds")


def test_the_databases_driver_does_not_tell_rows_at_debug_level(lines: io.StringIO, tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/x.db")
    worked(database)
    database.close()
    assert "agency" not in lines.getvalue()


# --------------------------------------------------------------------------- the pulse


def test_a_pulse_is_seen_as_it_was_written(tmp_path: Path) -> None:
    pulse = Pulse(tmp_path / "x.pulse", version="1.2")
    pulse.begin("sync:dana")
    gauge = pulse.gauge("sync:dana")
    gauge.start("waiting", 5)
    gauge.advance(5)
    gauge.start("dana", 100)
    gauge.advance(30)
    pulse.stop()
    found = seen(tmp_path / "x.pulse")
    assert found is not None
    assert (found.version, found.is_stopping) == ("1.2", True)
    assert [(one.job, one.done, one.expected) for one in found.doing] == [("sync:dana", 35, 105)]
    assert (tmp_path / "x.pulse").stat().st_mode & 0o777 == 0o600
    assert not found.hangs(found.beat_at + timedelta(minutes=4))
    assert found.hangs(found.beat_at + timedelta(minutes=6))


def test_a_job_that_does_not_get_on_is_stuck_and_a_step_frees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse()
    pulse.begin("sync:dana")
    assert pulse.stuck() == ()
    monkeypatch.setattr(pulses, "STUCK_SECONDS", -1)
    assert pulse.stuck() == ("sync:dana",)
    monkeypatch.undo()
    pulse.step("sync:dana", done=1)
    assert pulse.stuck() == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_a_broken_file_is_no_service(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.pulse").write_text(text)
    assert seen(tmp_path / "x.pulse") is None
