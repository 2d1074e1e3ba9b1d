"""The tables, as SQLAlchemy 2 typed models; times are UTC, labels are the words of `domain`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from store.columns import KeyText, MailText, UtcDateTime


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


class AccountRow(Base):
    """A mailbox that is read: one recruiter. Imports without a configuration use the account `imported`."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(KeyText, unique=True)
    own_addresses: Mapped[list[str]] = mapped_column(JSON, default=list)
    last_read_at: Mapped[datetime | None]
    downloaded_on: Mapped[date | None]  # the day, in UTC, that `downloaded_bytes` came down
    downloaded_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    unsettled: Mapped[int] = mapped_column(default=0)  # messages read since all they concern were judged


class FolderRow(Base):
    """How far a folder has been read: the cursor of `ingest`, committed with the messages it covers."""

    __tablename__ = "folders"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(KeyText)
    special_use: Mapped[str] = mapped_column(default="")
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    high_uid: Mapped[int] = mapped_column(
        BigInteger, default=0
    )  # everything up to here is settled, or a hole
    low_uid: Mapped[int | None] = mapped_column(
        BigInteger
    )  # the first sync has come down to here; None = done
    holes: Mapped[list[int]] = mapped_column(JSON, default=list)  # asked for, not given, to be asked again
    resets_in_a_row: Mapped[int] = mapped_column(default=0)
    messages: Mapped[int] = mapped_column(default=0)  # how many lay there when it was last looked at
    last_read_at: Mapped[datetime | None]


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
        Index(
            "ix_messages_to_read",
            "account_id",
            "at",
            sqlite_where=text("to_read <> 0"),
            postgresql_where=text("to_read <> 0"),
        ),
        Index(
            "ix_messages_bounces",
            "account_id",
            sqlite_where=text("kind = 'bounce'"),
            postgresql_where=text("kind = 'bounce'"),
        ),
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


class LocationRow(Base):
    """Where a message lies: a folder's UID, or an imported file. Stands apart from the message on purpose.

    With a UIDVALIDITY and without a UID it is a former place: the folder was numbered anew, and until it has
    been looked through again, size and arrival tell its mails without fetching them.
    """

    __tablename__ = "locations"
    __table_args__ = (UniqueConstraint("folder_id", "uidvalidity", "uid"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id", ondelete="CASCADE"))
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)  # None for an import
    uid: Mapped[int | None] = mapped_column(BigInteger)
    size: Mapped[int | None] = mapped_column(BigInteger)  # bytes, as the server told (RFC822.SIZE)
    arrived_at: Mapped[datetime | None]  # INTERNALDATE
    server_id: Mapped[str] = mapped_column(default="")  # what the server calls the mail (X-GM-MSGID)


class ParticipantRow(Base):
    """Somebody in From, To or Cc, as an organizer or attendee, or the author of a mail forwarded inside."""

    __tablename__ = "participants"
    __table_args__ = (Index("ix_participants_contact_id_message_id", "contact_id", "message_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
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


class ContactRow(Base):
    """A person; shown as `c-<id>`. What a person set by hand stands in `*_by_hand` and wins."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(KeyText, index=True)  # folded: no accents, no case, no titles
    role: Mapped[str]  # inferred, or from the address book
    role_evidence: Mapped[str] = mapped_column(default="")
    role_by_hand: Mapped[str | None]
    also_role: Mapped[
        str | None
    ]  # a second role held at once (candidate and client); `role` is the one shown
    is_in_address_book: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    addresses: Mapped[list[AddressRow]] = relationship(
        cascade="all, delete-orphan", order_by="AddressRow.id", lazy="selectin"
    )


class AddressRow(Base):
    """An address of a contact; it belongs to one person.

    A relay's address is the platform's: it stands here because answers to it reach this person, and it is
    never shown as theirs.
    """

    __tablename__ = "addresses"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(KeyText, unique=True)
    is_relay: Mapped[bool] = mapped_column(default=False)


class StageRow(Base):
    """A stage a candidate reached, with the proof; history, so that any past day can be asked."""

    __tablename__ = "stages"
    __table_args__ = (Index("ix_stages_contact_id_at", "contact_id", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str]
    at: Mapped[datetime]
    evidence: Mapped[str] = mapped_column(default="")
    by_hand: Mapped[bool] = mapped_column(default=False)


class LogRow(Base):
    """A call, meeting or note written down by hand."""

    __tablename__ = "log_entries"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")


class FlagRow(Base):
    """A flag: what was found, and what became of it; shown as `f-<id>`.

    One row for each (contact or name, reason, evidence_key): the same evidence never makes a second flag.
    """

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("contact_id", "about_name", "reason", "evidence_key"),
        # NULLs are distinct to a unique constraint, so people without a record need an index of their own
        Index(
            "uq_flags_without_contact",
            "about_name",
            "reason",
            "evidence_key",
            unique=True,
            sqlite_where=text("contact_id IS NULL"),
            postgresql_where=text("contact_id IS NULL"),
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
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]


class QuarantineRow(Base):
    """A message that could not be read, with its bytes, until a retry succeeds."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folders.id", ondelete="SET NULL"))
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    uid: Mapped[int | None] = mapped_column(BigInteger)
    where: Mapped[str]
    reason: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))  # hex SHA-256 of its bytes and its place
    received_at: Mapped[datetime | None]  # INTERNALDATE, or the From line of an mbox
    at: Mapped[datetime]


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
