"""One browser for all tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[chromium.Chromium]:
    """A headless Chromium."""
    with chromium.running() as found:
        yield found
