"""Servers and lines that misbehave; once they behave again, the store holds what an honest one would give."""

from __future__ import annotations

import re
import ssl
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from errors import CertificateRefused, KeepwarmError
from faults.stage import End, Stage, compare, empty, end_of, sync
from faults.table import Row
from ingest.imap_line import Patience
from store.database import Database
from tests.imap.mailroom import TEXT, letter, says
from tests.servers import certificates
from tests.servers.offices import ScriptedOffice
from tests.servers.scripted_imap import Box, Fault, ScriptedImap, Session
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

COMMANDS = ("LOGIN", "LIST", "STATUS", "EXAMINE", "NOOP", "UID SEARCH", "UID FETCH")
THROTTLES = (
    "{tag} NO [THROTTLED] too many requests",
    "{tag} NO [OVERQUOTA] bandwidth limit",
    "{tag} NO [LIMIT] slow down",
    "{tag} NO Suggested Backoff Time: 300 milliseconds",
    "{tag} NO Suggested Backoff Time: 290000 milliseconds",
)
STRUCTURES = ("", "((()))", '("text"', '(("x" "y")) "mixed"', "(" * 3000, TEXT)
HARMLESS = {
    *"LOGIN AUTHENTICATE CAPABILITY LIST STATUS EXAMINE NOOP LOGOUT IDLE DONE UNSELECT CLOSE".split(),
    *"ID ENABLE COMPRESS".split(), "UID SEARCH", "UID FETCH",
}  # fmt: skip
PATIENT = Patience(silence_seconds=5, command_seconds=10)
IMPATIENT = Patience(silence_seconds=0.2, command_seconds=0.4, bytes_a_second=1e9)
LINE_ENDS = ("\r\n ", "\r\n\t", "\n ", "\0")
LETTERS, SENT = 12, 4

Arrange = Callable[[ScriptedImap], None]


@dataclass(frozen=True)
class Case:
    """A way to misbehave, in variants. `is_later`: after a first, undisturbed pass; what that read stays."""

    name: str
    variants: Sequence[Arrange]
    patience: Patience = PATIENT
    is_later: bool = False


def on(command: str, fault: Fault) -> Arrange:
    """A fault at a command."""
    return lambda server: server.faults.__setitem__(command, fault)


def greets(greet: Callable[[Session], object]) -> Arrange:
    """Another greeting, or none."""
    return lambda server: setattr(server, "greet", greet)


def renumbers(*numbers: int, first: int) -> Arrange:
    """The index is lost, once for each number, whenever the folder's status is asked for."""
    left = list(numbers)

    def fault(session: Session, _tag: str, _arguments: str) -> bool:
        if left:
            session.server.boxes["INBOX"].renumber(left.pop(0), first=first)
        return False

    return on("EXAMINE", fault)


