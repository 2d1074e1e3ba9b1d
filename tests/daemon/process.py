"""The service as a process of its own, with a home, a log and somebody in systemd's place."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.servers.scripted_imap import PASSWORD

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 60.0  # a test that waits in vain fails


def until(is_so: Callable[[], bool], *, why: Callable[[], str] = lambda: "") -> None:
    """Wait; with `why` in the failure."""
    end = time.monotonic() + LIMIT_SECONDS
    while not is_so():
        assert time.monotonic() < end, f"waited in vain\n{why()}"
        time.sleep(0.05)


class Home:
    """A home with a configuration; commands are run in it as processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / "config.toml"
        self.log = path / "log"
        self.notify = path / "notify"

    def configure(self, text: str) -> None:
        self.config.write_text(f'timezone = "UTC"\ndatabase = "sqlite:///{self.path}/keepwarm.db"\n{text}\n')
        self.config.chmod(0o600)

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("KEEPWARM_")}
        return kept | {"HOME": str(self.path), "DANAS_PASSWORD": PASSWORD, "WRONG_PASSWORD": "wrong"}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "cli", "--config", str(self.config), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments), cwd=ROOT, env=self.environment, capture_output=True, text=True,
            check=False, timeout=LIMIT_SECONDS,
        )  # fmt: skip

    def status(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("status", "--json").stdout.splitlines()]

    def events(self) -> list[dict[str, Any]]:
        """What the log tells; a line that is being written is left out."""
        lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True) if self.log.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def has_told(self, event: str, **fields: object) -> bool:
        return any(one["event"] == event and fields.items() <= one.items() for one in self.events())


class Service:
    """`keepwarm run` at work."""

    def __init__(self, home: Home, process: subprocess.Popen[bytes], line: socket.socket) -> None:
        self.home, self.process, self._line = home, process, line
        self._told: list[str] = []

    @property
    def pid(self) -> int:
        return self.process.pid

    def told_systemd(self) -> list[str]:
        """Every assignment so far, `READY=1` among them."""
        with suppress(BlockingIOError):
            while True:
                self._told += self._line.recv(4096).decode().splitlines()
        return self._told

    def wait_for(self, event: str, **fields: object) -> None:
        until(lambda: self.home.has_told(event, **fields), why=lambda: self.home.log.read_text())

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ends(self) -> int:
        """Its exit code."""
        return self.process.wait(LIMIT_SECONDS)

    def maps(self, name: str) -> list[int]:
        """Which of its processes have a library of that name in memory."""
        found = []
        for pid in [self.pid, *self.children()]:
            with suppress(OSError):
                if f"/{name}/" in Path(f"/proc/{pid}/maps").read_text():
                    found.append(pid)
        return found

    def children(self) -> list[int]:
        found = []
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with suppress(OSError):
                found += [int(pid) for pid in (task / "children").read_text().split()]
        return found


@contextmanager
def running(home: Home, *arguments: str) -> Iterator[Service]:
    """The service, killed at the end where it has not ended."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, home.log.open("ab") as log:
        home.notify.unlink(missing_ok=True)
        line.bind(str(home.notify))
        line.setblocking(False)
        environment = home.environment | {"NOTIFY_SOCKET": str(home.notify), "WATCHDOG_USEC": "300000000"}
        process = subprocess.Popen(home.command("run", *arguments), cwd=ROOT, env=environment, stderr=log)
        try:
            yield Service(home, process, line)
        finally:
            process.kill()
            process.wait()
