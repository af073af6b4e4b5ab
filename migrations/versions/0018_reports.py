"""Reports to donors; what a sealed one told, and its files, never change."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# table, act, when (old/new row at hand), what the database says
SEALED_OF = "EXISTS (SELECT 1 FROM report WHERE report.id = {row}.report_id AND report.sha256 IS NOT NULL)"
SEALED = (
    "OLD.sha256 IS NOT NULL AND (NEW.sha256 <> OLD.sha256 OR NEW.sha256 IS NULL OR NEW.audit_seq <> OLD.audit_seq"
    " OR NEW.sealed_at <> OLD.sealed_at OR NEW.first <> OLD.first OR NEW.last <> OLD.last OR NEW.version <> OLD.version"
    " OR NEW.title_en <> OLD.title_en OR NEW.title_ru <> OLD.title_ru"
    " OR coalesce(NEW.narrative_en, '') <> coalesce(OLD.narrative_en, '')"
    " OR coalesce(NEW.narrative_ru, '') <> coalesce(OLD.narrative_ru, ''))"
)
GUARDS = (
    ("report", "UPDATE", SEALED, "a sealed report never changes"),
    ("report", "DELETE", "OLD.sha256 IS NOT NULL", "a sealed report is never removed"),
    ("report_document", "UPDATE", "1 = 1", "what a report told never changes"),
    ("report_document", "DELETE", "1 = 1", "what a report told is never removed"),
    ("report_file", "UPDATE", "1 = 1", "a file of a report never changes"),
    ("report_file", "DELETE", "1 = 1", "a file of a report is never removed"),
    ("report_file_content", "UPDATE", "1 = 1", "a file of a report never changes"),
    ("report_file_content", "DELETE", "1 = 1", "a file of a report is never removed"),
    *(
        (table, act, SEALED_OF.format(row="NEW" if act == "INSERT" else "OLD"), "what a sealed report is made of never changes")
        for table in ("report_indicator", "report_attachment") for act in ("INSERT", "UPDATE", "DELETE")
    ),
    ("report_attachment_content", "UPDATE", "1 = 1", "what is attached to a report never changes"),
    (
        "report_attachment_content", "DELETE",
        "EXISTS (SELECT 1 FROM report_attachment AS a JOIN report ON report.id = a.report_id"
        " WHERE a.id = OLD.attachment_id AND report.sha256 IS NOT NULL)",
        "what is attached to a sealed report is never removed",
    ),
)  # fmt: skip
EMPTIED = (
    "report", "report_indicator", "report_document", "report_file", "report_file_content", "report_attachment",
    "report_attachment_content",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restates_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("donor_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_ru", sa.String(length=300), nullable=False),
        sa.Column("narrative_en", sa.Text(), nullable=True),
        sa.Column("narrative_ru", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", "accepted", "returned", name="reportstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_by_id", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("audit_seq", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("last >= first", name=op.f("ck_report_dates_in_order")),
        sa.CheckConstraint("(version = 1) = (restates_id IS NULL)", name=op.f("ck_report_version_restates")),
        sa.CheckConstraint("(state = 'draft') = (sha256 IS NULL)", name=op.f("ck_report_draft_is_not_sealed")),
        sa.CheckConstraint("(sha256 IS NULL) = (sealed_at IS NULL)", name=op.f("ck_report_sealed_at_a_time")),
        sa.CheckConstraint("(sha256 IS NULL) = (audit_seq IS NULL)", name=op.f("ck_report_sealed_after_an_entry")),
        sa.CheckConstraint("(decided_at IS NULL) = (state IN ('draft', 'submitted'))", name=op.f("ck_report_decided_at_a_time")),
        sa.ForeignKeyConstraint(["restates_id"], ["report.id"], name=op.f("fk_report_restates_id_report")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_report_project_id_project")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_report_office_id_office")),
        sa.ForeignKeyConstraint(["donor_id"], ["donor.id"], name=op.f("fk_report_donor_id_donor")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_report_country_country")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_report_region_code_region")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["account.id"], name=op.f("fk_report_prepared_by_id_account")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_report_changed_by_id_account")),
        sa.ForeignKeyConstraint(["sealed_by_id"], ["account.id"], name=op.f("fk_report_sealed_by_id_account")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_report_decided_by_id_account")),
        sa.ForeignKeyConstraint(["audit_seq"], ["audit_entry.seq"], name=op.f("fk_report_audit_seq_audit_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("restates_id", name=op.f("uq_report_restates_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_report_project_id_first"), "report", ["project_id", "first"])
    op.create_index(op.f("ix_report_office_id"), "report", ["office_id"])
    op.create_table(
        "report_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_indicator_report_id_report")),
        sa.ForeignKeyConstraint(["rule_id"], ["indicator_rule.id"], name=op.f("fk_report_indicator_rule_id_indicator_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_indicator")),
        sa.UniqueConstraint("report_id", "rule_id", name=op.f("uq_report_indicator_report_id_rule_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_report_indicator_rule_id"), "report_indicator", ["rule_id"])
    op.create_table(
        "report_document",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_document_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_document")),
    )
    op.create_table(
        "report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_file_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("report_id", "kind", "language", "public", name=op.f("uq_report_file_report_id_kind_language_public")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_file_content",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["report_file.id"], name=op.f("fk_report_file_content_file_id_report_file")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_report_file_content")),
    )
    op.create_table(
        "report_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_type", sa.Enum("pdf", "jpg", "png", name="filetype", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_report_attachment_size_positive")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_attachment_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_attachment")),
        sa.UniqueConstraint("report_id", "sha256", name=op.f("uq_report_attachment_report_id_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_attachment_content",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["report_attachment.id"], name=op.f("fk_report_attachment_content_attachment_id_report_attachment")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_report_attachment_content")),
    )
    _guard()


def _guard() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, act, when, words in GUARDS:
        name = f"{table}_refuses_{act.lower()}"
        if on_postgresql:
            # A trigger's own condition may not ask another table.
            _function(name, words, f"IF {when} THEN {{}}; END IF; RETURN {'OLD' if act == 'DELETE' else 'NEW'};")
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {when}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    for table in EMPTIED if on_postgresql else ():
        name = f"{table}_refuses_truncate"
        _function(name, f"{table} is never emptied")
        op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()")


def _function(name: str, words: str, body: str = "{};") -> None:
    refusal = f"RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body.format(refusal)} END $$")


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in (
        "report_attachment_content", "report_attachment", "report_file_content", "report_file", "report_document",
        "report_indicator", "report",
    ):  # fmt: skip
        op.drop_table(table)
    for name in [f"{table}_refuses_{act.lower()}" for table, act, *_rest in GUARDS] + [f"{one}_refuses_truncate" for one in EMPTIED]:
        if on_postgresql:
            op.execute(f"DROP FUNCTION {name}()")
