"""What a database of the first days lacks: 0001 still grew while keepwarm was first used.

Whatever is there already stays as it is, so for every later database this changes nothing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _at(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _number(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False, server_default="0")


COLUMNS: dict[str, tuple[sa.Column[Any], ...]] = {
    "accounts": (
        sa.Column("downloaded_on", sa.Date(), nullable=True),
        _number("downloaded_bytes", sa.BigInteger),
        _number("unsettled"),
    ),
    "addresses": (sa.Column("is_relay", sa.Boolean(), nullable=False, server_default=sa.false()),),
    "events": (_at("recurrence"), sa.Column("repeats", sa.JSON(), nullable=False, server_default="[]")),
    "jobs": (_at("left_alone_until"), _text("refused_sign_in")),
    "locations": (sa.Column("size", sa.BigInteger(), nullable=True), _at("arrived_at"), _text("server_id")),
    "messages": (_number("to_read"),),
    "participants": (_text("answer"),),
    "quarantine": (_at("received_at"),),
    "threads": (_number("subject_key", sa.BigInteger),),  # 0: no later mail joins it by its subject alone
}
GONE = {"threads": "ix_threads_account_id", "messages": "ix_messages_from_address"}


def upgrade() -> None:
    """Add the columns, the table and the indexes that are not there, and drop two indexes nobody needs."""
    there = sa.inspect(op.get_bind())
    for table, wanted in COLUMNS.items():
        has = {column["name"] for column in there.get_columns(table)}
        for column in wanted:
            if column.name not in has:
                op.add_column(table, column)
    if not there.has_table("corrections"):
        _add_corrections()
    for table, index in GONE.items():
        if index in _indexes_of(table):
            op.drop_index(index, table_name=table)
    if "ix_threads_account_id_subject_key" not in _indexes_of("threads"):
        op.create_index("ix_threads_account_id_subject_key", "threads", ["account_id", "subject_key"])
    for name, columns, where in (
        ("ix_messages_bounces", ["account_id"], "kind = 'bounce'"),
        ("ix_messages_to_read", ["account_id", "at"], "to_read <> 0"),
    ):
        if name not in _indexes_of("messages"):
            condition = sa.text(where)
            op.create_index(name, "messages", columns, sqlite_where=condition, postgresql_where=condition)


def _indexes_of(table: str) -> set[str | None]:
    return {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)}


def _add_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("is_so", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_corrections_contact_id_contacts", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_corrections_message_id_messages", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_contact_id", "corrections", ["contact_id"])
    op.create_index("ix_corrections_message_id", "corrections", ["message_id"])
