"""Signing in once for good: what a person gave is tried at the mail server, and kept where it works."""

from __future__ import annotations

from datetime import datetime

from config import Account
from daemon import manners
from daemon.sync import FolderSeen, try_credentials
from errors import SignInNeeded
from ingest.signin import keyrings
from ingest.signin.credentials import Given, fit_password, kept_tokens
from ingest.signin.tokens import Tokens
from store import jobs
from store.database import Database


def keep_tokens(account: Account, name: str, tokens: Tokens) -> tuple[list[FolderSeen], str]:
    """Keep the tokens of a sign-in; the folders that they open, and where they are kept.

    They are not kept where the mail server refuses them: most often somebody else was signed in at the
    browser. Where it cannot be reached they are, and `ServerUnreachable` tells.
    """
    kept = kept_tokens(account, name)
    try:
        folders = try_credentials(account, Given("token", tokens.access))
    except SignInNeeded as refused:
        raise SignInNeeded(
            f"signed in at {account.oauth}, but {refused.what}",
            where=account.host,
            mend=f"Sign in as {account.username or account.address}, or as somebody who may open it:"
            " another person may have been signed in at the browser. IMAP may also be switched off for it.",
        ) from None
    except BaseException:  # even Ctrl-C: the provider gave them once, and nothing refused them
        kept.keep(tokens)
        raise
    return folders, kept.keep(tokens)


def keep_password(account: Account, name: str, password: str, *, count: bool = False) -> list[FolderSeen]:
    """Keep a password in the keyring, once the mail server took it; the folders that it opens."""
    password = fit_password(account, password)
    folders = try_credentials(account, Given("password", password), count=count)
    username = account.username or account.address
    keyrings.write(username, password, where=f"accounts.{name}.keyring")
    return folders


def forget(account: Account, name: str) -> None:
    """Keep neither tokens nor a password of the account any more; what is not there is no error."""
    if account.oauth:
        kept_tokens(account, name).forget()
    elif account.keyring:
        keyrings.delete(account.username or account.address, where=f"accounts.{name}.keyring")


def let_the_service_try(database: Database, name: str, *, now: datetime) -> None:
    """A running service tries the account at its next tick, though its sign-in was refused before."""
    with database.write() as session:
        job = jobs.ensure(session, manners.job_of(name), due_at=now)
        if not manners.is_left_alone(job, now):
            jobs.reschedule(session, job.name, due_at=now)
