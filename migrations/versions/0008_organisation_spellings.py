"""Other names of organisations, as lists have them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_spelling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=250), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("taught_by_id", sa.Integer(), nullable=True),
        sa.Column("taught_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_spelling_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["taught_by_id"], ["account.id"], name=op.f("fk_organisation_spelling_taught_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_spelling")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_organisation_spelling_organisation_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_organisation_spelling_key"), "organisation_spelling", ["key"])


def downgrade() -> None:
    op.drop_table("organisation_spelling")
