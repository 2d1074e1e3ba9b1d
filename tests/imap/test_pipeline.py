"""Commands go out before the answers to earlier ones have come, and every answer finds its mail."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from errors import ServerUnreachable
from ingest import imap, sync
from ingest.imap import Connection
from ingest.imap_mails import MailReader, read_mails
from tests.imap.mailroom import PATIENCE, TEXT, Clerk, letter, letters, says
from tests.servers.scripted_imap import PASSWORD, ScriptedImap, Session

MAILS = 8


@contextmanager
def opened(server: ScriptedImap) -> Iterator[Connection]:
    """A connection with INBOX open, which holds eight letters."""
    for raw in letters(range(MAILS)):
        server.boxes["INBOX"].add(raw, structure=TEXT)
    with imap.connect(server.account(), PASSWORD, patience=PATIENCE) as connection:
        connection.open("INBOX")
        yield connection


def answer(server: ScriptedImap, session: Session, tag: str, arguments: str) -> None:
    """What an honest server says to a FETCH."""
    server._answer(session, tag, "UID FETCH", arguments)


def test_texts_of_the_next_mails_are_asked_for_before_those_of_the_last_ones_come(
    server: ScriptedImap,
) -> None:
    waited: list[bool] = []

    def waits_for_more(session: Session, _tag: str, arguments: str) -> bool:
        if "BODY.PEEK[1]" in arguments and "7:8" in arguments:
            session.line.settimeout(3)
            waited.append(bool(session.line.recv(1, socket.MSG_PEEK)))
        return False

    server.faults["UID FETCH"] = waits_for_more
    with opened(server) as connection:
        harvests = list(read_mails(connection, list(range(MAILS, 0, -1)), together=2))
    assert waited == [True]
    assert [mail.uid for one in harvests for mail in one.mails] == list(range(MAILS, 0, -1))
    assert {mail.raw for one in harvests for mail in one.mails} == set(letters(range(MAILS)))


def test_answers_in_another_order_than_the_commands_are_kept_apart(server: ScriptedImap) -> None:
    held: list[tuple[str, str]] = []

    def answers_the_second_first(session: Session, tag: str, arguments: str) -> bool:
        if len(held) < 2:
            held.append((tag, arguments))
            if len(held) == 2:
                for one in reversed(held):
                    answer(server, session, *one)
            return True
        return False

    server.faults["UID FETCH"] = answers_the_second_first
    with opened(server) as connection:
        (first, second) = read_mails(connection, list(range(1, MAILS + 1)), together=4)
    assert [mail.raw for mail in (*first.mails, *second.mails)] == letters(range(MAILS))


def test_another_command_waits_for_what_is_under_way_and_loses_none_of_it(server: ScriptedImap) -> None:
    with opened(server) as connection:
        reader = MailReader(connection)
        reader.expect([1, 2, 3])
        assert connection.status("Sent").messages == 0
        before = len(server.commands("UID FETCH"))
        assert [mail.raw for mail in reader.read([1, 2, 3]).mails] == letters(range(3))
        assert [one for one in server.commands("UID FETCH")[before:] if "BODYSTRUCTURE" in one] == []


def test_a_refused_command_costs_only_its_own_mails_a_detour(server: ScriptedImap) -> None:
    def refuses(session: Session, tag: str, arguments: str) -> bool:
        if "BODY.PEEK[1]" in arguments and "1:4" in arguments:
            session.send(f"{tag} NO [CANNOT] not these")
            return True
        return False

    server.faults["UID FETCH"] = refuses
    with opened(server) as connection:
        first, second = read_mails(connection, list(range(1, MAILS + 1)), together=4)
    assert [mail.raw for mail in (*first.mails, *second.mails)] == letters(range(MAILS))


def test_where_everything_is_refused_the_reason_is_told(server: ScriptedImap) -> None:
    server.faults["UID FETCH"] = says("{tag} NO [CANNOT] not today")
    with opened(server) as connection:
        (harvest,) = read_mails(connection, [1, 2])
    assert harvest.mails == ()
    assert set(harvest.not_given) == {1, 2}
    assert all("not today" in reason for reason in harvest.not_given.values())


def test_a_server_that_asks_for_time_is_given_it(server: ScriptedImap) -> None:
    server.faults["UID FETCH"] = says("{tag} NO [THROTTLED] Backoff time: 7000 milliseconds")
    with opened(server) as connection, pytest.raises(ServerUnreachable) as busy:
        list(read_mails(connection, [1, 2]))
    assert busy.value.retry_after_seconds == 7


@pytest.mark.parametrize("line", ["* BYE too long", "FETCH99 OK whose?", "nonsense"])
def test_a_line_out_of_step_is_given_up(server: ScriptedImap, line: str) -> None:
    server.faults["UID FETCH"] = says(line)
    with opened(server) as connection, pytest.raises(ServerUnreachable):
        list(read_mails(connection, [1, 2]))


@pytest.mark.parametrize("seed", range(20))
def test_every_mail_asked_for_is_accounted_for_once_whatever_the_server_leaves_out(
    server: ScriptedImap, seed: int
) -> None:
    chance = random.Random(seed)

    def unreliable(session: Session, tag: str, arguments: str) -> bool:
        assert session.box is not None
        _, _, items = arguments.partition(" ")
        there = list(session.box.mails.items())
        chance.shuffle(there)
        for uid, mail in there:
            for _ in range(chance.choice((0, 1, 1, 1, 2))):
                said = server.fetched(uid, uid, mail, items)
                if chance.random() < 0.2:  # in two pieces
                    head, _, rest = said.partition(b" INTERNALDATE")
                    said = (
                        head + b")\r\n" + (b"* 1 FETCH (UID %d INTERNALDATE" % uid) + rest if rest else said
                    )
                session.send(said)
            if chance.random() < 0.3:
                session.send(rf"* {uid} FETCH (UID {uid} FLAGS (\Seen))")
        session.send(f"{tag} {chance.choice(('OK', 'OK', 'OK', 'NO'))} done")
        return True

    with opened(server) as connection:
        server.faults["UID FETCH"] = unreliable
        for uid in (2, 5):
            del server.boxes["INBOX"].mails[uid]
        asked = list(range(1, MAILS + 1))
        harvests = list(read_mails(connection, asked, together=3))
    got = {mail.uid: mail.raw for one in harvests for mail in one.mails}
    gone = [uid for one in harvests for uid in one.gone]
    withheld = [uid for one in harvests for uid in one.not_given]
    assert sorted([*got, *gone, *withheld]) == asked
    assert gone == [2, 5]
    assert all(raw == letter(uid - 1) for uid, raw in got.items())


@pytest.mark.parametrize("structure", [TEXT, ""], ids=["structure", "no structure"])
def test_a_first_sync_asks_for_each_mail_once_and_ahead_of_its_turn(
    server: ScriptedImap, monkeypatch: pytest.MonkeyPatch, structure: str
) -> None:
    monkeypatch.setattr(sync, "BATCH_MAILS", 3)
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 2)
    for raw in letters(range(20)):
        server.boxes["INBOX"].add(raw, structure=structure)
    dana = Clerk(server.account(folders=["INBOX"]), PASSWORD)
    assert dana.sync() == 20
    said = [line for line in server.log if line == "NOOP" or line.startswith("UID FETCH")]
    texts = [line for line in said if "FETCH" in line and "BODYSTRUCTURE" not in line]
    assert [line.split()[2] for line in texts] == ["19:20", "16:18", "13:15", "10:12", "7:9", "4:6", "1:3"]
    # Each batch begins with a NOOP. From the third on its texts have been asked for before it begins.
    begins = [n for n, line in enumerate(said) if line == "NOOP"]
    assert all(said.index(line) < begin for line, begin in zip(texts[2:], begins[2:], strict=False))


def test_nothing_said_of_an_empty_part_is_no_missing_part(server: ScriptedImap) -> None:
    empty = TEXT.replace(" 30 1 ", " 0 0 ")
    server.boxes["INBOX"].add(letter(0).partition(b"\r\n\r\n")[0] + b"\r\n\r\n", structure=empty)

    def nil(session: Session, tag: str, arguments: str) -> bool:
        if "BODY.PEEK[1]" in arguments:
            session.send("* 1 FETCH (UID 1 BODY[1]<0> NIL)")
            session.send(f"{tag} OK done")
            return True
        return False

    server.faults["UID FETCH"] = nil
    dana = Clerk(server.account(folders=["INBOX"]), PASSWORD)
    assert dana.sync() == 1
    assert not [line for line in server.commands("UID FETCH") if "BODY.PEEK[]" in line]


def test_a_command_is_no_longer_than_servers_must_take(server: ScriptedImap) -> None:
    box = server.boxes["INBOX"]
    box.uidnext = 4_000_000_000
    part = TEXT.replace("30", "100000")
    mixed = '(%s "mixed" ("boundary" "b") NIL NIL NIL)'
    for number in range(300):
        box.add(letter(number), structure=TEXT if number % 2 else mixed % (part * (60 + number % 4)))
        box.uidnext += 1
    server.faults["UID FETCH"] = lambda session, tag, arguments: (
        "BODY.PEEK[1" in arguments and says("{tag} OK nothing")(session, tag, arguments)
    )
    with imap.connect(server.account(), PASSWORD, patience=PATIENCE) as connection:
        connection.open("INBOX")
        list(read_mails(connection, connection.uids()))
    assert max(map(len, server.commands("UID FETCH"))) < 7900
    # Four megabytes are read of a mail, 40 of those parts.
    assert not [line for line in server.commands("UID FETCH") if "BODY.PEEK[42]" in line]
