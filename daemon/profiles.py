"""Whose mail is taken in: an account of the configuration, or addresses named on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from config import Account, Settings
from contacts.account import AccountProfile
from errors import UsageError
from ingest.exclusion import Exclusions
from store import accounts
from store.accounts import IMPORTED
from store.database import Database


def account_of(settings: Settings, name: str) -> Account:
    """The account of that name in the configuration; raises `UsageError`, naming those there are."""
    account = settings.accounts.get(name)
    if account is None:
        raise _unknown(settings, name)
    return account


def profile_of(settings: Settings, name: str | None = None, own: Sequence[str] = ()) -> AccountProfile:
    """The profile of an account; raises `UsageError` where nothing tells which addresses are the user's own.

    Without a name it is the only account that is configured, else the one of imports. Own addresses are
    those of the account, of the setting `own_addresses` and those in `own`.
    """
    chosen = name or (next(iter(settings.accounts)) if len(settings.accounts) == 1 else "")
    account = settings.accounts.get(chosen)
    if name and account is None and not own:
        raise _unknown(settings, name)
    named = [*(account.own_addresses if account else ()), *settings.own_addresses, *own]
    addresses = tuple(dict.fromkeys(a.strip().lower() for a in named if "@" in a))
    if not addresses:
        raise UsageError(
            "nothing tells which addresses are your own, so what you wrote cannot be told from what you got.",
            mend="Say it with --own you@example.org, or set up an account with: keepwarm init",
        )
    return AccountProfile(
        name=chosen or IMPORTED,
        own_addresses=addresses,
        own_name=account.name if account else "",
        timezone=settings.zone_of(chosen).key,
        many_recipients=settings.rules.many_recipients,
        excluded=exclusions_of(account, addresses) if account else Exclusions(),
        keeps_words=settings.store_text == "own_words",
    )


def stored_profile(database: Database, settings: Settings, name: str) -> AccountProfile:
    """The profile of an account in the store; of an import, with the addresses it was told of."""
    with database.read() as session:
        own = accounts.find(session, name).own_addresses
    known = name if name in settings.accounts else None
    return replace(profile_of(settings, known, own), name=name)


def exclusions_of(account: Account, own: Sequence[str] = ()) -> Exclusions:
    """Whose mail an account does not keep; `own` are the recruiter's addresses, the account's among them."""
    return Exclusions(tuple(account.exclude_senders), frozenset(own or account.own_addresses))


def _unknown(settings: Settings, name: str) -> UsageError:
    known = ", ".join(settings.accounts) or "none"
    return UsageError(f"there is no account {name!r}.", mend=f"Accounts in the configuration: {known}.")
