"""Bytes from a server, handed out as lines and literals: buffered, measured, and inflated where agreed.

imaplib reads line by line from a file object. Here what has arrived is taken from the socket at once, so that
hundreds of answers cost few calls, and nothing is kept that an allowance does not cover. With DEFLATE
(RFC 4978) the allowance counts what comes out, a little at a time: a bomb is seen before it unfolds.
"""

from __future__ import annotations

import re
import select
import socket
import ssl
import zlib

from ingest.bell import Bell

ARRIVED_BYTES = 256 * 1024  # taken from the socket, or out of the compressed stream, at once
LINE_BYTES = 8_000_000  # of one line: a SEARCH may list a million UIDs

_BRACE = ord("}")
_LITERAL = re.compile(rb"\{(\d{1,18})\+?\}$")


class TooMuch(Exception):
    """More was sent than may come; its text says what."""


class HungUp(Exception):
    """The other side closed the line."""


class Stream:
    """The receiving side of a connection.

    `allowance`: how many bytes may still be handed out; `received_bytes`: what came over the wire.
    """

    def __init__(self, sock: socket.socket, *, allowance: int, literal_bytes: int) -> None:
        self._sock = sock
        self._literal_bytes = literal_bytes
        self.allowance = allowance
        self.received_bytes = 0
        self._held = b""
        self._at = 0
        self._inflater: zlib._Decompress | None = None

    def inflate(self) -> None:
        """From here on everything that arrives is compressed, what is held already included."""
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        arrived, self._held, self._at = self._held[self._at :], b"", 0
        self._held = self._inflater.decompress(arrived, ARRIVED_BYTES) if arrived else b""

    def has_something(self, within_seconds: float, bell: Bell | None = None) -> bool:
        """Whether a line, or the end of all, can be read now or soon; nothing is lost by asking.

        The `bell` ends the wait.
        """
        if self._at < len(self._held) or self._takes_what_is_there():
            return True
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        if bell is not None:
            poll.register(bell.fileno(), select.POLLIN)
        return bool(poll.poll(within_seconds * 1000)) and self._takes_what_is_there()

    def _takes_what_is_there(self) -> bool:
        """Take what has arrived, without waiting; False where nothing has."""
        patience = self._sock.gettimeout()
        self._sock.settimeout(0)
        try:
            self._held, self._at = self._arrived(), 0
        except (BlockingIOError, ssl.SSLWantReadError):
            return False  # TLS talks to itself, or nothing came
        except HungUp:
            return True
        finally:
            self._sock.settimeout(patience)
        return True

    def response(self) -> list[bytes]:
        """One response: its text, and where literals stand in it, literal and further text in turn."""
        held, at = self._held, self._at
        end = held.find(b"\r\n", at)
        if end > at and held[end - 1] == _BRACE and (found := _LITERAL.search(held, at, end)) is not None:
            size = int(found[1])
            after = end + 2 + size
            if held[after : after + 3] == b")\r\n" and size <= min(self._literal_bytes, self.allowance):
                # Nearly every answer to a FETCH of one section, once all of it is here.
                self._at = after + 3
                self.allowance -= self._at - at
                return [held[at:end], held[end + 2 : after], b")"]
        line = self._line()
        if not line.endswith(b"}"):
            return [line]
        pieces = [line]
        while (found := _LITERAL.search(line)) is not None:
            pieces.append(self.read(int(found[1])))
            line = self._line()
            pieces.append(line)
        return pieces

    def readline(self) -> bytes:
        """One line with its end, as imaplib wants it; what is left where the line was closed."""
        try:
            return self._line() + b"\r\n"
        except HungUp:
            left, self._held, self._at = self._held[self._at :], b"", 0
            return left

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes. Refused before memory is taken for them where they may not come."""
        if size > min(self._literal_bytes, self.allowance):
            raise TooMuch(f"a literal of {size} bytes")
        self.allowance -= size
        end = self._at + size
        if end <= len(self._held):
            found = self._held[self._at : end]
            self._at = end
            return found
        pieces = [self._held[self._at :]]
        missing = end - len(self._held)
        self._held, self._at = b"", 0
        while missing > 0:
            arrived = self._arrived()
            pieces.append(arrived[:missing])
            if len(arrived) > missing:
                self._held, self._at = arrived, missing
            missing -= len(arrived)
        return b"".join(pieces)

    def _line(self) -> bytes:
        """One line without its end."""
        searched = self._at
        while (end := self._held.find(b"\r\n", searched)) < 0:
            held = len(self._held) - self._at
            if held > min(LINE_BYTES, self.allowance):
                raise TooMuch("an answer without end")
            arrived = self._arrived()
            self._held = self._held[self._at :] + arrived
            self._at, searched = 0, max(held - 1, 0)
        line = self._held[self._at : end]
        self._at = end + 2
        self.allowance -= len(line) + 2
        if self.allowance < 0 or len(line) > LINE_BYTES:
            raise TooMuch("an answer without end")
        return line

    def _arrived(self) -> bytes:
        """What comes next, at least one byte of it."""
        if self._inflater is None:
            return self._received()
        while True:
            waiting = self._inflater.unconsumed_tail or self._received()
            if found := self._inflater.decompress(waiting, ARRIVED_BYTES):
                return found

    def _received(self) -> bytes:
        received = self._sock.recv(ARRIVED_BYTES)
        if not received:
            raise HungUp
        self.received_bytes += len(received)
        return received


__all__ = ["HungUp", "Stream", "TooMuch"]
