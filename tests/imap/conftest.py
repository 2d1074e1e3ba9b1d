"""The mail room's tests talk to both servers."""

import pytest

from tests.imap.mailroom import TEXT, Clerk, letters
from tests.servers.offices import dovecot, no_waiting, office, server
from tests.servers.scripted_imap import PASSWORD, ScriptedImap

__all__ = ["dovecot", "no_waiting", "office", "server"]


@pytest.fixture(params=[TEXT, ""], ids=["structure", "no structure"])
def dana(server: ScriptedImap, request: pytest.FixtureRequest) -> Clerk:
    """Dana's clerk at the scripted server, with six letters in INBOX, whose structure it may not tell."""
    for raw in letters(range(6)):
        server.boxes["INBOX"].add(raw, structure=request.param)
    return Clerk(server.account(folders=["INBOX"]), PASSWORD)
