"""A list page: search, filters, pages, and the same rows as XLSX or CSV (1.6)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Response, render_template, request, send_file, url_for
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from lti_tool.access import settings
from lti_tool.database import db
from lti_tool.tables.workbook import workbook
from regulation.names import search_key

PAGE = 50
MOST_EXPORTED = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take such a text for a formula

Value = str | int | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column: its title, the value of a row, where the value leads (None: nowhere), whether it is a number."""

    title: str
    value: Callable[[Any], Value]
    link: Callable[[Any], str | None] | None = None
    is_number: bool = False
    is_short: bool = False  # never broken over two lines
    badge: Callable[[Any], str] | None = None  # the class of a badge around the value, "" for plain text


@dataclass(frozen=True)
class Filter:
    """A choice above the list. `clause` turns the chosen value into a condition; `default` is chosen at first."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    clause: Callable[[str], ColumnElement[bool]]
    default: str = ""


@dataclass(frozen=True)
class Listing:
    """What is listed. `query` selects one entity or several columns, ordered; `words` finds by what is typed.

    The values of a row are given to the columns as the row itself: the entity when one is selected, else a tuple.
    """

    title: str
    query: Select[*tuple[Any, ...]]
    columns: Sequence[Column]
    file_name: str
    filters: Sequence[Filter] = ()
    words: Callable[[str], ColumnElement[bool]] | None = None
    words_hint: str = ""
    nothing: str = ""
    context: dict[str, Any] = field(default_factory=dict)


def has_words(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Every word of the text is in a key column (made by `regulation.names.search_key` or `sort_key`).

    «ежиков» finds Ёжиков: both sides are folded.
    """
    words = search_key(text).split()
    return and_(True, *(column.contains(word, autoescape=True) for word in words))


def show_list(listing: Listing, template: str = "lists/list.html", **context: Any) -> Response | str:
    """The page of the list, or the file when `?format=xlsx` or `csv` is asked for. Two queries."""
    chosen = {one.name: _chosen(one) for one in listing.filters}
    words = request.args.get("q", "").strip()[:100] if listing.words else ""
    query = listing.query
    for one in listing.filters:
        if chosen[one.name]:
            query = query.where(one.clause(chosen[one.name]))
    if words and listing.words:
        query = query.where(listing.words(words))
    wanted = request.args.get("format", "")
    if wanted in ("xlsx", "csv"):
        return _file(listing, _rows(query.limit(MOST_EXPORTED)), wanted)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = _rows(query.limit(PAGE).offset((page - 1) * PAGE))
    return render_template(
        template, listing=listing, rows=rows, total=total, page=page, pages=pages, chosen=chosen, words=words,
        here=_here, **listing.context, **context,
    )  # fmt: skip


def _chosen(one: Filter) -> str:
    value = request.args.get(one.name, one.default)
    return value if value in {key for key, _label in one.choices} else ""


def _rows(query: Select[*tuple[Any, ...]]) -> list[Any]:
    result = db.session.execute(query).unique()
    return [row[0] if len(row) == 1 else row for row in result]


def _here(**changes: Any) -> str:
    """This page's address with some parameters changed."""
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(), **changes}
    return url_for(request.endpoint or "", **{name: value for name, value in values.items() if value != ""})


def _file(listing: Listing, rows: list[Any], kind: str) -> Response:
    header = [str(column.title) for column in listing.columns]
    cells = [[_written(column.value(row)) for column in listing.columns] for row in rows]
    if kind == "xlsx":
        content, mime = workbook(str(listing.title), header, cells, [18] * len(header)), XLSX
    else:
        content, mime = _csv([header, *cells]), "text/csv"
    return send_file(
        io.BytesIO(content), mimetype=mime, as_attachment=True, download_name=f"{listing.file_name}.{kind}"
    )


def _written(value: Value) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(settings().zone).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return value if isinstance(value, int) else str(value or "")


def _csv(rows: list[list[Any]]) -> bytes:
    """Semicolons and a byte-order mark: what a Russian Excel opens with a double click. No cell becomes a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            [f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell for cell in row]
        )
    return buffer.getvalue().encode("utf-8-sig")
