"""Readings: what was understood in the words of a message, and what a person said of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Id


class MentionRow(Base):
    """A person's name in a message, linked to a contact where one fits."""

    __tablename__ = "mentions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    source: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    is_own: Mapped[bool] = mapped_column(default=False)  # the recruiter
    made_by: Mapped[str] = mapped_column(default="")


class SignalRow(Base):
    """A signal of a message, with whom it is about: a contact, or a name nobody has a record for."""

    __tablename__ = "signals"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    type: Mapped[str] = mapped_column(index=True)
    evidence: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    about_name: Mapped[str] = mapped_column(default="")  # as written in the text; empty = the correspondent
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[date | None]  # "that day"
    due_at: Mapped[datetime | None]  # a moment; never both
    topic: Mapped[str | None]
    value: Mapped[str] = mapped_column(default="")
    is_call: Mapped[bool] = mapped_column(default=False)
    is_conditional: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str] = mapped_column(default="")


class ProcessRow(Base):
    """Words that say somebody's application is in: evidence for the stage `in_process`, and no signal."""

    __tablename__ = "process_evidence"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    evidence: Mapped[str]
    about_name: Mapped[str] = mapped_column(default="")  # as written in the text; empty = the correspondent
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)


class CorrectionRow(Base):
    """What a person said of one result of language in a message: it wins over every reading; `k-<id>`."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]  # sentiment, strain, signal, person or closing
    said: Mapped[str]  # the label, the type of signal, or the name as it stands in the text
    is_so: Mapped[bool]
    evidence: Mapped[str] = mapped_column(default="")  # the words that a signal is told by; empty = any
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    is_own: Mapped[bool] = mapped_column(default=False)  # the name is the recruiter's
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
