"""An authorization server for the tests: PKCE, refresh with rotation, device codes, introspection.

It is as strict as a real one: a code or a refresh token is taken once, and one that comes again ends the
whole sign-in. `person` is who sits at the browser; they agree at once unless `agrees` is False.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID = "keepwarm-of-the-agency"
CLIENT_SECRET = "client-s3cret-canary"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class Family:
    """One sign-in: all tokens that came of it live and end together."""

    username: str
    refresh: str = ""
    is_revoked: bool = False
    access: set[str] = field(default_factory=set)


class Refusal(Exception):
    """An error as RFC 6749, 5.2 has it."""


class AuthorizationServer:
    """The server, in a thread. `refreshes` counts what it granted, `asked` every request by path."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.reset()
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def reset(self) -> None:
        """As at the start: nobody is signed in, no fault is set."""
        self.person = "dana"
        self.agrees = True
        self.rotates = True
        self.gives_refresh = True
        self.client_secret = ""  # where set, it must come with every request for tokens
        self.lifetime_seconds = 3600
        self.interval_seconds = 1
        self.is_down = 0  # the status it answers everything with
        self.retry_after = ""
        self.description = ""
        self.refresh_seconds = 0.0  # how long a refresh takes
        self.refreshes = 0
        self.asked: list[str] = []
        self.issued: list[str] = []  # everything secret that ever went out
        self._codes: dict[str, dict[str, str]] = {}
        self._families: dict[str, Family] = {}
        self._spent: dict[str, Family] = {}
        self._devices: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    def configuration(self, name: str = "agency", **more: str) -> str:
        """The table of keepwarm's configuration that describes it."""
        values = {
            "client_id": CLIENT_ID, "scope": "imap offline_access", "token_url": f"{self.url}/token",
            "authorize_url": f"{self.url}/authorize", "device_url": f"{self.url}/device",
        } | more  # fmt: skip
        return f"[oauth.{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items())

    def sign_in(self) -> dict[str, Any]:
        """What the server answers when the person has signed in."""
        with self._lock:
            return self._granted(Family(self.person))

    def end_access_tokens(self) -> None:
        """Every access token ends now, before its time."""
        with self._lock:
            for family in self._families.values():
                family.access.clear()

    def revoke_all(self) -> None:
        """What an administrator does: nobody is signed in any more."""
        with self._lock:
            for family in self._families.values():
                family.is_revoked = True
                family.access.clear()

    def approve(self, user_code: str) -> None:
        """The person types the code in and agrees."""
        with self._lock:
            (found,) = (one for one in self._devices.values() if one["user_code"] == user_code)
            found["username"] = self.person

    def authorize(self, asked: dict[str, str]) -> str:
        """The address that the browser is sent on to."""
        if asked.get("client_id") != CLIENT_ID or asked.get("response_type") != "code":
            raise Refusal("unauthorized_client")
        redirect = asked.get("redirect_uri", "")
        if urlsplit(redirect).hostname not in ("127.0.0.1", "localhost"):
            raise Refusal("invalid_request")
        if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
            raise Refusal("invalid_request")
        if not self.agrees:
            return f"{redirect}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = self._new("code")
        self._codes[code] = asked | {"username": self.person}
        return f"{redirect}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        """Tokens for a code, a refresh token or a device's code."""
        if asked.get("client_id") != CLIENT_ID or asked.get("client_secret", "") != self.client_secret:
            raise Refusal("invalid_client")
        grant = asked.get("grant_type")
        if grant == "refresh_token":
            time.sleep(self.refresh_seconds)
        with self._lock:
            if grant == "authorization_code":
                return self._granted(Family(self._redeemed(asked)))
            if grant == "refresh_token":
                return self._renewed(asked.get("refresh_token", ""))
            if grant == DEVICE_GRANT:
                return self._granted(Family(self._of_device(asked.get("device_code", ""))))
        raise Refusal("unsupported_grant_type")

    def device(self, asked: dict[str, str]) -> dict[str, Any]:
        """A device's code, and what the person types in."""
        if asked.get("client_id") != CLIENT_ID:
            raise Refusal("invalid_client")
        code, user_code = self._new("device"), secrets.token_hex(4).upper()
        self._devices[code] = {"user_code": user_code, "username": "", "asked_at": 0.0}
        return {
            "device_code": code, "user_code": user_code, "verification_uri": f"{self.url}/activate",
            "expires_in": 600, "interval": self.interval_seconds,
        }  # fmt: skip

    def introspect(self, asked: dict[str, str]) -> dict[str, Any]:
        """Whether an access token holds, and whose it is (RFC 7662)."""
        with self._lock:
            for family in self._families.values():
                if asked.get("token") in family.access and not family.is_revoked:
                    return {"active": True, "username": family.username, "scope": "imap"}
        return {"active": False}

    def _redeemed(self, asked: dict[str, str]) -> str:
        begun = self._codes.pop(asked.get("code", ""), None)
        if begun is None or begun["redirect_uri"] != asked.get("redirect_uri"):
            raise Refusal("invalid_grant")
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != begun["code_challenge"]:
            raise Refusal("invalid_grant")
        return begun["username"]

    def _renewed(self, refresh: str) -> dict[str, Any]:
        if refresh in self._spent:
            self._spent[refresh].is_revoked = True  # somebody else has it too
        family = self._families.get(refresh)
        if family is None or family.is_revoked:
            raise Refusal("invalid_grant")
        self.refreshes += 1
        return self._granted(family)

    def _of_device(self, code: str) -> str:
        found = self._devices.get(code)
        if found is None:
            raise Refusal("expired_token")
        was_asked, found["asked_at"] = found["asked_at"], time.monotonic()
        if time.monotonic() - was_asked < 0.9 * self.interval_seconds:
            raise Refusal("slow_down")
        if not self.agrees:
            raise Refusal("access_denied")
        if not found["username"]:
            raise Refusal("authorization_pending")
        del self._devices[code]
        return str(found["username"])

    def _granted(self, family: Family) -> dict[str, Any]:
        access = self._new("access")
        family.access.add(access)
        told = {"access_token": access, "token_type": "Bearer", "expires_in": self.lifetime_seconds}
        if self.rotates or not family.refresh:
            self._families.pop(family.refresh, None)
            if family.refresh:
                self._spent[family.refresh] = family
            family.refresh = self._new("refresh")
            if self.gives_refresh:
                told["refresh_token"] = family.refresh
        self._families[family.refresh] = family
        return told

    def _new(self, kind: str) -> str:
        made = f"{kind}-canary-{secrets.token_urlsafe(24)}"
        self.issued.append(made)
        return made

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                server.asked.append(asked.path)
                try:
                    self._answer(302, {}, location=server.authorize(_flat(asked.query)))
                except Refusal as refusal:
                    self._answer(400, {"error": str(refusal)})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                name = self.path.lstrip("/")
                server.asked.append(self.path)
                if server.is_down and name != "introspect":
                    self._answer(server.is_down, {})
                    return
                try:
                    told = {"token": server.token, "device": server.device, "introspect": server.introspect}
                    self._answer(200, told[name](_flat(body)))
                except Refusal as refusal:
                    self._answer(400, {"error": str(refusal), "error_description": server.description})

            def _answer(self, status: int, told: dict[str, Any], *, location: str = "") -> None:
                content = json.dumps(told).encode()
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                if server.retry_after:
                    self.send_header("Retry-After", server.retry_after)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler


def _flat(query: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(query).items()}
