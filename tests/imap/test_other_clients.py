"""Other clients append, flag, move and expunge while we read: in the end we have what the server has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest import sync
from ingest.imap_mails import Harvest, MailReader
from tests.imap.mailroom import Clerk, letter
from tests.servers import dovecot as dovecot_server
from tests.servers.colleague import Colleague
from tests.servers.offices import DovecotOffice

pytestmark = pytest.mark.dovecot


@pytest.mark.parametrize("seed", range(2))
def test_what_lies_on_the_server_in_the_end_has_been_read(
    dovecot: dovecot_server.Dovecot, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    office = DovecotOffice(dovecot)
    for number in range(120):
        office.deliver(letter(number))
    colleague = Colleague(office, seed, letter)

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
    there = {raw for _, raw in colleague.sees()}
    assert len(there) > 10
    assert there <= set(dana.texts())
    assert dana.unreadable == []
    assert dana.fetched == len(dana.kept)
    colleague.client.logout()
