"""What bad servers and bad lines do: nothing is lost, nothing comes twice, nothing waits for ever."""

from __future__ import annotations

import pytest

from errors import (
    ServerUnreachable,
)
from ingest import imap, imap_line, sync
from ingest.imap_line import Patience
from tests.imap.mailroom import Clerk, letter, letters, says
from tests.servers.scripted_imap import PASSWORD, Mail, ScriptedImap
from tests.servers.scripts import (
    backwards,
    boasts_at,
    breaks_at,
    chatters,
    chatty,
    drips,
    half,
    on_bodies,
    only_once,
    removes,
    withholds,
)  # fmt: skip

IMPATIENT = Patience(silence_seconds=1, command_seconds=1, bytes_a_second=1e9)


# --------------------------------------------------------------------------- answers out of the ordinary


def test_a_uid_that_comes_after_the_body_stays_with_its_mail(server: ScriptedImap, dana: Clerk) -> None:
    server.puts_uid_last = True
    dana.sync()
    assert [dana.places["INBOX", uid] for uid in range(1, 7)] == letters(range(6))


def test_mails_that_come_in_another_order_stay_with_their_uids(server: ScriptedImap, dana: Clerk) -> None:
    server.faults["UID FETCH"] = backwards
    dana.sync()
    assert [dana.places["INBOX", uid] for uid in range(1, 7)] == letters(range(6))


def test_news_of_another_clients_flags_is_no_mail(server: ScriptedImap, dana: Clerk) -> None:
    server.faults["UID FETCH"] = chatty
    assert dana.sync() == 6
    assert dana.texts() == sorted(letters(range(6)))


def test_a_chunk_removed_between_listing_and_fetching_hides_no_other_mail(
    server: ScriptedImap, dana: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 2)
    monkeypatch.setattr(sync, "BATCH_MAILS", 2)

    server.faults["UID FETCH"] = on_bodies(only_once(removes(3, 4)))
    dana.sync()
    assert dana.texts() == sorted(letters([0, 1, 4, 5]))
    assert sorted(dana.gone) == [3, 4]


def test_a_listing_by_star_that_names_an_old_mail_brings_nothing_twice(
    server: ScriptedImap, dana: Clerk
) -> None:
    dana.sync()
    server.boxes["INBOX"].uidnext += 5  # numbers given away, to mails that are gone again
    assert dana.sync() == 0
    before = len(server.log)
    dana.sync()
    assert not [line for line in server.log[before:] if line.startswith("EXAMINE")]


def test_a_mail_withheld_is_listed_as_unreadable_and_asked_for_again(
    server: ScriptedImap, dana: Clerk
) -> None:
    server.faults["UID FETCH"] = on_bodies(withholds(3))
    dana.sync()
    assert [one.where for one in dana.unreadable] == ["INBOX uid 3"]
    assert dana.states["INBOX"].holes == (3,)
    dana.sync()
    assert len(dana.unreadable) == 1
    server.faults.clear()
    assert dana.sync() == 1
    assert dana.texts() == sorted(letters(range(6)))


# --------------------------------------------------------------------------- lines that break


def test_a_bye_in_the_middle_is_survived_without_doubles(server: ScriptedImap, dana: Clerk) -> None:
    server.faults["UID FETCH"] = on_bodies(only_once(says("* BYE going down", hangs_up=True)))
    assert dana.sync() == 6
    assert dana.texts() == sorted(letters(range(6)))


@pytest.mark.parametrize("command", ["LOGIN", "LIST", "STATUS", "EXAMINE", "NOOP", "UID SEARCH", "UID FETCH"])
def test_a_line_cut_at_any_command_is_opened_anew(server: ScriptedImap, dana: Clerk, command: str) -> None:
    server.faults[command] = only_once(says(hangs_up=True))
    assert dana.sync() == 6
    assert dana.texts() == sorted(letters(range(6)))


@pytest.mark.parametrize("cut_at", [1, 40, 200, 400, 900])
def test_a_line_cut_inside_a_mail_gives_no_half_mail(server: ScriptedImap, dana: Clerk, cut_at: int) -> None:
    server.faults["UID FETCH"] = on_bodies(only_once(half(cut_at)))
    assert dana.sync() == 6
    assert dana.texts() == sorted(letters(range(6)))


