"""A clock for a process of its own, set while the process runs; beside it time passes as it does."""

from __future__ import annotations

import math
import shutil
import struct
import subprocess
import time
from datetime import datetime
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


def compiler() -> str | None:
    """What makes the library that is put before the system's; None where it is not installed."""
    return shutil.which("cc")


class Clock:
    """The time that a process with this `environment` is told; timers and `monotonic` are the machine's."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._library, self._ahead = folder / "clock.so", folder / "clock"
        subprocess.run(
            [compiler() or "cc", "-shared", "-fPIC", "-O1", "-o", self._library, SOURCE], check=True
        )
        self.set(now)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process look here."""
        return {"LD_PRELOAD": str(self._library), "TESTS_CLOCK": str(self._ahead)}

    def set(self, now: datetime) -> None:
        """It is this moment now."""
        ahead = struct.pack("=q", math.ceil(now.timestamp() - time.time()))
        with self._ahead.open("r+b" if self._ahead.exists() else "wb") as file:
            file.write(ahead)  # in its place: the process has it in memory
