"""The two steps before a launch: sending the browser to the tool, and receiving it back at the
authorization address."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, make_response, render_template, request
from lti1p3platform.oidc_login import OIDCLoginAbstract

from demo.lms.protocol.http import LtiRequest, json_answer
from demo.lms.protocol.messages import MessageLaunch
from demo.lms.protocol.platform import Platform, public_key_set
from demo.lms.site import DEEP_LINKING, Launch, Site, site
from demo.lms.tools import Tool

bp = Blueprint("login", __name__)


class LaunchRefusedError(Exception):
    """The authorization request is wrong; `code` is the OAuth error, the message says what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class OidcLogin(OIDCLoginAbstract):
    """The library makes the initiation URL; the browser gets it as a form (Moodle's way) or as a redirect."""

    def set_lti_message_hint(self, **kwargs: Any) -> None:
        launch: Launch = kwargs["launch"]
        self._lti_message_hint = json.dumps(
            {"cmid": int(launch.link.id) if launch.link else 0, "launchid": launch.id}, separators=(",", ":")
        )

    def get_redirect(self, url: str) -> tuple[str, dict[str, str]]:
        """The tool's login address and the fields to send there."""
        parts = urlsplit(url)
        return self._registration.get_oidc_login_url() or "", dict(parse_qsl(parts.query))


def login_fields(lms: Site, launch: Launch, tool: Tool) -> tuple[str, dict[str, str]]:
    """Address and parameters of the third-party login initiation for a launch."""
    login = OidcLogin(None, Platform(site=lms, tool=tool, launch=launch))
    login.set_lti_message_hint(launch=launch)
    if launch.message_type == DEEP_LINKING:
        login.set_deeplinking_launch_url()
    elif launch.link and launch.link.url:
        login.set_launch_url(launch.link.url)
    address, fields = login.initiate_login(launch.person_id)
    return address, fields


def send_to_tool(lms: Site, launch: Launch, tool: Tool) -> Response:
    """A page that posts the initiation to the tool by itself."""
    address, fields = login_fields(lms, launch, tool)
    return make_response(render_template("post_form.html", action=address, fields=fields))


@bp.route("/mod/lti/auth.php", methods=["GET", "POST"])
def authorize() -> Response:
    """The tool asks for the launch: check its request, answer with a form that posts the id_token."""
    lms = site()
    try:
        launch, tool = _checked(lms, request.values.to_dict())
    except LaunchRefusedError as refused:
        body = render_template("launch_refused.html", code=refused.code, reason=str(refused))
        return make_response(body, 400)
    form: Response = MessageLaunch(LtiRequest(request), lms, launch, tool).lti_launch()
    return form


@bp.get("/mod/lti/certs.php")
def key_set() -> Response:
    """The LMS's public keys."""
    return json_answer(public_key_set(site()))


def _checked(lms: Site, asked: dict[str, str]) -> tuple[Launch, Tool]:
    expected = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
    }
    for name, value in expected.items():
        if asked.get(name) != value:
            raise LaunchRefusedError("invalid_request", f"{name} должен быть {value}")
    if not asked.get("nonce") or not asked.get("state"):
        raise LaunchRefusedError("invalid_request", "нет nonce или state")
    tool = lms.tools.by_client(asked.get("client_id", ""))
    if tool is None or not tool.is_active:
        raise LaunchRefusedError("unauthorized_client", "клиент не зарегистрирован или не включён")
    if asked.get("redirect_uri") not in tool.redirect_uris:
        raise LaunchRefusedError("invalid_request", "redirect_uri не зарегистрирован")
    launch = lms.take_launch(_launch_id(asked.get("lti_message_hint", "")))
    if launch is None or launch.tool_id != tool.id:
        raise LaunchRefusedError("invalid_request", "запуск не найден, устарел или уже использован")
    if asked.get("login_hint") != launch.person_id:
        raise LaunchRefusedError("access_denied", "login_hint не совпадает с вошедшим пользователем")
    return launch, tool


def _launch_id(hint: str) -> str:
    try:
        found = json.loads(hint)
    except ValueError:
        return ""
    return str(found.get("launchid", "")) if isinstance(found, dict) else ""
