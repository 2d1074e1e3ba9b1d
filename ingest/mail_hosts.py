"""Where mail of a domain can be read, and how sure that is; first of all what is known without asking."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.phrases import table

Security = Literal["tls", "starttls"]  # never without


@dataclass(frozen=True, slots=True)
class MailHost:
    """An IMAP server that was found. `told_by` says where, for the person who is to agree.

    `username` holds `%EMAILADDRESS%` or `%EMAILLOCALPART%` where it is made from the address; empty is the
    address. `is_vouched_for`: the domain itself, over a verified line, or a list that is shipped names it;
    what plain DNS alone told must be agreed to.
    """

    host: str
    port: int = 993
    security: Security = "tls"
    told_by: str = ""
    is_vouched_for: bool = True
    is_guess: bool = False
    username: str = ""
    sign_in: str = ""  # password, app_password or oauth; empty where nothing is known
    oauth: str = ""
    hint: str = ""

    def login_of(self, address: str) -> str:
        """The login for an address; empty where it is the address itself."""
        made = self.username.replace("%EMAILADDRESS%", address)
        made = made.replace("%EMAILLOCALPART%", address.partition("@")[0])
        made = made.replace("%EMAILDOMAIN%", address.rpartition("@")[2])
        return "" if made == address or "%" in made else made


def by_domain(domain: str) -> MailHost | None:
    """The provider of an address's domain."""
    for provider, domains, _ in _providers():
        if any(pattern.fullmatch(domain) for pattern in domains):
            return provider
    return None


def by_exchanger(exchangers: Iterable[str]) -> MailHost | None:
    """The provider that takes a domain's mail, by the names of its mail exchangers, the preferred first."""
    for exchanger in exchangers:
        name = exchanger.lower().rstrip(".")
        for provider, _, endings in _providers():
            if any(name == ending or name.endswith("." + ending) for ending in endings):
                return provider
    return None


def is_known(host: str) -> bool:
    """Whether it is a server of a well-known provider."""
    return any(provider.host == host for provider, _, _ in _providers())


@lru_cache(maxsize=1)
def _providers() -> tuple[tuple[MailHost, tuple[re.Pattern[str], ...], tuple[str, ...]], ...]:
    return tuple(
        (
            MailHost(
                host=held["host"],
                port=held.get("port", 993),
                security=held.get("security", "tls"),
                told_by=f"it is the server of {held['name']}",
                sign_in=held["sign_in"],
                oauth=held.get("oauth", ""),
                hint=held["hint"],
            ),
            tuple(_pattern(domain) for domain in held.get("domains", ())),
            tuple(held.get("mx", ())),
        )
        for held in table("mail_hosts")["provider"]
    )


def _pattern(domain: str) -> re.Pattern[str]:
    """A domain; `yahoo.*` is it in every country and `*.x.example` everything below, and nothing else."""
    if domain.endswith(".*"):
        return re.compile(re.escape(domain[:-2]) + r"\.(?:[a-z]{2,3}|(?:co|com)\.[a-z]{2})")
    below = r"(?:[a-z0-9-]+\.)+" if domain.startswith("*.") else ""
    return re.compile(below + re.escape(domain.removeprefix("*.")))
