"""What an account signs in with, from where its configuration says: a password, or an access token."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal

from config import Account, OAuth, SignIn
from errors import SignInNeeded
from ingest.signin import authorization, keyrings, sources, tokens
from ingest.signin.providers import Provider, provider_of
from ingest.signin.tokens import Clock, KeptTokens, Tokens

Ask = Callable[[str], str]
Kind = Literal["password", "token"]

# Google shows an app password in four groups of four letters and wants it without the gaps.
_GROUPED = re.compile(r"[A-Za-z]{4}(?:[ \u00a0][A-Za-z]{4}){3}")


class Told:
    """A secret that `tell` says. It is asked again only where a server refused it, and is never shown.

    `keeps`: once said it holds until it is refused; else `tell` is asked each time.
    """

    def __init__(self, kind: Kind, tell: Callable[[], str], *, keeps: bool) -> None:
        self.kind: Kind = kind
        self._tell, self._keeps, self._known = tell, keeps, ""

    def secret(self) -> str:
        """The password, or an access token. Raises `SignInNeeded` where there is none."""
        if not self._known or not self._keeps:
            self._known = self._tell()
        return self._known

    def renew(self, refused: str) -> str | None:
        """What is said now, if it is something else."""
        self._known = self._tell()
        return self._known if self._known != refused else None


class Given:
    """A secret that somebody has just given."""

    def __init__(self, kind: Kind, secret: str) -> None:
        self.kind: Kind = kind
        self._secret = secret

    def secret(self) -> str:
        """The secret."""
        return self._secret

    def renew(self, refused: str) -> str | None:
        """There is no other."""
        return None


class SignedIn:
    """An access token out of tokens that are kept, renewed before it ends and once where it is refused."""

    kind: Kind = "token"

    def __init__(self, provider: Provider, kept: KeptTokens, clock: Clock) -> None:
        self._provider, self._kept, self._clock = provider, kept, clock

    def secret(self) -> str:
        """An access token. Raises `SignInNeeded`, `ServerUnreachable`."""
        return self._kept.access(self._renewed)

    def renew(self, refused: str) -> str | None:
        """Another access token."""
        return self._kept.access(self._renewed, refused=refused)

    def prove(self) -> Tokens:
        """Renew once although there is no need; the tokens after it. Raises as `secret` does."""
        self._kept.access(self._renewed, refused=self.secret())
        tokens = self._kept.read()
        assert tokens is not None  # they have just been kept
        return tokens

    def _renewed(self, before: Tokens) -> Tokens:
        return authorization.renew(self._provider, before, now=self._clock())


Credentials = Told | Given | SignedIn


def credentials_of(
    account: Account,
    name: str,
    *,
    oauth: Mapping[str, OAuth] | None = None,
    ask: Ask | None = None,
    clock: Clock = tokens.now,
) -> Credentials:
    """What the account called `name` signs in with; nothing secret is read before it is needed.

    `oauth` are the settings' authorization servers. `ask` gets the question and comes last. Raises
    `ConfigurationError` where an authorization server is not registered, `SignInNeeded` where nothing tells.
    """
    username = account.username or account.address
    return credentials_for(
        account,
        username,
        account.host,
        table=f"accounts.{name}",
        login=f"keepwarm login {name}",
        oauth=oauth,
        ask=ask,
        clock=clock,
    )


def credentials_for(
    named: SignIn,
    username: str,
    host: str,
    *,
    table: str,
    login: str,
    oauth: Mapping[str, OAuth] | None = None,
    ask: Ask | None = None,
    clock: Clock = tokens.now,
) -> Credentials:
    """The same for any server: what `username` signs in with at `host`.

    `table` is where the configuration names it, `login` the command that signs in.
    """
    if named.oauth:
        provider = provider_of(named.oauth, oauth or {})
        mend = f"Run: {login}"
        kept = KeptTokens(named.oauth, username, where=f"{table}.oauth", mend=mend, clock=clock)
        return SignedIn(provider, kept, clock)
    way, where = named.way_to_sign_in, f"{table}.{named.way_to_sign_in}"
    if way == "token_command":
        what = "access token"
        tell = partial(sources.from_command, named.token_command, where=where, what=what)
        return Told("token", tell, keeps=False)
    if way:
        return Told(
            "password",
            lambda: _as_it_is_taken(_password(named, way, where, username, login), host),
            keeps=True,
        )
    if ask is not None:
        return Given("password", _as_it_is_taken(ask(f"Password of {username}"), host))
    raise SignInNeeded(
        "nothing tells the password.",
        where=table,
        mend='Set password_command, for example: password_command = "pass show mail/work"',
    )


def kept_tokens(account: Account, name: str, *, clock: Clock = tokens.now) -> KeptTokens:
    """Where the tokens of an account with `oauth` are kept."""
    return KeptTokens(
        account.oauth,
        account.username or account.address,
        where=f"accounts.{name}.oauth",
        mend=f"Run: keepwarm login {name}",
        clock=clock,
    )


def fit_password(account: Account, password: str) -> str:
    """The password as the server takes it: an app password of Google without the gaps it is shown with."""
    return _as_it_is_taken(password, account.host)


def _as_it_is_taken(password: str, host: str) -> str:
    is_gmail = host.lower().rstrip(".").endswith((".gmail.com", ".googlemail.com"))
    if is_gmail and _GROUPED.fullmatch(password.strip()):
        return "".join(password.split())
    return password


def _password(named: SignIn, way: str, where: str, username: str, login: str) -> str:
    if way == "password_command":
        return sources.from_command(named.password_command, where=where)
    if way == "password_env":
        return sources.from_variable(named.password_env, where=where)
    if way == "password_credential":
        return sources.from_credential(named.password_credential, where=where)
    found = keyrings.read(username, where=where)
    if found is None:
        raise SignInNeeded(f"the keyring holds no password of {username}.", where=where, mend=f"Run: {login}")
    return found
