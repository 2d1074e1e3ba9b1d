"""Exports of other programs: packed files, Google Takeout, whole mail folders, and what cannot be read."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from email.header import Header
from pathlib import Path

import pytest

from domain import Quarantined
from ingest.archives import LeftOut, RawMail, read_archive, size_of
from ingest.mime import read_message
from tests.ingest.mails import mail

FROM = b"From 1742@xxx Wed Mar 04 08:20:00 +0000 2026\n"


def mbox(*mails: bytes) -> bytes:
    return b"".join(FROM + one + b"\n" for one in mails)


def texts(path: Path) -> list[str]:
    return [read_message(one.raw).own_words for one in read_archive(path) if isinstance(one, RawMail)]


def left_out(path: Path) -> Counter[str]:
    return Counter(one.reason for one in read_archive(path) if isinstance(one, LeftOut))


def faults(path: Path) -> list[str]:
    return [one.reason for one in read_archive(path) if isinstance(one, Quarantined)]


def tar(files: dict[str, bytes], *, mode: str) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return content.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


# --------------------------------------------------------------------------- packed files


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_a_compressed_mbox_is_read_like_the_one_in_it(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / f"Sent.mbox{ending}").write_bytes(pack(mbox(mail("One.\n"), mail("Two.\n"))))

    assert texts(tmp_path) == ["One.", "Two."]
    assert {one.folder for one in read_archive(tmp_path) if isinstance(one, RawMail)} == {"Sent"}


@pytest.mark.parametrize(
    ("name", "mode"), [("mail.tar", ""), ("mail.tgz", "gz"), ("mail.tar.bz2", "bz2"), ("mail.tar.xz", "xz")]
)
def test_a_tar_is_read_like_the_folder_in_it(tmp_path: Path, name: str, mode: str) -> None:
    files = {
        "mail/INBOX/cur/1.a:2,S": mail("One.\n"),
        "mail/INBOX/tmp/2.a": mail("Unfinished.\n"),
        "mail/Sent.mbox": mbox(mail("Two.\n")),
        "mail/old.mbox.gz": gzip.compress(mbox(mail("Three.\n"))),
    }
    (tmp_path / name).write_bytes(tar(files, mode=mode))

    found = [one for one in read_archive(tmp_path / name) if isinstance(one, RawMail)]

    assert [one.folder for one in found] == ["INBOX", "Sent", "old"]
    assert texts(tmp_path / name) == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("cut", [1, 40, 200])
@pytest.mark.parametrize("mode", ["gz", "bz2", "xz"])
def test_a_packed_file_that_ends_too_early_says_so_after_what_it_gave(
    tmp_path: Path, mode: str, cut: int
) -> None:
    whole = tar({f"{n}.eml": mail(f"Number {n}.\n") for n in range(200)}, mode=mode)
    (tmp_path / "a.tgz").write_bytes(whole[: len(whole) - cut])
    (tmp_path / "b.eml").write_bytes(mail("After it.\n"))

    assert texts(tmp_path)[-1] == "After it."
    if cut == 200:
        assert faults(tmp_path) == ["the packed file is damaged"]


def test_containers_within_one_another_end_somewhere(tmp_path: Path) -> None:
    deep = zipped({"a.eml": mail()})
    for _ in range(4):
        deep = zipped({"a.zip": deep})
    (tmp_path / "a.zip").write_bytes(deep)

    assert faults(tmp_path) == ["a zip within a zip within a zip is not opened"]


def test_an_entry_that_unpacks_to_far_more_than_mail_is_not_opened(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb", "w") as bomb,
    ):
        for _ in range(160):
            bomb.write(bytes(1024 * 1024))

    assert faults(tmp_path) == ["the file unpacks to far more than a mailbox: not opened"]


def test_what_was_read_is_told_in_bytes_up_to_the_size_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(mbox(*[mail("One.\n")] * 50))
    (tmp_path / "b.zip").write_bytes(zipped({"x/1.eml": mail(), "y.mbox": mbox(mail(), mail())}))
    (tmp_path / "c.pdf").write_bytes(b"%PDF" + bytes(100_000))
    (tmp_path / "d.tgz").write_bytes(tar({"1.eml": mail()}, mode="gz"))
    told: list[int] = []

    mails = list(read_archive(tmp_path, read=told.append))

    assert len(mails) == 55
    assert sum(told) == size_of(tmp_path) == sum(one.stat().st_size for one in tmp_path.iterdir())


# --------------------------------------------------------------------------- Google Takeout


def labelled(text: str, labels: str) -> bytes:
    return mail(text, extra=f"X-GM-THRID: 1742\nX-Gmail-Labels: {labels}\n")


TAKEOUT = {
    "Takeout/archive_browser.html": b"<html>Subject: your archive</html>",
    "Takeout/Mail/User Settings/Filters.json": json.dumps({"filters": []}).encode(),
    "Takeout/Drive/notes.txt": b"To: remember\nmilk\n",
    "Takeout/Mail/All mail Including Spam and Trash.mbox": mbox(
        labelled("Kept.\n", "Inbox,Important,Opened"),
        labelled("Ours.\n", "Sent,Opened"),
        labelled("Bought.\n", "Spam,Unread"),
        labelled("Thrown.\n", "Trash,Inbox"),
        labelled("Begun.\n", "Drafts"),
        labelled("Hi.\n", "Chat"),
        labelled("Filed.\n", 'Archived,"Clients, 2026",Roles/Spam'),
    ),
}  # fmt: skip


@pytest.mark.parametrize("pack", [zipped, lambda files: tar(files, mode="gz")])
def test_a_takeout_gives_its_mail_and_counts_what_is_left_out(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    (tmp_path / "takeout-20260304T082000Z-001").write_bytes(pack(TAKEOUT))

    assert texts(tmp_path) == ["Kept.", "Ours.", "Filed."]
    assert left_out(tmp_path) == {"spam": 1, "trash": 1, "drafts": 1, "chats": 1}
    assert faults(tmp_path) == []


def test_an_unpacked_takeout_is_read_as_well(tmp_path: Path) -> None:
    for name, content in TAKEOUT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    assert texts(tmp_path) == texts(tmp_path / "Takeout") == ["Kept.", "Ours.", "Filed."]
    assert faults(tmp_path / "Takeout") == faults(tmp_path / "Takeout" / "Mail") == []


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ("Posteingang,Geöffnet", None), ("Gesendet", None), ("Messages envoyés", None),
        ("Papierkorb,Geöffnet", "trash"), ("Entwürfe", "drafts"), ("Corbeille", "trash"), ("Brouillons", "drafts"),
        ("Papelera", "trash"), ("Borradores", "drafts"), ("Bozze", "drafts"), ("Cestino", "trash"),
        ("Lixeira", "trash"), ("Rascunhos", "drafts"), ("Prullenbak", "trash"), ("Concepten", "drafts"),
        ("Kosz", "trash"), ("Wersje robocze", "drafts"), ("Спам", "spam"), ("Корзина", "trash"),
        ("ゴミ箱", "trash"), ("迷惑メール", "spam"), ("下書き", "drafts"), ("垃圾邮件", "spam"), ("草稿", "drafts"),
        ("스팸함", "spam"), ("Skräppost", "spam"), ("Utkast", "drafts"),
    ],
)  # fmt: skip
def test_labels_are_read_in_the_language_of_the_mailbox(
    tmp_path: Path, labels: str, reason: str | None
) -> None:
    written = Header(labels, "utf-8").encode()
    (tmp_path / "box").write_bytes(mbox(labelled("One.\n", written)))

    assert left_out(tmp_path / "box") == ({reason: 1} if reason else {})


def test_labels_folded_over_many_words_are_read_whole(tmp_path: Path) -> None:
    labels = ",".join([f"Kandidaten für Rolle {n}" for n in range(20)] + ["Papierkorb"])
    (tmp_path / "box").write_bytes(mbox(labelled("One.\n", Header(labels, "utf-8", maxlinelen=70).encode())))

    assert left_out(tmp_path / "box") == {"trash": 1}


# --------------------------------------------------------------------------- whole mail folders


def test_spam_trash_and_drafts_below_a_mailbox_are_counted_and_read_when_named(tmp_path: Path) -> None:
    for folder in ("", ".Sent", ".Trash", ".Clients.2026", ".Entw&APw-rfe", ".INBOX.Junk"):
        (tmp_path / "Maildir" / folder / "cur").mkdir(parents=True)
        (tmp_path / "Maildir" / folder / "cur" / "1.a:2,S").write_bytes(mail(f"In {folder}.\n"))

    found = [one for one in read_archive(tmp_path / "Maildir") if isinstance(one, RawMail)]

    assert [one.folder for one in found] == ["Clients/2026", "Sent", "Maildir"]
    assert left_out(tmp_path / "Maildir") == {"trash": 1, "drafts": 1, "spam": 1}
    assert texts(tmp_path / "Maildir/.Trash") == ["In .Trash."]


def test_a_mail_or_an_mbox_that_is_asked_for_by_its_name_is_read(tmp_path: Path) -> None:
    (tmp_path / "draft.eml").write_bytes(mail("A mail.\n"))
    (tmp_path / "Drafts.mbox.gz").write_bytes(gzip.compress(mbox(mail("Asked for.\n"))))

    assert texts(tmp_path) == ["A mail."]
    assert texts(tmp_path / "Drafts.mbox.gz") == ["Asked for."]


def test_a_thunderbird_profile_gives_what_is_still_in_its_folders(tmp_path: Path) -> None:
    kept, gone = (f"X-Mozilla-Status: {flags}\n" for flags in ("0001", "0009"))
    (tmp_path / "Archives.sbd").mkdir()
    for name in ("INBOX", "Sent", "Drafts", "Trash", "Unsent Messages", "Archives.sbd/2025"):
        (tmp_path / name).write_bytes(mbox(mail(f"{name}.\n", extra=kept), mail("Deleted.\n", extra=gone)))
        (tmp_path / f"{name}.msf").write_bytes(b"// <!-- <mdb:mork:z v=1.4/> -->")

    assert texts(tmp_path) == ["INBOX.", "Sent.", "Archives.sbd/2025."]
    assert left_out(tmp_path) == {"deleted": 3, "drafts": 2, "trash": 2, "outbox": 2}
    assert faults(tmp_path) == []


def test_apple_mails_files_are_cut_at_their_length_and_named_by_their_mailbox(tmp_path: Path) -> None:
    folder = tmp_path / "V10" / "Sent Messages.mbox" / "5C0F" / "Data" / "Messages"
    folder.mkdir(parents=True)
    raw = mail("Hello.\n")
    (folder / "12.emlx").write_bytes(b"%-10d\n" % len(raw) + raw + b"<?xml version='1.0'?><plist/>")

    (found,) = read_archive(tmp_path)

    assert isinstance(found, RawMail)
    assert (found.raw, found.folder) == (raw, "Sent Messages")


# --------------------------------------------------------------------------- what is not read


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("archive.pst", b"!BDN" + bytes(500), "readpst"),
        ("backup", b"!BDN" + bytes(500), "readpst"),
        ("mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), ".eml"),
        ("mail.olm", zipped({"Accounts/x/com.microsoft.__Messages/1.xml": b"<x/>"}), ".mbox"),
        ("Inbox.dbx", b"\xcf\xad\x12\xfe" + bytes(500), "undbx"),
    ],
)
def test_outlooks_own_formats_are_named_with_what_to_do_instead(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)

    (reason,) = faults(tmp_path / name)

    assert told in reason
    assert "utlook" in reason
