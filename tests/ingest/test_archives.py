"""Mail comes out of mbox, Maildir, single files, folders and zips, in a stable order, and nothing stops the rest."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain import Quarantined
from errors import NotFound
from ingest.archives import RawMail, read_archive
from ingest.mime import read_message
from tests.ingest.mails import mail

FROM = b"From lena@birchlane.example Wed Mar  4 08:20:00 2026\n"
TWO = FROM + mail("One.\n\n>From Monday on.\n") + b"\n" + FROM + mail("Two.\n") + b"\n"


def texts(path: Path) -> list[str]:
    return [read_message(one.raw).own_words for one in read_archive(path) if isinstance(one, RawMail)]


def test_an_mbox_is_known_by_its_content_and_dated_by_its_from_lines(tmp_path: Path) -> None:
    path = tmp_path / "Sent"
    path.write_bytes(TWO)

    found = [one for one in read_archive(path) if isinstance(one, RawMail)]

    assert [read_message(one.raw).own_words for one in found] == ["One.\n\nFrom Monday on.", "Two."]
    assert [one.folder for one in found] == ["Sent", "Sent"]
    assert found[0].received_at == datetime(2026, 3, 4, 8, 20, tzinfo=UTC)
    assert found[1].where.endswith("Sent, message 2")


@pytest.mark.parametrize("name", ["INBOX.mbox", "INBOX.txt", "INBOX"])
def test_the_folder_is_the_name_of_the_mbox(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(TWO)

    assert {one.folder for one in read_archive(tmp_path) if isinstance(one, RawMail)} == {"INBOX"}


@pytest.mark.parametrize(
    "line",
    [
        b"From 1742@xxx Wed Mar 04 08:20:00 +0000 2026\n",
        b"From lena@birchlane.example  Wed, 4 Mar 08:20:00 2026\n",
        b"From - Wed Mar  4 08:20:00 2026\r\n",
        b"From lena@birchlane.example Wed Mar  4 09:20:00 2026 +0100\n",
    ],
)
def test_the_from_lines_of_several_programs_are_understood(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "box").write_bytes(line + mail())

    (found,) = read_archive(tmp_path / "box")

    assert isinstance(found, RawMail)
    assert found.received_at in (datetime(2026, 3, 4, 8, 20, tzinfo=UTC), None)


def test_a_line_that_begins_with_from_within_a_text_does_not_cut_the_mail(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(FROM + mail("Hello,\n\nFrom our side all is well.\n"))

    assert texts(tmp_path / "box") == ["Hello,\n\nFrom our side all is well."]


def test_content_length_holds_a_mail_together(tmp_path: Path) -> None:
    body = b"See below.\n\n" + FROM + b"Subject: an example of an mbox\n"
    held = mail(body, extra=f"Content-Length: {len(body)}\n")
    (tmp_path / "box").write_bytes(FROM + held + b"\n" + FROM + mail("Two.\n"))

    assert len(texts(tmp_path / "box")) == 2


def test_a_maildir_gives_its_mails_and_its_name(tmp_path: Path) -> None:
    for folder, name in (
        ("INBOX/cur", "2.a:2,S"),
        ("INBOX/new", "1.a"),
        ("INBOX/.Sent/cur", "3.a:2,S"),
        ("INBOX/tmp", "4.a"),
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_bytes(mail(f"{folder}.\n"))
    (tmp_path / "INBOX/dovecot.index").write_bytes(b"\x00\x01")

    found = [one for one in read_archive(tmp_path / "INBOX") if isinstance(one, RawMail)]

    assert [one.folder for one in found] == ["Sent", "INBOX", "INBOX"]
    assert texts(tmp_path / "INBOX") == texts(tmp_path / "INBOX")
    assert all(one.received_at is None for one in found)  # a file's time is nobody's word


def test_a_single_file_is_one_mail(tmp_path: Path) -> None:
    (tmp_path / "note.eml").write_bytes(mail())

    (found,) = read_archive(tmp_path / "note.eml")

    assert isinstance(found, RawMail)
    assert found.raw == mail()


def test_a_zip_is_read_like_the_folder_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("INBOX/cur/1.a:2,S", mail("One.\n"))
        archive.writestr("Sent.mbox", TWO)
        archive.writestr("__MACOSX/._x", b"junk")

    found = [one for one in read_archive(tmp_path / "export.zip") if isinstance(one, RawMail)]

    assert [one.folder for one in found] == ["INBOX", "Sent", "Sent"]


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04 damaged")
    (tmp_path / "d.eml").write_bytes(mail())

    found = list(read_archive(tmp_path))

    faults = [one for one in found if isinstance(one, Quarantined)]
    assert [Path(one.where).name for one in faults] == ["a.pdf", "b.eml", "c.zip"]
    assert [one.reason for one in faults] == [
        "this is no mail: it does not begin with header fields",
        "the file is empty",
        "the zip file is damaged",
    ]
    assert len(found) == 4


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.eml", mail())
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag of the local header and of the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))

    (found,) = read_archive(path)

    assert isinstance(found, Quarantined)
    assert "encrypted" in found.reason


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        list(read_archive(tmp_path / "nowhere"))


def test_a_folder_that_happens_to_be_called_tmp_is_read_and_a_maildirs_is_not(tmp_path: Path) -> None:
    for name in ("tmp", "box/cur", "box/tmp"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "1.eml").write_bytes(mail(f"{name}.\n"))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for name in ("tmp", "box/cur", "box/tmp"):
            archive.write(tmp_path / name / "1.eml", f"{name}/1.eml")

    assert sorted(texts(tmp_path / "export.zip")) == ["box/cur.", "tmp."]
    (tmp_path / "export.zip").unlink()
    assert sorted(texts(tmp_path)) == ["box/cur.", "tmp."]


def test_mail_is_read_whatever_its_file_is_called(tmp_path: Path) -> None:
    (tmp_path / "dovecot-users").mkdir()
    (tmp_path / "dovecot-users" / "dovecot.cache").write_bytes(TWO)
    (tmp_path / "dovecot.index").write_bytes(b"\x00\x01")

    assert texts(tmp_path) == ["One.\n\nFrom Monday on.", "Two."]
    assert not any(isinstance(one, Quarantined) for one in read_archive(tmp_path))


def test_an_mbox_with_the_line_ends_of_old_macs_is_read(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(TWO.replace(b"\n", b"\r"))

    assert texts(tmp_path / "box") == ["One.\n\nFrom Monday on.", "Two."]
