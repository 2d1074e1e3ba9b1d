"""The configuration file as `init` writes it: one account added, everything else left as it stands."""

from __future__ import annotations

import os
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from config import Account
from config_loading import load
from errors import ConfigurationError, UsageError


def write_account(path: Path, name: str, account: Account, *, timezone: str, country: str) -> None:
    """Add an account to the file at `path` (made with mode 0600), and check that the whole is valid.

    Comments and order of an existing file stay. Raises `UsageError` where the account is there already.
    """
    document = _document(path)
    if name in document.get("accounts", {}):
        raise UsageError(
            f"there is an account {name!r} already.", where=str(path), mend="Name another one with --account."
        )
    # Bare keys stand above the tables, or TOML counts them to the last one.
    top = {k: v for k, v in (("timezone", timezone), ("country", country)) if v and k not in document}
    text = "".join(f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in top.items())
    document = tomlkit.parse(text + tomlkit.dumps(document))
    accounts = document.setdefault("accounts", tomlkit.table(is_super_table=True))
    table = tomlkit.table()
    told = account.model_dump(mode="json", exclude_defaults=True)
    for key in sorted(told, key=lambda key: key != "address"):  # whose it is stands first
        table.add(key, told[key])
    accounts[name] = table
    _write(path, tomlkit.dumps(document))
    load(path)


def _document(path: Path) -> tomlkit.TOMLDocument:
    if not path.exists():
        return tomlkit.document()
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except TOMLKitError as error:
        raise ConfigurationError(f"this is not valid TOML: {error}.", where=str(path)) from None


def _write(path: Path, text: str) -> None:
    """Replace the file at once, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)
