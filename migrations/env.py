"""How Alembic reaches the application's database: through the application's own engine."""

from alembic import context
from flask import current_app

from lms.extensions import Instant

database = current_app.extensions["migrate"].db


def run() -> None:
    """Migrate inside one transaction, on the connection handed in or on one of the engine."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate_on(given)
        return
    with database.engine.connect() as connection:
        migrate_on(connection)


def render(kind, item, _autogenerate):
    """Write our instants as the plain type that the database has; migrations do not import the application."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def migrate_on(connection) -> None:
    """Configure Alembic for a connection and migrate."""
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_item=render,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
