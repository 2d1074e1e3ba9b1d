"""What people and the service need beside mail: columns and tables a recruiter's corrections rest on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what was not in the first tables."""
    op.add_column("contacts", sa.Column("name_by", sa.Text(), nullable=False, server_default="mail"))
    op.execute("UPDATE contacts SET name_by = 'book' WHERE is_in_address_book")
    op.add_column("contacts", sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "contact_details",
        sa.Column("id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name=op.f("fk_contact_details_contact_id_contacts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_details")),
    )
    op.create_index(op.f("ix_contact_details_contact_id"), "contact_details", ["contact_id"], unique=False)
    op.create_table(
        "contact_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name=op.f("fk_contact_changes_contact_id_contacts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_changes")),
    )
    op.create_index(op.f("ix_contact_changes_contact_id"), "contact_changes", ["contact_id"], unique=False)
    _add_judging()
    _add_privacy()
    _add_identity()
    _add_outbox()
    _add_deeds()


def _add_judging() -> None:
    op.drop_index(op.f("ix_participants_message_id"), "participants")
    op.drop_index("ix_participants_contact_id_message_id", "participants")
    op.create_index("ix_participants_of_contact", "participants", ["contact_id", "message_id", "field"])
    op.create_index("ix_participants_of_message", "participants", ["message_id", "field"])
    op.add_column("contacts", sa.Column("judged_by", sa.Text(), nullable=False, server_default=""))
    op.add_column("contacts", sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("look_again_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_contacts_judged_by"), "contacts", ["judged_by", "look_again_at", "judged_at"], unique=False
    )
    op.add_column("flags", sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE flags SET raised_at = opened_at")
    op.create_table(
        "flag_marks",
        sa.Column("id", ID, nullable=False),
        sa.Column("flag_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["flags.id"], name=op.f("fk_flag_marks_flag_id_flags"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_marks")),
    )
    op.create_index(op.f("ix_flag_marks_flag_id"), "flag_marks", ["flag_id"], unique=False)


def _add_identity() -> None:
    op.create_table(
        "merges",
        sa.Column("id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("gone_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_merges_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(op.f("ix_merges_contact_id"), "merges", ["contact_id"], unique=False)
    op.create_index(op.f("ix_merges_gone_id"), "merges", ["gone_id"], unique=False)
    op.create_index(op.f("ix_merges_name_key"), "merges", ["name_key"], unique=False)
    op.create_table(
        "pairs",
        sa.Column("id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_off_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_pairs_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["contacts.id"], name=op.f("fk_pairs_other_id_contacts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("contact_id", "other_id", name=op.f("uq_pairs_contact_id")),
    )
    op.create_index(op.f("ix_pairs_other_id"), "pairs", ["other_id"], unique=False)


def _add_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("account", "kind", "period", name=op.f("uq_outbox_account")),
    )
    op.create_index(op.f("ix_outbox_message_id"), "outbox", ["message_id"], unique=False)


def _add_deeds() -> None:
    op.create_table(
        "deeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("flag_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["flags.id"], name=op.f("fk_deeds_flag_id_flags"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeds")),
    )
    op.create_index(op.f("ix_deeds_flag_id"), "deeds", ["flag_id"], unique=False)


def _add_privacy() -> None:
    op.add_column("contacts", sa.Column("hold", sa.Text(), nullable=False, server_default=""))
    op.add_column("contacts", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("hold_why", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "messages",
        sa.Column("is_evidence_only", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "tombstones",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("erasure_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_for_good", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_erasure_id"), "tombstones", ["erasure_id"], unique=False)
    op.create_table(
        "erasures",
        sa.Column("id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "erased_places",
        sa.Column("id", ID, nullable=False),
        sa.Column("folder_id", ID, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"], ["folders.id"], name=op.f("fk_erased_places_folder_id_folders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_places")),
        sa.UniqueConstraint("folder_id", "uidvalidity", "uid", name=op.f("uq_erased_places_folder_id")),
    )
    op.create_table(
        "backups",
        sa.Column("id", ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
