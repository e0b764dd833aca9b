"""What people see goes through gettext; a page in another language brings the scripts' sentences along."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from flask import Flask
from flask.testing import FlaskClient

ROOT = Path(__file__).parents[2]
CYRILLIC = re.compile("[А-Яа-яЁё]")
MARKS = ("_", "N_", "_l", "gettext", "ngettext", "lazy_gettext")
# What a cell holds and what is typed into it: signs of the regulation, the same in every language.
SIGNS = {"н", "оп", "н/а"}
# Commands and settings speak to who starts the tool; paper is a Russian document; these words are recognised, not said.
RUSSIAN = (
    "lti_tool/cli/*", "lti_tool/settings.py", "lti_tool/printing/*forms.py", "lti_tool/printing/*_pages.py",
    "lti_tool/printing/*papers.py", "lti_tool/tables/*", "lti_tool/page_rules.py", "lti_tool/pages.py",
    "lti_tool/devices.py", "lti_tool/i18n.py", "lti_tool/system_state.py",
)  # fmt: skip
SOURCES = [
    path
    for path in sorted((ROOT / "lti_tool").rglob("*.py"))
    if not any(path.relative_to(ROOT).match(pattern) for pattern in RUSSIAN)
]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_russian_sentence_of_the_shell_is_marked_for_translation(path: Path) -> None:
    assert list(unmarked(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_russian_sentence_of_a_script_is_marked_for_translation(path: Path) -> None:
    source = path.read_text("utf-8")
    marked = {
        str(found[1]) for found in extract("javascript", BytesIO(source.encode()), {"_": None, "N_": None})
    }
    code = re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)
    said = {text for text in literals(code) if CYRILLIC.search(text)}
    assert said - marked - SIGNS - {"Не задано"} == set()  # «Не задано» is written into the journal


class TestPage:
    def test_a_russian_one_carries_no_catalogue(self, client: FlaskClient) -> None:
        text = client.get("/no-such-page").text
        assert '<html lang="ru">' in text and 'id="words"' not in text

    def test_one_in_another_language_carries_the_translations(
        self, app: Flask, client: FlaskClient, tmp_path: Path
    ) -> None:
        catalogue = Catalog(locale="en")
        catalogue.add("Понятно", "I see </script>")
        folder = tmp_path / "en" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "scripts.mo").open("wb") as file:
            write_mo(file, catalogue)
        app.extensions["script_words"]._translation_directories[:] = [str(tmp_path)]
        app.extensions["babel"].locale_selector = lambda: "en"
        text = client.get("/no-such-page").text
        carried = re.findall(r'<script type="application/json" id="words">(.*?)</script>', text)
        assert '<html lang="en">' in text
        assert [json.loads(one) for one in carried] == [{"Понятно": "I see </script>"}]


def unmarked(tree: ast.Module) -> Iterator[str]:
    """Texts with Russian letters outside docstrings and outside calls that mark them."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            passed |= {id(part) for part in ast.walk(body[0])}
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS:
            passed |= {id(part) for argument in node.args for part in ast.walk(argument)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in passed:
            continue
        if CYRILLIC.search(node.value) and node.value not in SIGNS:
            yield f"{node.lineno}: {node.value}"


def literals(code: str) -> Iterator[str]:
    """The texts between quotes; of a template what stands between its values."""
    for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', code):
        yield text
    for text in re.findall(r"`([^`]*)`", code):
        yield re.sub(r"\$\{[^}]*\}", "", text)
