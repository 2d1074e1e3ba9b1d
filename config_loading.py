"""Where settings come from: command line, environment, file, default, in this order.

The environment names a key `KEEPWARM_<KEY>` or `KEEPWARM_<SECTION>__<KEY>`. `load` reads once, tells the
origin of every value, and reports every problem together.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_settings import EnvSettingsSource

from config import PREFIX, Settings
from errors import ConfigurationError

OUTSIDE = {"KEEPWARM_CONFIG", "KEEPWARM_DATA", "KEEPWARM_INSTALL_SERVERS"}  # ours, but no settings


def default_path() -> Path:
    """Where the configuration is looked for: `KEEPWARM_CONFIG`, then the XDG configuration folder."""
    from platformdirs import user_config_path

    named = os.environ.get("KEEPWARM_CONFIG")
    return Path(named) if named else user_config_path("keepwarm") / "config.toml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, the file they came from (None: no file) and the origin of every key that is no default."""

    settings: Settings
    path: Path | None
    origins: Mapping[str, str]


def load(path: Path | None = None, *, given: Mapping[str, Any] | None = None) -> Loaded:
    """The settings; raises ConfigurationError with every problem at once.

    `path` names a file that must exist; without it the default place is read if there is a file.
    `given` comes from the command line and wins over everything.
    """
    wanted = path if path is not None else default_path()
    named = path is not None or "KEEPWARM_CONFIG" in os.environ
    if named and not wanted.exists():
        raise ConfigurationError(
            "there is no such configuration file.", where=str(wanted), mend="Create one with: keepwarm init"
        )
    in_file = _read_toml(wanted) if wanted.exists() else {}
    on_line = {key: value for key, value in (given or {}).items() if value is not None}
    environment = EnvSettingsSource(Settings)()
    merged = _merge(_merge(in_file, environment), on_line)
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        where = str(wanted) if in_file else "settings"
        raise ConfigurationError(_told(error), where=where, mend="See: keepwarm config show") from None
    origins = {key: str(wanted) for key in _flat(in_file)}
    origins |= {key: PREFIX + key.upper().replace(".", "__") for key in _flat(environment)}
    origins |= dict.fromkeys(_flat(on_line), "command line")
    return Loaded(settings, wanted if wanted.exists() else None, origins)


def changes(old: Settings, new: Settings) -> list[str]:
    """What differs, by key; numbers and yes or no with their values, texts by their key alone.

    A text may be a command or an address that holds a secret.
    """
    before, after = (dict(_flat_values(one.model_dump(mode="json"))) for one in (old, new))
    told = []
    for key in sorted({key for key in {*before, *after} if before.get(key) != after.get(key)}):
        pair = (before.get(key), after.get(key))
        is_plain = all(isinstance(value, (bool, int, float)) for value in pair)
        told.append(f"{key} {pair[0]} -> {pair[1]}" if is_plain else key)
    return told


def unknown_variables() -> tuple[str, ...]:
    """Variables of the environment that look like settings and are none."""
    tops = tuple(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
    return tuple(
        name
        for name in sorted(os.environ)
        if name.startswith(PREFIX)
        and name not in OUTSIDE
        and not any(name == top or name.startswith(top + "__") for top in tops)
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"this is not valid TOML: {error}.", where=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigurationError("the file is not UTF-8 text.", where=str(path)) from None
    except OSError as error:
        raise ConfigurationError(f"the file cannot be read: {error.strerror}.", where=str(path)) from None


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def _flat_values(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat_values(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _told(error: ValidationError) -> str:
    """Every problem on a line of its own: the key, what is wrong, what was meant; never a secret's value."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        steps = [str(step) for step in problem["loc"]]
        key = ".".join(steps)
        if problem["type"] == "extra_forbidden":
            near = difflib.get_close_matches(steps[-1], _keys_beside(steps[:-1]), n=1)
            lines.append(f"{key}: there is no such key" + (f"; did you mean {near[0]!r}?" if near else "."))
        else:
            said = problem["msg"].removeprefix("Value error, ")
            lines.append(f"{key}: {said}" + ("" if said.endswith("?") else "."))
    count = f"{len(lines)} problems" if len(lines) > 1 else "1 problem"
    return f"{count} in the configuration.\n  " + "\n  ".join(lines) + "\n"


def _keys_beside(steps: list[str]) -> list[str]:
    model: Any = Settings
    for step in steps:
        if isinstance(model, type) and issubclass(model, BaseModel) and step in model.model_fields:
            model = model.model_fields[step].annotation
        elif get_origin(model) in (dict, list, Union, UnionType):
            model = get_args(model)[-1]
    if get_origin(model) in (dict, list):
        model = get_args(model)[-1]
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []
