"""Reads mail out of files: mbox, Maildir, `.eml`, folders of them and zips of those, one mail at a time.

What a file is, its content tells, not its name. Order is that of sorted paths, so two runs read alike. A file
that cannot be read becomes `Quarantined` with the reason, and the rest goes on.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from domain import Quarantined
from errors import NotFound
from ingest import headers
from ingest.mbox import looks_like_mbox, read_mbox

MOST_BYTES = 150 * 1024 * 1024  # one mail
_MAILDIR_PARTS = ("cur", "new")
_HEAD_BYTES = 4096
_IGNORED_FOLDERS = frozenset({"__MACOSX", ".git"})
_UPKEEP = frozenset("maildirfolder maildirsize subscriptions thumbs.db desktop.ini".split())
_UPKEEP_STARTS = (
    "dovecot",
    "courierimap",
    "._",
    ".ds_store",
    ".uidvalidity",
    ".mbsyncstate",
    ".git",
    ".nfs",
)
_UPKEEP_ENDS = (".msf", ".lock", ".cache", ".plist", ".emlxpart")


@dataclass(frozen=True, slots=True)
class RawMail:
    """The bytes of one mail, where they lay (path, number within an mbox), its folder, when it arrived."""

    raw: bytes = field(repr=False)
    where: str
    folder: str
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file, on disk or in a zip: its parts below what was asked for, and how to open it."""

    parts: PurePosixPath
    where: str
    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def read_archive(path: Path) -> Iterator[RawMail | Quarantined]:
    """Every mail under `path`, in a stable order. Raises `NotFound` where there is no such file or folder."""
    if not path.exists():
        raise NotFound(
            "no such file or folder", where=str(path), mend="Name an mbox, Maildir, .eml, folder or zip."
        )
    for entry in _entries(path):
        yield from _guarded(entry, root=_root_name(path), depth=0)


def _root_name(path: Path) -> str:
    name = path.resolve().name
    return name if path.is_dir() else path.resolve().parent.name


def _entries(path: Path) -> Iterator[_Entry]:
    if path.is_file():
        yield _on_disk(path, PurePosixPath(path.name))
        return
    for folder, subfolders, names in os.walk(path):
        is_maildir = any(part in subfolders for part in _MAILDIR_PARTS)
        subfolders[:] = sorted(
            one for one in subfolders if one not in _IGNORED_FOLDERS and not (is_maildir and one == "tmp")
        )
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_file():
                yield _on_disk(file, PurePosixPath(file.relative_to(path).as_posix()))


def _on_disk(file: Path, parts: PurePosixPath) -> _Entry:
    return _Entry(parts, str(file), file.stat().st_size, lambda: file.open("rb"))


def _guarded(entry: _Entry, *, root: str, depth: int) -> Iterator[RawMail | Quarantined]:
    """The mails of one file; what goes wrong with the file is said in place of what it holds."""
    try:
        yield from _read(entry, root=root, depth=depth)
    except PermissionError:
        yield Quarantined(entry.where, "the file may not be read: permission denied")
    except (zipfile.BadZipFile, zlib.error, EOFError):
        yield Quarantined(entry.where, "the zip file is damaged")
    except (RuntimeError, NotImplementedError):
        yield Quarantined(entry.where, "the zip file is encrypted or packed in an unknown way")
    except OSError as problem:
        yield Quarantined(
            entry.where, f"the file cannot be read: {problem.strerror or type(problem).__name__}"
        )


