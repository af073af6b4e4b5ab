"""Bulletins; what a published issue told, its articles and its files never change."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PUBLISHED = (
    "OLD.sha256 IS NOT NULL AND (NEW.sha256 IS NULL OR NEW.sha256 <> OLD.sha256 OR NEW.audit_seq <> OLD.audit_seq"
    " OR NEW.published_at <> OLD.published_at OR NEW.state <> OLD.state OR NEW.version <> OLD.version OR NEW.year <> OLD.year"
    " OR NEW.quarter <> OLD.quarter OR NEW.number <> OLD.number OR coalesce(NEW.office_id, 0) <> coalesce(OLD.office_id, 0)"
    " OR NEW.title_en <> OLD.title_en OR NEW.title_ru <> OLD.title_ru"
    " OR coalesce(NEW.introduction_en, '') <> coalesce(OLD.introduction_en, '')"
    " OR coalesce(NEW.introduction_ru, '') <> coalesce(OLD.introduction_ru, ''))"
)
OF_ARTICLE = "SELECT 1 FROM bulletin WHERE bulletin.id = {row}.bulletin_id AND bulletin.sha256 IS NOT NULL"
OF_LINK = (
    "SELECT 1 FROM bulletin JOIN bulletin_article ON bulletin_article.bulletin_id = bulletin.id"
    " WHERE bulletin_article.id = {row}.article_id AND bulletin.sha256 IS NOT NULL"
)
SAID = "an article of a published bulletin never changes"
# table, act, condition on the rows at hand, a select that must find nothing (either may be empty), what the database says
GUARDS = (
    ("bulletin", "UPDATE", PUBLISHED, "", "a published bulletin never changes"),
    ("bulletin", "DELETE", "OLD.sha256 IS NOT NULL", "", "a published bulletin is never removed"),
    *(("bulletin_article", act, "", OF_ARTICLE, SAID) for act in ("INSERT", "UPDATE", "DELETE")),
    *(("bulletin_article_event", act, "", OF_LINK, SAID) for act in ("INSERT", "UPDATE", "DELETE")),
    *((table, act, "1 = 1", "", words) for table, words in (
        ("bulletin_document", "what a bulletin told never changes"), ("bulletin_file", "a file of a bulletin never changes"),
        ("bulletin_file_content", "a file of a bulletin never changes"),
    ) for act in ("UPDATE", "DELETE")),
)  # fmt: skip
EMPTIED = ("bulletin", "bulletin_article", "bulletin_article_event", "bulletin_document", "bulletin_file", "bulletin_file_content")


def upgrade() -> None:
    _bulletin()
    _articles()
    op.create_table(
        "bulletin_document",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_document_bulletin_id_bulletin")),
        sa.PrimaryKeyConstraint("bulletin_id", name=op.f("pk_bulletin_document")),
    )
    op.create_table(
        "bulletin_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_file_bulletin_id_bulletin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_file")),
        sa.UniqueConstraint("bulletin_id", "kind", "language", name=op.f("uq_bulletin_file_bulletin_id_kind_language")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "bulletin_file_content",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["bulletin_file.id"], name=op.f("fk_bulletin_file_content_file_id_bulletin_file")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_bulletin_file_content")),
    )
    _guard()


def _bulletin() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_ru", sa.String(length=200), nullable=False),
        sa.Column("introduction_en", sa.Text(), nullable=True),
        sa.Column("introduction_ru", sa.Text(), nullable=True),
        sa.Column(
            "state", sa.Enum("draft", "published", name="bulletinstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("audit_seq", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_bulletin_quarter_of_a_year")),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_bulletin_year_of_ours")),
        sa.CheckConstraint("number > 0", name=op.f("ck_bulletin_number_positive")),
        sa.CheckConstraint("(version = 1) = (corrects_id IS NULL)", name=op.f("ck_bulletin_version_corrects")),
        sa.CheckConstraint("(state = 'draft') = (sha256 IS NULL)", name=op.f("ck_bulletin_draft_is_not_published")),
        sa.CheckConstraint("(sha256 IS NULL) = (published_at IS NULL)", name=op.f("ck_bulletin_published_at_a_time")),
        sa.CheckConstraint("(sha256 IS NULL) = (audit_seq IS NULL)", name=op.f("ck_bulletin_published_after_an_entry")),
        sa.ForeignKeyConstraint(["corrects_id"], ["bulletin.id"], name=op.f("fk_bulletin_corrects_id_bulletin")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_bulletin_office_id_office")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["account.id"], name=op.f("fk_bulletin_prepared_by_id_account")),
        sa.ForeignKeyConstraint(["published_by_id"], ["account.id"], name=op.f("fk_bulletin_published_by_id_account")),
        sa.ForeignKeyConstraint(["audit_seq"], ["audit_entry.seq"], name=op.f("fk_bulletin_audit_seq_audit_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_bulletin_corrects_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_bulletin_year_quarter"), "bulletin", ["year", "quarter"])
    op.create_index(op.f("ix_bulletin_office_id"), "bulletin", ["office_id"])
    for name, columns, where in (
        ("uq_bulletin_office_id_year_number", ["office_id", "year", "number"], "version = 1"),
        ("uq_bulletin_year_number", ["year", "number"], "version = 1 AND office_id IS NULL"),
    ):
        op.create_index(name, "bulletin", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _articles() -> None:
    op.create_table(
        "bulletin_article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading_en", sa.String(length=300), nullable=False),
        sa.Column("heading_ru", sa.String(length=300), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("text_ru", sa.Text(), nullable=True),
        sa.Column("tells_figures", sa.Boolean(), nullable=False),
        sa.Column("thanks_donors", sa.Boolean(), nullable=False),
        sa.Column("thanks_en", sa.String(length=600), nullable=True),
        sa.Column("thanks_ru", sa.String(length=600), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_article_bulletin_id_bulletin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_article")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_bulletin_article_bulletin_id_position"), "bulletin_article", ["bulletin_id", "position"])
    op.create_table(
        "bulletin_article_event",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["bulletin_article.id"], name=op.f("fk_bulletin_article_event_article_id_bulletin_article")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_bulletin_article_event_event_id_event")),
        sa.PrimaryKeyConstraint("article_id", "event_id", name=op.f("pk_bulletin_article_event")),
    )
    op.create_index(op.f("ix_bulletin_article_event_event_id"), "bulletin_article_event", ["event_id"])


def _guard() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, act, when, finds, words in GUARDS:
        name, rows = f"{table}_refuses_{act.lower()}", {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(act, ("OLD", "NEW"))
        found = " OR ".join(f"EXISTS ({finds.format(row=row)})" for row in rows) if finds else when
        if on_postgresql:
            _function(name, words, found, "NEW" if act != "DELETE" else "OLD")
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {found}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    for table in EMPTIED if on_postgresql else ():
        name = f"{table}_refuses_truncate"
        _function(name, f"{table} is never emptied", "1 = 1", "NULL")
        op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()")


def _function(name: str, words: str, when: str, row: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {when} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END IF; RETURN {row}; END $$"
    )


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in reversed(EMPTIED[1:]):
        op.drop_table(table)
    op.drop_table("bulletin")
    for name in [f"{table}_refuses_{act.lower()}" for table, act, *_rest in GUARDS] + [f"{one}_refuses_truncate" for one in EMPTIED]:
        if on_postgresql:
            op.execute(f"DROP FUNCTION {name}()")
