"""Languages: Russian is the source language; sentences of the rules are translated here, at the edge."""

from __future__ import annotations

from flask import Flask, current_app
from flask_babel import Babel, Domain, get_locale, gettext

from lti_tool.settings import Settings
from regulation.refusal import Caution, Refusal

SOURCE = "ru"


def init_i18n(app: Flask, settings: Settings) -> None:
    """Set up gettext with Russian as the only shipped locale; the scripts' sentences are a catalogue of their own."""
    app.config["BABEL_DEFAULT_TIMEZONE"] = settings.timezone
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.extensions["project_root"] / "translations")
    Babel(app, default_locale=SOURCE, default_timezone=settings.timezone)
    app.extensions["script_words"] = Domain(
        app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";"), domain="scripts"
    )
    app.jinja_env.globals.update(page_language=page_language, script_words=script_words)


def page_language() -> str:
    """The language of this page, «ru»."""
    locale = get_locale()
    return str(locale.language) if locale else SOURCE


def script_words() -> dict[str, str]:
    """Russian sentence of static/js → its translation for this page; nothing for a Russian one."""
    if page_language() == SOURCE:
        return {}
    catalogue = current_app.extensions["script_words"].get_translations()
    found: dict[str, str] = getattr(catalogue, "_catalog", {})
    return {source: text for source, text in found.items() if source and isinstance(source, str)}


def sentence(verdict: Refusal | Caution) -> str:
    """The sentence a person reads: translated, filled in, with its clause."""
    text: str = gettext(verdict.template)
    if verdict.params:
        text = text % verdict.params
    clause = verdict.clause
    if not clause:
        return text
    mark = gettext("п. %(clause)s", clause=clause) if clause[0].isdigit() and "ФЗ" not in clause else clause
    return f"{text} ({mark})"
