"""Mailboxes: accounts, their folders, where each message lies, and what could not be read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import KeyText
from store.models.base import Base, Id


class AccountRow(Base):
    """A mailbox that is read: one recruiter. Imports without a configuration use the account `imported`."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(KeyText, unique=True)
    own_addresses: Mapped[list[str]] = mapped_column(JSON, default=list)
    first_read_at: Mapped[datetime | None]  # when its first mail was stored, by the clock of that day
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
