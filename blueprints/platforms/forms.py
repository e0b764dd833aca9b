"""The form of a registration made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from lti_tool.protocol.addresses import is_platform_address

ADDRESSES = ("auth_login_url", "auth_token_url", "key_set_url")
IDENTITY = ("issuer", "client_id")
TEXTS = ("name", "auth_audience")


@dataclass
class RegistrationForm:
    """What was typed, trimmed, and what is wrong with it, by field."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, is_new: bool) -> RegistrationForm:
        """Read and check; a registration's issuer and client are typed once and never change."""
        names = (*TEXTS, *ADDRESSES, *((*IDENTITY, "deployment_id") if is_new else ()))
        read = cls({name: form.get(name, "").strip() for name in names})
        required = (*ADDRESSES, *((*IDENTITY, "deployment_id") if is_new else ("name",)))
        for name in required:
            if not read.values[name]:
                read.errors[name] = _("Заполните это поле.")
        for name in (*ADDRESSES, *(("issuer",) if is_new else ())):
            if name not in read.errors and not is_platform_address(read.values[name]):
                read.errors[name] = _("Нужен адрес https, например https://lms.college.ru/…")
        for name, limit in (
            ("name", 200),
            ("client_id", 200),
            ("deployment_id", 200),
            ("auth_audience", 1000),
        ):
            if len(read.values.get(name, "")) > limit:
                read.errors[name] = _("Не длиннее %(limit)s знаков.", limit=limit)
        return read
