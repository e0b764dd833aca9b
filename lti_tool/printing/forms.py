"""Forms: a paper laid out as HTML for A4 with its checksum, stamp and file name. Nothing here reads the database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from journal.papers.checkpoints import CheckpointPaper
from journal.papers.finals import FinalsPaper
from journal.papers.heading import Heading
from journal.papers.office import OfficePaper
from journal.papers.sheets import SheetPaper
from journal.papers.spread import Spread
from lti_tool.printing import spread_pages as spread_geometry
from lti_tool.printing import summary_pages as summary
from lti_tool.printing.checksum import checksum
from lti_tool.printing.fonts import font_css
from lti_tool.printing.lettering import size_to_fit
from regulation.calendar import MONTHS
from regulation.sheets import SheetTotals
from regulation.statistics import format_mean, format_percent

DRAFT = "ЧЕРНОВИК"
ANNULLED = "АННУЛИРОВАНА"
CSS = Path(__file__).resolve().parents[2] / "static" / "css" / "print.css"
Paper = Spread | FinalsPaper | CheckpointPaper | SheetPaper | OfficePaper


@dataclass(frozen=True)
class Form:
    """A form to render. `pages`: how many sheets are expected, for the progress bar; `cells`: how much there is to lay
    out; `made`: the moment as printed on it, `created`: the same for the file's metadata."""

    template: str
    title: str
    paper: Paper
    layout: dict[str, Any]
    made: str
    created: str
    checksum: str
    stamp: str
    is_wide: bool
    pages: int
    cells: int

    @property
    def file_name(self) -> str:
        """The name to save it under."""
        name = "".join(
            " " if letter in ':*?"<>|' else letter
            for letter in self.title.replace("/", "-").replace("\\", "-")
        )
        return f"{_cut(' '.join(name.split()), 110)}.pdf"

    def html(self, environment: Environment) -> str:
        """The whole document."""
        return environment.get_template(f"print/{self.template}.html").render(
            form=self, paper=self.paper, layout=self.layout, css=_css()
        )


def spread_form(paper: Spread, made_at: datetime) -> Form:
    """F-03 and F-04. `made_at` is the local moment of printing."""
    geometry = spread_geometry
    pages = geometry.pages_of(paper)
    layout = {
        "pages": pages,
        "widths": [geometry.left_width(paper, page) for page in pages],
        "number": geometry.NUMBER,
        "name": geometry.NAME,
        "column": geometry.COLUMN,
        "final": geometry.FINAL,
        "register": geometry.REGISTER,
        "row_height": geometry.row_height(len(paper.rows)),
        "sizes": summary.name_sizes([row.name for row in paper.rows], geometry.NAME),
        "not_held": max(0, paper.planned_hours - paper.held_hours),
        "signers": _staff(paper.heading, "Преподаватель"),
        "title_size": size_to_fit(paper.heading.discipline, 195, 10.5, 7.5),
        "short_title": _cut(paper.heading.discipline, 90),
    }
    title = f"Журнал {_about(paper.heading)}"
    return _form("spread", title, paper, layout, made_at, is_wide=True, pages=2 * len(pages))


def finals_form(paper: FinalsPaper, made_at: datetime) -> Form:
    """F-09."""
    total = sum(len(item.columns) for item in paper.disciplines)
    pages = summary.finals_pages(paper)
    heading = paper.heading
    layout = {
        "pages": pages,
        "under": _under(heading),
        "name": summary.NAME,
        "column": summary.column_width(total),
        "is_turned": summary.is_turned(total),
        "sizes": summary.name_sizes([row.name for row in paper.rows]),
        "signers": _staff(heading, "Преподаватель") if len(paper.disciplines) == 1 else _office(heading),
    }
    about = _about(heading) if len(paper.disciplines) == 1 else f"{heading.group} {heading.academic_year}"
    return _form(
        "finals",
        f"Итоговые отметки {about}",
        paper,
        layout,
        made_at,
        is_wide=summary.is_wide(total),
        pages=len(pages),
    )


def checkpoints_form(paper: CheckpointPaper, made_at: datetime) -> Form:
    """F-18."""
    total = len(paper.columns)
    pages = summary.checkpoints_pages(paper)
    heading = paper.heading
    month = f"{MONTHS[paper.month.month - 1]} {paper.month.year}"
    layout = {
        "pages": pages,
        "under": [f"мониторинг индивидуальных учебных достижений за {month} г.", *_under(heading)],
        "name": summary.NAME,
        "column": summary.column_width(total, summary.MEAN_AND_MISSED),
        "is_turned": summary.is_turned(total),
        "sizes": summary.name_sizes([row.name for row in paper.rows]),
        "signers": _staff(heading, "Преподаватель") if total == 1 else _office(heading),
    }
    about = _about(heading) if total == 1 else heading.group
    is_wide = summary.is_wide(total, summary.MEAN_AND_MISSED)
    return _form(
        "checkpoints", f"МИУД за {month} {about}", paper, layout, made_at, is_wide=is_wide, pages=len(pages)
    )


