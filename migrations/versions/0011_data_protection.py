"""People who were erased, and how long each class of data is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NOTHING = (
    "erased_at IS NULL OR (surname = 'Erased' AND patronymic IS NULL AND latin_name IS NULL AND"
    " birth_date IS NULL AND birth_year IS NULL AND citizenship IS NULL AND languages = '' AND email IS NULL AND"
    " phone IS NULL AND note IS NULL)"
)
CLASSES = ("attempts", "sign_ins", "imports", "disclosures", "contacts", "identifiers", "persons")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # SQLite takes a constraint of the table with a new column, and so spares making the table anew.
        op.execute(f"ALTER TABLE person ADD COLUMN erased_at DATETIME CONSTRAINT ck_person_erased_holds_nothing CHECK ({NOTHING})")
    else:
        op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        op.create_check_constraint(op.f("ck_person_erased_holds_nothing"), "person", NOTHING)
    op.create_table(
        "retention_rule",
        sa.Column(
            "data_class",
            sa.Enum(*CLASSES, name="dataclass", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.CheckConstraint("months BETWEEN 1 AND 1200", name=op.f("ck_retention_rule_months_plausible")),
        sa.PrimaryKeyConstraint("data_class", name=op.f("pk_retention_rule")),
    )


def downgrade() -> None:
    op.drop_table("retention_rule")
    op.drop_column("person", "erased_at")
