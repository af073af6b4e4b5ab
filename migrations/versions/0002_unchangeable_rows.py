"""Rows that nobody may change: audit entries, audit payloads (save blanking), attendance marks."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# table, act, when (old/new row at hand), what the database says
GUARDS = (
    ("audit_entry", "UPDATE", "1 = 1", "audit entries never change"),
    ("audit_entry", "DELETE", "1 = 1", "audit entries are never removed"),
    ("audit_payload", "UPDATE", "NEW.body IS NOT NULL OR NEW.blanked_by IS NULL OR NEW.seq <> OLD.seq",
     "audit payloads can only be blanked"),
    ("audit_payload", "DELETE", "1 = 1", "audit payloads are never removed"),
    ("attendance", "UPDATE", "NEW.mark <> OLD.mark OR coalesce(NEW.minutes, -1) <> coalesce(OLD.minutes, -1)"
     " OR NEW.recorded_at <> OLD.recorded_at OR NEW.session_id <> OLD.session_id",
     "a mark is superseded, never changed"),
    ("attendance", "DELETE", "1 = 1", "a mark is superseded, never removed"),
)  # fmt: skip


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, act, when, words in GUARDS:
        name = f"{table}_refuses_{act.lower()}"
        if on_postgresql:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {when}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    if on_postgresql:
        for table in ("audit_entry", "audit_payload", "attendance"):
            name = f"{table}_refuses_truncate"
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN RAISE EXCEPTION '{table} is never emptied' USING ERRCODE = 'restrict_violation'; END $$"
            )
            op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, act, _when, _words in GUARDS:
        name = f"{table}_refuses_{act.lower()}"
        op.execute(f"DROP TRIGGER {name} ON {table}" if on_postgresql else f"DROP TRIGGER {name}")
        if on_postgresql:
            op.execute(f"DROP FUNCTION {name}()")
    if on_postgresql:
        for table in ("audit_entry", "audit_payload", "attendance"):
            op.execute(f"DROP TRIGGER {table}_refuses_truncate ON {table}")
            op.execute(f"DROP FUNCTION {table}_refuses_truncate()")
