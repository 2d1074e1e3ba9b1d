"""`keepwarm init`: a mailbox set up by asking, tested before anything is written."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.app import App, global_options, pass_app
from commands.harmless import safe
from errors import SignInNeeded, UsageError

if TYPE_CHECKING:
    from config import Account
    from ingest.mail_hosts import MailHost


@click.command("init")
@click.option("--email", envvar="KEEPWARM_INIT_EMAIL", help="Your e-mail address.")
@click.option("--name", "own_name", envvar="KEEPWARM_INIT_NAME", help="Your name as your mail shows it.")
@click.option("--host", envvar="KEEPWARM_INIT_HOST", help="The IMAP server; found by the address otherwise.")
@click.option(
    "--port", type=click.IntRange(1, 65535), envvar="KEEPWARM_INIT_PORT", help="993 with TLS, 143 otherwise."
)
@click.option(
    "--security", type=click.Choice(["tls", "starttls", "none"]), default="tls", show_default=True,
    envvar="KEEPWARM_INIT_SECURITY", help="Goes with --host; none is for loopback only.",
)  # fmt: skip
@click.option("--username", envvar="KEEPWARM_INIT_USERNAME", help="The login, where it is not the address.")
@click.option("--ca-file", envvar="KEEPWARM_INIT_CA_FILE", help="Your company's certificate authority.")
@click.option(
    "--password-command", envvar="KEEPWARM_INIT_PASSWORD_COMMAND", help="A program that prints the password."
)
@click.option(
    "--password-env", envvar="KEEPWARM_INIT_PASSWORD_ENV", help="A variable that holds the password."
)
@click.option(
    "--password-credential", envvar="KEEPWARM_INIT_PASSWORD_CREDENTIAL", help="A credential of systemd's."
)
@click.option("--keyring", is_flag=True, help="Ask for the password once and keep it in the keyring.")
@click.option(
    "--token-command", envvar="KEEPWARM_INIT_TOKEN_COMMAND", help="A program that prints an access token."
)
@click.option("--oauth", envvar="KEEPWARM_INIT_OAUTH", help="microsoft, google, or an [oauth.NAME] of yours.")
@click.option("--account", "account_name", help="What to call the account; made from the address otherwise.")
@click.option("--timezone", envvar="KEEPWARM_INIT_TIMEZONE", help="An IANA time zone.")
@click.option("--country", envvar="KEEPWARM_INIT_COUNTRY", help="For public holidays: US, GB, DE-BE.")
@click.option("--yes", is_flag=True, help="Take what is found and write without asking.")
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
    password_credential: str | None,
    keyring: bool,
    token_command: str | None,
    oauth: str | None,
    account_name: str | None,
    timezone: str | None,
    country: str | None,
    yes: bool,
) -> None:
    """Set up your mailbox: the server is found by your address, the login is tested and the folders named.

    The server is known, or your domain tells it (DNS, or what it publishes for mail programs), or
    Thunderbird's public list does. It must prove its name; nothing is written before you agree.
    """
    from config import Account, machine_zone
    from config_loading import default_path
    from daemon.setup import write_account
    from ingest.mail_hosts import MailHost

    address = (email or _ask("Your e-mail")).strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise UsageError(f"{safe(address)!r} is no e-mail address.")
    found = None if host else _found(app, address, ca_file or "", yes=yes)
    if found is None:
        host = (host or _ask("Your IMAP server")).strip()
        found = MailHost(host, port or (993 if security == "tls" else 143))
    else:
        security = found.security
    ways = {
        "--password-command": password_command, "--password-env": password_env,
        "--password-credential": password_credential, "--keyring": keyring,
        "--token-command": token_command, "--oauth": oauth,
    }  # fmt: skip
    named = [way for way, value in ways.items() if value]
    if len(named) > 1:
        raise UsageError(f"{' and '.join(named)} are two ways to sign in: name one.")
    if not named:
        oauth, password_command = _way_to_sign_in(app, found)
    zone = timezone or app.settings.timezone or _ask("Your time zone", machine_zone())
    land = country if country is not None else app.settings.country or _ask("Your country, for holidays", "")
    account = Account.model_validate({
        "address": address,
        "name": own_name or "",
        "host": found.host,
        "port": port or found.port,
        "security": security,
        "ca_file": ca_file or "",
        "username": username or found.login_of(address),
        "password_command": password_command or "",
        "password_env": password_env or "",
        "password_credential": password_credential or "",
        "keyring": keyring,
        "token_command": token_command or "",
        "oauth": oauth or "",
    })  # fmt: skip
    name = account_name or re.sub(r"[^a-z0-9]+", "-", address.partition("@")[0]).strip("-") or "mail"
    _try(app, account, name, found)
    path = Path(app.config_path or default_path())
    if not yes and not click.confirm(f"Write {path}?", default=True, err=True):
        raise click.Abort
    write_account(path, name, account, timezone=zone, country=land)
    click.echo(f"Written: {path}")
    first = f"keepwarm login {name}, then " if account.oauth else ""
    app.note(f"Next: {first}keepwarm check, then keepwarm sync, then keepwarm flags.")


def _found(app: App, address: str, ca_file: str, *, yes: bool) -> MailHost | None:
    """The server of the address, once somebody agreed; None where it must be typed in."""
    from ingest.discovery import find_server

    search = find_server(address, ca_file=ca_file, tell=app.note)
    for host, why in search.tried:
        if not host.is_guess:
            app.note(f"  {safe(host.host)}, port {host.port}: {safe(why)}")
    if search.found is None:
        if not os.isatty(0):
            raise UsageError(f"no IMAP server was found for {address}.", mend="Name it with --host.")
        app.note("No IMAP server was found; whoever runs your mail knows it.")
        return None
    host = search.found
    security = "TLS" if host.security == "tls" else "STARTTLS"
    app.note(f"Found {safe(host.host)}, port {host.port}, {security}: {safe(host.told_by)}.")
    if yes and not host.is_vouched_for:
        raise UsageError(
            f"only plain DNS says that {host.host} is the server of {address}, and DNS can be forged.",
            mend=f"If it is right: --host {host.host} --port {host.port} --security {host.security}",
        )
    if yes or not os.isatty(0) or click.confirm("Use it?", default=host.is_vouched_for, err=True):
        return host
    return None


def _way_to_sign_in(app: App, host: MailHost) -> tuple[str | None, str | None]:
    """OAuth, or the command that prints the password, where no option named a way."""
    if host.hint:
        app.note(host.hint)
    wants_oauth = host.sign_in == "oauth" and host.oauth
    if wants_oauth and (not os.isatty(0) or click.confirm("Sign in with OAuth?", default=True, err=True)):
        return host.oauth, None
    app.note("keepwarm keeps no password: it runs a program that prints it, each time it signs in.")
    return None, _ask("A command that prints your password (for example: pass show mail/work)")


def _try(app: App, account: Account, name: str, host: MailHost) -> None:
    """Sign in and name the folders; with OAuth, for which `login` signs in later, the server must answer."""
    from daemon.login import keep_password
    from daemon.sync import try_account
    from ingest.discovery import prove

    if account.oauth:
        prove(account)
        app.note(
            f"{account.host} answers, and its certificate is right. keepwarm login {name} signs in there."
        )
        return
    app.note(f"Signing in to {account.host} ...")
    try:
        if account.keyring:
            password = click.prompt(
                f"Password of {account.username or account.address}", hide_input=True, err=True
            )
            folders = keep_password(account, name, str(password), count=True)
        else:
            folders = try_account(account, name=name, count=True, oauth=app.settings.oauth)
    except SignInNeeded:
        if host.hint:
            app.note(host.hint)
        raise
    app.note("Signed in. Folders:")
    for folder in folders:
        number = "" if folder.messages is None else f", {folder.messages} messages"
        app.note(f"  {safe(folder.name)}{number}{' (sent mail)' if folder.is_sent else ''}")


def _ask(question: str, default: str | None = None) -> str:
    """A question on the terminal; without one it must have been answered by an option."""
    if not os.isatty(0) and default is not None:
        return default
    return str(click.prompt(question, default=default, err=True))
