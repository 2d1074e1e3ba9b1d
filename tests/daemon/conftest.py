"""The service's tests read mail from both servers, with the real language reader."""

from __future__ import annotations

import pytest

from nlp.pipeline import Reader, load
from tests.servers.offices import dovecot, no_waiting, office, server

__all__ = ["dovecot", "no_waiting", "office", "server"]


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The language reader, loaded once."""
    return load()
