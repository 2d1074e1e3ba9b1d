"""What the service costs while no mail comes, as a process of its own: memory, processor time, wake-ups.

`python -m benchmarks.idle [MINUTES]`. Read from /proc over some minutes, the rest of an hour is reckoned.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Cost:
    """What all processes of the service have cost so far; `kilobytes` is their share of memory (PSS) now."""

    seconds: float
    wake_ups: int
    kilobytes: int


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
                reading = max(reading, _cost(service).kilobytes)
                time.sleep(0.2)
            time.sleep(SETTLING_SECONDS)
            before, began = _cost(service), time.monotonic()
            time.sleep(minutes * 60)
            after, hours = _cost(service), (time.monotonic() - began) / 3600
            used = after.seconds - before.seconds
            woken = after.wake_ups - before.wake_ups
    return [
        Figure("memory while mail is read (PSS, all processes)", f"{reading / 1024:.0f} MB"),
        Figure("memory while no mail comes", f"{after.kilobytes / 1024:.0f} MB"),
        Figure("processor time in an idle hour, two mailboxes in IDLE", f"{used / hours:.1f} s"),
        Figure("wake-ups in an idle hour", f"{woken / hours:,.0f}"),
    ]


def _account(name: str, office: DovecotOffice) -> str:
    return (
        f'[accounts.{name}]\naddress = "dana@agency.example"\nhost = "localhost"\n'
        f'port = {office.server.imaps}\nusername = "{office.username}"\nca_file = "{office.server.ca}"\n'
        'password_env = "DANAS_PASSWORD"\nfolders = ["INBOX"]\nmonths = 0\n'
    )


def _cost(service: Service) -> Cost:
    seconds, woken, kilobytes = 0.0, 0, 0
    for pid in [service.pid, *service.children()]:
        process = Path(f"/proc/{pid}")
        try:
            # In nanoseconds, a thread at a time; `stat` counts in steps that an idle minute does not fill.
            ran = [int((task / "schedstat").read_text().split()[0]) for task in process.glob("task/*")]
            seconds += sum(ran) / 1e9
            kilobytes += _number(process / "smaps_rollup", "Pss:")
            woken += sum(
                _number(task / "status", "voluntary_ctxt_switches:") for task in process.glob("task/*")
            )
        except OSError:
            continue  # it ended meanwhile
    return Cost(seconds, woken, kilobytes)


def _number(file: Path, name: str) -> int:
    return next((int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith(name)), 0)


if __name__ == "__main__":
    with dovecot.running() as private:
        print(figures(idle(private, minutes=float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)))
