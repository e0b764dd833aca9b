"""Alembic's environment: the models' metadata and the database of the settings."""

from alembic import context
from sqlalchemy import create_engine, event

from lti_tool.database import tune_engine
from models import Base
from models.base import UtcDateTime

url = context.config.attributes["url"]


def render_item(kind, thing, autogen_context):
    """A migration stands without the models: our moment is a plain timestamp there."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def foreign_keys_off(connection, _record):
    """SQLite alters a table by making it anew: rows that refer to the old one must not hold it."""
    connection.execute("PRAGMA foreign_keys=OFF")


def run() -> None:
    """Run the migrations in one transaction; on SQLite no reference may be broken when they are done."""
    engine = create_engine(url)
    tune_engine(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", foreign_keys_off)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite" and (
                broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            ):
                raise RuntimeError(f"the migration leaves broken references: {broken[:5]}")
    engine.dispose()


run()
