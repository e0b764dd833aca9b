"""Links people attach to lessons: addresses of the web and nothing else (2.1)."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from regulation.refusal import N_, Refusal

LONGEST = 1000
SCHEMES = ("http", "https")
_FORBIDDEN = set('\\"<>^`{|}')


def check_link(text: str) -> str:
    """The address as it is kept, its scheme and host in small letters (2.1).

    Raises E_LINK for anything but a whole http or https address: other schemes, hidden and control characters,
    spaces, a name and password before the host, an impossible port.
    """
    address = text.strip()
    if not address or len(address) > LONGEST:
        raise _refusal(N_("Вставьте адрес ссылки, не длиннее 1000 знаков."))
    if any(c in _FORBIDDEN or c.isspace() or unicodedata.category(c)[0] == "C" for c in address):
        raise _refusal(
            N_("В адресе есть пробелы или недопустимые знаки. Скопируйте его из строки браузера целиком.")
        )
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise _refusal(N_("Это не адрес страницы. Скопируйте его из строки браузера целиком.")) from None
    if parts.scheme.lower() not in SCHEMES or not host or not address[len(parts.scheme) :].startswith("://"):
        raise _refusal(
            N_("Ссылка должна начинаться с https:// или http://. Скопируйте её из строки браузера целиком.")
        )
    if "@" in parts.netloc:
        raise _refusal(
            N_("В адресе есть имя или пароль (знак @ перед узлом). Такая ссылка не прикрепляется.")
        )
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{address[len(parts.scheme) + 3 + len(parts.netloc) :]}"


def host_of_link(address: str) -> str:
    """The host of an address, with its port when one is named; '' for what is no address (2.1)."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _refusal(sentence: str) -> Refusal:
    return Refusal("E_LINK", "2.1", sentence)
