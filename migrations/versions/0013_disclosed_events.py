"""A file with the names of an event's people says by its code which event that is, and not only in words."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# What lists of an event's people were called until now, in the language of whoever took one; a filter followed after "; ".
TITLES = ("People of the event: ", "Список участников: ")


def upgrade() -> None:
    op.add_column("disclosure", sa.Column("event_code", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_disclosure_event_code"), "disclosure", ["event_code"])
    op.execute(sa.text("UPDATE disclosure SET event_code = about WHERE kind = 'event_workbook'"))
    event, disclosure = sa.table("event", sa.column("code")), sa.table(
        "disclosure", sa.column("id"), sa.column("kind"), sa.column("about"), sa.column("event_code")
    )
    known = set(op.get_bind().scalars(sa.select(event.c.code)))
    lists = sa.select(disclosure.c.id, disclosure.c.about).where(disclosure.c.kind == "list")
    for number, about in op.get_bind().execute(lists).all():
        code = next((about.removeprefix(title).split("; ")[0] for title in TITLES if about.startswith(title)), None)
        if code in known:
            op.execute(sa.update(disclosure).where(disclosure.c.id == number).values(event_code=code))


def downgrade() -> None:
    op.drop_index(op.f("ix_disclosure_event_code"), "disclosure")
    op.drop_column("disclosure", "event_code")
