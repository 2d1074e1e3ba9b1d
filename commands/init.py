"""`keepwarm init`: a mailbox set up by asking, tested before anything is written."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from commands.app import App, global_options, pass_app
from commands.harmless import safe
from errors import UsageError


@click.command("init")
@click.option("--email", envvar="KEEPWARM_INIT_EMAIL", help="Your e-mail address.")
@click.option("--name", "own_name", envvar="KEEPWARM_INIT_NAME", help="Your name as your mail shows it.")
@click.option("--host", envvar="KEEPWARM_INIT_HOST", help="The IMAP server.")
@click.option(
    "--port", type=click.IntRange(1, 65535), envvar="KEEPWARM_INIT_PORT", help="993 with TLS, 143 otherwise."
)
@click.option(
    "--security", type=click.Choice(["tls", "starttls", "none"]), default="tls", show_default=True,
    envvar="KEEPWARM_INIT_SECURITY", help="none is for loopback only.",
)  # fmt: skip
@click.option("--username", envvar="KEEPWARM_INIT_USERNAME", help="The login, where it is not the address.")
@click.option("--ca-file", envvar="KEEPWARM_INIT_CA_FILE", help="Your company's certificate authority.")
@click.option(
    "--password-command", envvar="KEEPWARM_INIT_PASSWORD_COMMAND", help="A program that prints the password."
)
@click.option(
    "--password-env", envvar="KEEPWARM_INIT_PASSWORD_ENV", help="A variable that holds the password."
)
@click.option("--account", "account_name", help="What to call the account; made from the address otherwise.")
@click.option("--timezone", envvar="KEEPWARM_INIT_TIMEZONE", help="An IANA time zone.")
@click.option("--country", envvar="KEEPWARM_INIT_COUNTRY", help="For public holidays: US, GB, DE-BE.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@global_options
@pass_app
def command(
    app: App,
    *,
    email: str | None,
    own_name: str | None,
    host: str | None,
    port: int | None,
    security: str,
    username: str | None,
    ca_file: str | None,
    password_command: str | None,
    password_env: str | None,
    account_name: str | None,
    timezone: str | None,
    country: str | None,
    yes: bool,
) -> None:
    """Set up your mailbox: the login is tested and the folders named before the configuration is written."""
    from config import Account, default_path, machine_zone
    from daemon.setup import write_account
    from daemon.sync import try_account

    address = (email or _ask("Your e-mail")).strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise UsageError(f"{safe(address)!r} is no e-mail address.")
    domain = address.rpartition("@")[2]
    server = (host or _ask("Your IMAP server", f"imap.{domain}")).strip()
    if not (password_command or password_env):
        app.note("keepwarm keeps no password: it runs a program that prints it, each time it signs in.")
        password_command = _ask("A command that prints your password (for example: pass show mail/work)")
    zone = timezone or app.settings.timezone or _ask("Your time zone", machine_zone())
    land = country if country is not None else app.settings.country or _ask("Your country, for holidays", "")
    account = Account(
        address=address,
        name=own_name or "",
        host=server,
        port=port or (993 if security == "tls" else 143),
        security=security,
        ca_file=ca_file or "",
        username=username or "",
        password_command=password_command or "",
        password_env=password_env or "",
    )
    name = account_name or re.sub(r"[^a-z0-9]+", "-", address.partition("@")[0]).strip("-") or "mail"
    app.note(f"Signing in to {server} ...")
    folders = try_account(account, name=name, count=True)
    app.note("Signed in. Folders:")
    for folder in folders:
        number = "" if folder.messages is None else f", {folder.messages} messages"
        app.note(f"  {safe(folder.name)}{number}{' (sent mail)' if folder.is_sent else ''}")
    path = app.config_path or default_path()
    if not yes and not click.confirm(f"Write {path}?", default=True, err=True):
        raise click.Abort
    write_account(Path(path), name, account, timezone=zone, country=land)
    click.echo(f"Written: {path}")
    app.note("Next: keepwarm check, then keepwarm sync, then keepwarm flags.")


def _ask(question: str, default: str | None = None) -> str:
    """A question on the terminal; without one it must have been answered by an option."""
    if not os.isatty(0) and default is not None:
        return default
    return str(click.prompt(question, default=default, err=True))