def _read(entry: _Entry, *, root: str, depth: int) -> Iterator[RawMail | Quarantined]:
    with entry.open() as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(b"PK\x03\x04") or (head.startswith(b"PK\x05\x06") and entry.where.endswith(".zip")):
        if depth > 1:
            yield Quarantined(entry.where, "a zip within a zip within a zip is not opened")
            return
        yield from _read_zip(entry, root=root, depth=depth)
    elif not head.strip():
        if _is_upkeep(entry.parts.name):
            return
        yield Quarantined(entry.where, "the file is empty")
    elif looks_like_mbox(head):
        folder = _mbox_folder(entry.parts, root)
        with entry.open() as stream:
            mails = read_mbox(stream)
            if b"\n" not in head and entry.size <= MOST_BYTES:  # the line ends of old Macs
                mails = read_mbox(BytesIO(stream.read().replace(b"\r", b"\n")))
            for number, mail in enumerate(mails, start=1):
                where = f"{entry.where}, message {number}"
                if mail.raw is None:
                    yield Quarantined(where, "the message is larger than 150 MB")
                else:
                    yield RawMail(mail.raw, where, folder, mail.received_at)
    elif headers.starts_with_a_field(head) and head.lstrip()[:1] not in (b"{", b"["):
        if entry.size > MOST_BYTES:
            yield Quarantined(entry.where, "the message is larger than 150 MB")
            return
        with entry.open() as stream:
            yield RawMail(_without_apple_length(stream.read()), entry.where, _folder(entry.parts, root))
    elif head[:12].strip().isdigit() and b"\n" in head[:24]:  # Apple Mail: .emlx begins with the length
        with entry.open() as stream:
            yield RawMail(_without_apple_length(stream.read()), entry.where, _folder(entry.parts, root))
    elif not _is_upkeep(entry.parts.name):
        yield Quarantined(entry.where, "this is no mail: it does not begin with header fields")


def _read_zip(entry: _Entry, *, root: str, depth: int) -> Iterator[RawMail | Quarantined]:
    with entry.open() as stream, zipfile.ZipFile(stream) as archive:
        name = entry.parts.stem or root
        infos = sorted(archive.infolist(), key=lambda one: one.filename)
        paths = [PurePosixPath(info.filename.replace("\\", "/")) for info in infos]
        maildirs = {one.parent.parent for one in paths if one.parent.name in _MAILDIR_PARTS}
        for info, inside in zip(infos, paths, strict=True):
            is_unfinished = inside.parent.name == "tmp" and inside.parent.parent in maildirs
            if info.is_dir() or is_unfinished or any(part in _IGNORED_FOLDERS for part in inside.parts):
                continue
            where = f"{entry.where}/{info.filename}"
            if info.file_size > 100 * max(info.compress_size, 1) and info.file_size > MOST_BYTES:
                yield Quarantined(where, "the file unpacks to far more than a mailbox: not opened")
                continue
            member = _Entry(inside, where, info.file_size, _opener(archive, info))
            yield from _guarded(member, root=name, depth=depth + 1)


def _opener(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo
) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: archive.open(info)


def _folder(parts: PurePosixPath, root: str) -> str:
    """The folder a single file lies in: the Maildir's name, or the directory's."""
    above = [part for part in parts.parts[:-1] if part not in _MAILDIR_PARTS]
    name = above[-1] if above else root
    return name.lstrip(".").replace(".", "/") if name.startswith(".") else name


def _mbox_folder(parts: PurePosixPath, root: str) -> str:
    """An mbox's name: "Sent" of `Sent`, `Sent.mbox`, and of Apple's folder `Sent.mbox/mbox`."""
    name = parts.name
    if name.lower() == "mbox":
        name = parts.parts[-2] if len(parts.parts) > 1 else root
    for ending in (".mbox", ".mbx", ".txt", ".eml"):
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    return name


def _is_upkeep(name: str) -> bool:
    """Whether a file that holds no mail is one that mail programs keep beside it: nothing to report."""
    folded = name.casefold()
    return folded in _UPKEEP or folded.startswith(_UPKEEP_STARTS) or folded.endswith(_UPKEEP_ENDS)


def _without_apple_length(raw: bytes) -> bytes:
    first, _, rest = raw.partition(b"\n")
    return rest[: int(first)] if first.strip().isdigit() and len(first) < 12 else raw
