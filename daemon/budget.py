"""How much mail may come down from an account in a day. What came is counted in the store, across restarts.

A provider that is asked for too much locks the mailbox, for the recruiter too. So the years before wait for
tomorrow when nine tenths are spent, and the last tenth is there for new mail.
"""

from __future__ import annotations

from datetime import UTC, datetime

from config import Account, Settings
from ingest.cursor import Step
from store import accounts
from store.accounts import StoredAccount
from store.database import Database

MEGABYTE = 1_000_000
RESERVED_FOR_NEW = 0.1
NOTED_BYTES = 1_000_000  # a kill forgets less than this
# Gmail gives 2,500 MB a day over IMAP and then locks the mailbox for up to a day: Google Workspace Admin
# Help, "Gmail bandwidth limits".
_KNOWN_TO_BEAR = {"imap.gmail.com": 2_000, "imap.googlemail.com": 2_000}


def megabytes_a_day(account: Account) -> int:
    """What may come down in a day; 0 = without end."""
    return account.megabytes_a_day or _KNOWN_TO_BEAR.get(account.host.lower().rstrip("."), 0)


def is_spent(settings: Settings, account: StoredAccount, now: datetime) -> bool:
    """Whether an account's older mail waits for tomorrow."""
    found = settings.accounts.get(account.name)
    most = megabytes_a_day(found) * MEGABYTE * (1 - RESERVED_FOR_NEW) if found else 0
    return 0 < most <= account.downloaded(now.astimezone(UTC).date())


class Budget:
    """One account's budget on one day, in UTC."""

    def __init__(self, database: Database, account: StoredAccount, *, megabytes: int, now: datetime) -> None:
        self._database, self._account_id = database, account.id
        self._on = now.astimezone(UTC).date()
        self._most = megabytes * MEGABYTE
        self._noted, self._unnoted = account.downloaded(self._on), 0
        self.is_spent = False  # something was left for tomorrow

    def may_read(self, step: Step) -> bool:
        """Whether a batch may still be asked for."""
        most = self._most * (1 - RESERVED_FOR_NEW) if step is Step.BACKFILL else self._most
        is_allowed = not self._most or self._noted + self._unnoted < most
        self.is_spent = self.is_spent or not is_allowed
        return is_allowed

    def spend(self, number_of_bytes: int) -> None:
        """So many bytes came down."""
        self._unnoted += number_of_bytes
        if self._unnoted >= NOTED_BYTES:
            self.note()

    def note(self, *, read_at: datetime | None = None) -> None:
        """Write down what came since the last time, and when the account was read to its end."""
        count, self._unnoted = self._unnoted, 0
        with self._database.write() as session:
            self._noted = accounts.count_download(
                session, self._account_id, on=self._on, number_of_bytes=count
            )
            if read_at is not None:
                accounts.mark_read(session, self._account_id, at=read_at)
