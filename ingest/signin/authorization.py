"""What is said to an authorization server: begin, redeem, renew, device codes; errors come in our words.

Authlib writes and reads the protocol (RFC 6749, 7636, 8628), httpx2 carries it; both are an extra.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from errors import KeepwarmError, ServerUnreachable, SignInNeeded
from ingest.signin import line
from ingest.signin.providers import HOW_TO, Provider
from ingest.signin.tokens import GrantEnded, Tokens

LIFE_IF_UNTOLD = timedelta(hours=1)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

_NOT_NOW = {"temporarily_unavailable", "server_error"}
_PENDING = {"authorization_pending", "slow_down"}
_ENDED = {
    "invalid_grant", "interaction_required", "login_required", "consent_required", "access_denied",
    "authorization_declined", "expired_token",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that waits for the browser. `url` is for the browser, the rest stays here."""

    url: str
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Device:
    """What a person types in elsewhere, and how often is asked whether they have."""

    user_code: str
    address: str
    device_code: str = field(repr=False)
    interval_seconds: float
    expires_at: datetime


def begin(provider: Provider, username: str, redirect_uri: str) -> Begun:
    """Begin a sign-in in the browser, with PKCE (S256) and a state."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(64)
    with _client(provider) as client:
        client.code_challenge_method = "S256"
        url, _ = client.create_authorization_url(
            provider.authorize_url,
            state=state,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
            scope=provider.scope,
            login_hint=username,
            **provider.extra,
        )
    return Begun(url, redirect_uri, state, verifier)


def belongs_to(begun: Begun, url: str) -> bool:
    """Whether the address that a browser ended at answers this sign-in."""
    return hmac.compare_digest(_asked(url).get("state", "").encode(), begun.state.encode())


def redeem(provider: Provider, begun: Begun, url: str, *, now: datetime) -> Tokens:
    """The tokens for the address that the browser ended at. Raises `SignInNeeded` where it is no consent."""
    if not belongs_to(begun, url):
        raise SignInNeeded(
            "this address does not belong to the sign-in that was begun.",
            where=provider.where,
            mend="Begin again, and take the whole address.",
        )
    asked = _asked(url)
    if "code" not in asked:
        raise _refused(provider, asked.get("error", "no code"), asked.get("error_description", ""))
    with _client(provider) as client:
        told = client.fetch_token(
            provider.token_url,
            grant_type="authorization_code",
            code=asked["code"],
            redirect_uri=begun.redirect_uri,
            code_verifier=begun.verifier,
            **_identity(provider),
        )
    return _granted(provider, told, now=now, signed_in_at=now)


def renew(provider: Provider, tokens: Tokens, *, now: datetime) -> Tokens:
    """New tokens for old. Raises `GrantEnded` where a person must sign in again."""
    with _client(provider) as client:
        told = client.refresh_token(
            provider.token_url, refresh_token=tokens.refresh, scope=provider.scope, **_identity(provider)
        )
    return _granted(provider, told, now=now, signed_in_at=tokens.signed_in_at, before=tokens)


def ask_for_device(provider: Provider, *, now: datetime) -> Device:
    """A code to be typed in on any other device. Raises `SignInNeeded` where the provider gives none."""
    if not provider.device_url:
        raise SignInNeeded(
            provider.no_device or "there is no device_url.",
            where=provider.where,
            mend="Sign in with --paste: it works on a server without a browser too.",
        )
    with _client(provider) as client:
        answer = client.session.post(
            provider.device_url,
            data={"client_id": provider.client_id, "scope": provider.scope},
            headers={"Accept": "application/json"},
        )
        told = client.parse_response_token(answer)
    address = str(told.get("verification_uri") or told.get("verification_url") or "")
    if not address or not told.get("device_code") or not told.get("user_code"):
        raise ServerUnreachable("the answer holds no device code.", where=provider.where)
    return Device(
        user_code=str(told["user_code"]),
        address=address,
        device_code=str(told["device_code"]),
        interval_seconds=_seconds(told, "interval") or 5.0,
        expires_at=now + timedelta(seconds=_seconds(told, "expires_in") or 900.0),
    )


def device_tokens(provider: Provider, device: Device, *, now: datetime) -> Tokens | bool:
    """The tokens, once the person agreed. Before: False, or True where we ask too often."""
    try:
        with _client(provider) as client:
            told = client.fetch_token(
                provider.token_url,
                grant_type=DEVICE_GRANT,
                device_code=device.device_code,
                **_identity(provider),
            )
    except _Pending as pending:
        return pending.is_too_often
    return _granted(provider, told, now=now, signed_in_at=now)


class _Pending(ServerUnreachable):
    """The person has not agreed yet, or we ask too often."""

    def __init__(self, code: str, *, where: str) -> None:
        self.is_too_often = code == "slow_down"
        super().__init__(f"the authorization server asks to wait ({code}).", where=where)


def _identity(provider: Provider) -> dict[str, Any]:
    """Who asks. The secret goes in the body: Microsoft, Google and every server of theirs take it there."""
    import httpx2

    return {
        "client_id": provider.client_id,
        "client_secret": provider.client_secret(),
        "auth": httpx2.Auth(),
    }


@contextmanager
def _client(provider: Provider) -> Iterator[Any]:
    """Authlib's client over a line to the provider; errors of OAuth come in our words."""
    with line.session(provider.where) as session:
        try:
            from authlib.oauth2 import OAuth2Error
            from authlib.oauth2.client import OAuth2Client
        except ImportError:
            raise line.not_installed(provider.where) from None
        try:
            yield OAuth2Client(session, client_id=provider.client_id)
        except OAuth2Error as error:
            if error.error in _PENDING:
                raise _Pending(error.error, where=provider.where) from None
            raise _refused(provider, error.error or "", error.description or "") from None


