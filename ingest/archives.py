"""Reads mail out of files one by one: mbox, Maildir, `.eml`, folders of them, zips, tars and Takeouts.

What a file is, its content tells, not its name. Order is that of sorted paths, so two runs read alike. A file
that cannot be read becomes `Quarantined` with the reason, what is no mail of the recruiter's (spam, trash,
drafts, chats) `LeftOut`, and the rest goes on.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, cast

from imap_tools.imap_utf7 import utf7_decode

from domain import Quarantined
from errors import NotFound
from ingest import containers, foreign, headers, labels
from ingest.containers import MOST_BYTES, Entry
from ingest.mbox import looks_like_mbox, read_mbox

_MAILDIR_PARTS = ("cur", "new")
_HEAD_BYTES = 4096
_MOST_NESTED = 2  # containers within one another
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
_TAKEOUT = "Takeout"
_APPLE_LENGTH = re.compile(rb"\d{1,10} {0,10}\r?\n")

Read = Callable[[int], None]  # told how many bytes more of the files were read


@dataclass(frozen=True, slots=True)
class RawMail:
    """The bytes of one mail, where they lay (path, number within an mbox), its folder, when it arrived.

    `is_sent`: the archive says that the mailbox's owner sent it; `thread`: what it calls the conversation.
    """

    raw: bytes = field(repr=False)
    where: str
    folder: str
    received_at: datetime | None = None
    is_sent: bool = False
    thread: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A mail that is not taken in: "spam", "trash", "drafts", "chats", "outbox" or "deleted"."""

    where: str
    reason: str


Found = RawMail | Quarantined | LeftOut


def size_of(path: Path) -> int:
    """The bytes of all files that `read_archive` would read."""
    return sum(entry.size or 0 for entry in _on_disk(path, lambda _: None)) if path.exists() else 0


def read_archive(path: Path, *, read: Read = lambda _: None) -> Iterator[Found]:
    """Every mail under `path`, in a stable order; `read` is told of the bytes, `size_of` in all.

    Raises `NotFound` where there is no such file or folder.
    """
    if not path.exists():
        raise NotFound(
            "no such file or folder", where=str(path), mend="Name an mbox, Maildir, .eml, folder or zip."
        )
    name = path.resolve().name
    root = name if path.is_dir() else path.resolve().parent.name
    for entry in _on_disk(path, read):
        yield from _guarded(entry, root=root, depth=0)


def _on_disk(path: Path, read: Read) -> Iterator[Entry]:
    if path.is_file():
        yield replace(_file(path, PurePosixPath(path.name), read), is_named=True)
        return
    for folder, subfolders, names in os.walk(path):
        is_maildir = any(part in subfolders for part in _MAILDIR_PARTS)
        subfolders[:] = sorted(
            one for one in subfolders if one not in _IGNORED_FOLDERS and not (is_maildir and one == "tmp")
        )
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_file():
                yield _file(file, PurePosixPath(file.relative_to(path).as_posix()), read)


def _file(file: Path, parts: PurePosixPath, read: Read) -> Entry:
    size = file.stat().st_size
    return Entry(parts, str(file), size, lambda: cast("IO[bytes]", _Counted(file, size, read)))


class _Counted(io.FileIO):
    """A file that tells how much of it was read: in the end its size, however often it was gone over."""

    def __init__(self, file: Path, size: int, read: Read) -> None:
        self._left, self._read = size, read  # before anything may go wrong: closing tells them
        super().__init__(file, "rb")

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        got = super().readinto(buffer)
        self._tell(got or 0)
        return got

    def close(self) -> None:
        self._tell(self._left)
        super().close()

    def _tell(self, number: int) -> None:
        told = min(number, self._left)
        self._left -= told
        if told:
            self._read(told)


def _guarded(entry: Entry, *, root: str, depth: int) -> Iterator[Found]:
    """The mails of one file; what goes wrong with the file is said in place of what it holds."""
    try:
        with entry.open() as opened, io.BufferedReader(cast("io.RawIOBase", opened), 64 * 1024) as stream:
            head = stream.peek(_HEAD_BYTES)[:_HEAD_BYTES]
            yield from _read(entry, stream, head, root=root, depth=depth)
    except PermissionError:
        yield Quarantined(entry.where, "the file may not be read: permission denied")
    except containers.DAMAGED:
        yield Quarantined(entry.where, f"the {_word(entry)} is damaged")
    except containers.LOCKED:
        yield Quarantined(entry.where, f"the {_word(entry)} is encrypted or packed in an unknown way")
    except OSError as problem:
        yield Quarantined(
            entry.where, f"the file cannot be read: {problem.strerror or type(problem).__name__}"
        )


def _word(entry: Entry) -> str:
    return "zip file" if entry.parts.suffix.lower() == ".zip" else "packed file"


def _read(entry: Entry, stream: IO[bytes], head: bytes, *, root: str, depth: int) -> Iterator[Found]:
    is_beside_mail = _TAKEOUT in PurePosixPath(entry.where).parts  # settings, other services
    if entry.grows:
        yield Quarantined(entry.where, "the file unpacks to far more than a mailbox: not opened")
    elif told := foreign.what_instead(head, entry.parts.name):
        yield Quarantined(entry.where, told)
    elif containers.is_zip(head, entry.where) or containers.is_tar(head) or containers.is_packed(head):
        yield from _unpacked(entry, stream, head, root=root, depth=depth)
    elif looks_like_mbox(head):
        yield from _mbox(entry, stream, head, root)
    elif _is_mail(head) and not is_beside_mail:
        yield from _one_mail(entry, stream, root)
    elif not _is_upkeep(entry.parts.name) and not is_beside_mail:
        reason = (
            "this is no mail: it does not begin with header fields" if head.strip() else "the file is empty"
        )
        yield Quarantined(entry.where, reason)


