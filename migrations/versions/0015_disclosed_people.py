"""What is held about one person is a file that leaves the system too."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CHECK = "disclosedfile"
COLUMNS = ("id", "account_id", "made_at", "kind", "about", "recipient", "purpose", "columns", "row_count", "event_code")
INDEXED = ("account_id", "made_at", "event_code")


def upgrade() -> None:
    _allow("event_workbook", "list", "person")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM disclosure WHERE kind = 'person'"))
    _allow("event_workbook", "list")


def _allow(*kinds: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(kinds)
        return
    named = op.f(f"ck_disclosure_{CHECK}")
    op.drop_constraint(named, "disclosure", type_="check")
    op.create_check_constraint(named, "disclosure", sa.column("kind").in_(kinds))


def _make_anew(kinds: tuple[str, ...]) -> None:
    """SQLite changes no constraint of a table: a new one takes the rows over."""
    for column in INDEXED:
        op.drop_index(f"ix_disclosure_{column}", "disclosure")
    op.rename_table("disclosure", "disclosure_before")
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name=CHECK, native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("event_code", sa.String(length=40), nullable=True),
        sa.CheckConstraint("row_count >= 0", name=op.f("ck_disclosure_row_count_not_negative")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_disclosure_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sqlite_autoincrement=True,
    )
    names = ", ".join(COLUMNS)
    op.execute(sa.text(f"INSERT INTO disclosure ({names}) SELECT {names} FROM disclosure_before"))
    op.drop_table("disclosure_before")
    for column in INDEXED:
        op.create_index(op.f(f"ix_disclosure_{column}"), "disclosure", [column])
