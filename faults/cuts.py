"""A session cut at every so many bytes that the server sends; the next connection holds."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress

from faults.stage import WORKERS, End, Stage, compare, empty, end_of, in_workers, plain_port, sync
from faults.table import Row


class CuttingProxy:
    """A line to a server that is cut once, after `cut_after` bytes have come down; None: never."""

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cut_after: int | None = None
        self.down = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, cut_after: int | None) -> None:
        """Count anew, and cut the next line there."""
        self.down, self.cut_after = 0, cut_after

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._upstream)) as server, suppress(OSError):
            for line in (client, server):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with selectors.DefaultSelector() as ready:
                ready.register(client, selectors.EVENT_READ, server)
                ready.register(server, selectors.EVENT_READ, client)
                while self._carry_some(ready, server):
                    pass

    def _carry_some(self, ready: selectors.BaseSelector, server: socket.socket) -> bool:
        for key, _ in ready.select():
            source = key.fileobj
            assert isinstance(source, socket.socket)
            some = source.recv(65536)
            if not some:
                return False
            if source is server:
                if self.cut_after is not None and self.down + len(some) > self.cut_after:
                    some = some[: self.cut_after - self.down]
                    self.cut_after = None  # the next line holds
                    key.data.sendall(some)
                    return False
                self.down += len(some)
            key.data.sendall(some)
        return True


def recorded(stage: Stage) -> tuple[End, int]:
    """The end of a session that nobody cuts, and how many bytes came down in it."""
    proxy = CuttingProxy(plain_port(stage))
    with closing(proxy), stage.fresh() as database:
        sync(database, stage.settings(port=proxy.port))
        return end_of(database), proxy.down


def cut(stage: Stage, wanted: End, places: Sequence[int]) -> Row:
    """The same session cut at each of these places, one sync each."""
    row = Row("")
    proxy = CuttingProxy(plain_port(stage))
    settings = stage.settings(port=proxy.port)
    with closing(proxy), stage.fresh() as database:
        for place in places:
            began = time.perf_counter()
            proxy.arm(place)
            try:
                sync(database, settings)
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                row.crashed += 1
                row.notes.append(f"cut at {place}: {type(error).__name__}: {error}"[:200])
            row.slowest = max(row.slowest, time.perf_counter() - began)
            row.tried += 1
            compare(end_of(database), wanted, row, f"cut at {place}")
            empty(database)
    return row


def run(stage: Stage, *, every: int, workers: int = WORKERS) -> Row:
    """Cut at every `every`th byte of the recorded session."""
    wanted, length = recorded(stage)
    row = Row(f"a session of {wanted.mails.total()} mails cut at every {every}th of {length:,} bytes")
    places = range(0, length, every)
    for part in in_workers(cut, [(stage, wanted, places[n::workers]) for n in range(workers)]):
        row.add(part)
    return row
