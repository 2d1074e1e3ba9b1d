"""What goes wrong with an IMAP server, in keepwarm's words: sign in anew, wait, or look at a folder.

imaplib's own messages may quote what came over the line, mail included, so only what a server says in a
status line is passed on, cut short, printable and without the password.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import imap_tools

from errors import CertificateRefused, KeepwarmError, ServerBusy, ServerUnreachable, SignInNeeded
from ingest.imap_line import Watch

SAID_CHARACTERS = 200

# RFC 5530 and what large providers add: not a wrong password, only not now.
_BUSY = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|THROTTLED|OVERQUOTA|SERVERBUG)\]|too many|try again|temporar|backoff"
    r"|bandwidth limit|rate limit|throttl|overload|unavailable|system error|internal error",
    re.IGNORECASE,
)
# Among those: not "something broke", but "you ask too much".
_TOO_MUCH = re.compile(
    r"\[(?:LIMIT|THROTTLED|OVERQUOTA)\]|too many|backoff|bandwidth limit|rate limit|throttl", re.IGNORECASE
)
_WAIT = re.compile(
    r"(?:backoff time:?|retry after:?|try again (?:in|after)|wait)\s{0,5}(\d{1,9})\s{0,3}"
    r"(milliseconds|ms|seconds|secs|sec|s|minutes|mins|min|hours|h)?\b",
    re.IGNORECASE,
)
_UNITS = {"m": 60.0, "s": 1.0, "h": 3600.0, "": 1.0}
_WELL_KNOWN = (
    (
        re.compile(r"authenticated but not connected", re.IGNORECASE),
        "IMAP is switched off for this mailbox: an administrator of Microsoft 365 can switch it on.",
    ),
    (
        re.compile(r"application-specific password|app password", re.IGNORECASE),
        "This account wants an app password: make one in the provider's security settings.",
    ),
    (
        re.compile(r"web browser|web login", re.IGNORECASE),
        "The provider wants a sign-in in the browser first: open the webmail, confirm it, then try again.",
    ),
)
_SIGN_IN = {
    "password": "Check username and password; keepwarm does not try again before the configuration changes.",
    "token": "Sign in again with keepwarm login, as the person whose mailbox it is.",
}
# Where the account's own password no longer opens the mailbox to programs, by the end of the server's name.
_TAKES_NO_OWN_PASSWORD = {
    "gmail.com": "Gmail wants an app password (myaccount.google.com/apppasswords), or oauth.",
    "googlemail.com": "Gmail wants an app password (myaccount.google.com/apppasswords), or oauth.",
    "yahoo.com": "Yahoo wants an app password: Account security, Generate app password.",
    "aol.com": "AOL wants an app password: Account security, Generate app password.",
    "me.com": "iCloud wants an app-specific password (account.apple.com, Sign-In and Security).",
    "icloud.com": "iCloud wants an app-specific password (account.apple.com, Sign-In and Security).",
    "office365.com": 'Microsoft 365 takes no passwords any more: set oauth = "microsoft".',
    "outlook.com": 'Microsoft takes no passwords any more: set oauth = "microsoft".',
}
_ENCODED = re.compile(r"[A-Za-z0-9+/=_.~-]{24,}")


def named_wait_seconds(said: str) -> float | None:
    """The time that a server asks to be left alone; None where it names none."""
    found = _WAIT.search(said)
    if found is None:
        return None
    unit = (found[2] or "").lower()
    factor = 0.001 if unit in ("ms", "milliseconds") else _UNITS[unit[:1]]
    return int(found[1]) * factor


def is_busy(said: str) -> bool:
    """Whether the server refuses for the moment only."""
    return bool(_BUSY.search(said))


def shown(said: object, *, secret: str = "") -> str:
    """A server's words, fit for a log and a screen: whatever may be the secret is masked, encoded or not."""
    if isinstance(said, list | tuple):
        said = b" ".join(one for one in said if isinstance(one, bytes))
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if secret:
        for form in (secret, secret.replace("\\", "\\\\").replace('"', '\\"')):
            text = text.replace(form, "***")
        text = _ENCODED.sub("***", text)
    return "".join(c for c in text if c.isprintable())[:SAID_CHARACTERS].strip()


def busy(said: str, *, where: str) -> ServerUnreachable:
    """The server asks for time."""
    wait = named_wait_seconds(said)
    mend = f"It asks to wait {wait:g} seconds." if wait is not None else "keepwarm tries again later."
    kind = ServerBusy if wait is not None or _TOO_MUCH.search(said) else ServerUnreachable
    return kind(f"the server is busy ({said}).", where=where, mend=mend, retry_after_seconds=wait)


class LoginRefused(SignInNeeded):
    """The server did not take this password or token; another one may do."""


def refused_sign_in(said: object, *, where: str, kind: str, secret: str) -> KeepwarmError:
    """What a refused login means: a wrong password or token, or a server that has no time."""
    told = shown(said, secret=secret)
    if is_busy(told):
        return busy(told, where=where)
    mend = next((advice for known, advice in _WELL_KNOWN if known.search(told)), "")
    if not mend and kind == "password":
        host = where.lower().rstrip(".")
        mend = next((told for end, told in _TAKES_NO_OWN_PASSWORD.items() if _is_at(host, end)), "")
    return LoginRefused(f"the server refused the login ({told}).", where=where, mend=mend or _SIGN_IN[kind])


def _is_at(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


class AnswerTooLarge(ServerUnreachable):
    """The server announced far more than it was asked for; what it was asked for may be the reason."""


@contextmanager
def told_in_our_words(watch: Watch | None, *, where: str) -> Iterator[None]:
    """Turn whatever imaplib, imap-tools and the network raise inside into `ServerUnreachable`."""
    try:
        yield
    except KeepwarmError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(
            f"the server could not prove who it is ({error.verify_message.rstrip('.')});"
            " no password was sent.",
            where=where,
            mend="Check host; where the server has a CA of its own, name its certificate in ca_file.",
        ) from None
    except (imaplib.IMAP4.error, imap_tools.ImapToolsError, OSError, ValueError) as error:
        raise _unreachable(error, watch, where) from None


def _unreachable(error: Exception, watch: Watch | None, where: str) -> ServerUnreachable:
    if watch is not None and watch.too_much:
        return AnswerTooLarge(f"the server sends too much: {watch.too_much}.", where=where)
    if watch is not None and watch.is_expired:
        return ServerUnreachable("the server did not finish its answer in time.", where=where)
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return ServerUnreachable("the server does not answer.", where=where)
    if isinstance(error, ssl.SSLError):
        return ServerUnreachable("no secure line came about (TLS failed); no password was sent.", where=where)
    if isinstance(error, OSError):
        return ServerUnreachable(f"no connection ({error.strerror or type(error).__name__}).", where=where)
    said = str(error)
    may_quote_mail = "unexpected" in said or "unterminated" in said
    if is_busy(said) and not may_quote_mail:
        return busy(shown(said), where=where)
    if "socket error" in said or "EOF" in said:
        return ServerUnreachable("the server hung up.", where=where)
    return ServerUnreachable("the server hung up or gave an answer that cannot be read.", where=where)