def test_one_mail_that_always_breaks_the_line_does_not_stop_the_others(
    server: ScriptedImap, dana: Clerk
) -> None:
    server.faults["UID FETCH"] = on_bodies(breaks_at(4))
    assert dana.sync() == 5
    assert dana.states["INBOX"].holes == (4,)
    assert [one.where for one in dana.unreadable] == ["INBOX uid 4"]


def test_a_literal_of_two_gigabytes_is_refused_before_memory_is_taken_and_the_rest_is_read(
    server: ScriptedImap, dana: Clerk
) -> None:
    server.faults["UID FETCH"] = on_bodies(boasts_at(5))
    assert dana.sync() == 5
    assert [one.where for one in dana.unreadable] == ["INBOX uid 5"]
    assert dana.sync() == 0


def test_endless_chatter_is_not_swallowed(
    server: ScriptedImap, dana: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_line, "ANSWER_BYTES", 100_000)
    monkeypatch.setattr(imap, "ANSWER_BYTES", 100_000)

    server.faults["STATUS"] = chatters
    with pytest.raises(ServerUnreachable, match="too much"):
        dana.sync()


@pytest.mark.parametrize("where", ["greeting", "STATUS"])
def test_a_server_that_drips_is_cut_off(server: ScriptedImap, where: str) -> None:
    if where == "greeting":
        server.greet = drips
    else:
        server.faults[where] = drips
    with pytest.raises(ServerUnreachable, match="in time"):  # noqa: SIM117
        with imap.connect(server.account(), PASSWORD, patience=IMPATIENT) as connection:
            connection.status("INBOX")


def test_a_server_that_falls_silent_is_given_up(server: ScriptedImap) -> None:
    server.faults["STATUS"] = says()
    patience = Patience(silence_seconds=0.3, command_seconds=30)
    with (
        imap.connect(server.account(), PASSWORD, patience=patience) as connection,
        pytest.raises(ServerUnreachable, match="does not answer"),
    ):
        connection.status("INBOX")


# --------------------------------------------------------------------------- large mail


PARTS = (
    '(("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 20 1 NIL NIL NIL NIL)'
    '("application" "pdf" ("name" "cv.pdf") NIL NIL "base64" 900000 NIL ("attachment" ("filename" "cv.pdf"))'
    ' NIL NIL) "mixed" ("boundary" "=b=") NIL NIL NIL)'
)


def large(server: ScriptedImap, structure: str) -> Mail:
    head = letter(1).partition(b"Content-Type")[0] + b'Content-Type: multipart/mixed; boundary="=b="\r\n\r\n'
    text = b"--=b=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMy CV is attached.\r\n"
    file = (
        b"--=b=\r\nContent-Type: application/pdf; name=cv.pdf\r\n\r\n"
        + b"QUJD" * 225_000
        + b"\r\n--=b=--\r\n"
    )
    uid = server.boxes["INBOX"].add(head + text + file, structure=structure)
    return server.boxes["INBOX"].mails[uid]


def test_an_attachment_stays_on_the_server(server: ScriptedImap) -> None:
    large(server, PARTS)
    dana = Clerk(server.account(folders=["INBOX"]), PASSWORD)
    dana.sync()
    ((_, raw),) = dana.kept
    assert b"My CV is attached." in raw
    assert b"cv.pdf" in raw
    assert len(raw) < 70_000
    assert not [line for line in server.commands("UID FETCH") if "BODY.PEEK[]" in line and "<0." not in line]


@pytest.mark.parametrize("structure", ["", "((()))", '("text"', '(("x" "y")) "mixed"', "(" * 3000])
def test_where_the_structure_is_of_no_use_the_beginning_is_read(server: ScriptedImap, structure: str) -> None:
    large(server, structure)
    dana = Clerk(server.account(folders=["INBOX"]), PASSWORD)
    dana.sync()
    ((_, raw),) = dana.kept
    assert b"My CV is attached." in raw
    assert len(raw) <= 64 * 1024