def cases() -> list[Case]:
    """Every case; faults are made anew, because they remember."""
    uids = range(1, LETTERS + 1)
    return [
        Case("the line is cut at a command", [on(c, only_once(says(hangs_up=True))) for c in COMMANDS]),
        Case(
            "the line is cut inside a mail",
            [on("UID FETCH", on_bodies(only_once(half(n)))) for n in range(1, 2500, 53)],
        ),
        Case(
            "BYE at a command", [on(c, only_once(says("* BYE going down", hangs_up=True))) for c in COMMANDS]
        ),
        Case(
            "throttled, with and without a time",
            [on(c, only_once(says(t))) for c in COMMANDS for t in THROTTLES],
        ),
        Case(
            "half open: no greeting, then silence",
            [greets(lambda _: None), *(on(c, says()) for c in COMMANDS)],
            IMPATIENT,
        ),
        Case("a byte now and then", [greets(drips), on("STATUS", drips), on("UID FETCH", drips)], IMPATIENT),
        Case("a literal of two gigabytes", [on("UID FETCH", on_bodies(boasts_at(uid))) for uid in uids]),
        Case("endless chatter", [on("STATUS", only_once(chatters)), on("UID FETCH", only_once(chatters))]),
        Case(
            "UID behind the body; mails in another order",
            [lambda server: setattr(server, "puts_uid_last", True), on("UID FETCH", backwards)],
        ),
        Case("news of flags within a FETCH", [on("UID FETCH", chatty), on("UID SEARCH", chatty)]),
        Case(
            "mails removed between listing and fetching",
            [on("UID FETCH", on_bodies(only_once(removes(uid, uid + 1)))) for uid in uids],
        ),
        Case("a mail withheld", [on("UID FETCH", on_bodies(withholds(uid))) for uid in uids]),
        Case(
            "a mail at which the line always breaks",
            [on("UID FETCH", on_bodies(breaks_at(uid))) for uid in uids],
        ),
        Case("a structure that cannot be read", [_structured(one) for one in STRUCTURES]),
        Case(
            "UIDVALIDITY up, down, again and again; UIDNEXT down",
            [
                renumbers(9, first=1),
                renumbers(3, first=50),
                renumbers(8, 9, 10, first=20),
                renumbers(7, first=1),
            ],
        ),
        Case("a listing of n:* names an old mail; UIDs given away", [_gives_away(n) for n in (1, 5, 1000)]),
        Case(
            "a folder renamed, closed, emptied, made anew with other mail",
            [
                _moved("Sent", "Sent/2025"),
                _moved("Sent", "Gesendet"),
                _closed,
                _made_anew(7, letters=0),
                _made_anew(8, letters=5),
                _made_anew(6, letters=15),
                _made_anew(7, letters=5),
            ],
            is_later=True,
        ),
        Case("commands put into a Message-ID", [_injects(f"<a{end}A1 DELETE INBOX>") for end in LINE_ENDS]),
    ]


def _moved(box: str, name: str) -> Arrange:
    """A folder gets another name."""

    def arrange(server: ScriptedImap) -> None:
        server.boxes[name] = server.boxes.pop(box)

    return arrange


def _made_anew(uidvalidity: int, *, letters: int) -> Arrange:
    """INBOX is removed and made again, with other letters under the old numbers."""

    def arrange(server: ScriptedImap) -> None:
        server.boxes["INBOX"] = Box(uidvalidity=uidvalidity)
        for number in range(letters):
            server.boxes["INBOX"].add(letter(200 + number), structure=TEXT)

    return arrange


def _closed(server: ScriptedImap) -> None:
    """A folder that is listed and cannot be opened."""
    server.boxes["Sent"].flags += r" \Noselect"


def _structured(structure: str) -> Arrange:
    def arrange(server: ScriptedImap) -> None:
        for mail in server.boxes["INBOX"].mails.values():
            mail.structure = structure

    return arrange


def _gives_away(number: int) -> Arrange:
    def arrange(server: ScriptedImap) -> None:
        server.boxes["INBOX"].uidnext += number

    return arrange


def _injects(message_id: str) -> Arrange:
    def arrange(server: ScriptedImap) -> None:
        server.boxes["INBOX"].add(letter(50, message_id=message_id), structure=TEXT)
        renumbers(9, first=1)(server)

    return arrange


# --------------------------------------------------------------------------- trying them


def run(stage: Stage) -> Iterator[Row]:
    """Every case with its variants, then what went over the wire in all of them."""
    wire = Row("commands sent in all of these that could change anything", remark="none is allowed")
    for case in cases():
        row, sent = run_case(case, stage)
        wire.add(sent)
        yield row
    yield wire
    yield untrusted()


def run_case(case: Case, stage: Stage, *, most_variants: int | None = None) -> tuple[Row, Row]:
    """One case with its variants, and the commands that were sent in it."""
    row, wire = Row(case.name), Row("")
    with stage.fresh() as database:
        for arrange in case.variants[:most_variants]:
            with closing(_server()) as server:
                _try(database, server, case, arrange, row)
                wire.tried += len(server.log)
                wire.crashed += sum(not _is_harmless(line) for line in server.log)
            empty(database)
    return row, wire


