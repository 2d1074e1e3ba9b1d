"""Many rows at once: written without an object for each, looked up with one parameter for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, TypeDecorator, any_, func, literal, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from store.models import Base, ContactRow, ErasureRow, MergeRow


def among(
    session: Session, column: InstrumentedAttribute[Any] | ColumnElement[Any], values: Iterable[str | int]
) -> ColumnElement[bool]:
    """Whether a column holds one of the values, however many they are.

    `IN` with a parameter for each is put together anew for each number of them, which takes longer than the
    database does.
    """
    dialect, kind = session.get_bind().dialect, column.type
    if dialect.name != "sqlite":
        from sqlalchemy.dialects.postgresql import ARRAY  # takes a while, and most have SQLite

        return (column == any_(literal(list(values), ARRAY(kind)))).cast(Boolean)
    kept: list[Any] = list(values)
    if isinstance(kind, TypeDecorator):
        bound = kind.process_bind_param
        kept = [bound(value, dialect) for value in kept]
    listed = func.json_each(json.dumps(kept)).table_valued("value")
    return column.in_(select(listed.c.value))


def new_ids(session: Session, row: type[Base], count: int) -> list[int]:
    """So many numbers for new rows of a table, ascending; nobody else gets them. Needs a writing session.

    The number of a contact who became part of another stays theirs: they may be parted again. So does that
    of somebody erased, or a receipt would name another.
    """
    table: Any = row.__table__
    if session.get_bind().dialect.name == "sqlite":
        # Writers come one after another, so the highest number stays the highest until we commit.
        last = session.scalar(select(func.max(table.c.id))) or 0
        if row is ContactRow:
            for held in (MergeRow.gone_id, ErasureRow.contact_id):
                last = max(last, session.scalar(select(func.max(held))) or 0)
        return list(range(last + 1, last + count + 1))
    numbers = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return sorted(session.scalars(numbers, {"name": table.name, "count": count}))


def add_rows(session: Session, row: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new rows, all with the same columns; those left out get their defaults."""
    if not rows:
        return
    statement, columns, processors = _insert(row, tuple(rows[0]), session.get_bind().dialect)
    values: list[Iterable[Any]] = []
    # Column by column: a table has few kinds of values, and mail comes by the hundred thousand.
    for name, process in zip(columns, processors, strict=True):
        given = [one[name] for one in rows]
        values.append(map(process, given) if process else given)
    values += [repeat(value) for value in _left_out(row, columns).values()]
    session.connection().exec_driver_sql(statement, list(zip(*values, strict=False)))


@lru_cache(maxsize=64)
def _insert(
    row: type[Base], columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[str, ...], tuple[Callable[[Any], Any] | None, ...]]:
    """The statement, and what makes of each column's values what the driver takes."""
    kinds = {column.name: column.type for column in row.__table__.columns}
    quote = dialect.identifier_preparer.quote
    named = [*columns, *_left_out(row, columns)]
    mark = "?" if dialect.name == "sqlite" else "%s"
    listed = ", ".join(quote(name) for name in named)
    marks = ", ".join(mark for _ in named)
    return (
        f"INSERT INTO {quote(row.__tablename__)} ({listed}) VALUES ({marks})",  # noqa: S608  our own names
        columns,
        tuple(kinds[name].dialect_impl(dialect).bind_processor(dialect) for name in columns),
    )


@lru_cache(maxsize=64)
def _left_out(row: type[Base], columns: tuple[str, ...]) -> dict[str, Any]:
    """The other columns that have a default, with it."""
    return {
        column.name: column.default.arg
        for column in row.__table__.columns
        if column.default is not None and column.default.is_scalar and column.name not in columns
    }
