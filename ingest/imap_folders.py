r"""The folders of a mailbox: their names, what they are for, and which one somebody means.

By special use (`\Sent`) and not by name: names differ by language and program.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from imap_tools.imap_utf7 import utf7_decode

from errors import FolderMissing
from ingest import imap_responses

SPECIAL_USES = (r"\Sent", r"\All", r"\Archive", r"\Drafts", r"\Junk", r"\Trash", r"\Flagged")
_CLOSED = {r"\noselect", r"\nonexistent"}
# Only where a server marks no folder for the use; what is found this way is called a guess.
_WELL_KNOWN = {
    r"\Sent": (
        "sent", "sent items", "sent messages", "sent mail",
        "gesendet", "gesendete elemente", "gesendete objekte",
        "envoyés", "éléments envoyés", "messages envoyés", "enviados", "elementos enviados", "posta inviata",
        "inviati", "verzonden", "verzonden items", "enviadas", "skickat", "sendt", "wysłane",
    ),
    r"\All": ("all mail", "alle nachrichten", "tous les messages", "todos"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on the server. `special_uses` as RFC 6154 writes them; `is_guess`: told by its name only.

    `delimiter` stands between the names of a folder and of one in it; empty where nothing is nested.
    """

    name: str
    special_uses: tuple[str, ...] = ()
    can_be_opened: bool = True
    is_guess: bool = False
    delimiter: str = "/"

    @property
    def own_name(self) -> str:
        """Its name without those of the folders it lies in."""
        return self.name.rpartition(self.delimiter)[2] if self.delimiter else self.name

    def is_called(self, name: str) -> bool:
        """Whether that is its name; INBOX in any letters, `/` for whatever delimiter the server uses."""
        if name.upper() == "INBOX":
            return self.name.upper() == "INBOX"
        return name == self.name or (bool(self.delimiter) and name.replace("/", self.delimiter) == self.name)


def missing(name: str, folders: Sequence[Folder]) -> FolderMissing:
    """There is no such folder; these are there."""
    there = ", ".join(one.name for one in folders if one.can_be_opened)
    what = (
        f"the server marks no folder as {name}."
        if name.startswith("\\")
        else "the server has no such folder."
    )
    return FolderMissing(what, where=name, mend=f"It has: {there or 'none'}. Name one of them in folders.")


def find(name: str, folders: Sequence[Folder]) -> list[Folder]:
    r"""The folders meant by a name or a special use such as `\Sent`. Raises `FolderMissing`."""
    if name.startswith("\\"):
        found = [one for one in folders if name.lower() in (use.lower() for use in one.special_uses)]
    else:
        found = [one for one in folders if one.is_called(name)]
    openable = [one for one in found if one.can_be_opened]
    if found and not openable:
        inside = [one.name for one in folders if one.can_be_opened and one.name.startswith(found[0].name)]
        raise FolderMissing(
            "it holds folders and no mail.",
            where=name,
            mend=f"Name those in it: {', '.join(inside) or 'it has none'}.",
        )
    if not openable:
        raise missing(name, folders)
    return openable


def read_folder(response: list[imap_responses.Fragment]) -> Folder | None:
    """One LIST response; None where it cannot be read."""
    parsed = imap_responses.values(response)
    if not parsed or len(parsed) < 3 or not isinstance(parsed[0], list):
        return None
    name = b"NIL" if parsed[2] is None else parsed[2]
    if not isinstance(name, bytes):
        return None
    flags = {flag.decode("ascii", "replace").lower() for flag in parsed[0] if isinstance(flag, bytes)}
    uses = tuple(use for use in SPECIAL_USES if use.lower() in flags)
    delimiter = parsed[1].decode("ascii", "replace") if isinstance(parsed[1], bytes) else ""
    return Folder(readable(name), uses, can_be_opened=not flags & _CLOSED, delimiter=delimiter)


def readable(name: bytes) -> str:
    """A folder's name; as it stands where it is not in IMAP's UTF-7."""
    try:
        return str(utf7_decode(name))
    except ValueError:
        return name.decode("utf-8", "replace")


def guessed(folder: Folder, *, marked: Collection[str]) -> Folder:
    """The folder with what its name tells it is for; `marked` are the uses that the server itself tells."""
    name = folder.own_name.strip().lower()
    uses = tuple(use for use, names in _WELL_KNOWN.items() if name in names and use not in marked)
    if folder.special_uses or not uses:
        return folder
    return replace(folder, special_uses=uses, is_guess=True)
