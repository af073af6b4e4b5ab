"""Files on their way into the register."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STAGES = ("reading", "refused", "preview", "writing", "done", "discarded")
STANDINGS = ("enrolled", "known", "maybe", "new", "repeated", "unreadable", "left_out")


def _one_of(column: str, codes: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("is_workbook", sa.Boolean(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=True),
        sa.Column("header_row", sa.Integer(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=True),
        sa.Column("meanings", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(_one_of("stage", STAGES), name=op.f("ck_import_batch_stage")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_import_batch_office_id_office")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_import_batch_event_id_event")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_import_batch_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sqlite_autoincrement=True,
    )
    for column in ("office_id", "event_id", "uploaded_by_id", "uploaded_at"):
        op.create_index(op.f(f"ix_import_batch_{column}"), "import_batch", [column])
    done = sa.text("stage = 'done'")
    op.create_index(
        "uq_import_batch_done", "import_batch", ["sha256", "target"], unique=True, sqlite_where=done, postgresql_where=done
    )
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sheet_row", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=320), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("choice", sa.String(length=20), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.CheckConstraint(_one_of("standing", STANDINGS), name=op.f("ck_import_row_standing")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id_import_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("batch_id", "place", name=op.f("uq_import_row_batch_id_place")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_row_batch_id_standing"), "import_row", ["batch_id", "standing"])
    op.create_table(
        "import_columns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("remembered_by_id", sa.Integer(), nullable=True),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_import_columns_office_id_office")),
        sa.ForeignKeyConstraint(
            ["remembered_by_id"], ["account.id"], name=op.f("fk_import_columns_remembered_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_columns")),
        sa.UniqueConstraint("office_id", "fingerprint", name=op.f("uq_import_columns_office_id_fingerprint")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("import_columns")
    op.drop_table("import_row")
    op.drop_table("import_batch")
