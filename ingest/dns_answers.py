"""What DNS tells about a domain's mail: its IMAP services (RFC 6186) and its mail exchangers.

Without dnspython (the extra `discover`) nothing is asked and nothing is known. A wrong answer costs nothing
but a wrong proposal: whoever is found must prove their name, and a person agrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.mail_hosts import MailHost, Security, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 3.0  # for one question; a home router that does not answer must not stop anybody
MOST = 10

_SERVICES: tuple[tuple[str, Security], ...] = (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls"))


def services(domain: str) -> Iterator[MailHost]:
    """The IMAP services that the domain announces, the preferred first, TLS before STARTTLS."""
    for label, security in _SERVICES:
        records = _ask(f"{label}.{domain}.", "SRV")
        for record in sorted(records, key=lambda one: (one.priority, -one.weight))[:MOST]:
            host = record.target.to_text(omit_final_dot=True).lower()
            if host in ("", ".") or not record.port:
                continue  # the domain says that it has no such service
            yield MailHost(
                host=host,
                port=record.port,
                security=security,
                told_by=f"the domain's DNS names it ({label}, RFC 6186)",
                is_vouched_for=host == domain or host.endswith(f".{domain}") or is_known(host),
            )


def exchangers(domain: str) -> list[str]:
    """The names of the servers that take the domain's mail, the preferred first."""
    records = sorted(_ask(f"{domain}.", "MX"), key=lambda one: one.preference)
    return [record.exchange.to_text(omit_final_dot=True).lower() for record in records[:MOST]]


def _ask(name: str, kind: str) -> list[Any]:
    try:
        import dns.exception
        import dns.resolver
    except ImportError:
        return []
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=SECONDS, search=False))
    except (dns.exception.DNSException, OSError, ValueError):
        return []
