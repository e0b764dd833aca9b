"""The menu: whoever has the right sees the line, nobody else does, and no line leads to a refusal."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lti_tool.navigation import ENTRIES
from models import BrowserSession, Office, User
from tests import factories as make

SignIn = Callable[[FlaskClient, User], BrowserSession]


class Menu(HTMLParser):
    """Addresses of the links inside the menu, and which of them is the page itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.addresses, self.here = False, [], []  # type: ignore[var-annotated]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "nav":
            self.inside = values.get("class") == "menu"
        if tag == "a" and self.inside:
            self.addresses.append(values["href"])
            if "aria-current" in values:
                self.here.append(values["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self.inside = False


@pytest.fixture
def menu_of(session: Session, client: FlaskClient, sign_in_as: SignIn) -> Callable[..., Menu]:
    """Signs a person with this office in and reads the menu of a page."""

    def read(office: Office | None, path: str = "/desk", **values: object) -> Menu:
        person = make.user(session, "Служащева", is_staff=True)
        if office is not None:
            make.office(session, person, office, **values)
        sign_in_as(client, person)
        return Menu(client.get(path, follow_redirects=True).text)

    return read


@pytest.mark.parametrize("office", list(Office))
def test_no_line_leads_an_office_to_a_refusal(
    session: Session, client: FlaskClient, menu_of: Callable[..., Menu], office: Office
) -> None:
    values = {"group_id": make.group(session).id} if office is Office.CURATOR else {}
    menu = menu_of(office, **values)
    assert "/desk" in menu.addresses
    answers = {address: client.get(address).status_code for address in menu.addresses}
    assert {address: code for address, code in answers.items() if code not in (200, 303)} == {}


def test_an_office_sees_its_lines_and_not_others(menu_of: Callable[..., Menu]) -> None:
    clerk = menu_of(Office.CONTENT_ADMIN).addresses
    assert {"/grants", "/orders", "/rules", "/unlocks"} <= set(clerk)
    dispatcher = menu_of(Office.DISPATCHER).addresses
    assert "/orders" in dispatcher and not {"/grants", "/unlocks", "/platforms"} & set(dispatcher)


def test_an_office_over_one_group_sees_no_page_of_the_institution(
    session: Session, menu_of: Callable[..., Menu]
) -> None:
    addresses = menu_of(Office.DEPUTY, group_id=make.group(session).id).addresses
    assert not {"/grants", "/orders", "/unlocks"} & set(addresses)


def test_the_page_one_is_on_is_marked(menu_of: Callable[..., Menu]) -> None:
    assert menu_of(Office.CONTENT_ADMIN, "/rules").here == ["/rules"]


def test_a_teacher_without_an_office_sees_nothing_of_the_offices(menu_of: Callable[..., Menu]) -> None:
    addresses = menu_of(None, "/journals").addresses
    assert not {"/desk", "/grants", "/orders", "/rules", "/imports"} & set(addresses)


def test_every_line_stands_once() -> None:
    endpoints = [entry.endpoint for entry in ENTRIES]
    assert len(endpoints) == len(set(endpoints))
    assert all(str(entry.title) for entry in ENTRIES if entry.endpoint)
