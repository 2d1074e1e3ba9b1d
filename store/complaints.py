"""What a database complains about, said so that a recruiter can mend it; never with a bound value."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

import errors

_SQLITE = {
    sqlite3.SQLITE_BUSY: ("is locked by another program.", "Try again when that program is done."),
    sqlite3.SQLITE_LOCKED: ("is locked by another program.", "Try again when that program is done."),
    sqlite3.SQLITE_READONLY: ("cannot be written to.", "Check who owns the file and its folder."),
    sqlite3.SQLITE_PERM: ("may not be opened by this user.", "Check who owns the file and its folder."),
    sqlite3.SQLITE_AUTH: ("may not be opened by this user.", "Check who owns the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened.", "Check that the folder exists and belongs to you."),
    sqlite3.SQLITE_FULL: ("could not grow: the disk is full.", "Free some space; nothing was lost."),
    sqlite3.SQLITE_IOERR: ("could not be read or written by the disk.", "Check the disk; keep a copy first."),
    sqlite3.SQLITE_CORRUPT: ("is damaged.", "Put a backup in its place, or move it away and sync again."),
    sqlite3.SQLITE_NOTADB: ("is not a database.", "Name another file, or move this one away."),
}

_NOT_WHOLE = (
    "lacks a table or a column.",
    "Put a backup in its place, or move it away and sync again; `keepwarm db check` tells more.",
)

# Classes and codes of SQLSTATE, PostgreSQL's appendix A; the longest prefix wins.
_POSTGRES = {
    "08": ("cannot be reached.", "Check that PostgreSQL runs and that host and port are right."),
    "28": ("refused the login.", "Check user and password."),
    "3D": ("does not exist.", "Create it with createdb, or name another."),
    "42P01": _NOT_WHOLE,
    "42703": _NOT_WHOLE,
    "42501": ("does not let this user do what keepwarm needs.", "Grant the user all rights on the schema."),
    "25006": ("cannot be written to: the server only answers questions.", "Name the primary server."),
    "53": ("has run out of space, memory or connections.", "Free some; nothing was lost."),
    "40": ("gave way to another program at the same rows.", "Try again."),
    "55": ("is locked by another program.", "Try again when that program is done."),
    "57": ("stopped the work.", "Try again; look at the server's log if it happens again."),
    "58": ("could not be read or written by the server's disk.", "Look at the server's log."),
    "XX": ("is damaged.", "Look at the server's log, and put a backup in its place."),
}

DRIVER_MISSING = "PostgreSQL's driver is not installed."
DRIVER_MEND = "Install it: pip install 'keepwarm[postgres]'"


def place(url: URL) -> str:
    """How a database is named to people: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "in memory"
    return url.set(query={}).render_as_string(hide_password=True)


def unusable(error: DBAPIError, url: URL) -> errors.DatabaseUnusable:
    """The complaint in our words.

    Drivers put rows into their texts ("Key (address)=(...) already exists"), so only codes are read.
    Raise it `from None`, or the driver's own text reaches the log as the cause.
    """
    where = place(url)
    if isinstance(error, IntegrityError):
        return errors.DatabaseUnusable(
            f"refused a row against its rules{_rule(error.orig)}.",
            where=where,
            mend="This is a mistake of keepwarm.",
        )
    what, mend = _found(error.orig)
    return errors.DatabaseUnusable(what, where=where, mend=mend)


def is_sqlite_complaint(error: DBAPIError, code: int) -> bool:
    """Whether SQLite gave this primary result code."""
    return isinstance(error.orig, sqlite3.Error) and _sqlite_code(error.orig) == code


def _found(origin: BaseException | None) -> tuple[str, str]:
    if isinstance(origin, sqlite3.Error):
        if str(origin).startswith(("no such table", "no such column")):
            return _NOT_WHOLE  # SQLite has no code of its own for it
        fallback = (f"could not be used ({type(origin).__name__}).", "")
        return _SQLITE.get(_sqlite_code(origin), fallback)
    state = str(getattr(origin, "sqlstate", None) or "")
    if not state:  # the connection was never made, or broke: libpq has no SQLSTATE for it
        text = str(origin)
        for words, prefix in (("does not exist", "3D"), ("authentication failed", "28"), ("password", "28")):
            if words in text:
                return _POSTGRES[prefix]
        return _POSTGRES["08"]
    for prefix in sorted(_POSTGRES, key=len, reverse=True):
        if state.startswith(prefix):
            return _POSTGRES[prefix]
    return f"could not be used (SQLSTATE {state}).", ""


def _sqlite_code(origin: sqlite3.Error) -> int:
    # The low byte is the primary code, the rest says more. Python itself raises without any.
    return int(getattr(origin, "sqlite_errorcode", 0) or 0) & 0xFF


def _rule(origin: BaseException | None) -> str:
    """The name of the constraint; SQLite names columns, PostgreSQL the constraint, neither of them values."""
    if isinstance(origin, sqlite3.Error):
        _, _, columns = str(origin).partition("constraint failed: ")
        return f" ({columns})" if columns else ""
    name = getattr(getattr(origin, "diag", None), "constraint_name", None)
    return f" ({name})" if name else ""
