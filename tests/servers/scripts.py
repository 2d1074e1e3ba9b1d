"""What bad servers do, as faults for the scripted one: when they strike, and what comes then."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.servers.scripted_imap import Fault, Mail, Session


def only_once(fault: Fault) -> Fault:
    """A fault that happens the first time only."""
    turns: list[bool] = []

    def wrapped(session: Session, tag: str, arguments: str) -> bool:
        if turns:
            return False
        turns.append(True)
        return fault(session, tag, arguments)

    return wrapped


def on_bodies(fault: Fault) -> Fault:
    """A fault that strikes only where mails are fetched."""
    return lambda session, tag, arguments: "BODY.PEEK[" in arguments and fault(session, tag, arguments)


def backwards(session: Session, tag: str, arguments: str) -> bool:
    """Every mail of the folder, the last one first, whichever were asked for."""
    for answer in reversed(list(_answers(session, arguments))):
        session.send(answer)
    session.send(f"{tag} OK done")
    return True


def chatty(session: Session, _tag: str, _arguments: str) -> bool:
    """News of another client's flags before the answer."""
    session.send(r"* 3 FETCH (FLAGS (\Seen))")
    session.send(r"* 4 FETCH (UID 4 FLAGS (\Answered \Seen))")
    session.send("* 7 EXISTS")
    return False


def removes(*uids: int) -> Fault:
    """Another client removes mails just before they are fetched."""

    def fault(session: Session, _tag: str, _arguments: str) -> bool:
        for uid in uids:
            if session.box is not None:
                session.box.mails.pop(uid, None)
        return False

    return fault


def withholds(uid: int) -> Fault:
    """One mail is never handed over, and not a word is said of it."""

    def fault(session: Session, tag: str, arguments: str) -> bool:
        for number, mail in _mails(session):
            if number != uid:
                session.send(_answer(session, number, mail, arguments))
        session.send(f"{tag} OK done")
        return True

    return fault


def half(cut_at: int) -> Fault:
    """The line is cut after so many bytes of the answer."""

    def fault(session: Session, _tag: str, arguments: str) -> bool:
        session.send(b"".join(_answers(session, arguments))[:cut_at])
        session.hang_up()
        return True

    return fault


def breaks_at(uid: int) -> Fault:
    """The line is cut whenever one mail is asked for."""

    def fault(session: Session, _tag: str, arguments: str) -> bool:
        if not holds(arguments, uid):
            return False
        session.hang_up()
        return True

    return fault


def boasts_at(uid: int) -> Fault:
    """At one mail the server announces two gigabytes, and sends a thousand bytes."""

    def fault(session: Session, tag: str, arguments: str) -> bool:
        for number, mail in _mails(session):
            if not holds(arguments, number):
                continue
            if number == uid:
                session.send(f"* {uid} FETCH (UID {uid} BODY[] {{2147483648}}")
                session.send(b"x" * 1000)
                return True
            session.send(_answer(session, number, mail, arguments))
        session.send(f"{tag} OK done")
        return True

    return fault


def chatters(session: Session, _tag: str, _arguments: str) -> bool:
    """A great deal of nothing."""
    for _ in range(10_000):
        session.send("* OK still working on it, please hold the line")
    return False


def drips(session: Session, _tag: str = "", _arguments: str = "") -> bool:
    """A byte now and then, for ten seconds."""
    for _ in range(200):
        session.send(b"*")
        time.sleep(0.05)
    return True


def holds(arguments: str, uid: int) -> bool:
    """Whether a FETCH asks for this UID."""
    runs = (run.partition(":") for run in arguments.partition(" ")[0].split(","))
    return any(int(first) <= uid <= int(last or first) for first, _, last in runs)


def _mails(session: Session) -> Iterator[tuple[int, Mail]]:
    assert session.box is not None
    yield from sorted(session.box.mails.items())


def _answers(session: Session, arguments: str) -> Iterator[bytes]:
    for uid, mail in _mails(session):
        yield _answer(session, uid, mail, arguments)


def _answer(session: Session, uid: int, mail: Mail, arguments: str) -> bytes:
    return session.server.fetched(uid, uid, mail, arguments.partition(" ")[2])
