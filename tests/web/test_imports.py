"""Files on their pages: template, preview with what is wrong per row, loading, undoing, whose right it is (1.6)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from blueprints.imports import routes
from journal.imports import ImportColumn, ImportOption
from lti_tool import import_kinds
from models import BrowserSession, ImportBatch, Office, StudyGroup, User
from tests import factories as make
from tests.journal.test_imports import KIND

SignIn = Callable[[FlaskClient, User], BrowserSession]
GOOD = "Группа;Куратор\nБУ-24-1;\nБУ-24-2;Назарова\n"
TABLE = replace(
    KIND,
    columns=(
        ImportColumn("name", ("Группа", "Номер группы"), True, "БУ-23-1"),
        ImportColumn("curator", ("Куратор",)),
    ),
    options=(ImportOption("before", "Приставка"),),
)


@pytest.fixture
def secretary(
    session: Session, client: FlaskClient, sign_in_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> User:
    """Who may load the file of the tests' own kind, signed in."""
    monkeypatch.setattr(import_kinds, "KINDS", (TABLE,))
    monkeypatch.setattr(routes, "KINDS", (TABLE,))
    person = make.user(session, "Зуева", is_staff=True)
    make.office(session, person, Office.SECRETARY)
    sign_in_as(client, person)
    return person


def send(client: FlaskClient, text: str | bytes, name: str = "группы.csv", **options: str) -> TestResponse:
    content = text.encode() if isinstance(text, str) else text
    return client.post("/imports/new/test-groups", data={"file": (io.BytesIO(content), name), **options})


def groups(session: Session) -> list[str]:
    session.rollback()
    found = sorted(session.scalars(select(StudyGroup.name)))
    session.rollback()
    return found


def test_the_template_is_a_table_to_fill_in(client: FlaskClient, secretary: User) -> None:
    content = client.get("/imports/template/test-groups").data
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert any("Группа" in [str(cell) for cell in row] for row in rows)
    assert any("БУ-23-1" in [str(cell) for cell in row] for row in rows)


def test_a_good_file_is_shown_then_loaded_then_undone(
    session: Session, client: FlaskClient, secretary: User
) -> None:
    sent = send(client, GOOD)
    assert sent.status_code == 303 and groups(session) == []
    page = client.get(sent.location).text
    assert "Ошибок нет" in page and "группа БУ-24-1" in page
    assert "Файл загружен: строк — 2." in client.post(f"{sent.location}/apply", follow_redirects=True).text
    assert groups(session) == ["БУ-24-1", "БУ-24-2"]
    assert "группы.csv" in client.get("/imports").text
    assert "Загрузка отменена" in client.post(f"{sent.location}/undo", follow_redirects=True).text
    assert all(name.startswith("отменена") for name in groups(session))


def test_options_and_other_titles_of_columns_are_taken(
    session: Session, client: FlaskClient, secretary: User
) -> None:
    sent = send(client, "Прочее;НОМЕР ГРУППЫ *\nx;БУ-24-1\n", before="З-")
    client.post(f"{sent.location}/apply")
    assert groups(session) == ["З-БУ-24-1"]


def test_one_bad_row_loads_nothing_and_is_named(
    session: Session, client: FlaskClient, secretary: User
) -> None:
    make.group(session, "БУ-24-2")
    session.commit()
    sent = send(client, GOOD)
    page = client.get(sent.location).text
    assert "такая есть" in page and "Загрузить все строки" not in page
    answer = client.post(f"{sent.location}/apply")
    assert answer.status_code == 422
    assert groups(session) == ["БУ-24-2"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Имя\nБУ-24-1\n", "группы.csv"),
        ("Группа\n", "группы.csv"),
        ("", "группы.csv"),
        (b"PK\x03\x04 no workbook", "группы.xlsx"),
        ("Группа\nБУ-24-1\n", "группы.exe"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    session: Session, client: FlaskClient, secretary: User, content: str | bytes, name: str
) -> None:
    answer = send(client, content, name)
    assert answer.status_code == 422 and "data-code=" in answer.text
    assert session.scalars(select(ImportBatch)).all() == []


def test_a_form_without_a_file_is_refused(session: Session, client: FlaskClient, secretary: User) -> None:
    answer = client.post("/imports/new/test-groups", data={})
    assert (answer.status_code, "E_FILE" in answer.text) == (422, True)


def test_another_office_neither_loads_nor_sees_it(
    session: Session, client: FlaskClient, secretary: User, sign_in_as: SignIn
) -> None:
    place = send(client, GOOD).location
    dispatcher = make.user(session, "Орехова", is_staff=True)
    make.office(session, dispatcher, Office.DISPATCHER)
    sign_in_as(client, dispatcher)
    assert client.get("/imports/new/test-groups").status_code == 403
    assert send(client, GOOD).status_code == 403
    assert [client.get(place).status_code, client.post(f"{place}/apply").status_code] == [403, 403]
    assert groups(session) == []


def test_a_colleague_does_not_see_what_was_only_previewed(
    session: Session, client: FlaskClient, secretary: User, sign_in_as: SignIn
) -> None:
    place = send(client, GOOD).location
    colleague = make.user(session, "Иванова", is_staff=True)
    make.office(session, colleague, Office.SECRETARY)
    sign_in_as(client, colleague)
    assert client.get(place).status_code == 404
    assert client.post(f"{place}/apply").status_code == 404
    assert groups(session) == []


def test_a_file_given_up_cannot_be_loaded(session: Session, client: FlaskClient, secretary: User) -> None:
    place = send(client, GOOD).location
    client.post(f"{place}/drop")
    assert client.post(f"{place}/apply").status_code == 422
    assert groups(session) == []


def test_an_unknown_kind_or_file_is_not_found(client: FlaskClient, secretary: User) -> None:
    assert client.get("/imports/new/nothing").status_code == 404
    assert client.get("/imports/nothing").status_code == 404
