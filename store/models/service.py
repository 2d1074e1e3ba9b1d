"""What the service keeps: flags that were raised, and jobs with their next time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import KeyText
from store.models.base import Base, Id, index_of_some


class FlagRow(Base):
    """A flag: what was found, and what became of it; shown as `f-<id>`.

    One row for each (contact or name, reason, evidence_key): the same evidence never makes a second flag.
    """

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("contact_id", "about_name", "reason", "evidence_key"),
        # NULLs are distinct to a unique constraint, so people without a record need an index of their own
        index_of_some(
            "uq_flags_without_contact",
            "about_name",
            "reason",
            "evidence_key",
            where="contact_id IS NULL",
            is_unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    about_name: Mapped[str] = mapped_column(KeyText, default="")  # of a person without a record
    reason: Mapped[str]
    evidence_key: Mapped[str] = mapped_column(KeyText)
    since: Mapped[datetime]
    urgency: Mapped[str]
    waiting_on: Mapped[str]
    explanation: Mapped[str]
    evidence: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(index=True)
    raised_at: Mapped[datetime | None]  # for the first time; None = only when a past day was asked about
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]


class FlagMarkRow(Base):
    """What a person said of a flag, and when; so that any past day can be asked about."""

    __tablename__ = "flag_marks"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    state: Mapped[str]  # done, dismissed, snoozed; or what ended that: open (taken back), satisfied
    until: Mapped[datetime | None]  # of a snoozed one
    evidence: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # of the flag, at that time


class JobRow(Base):
    """When a job of the daemon is due next, in UTC; survives restarts and clock jumps."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(KeyText, primary_key=True)
    due_at: Mapped[datetime]
    last_started_at: Mapped[datetime | None]
    last_succeeded_at: Mapped[datetime | None]
    failures_in_a_row: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    left_alone_until: Mapped[datetime | None]  # as the server asked
    refused_sign_in: Mapped[str] = mapped_column(default="")  # a digest of the settings that were refused


class OutboxRow(Base):
    """A report or note of one period for one account, and what became of it; it holds no word of anybody's.

    One row for each (account, kind, period): a week has one report, whatever happens on the way.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("account", "kind", "period"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = mapped_column(KeyText)  # its name in the configuration; empty = all that is stored
    kind: Mapped[str]  # weekly or daily
    period: Mapped[str]  # 2026-W47, or 2026-11-22
    message_id: Mapped[str] = mapped_column(KeyText, index=True)
    state: Mapped[str]  # waiting, sending, sent, skipped
    attempts: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]  # sent, or found to be not needed
    said: Mapped[str] = mapped_column(default="")  # why the last attempt failed
