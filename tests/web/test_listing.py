"""A list page: search that folds, filters, pages, and the same rows as XLSX and CSV without a formula in them (1.6)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
from flask import Blueprint, Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lti_tool.database import db
from lti_tool.listing import PAGE, Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Open, Route, add_routes
from models import BrowserSession, Order, OrderKind, User
from regulation.names import search_key
from tests import factories as make
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]


def shown() -> Response | str:
    """Orders by number, as any feature would list something."""
    listing = Listing(
        title="Перечень",
        query=select(Order).order_by(Order.id),
        columns=(
            Column("Номер", lambda row: row.number, is_number=True),
            Column("Название", lambda row: row.title, link=lambda row: f"/there/{row.id}"),
            Column("Дата", lambda row: row.dated),
            Column("Внесён", lambda row: row.registered_at),
            Column("Пусто", lambda row: None),
        ),
        file_name="перечень",
        filters=(
            Filter(
                "kind", "Вид", [("", "все"), ("rules", "правила"), ("other", "иные")],
                lambda value: Order.kind == OrderKind(value),
            ),
        ),
        words=lambda text: has_words(Order.key, text),
        nothing="Нет ничего.",
    )  # fmt: skip
    return show_list(listing)


@pytest.fixture
def app(app: Flask) -> Flask:
    blueprint = Blueprint("shown", __name__)
    add_routes(blueprint, [Route("GET", "/shown", shown, Open("a test's own list", visitor=True))])
    app.register_blueprint(blueprint)
    return app


@pytest.fixture
def put(session: Session, client: FlaskClient, sign_in_as: SignIn) -> Callable[..., None]:
    """Puts orders with these titles in; somebody is signed in."""
    sign_in_as(client, make.user(session, "Петрова", is_staff=True))

    def put_in(*titles: str, kind: OrderKind = OrderKind.OTHER) -> None:
        first = session.query(Order).count() + 1
        for number, title in enumerate(titles, first):
            order = Order(
                kind=kind, number=str(number), dated=date(2025, 9, 1), title=title, key=search_key(f"{number} {title}"),
                registered_at=datetime(2025, 9, 30, 18, 0, tzinfo=UTC),
            )  # fmt: skip
            make.put(session, order)
        session.commit()

    return put_in


def csv_rows(client: FlaskClient, query: str = "") -> list[list[str]]:
    content = client.get(f"/shown?format=csv{query}").data
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 by the mark only"
    return [line.split(";") for line in content.decode("utf-8-sig").splitlines()]


def test_it_shows_rows_with_links_and_days_as_russians_write_them(
    client: FlaskClient, put: Callable[..., None]
) -> None:
    put("О зачислении")
    page = client.get("/shown").text
    assert '<a href="/there/1">О зачислении</a>' in page
    assert "01.09.2025" in page and "01.10.2025 01:00" in page  # 18:00 UTC in Tomsk
    assert "Всего: 1" in page


def test_nothing_is_said_in_words(client: FlaskClient, put: Callable[..., None]) -> None:
    put()
    assert "Нет ничего." in client.get("/shown").text


@pytest.mark.parametrize("typed", ["ежиков", "ЁЖИКОВ", "Ёжиков  приёме", "прием ёжик"])
def test_search_folds_letters_and_takes_words_in_any_order(
    client: FlaskClient, put: Callable[..., None], typed: str
) -> None:
    put("О приёме Ёжикова", "О приёме Иванова")
    assert [row[1] for row in csv_rows(client, f"&q={typed}")[1:]] == ["О приёме Ёжикова"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", '"', "Ёжиков Иванов"])
def test_no_sign_of_the_search_means_anything(
    client: FlaskClient, put: Callable[..., None], typed: str
) -> None:
    put("О приёме Ёжикова", "О приёме Иванова")
    found = client.get("/shown", query_string={"q": typed, "format": "csv"})
    rows = found.data.decode("utf-8-sig").splitlines()[1:]
    assert found.status_code == 200
    assert len(rows) in (0, 2), "either no word is left to look for, or nothing has it"
    assert typed != "Ёжиков Иванов" or rows == []


def test_a_filter_narrows_and_an_unknown_choice_does_not(
    client: FlaskClient, put: Callable[..., None]
) -> None:
    put("Первый")
    put("Второй", kind=OrderKind.RULES)
    assert [row[1] for row in csv_rows(client, "&kind=rules")[1:]] == ["Второй"]
    assert len(csv_rows(client, "&kind=nonsense")) == 3


def test_it_has_pages_that_keep_the_choice(client: FlaskClient, put: Callable[..., None]) -> None:
    put(*(f"Приказ {number:03d}" for number in range(PAGE + 5)))
    first = client.get("/shown?kind=other").text
    assert "Приказ 049" in first and "Приказ 050" not in first
    assert "kind=other" in first and "page=2" in first
    last = client.get("/shown?page=2").text
    assert "Приказ 050" in last and "Приказ 049" not in last
    for beyond in ("99", "0", "-1", "первая"):
        assert client.get(f"/shown?page={beyond}").status_code == 200


def test_a_file_holds_every_row_not_one_page(client: FlaskClient, put: Callable[..., None]) -> None:
    put(*(f"Приказ {number:03d}" for number in range(PAGE + 5)))
    rows = csv_rows(client)
    assert rows[0] == ["Номер", "Название", "Дата", "Внесён", "Пусто"]
    assert len(rows) == PAGE + 6
    assert rows[1] == ["1", "Приказ 000", "01.09.2025", "01.10.2025 01:00", ""]


RISKY = ["=1+1", "+7 913", "-5", "@SUM(A1)", "\t=1+1"]


def test_no_cell_of_a_csv_becomes_a_formula(client: FlaskClient, put: Callable[..., None]) -> None:
    put(*RISKY)
    titles = [row[1] for row in csv_rows(client)[1:]]
    assert all(title.startswith("'") for title in titles)


def test_no_cell_of_a_workbook_becomes_a_formula(client: FlaskClient, put: Callable[..., None]) -> None:
    put(*RISKY)
    answer = client.get("/shown?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any("1+1" in str(cell.value) for cell in cells)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_markup_is_shown_not_obeyed(client: FlaskClient, put: Callable[..., None]) -> None:
    put("<b>Жирный</b>")
    assert "&lt;b&gt;Жирный&lt;/b&gt;" in client.get("/shown").text


def test_it_asks_as_much_of_the_database_however_many_rows(
    client: FlaskClient, put: Callable[..., None], engine: Engine
) -> None:
    counts = []
    for number in (1, PAGE):
        put(*(f"Приказ {one}" for one in range(number)))
        client.get("/shown")
        with client.application.app_context(), queries(db.engine) as sent:
            client.get("/shown")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12
