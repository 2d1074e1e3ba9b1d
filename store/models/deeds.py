"""What a recruiter did with flags, so that it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Id


class DeedRow(Base):
    """One thing done with a flag: whose lives it changed, and what was set by hand for it.

    `flags` holds by id the life before and after; `by_hand` what was set by hand, and what it replaced.
    Undone, the row is gone; erased with its flag.
    """

    __tablename__ = "deeds"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    flags: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_hand: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
