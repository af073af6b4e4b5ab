"""What an indicator counts is a rule with versions, which never change; an office may want a second person to seal."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OF_PEOPLE = {"persons", "completions", "attendances"}
GUARD = "indicator_rule_refuses_update"
WORDS = "a version of a rule never changes"


BASES = ("persons", "completions", "attendances", "events", "materials")
GROUPS = ("law_enforcement", "judiciary", "government", "civil_society", "international", "other")
KEPT = "id, project_id, position, code, name_en, name_ru"
TARGET = "id, indicator_id, starts_on, ends_on, value"


def upgrade() -> None:
    op.add_column("office", sa.Column("second_person_seals", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "indicator_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_indicator_rule_version_positive")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_rule_indicator_id_indicator")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_indicator_rule_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_rule")),
        sa.UniqueConstraint("indicator_id", "version", name=op.f("uq_indicator_rule_indicator_id_version")),
        sqlite_autoincrement=True,
    )
    rules = _first_versions()
    _change(_after(), _before())
    _keep(rules)
    _guard()


def _before() -> list[Any]:
    return [
        sa.Column("basis", sa.Enum(*BASES, name="basis", native_enum=False, create_constraint=True, length=40), nullable=False,
                  server_default="persons"),
        sa.Column("category_group", sa.Enum(*GROUPS, name="group", native_enum=False, create_constraint=True, length=40)),
        sa.Column("category_id", sa.Integer()),
        sa.CheckConstraint("category_group IS NULL OR category_id IS NULL", name=op.f("ck_indicator_one_filter")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_indicator_category_id_category")),
    ]  # fmt: skip


def _after() -> list[Any]:
    return [
        sa.Column("vocabulary", sa.String(length=3)),
        sa.Column("reference", sa.String(length=60)),
        sa.Column("baseline_year", sa.Integer()),
        sa.Column("baseline_value", sa.Numeric(precision=12, scale=2)),
        sa.CheckConstraint("(baseline_year IS NULL) = (baseline_value IS NULL)", name=op.f("ck_indicator_baseline_is_whole")),
        sa.CheckConstraint("vocabulary IS NULL OR reference IS NOT NULL", name=op.f("ck_indicator_vocabulary_has_reference")),
    ]


def _change(new: list[Any], old: list[Any]) -> None:
    """Give indicators some columns instead of others; what these hold is lost."""
    if op.get_bind().dialect.name == "postgresql":
        _alter(new, old)
    else:
        _rebuild(new)


def _alter(new: list[Any], old: list[Any]) -> None:
    for one in old:
        if isinstance(one, sa.Column):
            op.drop_column("indicator", one.name)  # its constraints go with it
    for one in new:
        if isinstance(one, sa.Column):
            op.add_column("indicator", one)
        elif isinstance(one, sa.CheckConstraint):
            op.create_check_constraint(one.name, "indicator", str(one.sqltext))
        else:
            op.create_foreign_key(one.name, "indicator", "category", ["category_id"], ["id"])


def _rebuild(new: list[Any]) -> None:
    """Make the table anew: SQLite drops no column that a constraint names. The targets move along, which hold on to it."""
    op.create_table(
        "indicator_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("name_ru", sa.String(length=300), nullable=False),
        *new,
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_indicator_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_indicator_project_id_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "target_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_target_dates_in_order")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value_not_negative")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator_new.id"], name=op.f("fk_target_indicator_id_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("indicator_id", "starts_on", "ends_on", name=op.f("uq_target_indicator_id_starts_on_ends_on")),
        sqlite_autoincrement=True,
    )
    for table, columns in (("indicator", KEPT), ("target", TARGET)):
        op.execute(f"INSERT INTO {table}_new ({columns}) SELECT {columns} FROM {table}")
        op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}_new'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) SELECT '{table}_new', seq FROM sqlite_sequence WHERE name = '{table}'")
    for table in ("target", "indicator"):
        op.drop_table(table)
    for table in ("indicator", "target"):
        op.rename_table(f"{table}_new", table)


def _first_versions() -> list[dict[str, Any]]:
    """Return as its first version what each indicator counts."""
    rows = op.get_bind().execute(sa.text(
        "SELECT i.id, i.basis, i.category_group, c.code FROM indicator i LEFT JOIN category c ON c.id = i.category_id"
    )).all()  # fmt: skip
    return [{"indicator_id": number, "version": 1, "body": _body(*what), "made_at": datetime.now(UTC)} for number, *what in rows]


def _body(basis: str, group: str | None, category: str | None) -> str:
    rule = {
        "basis": basis, "kinds": [], "courses": [], "groups": [group] if group else [],
        "categories": [category] if category else [], "roles": ["participant"], "generation": None, "organisations": [],
        "countries": [], "min_days": None, "min_hours": None, "once": "period",
        "disaggregations": ["category", "sex"] if basis in OF_PEOPLE else [],
    }  # fmt: skip
    return json.dumps(rule, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _keep(rules: list[dict[str, Any]]) -> None:
    columns = [sa.column(name) for name in ("indicator_id", "version", "body")]
    table = sa.table("indicator_rule", *columns, sa.column("made_at", sa.DateTime(timezone=True)))
    if rules:
        op.bulk_insert(table, rules)


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute(f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON indicator_rule FOR EACH ROW EXECUTE FUNCTION {GUARD}()")
    else:
        op.execute(f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON indicator_rule BEGIN SELECT RAISE(ABORT, '{WORDS}'); END")


def downgrade() -> None:
    """Count again by the last version's basis, group and category; what else it narrows is lost."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER {GUARD} ON indicator_rule" if on_postgresql else f"DROP TRIGGER {GUARD}")
    if on_postgresql:
        op.execute(f"DROP FUNCTION {GUARD}()")
    rows = op.get_bind().execute(sa.text("SELECT indicator_id, body FROM indicator_rule ORDER BY version")).all()
    op.drop_table("indicator_rule")
    _change(_before(), _after())
    for number, body in rows:
        _count_by(number, json.loads(body))
    op.drop_column("office", "second_person_seals")


def _count_by(indicator: int, rule: dict[str, Any]) -> None:
    connection, category = op.get_bind(), None
    if rule["categories"]:
        category = connection.scalar(sa.text("SELECT id FROM category WHERE code = :code"), {"code": rule["categories"][0]})
    known = {
        "basis": rule["basis"] if rule["basis"] in BASES else "persons", "category": category, "id": indicator,
        "group": rule["groups"][0] if rule["groups"] and category is None else None,
    }  # fmt: skip
    connection.execute(sa.text(
        'UPDATE indicator SET basis = :basis, category_group = :group, category_id = :category WHERE id = :id'
    ), known)  # fmt: skip
