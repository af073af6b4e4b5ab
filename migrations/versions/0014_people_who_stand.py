"""Lists of people show those who are neither merged nor erased: the index that sorts them tells both."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = ["sort_key", "id", "merged_into_id"]
AFTER = [*BEFORE, "erased_at"]


def upgrade() -> None:
    _replace(BEFORE, AFTER)


def downgrade() -> None:
    _replace(AFTER, BEFORE)


def _replace(old: list[str], new: list[str]) -> None:
    op.drop_index(op.f(f"ix_person_{'_'.join(old)}"), "person")
    op.create_index(op.f(f"ix_person_{'_'.join(new)}"), "person", new)
