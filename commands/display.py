"""The one way to print JSON, flags, tables and times on a terminal; mail text goes through `harmless`."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from commands.harmless import safe, safe_block

if TYPE_CHECKING:
    from rich.console import Console

    from commands.app import App

SCHEMA_VERSION = 1
WIDEST = 100  # columns; longer lines are hard to read
_PLAIN = frozenset({str, int, float, bool, type(None)})  # what JSON has as it is


def wrapped(text: str, width: int, *, hang: int = 0) -> str:
    """Safe text with long lines broken at `width` columns, under their own indent and `hang` columns more."""
    lines = []
    for line in safe_block(text).split("\n"):
        if len(line) <= width:
            lines.append(line)
            continue
        indent = line[: len(line) - len(line.lstrip(" "))]
        lines += textwrap.wrap(
            line, width, subsequent_indent=indent + " " * hang, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines)


def print_flags(app: App, described: Iterable[str]) -> None:
    """Flags as `reports.flag_told.describe` tells them, the names in bold; there may be thousands."""
    is_bold = sys.stdout.isatty() and not app.plain and os.environ.get("TERM") != "dumb"
    width = text_width()
    for one in described:
        name, *rest = one.split("\n")
        told = wrapped("\n".join(f"  {line}" for line in rest), width)
        click.echo(f"{click.style(safe(name), bold=True) if is_bold else safe(name)}\n{told}\n")


def text_width() -> int:
    """How many columns a paragraph takes."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else _columns_asked_for()
    return min(columns, WIDEST)


def json_value(value: Any, zone: ZoneInfo | None = None) -> Any:
    """A value as JSON has it; date-times in the given zone, enums as their words."""
    if type(value) in _PLAIN:  # as most are, of the hundred thousand that a long list has
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: json_value(getattr(value, f.name), zone) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return (value.astimezone(zone) if zone and value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): json_value(v, zone) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [json_value(v, zone) for v in value]
    return value


def json_line(item: Mapping[str, Any], zone: ZoneInfo | None = None) -> str:
    """One object as a line, with `schema_version`."""
    return json.dumps({"schema_version": SCHEMA_VERSION, **json_value(item, zone)}, ensure_ascii=False)


def print_json(item: Mapping[str, Any], zone: ZoneInfo | None = None) -> None:
    """One object on a line of its own."""
    click.echo(json_line(item, zone))


def console(app: App, *, stderr: bool = False) -> Console:
    """A rich console that obeys `NO_COLOR`, `TERM=dumb` and `--plain`, and interprets no markup in text."""
    from rich.console import Console

    dumb = app.plain or os.environ.get("TERM") == "dumb"
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() else _columns_asked_for()
    return Console(
        file=stream, stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False,
        no_color=True if dumb else None, force_terminal=False if dumb else None, width=wide,
    )  # fmt: skip


def _columns_asked_for() -> int:
    """How wide what is no terminal shall be."""
    return int(os.environ.get("COLUMNS") or 100)


def print_table(app: App, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table of safe text on stdout; tab-separated with `--plain`."""
    safe_rows = [[safe(cell) for cell in row] for row in rows]
    if app.plain:
        for row in [list(columns), *safe_rows]:
            click.echo("\t".join(row))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in safe_rows:
        table.add_row(*(Text(cell) for cell in row))
    console(app).print(table)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A date-time for people: 'Mon 2 Mar 2026, 09:00'."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def day(at: date | datetime, zone: ZoneInfo) -> str:
    """A date for people: 'Mon 2 Mar 2026'."""
    local = at.astimezone(zone) if isinstance(at, datetime) else at
    return f"{local:%a} {local.day} {local:%b %Y}"
