"""People: contacts, their addresses, the stages they reached and what was written down by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.columns import KeyText
from store.models.base import Base, Id


class ContactRow(Base):
    """A person; shown as `c-<id>`. What a person set by hand stands in `*_by_hand` and wins."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_judged_by", "judged_by", "look_again_at", "judged_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(KeyText, index=True)  # folded: no accents, no case, no titles
    name_by: Mapped[str] = mapped_column(default="mail")  # mail, book or hand: who says the name
    role: Mapped[str]  # inferred, or from the address book
    role_evidence: Mapped[str] = mapped_column(default="")
    role_by_hand: Mapped[str | None]
    also_role: Mapped[
        str | None
    ]  # a second role held at once (candidate and client); `role` is the one shown
    is_in_address_book: Mapped[bool] = mapped_column(default=False)
    muted_at: Mapped[datetime | None]  # since when nothing is judged of them; None = not muted
    hold: Mapped[str] = mapped_column(default="")  # held: not to be erased; released: no rule holds them
    held_until: Mapped[datetime | None]  # None with a hold: until it is released
    hold_why: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    judged_by: Mapped[str] = mapped_column(default="")  # a digest of policy and calendar; empty = has changed
    judged_at: Mapped[datetime | None]
    look_again_at: Mapped[datetime | None]  # when time alone changes how they stand; None = never

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


class DetailRow(Base):
    """What an address book or a person says of a contact beside name, address and role."""

    __tablename__ = "contact_details"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]  # a word of `domain.DetailKind`
    value: Mapped[str]
    by_hand: Mapped[bool] = mapped_column(default=False)


class ChangeRow(Base):
    """One thing set by hand about a contact, with what it was, so that it can be taken back."""

    __tablename__ = "contact_changes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]  # what was set with one command has one moment
    what: Mapped[str]
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
