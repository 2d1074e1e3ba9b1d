"""Messages: each mail with its thread, who stands in it and what is attached to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.columns import KeyText
from store.models.base import Base, Id, index_of_some
from store.models.readings import MentionRow, SignalRow


class ThreadRow(Base):
    """A conversation; shown as `t-<id>`."""

    __tablename__ = "threads"
    __table_args__ = (Index("ix_threads_account_id_subject_key", "account_id", "subject_key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(default="")  # normalised: no Re:, no AW:
    subject_key: Mapped[int] = mapped_column(BigInteger, default=0)  # a number for its base; 0 = no subject
    last_at: Mapped[datetime]


class MessageRow(Base):
    """One mail and what was read in it. Identity: `content_key` within the account."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("account_id", "content_key"),
        Index("ix_messages_account_id_message_id", "account_id", "message_id"),
        Index("ix_messages_account_id_at", "account_id", "at"),
        # Few of many: what waits for the language room, and what tells of mail that did not arrive.
        index_of_some("ix_messages_to_read", "account_id", "at", where="to_read <> 0"),
        index_of_some("ix_messages_bounces", "account_id", where="kind = 'bounce'"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id", ondelete="SET NULL"), index=True)
    message_id: Mapped[str] = mapped_column(KeyText)
    content_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    direction: Mapped[str]
    kind: Mapped[str]
    kind_reason: Mapped[str]
    from_name: Mapped[str]
    from_address: Mapped[str] = mapped_column(KeyText)
    subject: Mapped[str]
    in_reply_to: Mapped[str] = mapped_column(default="")  # ids with brackets, separated by a space
    own_words: Mapped[str]
    signature: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    suspicion: Mapped[str] = mapped_column(default="")
    is_encrypted: Mapped[bool] = mapped_column(default=False)
    is_degraded: Mapped[bool] = mapped_column(default=False)
    is_forward: Mapped[bool] = mapped_column(default=False)
    is_bounced: Mapped[bool] = mapped_column(default=False)  # a delivery report came back for it
    # the reading
    language: Mapped[str] = mapped_column(default="und")
    sentiment_label: Mapped[str | None]
    sentiment_score: Mapped[float | None]
    sentiment_evidence: Mapped[str] = mapped_column(default="")
    strain_value: Mapped[bool | None]
    strain_score: Mapped[float | None]
    strain_evidence: Mapped[str] = mapped_column(default="")
    is_mere_closing: Mapped[bool] = mapped_column(default=False)
    has_question_mark: Mapped[bool] = mapped_column(default=False)
    contact_took_place: Mapped[str] = mapped_column(default="")
    read_by: Mapped[str] = mapped_column(default="")  # pipeline and version; empty = not read
    is_evidence_only: Mapped[bool] = mapped_column(default=False)  # of the own words only quotes are kept
    to_read: Mapped[int] = mapped_column(default=0)  # tries left to read its words; -1 = given up, 0 = done

    participants: Mapped[list[ParticipantRow]] = relationship(
        cascade="all, delete-orphan", order_by="ParticipantRow.position", lazy="raise"
    )
    mentions: Mapped[list[MentionRow]] = relationship(
        cascade="all, delete-orphan", order_by="MentionRow.start", lazy="raise"
    )
    signals: Mapped[list[SignalRow]] = relationship(
        cascade="all, delete-orphan", order_by="SignalRow.id", lazy="raise"
    )


class ParticipantRow(Base):
    """Somebody in From, To or Cc, as an organizer or attendee, or the author of a mail forwarded inside."""

    __tablename__ = "participants"
    __table_args__ = (
        # Judging asks both how somebody stands in a mail, for every mail there is; the rows need not be read.
        Index("ix_participants_of_contact", "contact_id", "message_id", "field"),
        Index("ix_participants_of_message", "message_id", "field"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    field: Mapped[str]  # from, to, cc, organizer, attendee, forwarded
    position: Mapped[int]
    name: Mapped[str]
    address: Mapped[str] = mapped_column(KeyText, index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    answer: Mapped[str] = mapped_column(default="")  # of an attendee: PARTSTAT; empty = none yet


class ReferenceRow(Base):
    """One Message-ID named in References or In-Reply-To; also finds late parents.

    A negative `position`: another name of this very mail, such as the id it had before a server changed it,
    or the conversation in which the server keeps it.
    """

    __tablename__ = "message_references"
    __table_args__ = (Index("ix_message_references_target", "target"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    target: Mapped[str] = mapped_column(KeyText)
    position: Mapped[int]


class AttachmentRow(Base):
    """The name of an attached file; never its content."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]


class EventRow(Base):
    """A calendar event as one message told it; the newest sequence of a UID counts."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(KeyText, index=True)
    method: Mapped[str]
    status: Mapped[str]
    sequence: Mapped[int]
    start: Mapped[datetime]
    end: Mapped[datetime | None]
    summary: Mapped[str]
    recurrence: Mapped[datetime | None]  # the date of a series that this one replaces
    repeats: Mapped[list[str]] = mapped_column(JSON, default=list)  # later dates of a series, ISO 8601 in UTC
