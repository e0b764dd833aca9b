"""Open edX's own platform code (lti-consumer-xblock) as a second LMS that nobody here wrote.

It launches and gives out tokens with the same interface as `TestPlatform`. Its roster view needs a whole Open
edX, so rosters are tested with `TestPlatform`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import django
from django.conf import settings as django_settings
from flask import Flask, jsonify, request

from demo.lms.settings import PlatformAddresses
from tests.platform.platform import LaunchForm, StartedLaunch, shared_key
from tests.platform.server import FaultyServer

CONTEXT_ID = "course-v1:College+MDK0101+2026"
KEY_ID = "open-edx-key"


@dataclass(frozen=True)
class EdxPerson:
    """Somebody in Open edX; `role` is one of its own names: instructor, staff, student …"""

    id: str
    role: str
    name: str
    username: str

    @property
    def email(self) -> str:
        return f"{self.username}@college.example"


EDX_TEACHER = EdxPerson("33", "instructor", "Громова Наталья Ивановна", "teacher1")
EDX_STUDENT = EdxPerson("3", "student", "Абдуллаев Магомед-Расул Гаджимурадович", "st001")


class OpenEdxPlatform(FaultyServer):
    """Open edX with one course and one LTI block; serves its key set and its token address over HTTP."""

    def __init__(
        self,
        tool_url: str = "http://localhost:8000",
        client_id: str = "edx-client",
        deployment_id: str = "1",
        tool_public_key: str = "",
    ) -> None:
        super().__init__()
        self._edx = _edx()
        self.tool_url, self.client_id, self.deployment_id = tool_url.rstrip("/"), client_id, deployment_id
        self.tool_public_key = tool_public_key
        self.app = self._application().wsgi_app
        self._begun: dict[str, Any] = {}

    def __enter__(self) -> OpenEdxPlatform:
        self.come_up()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_down()

    @property
    def issuer(self) -> str:
        return self.url

    @property
    def addresses(self) -> PlatformAddresses:
        """What the tool has to know to be registered here by hand."""
        return PlatformAddresses(
            self.issuer,
            self.client_id,
            f"{self.url}/auth",
            f"{self.url}/token",
            f"{self.url}/jwks",
            self.deployment_id,
        )

    def launch(self, person: EdxPerson = EDX_TEACHER, activity: str = "block-v1:journal") -> StartedLaunch:
        """Begin a resource link launch."""
        return self._begin(person, activity, "LtiResourceLinkRequest")

    def launch_choice(self, person: EdxPerson = EDX_TEACHER) -> StartedLaunch:
        """Begin a deep linking launch."""
        return self._begin(person, "block-v1:journal", "LtiDeepLinkingRequest")

    def authorize(self, auth_url: str) -> LaunchForm:
        """The answer to the tool's authorization request; raises Open edX's own exception when it refuses."""
        asked = dict(parse_qsl(urlsplit(auth_url).query))
        consumer = self._begun[asked["lti_message_hint"]]
        fields = consumer.generate_launch_request(asked)
        return LaunchForm(asked["redirect_uri"], {"id_token": fields["id_token"], "state": fields["state"]})

    def access_token(self, form: dict[str, str]) -> dict[str, Any]:
        """Open edX's check of a tool's token request; its exceptions say what is wrong."""
        answer: dict[str, Any] = self._consumer().access_token(form)
        return answer

    def content_items(self, token: str) -> list[dict[str, Any]]:
        """Open edX's check of a deep linking response: the items the tool offers."""
        consumer = self._consumer()
        consumer.enable_deep_linking(f"{self.tool_url}/lti/launch", f"{self.url}/deep-linking")
        items: list[dict[str, Any]] = consumer.check_and_decode_deep_linking_token(token)
        return items

    def _consumer(self) -> Any:
        launch_url = f"{self.tool_url}/lti/launch"
        return self._edx.consumer(
            iss=self.issuer,
            lti_oidc_url=f"{self.tool_url}/lti/login",
            lti_launch_url=launch_url,
            client_id=self.client_id,
            deployment_id=self.deployment_id,
            rsa_key=shared_key().private_pem,
            rsa_key_id=KEY_ID,
            redirect_uris=[launch_url],
            tool_key=self.tool_public_key or None,
            tool_keyset_url=None if self.tool_public_key else f"{self.tool_url}/lti/jwks.json",
        )

    def _begin(self, person: EdxPerson, activity: str, message_type: str) -> StartedLaunch:
        consumer = self._consumer()
        consumer.set_user_data(person.id, person.role, person.name, person.email, person.username)
        consumer.set_resource_link_claim(activity, title="Журнал")
        consumer.set_launch_presentation_claim("iframe", f"{self.url}/course")
        consumer.set_context_claim(
            CONTEXT_ID,
            [self._edx.context_type.course_offering],
            "МДК.01.01 Учёт активов — БУ-23-1",
            "MDK0101",
        )
        consumer.set_custom_parameters({"purpose": "journal"})
        consumer.enable_ags(f"{self.url}/lineitems", allow_programmatic_grade_interaction=True)
        consumer.enable_nrps(f"{self.url}/memberships")
        consumer.enable_deep_linking(f"{self.tool_url}/lti/launch", f"{self.url}/deep-linking")
        data = self._edx.launch_data(
            user_id=person.id,
            user_role=person.role,
            config_id="1",
            resource_link_id=activity,
            message_type=message_type,
            context_id=CONTEXT_ID,
        )
        address, _, query = consumer.prepare_preflight_url(data).partition("?")
        params = dict(parse_qsl(query))
        self._begun[params["lti_message_hint"]] = consumer
        return StartedLaunch(address, params, self)

    def _application(self) -> Flask:
        app = Flask("open_edx_for_tests")
        app.add_url_rule(
            "/jwks", view_func=lambda: jsonify(self._consumer().get_public_keyset()), endpoint="jwks"
        )
        app.add_url_rule(
            "/token",
            view_func=lambda: jsonify(self.access_token(request.form.to_dict())),
            endpoint="token",
            methods=["POST"],
        )
        return app


@dataclass(frozen=True)
class _Edx:
    consumer: Any
    launch_data: Any
    context_type: Any


@lru_cache(maxsize=1)
def _edx() -> _Edx:
    """Import Open edX's code under the least Django settings it can live with."""
    if not django_settings.configured:
        memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        django_settings.configure(PLATFORM_NAME="Открытый колледж", CACHES={"default": memory}, USE_TZ=True)
        django.setup()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lti_consumer.data import Lti1p3LaunchData
        from lti_consumer.lti_1p3.constants import LTI_1P3_CONTEXT_TYPE
        from lti_consumer.lti_1p3.consumer import LtiAdvantageConsumer
    return _Edx(LtiAdvantageConsumer, Lti1p3LaunchData, LTI_1P3_CONTEXT_TYPE)
