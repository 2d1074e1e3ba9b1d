"""`keepwarm check`: everything that must be right, a line each with the mend."""

from __future__ import annotations

import click

from commands.app import ATTENTION, App, global_options, json_option, pass_app
from commands.display import console, print_json
from commands.harmless import safe

SIGNS = {"fine": ("ok", "green"), "note": ("note", "yellow"), "wrong": ("WRONG", "red")}


@click.command("check")
@click.option("--exit-code", is_flag=True, help="End with 6 where there is a note.")
@json_option
@global_options
@pass_app
def command(app: App, *, exit_code: bool, as_json: bool) -> None:
    """Everything that must be right, a line each with the mend; ends with 1 where something is wrong."""
    from daemon.checks import Verdict, checks

    verdicts = set()
    out = console(app)
    for one in checks(app.loaded, app.database_address, now=app.now, is_asked=app.is_past):
        verdicts.add(one.verdict)
        if as_json:
            print_json({"name": one.name, "verdict": one.verdict, "said": one.said, "mend": one.mend})
            continue
        sign, colour = SIGNS[one.verdict.value]
        out.print(f"{sign:6}", style=colour, end="")
        out.print(f"{one.name}: {safe(one.said)}{' ' + safe(one.mend) if one.mend else ''}", soft_wrap=True)
    if Verdict.WRONG in verdicts:
        raise SystemExit(1)
    if exit_code and Verdict.NOTE in verdicts:
        raise SystemExit(ATTENTION)
