"""A person signs in: by browser, by pasted address, by code; whatever else knocks is not let in."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from config import OAuth
from errors import CertificateRefused, ConfigurationError, ServerUnreachable, SignInNeeded
from ingest.signin import authorization as protocol
from ingest.signin import line, login
from ingest.signin.providers import Provider, provider_of
from ingest.signin.tokens import Tokens
from tests.ingest.signin.conftest import Clock
from tests.servers import browser, certificates
from tests.servers.authorization import CLIENT_ID, CLIENT_SECRET, AuthorizationServer

Pages = list[tuple[int, str]]


@pytest.fixture
def person() -> Iterator[tuple[Callable[[str], None], Pages]]:
    """Somebody who opens an address in a browser of their own, and the pages they came to see."""
    seen: Pages = []

    def opens(url: str) -> None:
        threads.append(threading.Thread(target=lambda: seen.append(browser.sees(url))))
        threads[-1].start()

    threads: list[threading.Thread] = []
    yield opens, seen
    for thread in threads:
        thread.join(10)


def holds(authorization: AuthorizationServer, tokens: Tokens) -> bool:
    return bool(authorization.introspect({"token": tokens.access})["active"])


def queried(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


# --------------------------------------------------------------------------- the browser


def test_the_browser_signs_in_and_may_be_closed(
    provider: Provider,
    authorization: AuthorizationServer,
    person: tuple[Callable[[str], None], Pages],
    clock: Clock,
) -> None:
    opens, seen = person
    tokens = login.by_browser(provider, "dana", show=opens, clock=clock, seconds=20)
    assert holds(authorization, tokens)
    while not seen:  # the page is on its way
        time.sleep(0.01)
    assert seen[0][0] == 200
    assert "You can close this" in seen[0][1]
    assert not [secret for secret in authorization.issued if secret in seen[0][1]]


def test_what_is_asked_for_is_bound_to_this_sign_in(provider: Provider) -> None:
    one, other = (protocol.begin(provider, "dana", "http://127.0.0.1:1") for _ in range(2))
    asked = queried(one.url)
    assert asked["code_challenge_method"] == "S256"
    assert asked["login_hint"] == "dana"
    assert one.verifier not in one.url
    assert {one.state, one.verifier}.isdisjoint({other.state, other.verifier})
    assert one.state not in repr(one).replace(one.url, "")


def test_a_stranger_who_knocks_neither_gets_in_nor_ends_the_sign_in(
    provider: Provider,
    authorization: AuthorizationServer,
    person: tuple[Callable[[str], None], Pages],
    clock: Clock,
) -> None:
    opens, _ = person
    strange: list[int] = []

    def disturbed(url: str) -> None:
        back = queried(url)["redirect_uri"]
        wrong = urlencode({"code": "stolen", "state": "guessed"})
        knocks = (f"{back}/?{wrong}", f"{back}?error=access_denied", f"{back}/favicon.ico", back)
        strange.extend(browser.sees(knock)[0] for knock in knocks)
        port = urlsplit(back).port
        assert port is not None
        silent = socket.create_connection(("127.0.0.1", port))  # browsers connect once more on suspicion
        opens(url)
        threading.Timer(1, silent.close).start()

    assert holds(authorization, login.by_browser(provider, "dana", show=disturbed, clock=clock, seconds=20))
    assert strange == [404] * 4


def test_a_person_who_does_not_agree_is_told_so(
    provider: Provider,
    authorization: AuthorizationServer,
    person: tuple[Callable[[str], None], Pages],
    clock: Clock,
) -> None:
    authorization.agrees = False
    with pytest.raises(SignInNeeded, match="access_denied"):
        login.by_browser(provider, "dana", show=person[0], clock=clock, seconds=20)


def test_a_browser_that_never_comes_back_is_not_waited_for_without_end(
    provider: Provider, clock: Clock
) -> None:
    with pytest.raises(SignInNeeded, match="--paste"):
        login.by_browser(provider, "dana", show=lambda _: None, clock=clock, seconds=0.05)


def test_a_port_that_is_taken_is_told(registered: dict[str, OAuth], clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        fixed = registered["agency"].model_copy(update={"redirect_uri": f"http://127.0.0.1:{port}/back"})
        provider = provider_of("agency", {"agency": fixed})
        with pytest.raises(SignInNeeded, match="--paste"):
            login.by_browser(provider, "dana", show=lambda _: None, clock=clock)


def test_the_port_is_any_and_the_path_stays(
    registered: dict[str, OAuth],
    authorization: AuthorizationServer,
    person: tuple[Callable[[str], None], Pages],
    clock: Clock,
) -> None:
    named = registered["agency"].model_copy(update={"redirect_uri": "http://localhost/signed/in"})
    provider = provider_of("agency", {"agency": named})
    asked: list[str] = []

    def opens(url: str) -> None:
        asked.append(queried(url)["redirect_uri"])
        person[0](url)

    assert holds(authorization, login.by_browser(provider, "dana", show=opens, clock=clock, seconds=20))
    back = urlsplit(asked[0])
    assert (back.hostname, back.path) == ("localhost", "/signed/in")
    assert back.port


# --------------------------------------------------------------------------- a pasted address


def test_an_address_may_be_pasted_whole_or_from_its_question_mark_on(
    provider: Provider, authorization: AuthorizationServer, clock: Clock
) -> None:
    cuts: list[Callable[[str], str]] = [
        lambda url: f"  {url}\n",
        lambda url: url.partition("?")[2],
        lambda url: "?" + urlsplit(url).query,
    ]
    for cut in cuts:
        begun = protocol.begin(provider, "dana", provider.redirect_uri)
        tokens = protocol.redeem(provider, begun, cut(browser.ends_at(begun.url)), now=clock())
        assert holds(authorization, tokens)


@pytest.mark.parametrize(
    "pasted", ["", "hello", "http://127.0.0.1/?code=x", "http://127.0.0.1/?code=x&state=y", "http://["]
)
def test_an_address_of_another_sign_in_is_refused(
    provider: Provider, authorization: AuthorizationServer, clock: Clock, pasted: str
) -> None:
    with pytest.raises(SignInNeeded, match="does not belong"):
        login.by_paste(provider, "dana", ask=lambda _: pasted, clock=clock)
    assert "/token" not in authorization.asked


def test_an_address_is_worth_nothing_without_what_stayed_here(
    provider: Provider, authorization: AuthorizationServer, clock: Clock
) -> None:
    """Who reads the address over a shoulder has no verifier; and it is taken once."""
    begun = protocol.begin(provider, "dana", "http://127.0.0.1")
    answer = browser.ends_at(begun.url)
    thief = protocol.Begun(begun.url, begun.redirect_uri, begun.state, "x" * 64)
    with pytest.raises(SignInNeeded, match="invalid_grant"):
        protocol.redeem(provider, thief, answer, now=clock())


# --------------------------------------------------------------------------- a device's code


def test_a_code_typed_in_elsewhere_signs_in(
    provider: Provider, authorization: AuthorizationServer, clock: Clock
) -> None:
    shown: list[str] = []
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        authorization.interval_seconds = 1 if len(waits) == 2 else 0  # the second question comes too early
        if len(waits) == 4:
            authorization.approve(shown[1])

    tokens = login.by_device(provider, show=lambda *told: shown.extend(told), clock=clock, wait=wait)
    assert holds(authorization, tokens)
    assert shown[0].endswith("/activate")
    assert waits == [1.0, 1.0, 6.0, 6.0]


def test_a_bad_line_makes_it_ask_less_often(
    provider: Provider, authorization: AuthorizationServer, clock: Clock
) -> None:
    authorization.interval_seconds = 0
    shown: list[str] = []
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        authorization.is_down = 503 if len(waits) < 3 else 0
        if len(waits) == 3:
            authorization.approve(shown[1])

    assert login.by_device(provider, show=lambda *told: shown.extend(told), clock=clock, wait=wait)
    assert waits == [5.0, 10.0, 20.0]


def test_a_code_that_nobody_types_in_ends(provider: Provider, clock: Clock) -> None:
    with pytest.raises(SignInNeeded, match="in time"):
        login.by_device(provider, show=lambda *_: None, clock=clock, wait=lambda _: clock.pass_by(minutes=6))


def test_a_device_that_is_refused_is_told(
    provider: Provider, authorization: AuthorizationServer, clock: Clock
) -> None:
    authorization.agrees = False
    with pytest.raises(SignInNeeded, match="access_denied"):
        login.by_device(provider, show=lambda *_: None, clock=clock, wait=lambda _: None)


# --------------------------------------------------------------------------- providers


def test_no_client_id_of_ours_is_shipped_and_the_way_to_one_is_told() -> None:
    for name, words in (("microsoft", "Entra"), ("google", "Google Cloud")):
        with pytest.raises(ConfigurationError, match=words) as found:
            provider_of(name, {})
        assert "client_id" in found.value.what
        assert found.value.where == f"oauth.{name}"


def test_everything_that_is_missing_of_an_own_provider_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError, match="client_id and authorize_url and token_url and scope"):
        provider_of("own", {"own": OAuth()})


def test_microsoft_knows_the_tenant_and_google_gives_no_device_code(clock: Clock) -> None:
    microsoft = provider_of("microsoft", {"microsoft": OAuth(client_id="x", tenant="agency.example")})
    assert microsoft.token_url == "https://login.microsoftonline.com/agency.example/oauth2/v2.0/token"
    assert "/common/" in provider_of("microsoft", {"microsoft": OAuth(client_id="x")}).authorize_url
    assert microsoft.scope == "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
    google = provider_of("google", {"google": OAuth(client_id="x", client_secret_env="S")})
    asked = queried(protocol.begin(google, "dana", "http://127.0.0.1:1").url)
    assert (asked["scope"], asked["access_type"]) == ("https://mail.google.com/", "offline")
    with pytest.raises(SignInNeeded, match="Google does not grant"):
        login.by_device(google, show=lambda *_: None, clock=clock)


def test_a_client_secret_comes_from_its_source_and_goes_with_every_request(
    registered: dict[str, OAuth],
    authorization: AuthorizationServer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    authorization.client_secret = CLIENT_SECRET
    monkeypatch.setenv("CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "client").write_text(CLIENT_SECRET)
    for source in (
        {"client_secret_env": "CLIENT_SECRET"},
        {"client_secret_credential": "client"},
        {"client_secret_command": f"echo {CLIENT_SECRET}"},
    ):
        provider = provider_of("agency", {"agency": registered["agency"].model_copy(update=source)})
        tokens = login.by_paste(provider, "dana", ask=browser.ends_at, clock=clock)
        assert holds(authorization, protocol.renew(provider, tokens, now=clock()))
    wrong = provider_of("agency", registered)
    with pytest.raises(SignInNeeded, match="invalid_client"):
        login.by_paste(wrong, "dana", ask=browser.ends_at, clock=clock)


def test_a_sign_in_that_would_end_within_the_hour_is_none(
    provider: Provider, authorization: AuthorizationServer, clock: Clock
) -> None:
    authorization.gives_refresh = False
    with pytest.raises(SignInNeeded, match="offline_access"):
        login.by_paste(provider, "dana", ask=browser.ends_at, clock=clock)


def test_microsofts_codes_are_told_with_their_mend_and_its_words_are_not(
    registered: dict[str, OAuth], authorization: AuthorizationServer, clock: Clock
) -> None:
    url = authorization.url
    known = registered["agency"].model_copy(
        update={"client_id": "another", "token_url": f"{url}/token", "authorize_url": f"{url}/authorize"}
    )
    microsoft = provider_of("microsoft", {"microsoft": known})
    authorization.description = "AADSTS7000222: The client secret keys canary-words are expired."
    begun = protocol.begin(microsoft, "dana", "http://127.0.0.1")
    with pytest.raises(SignInNeeded, match=r"AADSTS7000222.*has expired") as found:
        protocol.redeem(microsoft, begun, f"?code=x&state={begun.state}", now=clock())
    assert "canary" not in str(found.value)
    assert CLIENT_ID not in str(found.value)


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"HTTP/1.1 200 OK\r\n\r\n[1]", b"\0\0"],
)
def test_an_answer_that_cannot_be_read_is_the_networks_trouble(
    registered: dict[str, OAuth], clock: Clock, answer: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            heard, _ = listener.accept()
            with heard:
                heard.recv(65536)
                heard.sendall(answer)

        threading.Thread(target=speak, daemon=True).start()
        update = {"token_url": f"http://127.0.0.1:{listener.getsockname()[1]}/token"}
        provider = provider_of("agency", {"agency": registered["agency"].model_copy(update=update)})
        begun = protocol.begin(provider, "dana", "http://127.0.0.1")
        with pytest.raises(ServerUnreachable):
            protocol.redeem(provider, begun, f"?code=x&state={begun.state}", now=clock())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_drips_is_not_waited_for_without_end(
    registered: dict[str, OAuth], clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str
) -> None:
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.5)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.make_ca(tmp_path)))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificates.make_server(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            with contextlib.suppress(OSError):
                plain, _ = listener.accept()
                with tls.wrap_socket(plain, server_side=True) if scheme == "https" else plain as heard:
                    heard.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                    while True:
                        heard.sendall(b"x")
                        time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        update = {"token_url": f"{scheme}://localhost:{listener.getsockname()[1]}/token"}
        provider = provider_of("agency", {"agency": registered["agency"].model_copy(update=update)})
        begun = protocol.begin(provider, "dana", "http://127.0.0.1")
        with pytest.raises(ServerUnreachable, match="in time"):
            protocol.redeem(provider, begun, f"?code=x&state={begun.state}", now=clock())


def test_an_authorization_server_that_cannot_prove_who_it_is_gets_nothing(
    registered: dict[str, OAuth], clock: Clock, tmp_path: Path
) -> None:
    certificates.make_ca(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificates.make_server(tmp_path))
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            plain, _ = listener.accept()
            try:
                heard.append(tls.wrap_socket(plain, server_side=True).recv(65536))
            except OSError:
                plain.close()

        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        update = {"token_url": f"https://localhost:{listener.getsockname()[1]}/token"}
        provider = provider_of("agency", {"agency": registered["agency"].model_copy(update=update)})
        begun = protocol.begin(provider, "dana", "http://127.0.0.1")
        with pytest.raises(CertificateRefused, match="no secret was sent"):
            protocol.redeem(provider, begun, f"?code=x&state={begun.state}", now=clock())
        thread.join(10)
    assert heard in ([], [b""])
