"""A reader of mail that does what no mail can make the real one do; processes import it by its name."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from pathlib import Path

from domain import Message
from ingest.mime import read_message


def reader(raw: bytes, *, received_at: datetime | None = None) -> Message:
    """Do what the body asks for, else read."""
    message = read_message(raw, received_at=received_at)
    wish, _, place = message.own_words.partition(" ")
    if wish == "hang":
        while True:
            pass
    if wish == "swell":
        bytearray(4_000_000_000)
    if wish == "swallow" or (wish == "stumble" and not Path(place).exists()):
        Path(place or os.devnull).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if wish == "fail":
        raise KeyError(wish)
    return message
