"""The mail room's tests talk to both servers."""

import pytest

from tests.imap.mailroom import Clerk, letters
from tests.servers.offices import dovecot, no_waiting, office, server
from tests.servers.scripted_imap import PASSWORD, ScriptedImap

__all__ = ["dovecot", "no_waiting", "office", "server"]


@pytest.fixture
def dana(server: ScriptedImap) -> Clerk:
    """Dana's clerk at the scripted server, with six letters in INBOX."""
    for raw in letters(range(6)):
        server.boxes["INBOX"].add(raw)
    return Clerk(server.account(folders=["INBOX"]), PASSWORD)
