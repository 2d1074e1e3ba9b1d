"""A line as slow as a real one: a relay on loopback with a round-trip time and a limited rate downwards.

For machines whose kernel cannot delay packets. Bytes wait their turn at the rate (serialisation), then half
the round trip; 256 kB may be on their way before the sender has to wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WINDOW_BYTES = 256 * 1024
READ_BYTES = 4 * 1460  # some packets


@dataclass
class SlowLine:
    """A running relay: its port, and what it has passed on; `lines_up` are commands on a plain line."""

    port: int = 0
    bytes_down: int = 0
    lines_up: int = 0


@contextlib.contextmanager
def slow_line(target: int, *, round_trip_ms: float = 40, megabits: float = 20) -> Iterator[SlowLine]:
    """A relay to a port of this machine for as long as the block lasts."""
    line = SlowLine()
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    def count_up(data: bytes) -> None:
        line.lines_up += data.count(b"\r\n")

    def count_down(data: bytes) -> None:
        line.bytes_down += len(data)

    async def serve() -> None:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(round_trip_ms / 1000)  # the handshake of TCP
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
            await asyncio.gather(
                _pass_on(reader, far_writer, count_up, round_trip_ms / 2000, megabits),
                _pass_on(far_reader, writer, count_down, round_trip_ms / 2000, megabits),
            )

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError, RuntimeError):
            loop.run_until_complete(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


async def _pass_on(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    count: Callable[[bytes], None],
    delay_seconds: float,
    megabits: float,
) -> None:
    clock = asyncio.get_running_loop().time
    queue: deque[tuple[float, bytes]] = deque()
    waiting, room, arrived = 0, asyncio.Event(), asyncio.Event()
    room.set()
    is_over = False

    async def deliver() -> None:
        nonlocal waiting
        while queue or not is_over:
            if not queue:
                arrived.clear()
                await arrived.wait()
                continue
            due, data = queue[0]
            if due - clock() > 0.0005:
                await asyncio.sleep(due - clock())
                continue
            queue.popleft()
            waiting -= len(data)
            if waiting < WINDOW_BYTES:
                room.set()
            writer.write(data)
            await writer.drain()

    delivery = asyncio.create_task(deliver())
    free_at = 0.0
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(READ_BYTES):
            count(data)
            free_at = max(free_at, clock()) + len(data) * 8 / (megabits * 1e6)
            queue.append((free_at + delay_seconds, data))
            waiting += len(data)
            arrived.set()
            if waiting >= WINDOW_BYTES:
                room.clear()
                await room.wait()
    is_over = True
    arrived.set()
    with contextlib.suppress(ConnectionError):
        await delivery
    writer.close()
