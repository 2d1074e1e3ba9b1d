"""IDLE (RFC 2177): the server tells of mail in the open folder by itself. A hint, never the truth.

A line that is dead looks like one on which nothing happens, so the wait is ended with DONE every few minutes,
and a server that does not answer that is gone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

from errors import KeepwarmError
from ingest.bell import Bell
from ingest.imap_line import Mailbox

SLICE_SECONDS = 1.0  # how soon a call from outside is heard where no bell rings
_NEWS = re.compile(rb"\* \d+ EXISTS\b", re.IGNORECASE)  # "OK Still here", EXPUNGE and flags are none
_TAG = b"WAIT%d"


class IdleRefused(KeepwarmError):
    """The server offers IDLE and does not do it; polling is enough."""


def wait(
    mailbox: Mailbox,
    *,
    seconds: float,
    is_called: Callable[[], bool],
    answer_seconds: float,
    bell: Bell | None = None,
) -> bool:
    """Whether the server told of mail within `seconds`, before `is_called`; the line is free again after it.

    The `bell` rings when somebody calls; without one that is asked again and again. News that came with
    answers to earlier commands counts. Raises what imaplib raises for a broken line.
    """
    client = mailbox.client
    if client.response("EXISTS")[1] != [None]:
        return True
    tag = _TAG % time.monotonic_ns()
    client.send(tag + b" IDLE\r\n")
    is_news = False
    for line in _lines(mailbox, answer_seconds):
        if line.startswith(b"+"):
            break
        if line.startswith(tag):
            raise IdleRefused("the server does not wait with us (IDLE).")
        is_news = is_news or bool(_NEWS.match(line))
    end = time.monotonic() + seconds
    while not (is_news or is_called() or time.monotonic() >= end):
        left = max(end - time.monotonic(), 0)
        if client.has_something(min(left, SLICE_SECONDS) if bell is None else left, bell):
            is_news = bool(_NEWS.match(next(_lines(mailbox, answer_seconds))))
    client.send(b"DONE\r\n")
    for line in _lines(mailbox, answer_seconds):
        if line.startswith(tag):
            break
        is_news = is_news or bool(_NEWS.match(line))
    return is_news


def _lines(mailbox: Mailbox, answer_seconds: float) -> Iterator[bytes]:
    """Lines as they come; a broken line or one that says nothing in time ends them with an error."""
    client = mailbox.client
    while True:
        with mailbox.watch.within(answer_seconds):
            line = client.readline()
        if not line:
            raise client.abort("EOF")
        if line.upper().startswith(b"* BYE"):
            raise client.abort(line.decode("ascii", "replace"))
        yield line
