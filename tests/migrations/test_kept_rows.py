"""A database filled at the first revision comes through every migration, and back, with its rows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import DateTime, Engine, MetaData, Table, insert, inspect, select, text

from tests.migrations.test_migrations import config, engine_of, url

__all__ = ["engine_of", "url"]  # fixtures

# A row or more in every table of revision 0001, as the application of that time wrote them.
FIRST: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "data" / "database_0001.json").read_text("utf-8")
)
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def filled(url: str, engine_of: Engine) -> Rows:
    """What stands in the database of revision 0001."""
    command.upgrade(config(url), "0001")
    tables = _tables(engine_of)
    assert set(FIRST) == set(tables) - {"alembic_version"}
    order = [table.name for table in _sorted(engine_of) if table.name in FIRST]
    with engine_of.begin() as connection:
        for name in order:
            for row in FIRST[name]:
                connection.execute(insert(tables[name]), _typed(tables[name], row))
        if engine_of.dialect.name == "postgresql":
            _move_sequences_on(connection, tables)
    return _rows(engine_of)


def test_every_row_outlives_the_way_up_and_down(url: str, engine_of: Engine, filled: Rows) -> None:
    command.upgrade(config(url), "head")
    _same(filled, _rows(engine_of))
    _check_references(engine_of)
    command.downgrade(config(url), "0001")
    filled["study_group"] = [
        row | {"course_number": None} for row in filled["study_group"]
    ]  # follows from the date
    _same(filled, _rows(engine_of))


def test_each_step_keeps_every_row(url: str, engine_of: Engine, filled: Rows) -> None:
    from alembic.script import ScriptDirectory

    steps = list(ScriptDirectory.from_config(config(url)).walk_revisions("0001", "head"))[::-1]
    for step in steps[1:]:
        command.upgrade(config(url), step.revision)
        _same(filled, _rows(engine_of), step.revision)


def test_a_group_keeps_its_specialty_in_the_directory(url: str, engine_of: Engine, filled: Rows) -> None:
    command.upgrade(config(url), "head")
    tables = _tables(engine_of)
    group, specialty = tables["study_group"], tables["specialty"]
    wanted = select(group.c.name, group.c.admission_year, specialty.c.code, specialty.c.name).join(
        specialty, specialty.c.id == group.c.specialty_id
    )
    with engine_of.connect() as connection:
        found = connection.execute(wanted.order_by(group.c.id)).all()
    name = "Экономика и бухгалтерский учёт (по отраслям)"
    assert [tuple(row) for row in found] == [
        ("БУ-23-5", 2023, "38.02.01", name), ("БУ-23-8", None, "38.02.01", name)
    ]  # fmt: skip


# What a later revision keeps elsewhere: see the test of the group's specialty.
MOVED = {"study_group": {"specialty", "specialty_code", "course_number"}}


def _same(before: Rows, after: Rows, where: str = "") -> None:
    """Every old row stands with its old values; a table may have new columns, and lose none that held something."""
    for name, rows in before.items():
        assert len(after[name]) == len(rows), (where, name)
        for old, new in zip(rows, after[name], strict=True):
            moved = MOVED.get(name, set()) - set(new)
            kept = {key: value for key, value in old.items() if value is not None and key not in moved}
            assert {column: new.get(column) for column in kept} == kept, (where, name)


def _tables(engine: Engine) -> dict[str, Table]:
    found = MetaData()
    found.reflect(engine)
    return dict(found.tables)


def _sorted(engine: Engine) -> list[Table]:
    found = MetaData()
    found.reflect(engine)
    return found.sorted_tables


def _rows(engine: Engine) -> Rows:
    found: Rows = {}
    with engine.connect() as connection:
        for name, table in _tables(engine).items():
            if name in FIRST:
                wanted = select(table).order_by(*table.primary_key.columns)
                found[name] = [dict(row) for row in connection.execute(wanted).mappings()]
    return found


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The row with dates and moments as Python has them; SQLite keeps moments without a zone."""
    typed = dict(row)
    for name, value in row.items():
        kind = table.columns[name].type
        if isinstance(kind, DateTime):
            moment = datetime.fromisoformat(value).replace(tzinfo=UTC)
            typed[name] = moment if kind.timezone else moment.replace(tzinfo=None)
        elif kind.python_type is date:
            typed[name] = date.fromisoformat(value)
    return typed


def _move_sequences_on(connection: Any, tables: dict[str, Table]) -> None:
    for name in FIRST:
        if "id" in tables[name].columns:
            last = f'SELECT max(id) FROM "{name}"'  # names of our own tables
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), ({last}))"))


def _check_references(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert "alembic_version" in inspect(engine).get_table_names()
