"""The IMAP server of an address: known, announced in DNS, published, listed or guessed, and always proven.

The cheapest and surest is asked first. Whatever names a server, it counts only when it answers as an IMAP
server and its certificate is for that name; a line without TLS is never proposed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from config import Account
from errors import KeepwarmError
from ingest import autoconfig, dns_answers, imap_errors, mail_hosts
from ingest.imap_line import Mailbox, Watch, refuse_open_lines, tls_context
from ingest.mail_hosts import MailHost, Security

SECONDS = 4.0  # for a server to answer when it is tried
SECONDS_IN_ALL = 40.0  # then whoever sits there is asked instead
MOST_TRIED = 12

_GUESSES = ("imap.{}", "mail.{}", "{}")
_PORTS: tuple[tuple[int, Security], ...] = ((993, "tls"), (143, "starttls"))


@dataclass
class Search:
    """What became of the search; `tried` are servers that did not prove themselves, each with why."""

    found: MailHost | None = None
    tried: list[tuple[MailHost, str]] = field(default_factory=list)


def find_server(
    address: str, *, ca_file: str = "", tell: Callable[[str], None] = lambda _: None, central: bool = True
) -> Search:
    """The server where mail of `address` is read. `tell` gets a line for each step that takes a while.

    `ca_file` holds certificate authorities beside the system's. Without `central` only the domain itself is
    asked, not Thunderbird's list.
    """
    domain = _ascii(address.rpartition("@")[2])
    search = Search()
    asked: set[tuple[str, int]] = set()
    until = time.monotonic() + SECONDS_IN_ALL
    for host in _proposed(domain, address, ca_file, tell, central=central):
        if time.monotonic() > until or len(asked) >= MOST_TRIED:
            break
        if (host.host, host.port) in asked:
            continue
        asked.add((host.host, host.port))
        reason = "" if host.host.startswith("127.") else _why_not(host, address, ca_file)
        if not reason:
            search.found = host
            return search
        search.tried.append((host, reason))
    return search


def prove(account: Account) -> None:
    """See that the account's server answers as one and that its certificate is right; no password is sent.

    Raises what `ingest.imap.connect` raises before it signs in.
    """
    refuse_open_lines(account)
    watch = Watch()
    with imap_errors.told_in_our_words(watch, where=account.host), watch.within(SECONDS):
        Mailbox(account, SECONDS, watch).hang_up()


def _why_not(host: MailHost, address: str, ca_file: str) -> str:
    """Why a server cannot be used, in plain words; empty where it proves itself."""
    account = Account(
        address=address, host=host.host, port=host.port, security=host.security, ca_file=ca_file
    )
    try:
        prove(account)
    except KeepwarmError as error:
        return error.what
    return ""


def _proposed(
    domain: str, address: str, ca_file: str, tell: Callable[[str], None], *, central: bool
) -> Iterator[MailHost]:
    if known := mail_hosts.by_domain(domain):
        yield known
        return
    tell(f"Looking for the IMAP server of {domain} ...")
    yield from dns_answers.services(domain)
    if provider := mail_hosts.by_exchanger(dns_answers.exchangers(domain)):
        yield replace(provider, told_by=f"{provider.told_by}, where {domain} gets its mail (MX)")
    tls = tls_context(Account(address=address, ca_file=ca_file))
    yield from autoconfig.published(domain, address, tls)
    if central:
        yield from autoconfig.listed(domain, tls)
    for name in _GUESSES:
        host = name.format(domain)
        for port, security in _PORTS:
            told_by = "nobody names one; it has a usual name, and it answers"
            yield MailHost(host, port, security, told_by=told_by, is_guess=True)


def _ascii(domain: str) -> str:
    """The domain as DNS knows it."""
    try:
        return domain.strip().lower().encode("idna").decode("ascii")
    except UnicodeError:
        return domain.strip().lower()
