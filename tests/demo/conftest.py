"""The demo LMS in memory and somebody who looks at its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from demo.lms import LmsSettings, create_lms
from demo.lms.site import Site
from tests.platform.platform import shared_key


class Visitor:
    """A browser in which one has become somebody."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def become(self, person: str) -> Visitor:
        self.client.post("/become", data={"person": person})
        return self

    def see(self, path: str) -> str:
        """The text of a page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.get_data(as_text=True)

    def status(self, path: str, **form: str) -> int:
        """The status of a page, or of a posted form."""
        answer = self.client.post(path, data=form) if form else self.client.get(path)
        return answer.status_code


@pytest.fixture
def app() -> Iterator[Flask]:
    application = create_lms(LmsSettings(key=shared_key()))
    yield application
    application.extensions["lms"].database.close()


@pytest.fixture
def site(app: Flask) -> Site:
    found: Site = app.extensions["lms"]
    return found


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())
