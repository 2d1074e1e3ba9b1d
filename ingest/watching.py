r"""Which folders of a mailbox are read: those the account names, by name or by special use, each once.

Gmail shows a mail in every label's folder and archives it out of INBOX. There `\All` holds each mail once,
so it is read in place of INBOX and Sent, and the labels say what is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from errors import FolderMissing
from ingest import labels
from ingest.imap import Folder, find

EVERYTHING = "*"  # every folder but those nobody reads
NOT_READ = (r"\Trash", r"\Junk", r"\Drafts")
_VIEWS = (r"\All", r"\Flagged")  # show mail that lies in other folders


@dataclass(frozen=True, slots=True)
class Choice:
    """The folders to read, and what was named and is not there. `has_labels`: mail is told by its labels."""

    folders: tuple[Folder, ...]
    missing: tuple[tuple[str, FolderMissing], ...] = field(default=())
    has_labels: bool = False


def choose(
    wanted: Iterable[str],
    listed: Sequence[Folder],
    *,
    excluded: Collection[str] = (),
    has_labels: bool = False,
) -> Choice:
    """What to read of the folders that the server lists. `has_labels`: it is Gmail, or works like it."""
    found: dict[str, Folder] = {}
    missing: list[tuple[str, FolderMissing]] = []
    for name in wanted:
        if name == EVERYTHING:
            found |= {one.name: one for one in listed if one.can_be_opened and not _is_aside(one)}
            continue
        try:
            found |= {one.name: one for one in find(name, listed)}
        except FolderMissing as error:
            missing.append((name, error))
    kept = tuple(one for one in found.values() if not is_excluded(one.name, one.special_uses, excluded))
    everything = next((one for one in listed if r"\All" in one.special_uses and one.can_be_opened), None)
    if has_labels and everything is not None and (everything in kept or _is_whole_mailbox(kept)):
        return Choice((everything,), tuple(missing), has_labels=True)
    return Choice(kept, tuple(missing))


def is_excluded(name: str, special_uses: Collection[str], excluded: Iterable[str]) -> bool:
    r"""Whether a folder or label is left out, by its name, a pattern such as `Lists/*`, or its use."""
    uses = {use.lower() for use in special_uses}
    for pattern in excluded:
        folded = pattern.casefold()
        if folded in uses if pattern.startswith("\\") else fnmatchcase(name.casefold(), folded):
            return True
    return False


def _is_aside(folder: Folder) -> bool:
    views = () if folder.is_guess else _VIEWS
    is_named = bool(labels.by_folder(folder.own_name))
    return is_named or any(use in folder.special_uses for use in (*NOT_READ, *views))


def _is_whole_mailbox(folders: Sequence[Folder]) -> bool:
    """Whether what came in and what was sent are both wanted."""
    return any(one.name.upper() == "INBOX" for one in folders) and any(
        r"\Sent" in one.special_uses for one in folders
    )
