"""What systemd is told over its socket (sd_notify(3)): ready, reloading, stopping, alive, and a sentence.

A datagram with a line in it is all there is to the protocol, so this is no reason for a dependency.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress


class Systemd:
    """Whoever started us, told how it goes; says nothing where that was not systemd."""

    def __init__(self) -> None:
        # Taken out of the environment: programs that are started for a password may not speak for us.
        self._address = os.environ.pop("NOTIFY_SOCKET", "")
        watchdog, of = os.environ.pop("WATCHDOG_USEC", ""), os.environ.pop("WATCHDOG_PID", "")
        self._wants_watchdog = watchdog.isdigit() and of in ("", str(os.getpid()))
        self._status = ""

    def ready(self) -> None:
        """The service does its work (again)."""
        self._send("READY=1")

    def reloading(self) -> None:
        """The configuration is read anew; `ready` ends that."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The end has begun."""
        self._send("STOPPING=1")

    def status(self, sentence: str) -> None:
        """What `systemctl status` shows."""
        if sentence != self._status:
            self._send(f"STATUS={sentence}")
        self._status = sentence

    def alive(self) -> None:
        """The work goes on; where this is not said for long enough, systemd starts us anew."""
        if self._wants_watchdog:
            self._send("WATCHDOG=1")

    def _send(self, told: str) -> None:
        if self._address[:1] not in ("/", "@"):
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # Whoever does not listen any more is no reason to stop.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(told.encode(), address)
