"""Migrations go up and down on both databases and end at the models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from lti_tool.app import ROOT
from lti_tool.database import tune_engine
from models import Base
from tests import databases


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of its own, without any table."""
    if request.config.getoption("--postgres"):
        server = request.getfixturevalue("database_url")
        with databases.own_database(server) as address:
            yield address
    else:
        with databases.sqlite_address() as address:
            yield address


@pytest.fixture
def engine_of(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    tune_engine(engine)
    yield engine
    engine.dispose()


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["url"] = url
    return made


def test_up_leads_to_the_models_and_down_to_nothing(url: str, engine_of: Engine) -> None:
    command.upgrade(config(url), "head")
    with engine_of.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    command.downgrade(config(url), "base")
    assert set(inspect(engine_of).get_table_names()) <= {"alembic_version"}


def test_every_constraint_of_the_models_is_in_the_database(url: str, engine_of: Engine) -> None:
    command.upgrade(config(url), "head")
    found = inspect(engine_of)
    for table in Base.metadata.sorted_tables:
        here = {check["name"] for check in found.get_check_constraints(table.name)}
        wanted = {
            str(check.name)
            for check in table.constraints
            if check.__visit_name__.endswith("check_constraint")
        }
        assert wanted <= here, table.name