def _server() -> ScriptedImap:
    server = ScriptedImap()
    for number in range(LETTERS):
        server.boxes["INBOX"].add(letter(number), structure=TEXT if number % 2 else "")
    for number in range(SENT):
        server.boxes["Sent"].add(letter(100 + number), structure=TEXT)
    return server


def _try(database: Database, server: ScriptedImap, case: Case, arrange: Arrange, row: Row) -> None:
    """Two passes while it misbehaves, two when it does not, against one pass at an honest server."""
    settings = Stage(ScriptedOffice(server), Path()).settings()
    honest, before = server.greet, Counter[str]()
    if case.is_later:
        sync(database, settings, patience=PATIENT)
        before = end_of(database).mails
    arrange(server)
    row.tried += 1
    for turn in range(4):
        if turn == 2:
            server.faults.clear()
            server.greet, server.puts_uid_last = honest, False
        began = time.perf_counter()
        try:
            sync(database, settings, patience=case.patience if turn < 2 else PATIENT)
        except KeepwarmError as error:
            if turn >= 2:
                row.crashed += 1
                row.notes.append(f"{row.case}, variant {row.tried}: {error}"[:200])
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted
            row.crashed += 1
            row.notes.append(f"{row.case}, variant {row.tried}: {type(error).__name__}: {error}"[:200])
        row.slowest = max(row.slowest, time.perf_counter() - began)
    got = end_of(database)
    empty(database)
    sync(database, settings, patience=PATIENT)
    held, wanted = _less_what_is_held(end_of(database), got)
    if case.is_later:  # where mail lay that is gone now, a folder that stopped may still say
        wanted, got = (
            replace(wanted, mails=wanted.mails | before),
            replace(got, places=got.places & wanted.places),
        )
    compare(replace(got, rest=frozenset()), wanted, row, f"{row.case}, variant {row.tried}")
    if held:
        row.remark = f"{held + int(row.remark.partition(' ')[0] or 0)} named in quarantine"


def _less_what_is_held(wanted: End, got: End) -> tuple[int, End]:
    """How many mails lie in quarantine, by name, to be asked for again; and the end without them."""
    held = {told[1] for told in got.rest if told[0] == "quarantine"}
    places = Counter(
        {place: n for place, n in wanted.places.items() if f"{place[1]} uid {place[2]}" not in held}
    )
    mails = Counter({key: n for key, n in wanted.mails.items() if any(place[0] == key for place in places)})
    return len(held), End(mails, places)


def _is_harmless(line: str) -> bool:
    name = next((one for one in HARMLESS if line == one or line.startswith(f"{one} ")), "")
    return bool(name) and not re.search(r"BODY\[|RFC822(?!\.SIZE)", line)


def untrusted() -> Row:
    """TLS that proves nothing: no password may be sent."""
    row = Row("TLS by another CA, for another host, expired; plain and STARTTLS", remark="lost: passwords")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        known, other = certificates.make_ca(folder / "known"), certificates.make_ca(folder / "other")
        for about in ({}, {"names": "DNS:elsewhere.example"}, {"days": -1}):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificates.make_server(folder / "known", **about))
            for settings in ({"tls": context}, {"starttls": context}):
                with closing(ScriptedImap(**settings)) as server:
                    _meet(server, "tls" if "tls" in settings else "starttls", known if about else other, row)
    return row


def _meet(server: ScriptedImap, security: str, trusted: Path, row: Row) -> None:
    row.tried += 1
    began = time.perf_counter()
    stage = Stage(ScriptedOffice(server), Path())
    account = stage.settings(security=security, ca_file=str(trusted))
    database = Database.open("sqlite://")
    try:
        sync(database, account, patience=PATIENT)
        row.crashed += 1
    except CertificateRefused:
        pass
    finally:
        database.close()
    signed_in: Iterator[str] = (line for line in server.log if line.startswith(("LOGIN", "AUTHENTICATE")))
    row.lost += Counter(signed_in).total() + len(server.answers)
    row.slowest = max(row.slowest, time.perf_counter() - began)
