"""The server of an address is found, in the best way there is, and believed only with its certificate."""

# ruff: noqa: E501  pages are shown as they are published
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.autoconfig import MOST_BYTES, read_config
from ingest.discovery import Search, find_server
from ingest.mail_hosts import MailHost, by_domain, by_exchanger
from ingest.phrases import table
from tests.servers import small_internet
from tests.servers.small_internet import SmallInternet

CONFIG = """<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="acme.example"><domain>acme.example</domain>
<incomingServer type="pop3"><hostname>pop.acme.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>old.acme.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType>
<username>{username}</username><authentication>password-cleartext</authentication></incomingServer>
</emailProvider></clientConfig>"""
AUTOCONFIG = "autoconfig.acme.example/mail/config-v1.1.xml"
WELL_KNOWN = "acme.example/.well-known/autoconfig/mail/config-v1.1.xml"
LISTED = "list.provider.example/v1.1/acme.example"


def config(
    host: str = "mx7.acme.example", *, port: int = 993, socket: str = "SSL", username: str = "%EMAILADDRESS%"
) -> bytes:
    return CONFIG.format(host=host, port=port, socket=socket, username=username).encode()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture
def internet(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallInternet]:
    monkeypatch.setattr("ingest.autoconfig.CENTRAL", "https://list.provider.example/v1.1/")
    with small_internet.running(certificates, monkeypatch) as found:
        yield found


def search(internet: SmallInternet, address: str = "dana@acme.example") -> Search:
    return find_server(address, ca_file=str(internet.ca))


def found(internet: SmallInternet, address: str = "dana@acme.example") -> MailHost:
    host = search(internet, address).found
    assert host is not None
    return host


# --------------------------------------------------------------------------- what is known


def test_every_provider_is_whole_and_says_where_it_was_learnt() -> None:
    for provider in table("mail_hosts")["provider"]:
        assert provider["sign_in"] in ("password", "app_password", "oauth")
        assert provider["hint"].endswith(".")
        assert provider["source"].startswith("https://")
        assert provider.get("domains") or provider.get("mx")
        assert provider.get("security", "tls") in ("tls", "starttls")


@pytest.mark.parametrize(
    ("domain", "host"),
    [
        ("gmail.com", "imap.gmail.com"),
        ("hotmail.co.uk", "outlook.office365.com"),
        ("acme.onmicrosoft.com", "outlook.office365.com"),
        ("yahoo.com.br", "imap.mail.yahoo.com"),
        ("icloud.com", "imap.mail.me.com"),
        ("fastmail.fm", "imap.fastmail.com"),
        ("gmx.de", "imap.gmx.net"),
        ("gmx.com", "imap.gmx.com"),
        ("web.de", "imap.web.de"),
        ("zohomail.eu", "imappro.zoho.eu"),
        ("aol.com", "imap.aol.com"),
        ("proton.me", "127.0.0.1"),
        ("live.acme.com", None),
        ("notgmail.com", None),
        ("gmail.com.acme.example", None),
    ],
)
def test_well_known_domains_need_no_question(domain: str, host: str | None) -> None:
    known = by_domain(domain)

    assert (known.host if known else None) == host


@pytest.mark.parametrize(
    ("exchanger", "host"),
    [
        ("acme-example.mail.protection.outlook.com", "outlook.office365.com"),
        ("aspmx.l.google.com", "imap.gmail.com"),
        ("SMTP.GOOGLE.COM.", "imap.gmail.com"),
        ("in1-smtp.messagingengine.com", "imap.fastmail.com"),
        ("mx.zoho.eu", "imappro.zoho.eu"),
        ("notgoogle.com", None),
        ("mx.acme.example", None),
    ],
)
def test_a_company_domain_is_known_by_who_takes_its_mail(exchanger: str, host: str | None) -> None:
    known = by_exchanger([exchanger])

    assert (known.host if known else None) == host


# --------------------------------------------------------------------------- what is asked


def test_the_service_that_dns_announces_is_found(internet: SmallInternet) -> None:
    internet.record(
        "_imaps._tcp.acme.example", "SRV",
        "20 1 993 spare.acme.example.", "10 1 9993 post.acme.example.",
    )  # fmt: skip
    internet.imap("post.acme.example", 9993)

    host = found(internet)

    assert (host.host, host.port, host.security) == ("post.acme.example", 9993, "tls")
    assert "RFC 6186" in host.told_by
    assert host.is_vouched_for


def test_starttls_is_taken_where_dns_announces_only_that(internet: SmallInternet) -> None:
    internet.record("_imaps._tcp.acme.example", "SRV", "0 0 0 .")  # there is no such service
    internet.record("_imap._tcp.acme.example", "SRV", "0 1 143 post.acme.example.")
    internet.imap("post.acme.example", 143, starttls=True)

    host = found(internet)

    assert (host.host, host.port, host.security) == ("post.acme.example", 143, "starttls")


def test_a_server_elsewhere_that_only_dns_names_must_be_agreed_to(internet: SmallInternet) -> None:
    internet.record("_imaps._tcp.acme.example", "SRV", "0 1 993 imap.provider.example.")
    internet.imap("imap.provider.example")

    assert not found(internet).is_vouched_for