def _refused(provider: Provider, error: str, description: str) -> KeepwarmError:
    """What an error of OAuth means. Of the server's words only codes are shown: they may quote anything."""
    code = error if re.fullmatch(r"[a-z_ ]{1,40}", error) else "no reason given"
    if code in _NOT_NOW:
        return ServerUnreachable(
            f"the authorization server has no time ({code}).",
            where=provider.where,
            mend="keepwarm tries again later.",
        )
    detail = re.search(r"\bAADSTS\d{4,8}\b", description)
    shown = f"{code}, {detail[0]}" if detail else code
    hint = provider.hints.get(detail[0], "") if detail else ""
    if code in _ENDED:
        return GrantEnded(shown, where=provider.where, mend=hint or "Sign in once more.")
    mend = hint or f"Check what is registered: client_id, secret, redirect and scope; {HOW_TO}"
    return SignInNeeded(f"the authorization server refuses ({shown}).", where=provider.where, mend=mend)


def _granted(
    provider: Provider,
    told: Mapping[str, Any],
    *,
    now: datetime,
    signed_in_at: datetime,
    before: Tokens | None = None,
) -> Tokens:
    """The server's answer as tokens; one that gives no new refresh token means the old one."""
    access = told.get("access_token")
    refresh = told.get("refresh_token") or (before.refresh if before else "")
    if not access:
        raise ServerUnreachable("the answer holds no access token.", where=provider.where)
    if not refresh:
        raise SignInNeeded(
            "the server gave no refresh token, so that the sign-in would end within the hour.",
            where=provider.where,
            mend="Add what your provider wants for one to scope, often offline_access.",
        )
    known_until = before.refresh_expires_at if before and refresh == before.refresh else None
    life = _seconds(told, "expires_in")
    until = _seconds(told, "refresh_token_expires_in")
    return Tokens(
        access=str(access),
        refresh=str(refresh),
        granted_at=now,
        expires_at=now + (timedelta(seconds=life) if life else LIFE_IF_UNTOLD),
        signed_in_at=signed_in_at,
        refresh_expires_at=now + timedelta(seconds=until) if until else known_until,
    )


def _seconds(told: Mapping[str, Any], key: str) -> float:
    """A time that the server tells in seconds; 0 where it tells none."""
    try:
        return min(max(float(told.get(key) or 0), 0.0), 400 * 86400.0)
    except (TypeError, ValueError):
        return 0.0


def _asked(url: str) -> dict[str, str]:
    """The query of an address; of a word given twice the first counts, what is no address has none."""
    try:
        query = urlsplit(url.strip()).query or url.strip().lstrip("?")
    except ValueError:
        return {}
    return {key: values[0] for key, values in parse_qs(query).items()}
