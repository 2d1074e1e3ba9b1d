"""Other clients append, flag, move and expunge while we read: in the end we have what the server has."""

from __future__ import annotations

import imaplib
import random
from collections.abc import Iterator, Sequence

import pytest

from ingest import sync
from ingest.imap_mails import Harvest, MailReader
from tests.imap.mailroom import Clerk, letter
from tests.servers import dovecot as dovecot_server
from tests.servers.offices import DovecotOffice

pytestmark = pytest.mark.dovecot


class Colleague:
    """Another client at work in the same mailbox; `sent` are the numbers of the letters it made."""

    def __init__(self, office: DovecotOffice, seed: int) -> None:
        self.client = imaplib.IMAP4("127.0.0.1", office.server.imap, timeout=10)
        self.client.login(office.username, office.password)
        self.client.create("Archive")
        self.client.select("INBOX")
        self.chance = random.Random(seed)
        self.sent = 1000

    def does_something(self) -> None:
        self.client.noop()
        _, (listed,) = self.client.uid("SEARCH", "ALL")
        uids = listed.decode().split()
        for uid in self.chance.sample(uids, min(len(uids) // 8, 6)):
            self.chance.choice([self.flags, self.moves, self.expunges])(uid)
        for _ in range(self.chance.randint(0, 4)):
            self.sent += 1
            self.client.append("INBOX", "", "", letter(self.sent))

    def flags(self, uid: str) -> None:
        self.client.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")

    def moves(self, uid: str) -> None:
        self.client.uid("MOVE", uid, "Archive")

    def expunges(self, uid: str) -> None:
        self.client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        self.client.expunge()

    def sees(self) -> Iterator[bytes]:
        """Every mail in INBOX."""
        self.client.noop()
        _, data = self.client.fetch("1:*", "(BODY.PEEK[])")
        for one in data:
            if isinstance(one, tuple):
                yield one[1]


@pytest.mark.parametrize("seed", range(2))
def test_what_lies_on_the_server_in_the_end_has_been_read(
    dovecot: dovecot_server.Dovecot, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    office = DovecotOffice(dovecot)
    for number in range(120):
        office.deliver(letter(number))
    colleague = Colleague(office, seed)

    read = MailReader.read

    def disturbed(reader: MailReader, uids: Sequence[int]) -> Harvest:
        colleague.does_something()
        return read(reader, uids)

    monkeypatch.setattr(sync, "BATCH_MAILS", 10)
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 10)
    monkeypatch.setattr(MailReader, "read", disturbed)
    dana = Clerk(office.account(folders=["INBOX", "Archive"]), office.password)
    dana.sync()
    monkeypatch.setattr(MailReader, "read", read)
    dana.sync()
    there = set(colleague.sees())
    assert len(there) > 10
    assert there <= set(dana.texts())
    assert dana.unreadable == []
    assert dana.fetched == len(dana.kept)
    colleague.client.logout()
