"""`keepwarm config`: what is set, whether it is valid, where it is read from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json

# They may carry a secret in their arguments, and who knows the ping's url can silence it: named, never shown.
SECRETS = {"password_command", "token_command", "client_secret_command", "url"}


@click.group("config")
def command() -> None:
    """Show, check and find the configuration."""


@command.command("show")
@click.option("--origin", is_flag=True, help="Also say where each value comes from.")
@json_option
@global_options
@pass_app
def show(app: App, *, origin: bool, as_json: bool) -> None:
    """Every key with its value; --origin tells file, variable, command line or default."""
    for key, value in _flat(app.settings.model_dump(mode="json")):
        shown = "(set, not shown)" if key.rpartition(".")[2] in SECRETS and value else value
        came = app.loaded.origins.get(key, "default")
        if as_json:
            print_json({"key": key, "value": shown, "origin": came})
        else:
            text = json.dumps(shown, ensure_ascii=False)
            click.echo(f"{key} = {text}" + (f"    # {came}" if origin else ""))


@command.command("validate")
@global_options
@pass_app
def validate(app: App) -> None:
    """Say whether the configuration is valid, and every problem if it is not."""
    from config_loading import unknown_variables

    settings = app.settings
    for name in unknown_variables():
        app.note(f"{name}: the environment has this variable, but there is no such setting.")
    source = app.loaded.path or "no file, environment and defaults only"
    accounts = ", ".join(settings.accounts) or "none; keepwarm init sets one up"
    click.echo(f"Valid: {source}. Accounts: {accounts}.")


@command.command("path")
@global_options
@pass_app
def path(app: App) -> None:
    """Where the configuration file is, or would be."""
    from config_loading import default_path

    click.echo(str(app.config_path or default_path()))


def _flat(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
