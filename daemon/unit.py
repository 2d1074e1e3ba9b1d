"""The systemd unit of this installation: which command it starts, what it is handed, what it may not do."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config import Settings
from errors import KeepwarmError, UsageError

NAME = "keepwarm.service"
SYSTEM = Path("/etc/systemd/system")
SECRETS = Path("/etc/keepwarm/credentials")
HIDDEN = ("/home/", "/root/", "/run/user/")  # from a unit with ProtectHome=yes


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, where it belongs, and the commands that come after writing it."""

    path: Path
    text: str
    next_commands: tuple[str, ...]

    @property
    def is_written(self) -> bool:
        """Whether it stands there just so."""
        try:
            return self.path.read_text(encoding="utf-8") == self.text
        except OSError:
            return False


def unit_of(
    settings: Settings, *, user: bool, program: Path | None = None, config_path: Path | None = None
) -> Unit:
    """The unit for this installation, for the system or for one `user`.

    Raises `UsageError` where the system's unit could not see the program.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    program = program or this_program()
    if not user:
        _refuse_hidden(program, "the program")
        if config_path is not None:
            _refuse_hidden(config_path.absolute(), "the configuration")
    command = [str(program), *(["--config", str(config_path.absolute())] if config_path else []), "run"]
    secrets = _home_config() / "keepwarm" / "credentials" if user else SECRETS
    environment = Environment(  # noqa: S701  not HTML
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template("keepwarm.service.j2").render(
        user=user,
        command=" ".join(_quoted(word) for word in command),
        credentials=[(name, secrets / name) for name in sorted(set(_credentials(settings)))],
    )
    return Unit(place(user=user), text, _next_commands(user=user))


def place(*, user: bool) -> Path:
    """Where the unit stands."""
    return (_home_config() / "systemd" / "user" if user else SYSTEM) / NAME


def write(unit: Unit) -> None:
    """Write the unit. Raises `KeepwarmError` where that is not allowed."""
    new = unit.path.with_name(unit.path.name + ".new")
    try:
        unit.path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(unit.text, encoding="utf-8")
        new.chmod(0o644)  # it holds no secret, and systemd wants it readable
        new.replace(unit.path)
    except OSError as error:
        raise _refused(error, unit.path) from None


def remove(path: Path) -> bool:
    """Take the unit away; False where there was none."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refused(error, path) from None
    return True


def this_program() -> Path:
    """The command `keepwarm` of this installation, not a link to it."""
    beside = Path(sys.executable).with_name("keepwarm")
    if not beside.exists():
        raise KeepwarmError(
            "there is no command keepwarm beside this Python.",
            where=str(beside.parent),
            mend="Install keepwarm into an environment of its own: docs/server.md",
        )
    return beside


def _next_commands(*, user: bool) -> tuple[str, ...]:
    if user:
        return (
            "systemctl --user daemon-reload",
            "systemctl --user enable --now keepwarm",
            "loginctl enable-linger    # or it ends when you log out",
            "keepwarm status",
        )
    return (
        "sudo systemctl daemon-reload",
        "sudo systemctl enable --now keepwarm",
        "sudo -u keepwarm keepwarm status",
    )


def _credentials(settings: Settings) -> Iterator[str]:
    """The names of all credentials that the settings expect systemd to hand over."""
    for one in (*settings.accounts.values(), settings.smtp):
        if one.password_credential:
            yield one.password_credential
    for oauth in settings.oauth.values():
        if oauth.client_secret_credential:
            yield oauth.client_secret_credential


def _home_config() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _quoted(word: str) -> str:
    """As ExecStart= reads it: % and $ doubled, blanks in quotes (systemd.service(5))."""
    word = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$").replace('"', '\\"')
    return f'"{word}"' if " " in word or "'" in word else word


def _refuse_hidden(path: Path, what: str) -> None:
    if str(path).startswith(HIDDEN):
        raise UsageError(
            f"{what} lies in {path.parent}, which a service of the system may not see.",
            mend="Install it elsewhere (docs/server.md), or use --user.",
        )


def _refused(error: OSError, path: Path) -> KeepwarmError:
    return KeepwarmError(
        f"this may not be changed ({error.strerror}).",
        where=str(path),
        mend="Use sudo, or --user for a service of your own; --print only shows it.",
    )