def test_a_well_known_server_that_dns_names_is_vouched_for(internet: SmallInternet) -> None:
    internet.record("_imaps._tcp.acme.example", "SRV", "0 1 993 imap.fastmail.com.")

    ((host, _), *_) = search(internet).tried

    assert host.is_vouched_for


def test_mail_that_goes_to_a_provider_is_read_there(internet: SmallInternet) -> None:
    internet.record("acme.example", "MX", "0 acme-example.mail.protection.outlook.com.")

    ((host, _), *_) = search(internet).tried

    assert (host.host, host.oauth) == ("outlook.office365.com", "microsoft")
    assert "MX" in host.told_by


@pytest.mark.parametrize("place", [AUTOCONFIG, WELL_KNOWN, LISTED])
def test_what_is_published_for_mail_programs_is_found(internet: SmallInternet, place: str) -> None:
    internet.publish(place, config(username="%EMAILLOCALPART%"))
    internet.imap("mx7.acme.example")

    host = found(internet)

    assert (host.host, host.port, host.security) == ("mx7.acme.example", 993, "tls")
    assert host.login_of("dana@acme.example") == "dana"
    assert host.is_vouched_for


def test_only_the_domain_itself_is_told_the_address(internet: SmallInternet) -> None:
    internet.publish(AUTOCONFIG, b"")
    internet.publish(LISTED, b"")

    search(internet)

    told = [one for one in internet.asked if "dana" in one]
    assert told == [f"GET {AUTOCONFIG}?emailaddress=dana%40acme.example"]


def test_a_usual_name_is_tried_at_last(internet: SmallInternet) -> None:
    internet.imap("mail.acme.example")

    host = found(internet)

    assert (host.host, host.is_guess) == ("mail.acme.example", True)


# --------------------------------------------------------------------------- what is not believed


def test_a_server_whose_certificate_is_for_another_name_is_not_taken(internet: SmallInternet) -> None:
    internet.record("_imaps._tcp.acme.example", "SRV", "0 1 993 imap.elsewhere.example.")
    internet.imap("imap.elsewhere.example")

    result = search(internet)

    assert result.found is None
    assert result.tried[0][0].host == "imap.elsewhere.example"
    assert "certificate" in result.tried[0][1]


def test_a_server_nobody_vouches_for_is_not_taken(internet: SmallInternet) -> None:
    internet.imap("imap.acme.example")

    assert find_server("dana@acme.example").found is None  # without our CA


def test_a_page_without_a_right_certificate_is_not_read(internet: SmallInternet) -> None:
    internet.record("_imaps._tcp.elsewhere.example", "SRV", "0 0 0 .")
    internet.publish("autoconfig.elsewhere.example/mail/config-v1.1.xml", config("mx7.acme.example"))
    internet.imap("mx7.acme.example")

    assert search(internet, "dana@elsewhere.example").found is None


def test_a_page_that_sends_on_to_an_open_line_is_left(internet: SmallInternet) -> None:
    def sends_on(handler: Any) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://acme.example/config.xml")
        handler.end_headers()

    internet.publish(AUTOCONFIG, sends_on)

    assert search(internet).found is None
    assert not any("config.xml" in one.partition("?")[0] and "v1.1" not in one for one in internet.asked)


def test_a_page_without_an_end_is_left(internet: SmallInternet) -> None:
    def goes_on(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" " * 8192)

    internet.publish(AUTOCONFIG, goes_on)
    internet.publish(WELL_KNOWN, config())
    internet.imap("mx7.acme.example")

    assert found(internet).host == "mx7.acme.example"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found</html>",
        b"<clientConfig",
        b"\xff\xfe\x00",
        BOMB + config().partition(b"?>")[2],
        config() + b" " * MOST_BYTES,
        config(socket="plain"),
        config(socket="NONE"),
        config("localhost"),
        config("imap.acme.example/../x"),
        config("a b.example"),
        config(port=0),
    ],
)
def test_a_configuration_that_is_none_names_no_server(content: bytes) -> None:
    assert read_config(content, "acme.example", told_by="") == []


def test_a_username_that_asks_for_more_than_the_address_is_not_used() -> None:
    (host,) = read_config(config(username="%REALNAME%"), "acme.example", told_by="")

    assert host.login_of("dana@acme.example") == ""


def test_without_dnspython_the_rest_is_asked(
    internet: SmallInternet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dns", None)
    monkeypatch.setitem(sys.modules, "dns.resolver", None)
    internet.record("_imaps._tcp.acme.example", "SRV", "0 1 993 post.acme.example.")
    internet.imap("imap.acme.example")

    assert found(internet).host == "imap.acme.example"
    assert not any(one.startswith(("SRV", "MX")) for one in internet.asked)


def test_nothing_found_is_told_with_what_was_tried(internet: SmallInternet) -> None:
    result = search(internet)

    assert result.found is None
    assert {host.host for host, _ in result.tried} == {
        "imap.acme.example",
        "mail.acme.example",
        "acme.example",
    }
