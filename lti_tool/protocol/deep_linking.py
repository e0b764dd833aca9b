"""Deep linking: what a teacher can put into a course, and the answer that puts it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource

from lti_tool.protocol import vocabulary as v
from lti_tool.protocol.addresses import is_platform_address
from lti_tool.protocol.claims import Claims
from lti_tool.protocol.connector import KnownRegistration
from lti_tool.protocol.keys import KeyStore
from models import LinkPurpose, Registration
from regulation.refusal import N_


@dataclass(frozen=True)
class Offer:
    """Something to put into a course."""

    purpose: LinkPurpose
    title: str
    text: str


OFFERS = (
    Offer(
        LinkPurpose.JOURNAL,
        N_("Журнал"),
        N_(
            "Темы, посещаемость и отметки группы. Преподаватель ведёт журнал, обучающийся видит свой дневник."
        ),
    ),
    Offer(
        LinkPurpose.GRADEBOOK,
        N_("Дневник"),
        N_("Обучающийся видит свои отметки, темы и пропуски по всем дисциплинам; родитель — своих детей."),
    ),
    Offer(
        LinkPurpose.SHEET,
        N_("Ведомость"),
        N_("Зачётные и экзаменационные ведомости журнала этого курса."),
    ),
)


def return_address(claims: Claims) -> str:
    """Where the answer goes; '' when the LMS gave no usable address."""
    url = claims.settings.get("deep_link_return_url")
    return url if isinstance(url, str) and is_platform_address(url) else ""


def accepts_several(claims: Claims) -> bool:
    """Whether more than one item may be returned."""
    return claims.settings.get("accept_multiple") in (True, "true")


def answer(
    registration: Registration,
    keys: KeyStore,
    claims: Claims,
    chosen: list[tuple[Offer, str]],
    launch_url: str,
    icon: str,
) -> str:
    """The signed answer with the chosen items, each with its title; no items means that nothing was chosen."""
    settings: Any = claims.settings
    link = DeepLink(KnownRegistration(registration, keys), claims.deployment_id, settings)
    items = []
    for offer, title in chosen:
        item = DeepLinkResource().set_title(title[:250]).set_url(launch_url).set_icon_url(icon)
        items.append(item.set_custom_params({"purpose": offer.purpose.value}))
    message = link.get_message_jwt(items)
    data_claim = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
    if message.get(data_claim) is None:
        del message[data_claim]
    if chosen:
        message[v.DEEP_LINKING_MESSAGE] = _("Добавлено из журнала")
    token: str = link.encode_jwt(message)  # type: ignore[no-untyped-call]
    return token
