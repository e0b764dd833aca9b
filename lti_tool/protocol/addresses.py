"""Addresses of an LMS: which may be registered, which the tool may connect to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_NETLOC = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


def is_loopback_url(url: str) -> bool:
    """Whether the address is this machine by its very name."""
    return (split(url).hostname or "") in LOOPBACK_NAMES


def is_platform_address(url: str) -> bool:
    """Whether an LMS may have this address: https, or http on loopback; a plain host, no fragment."""
    parts = split(url)
    if not _NETLOC.fullmatch(parts.netloc) or len(url) > 1000 or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback_url(url))


def origin_of(url: str) -> str:
    """«https://lms.example:8443»; '' when the address has none that is safe to put into a header."""
    parts = split(url)
    if parts.scheme not in ("https", "http") or not _NETLOC.fullmatch(parts.netloc):
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def host_of(url: str) -> str:
    """The host for a message."""
    return split(url).netloc or url[:80]


def split(url: str) -> SplitResult:
    """urlsplit that answers an empty result for what is no address at all."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def is_allowed_ip(text: str, *, private: bool, loopback: bool) -> bool:
    """Whether the tool may connect to this IP address.

    `private` lets it into the college's own networks, `loopback` to this very machine. Link-local,
    multicast and reserved addresses are never allowed; an IPv4 address inside an IPv6 one counts as itself.
    """
    address = ipaddress.ip_address(text.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and any(address in network for network in _EMBEDDING):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_allowed_ip(str(inner), private=private, loopback=loopback)
    if address.is_loopback:
        return loopback
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or (private and address.is_private and not address.is_reserved)
