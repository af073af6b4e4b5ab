"""Reports and indicators count how often their forms were saved, so that of two who write the later is told."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("indicator", "report"):
        op.add_column(table, sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    for table in ("report", "indicator"):
        op.drop_column(table, "revision")
