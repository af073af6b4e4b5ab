"""Figures are added up in memory: what their indexes held beside is not asked of the database any more.

SQLite knows the index of the marks that stand by the words in which it is asked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

Indexes = dict[str, tuple[str, list[str]]]  # by their names, the table and its columns
BEFORE: Indexes = {
    "ix_event_ends_on_finalised_at_counts_as_training": ("event", ["ends_on", "finalised_at", "counts_as_training"]),
    "ix_enrolment_counted": ("enrolment", [
        "event_id", "role", "completed", "category_id", "sex", "country", "region_code", "organisation_id", "person_id",
        "attended_sessions", "status",
    ]),
    "ix_enrolment_of_person": ("enrolment", [
        "person_id", "completed", "event_id", "category_id", "sex", "country", "region_code", "organisation_id", "role",
    ]),
    "ix_enrolment_cells": ("enrolment", [
        "role", "category_id", "sex", "country", "region_code", "event_id", "completed", "attended_sessions",
    ]),
}  # fmt: skip
AFTER: Indexes = {
    "ix_event_in_time": ("event", [
        "ends_on", "id", "finalised_at", "counts_as_training", "kind", "country", "cancelled_at", "office_id",
    ]),
    "ix_enrolment_of_event": ("enrolment", ["event_id", "role", "status", "person_id"]),
    "ix_enrolment_of_person": ("enrolment", ["person_id", "event_id"]),
}  # fmt: skip


def upgrade() -> None:
    _replace(BEFORE, AFTER)
    _marks_that_stand("is_current = 1")


def downgrade() -> None:
    _marks_that_stand("is_current")
    _replace(AFTER, BEFORE)


def _replace(old: Indexes, new: Indexes) -> None:
    for name, (table, _columns) in old.items():
        op.drop_index(name, table)
    for name, (table, columns) in new.items():
        op.create_index(name, table, columns)


def _marks_that_stand(words: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("uq_attendance_current", "attendance")
        op.create_index(
            "uq_attendance_current", "attendance", ["enrolment_id", "session_id"], unique=True, sqlite_where=sa.text(words)
        )
