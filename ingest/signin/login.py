"""A person signs in at an authorization server: in the browser, by a pasted address, by a code elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

from errors import ServerUnreachable, SignInNeeded
from ingest.signin import authorization
from ingest.signin.loopback import Loopback
from ingest.signin.providers import Provider
from ingest.signin.tokens import Clock, Tokens

BROWSER_SECONDS = 600  # for a password, a second factor and reading what is asked

Show = Callable[[str], None]


def by_browser(
    provider: Provider, username: str, *, show: Show, clock: Clock, seconds: float = BROWSER_SECONDS
) -> Tokens:
    """Tokens through a browser on this machine. `show` gets the address and opens it."""
    try:
        loopback = Loopback(provider.redirect_uri)
    except OSError as error:
        raise SignInNeeded(
            f"no browser can come back to {provider.redirect_uri} ({error.strerror}).",
            where=provider.where,
            mend="Sign in with --paste.",
        ) from None
    with loopback:
        begun = authorization.begin(provider, username, loopback.redirect_uri)
        loopback.is_answer = lambda url: authorization.belongs_to(begun, url)
        show(begun.url)
        answer = loopback.wait(seconds)
    if answer is None:
        raise SignInNeeded(
            f"no answer came from the browser within {seconds:.0f} seconds.",
            where=provider.where,
            mend="Try again; where the browser is on another machine, with --paste.",
        )
    return authorization.redeem(provider, begun, answer, now=clock())


def by_paste(provider: Provider, username: str, *, ask: Callable[[str], str], clock: Clock) -> Tokens:
    """Tokens through a browser anywhere. `ask` gets the address to open and tells the one it ended at."""
    begun = authorization.begin(provider, username, provider.redirect_uri)
    return authorization.redeem(provider, begun, ask(begun.url), now=clock())


def by_device(
    provider: Provider,
    *,
    show: Callable[[str, str], None],
    clock: Clock,
    wait: Callable[[float], None] = time.sleep,
) -> Tokens:
    """Tokens through a code. `show` gets the address to open on any device and the code to type in there."""
    device = authorization.ask_for_device(provider, now=clock())
    show(device.address, device.user_code)
    interval = device.interval_seconds
    while clock() < device.expires_at:
        wait(interval)
        try:
            told = authorization.device_tokens(provider, device, now=clock())
        except ServerUnreachable:
            interval *= 2  # RFC 8628, 3.5: ask less often where the line is bad
            continue
        if isinstance(told, Tokens):
            return told
        interval += 5 if told else 0
    raise SignInNeeded("nobody typed in the code in time.", where=provider.where, mend="Try again.")
