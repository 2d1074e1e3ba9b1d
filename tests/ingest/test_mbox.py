"""Each dialect of mbox, written by a real writer, reads back as what was put in."""

from __future__ import annotations

import mailbox
import random
import re
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from ingest import mbox
from ingest.mbox import read_mbox
from tests.ingest.mails import HEAD

FROM = b"From lena@birchlane.example Wed Mar  4 08:20:00 2026\n"
PIECES = (
    b"Are you free on Thursday?\n",
    b"\n",
    b"From Monday on I am away.\n",
    b"\nFrom our side all is well.\n\n",
    b"On Tuesday Tomas wrote:\n> From what I hear, yes.\n> Tomas\n",
    b"Tomas:\n>the second round\n>From there on it is easy\n>see you\n\n",
    b"Tomas, earlier:\n>>an older one\n>>From the very start\n>>yes\n\n",
    b"-- \nLena\n",
    b"From 9:00 to 10:00 on 4 March 2026 the line is closed.\n",
    b"Caf\xc3\xa9 \x96 na\xefve\n",
)


def bodies(number: int) -> list[bytes]:
    chance = random.Random(4)
    return [b"Hello,\n" + b"".join(chance.choices(PIECES, k=6)) for _ in range(number)]


def mboxo(folder: Path, mails: Sequence[bytes]) -> bytes:
    """Python's own writer; an mbox in the form of its C library ancestors."""
    box = mailbox.mbox(folder / "box")
    for raw in mails:
        message = mailbox.mboxMessage(raw)
        message.set_from("lena@birchlane.example", (2026, 3, 4, 8, 20, 0, 2, 63, 0))
        box.add(message)
    box.close()
    return (folder / "box").read_bytes()


def mboxrd(_folder: Path, mails: Sequence[bytes]) -> bytes:
    return b"".join(FROM + re.sub(rb"^(>*From )", rb">\1", raw, flags=re.MULTILINE) + b"\n" for raw in mails)


def mboxcl(_folder: Path, mails: Sequence[bytes]) -> bytes:
    return b"".join(_with_length(re.sub(rb"^From ", b">From ", raw, flags=re.MULTILINE)) for raw in mails)


def mboxcl2(_folder: Path, mails: Sequence[bytes]) -> bytes:
    return b"".join(map(_with_length, mails))


def _with_length(raw: bytes) -> bytes:
    head, _, body = raw.partition(b"\n\n")
    return FROM + head + b"\nContent-Length: %d\n\n" % len(body) + body + b"\n"


def read(content: bytes) -> list[bytes]:
    """The mails of an mbox, without the length that a writer added."""
    found = [one.raw for one in read_mbox(BytesIO(content))]
    return [re.sub(rb"(?m)^Content-Length: \d+\n", b"", raw or b"") for raw in found]


@pytest.mark.parametrize("write", [mboxo, mboxrd, mboxcl, mboxcl2])
def test_a_dialect_reads_back_as_it_was_written(
    tmp_path: Path, write: Callable[[Path, Sequence[bytes]], bytes]
) -> None:
    mails = [HEAD + b"\n" + body for body in bodies(60)]
    assert read(write(tmp_path, mails)) == mails


@pytest.mark.parametrize("size", [100, 101, 128, 1000])
def test_where_the_pieces_are_cut_that_are_read_at_a_time_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(mbox, "_PIECE_BYTES", size)
    mails = [HEAD + b"\n" + body for body in bodies(20)]
    assert read(mboxrd(tmp_path, mails)) == mails
    assert read(mboxcl2(tmp_path, mails)) == mails


@pytest.mark.parametrize("write", [mboxo, mboxrd])
def test_line_ends_of_windows_change_nothing(
    tmp_path: Path, write: Callable[[Path, Sequence[bytes]], bytes]
) -> None:
    mails = [(HEAD + b"\n" + body) for body in bodies(20)]
    assert read(write(tmp_path, mails).replace(b"\n", b"\r\n")) == [m.replace(b"\n", b"\r\n") for m in mails]


def test_a_mail_that_holds_an_mbox_stays_one_mail_where_lengths_are_kept(tmp_path: Path) -> None:
    inner = mboxrd(tmp_path, [HEAD + b"\nInner.\n", HEAD + b"\nSecond.\n"])
    mails = [
        HEAD + b"\n" + body for body in (b"One.\n", b"See:\n\n" + inner + b"\nEnd.\n", b"Three.\n", inner)
    ]
    assert read(mboxcl2(tmp_path, mails)) == mails


@pytest.mark.parametrize("told", [0, 3, 10**6, 10**11])
@pytest.mark.parametrize("where", [0, 1, 4])
def test_a_wrong_length_swallows_nothing(tmp_path: Path, told: int, where: int) -> None:
    mails = [HEAD + b"\n" + body for body in bodies(6)]
    mails[where] = mails[where].replace(b"\n\n", b"\nContent-Length: %d\n\n" % told, 1)
    assert read(mboxrd(tmp_path, mails)) == [re.sub(rb"Content-Length: \d+\n", b"", one) for one in mails]


@pytest.mark.parametrize("first", [0, 1, 3])
@pytest.mark.parametrize("last", [4, 6])
def test_a_length_made_up_to_end_at_a_later_mail_hides_none(tmp_path: Path, first: int, last: int) -> None:
    mails = [HEAD + b"\n" + body for body in bodies(6)]
    covered = mboxrd(tmp_path, mails[first:last]).partition(b"\n\n")[2]
    mails[first] = mails[first].replace(b"\n\n", b"\nContent-Length: %d\n\n" % len(covered), 1)
    assert len(read(mboxrd(tmp_path, mails))) == 6


def test_a_mail_that_was_cut_off_does_not_take_the_next_with_it() -> None:
    whole = FROM + HEAD + b"\nTwo.\n\n"
    for cut in (FROM + HEAD + b"\nOne, and no blank line\n", FROM + HEAD, FROM + HEAD + b"\n"):
        assert read(cut + whole)[-1] == HEAD + b"\nTwo.\n"
        assert len(read(cut + whole)) == 2


def test_from_lines_without_dates_are_followed_where_the_first_has_none() -> None:
    content = b"From lena\n" + HEAD + b"\nOne.\n\nFrom then on\n\nFrom tomas\n" + HEAD + b"\nTwo.\n"
    assert read(content) == [HEAD + b"\nOne.\n\nFrom then on\n", HEAD + b"\nTwo.\n"]


def test_the_notes_of_a_mail_server_in_its_first_mail_are_no_mail() -> None:
    notes = b"From: Mail System Internal Data <MAILER-DAEMON@host>\nX-IMAP: 1 2\n"
    notes += (
        b"Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n\nThis text is part of the format.\n\n"
    )
    assert read(FROM + notes + FROM + HEAD + b"\nOne.\n") == [HEAD + b"\nOne.\n"]


def test_an_mbox_of_any_length_is_read_forward_only() -> None:
    class Forward(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError("a pipe")

    content = mboxcl2(Path(), [HEAD + b"\n" + body for body in bodies(5)])
    assert len(list(read_mbox(Forward(content)))) == 5
