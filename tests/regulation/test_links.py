"""Links: whole addresses of the web and nothing else (2.1)."""

from __future__ import annotations

import pytest

from regulation.links import check_link, host_of_link
from regulation.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        (" HTTP://Example.ORG:8080/Путь ", "http://example.org:8080/Путь"),
        ("https://пример.рф/урок", "https://пример.рф/урок"),
        ("https://example.org", "https://example.org"),
        ("https://[::1]:8001/mod/quiz/view.php?id=3", "https://[::1]:8001/mod/quiz/view.php?id=3"),
    ],
)
def test_addresses_of_the_web_are_kept(typed: str, kept: str) -> None:
    assert check_link(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "javascript:alert(1)", "JavaScript://example.org/%0aalert(1)", "data:text/html,x", "ftp://example.org/",
        "file:///etc/passwd", "vbscript:x", "mailto:a@example.org", "//example.org/", "/mod/quiz", "example.org", "https:",
        "https://", "https:///path", "https:example.org", "https://user:word@example.org/", "https://example.org@evil.example/",
        "https://example.org/a b", "https://example.org/\nx", "https://example.org/\x00", "https://exam\u200bple.org/",
        "https://example.org/\u202egnp", "https://example.org\\@evil.example/", 'https://example.org/"onload=', "https://example.org/<b>",
        "https://example.org:99999/", "https://example.org:x/", "https://[::1/", "java\tscript:alert(1)", "https://" + "a" * 1000,
    ],
)  # fmt: skip
def test_everything_else_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_link(typed)
    assert (refused.value.code, refused.value.clause) == ("E_LINK", "2.1")


def test_the_host_of_an_address_carries_its_port() -> None:
    assert host_of_link("https://LMS.example:8443/x") == "lms.example:8443"
    assert host_of_link("https://[::1") == ""
