"""Signing in over a line that is open: a password, or an access token (XOAUTH2, OAUTHBEARER)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Literal, Protocol

import imap_tools

from config import Account
from errors import ServerUnreachable, SignInNeeded
from ingest import imap_errors
from ingest.imap_line import Mailbox

Kind = Literal["password", "token"]


class Credentials(Protocol):
    """What lets us in. `kind` says how it is presented: a password, or an access token of OAuth."""

    @property
    def kind(self) -> Kind:
        """How it is presented."""

    def secret(self) -> str:
        """The password, or an access token that holds now. May raise `SignInNeeded`."""

    def renew(self, refused: str) -> str | None:
        """Another one after the server refused this one; None where there is no other."""


class Password:
    """A password known beforehand."""

    kind: Kind = "password"

    def __init__(self, password: str) -> None:
        self._password = password

    def secret(self) -> str:
        """The password."""
        return self._password

    def renew(self, refused: str) -> str | None:
        """There is no other."""
        return None


def sign_in(mailbox: Mailbox, account: Account, kind: Kind, secret: str) -> None:
    """Sign in once. Raises `SignInNeeded` where the server refuses, `ServerUnreachable` where it is busy."""
    where, username = account.host, account.username or account.address
    if mailbox.client.state != "NONAUTH":
        raise ServerUnreachable("the server takes us for signed in already.", where=where)
    said: object
    try:
        if kind == "token":
            _with_token(mailbox, username, secret, account)
        else:
            _with_password(mailbox, username, secret, where)
        return
    except imap_tools.MailboxLoginError as error:
        said = error.command_result[1]
    except mailbox.client.abort:
        raise
    except mailbox.client.error as error:  # AUTHENTICATE refused, or LOGIN not understood
        said = error
    raise imap_errors.refused_sign_in(said, where=where, kind=kind, secret=secret)


def _with_password(mailbox: Mailbox, username: str, password: str, where: str) -> None:
    offered = mailbox.client.capabilities
    is_plain = all(" " <= c <= "~" for c in username + password)
    if is_plain and "LOGINDISABLED" not in offered:
        mailbox.login(username, password, initial_folder=None)
    elif "AUTH=PLAIN" in offered or "LOGINDISABLED" not in offered:
        mailbox.login_utf8(username, password, initial_folder=None)
    else:
        raise SignInNeeded(
            "the server takes no password.", where=where, mend="Where it offers OAuth, set oauth."
        )


def _with_token(mailbox: Mailbox, username: str, token: str, account: Account) -> None:
    """One AUTHENTICATE with a bearer token: OAUTHBEARER (RFC 7628) where it is offered, else XOAUTH2."""
    if not _is_fit(username) or not _is_fit(token):
        raise SignInNeeded("the access token or the username is none.", where=account.host)
    offered = mailbox.client.capabilities
    if "AUTH=OAUTHBEARER" in offered:
        name = username.replace("=", "=3D").replace(",", "=2C")
        place = f"host={account.host}\x01port={account.port}"
        first, last = f"n,a={name},\x01{place}\x01auth=Bearer {token}\x01\x01", "\x01"
        mechanism = "OAUTHBEARER"
    elif "AUTH=XOAUTH2" in offered:
        first, last = f"user={username}\x01auth=Bearer {token}\x01\x01", ""
        mechanism = "XOAUTH2"
    else:
        raise SignInNeeded(
            "the server takes no OAuth tokens.",
            where=account.host,
            mend="Use a password, for example: password_command.",
        )
    _authenticate(mailbox, mechanism, first, last)


def _is_fit(word: str) -> bool:
    # A control character would end the field it stands in and begin another.
    return bool(word) and all(c >= " " and c != "\x7f" for c in word)


def _authenticate(mailbox: Mailbox, mechanism: str, first: str, last: str) -> None:
    """`first` opens the conversation, `last` answers the server's reason, after which it says its real NO."""
    client = mailbox.client
    if "SASL-IR" in client.capabilities:  # RFC 4959: one journey less
        answers = _Answers([last])
        opening = [base64.b64encode(first.encode()).decode()]
    else:
        answers = _Answers([first, last])
        opening = []
    client.literal = answers.next  # type: ignore[assignment]  # as imaplib's own authenticate() does, which
    # knows no initial response
    answer, said = client._simple_command("AUTHENTICATE", mechanism, *opening)
    client.literal = None
    if answer != "OK":
        raise imap_tools.MailboxLoginError((answer, said), "OK")
    client.state = "AUTH"


class _Answers:
    """What is answered to the server's challenges, one after another; then the conversation is broken off."""

    def __init__(self, answers: list[str]) -> None:
        self._answers: Iterator[str] = iter(answers)

    def next(self, _challenge: bytes) -> bytes:
        """The next answer, as it goes on the wire."""
        answer = next(self._answers, None)
        return b"*" if answer is None else base64.b64encode(answer.encode())
