"""A stage of a TOT cycle that needs no event is done on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tot_stage", sa.Column("done_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("tot_stage", "done_on")
