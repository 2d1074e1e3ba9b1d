"""What erasing somebody leaves behind: a receipt, a mark nobody can read back, and copies to look after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Id


class SecretRow(Base):
    """A key that belongs to this database, made when it was first needed."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class TombstoneRow(Base):
    """An address, or the name of somebody, who is not to be stored again: an HMAC-SHA-256, no word of it."""

    __tablename__ = "tombstones"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # hex
    erasure_id: Mapped[int] = mapped_column(Id, index=True)
    at: Mapped[datetime]
    is_for_good: Mapped[bool]  # False: it lapsed, and what they write from then on is stored


class ErasedPlaceRow(Base):
    """Where mail of somebody erased lies on the server, so that nobody misses it: numbers only."""

    __tablename__ = "erased_places"
    __table_args__ = (UniqueConstraint("folder_id", "uidvalidity", "uid"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id", ondelete="CASCADE"))
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)


class ErasureRow(Base):
    """A receipt: that somebody was erased, when, why and how much; shown as `e-<id>`."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(Id)  # the number of the record that is no more
    at: Mapped[datetime]
    why: Mapped[str]  # asked or lapsed
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class BackupRow(Base):
    """A copy of the database that keepwarm made, wherever it was told to put it."""

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    path: Mapped[str]
    at: Mapped[datetime]
