"""What the database tells: mail that waits or is missing, jobs that fail, whether the service runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from config import Settings
from daemon import lock
from daemon.budget import is_spent
from daemon.pulse import seen
from daemon.verdicts import Check, Verdict
from errors import KeepwarmError
from ingest.kinds import UNKNOWN_RELAY
from store import accounts, folders, jobs, quarantine
from store.accounts import StoredAccount
from store.database import Database
from store.statistics import number_read_otherwise, number_unread, number_waiting, senders_by_reason

STALE = timedelta(days=2)


class Stored:
    """What one look into the database showed. `latest` is the latest moment that is written in it."""

    def __init__(self, database: Database, settings: Settings, now: datetime) -> None:
        self._settings, self._now = settings, now
        self._reads_as = _reads_as(settings)
        with database.read() as session:
            self._held = quarantine.held(session)
            self._unread, self._waiting = number_unread(session), number_waiting(session)
            self._otherwise = number_read_otherwise(session, self._reads_as) if self._reads_as else 0
            self._read = accounts.accounts(session)
            self._jobs = jobs.jobs(session)
            self._unknown = senders_by_reason(session, UNKNOWN_RELAY)
            self._holes = {
                one.name: sum(len(c.holes) for c in folders.cursors(session, one.id).values())
                for one in self._read
            }
        self._service = seen(lock.pulse_file(database)) if lock.is_held(database) else None
        moments = [one.last_read_at for one in self._read] + [one.last_started_at for one in self._jobs]
        self.latest = max((at for at in moments if at is not None), default=None)

    def checks(self) -> Iterator[Check]:
        """All of it."""
        yield from self._last_success()
        yield from self._gaps()
        yield from self._words()
        if self._unknown:
            yield _unknown_relays(self._unknown)
        yield from self._failures()
        yield self._running()

    def _last_success(self) -> Iterator[Check]:
        read = {one.name: one for one in self._read}
        for name in self._settings.accounts:
            found = read.get(name)
            if found is None or found.last_read_at is None:
                yield Check("mail", Verdict.NOTE, f"{name} was never read to its end.", "Run: keepwarm sync")
                continue
            at = found.last_read_at.astimezone(self._settings.zone_of(name))
            if self._now - found.last_read_at > STALE:
                said = f"{name} was last read {at:%Y-%m-%d}."
                yield Check("mail", Verdict.NOTE, said, "Run: keepwarm sync")
            else:
                yield Check("mail", Verdict.FINE, f"{name} was last read {at:%Y-%m-%d %H:%M}")
            yield from self._budget(found)

    def _budget(self, account: StoredAccount) -> Iterator[Check]:
        if is_spent(self._settings, account, self._now):
            said = f"today's megabytes of {account.name} are spent; older mail is read on tomorrow."
            yield Check("mail", Verdict.NOTE, said, "Raise megabytes_a_day if its provider bears more.")

    def _gaps(self) -> Iterator[Check]:
        gaps = {name: number for name, number in self._holes.items() if number}
        for name, number in gaps.items():
            said = f"the server of {name} did not hand over {number} mails; each sync asks again."
            yield Check("gaps", Verdict.NOTE, said, f"Run: keepwarm audit {name}")
        if not gaps and self._read:
            said = "every mail that was asked for was handed over"
            yield Check("gaps", Verdict.FINE, said)
        if self._held:
            said = f"{len(self._held)} messages could not be read; their bytes are kept."
            first = self._held[0]
            mend = f"The first: {first.where}: {first.reason}. Run: keepwarm quarantine list"
            yield Check("quarantine", Verdict.NOTE, said, mend)
        elif self._read:
            yield Check("quarantine", Verdict.FINE, "empty")

    def _words(self) -> Iterator[Check]:
        if self._waiting:
            said = f"{self._waiting} messages are stored and wait for their words to be read."
            yield Check("language", Verdict.NOTE, said, "The next sync reads them.")
        if self._otherwise:
            said = f"{self._otherwise} messages were read by another version; this one is {self._reads_as}."
            yield Check("language", Verdict.NOTE, said, "Run: keepwarm reanalyze")
        if self._unread:
            said = f"{self._unread} messages are stored, but their language could not be analysed."
            yield Check("language", Verdict.NOTE, said, "Please report it: this is a fault of keepwarm.")

    def _failures(self) -> Iterator[Check]:
        for job in self._jobs:
            if not job.failures_in_a_row:
                continue
            again = job.due_at.astimezone(self._settings.zone)
            often = f" {job.failures_in_a_row} times in a row" if job.failures_in_a_row > 1 else ""
            said = f"{job.name} failed{often}: {job.last_error}"
            mend = f"keepwarm tries again from {again:%Y-%m-%d %H:%M} on."
            yield Check("service", Verdict.NOTE, said, mend)

    def _running(self) -> Check:
        if self._service is None:
            said = "does not run; mail is read by keepwarm sync only, or after: keepwarm run"
            return Check("service", Verdict.FINE, said)
        if self._service.hangs(self._now):
            said = (
                f"process {self._service.pid} has not moved since {self._service.beat_at:%Y-%m-%d %H:%M} UTC."
            )
            return Check("service", Verdict.WRONG, said, "Run: systemctl restart keepwarm, and report it.")
        return Check("service", Verdict.FINE, f"runs (process {self._service.pid})")


def _reads_as(settings: Settings) -> str:
    """What the present reader writes under its readings; empty where there is none."""
    from nlp.model import find

    with suppress(KeepwarmError):
        return find(settings.language.model).reads_as
    return ""


def _unknown_relays(senders: Mapping[str, int]) -> Check:
    """Mail that platforms pass on for people whom keepwarm therefore does not know."""
    platforms: Counter[str] = Counter()
    for address, number in senders.items():
        platforms[address.rpartition("@")[2]] += number
    most = ", ".join(f"{name} ({number})" for name, number in platforms.most_common(5))
    said = f"{platforms.total()} messages were sent by robots for people, through platforms nobody knows."
    return Check("relays", Verdict.NOTE, said, f"Tell keepwarm's authors of: {most}")
