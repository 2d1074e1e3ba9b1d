"""Since when a mailbox is read: what was said by hand later than a day is told from what was known then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the moment; of a mailbox that was read before, the first flag that was raised tells it best."""
    op.add_column("accounts", sa.Column("first_read_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE accounts SET first_read_at = (SELECT MIN(raised_at) FROM flags)")
