"""What can go wrong between this tool and an LMS, each with the Russian sentence a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulation.refusal import N_


class ProtocolFault(Exception):
    """Something in the talk with an LMS failed. `template` is a Russian sentence with %(name)s places."""

    def __init__(self, code: str, template: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.template = template
        self.params = params

    @property
    def message(self) -> str:
        """The whole sentence."""
        return self.template % self.params if self.params else self.template

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class PlatformFault(ProtocolFault):
    """The LMS did not do what it was asked: not reachable, a forbidden address, an answer that cannot be
    used.

    `status` is the HTTP status when the LMS answered at all, `detail` the start of what it said (for logs).
    """

    def __init__(
        self, code: str, template: str, *, status: int | None = None, detail: str = "", **params: Any
    ) -> None:
        super().__init__(code, template, **params, **({} if status is None else {"status": status}))
        self.status = status
        self.detail = detail[:300]


class Unreachable(PlatformFault):
    """No answer: name not resolved, connection refused, time out, certificate not trusted."""


class ForbiddenAddress(PlatformFault):
    """An address this tool does not go to: a private network, another scheme, a redirect to another host."""


class BadAnswer(PlatformFault):
    """The LMS answered, but not with what was asked: an error status, too much, not JSON."""


class TokenRefused(PlatformFault):
    """The LMS gave no access token."""


def unreachable(host: str, reason: str) -> Unreachable:
    """No answer from `host`."""
    template = N_("LMS не отвечает по адресу %(host)s: %(reason)s. Проверьте адрес и сеть, затем повторите.")
    return Unreachable("P_UNREACHABLE", template, host=host, reason=reason)


def forbidden(host: str) -> ForbiddenAddress:
    """The address of `host` lies in a private network."""
    template = N_(
        "Адрес %(host)s — во внутренней сети, журнал туда не обращается. Если LMS действительно стоит в сети "
        "колледжа, системный администратор включает настройку JOURNAL_ALLOW_PRIVATE_ADDRESSES."
    )
    return ForbiddenAddress("P_ADDRESS", template, host=host)


def answered(status: int, host: str, detail: str = "") -> BadAnswer:
    """An error status."""
    template = N_("LMS по адресу %(host)s ответила ошибкой %(status)s.")
    return BadAnswer("P_STATUS", template, status=status, detail=detail, host=host)


def not_json(host: str) -> BadAnswer:
    """The answer is not the JSON that was asked for."""
    template = N_("LMS по адресу %(host)s ответила не тем, что ожидалось. Проверьте адрес.")
    return BadAnswer("P_JSON", template, host=host)


@dataclass
class Clocks:
    """The LMS's and the tool's idea of the time, when the difference is the reason of a refusal."""

    issued: datetime | None
    expires: datetime | None
    ours: datetime


class BadLaunch(ProtocolFault):
    """A login or launch that is not accepted; the person sees why and how to come in again.

    `return_url` is where the LMS wants its people back (from a token whose signature was good), `facts` are
    label and value pairs for the administrator, `clocks` are shown when time is the reason.
    """

    def __init__(self, code: str, template: str, *, status: int = 400, **params: Any) -> None:
        super().__init__(code, template, **params)
        self.status = status
        self.return_url = ""
        self.facts: list[tuple[str, str]] = []
        self.clocks: Clocks | None = None
