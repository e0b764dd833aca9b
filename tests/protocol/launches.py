"""Recorded launches of a real Moodle, signed again with a key of the test, and the steps of a browser."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from flask import Flask, url_for
from flask.testing import FlaskClient
from pylti1p3.registration import Registration as LibraryRegistration
from werkzeug.test import TestResponse

from demo.lms.keys import KeyPair, generate_key
from tests.platform import StartedLaunch

RECORDED = Path(__file__).parent.parent / "data" / "moodle"
PUBLIC_URL = "http://localhost:8000"
ISSUER, CLIENT = "https://moodle.test", "Qq23IYSH1oOShzF"
KID = "3fee537e78ac6076081d"
MOODLE = {
    "issuer": ISSUER,
    "client_id": CLIENT,
    "auth_login_url": f"{ISSUER}/mod/lti/auth.php",
    "auth_token_url": f"{ISSUER}/mod/lti/token.php",
    "key_set_url": f"{ISSUER}/mod/lti/certs.php",
}
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
# Pages of other rooms that a launch may end at; a test puts a stand-in where one is not built.
PAGES = {
    "opening.start": "/stand-in/opening/<int:course_id>",
    "marks.grid": "/stand-in/grid/<int:journal_id>",
    "journals.course": "/stand-in/course/<int:course_id>",
    "journals.mine": "/stand-in/mine",
    "today.mine": "/stand-in/today",
    "gradebook.mine": "/stand-in/gradebook",
    "gradebook.children": "/stand-in/children",
    "gradebook.student_card": "/stand-in/card/<int:journal_id>/<int:student_id>",
    "sheets.list_sheets": "/stand-in/sheets/<int:journal_id>",
    "platforms.index": "/stand-in/platforms",
}


@lru_cache(maxsize=1)
def moodle_key() -> KeyPair:
    return generate_key()


def moodle_key_set(kid: str = KID) -> dict[str, Any]:
    return {"keys": [{**LibraryRegistration.get_jwk(moodle_key().public_pem), "kid": kid}]}


def recorded(name: str) -> dict[str, Any]:
    """The claims of a recorded launch."""
    found: dict[str, Any] = json.loads((RECORDED / "launches" / f"{name}.json").read_text())["claims"]
    return found


def names() -> list[str]:
    return sorted(path.stem for path in (RECORDED / "launches").glob("*.json"))


def stand_in(app: Flask) -> None:
    """Give every page a launch may end at an address, when nobody built it yet."""
    for endpoint, rule in PAGES.items():
        if endpoint not in app.view_functions:
            app.add_url_rule(rule, endpoint, lambda **_values: "здесь")


@dataclass
class Moodle:
    """The recorded Moodle as a browser meets it."""

    app: Flask
    client: FlaskClient
    clock: Any

    def login(self, client: FlaskClient | None = None, **more: str) -> dict[str, str]:
        """Begin a login; the fields the tool sent the browser to Moodle with."""
        form = json.loads((RECORDED / "logins" / "student.json").read_text())["form"]
        answer = (client or self.client).post("/lti/login", data=form | more, base_url=PUBLIC_URL)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        assert answer.location.startswith(f"{ISSUER}/mod/lti/auth.php?")
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    def token(self, claims: dict[str, Any], nonce: str, now: datetime | None = None, kid: str = KID) -> str:
        issued = int((now or self.clock()).timestamp())
        stamped = claims | {"nonce": nonce, "iat": issued, "exp": issued + 60}
        return jwt.encode(stamped, moodle_key().private_pem, "RS256", headers={"kid": kid})

    def launch(self, claims: dict[str, Any], client: FlaskClient | None = None) -> TestResponse:
        """A whole launch with these claims."""
        asked = self.login(client)
        return self.post(self.token(claims, asked["nonce"]), asked["state"], client)

    def post(self, token: str, state: str, client: FlaskClient | None = None, **more: str) -> TestResponse:
        form = {"id_token": token, "state": state, **more}
        return (client or self.client).post("/lti/launch", data=form, base_url=PUBLIC_URL)

    def address(self, endpoint: str, **values: Any) -> str:
        with self.app.test_request_context(base_url=PUBLIC_URL):
            return url_for(endpoint, **values)


def go(client: FlaskClient, started: StartedLaunch) -> TestResponse:
    """Walk a launch of the test LMS through this browser."""
    answer = client.post("/lti/login", data=started.params, base_url=PUBLIC_URL)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    form = started.answer(answer.location)
    return client.post("/lti/launch", data=form.fields, base_url=PUBLIC_URL)
