"""What lies in a zip, a tar or a compressed file: its entries in turn, none of them unpacked to disk.

A container says what it is by its first bytes. One within another is opened, a third level is not.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO, cast

MOST_BYTES = 150 * 1024 * 1024  # of one mail
MOST_GROWTH = 100  # times its packed size; honest mail shrinks to a tenth

# What the libraries raise on damaged files.
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError)
LOCKED = (RuntimeError, NotImplementedError)  # encrypted, or packed in a way that Python does not know

_PACKED: dict[bytes, Callable[[IO[bytes]], object]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}
_PACKED_ENDINGS = (".gz", ".bz2", ".xz", ".tgz", ".tbz", ".txz", ".zip", ".tar")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, on disk or in a container: its parts below what was asked for, and how to open it.

    `size` in bytes, None where it is not known before it is read. `grows`: it unpacks to far more than a
    mailbox. `is_forward`: it can be opened once, in its turn, and read forward only. `is_named`: the user
    asked for this very file.
    """

    parts: PurePosixPath
    where: str
    size: int | None
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    grows: bool = False
    is_forward: bool = False
    is_named: bool = False


def is_zip(head: bytes, name: str) -> bool:
    """Whether a file that begins so is a zip; an empty one looks like its own end."""
    return head.startswith(b"PK\x03\x04") or (head.startswith(b"PK\x05\x06") and name.endswith(".zip"))


def is_tar(head: bytes) -> bool:
    """Whether a file that begins so is a tar, as every program of this century writes it."""
    return head[257:262] == b"ustar"


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is compressed with gzip, bzip2 or xz."""
    return head.startswith(tuple(_PACKED))


def bare_name(name: str) -> str:
    """A container's name without its endings: "export" of `export.tar.gz`."""
    while name.lower().endswith(_PACKED_ENDINGS):
        name = name[: name.rindex(".")]
    return name


def unpacked(entry: Entry, stream: IO[bytes], head: bytes) -> Entry:
    """The one file in a compressed file, of which `head` has been seen and `stream` is to be read."""
    unpack = next(make for magic, make in _PACKED.items() if head.startswith(magic))
    parts = entry.parts.with_name(_unpacked_name(entry.parts.name))
    return replace(
        entry, parts=parts, size=None, open=lambda: cast("IO[bytes]", unpack(stream)), is_forward=True
    )


@contextmanager
def opened(stream: IO[bytes], where: str, *, is_zip: bool) -> Iterator[Iterable[Entry]]:
    """The files of a zip in the order of their names, a list; those of a tar as they come, read in turn."""
    if is_zip:
        with zipfile.ZipFile(stream) as archive:
            yield [
                Entry(
                    PurePosixPath(info.filename.replace("\\", "/")),
                    f"{where}/{info.filename}",
                    info.file_size,
                    _in_zip(archive, info),
                    grows=info.file_size > max(MOST_GROWTH * max(info.compress_size, 1), MOST_BYTES),
                )
                for info in sorted(archive.infolist(), key=lambda one: one.filename)
                if not info.is_dir()
            ]
    else:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            yield (
                Entry(
                    PurePosixPath(info.name),
                    f"{where}/{info.name}",
                    info.size,
                    _in_tar(tar, info),
                    is_forward=True,
                )
                for info in tar
                if info.isfile()
            )


def _in_zip(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo
) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: archive.open(info)


def _in_tar(
    archive: tarfile.TarFile, info: tarfile.TarInfo
) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    def extracted() -> IO[bytes]:
        found = archive.extractfile(info)
        if found is None:
            raise tarfile.ReadError
        return found

    return extracted


def _unpacked_name(name: str) -> str:
    path = PurePosixPath(name)
    ending = path.suffix.lower()
    if ending in (".tgz", ".tbz", ".txz"):
        return f"{path.stem}.tar"
    return path.stem if ending in (".gz", ".bz2", ".xz") else name
