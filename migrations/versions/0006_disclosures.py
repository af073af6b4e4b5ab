"""Files with people's names that left the system."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("event_workbook", name="disclosedfile", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("row_count >= 0", name=op.f("ck_disclosure_row_count_not_negative")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_disclosure_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_disclosure_account_id"), "disclosure", ["account_id"])
    op.create_index(op.f("ix_disclosure_made_at"), "disclosure", ["made_at"])


def downgrade() -> None:
    op.drop_table("disclosure")
