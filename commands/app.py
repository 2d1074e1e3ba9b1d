"""What every command shares: global options, settings and database on first use, and how errors end it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from commands.harmless import safe_block
from errors import KeepwarmError

if TYPE_CHECKING:
    from config import Settings
    from config_loading import Loaded
    from domain import Due
    from nlp.pipeline import Reader
    from store.database import Database
    from warmth.days import BusinessCalendar
    from warmth.policy import Policy

ATTENTION = 6  # the exit code for "look here"

Command = TypeVar("Command", bound=Callable[..., Any])


class Failure(click.ClickException):
    """A KeepwarmError on its way to the terminal, with its exit code."""

    def __init__(self, error: KeepwarmError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: IO[Any] | None = None) -> None:
        """One sentence on stderr, made safe."""
        click.echo(f"keepwarm: {safe_block(self.message)}", err=True)


@dataclass
class App:
    """The global options of one call, and what is opened because of them."""

    config_path: Path | None = None
    database_url: str | None = None
    as_of_text: str | None = None
    verbose: int = 0
    quiet: bool = False
    plain: bool = False
    given: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def loaded(self) -> Loaded:
        """The settings with their origins."""
        from config_loading import load

        return load(self.config_path, given=self.given_settings)

    @property
    def given_settings(self) -> dict[str, Any]:
        """The settings that came on the command line."""
        return {"database": self.database_url, **self.given}

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.loaded.settings

    @cached_property
    def now(self) -> datetime:
        """The moment for which the question is asked, in the user's zone; `--as-of`, else the clock."""
        if self.as_of_text is None:
            return datetime.now(UTC).astimezone(self.settings.zone)
        return self.moment(self.as_of_text, "--as-of")

    def moment(self, text: str, option: str, *, is_start: bool = False) -> datetime:
        """A date-time of the command line; without an offset in the user's zone, a bare date is its end.

        With `is_start` a bare date is its beginning.
        """
        zone = self.settings.zone
        try:
            at = datetime.fromisoformat(text.strip())
        except ValueError:
            raise click.BadParameter(
                f"{text!r} is no date-time such as 2026-03-02T09:00:00-05:00 or 2026-03-02.",
                param_hint=option,
            ) from None
        if len(text.strip()) <= len("2026-03-02"):
            at = datetime.combine(at.date(), time() if is_start else time(23, 59, 59))
        return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)

    def day_or_moment(self, text: str, option: str) -> Due:
        """A date as it stands, or a date-time, without an offset in the user's zone."""
        at = self.moment(text, option)
        return at.date() if len(text.strip()) <= len("2026-03-02") else at

    @property
    def is_past(self) -> bool:
        """Whether a moment was named: the answer is then computed, and nothing that lives is changed."""
        return self.as_of_text is not None

    @property
    def database_address(self) -> str:
        """The URL of the database in use."""
        from store.database import default_url

        return self.settings.database or default_url()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The store, opened and brought up to date."""
        from store.database import Database

        database = Database.open(self.database_address)
        try:
            yield database
        finally:
            database.close()

    def reader(self) -> Reader:
        """The language reader; loads spaCy."""
        from nlp.pipeline import load

        return load(self.settings.language.model)

    @property
    def policy(self) -> Policy:
        """The numbers by which relationships are judged."""
        from warmth.policy import Policy

        return Policy.of(self.settings)

    def calendar(self, account: str = "") -> BusinessCalendar:
        """Business days of an account, or of the only one: its zone, holidays and absences."""
        from warmth.days import BusinessCalendar

        names = list(self.settings.accounts)
        return BusinessCalendar.of(self.settings, account or (names[0] if len(names) == 1 else ""))

    def note(self, text: str) -> None:
        """A remark for people, on stderr, silent with `-q`."""
        if not self.quiet:
            click.echo(text, err=True)


pass_app = click.make_pass_decorator(App, ensure=True)


def _keep(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Remember an option wherever it stood; the command line after the command's name wins."""
    app = ctx.ensure_object(App)
    if value is None or value is False or value == 0:
        return
    setattr(app, str(parameter.name), value)
    if parameter.name == "verbose":
        from daemon.logs import write_log

        write_log("debug" if value > 1 else "info", "human")


GLOBAL_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--config", "config_path"), {"type": click.Path(path_type=Path), "help": "The configuration file."}),
    (("--database", "database_url"), {"metavar": "URL", "help": "Where everything is kept."}),
    (
        ("--as-of", "as_of_text"),
        {"metavar": "DATETIME", "help": "Answer as of then; later mail is left out."},
    ),
    (("-v", "--verbose"), {"count": True, "help": "Say more; twice for everything."}),
    (("-q", "--quiet"), {"is_flag": True, "help": "No progress and no notes."}),
    (("--plain",), {"is_flag": True, "help": "No colour, no boxes, no drawing."}),
)


def global_options(command: Command) -> Command:
    """The options that stand before or after the name of every command."""
    wrapped: Any = command
    for names, attributes in reversed(GLOBAL_OPTIONS):
        wrapped = click.option(*names, callback=_keep, expose_value=False, **attributes)(wrapped)
    return wrapped  # type: ignore[no-any-return]


def json_option(command: Command) -> Command:
    """`--json`: JSON Lines on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="JSON Lines, for machines.")(command)
