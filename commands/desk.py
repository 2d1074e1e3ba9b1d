"""The desk of `review` and `flag`: the store opened, with all that deeds on it need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from commands.app import App

if TYPE_CHECKING:
    from review.actions import Desk
    from store.database import Database


@contextmanager
def desk(app: App) -> Iterator[Desk]:
    """The flags and what can be done with them, at the app's moment; time goes on unless one was named."""
    with app.database() as database:
        yield on(app, database)


def on(app: App, database: Database) -> Desk:
    """The same, over a store that is open."""
    from daemon.profiles import stored_profile
    from review.actions import Desk, Judged

    def clock() -> datetime:
        return app.now if app.is_past else datetime.now(UTC).astimezone(app.settings.zone)

    return Desk(
        database,
        Judged(app.policy, app.calendar, clock, app.is_past),
        reader=app.reader,
        profile_of=lambda account: stored_profile(database, app.settings, account),
    )


def own_address(app: App) -> str:
    """The address under which drafts are written where no thread tells another."""
    accounts = list(app.settings.accounts.values())
    return accounts[0].address if accounts else next(iter(app.settings.own_addresses), "")