def sheet_form(paper: SheetPaper, made_at: datetime) -> Form:
    """F-14, F-15."""
    heading = paper.heading
    widths = (
        (8.0, 66.0, 20.0, 13.0, 14.0, 37.0, 22.0) if paper.is_exam else (8.0, 74.0, 22.0, 15.0, 37.0, 24.0)
    )
    name = "Экзаменационная ведомость" if paper.is_exam else "Зачётная ведомость"
    under = [
        f"редакция {paper.edition}" if paper.edition > 1 else "",
        f"аннулирована: {paper.annul_reason}" if paper.is_annulled else "",
    ]
    examiner = "Экзаменатор" if paper.is_exam else "Преподаватель"
    examiners = [part.strip() for part in paper.examiners.replace(";", ",").split(",") if part.strip()]
    layout = {
        "title": f"{name} № {paper.number or '______________'}",
        "under": under,
        "widths": widths,
        "sizes": summary.name_sizes([row.name for row in paper.rows], widths[1]),
        "counts": _counts(paper.totals, has_pass_fail=paper.has_pass_fail),
        "signers": [(examiner, person) for person in examiners or [""]]
        + [("Начальник учебного отдела", heading.office_head)],
    }
    stamp = ANNULLED if paper.is_annulled else None
    return _form(
        "sheet", f"{name} {paper.number}".strip(), paper, layout, made_at, is_wide=False, pages=1, stamp=stamp
    )


def office_form(
    template: str,
    title: str,
    paper: OfficePaper,
    made_at: datetime,
    *,
    layout: dict[str, Any] | None = None,
    is_wide: bool = False,
    pages: int = 1,
    cells: int = 0,
    stamp: str = "",
) -> Form:
    """A document of an office: `template` under templates/print, `cells` how many table cells there are to lay out."""
    form = _form(
        template, title, paper, layout or {}, made_at, is_wide=is_wide, pages=pages, stamp=stamp or None
    )
    return replace(form, cells=cells)


def _form(
    template: str,
    title: str,
    paper: Paper,
    layout: dict[str, Any],
    made_at: datetime,
    *,
    is_wide: bool,
    pages: int,
    stamp: str | None = None,
) -> Form:
    return Form(
        template=template,
        title=title,
        paper=paper,
        layout=layout,
        made=made_at.strftime("%d.%m.%Y %H:%M"),
        created=made_at.isoformat(timespec="seconds"),
        checksum=checksum(paper),
        stamp=stamp or (DRAFT if paper.is_draft else ""),
        is_wide=is_wide,
        pages=pages,
        cells=_cells(paper),
    )


def _cells(paper: Paper) -> int:
    """About how many table cells the form has."""
    if isinstance(paper, Spread):
        return len(paper.rows) * sum(len(lesson.columns) for lesson in paper.lessons) + 7 * len(paper.lessons)
    if isinstance(paper, SheetPaper):
        return 7 * len(paper.rows)
    if isinstance(paper, OfficePaper):
        return 0
    return sum(len(row.cells) for row in paper.rows)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _about(heading: Heading) -> str:
    subgroup = f"-{heading.subgroup}" if heading.subgroup else ""
    return (
        f"{heading.discipline} {heading.group}{subgroup} {heading.term_number} сем. {heading.academic_year}"
    )


def _under(heading: Heading) -> list[str]:
    """Lines beneath a title: the group and the year, the specialty."""
    group = f"группа {heading.group}" + (f", подгруппа {heading.subgroup}" if heading.subgroup else "")
    course = f", {heading.course_number} курс" if heading.course_number else ""
    specialty = f"специальность {heading.specialty}" if heading.specialty else ""
    return [f"{group}{course} · {heading.academic_year} учебный год", specialty]


def _staff(heading: Heading, post: str) -> list[tuple[str, str]]:
    return [(post, name) for name in heading.signers] or [(post, "")]


def _office(heading: Heading) -> list[tuple[str, str]]:
    return [
        ("Начальник учебного отдела", heading.office_head),
        ("Заместитель директора по УМР", heading.deputy),
    ]


def _counts(totals: SheetTotals, *, has_pass_fail: bool) -> list[list[tuple[str, object]]]:
    lines: list[list[tuple[str, object]]] = [
        [
            ("Всего по списку", totals.listed),
            ("Неудовлетворительно", totals.n2),
            ("Успеваемость, %", format_percent(totals.success)),
        ],
        [
            ("Отлично", totals.n5),
            ("Не явилось", totals.absent),
            ("Качество, %", format_percent(totals.quality)),
        ],
        [("Хорошо", totals.n4), ("Не допущено", totals.barred), ("Средний балл", format_mean(totals.mean))],
        [("Удовлетворительно", totals.n3), ("Без результата", totals.blank), ("", "")],
    ]
    if has_pass_fail:
        lines.append([("Зачтено", totals.passed), ("Не зачтено", totals.not_passed), ("", "")])
    return lines


@lru_cache(maxsize=1)
def _css() -> Markup:
    return Markup(font_css() + "\n" + CSS.read_text(encoding="utf-8"))  # noqa: S704 (our own file)
