"""Signed sheets and acts as files, which nobody changes or removes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("evidence_file", "evidence_content")
KINDS = ("sign_in_sheet", "handover_act")
TYPES = ("pdf", "jpg", "png")
# What was attached, to what, by whom and when. The texts are not among it: erasing takes a person's name out of them.
FIXED = (
    "id", "kind", "event_id", "session_id", "day", "distribution_id", "file_type", "size", "sha256", "uploaded_by_id",
    "uploaded_at",
)  # fmt: skip
ONCE = ("withdrawn_at", "withdrawn_by_id", "blanked_at")
# table, act, when (old/new row at hand), what the database says
GUARDS = (
    ("evidence_file", "UPDATE", " OR ".join([
        *(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED),
        *(f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in ONCE),
    ]), "a signed file is withdrawn, never changed"),
    ("evidence_file", "DELETE", "1 = 1", "a signed file is withdrawn, never removed"),
    ("evidence_content", "UPDATE", "NEW.data IS NOT NULL OR NEW.file_id <> OLD.file_id",
     "the content of a signed file can only be blanked"),
    ("evidence_content", "DELETE", "1 = 1", "the content of a signed file is never removed"),
)  # fmt: skip


def _one_of(column: str, codes: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


def upgrade() -> None:
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("distribution_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=300), nullable=True),
        sa.Column("blanked_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_evidence_file_{name}"))
            for name, condition in (
                ("evidencekind", _one_of("kind", KINDS)),
                ("filetype", _one_of("file_type", TYPES)),
                ("one_owner", "(event_id IS NULL) = (distribution_id IS NOT NULL)"),
                ("kind_is_of_its_owner", "(kind = 'sign_in_sheet') = (event_id IS NOT NULL)"),
                ("only_sheets_cover_sessions", "event_id IS NOT NULL OR (session_id IS NULL AND day IS NULL)"),
                ("covers_a_day_or_a_session", "session_id IS NULL OR day IS NULL"),
                ("size_positive", "size > 0"),
                ("withdrawal_has_a_reason", "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"),
                ("only_withdrawn_is_blanked", "blanked_at IS NULL OR withdrawn_at IS NOT NULL"),
            )
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_evidence_file_{column}_{table}"))
            for column, table in (
                ("event_id", "event"), ("session_id", "session"), ("distribution_id", "distribution"),
                ("uploaded_by_id", "account"), ("withdrawn_by_id", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
        sqlite_autoincrement=True,
    )  # fmt: skip
    for column in ("event_id", "session_id", "distribution_id"):
        op.create_index(op.f(f"ix_evidence_file_{column}"), "evidence_file", [column])
    stands = sa.text("withdrawn_at IS NULL")
    for owner in ("event_id", "distribution_id"):
        op.create_index(
            f"uq_evidence_file_{owner}_sha256", "evidence_file", [owner, "sha256"], unique=True, sqlite_where=stands,
            postgresql_where=stands,
        )  # fmt: skip
    op.create_table(
        "evidence_content",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_file.id"], name=op.f("fk_evidence_content_file_id_evidence_file")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_evidence_content")),
    )
    _guard()


def _guard() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, act, when, words in GUARDS:
        name = f"{table}_refuses_{act.lower()}"
        if on_postgresql:
            _refusing(name, words)
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()")
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {when}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    for table in TABLES if on_postgresql else ():
        name = f"{table}_refuses_truncate"
        _refusing(name, f"{table} is never emptied")
        op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()")


def _refusing(name: str, words: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"
    )


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in reversed(TABLES):
        op.drop_table(table)  # and with it its triggers
    if on_postgresql:
        names = [f"{table}_refuses_{act.lower()}" for table, act, _when, _words in GUARDS]
        for name in (*names, *(f"{table}_refuses_truncate" for table in TABLES)):
            op.execute(f"DROP FUNCTION {name}()")
