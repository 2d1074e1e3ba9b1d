"""What comes over the line is measured before memory is taken for it, compressed or not."""

from __future__ import annotations

import socket
import threading
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from ingest import imap
from ingest.imap_stream import HungUp, Stream, TooMuch
from tests.imap.mailroom import PATIENCE, Clerk, letter, letters, says
from tests.servers.dovecot import Dovecot
from tests.servers.offices import DovecotOffice
from tests.servers.scripted_imap import PASSWORD, ScriptedImap

MEGABYTE = 1024 * 1024


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, Stream]]:
    """The server's end of a line, and what reads ours."""
    theirs, ours = socket.socketpair()
    with theirs, ours:
        ours.settimeout(5)
        yield theirs, Stream(ours, allowance=MEGABYTE, literal_bytes=MEGABYTE // 2)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)


ANSWERS = b"* 1 FETCH (BODY[1] {5}\r\nhello)\r\n* 2 FETCH (A {3}\r\n\r\n) B {0}\r\n C)\r\nX OK\r\n"
READ = [[b"* 1 FETCH (BODY[1] {5}", b"hello", b")"], [b"* 2 FETCH (A {3}", b"\r\n)", b" B {0}", b"", b" C)"], [b"X OK"]]  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("is_compressed", [False, True], ids=["plain", "deflated"])
@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_responses_are_the_same_however_they_are_cut(
    line: tuple[socket.socket, Stream], at_once: int, is_compressed: bool
) -> None:
    theirs, stream = line
    sent = deflated(ANSWERS) if is_compressed else ANSWERS
    if is_compressed:
        stream.inflate()

    def trickle() -> None:
        for first in range(0, len(sent), at_once):
            theirs.sendall(sent[first : first + at_once])

    sender = threading.Thread(target=trickle)
    sender.start()
    assert [stream.response() for _ in READ] == READ
    sender.join()  # or the line is closed under it
    assert len(sent) - 10 <= stream.received_bytes <= len(sent)  # DEFLATE may end with bytes that say nothing


def test_what_came_before_deflate_began_is_inflated_too(line: tuple[socket.socket, Stream]) -> None:
    theirs, stream = line
    theirs.sendall(b"A OK begin\r\n" + deflated(b"* 1 EXISTS\r\n"))
    assert stream.response() == [b"A OK begin"]
    stream.inflate()
    assert stream.response() == [b"* 1 EXISTS"]


@pytest.mark.parametrize(
    "content", [b"x" * 20 * MEGABYTE, (b"* OK " + b"x" * 1000 + b"\r\n") * 20_000], ids=["line", "lines"]
)
def test_a_bomb_is_seen_before_it_unfolds(line: tuple[socket.socket, Stream], content: bytes) -> None:
    theirs, stream = line
    bomb = deflated(content)
    stream.inflate()
    sender = threading.Thread(target=theirs.sendall, args=(bomb,))
    sender.start()
    tracemalloc.start()
    try:
        with pytest.raises(TooMuch):
            all(iter(stream.response, []))
        assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE
    finally:
        tracemalloc.stop()
        sender.join()


def test_a_literal_beyond_measure_is_refused_before_it_comes(line: tuple[socket.socket, Stream]) -> None:
    theirs, stream = line
    theirs.sendall(b"* 1 FETCH (BODY[] {600000}\r\n")
    with pytest.raises(TooMuch, match="600000"):
        stream.response()


def test_the_end_of_the_line_is_no_answer(line: tuple[socket.socket, Stream]) -> None:
    theirs, stream = line
    theirs.sendall(b"* 1 FETCH (BODY[1] {5}\r\nhel")
    theirs.close()
    with pytest.raises(HungUp):
        stream.response()


# --------------------------------------------------------------------------- agreed with a server


@pytest.mark.dovecot
def test_mail_comes_in_a_part_of_its_bytes_where_the_server_can(dovecot: Dovecot) -> None:
    office = DovecotOffice(dovecot)
    sent = [
        letter(n, text="We spoke about the role in Leeds, and about the team.\r\n" * 50) for n in range(40)
    ]
    for raw in sent:
        office.deliver(raw)
    with imap.connect(office.account(compress="always"), office.password, patience=PATIENCE) as connection:
        assert connection.open("INBOX").messages == 40
        found, _ = connection.fetch(connection.uids(), "(UID BODY.PEEK[])")
        assert sorted(items[b"BODY[]"] for items in found.values()) == sorted(sent)
        assert connection.received_bytes < sum(map(len, sent)) / 5
    dana = Clerk(office.account(compress="always"), office.password)
    assert dana.sync() == 40


@pytest.mark.dovecot
def test_a_compressed_line_tells_of_new_mail_too(dovecot: Dovecot) -> None:
    office = DovecotOffice(dovecot)
    office.deliver(letter(1))
    with imap.connect(office.account(compress="always"), office.password, patience=PATIENCE) as connection:
        connection.open("INBOX")
        threading.Timer(0.3, office.deliver, [letter(2)]).start()
        assert connection.idle(seconds=20, is_called=lambda: False)
        assert len(connection.uids()) == 2


def test_a_server_that_refuses_to_compress_is_read_all_the_same(server: ScriptedImap) -> None:
    server.capabilities += " COMPRESS=DEFLATE"
    server.faults["COMPRESS"] = says("{tag} BAD what is that?")
    for raw in letters(range(3)):
        server.boxes["INBOX"].add(raw)
    assert Clerk(server.account(compress="always"), PASSWORD).sync() == 3
    assert server.commands("COMPRESS") == ["DEFLATE"]


def test_within_one_machine_nothing_is_compressed(server: ScriptedImap) -> None:
    server.capabilities += " COMPRESS=DEFLATE"
    Clerk(server.account(), PASSWORD).sync()
    assert not server.commands("COMPRESS")
