"""What all tables share: names of constraints, types of columns, the number of a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase

from store.columns import MailText, UtcDateTime


class Base(DeclarativeBase):
    """Names of constraints are fixed so that migrations read the same on SQLite and PostgreSQL."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: MailText}


Id = BigInteger().with_variant(Integer, "sqlite")


def index_of_some(name: str, *columns: str, where: str, is_unique: bool = False) -> Index:
    """An index of those rows for which `where` holds; the migration that makes it says so too.

    The condition is noted and not given as `postgresql_where`: that imports all of PostgreSQL's dialect into
    every process, whichever database it has.
    """
    return Index(name, *columns, unique=is_unique, info={"where": where})
