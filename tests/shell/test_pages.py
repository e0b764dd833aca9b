"""Every page as its people see it: no inline code, nothing from elsewhere, a token in every form."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from journal.rights import Role
from lti_tool.routing import Needs
from models import BrowserSession, User
from tests.rights.asking import calls
from tests.rights.scene import Scene, build

SignIn = Callable[[FlaskClient, User], BrowserSession]
SEEING = (
    Role.TEACHER,
    Role.DEPUTY,
    Role.DIRECTOR,
    Role.CONTENT_ADMIN,
    Role.SYSTEM_ADMIN,
    Role.STUDENT,
    Role.GUARDIAN,
)


class Page(HTMLParser):
    """What the policy would forbid and what a form must have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.titles: list[str] = []
        self.languages: list[str] = []
        self._form: dict[str, str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag} {name}>" for name in found if name == "style" or name.startswith("on")]
        if tag == "style" or (
            tag == "script" and "src" not in found and found.get("type") != "application/json"
        ):
            self.faults.append(f"inline <{tag}>")
        loaded = [found[name] for name in ("src", "poster", "data") if name in found]
        loaded += [found["href"]] if tag == "link" else []
        self.faults += [
            f"<{tag}> from {address}" for address in loaded if not address.startswith(("/", "data:", "#"))
        ]
        if tag == "a" and found.get("href", "").lower().startswith("javascript"):
            self.faults.append("a link that is a script")
        if tag == "html":
            self.languages.append(found.get("lang", ""))
        if tag == "form":
            self._form = {"method": found.get("method", "get").lower(), "action": found.get("action", "")}
            self.forms.append(self._form)
        if tag == "input" and self._form is not None and found.get("name") == "csrf_token":
            self._form["token"] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


@pytest.fixture
def scene(session: Session) -> Scene:
    return build(session)


@pytest.mark.parametrize("role", SEEING, ids=lambda role: role.value)
def test_every_page_is_free_of_inline_and_foreign_code_and_every_form_has_its_token(
    app: Flask, scene: Scene, client: FlaskClient, sign_in_as: SignIn, role: Role
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    asked = [call for call in calls(app, scene.values) if call.method == "GET"]
    sign_in_as(client, scene.person(role))
    faults: dict[str, list[str]] = {}
    seen = 0
    for call in asked:
        answer = client.get(call.address)
        if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
            continue
        page = Page(answer.text)
        seen += isinstance(call.route.right, Needs) and answer.status_code == 200
        bare = [
            f"a form without a token to {form['action']}"
            for form in page.forms
            if form["method"] == "post" and not form.get("token")
        ]
        strange = [] if page.languages in ([], ["ru"]) else [f"language {page.languages}"]
        if found := page.faults + bare + strange:
            faults[call.endpoint] = found

    assert faults == {}
    assert seen > 1
