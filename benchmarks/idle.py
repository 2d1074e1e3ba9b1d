"""What the service costs while no mail comes, as a process of its own: memory, processor time, wake-ups.

`python -m benchmarks.idle [MINUTES]`. Read from /proc over some minutes, the rest of an hour is reckoned.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Figure, figures
from tests.daemon.process import Home, Service, running, until
from tests.imap.mailroom import letters
from tests.servers import dovecot
from tests.servers.dovecot import Dovecot
from tests.servers.offices import DovecotOffice

MINUTES = 5.0  # in which each mailbox is looked at once
SETTLING_SECONDS = 15.0
_LOOK_SECONDS = 0.25  # what a thread does between the last look and its end is not seen


def idle(server: Dovecot, *, minutes: float = MINUTES) -> list[Figure]:
    """Figures of a service with two mailboxes that wait in IDLE."""
    with tempfile.TemporaryDirectory(prefix="keepwarm-idle-") as folder:
        home = Home(Path(folder))
        offices = [DovecotOffice(server), DovecotOffice(server)]
        home.configure(
            "".join(_account(f"account{n}", one) for n, one in enumerate(offices))
            + "[daemon]\nmodel_stays_seconds = 5\n"
        )
        for office in offices:
            for raw in letters(range(40)):
                office.deliver(raw, at=datetime.now(UTC))
        with running(home, "-vv") as service:
            until(lambda: bool(service.maps("spacy")))
            reading = 0
            while service.maps("spacy"):
                reading = max(reading, _kilobytes(service))
                time.sleep(0.2)
            time.sleep(SETTLING_SECONDS)
            began = time.monotonic()
            used, woken = _spent(service, minutes * 60)
            hours, waiting = (time.monotonic() - began) / 3600, _kilobytes(service)
    return [
        Figure("memory while mail is read (PSS, all processes)", f"{reading / 1024:.0f} MB"),
        Figure("memory while no mail comes", f"{waiting / 1024:.0f} MB"),
        Figure("processor time in an idle hour, two mailboxes in IDLE", f"{used / hours:.1f} s"),
        Figure("wake-ups in an idle hour", f"{woken / hours:,.0f}"),
    ]


def _account(name: str, office: DovecotOffice) -> str:
    return (
        f'[accounts.{name}]\naddress = "dana@agency.example"\nhost = "localhost"\n'
        f'port = {office.server.imaps}\nusername = "{office.username}"\nca_file = "{office.server.ca}"\n'
        'password_env = "DANAS_PASSWORD"\nfolders = ["INBOX"]\nmonths = 0\n'
    )


def _spent(service: Service, seconds: float) -> tuple[float, int]:
    """Processor seconds and wake-ups of all threads from now on, also of those that end meanwhile."""
    began = _threads(service)
    last = dict(began)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)
        last |= _threads(service)
    ran, woken = (sum(now[i] - began.get(thread, (0, 0))[i] for thread, now in last.items()) for i in (0, 1))
    return ran / 1e9, woken


def _threads(service: Service) -> dict[Path, tuple[int, int]]:
    """Of each thread the nanoseconds it ran (`stat` counts too coarsely) and how often it woke up."""
    found: dict[Path, tuple[int, int]] = {}
    for pid in [service.pid, *service.children()]:
        for task in Path(f"/proc/{pid}/task").glob("*"):
            with suppress(OSError):  # it ended meanwhile
                ran = int((task / "schedstat").read_text().split()[0])
                found[task] = ran, _number(task / "status", "voluntary_ctxt_switches:")
    return found


def _kilobytes(service: Service) -> int:
    """What all processes of the service hold now: their share of memory (PSS)."""
    found = 0
    for pid in [service.pid, *service.children()]:
        with suppress(OSError):
            found += _number(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")
    return found


def _number(file: Path, name: str) -> int:
    return next((int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith(name)), 0)


if __name__ == "__main__":
    with dovecot.running() as private:
        print(figures(idle(private, minutes=float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)))