def _unpacked(entry: Entry, stream: IO[bytes], head: bytes, *, root: str, depth: int) -> Iterator[Found]:
    is_zip = containers.is_zip(head, entry.where)
    if depth >= _MOST_NESTED + containers.is_packed(head):
        yield Quarantined(entry.where, "a zip within a zip within a zip is not opened")
    elif is_zip and entry.is_forward:
        yield Quarantined(
            entry.where, "a zip within a tar or a compressed file is not opened: unpack it first"
        )
    elif not is_zip and not containers.is_tar(head):
        yield from _guarded(containers.unpacked(entry, stream, head), root=root, depth=depth + 1)
    else:
        name = containers.bare_name(entry.parts.name) or root
        with containers.opened(stream, entry.where, is_zip=is_zip) as entries:
            maildirs = {_maildir(one) for one in entries} if isinstance(entries, list) else set()
            for one in entries:
                maildirs.add(_maildir(one))
                is_unfinished = one.parts.parent.name == "tmp" and one.parts.parent.parent in maildirs
                if not is_unfinished and _IGNORED_FOLDERS.isdisjoint(one.parts.parts):
                    yield from _guarded(one, root=name, depth=depth + 1)


def _maildir(entry: Entry) -> PurePosixPath | None:
    folder = entry.parts.parent
    return folder.parent if folder.name in _MAILDIR_PARTS else None


def _mbox(entry: Entry, stream: IO[bytes], head: bytes, root: str) -> Iterator[Found]:
    folder = _mbox_folder(entry.parts, root)
    source: IO[bytes] = stream
    if b"\n" not in head:  # the line ends of old Macs
        source = io.BytesIO(stream.read(MOST_BYTES).replace(b"\r", b"\n"))
    reason = _reason_of_folder(entry.parts.parent)
    if not reason and not entry.is_named:
        reason = labels.by_folder(_without_ending(entry.parts.name))
    for number, mail in enumerate(read_mbox(source), start=1):
        where = f"{entry.where}, message {number}"
        if mail.raw is None:
            yield Quarantined(where, "the message is larger than 150 MB")
            continue
        told = labels.told(mail.raw)
        if why := reason or told.left_out:
            yield LeftOut(where, why)
        else:
            yield RawMail(mail.raw, where, folder, mail.received_at, told.is_sent, told.thread)


def _one_mail(entry: Entry, stream: IO[bytes], root: str) -> Iterator[Found]:
    if reason := _reason_of_folder(entry.parts.parent):
        yield LeftOut(entry.where, reason)
        return
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        yield Quarantined(entry.where, "the message is larger than 150 MB")
    else:
        yield RawMail(_without_apple_length(raw), entry.where, _folder(entry.parts, root))


def _is_mail(head: bytes) -> bool:
    """Whether a file that begins so is one mail; Apple's .emlx begins with its length."""
    return _APPLE_LENGTH.match(head) is not None or (
        headers.starts_with_a_field(head) and head.lstrip()[:1] not in (b"{", b"[")
    )


def _folder(parts: PurePosixPath, root: str) -> str:
    """The folder a single file lies in: the Maildir's name, Apple's `Sent.mbox`, or the directory's."""
    above = [part for part in parts.parts[:-1] if part not in _MAILDIR_PARTS]
    apple = [part for part in above if part.lower().endswith(".mbox")]
    name = (apple or above or [root])[-1]
    return "/".join(_maildir_names(name)) if name.startswith(".") else _without_ending(name)


def _mbox_folder(parts: PurePosixPath, root: str) -> str:
    """An mbox's name: "Sent" of `Sent`, `Sent.mbox`, and of Apple's folder `Sent.mbox/mbox`."""
    name = parts.name
    if name.lower() == "mbox":
        name = parts.parts[-2] if len(parts.parts) > 1 else root
    return _without_ending(name)


def _without_ending(name: str) -> str:
    for ending in (".mbox", ".mbx", ".txt", ".eml", ".sbd"):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


def _maildir_names(name: str) -> list[str]:
    """A Maildir++ folder's name and those above it: ".Clients.2025", in IMAP's own UTF-7."""
    try:
        return [utf7_decode(part.encode("ascii", "replace")) for part in name.split(".") if part]
    except UnicodeDecodeError:
        return [part for part in name.split(".") if part]


def _reason_of_folder(folder: PurePosixPath) -> str:
    """Why a folder below what was asked for is left out: its own name, or that of one above it."""
    names = (
        name
        for part in folder.parts
        for name in (_maildir_names(part) if part.startswith(".") else [_without_ending(part)])
    )
    return next((why for name in names if (why := labels.by_folder(name))), "")


def _is_upkeep(name: str) -> bool:
    """Whether a file that holds no mail is one that mail programs keep beside it: nothing to report."""
    folded = name.casefold()
    return folded in _UPKEEP or folded.startswith(_UPKEEP_STARTS) or folded.endswith(_UPKEEP_ENDS)


def _without_apple_length(raw: bytes) -> bytes:
    length = _APPLE_LENGTH.match(raw)
    return raw[length.end() :][: int(length[0])] if length else raw
