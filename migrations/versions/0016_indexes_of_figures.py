"""SQLite knows the index of the marks that stand by the words in which it is asked; one of events has all that figures ask."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

IN_TIME = ["ends_on", "id", "finalised_at", "counts_as_training", "kind", "country", "cancelled_at", "office_id"]
CELLS = ["role", "category_id", "sex", "country", "region_code", "event_id", "completed", "attended_sessions"]


def upgrade() -> None:
    _marks_that_stand("is_current = 1")
    op.drop_index("ix_event_ends_on_finalised_at_counts_as_training", "event")
    op.create_index("ix_event_in_time", "event", IN_TIME)
    op.drop_index("ix_enrolment_cells", "enrolment")


def downgrade() -> None:
    op.create_index("ix_enrolment_cells", "enrolment", CELLS)
    op.drop_index("ix_event_in_time", "event")
    op.create_index(
        "ix_event_ends_on_finalised_at_counts_as_training", "event", ["ends_on", "finalised_at", "counts_as_training"]
    )
    _marks_that_stand("is_current")


def _marks_that_stand(words: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("uq_attendance_current", "attendance")
        op.create_index(
            "uq_attendance_current", "attendance", ["enrolment_id", "session_id"], unique=True, sqlite_where=sa.text(words)
        )
