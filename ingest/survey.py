"""What a watched folder holds, listed without reading a mail: for holding the store against the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from domain import Look
from errors import FolderNeedsAttention
from ingest import gmail, watching
from ingest.exclusion import Exclusions, is_told
from ingest.imap import Connection, Folder
from ingest.line import Line
from ingest.looks import address_fields, look_at

T = TypeVar("T")


def watched(line: Line) -> watching.Choice:
    """The folders that the account reads, and those it names in vain."""
    account = line.account
    has_labels = line.patiently(lambda connection: gmail.CAPABILITY in connection.abilities)
    return watching.choose(
        account.folders, line.folders(), excluded=account.exclude_folders, has_labels=has_labels
    )


class Survey:
    """A folder as it was when the survey began.

    `every` are all its UIDs, ascending, `inside` those that arrived within the window. Any method may raise
    `FolderNeedsAttention`, where the folder is numbered anew meanwhile.
    """

    def __init__(self, line: Line, folder: Folder, *, start: datetime | None) -> None:
        self._line, self.name = line, folder.name
        status, self.every = line.patiently(lambda one: (line.opened(folder.name)[0], one.uids()))
        self.uidvalidity = status.uidvalidity
        self.uidnext = max([status.uidnext or 1, *(uid + 1 for uid in self.every[-1:])])
        self.inside = self.every if start is None else self._asked(lambda one: one.uids(since=start))

    def looks(self, uids: Sequence[int]) -> list[Look]:
        """What tells these mails apart; those that have left the folder meanwhile are left out."""
        return self._asked(lambda one: look_at(one, uids))

    def unwanted(self, uids: Sequence[int]) -> set[int]:
        """Those of these mails that are not to be read, by their labels."""
        hints = self._asked(lambda one: gmail.hints(one, uids))
        excluded = self._line.account.exclude_folders
        return {uid for uid, one in hints.items() if one.is_left_out(excluded)}

    def of_excluded(self, uids: Sequence[int], rules: Exclusions) -> set[int]:
        """Those of these mails that are of people whose mail is not kept."""
        told = self._asked(lambda one: address_fields(one, uids)) if rules and uids else {}
        return {uid for uid, fields in told.items() if is_told(fields, rules)}

    def _asked(self, ask: Callable[[Connection], T]) -> T:
        def in_folder(connection: Connection) -> T:
            status, _ = self._line.opened(self.name)
            if status.uidvalidity != self.uidvalidity:
                raise FolderNeedsAttention(
                    "was numbered anew while it was looked at.", where=self.name, mend="Run it again."
                )
            return ask(connection)

        return self._line.patiently(in_folder)
