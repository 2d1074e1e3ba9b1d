"""Authorization servers: what is known of Microsoft and Google, completed by the configuration."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config import OAuth
from errors import ConfigurationError
from ingest.signin import sources

DATA = Path(__file__).with_name("providers.toml")
HOW_TO = "docs/server.md says how, step by step."
_REQUIRED = ("client_id", "authorize_url", "token_url", "scope")


@dataclass(frozen=True, slots=True)
class Provider:
    """An authorization server as this organisation uses it. `no_device` says why no device code is given."""

    name: str
    client_id: str
    authorize_url: str
    token_url: str
    scope: str
    device_url: str = ""
    redirect_uri: str = "http://127.0.0.1"
    no_device: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)  # what a code in the server's words means
    registered: OAuth = field(default_factory=OAuth, repr=False)  # a command may carry a secret

    @property
    def where(self) -> str:
        """Where the configuration speaks of it."""
        return f"oauth.{self.name}"

    def client_secret(self) -> str:
        """The secret that belongs to the client id; empty for a public client. Raises `SignInNeeded`."""
        kept, what = self.registered, "client secret"
        if kept.client_secret_command:
            where = f"{self.where}.client_secret_command"
            return sources.from_command(kept.client_secret_command, where=where, what=what)
        if kept.client_secret_env:
            return sources.from_variable(kept.client_secret_env, where=f"{self.where}.client_secret_env")
        if kept.client_secret_credential:
            where = f"{self.where}.client_secret_credential"
            return sources.from_credential(kept.client_secret_credential, where=where, what=what)
        return ""


def provider_of(name: str, registered: Mapping[str, OAuth]) -> Provider:
    """The authorization server of that name. Raises `ConfigurationError` with everything that is missing."""
    given = registered.get(name, OAuth())
    known: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8")).get(name, {})
    values = known | {key: value for key, value in given.model_dump().items() if value}
    missing = [key for key in _REQUIRED if not values.get(key)]
    has_secret = any(values.get(f"client_secret_{way}") for way in ("command", "env", "credential"))
    if known.get("needs_secret") and not has_secret:
        missing.append("client_secret_command (or _env, _credential)")
    if missing:
        register = known.get("register", "The addresses are in your provider's documentation.")
        raise ConfigurationError(
            f"{' and '.join(missing)} must be set; keepwarm ships no client id of its own.",
            where=f"oauth.{name}",
            mend=f"{register} {HOW_TO}",
        )
    tenant = values.get("tenant", "")
    wanted = {key: values[key] for key in Provider.__dataclass_fields__ if key in values}
    for key in ("authorize_url", "token_url", "device_url"):
        if key in wanted:
            wanted[key] = wanted[key].replace("{tenant}", tenant)
    return Provider(**(wanted | {"name": name, "registered": given}))
