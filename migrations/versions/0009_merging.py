"""People who stood in the register twice: pairs found, pairs seen to be two, merges."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Written out, since SQLite takes a constraint for a new column only where the column is added.
COLUMNS = {
    "person": (
        "merged_into_id INTEGER CONSTRAINT fk_person_merged_into_id_person REFERENCES person (id)"
        " CONSTRAINT ck_person_not_merged_into_itself CHECK (merged_into_id <> id)"
    ),
    "enrolment": (
        "joined_into_id INTEGER CONSTRAINT fk_enrolment_joined_into_id_enrolment REFERENCES enrolment (id)"
        " CONSTRAINT ck_enrolment_joined_counts_nowhere"
        " CHECK (joined_into_id IS NULL OR (role = 'alternate' AND status = 'withdrawn' AND NOT completed))"
    ),
}


def upgrade() -> None:
    for table, column in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
        name = column.split()[0]
        some = sa.text(f"{name} IS NOT NULL")
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], sqlite_where=some, postgresql_where=some)
    op.drop_index(op.f("ix_person_sort_key_id"), "person")
    op.create_index(op.f("ix_person_sort_key_id_merged_into_id"), "person", ["sort_key", "id", "merged_into_id"])
    op.create_table(
        "possible_double",
        sa.Column("one_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_possible_double_in_order")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_possible_double_one_id_person")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_possible_double_other_id_person")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_possible_double")),
    )
    op.create_index(op.f("ix_possible_double_level_score"), "possible_double", ["level", "score"])
    op.create_index(op.f("ix_possible_double_other_id"), "possible_double", ["other_id"])
    op.create_table(
        "told_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_told_apart_in_order")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_told_apart_one_id_person")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_told_apart_other_id_person")),
        sa.ForeignKeyConstraint(["told_by_id"], ["account.id"], name=op.f("fk_told_apart_told_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_apart")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_told_apart_one_id_other_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_told_apart_other_id"), "told_apart", ["other_id"])
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_person_merge_of_two")),
        sa.CheckConstraint(
            "undone_at IS NOT NULL OR undone_by_id IS NULL", name=op.f("ck_person_merge_undone_by_somebody_once_undone")
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id_person")),
        sa.ForeignKeyConstraint(["gone_id"], ["person.id"], name=op.f("fk_person_merge_gone_id_person")),
        sa.ForeignKeyConstraint(["merged_by_id"], ["account.id"], name=op.f("fk_person_merge_merged_by_id_account")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_person_merge_undone_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_merge_kept_id"), "person_merge", ["kept_id"])
    op.create_index(op.f("ix_person_merge_gone_id"), "person_merge", ["gone_id"])
    standing = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_person_merge_standing", "person_merge", ["gone_id"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )  # fmt: skip


def downgrade() -> None:
    for table in ("person_merge", "told_apart", "possible_double"):
        op.drop_table(table)
    op.drop_index(op.f("ix_person_sort_key_id_merged_into_id"), "person")
    op.create_index(op.f("ix_person_sort_key_id"), "person", ["sort_key", "id"])
    for table, column in COLUMNS.items():
        name = column.split()[0]
        op.drop_index(op.f(f"ix_{table}_{name}"), table)
        op.drop_column(table, name)
