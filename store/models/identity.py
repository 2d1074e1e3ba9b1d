"""Who is one person: records that were made one, and pairs about which that is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import KeyText
from store.models.base import Base, Id


class MergeRow(Base):
    """One record that became part of another, with what it held, so that the two can be parted again."""

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    gone_id: Mapped[int] = mapped_column(Id, index=True)  # the number of the record that is no more
    name: Mapped[str]  # by which mail and words may still call them
    name_key: Mapped[str] = mapped_column(KeyText, index=True)
    at: Mapped[datetime]
    by: Mapped[str]  # a word of `domain.MergedBy`
    score: Mapped[float | None]  # how sure the evidence was, from 0 to 1; None where a person said so
    reasons: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    held: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what belonged to the record


class PairRow(Base):
    """Two people who may be one, or of whom a person said that they are two; shown as `q-<id>`."""

    __tablename__ = "pairs"
    __table_args__ = (UniqueConstraint("contact_id", "other_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))  # the lower number
    other_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    state: Mapped[str]  # open, later or two
    score: Mapped[float] = mapped_column(default=0.0)
    reasons: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    asked_at: Mapped[datetime]
    put_off_until: Mapped[datetime | None]
