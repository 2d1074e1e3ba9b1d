"""Which folders are read: by special use, by name, all of them, without those left out; Gmail's as one."""

from __future__ import annotations

import pytest

from errors import FolderMissing
from ingest import imap
from ingest.imap_folders import Folder
from ingest.watching import choose, is_excluded
from tests.imap.mailroom import Clerk, letter
from tests.servers.offices import NOW
from tests.servers.scripted_imap import PASSWORD, Box, ScriptedImap

USUAL = (
    Folder("INBOX"),
    Folder("Gesendet", (r"\Sent",)),
    Folder("Entwürfe", (r"\Drafts",)),
    Folder("Spam", (r"\Junk",)),
    Folder("Papierkorb", (r"\Trash",)),
    Folder("Kunden", can_be_opened=False),
    Folder("Kunden/Nord"),
    Folder("Archiv", (r"\Archive",)),
)
GMAIL = (
    Folder("INBOX"),
    Folder("[Gmail]", can_be_opened=False),
    Folder("[Gmail]/All Mail", (r"\All",)),
    Folder("[Gmail]/Sent Mail", (r"\Sent",)),
    Folder("[Gmail]/Starred", (r"\Flagged",)),
    Folder("Candidates"),
)


def names(
    *wanted: str, of: tuple[Folder, ...] = USUAL, without: tuple[str, ...] = (), **more: bool
) -> list[str]:
    return [one.name for one in choose(wanted, of, excluded=without, **more).folders]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["INBOX", r"\Sent"], ["INBOX", "Gesendet"]),
        (["inbox", r"\sent", "Gesendet"], ["INBOX", "Gesendet"]),
        (["*"], ["INBOX", "Gesendet", "Kunden/Nord", "Archiv"]),
        (["*", r"\Junk"], ["INBOX", "Gesendet", "Kunden/Nord", "Archiv", "Spam"]),
    ],
)
def test_folders_are_chosen_each_once(wanted: list[str], found: list[str]) -> None:
    assert names(*wanted) == found


def test_several_sent_folders_are_all_read() -> None:
    assert names(r"\Sent", of=(*USUAL, Folder("Sent Items", (r"\Sent",)))) == ["Gesendet", "Sent Items"]


@pytest.mark.parametrize("pattern", ["Kunden/*", "kunden/nord", "*Nord", "?unden/Nord"])
def test_folders_are_left_out_by_name_and_pattern(pattern: str) -> None:
    assert names("*", without=(pattern, r"\Archive")) == ["INBOX", "Gesendet"]


def test_a_pattern_without_end_is_told_at_once() -> None:
    assert not is_excluded("a" * 300, (), ["*a" * 100 + "b"])


def test_what_nobody_marks_is_told_by_its_name() -> None:
    plain = tuple(Folder(one, delimiter=".") for one in ("INBOX", "INBOX.Sent", "INBOX.Corbeille", "Todos"))
    assert names("*", of=plain) == ["INBOX", "INBOX.Sent", "Todos"]


def test_a_name_with_the_usual_delimiter_is_found_on_any_server() -> None:
    shared = (Folder("INBOX", delimiter="."), Folder("shared.jobs.INBOX", delimiter="."))
    assert names("shared/jobs/INBOX", of=shared) == ["shared.jobs.INBOX"]


def test_a_folder_that_only_holds_folders_names_them() -> None:
    ((name, error),) = choose(["Kunden"], USUAL).missing
    assert name == "Kunden"
    assert isinstance(error, FolderMissing)
    assert "Kunden/Nord" in error.mend


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["INBOX", r"\Sent"], ["[Gmail]/All Mail"]),
        (["INBOX", r"\Sent", "Candidates"], ["[Gmail]/All Mail"]),
        ([r"\All"], ["[Gmail]/All Mail"]),
        (["*"], ["[Gmail]/All Mail"]),
        (["INBOX"], ["INBOX"]),
        (["Candidates", r"\Sent"], ["Candidates", "[Gmail]/Sent Mail"]),
    ],
)
def test_gmail_is_read_once_where_the_whole_mailbox_is_meant(wanted: list[str], found: list[str]) -> None:
    assert names(*wanted, of=GMAIL, has_labels=True) == found
    if r"\All" not in wanted:
        assert "[Gmail]/All Mail" not in names(*wanted, of=GMAIL)


def test_folders_that_others_share_are_found(server: ScriptedImap) -> None:
    """Some servers list shared mailboxes only below their prefix."""
    server.capabilities += " NAMESPACE"
    server.boxes["Shared/jobs"] = Box()
    server.boxes["Shared/jobs"].add(letter(1), at=NOW)
    server.namespaces = '(("" "/")) (("Other Users/" "/")) (("Shared/" "/"))'
    server.hides = "Shared/"
    with imap.connect(server.account(), PASSWORD) as connection:
        assert "Shared/jobs" in [one.name for one in connection.folders()]
    dana = Clerk(server.account(folders=["Shared/jobs"]), PASSWORD)
    assert dana.sync() == 1
