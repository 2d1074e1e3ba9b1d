"""Every text that the store holds, gone through: whatever table comes later is swept too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from sqlalchemy import JSON, Text, select, update
from sqlalchemy.orm import Session

from store.columns import KeyText, MailText
from store.models import Base

AT_ONCE = 500
# Names of mailboxes and of their folders are the recruiter's and the server's; without them nothing is found.
LEFT_ALONE = frozenset({"accounts", "folders", "jobs", "outbox", "backups"})


def sweep(
    session: Session,
    text: Callable[[str, str], str],
    json: Callable[[Any], Any],
    *,
    columns_left: Collection[str] = (),
) -> Counter[str]:
    """Put every text and every JSON value through a function; how many rows of each table changed.

    `text` is told where the value stands, as `table.column`; `columns_left` are left alone.
    """
    changed: Counter[str] = Counter()
    session.flush()
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_ALONE:
            continue
        ways: dict[str, Callable[[Any], Any]] = {
            column.name: json
            if isinstance(column.type, JSON)
            else partial(text, f"{table.name}.{column.name}")
            for column in table.columns
            if isinstance(column.type, (MailText, KeyText, Text, JSON))
            and f"{table.name}.{column.name}" not in columns_left
            and not column.primary_key
        }
        keys = list(table.primary_key.columns)
        if not ways or len(keys) != 1:
            continue
        (key,) = keys
        query = select(key, *(table.c[name] for name in ways)).order_by(key)
        for row in session.execute(query).partitions(AT_ONCE):
            for number, *values in row:
                new = {
                    name: done
                    for (name, way), value in zip(ways.items(), values, strict=True)
                    if value and (done := way(value)) != value
                }
                if new:
                    session.execute(update(table).where(key == number).values(new))
                    changed[table.name] += 1
    session.expire_all()
    return changed
