"""Writes docs/reference.md from the commands' own help: `python docs/generate.py`; a test compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference.md"

WIDTH = 96

HEAD = """# Reference

Generated from the commands' own help by `docs/generate.py`.

Data goes to stdout; prompts, progress and notes to stderr. `--json` gives JSON Lines: one object a line, with
`schema_version` in each, never truncated. `NO_COLOR`, `TERM=dumb` and `--plain` are obeyed.

The options `--config`, `--database`, `--as-of`, `-v`, `-q` and `--plain` stand before or after any command.
`--as-of` takes an ISO date-time; without an offset it is in your zone, a bare date means the end of that day.

| exit code | meaning |
| --- | --- |
| 0 | fine; an import that put some files into quarantine is fine and says so |
| 1 | failed |
| 2 | the command was called wrongly |
| 3 | the configuration is invalid |
| 4 | sign-in needed |
| 5 | the server cannot be reached, or asked to slow down |
| 6 | attention found (`flags` and `check` with `--exit-code`) |
| 75 | another keepwarm reads mail into this database |
"""


def reference() -> str:
    """The whole page."""
    sys.path.insert(0, str(ROOT))
    from cli import keepwarm

    return HEAD + "".join(_sections(keepwarm, ("keepwarm",), None))


def _sections(command: click.Command, path: tuple[str, ...], parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=path[-1], parent=parent, terminal_width=WIDTH)
    level = "#" * (len(path) + 1)
    yield f"\n{level} {' '.join(path)}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _sections(child, (*path, name), context)


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
