"""What all tables share: names of constraints, types of columns, the number of a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Integer, MetaData
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
