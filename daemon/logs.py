"""The log: a line an event, for people on a terminal and as JSON elsewhere; ids and numbers, never words.

A template such as `"sync account=%s stored=%d"` names its fields, so both forms come of one call. What a
library says may be a mail's words: of it only the place is told, and of an exception never its text. Every
library speaks through the standard logging, so that filter stands there, and no other logger is needed.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

ROOMS = frozenset(
    ("cli", "commands", "contacts", "daemon", "ingest", "nlp", "reports", "review", "store", "warmth")
)
_FIELD = re.compile(r"[\s,]*\b(\w+)=%[-+#0-9.]*[a-z]")
_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}

Format = Literal["auto", "human", "json"]


def write_log(level: str, wanted: Format = "auto", *, stream: IO[str] | None = None) -> None:
    """Let what keepwarm tells from `level` on go to `stream` (stderr); libraries from warnings on.

    `auto`: for people where the stream is a terminal, else JSON.
    """
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    is_human = wanted == "human" or (wanted == "auto" and stream.isatty())
    handler.setFormatter(_ForPeople() if is_human else _AsJson(is_for_journal=_is_journal(stream)))
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for room in ROOMS:
        logging.getLogger(room).setLevel(level.upper())
    logging.getLogger("stamina").setLevel(logging.ERROR)  # what was tried again in vain we tell ourselves


def hush_exceptions() -> None:
    """From here on neither a Python warning nor an exception that nobody caught shows its own words."""
    log = logging.getLogger(__name__)

    def told(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            log.critical("a mistake in keepwarm place=%s", place(error or kind()))

    sys.excepthook = told
    threading.excepthook = lambda one: told(one.exc_type, one.exc_value, one.exc_traceback)
    logging.captureWarnings(capture=True)


def place(error: BaseException) -> str:
    """What kind of mistake it was, and where; its own words may be a candidate's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


class _Formatter(logging.Formatter):
    """What both forms share: an event and its fields."""

    def _told(self, record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
        if record.name.partition(".")[0] not in ROOMS:
            at = f"{Path(record.pathname).name}:{record.lineno}"
            return "a library complains", {"library": record.name, "place": at}
        args = record.args if isinstance(record.args, tuple) else ()
        names = _FIELD.findall(str(record.msg))
        if len(names) != len(args):
            return " ".join(record.getMessage().split()), {}
        event = _FIELD.sub("", str(record.msg))
        return event, {name: _plain(value) for name, value in zip(names, args, strict=True)}


class _ForPeople(_Formatter):
    """`16:29:01 info  sync account=dana stored=3`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        event, fields = self._told(record)
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        told = "".join(f" {name}={value}" for name, value in fields.items())
        return f"{at:%H:%M:%S} {record.levelname.lower():7} {event}{told}"


class _AsJson(_Formatter):
    """One object a line; the journal reads its priority before it and takes it off."""

    def __init__(self, *, is_for_journal: bool) -> None:
        super().__init__()
        self._is_for_journal = is_for_journal

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        event, fields = self._told(record)
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": record.levelname.lower(), "event": event, "from": record.name, **fields}
        prefix = f"<{_PRIORITIES.get(record.levelno, 5)}>" if self._is_for_journal else ""
        return prefix + json.dumps(told, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """A number as it is, anything else as a text on one line."""
    if isinstance(value, (bool, int)) or value is None:
        return value
    return round(value, 3) if isinstance(value, float) else " ".join(str(value).split())


def _is_journal(stream: IO[str]) -> bool:
    """Whether systemd's journal listens at the other end (systemd.exec(5), JOURNAL_STREAM)."""
    with suppress(OSError, ValueError):
        about = os.fstat(stream.fileno())
        return os.environ.get("JOURNAL_STREAM") == f"{about.st_dev}:{about.st_ino}"
    return False
