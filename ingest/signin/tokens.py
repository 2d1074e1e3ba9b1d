"""Tokens of one person at one authorization server: kept where only they read, renewed by one at a time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from errors import KeepwarmError, ServerUnreachable, SignInNeeded
from ingest.signin import keyrings

KEYRING_SERVICE = "keepwarm-oauth"
LEEWAY = timedelta(minutes=5)  # a token is renewed so long before it ends, or after nine tenths of its life
LOCK_SECONDS = 90  # another keepwarm that renews has given up by then

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Tokens:
    """An access token and what renews it. `refused` is the server's error once it renews it no more."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    granted_at: datetime
    expires_at: datetime
    signed_in_at: datetime
    refresh_expires_at: datetime | None = None
    refused: str = ""

    def is_fresh(self, now: datetime) -> bool:
        """Whether the access token holds for a while yet."""
        leeway = min(LEEWAY, (self.expires_at - self.granted_at) / 10)
        return now < self.expires_at - leeway


Renew = Callable[[Tokens], Tokens]


class KeptTokens:
    """The tokens of `username` at `provider`, shared by every keepwarm of this user on this machine."""

    def __init__(self, provider: str, username: str, *, where: str, mend: str, clock: Clock) -> None:
        self._service_name = f"{provider}:{username}"
        digest = hashlib.sha256(self._service_name.encode()).hexdigest()[:16]
        self._folder = user_state_path("keepwarm") / "tokens"
        self._file = self._folder / f"{digest}.json"
        self._where, self._mend, self._clock = where, mend, clock

    def read(self) -> Tokens | None:
        """What is kept; None before the first sign-in."""
        text = self._in_file()
        if text is None:
            text = self._in_keyring()
        return _parsed(text) if text else None

    def keep(self, tokens: Tokens) -> str:
        """Keep new tokens instead of all others: in the keyring where there is one, else in a file; where."""
        with self._alone():
            if keyrings.is_there():
                with contextlib.suppress(SignInNeeded):
                    keyrings.write(
                        self._service_name, _text(tokens), where=self._where, service=KEYRING_SERVICE
                    )
                    self._file.unlink(missing_ok=True)
                    return "the keyring"
            self._write_file(tokens)
            return str(self._file)

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._alone():
            self._file.unlink(missing_ok=True)
            if keyrings.is_there():
                keyrings.delete(self._service_name, where=self._where, service=KEYRING_SERVICE)

    def access(self, renew: Renew, *, refused: str = "") -> str:
        """An access token that holds now; it is not `refused`, which a mail server did not take.

        New tokens are kept before they are used: servers that rotate refresh tokens take each one once. (A
        machine that dies between such a server's answer and the disk needs a new sign-in.)
        Raises `SignInNeeded` where a person must sign in, and what `renew` raises.
        """
        tokens = self._usable()
        if tokens.is_fresh(self._clock()) and tokens.access != refused:
            return tokens.access
        with self._alone():
            tokens = self._usable()  # another one may have renewed it while we waited
            if tokens.is_fresh(self._clock()) and tokens.access != refused:
                return tokens.access
            self._rewrite(tokens)  # a full disk must be found before there are new ones to lose
            try:
                renewed = renew(tokens)
            except GrantEnded as ended:
                self._rewrite(replace(tokens, refused=ended.code))
                raise self._needed(ended.code) from None
            self._rewrite(renewed)
            return renewed.access

    def _usable(self) -> Tokens:
        tokens = self.read()
        if tokens is None:
            raise SignInNeeded("nobody has signed in yet.", where=self._where, mend=self._mend)
        if tokens.refused:
            raise self._needed(tokens.refused)
        return tokens

    def _needed(self, code: str) -> SignInNeeded:
        said = f"the sign-in has ended or was withdrawn ({code})."
        return SignInNeeded(said, where=self._where, mend=self._mend)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread or process renews or writes meanwhile."""
        lock = FileLock(self._file.with_suffix(".lock"), timeout=LOCK_SECONDS, mode=0o600)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise ServerUnreachable(
                "another keepwarm renews the sign-in and does not finish.", where=self._where
            ) from None
        except OSError as error:
            raise self._unkept(error) from None
        try:
            yield
        finally:
            lock.release()

    def _rewrite(self, tokens: Tokens) -> None:
        """Where the old ones lie."""
        if self._in_file() is None:
            keyrings.write(self._service_name, _text(tokens), where=self._where, service=KEYRING_SERVICE)
        else:
            self._write_file(tokens)

    def _in_file(self) -> str | None:
        try:
            return self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            return ""  # damaged: whoever reads it asks for a new sign-in
        except OSError as error:
            raise self._unkept(error) from None

    def _in_keyring(self) -> str | None:
        if not keyrings.is_there():
            return None
        return keyrings.read(self._service_name, where=self._where, service=KEYRING_SERVICE)

    def _write_file(self, tokens: Tokens) -> None:
        """The old file or the new one, never half of it, whenever the power goes."""
        new = self._file.with_suffix(".new")
        try:
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_text(tokens))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._file)
        except OSError as error:
            raise self._unkept(error) from None

    def _unkept(self, error: OSError) -> KeepwarmError:
        return KeepwarmError(
            f"the sign-in cannot be read or kept ({error.strerror}).",
            where=str(self._folder),
            mend="Make room there, or make the folder yours.",
        )


class GrantEnded(SignInNeeded):
    """The authorization server does not renew these tokens any more; `code` is its error."""

    def __init__(self, code: str, *, where: str = "", mend: str = "") -> None:
        self.code = code
        super().__init__(f"the authorization server refuses ({code}).", where=where, mend=mend)


def _text(tokens: Tokens) -> str:
    return json.dumps(asdict(tokens), default=datetime.isoformat)


def _parsed(text: str) -> Tokens | None:
    """None where it is not what we wrote: then a person signs in again."""
    try:
        kept: dict[str, Any] = json.loads(text)
        times = {key: datetime.fromisoformat(at) for key, at in kept.items() if key.endswith("_at") and at}
        return Tokens(**(kept | times))
    except (ValueError, TypeError, AttributeError):
        return None


def now() -> datetime:
    """The clock of earnest."""
    return datetime.now(UTC)
