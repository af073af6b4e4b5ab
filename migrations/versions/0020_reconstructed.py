"""Numbers taken from old reports are marked as reconstructed, and say where in which document they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NAME = op.f("ck_headcount_reconstructed_has_source")
RULE = "NOT is_reconstructed OR length(trim(source)) > 0"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # SQLite takes a constraint of the table with a new column, and so spares making the table anew.
        op.execute(f"ALTER TABLE headcount ADD COLUMN is_reconstructed BOOLEAN DEFAULT 0 NOT NULL CONSTRAINT {NAME} CHECK ({RULE})")
    else:
        op.add_column("headcount", sa.Column("is_reconstructed", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.create_check_constraint(NAME, "headcount", RULE)
    op.add_column("headcount", sa.Column("source_page", sa.String(length=40), nullable=True))
    op.add_column("headcount", sa.Column("source_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for column in ("source_on", "source_page", "is_reconstructed"):
        op.drop_column("headcount", column)
