"""Alembic's environment: the models' metadata and the database of the settings."""

from alembic import context
from sqlalchemy import create_engine

from lti_tool.database import tune_engine
from models import Base
from models.base import UtcDateTime

url = context.config.attributes["url"]


def render_item(kind, thing, autogen_context):
    """A migration stands without the models: our moment is a plain timestamp there."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run() -> None:
    """Run the migrations in one transaction."""
    engine = create_engine(url)
    tune_engine(engine)
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
    engine.dispose()


run()
