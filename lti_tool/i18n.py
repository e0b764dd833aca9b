"""Languages: Russian is the source language; sentences of the rules are translated here, at the edge."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel, gettext

from lti_tool.settings import Settings
from regulation.refusal import Caution, Refusal


def init_i18n(app: Flask, settings: Settings) -> None:
    """Set up gettext with Russian as the only shipped locale."""
    app.config["BABEL_DEFAULT_TIMEZONE"] = settings.timezone
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.extensions["project_root"] / "translations")
    Babel(app, default_locale="ru", default_timezone=settings.timezone)


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
