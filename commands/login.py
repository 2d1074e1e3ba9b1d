"""`keepwarm login`: sign in once, in the browser or with a password for the keyring."""

from __future__ import annotations

import os
import sys
import webbrowser
from typing import TYPE_CHECKING

import click

from commands.app import App, global_options, pass_app
from commands.harmless import safe
from errors import UsageError

if TYPE_CHECKING:
    from config import Account
    from ingest.signin.tokens import Tokens


@click.command("login")
@click.argument("name", required=False, metavar="[ACCOUNT]")
@click.option("--paste", is_flag=True, help="The browser is on another machine: paste where it ended.")
@click.option("--device", is_flag=True, help="Type a code in on any other device (not for Google).")
@click.option("--password-stdin", is_flag=True, help="Read the keyring's password from standard input.")
@click.option("--forget", is_flag=True, help="Keep nothing of the account any more.")
@global_options
@pass_app
def command(
    app: App, *, name: str | None, paste: bool, device: bool, password_stdin: bool, forget: bool
) -> None:
    """Sign in once: with OAuth in the browser, or with a password that the keyring keeps.

    It is tried at the mail server before it is kept. Later keepwarm renews it by itself; it asks for this
    command again where the provider has ended the sign-in.
    """
    from daemon import login
    from daemon.sync import try_account
    from ingest.signin import keyrings
    from store.database import exists

    if paste and device:
        raise UsageError("--paste and --device are two ways: name one.")
    name = name or _only_one(app)
    if name not in app.settings.accounts:
        known = ", ".join(app.settings.accounts) or "none"
        raise UsageError(f"there is no account {name!r}.", mend=f"Accounts in the configuration: {known}.")
    account = app.settings.accounts[name]
    if not account.oauth and (paste or device):
        raise UsageError("--paste and --device are for accounts with oauth.")
    if forget:
        login.forget(account, name)
        click.echo(f"{name}: forgotten here. The provider's security page withdraws what it granted.")
        return
    if account.oauth:
        tokens = _tokens(app, account, paste=paste, device=device)
        folders, place = login.keep_tokens(account, name, tokens)
        app.note(f"Kept in {place}; keepwarm renews it by itself.")
    elif account.keyring:
        keyrings.read(account.username or account.address, where=f"accounts.{name}.keyring")
        # Now that there is a keyring, somebody may type a password for it.
        folders = login.keep_password(account, name, _password(account, from_stdin=password_stdin))
    else:
        folders = try_account(account, name=name, ask=_ask)
        app.note(f"{name} signs in by {account.way_to_sign_in or 'asking you'}; there is nothing to keep.")
    click.echo(f"{name}: signed in; {len(folders)} folders.")
    if exists(app.database_address):
        with app.database() as database:
            login.let_the_service_try(database, name, now=app.now)


def _tokens(app: App, account: Account, *, paste: bool, device: bool) -> Tokens:
    from ingest.signin import login, tokens
    from ingest.signin.providers import provider_of

    provider = provider_of(account.oauth, app.settings.oauth)
    username = account.username or account.address
    if device:
        return login.by_device(provider, show=_show_code, clock=tokens.now)
    if paste:
        return login.by_paste(provider, username, ask=_ask_where_it_ended, clock=tokens.now)
    return login.by_browser(provider, username, show=_open, clock=tokens.now)


def _only_one(app: App) -> str:
    """The account that is meant where none is named."""
    all_of_them = app.settings.accounts
    waiting = [name for name, one in all_of_them.items() if one.oauth or one.keyring] or list(all_of_them)
    if not waiting:
        raise UsageError("no account is set up.", mend="Run: keepwarm init")
    if len(waiting) > 1:
        raise UsageError("several accounts could be meant.", mend=f"Name one of: {', '.join(waiting)}.")
    return waiting[0]


def _open(url: str) -> None:
    """Show the address, and open it where there is a screen; a browser in this terminal would cover it."""
    click.echo(f"Sign in here, in a browser on this machine:\n\n{safe(url)}\n", err=True)
    has_screen = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    if not has_screen or not webbrowser.open(url):
        click.echo("Where the browser is on another machine: stop, and use --paste.", err=True)


def _ask_where_it_ended(url: str) -> str:
    click.echo(f"Sign in here, in any browser:\n\n{safe(url)}\n", err=True)
    click.echo(
        "At the end the browser shows an error, because nobody listens there: that is right.", err=True
    )
    return str(click.prompt("The address at which it ended", err=True))


def _show_code(address: str, code: str) -> None:
    click.echo(f"Open on any device: {safe(address)}\nand type in:         {safe(code)}\n", err=True)


def _password(account: Account, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return _ask(f"Password of {account.username or account.address}")


def _ask(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True))
