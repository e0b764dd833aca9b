"""The scripts speak the page's language."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from playwright.sync_api import expect

from tests.browser.conftest import Room, Visit


def test_a_translated_page_has_translated_notices(
    visit: Visit, room: Room, app: Flask, tmp_path: Path
) -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("Нет связи: %(waiting)s", "Offline: %(waiting)s")
    catalogue.add("%(count)s записи ждут", "%(count)s records are waiting")
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "scripts.mo").open("wb") as file:
        write_mo(file, catalogue)
    app.extensions["script_words"]._translation_directories[:] = [str(tmp_path)]
    app.extensions["babel"].locale_selector = lambda: "en"
    page = visit(room.teacher, room.path)
    page.context.set_offline(True)
    page.keyboard.type("543")
    expect(page.locator("#saving")).to_have_text("Offline: 3 records are waiting")
    page.context.set_offline(False)
    page.keyboard.type("2")
    expect(page.locator("#saving")).to_contain_text("✓ Сохранено")  # what has no translation stays Russian
