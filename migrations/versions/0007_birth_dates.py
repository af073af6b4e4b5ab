"""People are found by their birth dates."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_person_birth_date"), "person", ["birth_date"])


def downgrade() -> None:
    op.drop_index(op.f("ix_person_birth_date"), "person")
