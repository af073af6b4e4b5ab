"""Identity numbers under a key, consents, citizenship and languages of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = ("national_id", "passport")
PURPOSES = ("records", "contact", "photographs", "passing_on")


def coded(name: str, codes: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "person_identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", coded("identifierkind", KINDS), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_identifier_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_identifier")),
        sa.UniqueConstraint(
            "person_id", "kind", "fingerprint", name=op.f("uq_person_identifier_person_id_kind_fingerprint")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_identifier_kind_fingerprint"), "person_identifier", ["kind", "fingerprint"])
    op.create_table(
        "person_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", coded("purpose", PURPOSES), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_on >= given_on", name=op.f("ck_person_consent_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_consent_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_person_consent_recorded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_consent")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_consent_person_id_purpose"), "person_consent", ["person_id", "purpose"])
    # As text: SQLite takes the key together with its column, and in no other way.
    op.execute(
        "ALTER TABLE person ADD COLUMN citizenship VARCHAR(2)"
        " CONSTRAINT fk_person_citizenship_country REFERENCES country (code)"
    )
    op.add_column("person", sa.Column("languages", sa.String(length=60), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("person", "languages")
    op.drop_column("person", "citizenship")
    op.drop_table("person_consent")
    op.drop_table("person_identifier")
