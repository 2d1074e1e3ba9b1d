"""Writes what the docs take from the program: the reference, the README's output, a picture of the review.

`python docs/generate.py` writes; a test compares.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference.md"
README = ROOT / "README.md"
CONSOLE = re.compile(r"(?s)(<!-- console -->\n```console\n)(.*?)(```\n)")

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
    names = command.context_settings.get("help_option_names")
    context = click.Context(
        command, info_name=path[-1], parent=parent, terminal_width=WIDTH, help_option_names=names
    )
    level = "#" * (len(path) + 1)
    yield f"\n{level} {' '.join(path)}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _sections(child, (*path, name), context)


def with_real_output(page: str) -> str:
    """The page, its console blocks run again one after another in an empty folder and home."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": folder,
            "COLUMNS": "96",
            "LANG": "C.UTF-8",
        }

        def run_again(block: re.Match[str]) -> str:
            commands = [line for line in block[2].splitlines() if line.startswith("$ ")]
            return block[1] + "".join(_told(line, folder, environment) for line in commands) + block[3]

        return CONSOLE.sub(run_again, page)


def _told(line: str, folder: str, environment: dict[str, str]) -> str:
    words = shlex.split(line.removeprefix("$ "))
    if words[0] == "export":
        environment |= {key: value for key, _, value in (word.partition("=") for word in words[1:])}
        return line + "\n"
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    told = "\n".join(row.rstrip() for row in done.stdout.splitlines()).strip("\n")
    return f"{line}\n{told}\n" if told else f"{line}\n"


if __name__ == "__main__":
    from docs import screenshot

    screenshot.write()
    REFERENCE.write_text(reference(), encoding="utf-8")
    README.write_text(with_real_output(README.read_text(encoding="utf-8")), encoding="utf-8")
