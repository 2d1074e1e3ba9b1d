"""What a domain's provider publishes for mail programs: Mozilla's autoconfig, over HTTPS alone.

https://wiki.mozilla.org/Thunderbird:Autoconfiguration. The file is small, read within limits, and a document
that declares entities is not read at all.
"""

from __future__ import annotations

import re
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET
from http.client import HTTPException, HTTPMessage
from typing import IO

from ingest.mail_hosts import MailHost, Security

MOST_BYTES = 64 * 1024
SECONDS = 5.0
CENTRAL = "https://autoconfig.thunderbird.net/v1.1/"

_SECURITIES: dict[str, Security] = {"SSL": "tls", "STARTTLS": "starttls"}  # "plain" is never chosen
_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)+"
)


def published(domain: str, address: str, tls: ssl.SSLContext) -> list[MailHost]:
    """What the domain itself publishes; empty where it publishes nothing that can be read."""
    asked = urllib.parse.urlencode({"emailaddress": address})
    for place in (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml?{asked}",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    ):
        if found := read_config(_get(place, tls), domain, told_by=f"{domain} publishes it for mail programs"):
            return found
    return []


def listed(domain: str, tls: ssl.SSLContext) -> list[MailHost]:
    """What Thunderbird's public list says; it is asked for the domain, never for the address."""
    content = _get(CENTRAL + urllib.parse.quote(domain), tls)
    return read_config(content, domain, told_by="Thunderbird's public list of providers names it")


def read_config(content: bytes, domain: str, *, told_by: str) -> list[MailHost]:
    """The IMAP servers of a configuration file, as it prefers them; empty for anything else."""
    if not content or len(content) > MOST_BYTES or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return []
    try:
        root = ET.fromstring(content)  # noqa: S314  no document type gets here, so no entities either
    except (ET.ParseError, ValueError, LookupError):
        return []
    found: list[MailHost] = []
    for server in root.iterfind("./emailProvider/incomingServer[@type='imap']"):
        host = server.findtext("hostname", "").strip().lower().replace("%emaildomain%", domain)
        security = _SECURITIES.get(server.findtext("socketType", "").strip().upper())
        port = server.findtext("port", "").strip()
        if security is None or not _HOST.fullmatch(host) or not re.fullmatch(r"[1-9]\d{0,4}", port):
            continue
        ways = {(way.text or "").strip() for way in server.iterfind("authentication")}
        found.append(
            MailHost(
                host=host,
                port=min(int(port), 65535),
                security=security,
                told_by=told_by,
                username=server.findtext("username", "").strip()[:200],
                sign_in="oauth" if ways == {"OAuth2"} else "password" if ways else "",
            )
        )
    return found


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Redirections within HTTPS, three of them at most."""

    max_redirections = 3

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not newurl.lower().startswith("https://"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _get(place: str, tls: ssl.SSLContext) -> bytes:
    """The file at an address, or nothing."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler(), urllib.request.HTTPSHandler(context=tls), _OnlyHttps()
    )
    until = time.monotonic() + SECONDS
    content = b""
    try:
        with opener.open(place, timeout=SECONDS) as answer:
            # A server that drips is left after the same time as one that says nothing.
            while len(content) <= MOST_BYTES and time.monotonic() < until:
                some = answer.read1(8192)
                if not some:
                    return content
                content += some
    except (urllib.error.URLError, HTTPException, OSError, ValueError):
        return b""
    return b""
