"""People are searched by the words of their names, whatever the spelling; regions by their names."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "name_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=100), nullable=False),
        sa.Column("frame", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_word")),
        sa.UniqueConstraint("word", name=op.f("uq_name_word_word")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_name_word_frame"), "name_word", ["frame"])
    op.create_table(
        "person_name",
        sa.Column("word_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_name_person_id_person")),
        sa.ForeignKeyConstraint(["word_id"], ["name_word.id"], name=op.f("fk_person_name_word_id_name_word")),
        sa.PrimaryKeyConstraint("word_id", "person_id", name=op.f("pk_person_name")),
    )
    op.create_index(op.f("ix_person_name_person_id"), "person_name", ["person_id"])
    op.create_index(op.f("ix_affiliation_region_code"), "affiliation", ["region_code"])
    op.drop_column("person", "search_key")
    op.add_column("region", sa.Column("search_key", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("region", "search_key")
    op.drop_index(op.f("ix_affiliation_region_code"), "affiliation")
    op.add_column("person", sa.Column("search_key", sa.String(length=600), nullable=False, server_default=""))
    op.drop_table("person_name")
    op.drop_table("name_word")
