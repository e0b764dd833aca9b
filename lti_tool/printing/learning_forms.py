"""F-07 and F-08 laid out."""

from __future__ import annotations

from datetime import datetime

from journal.papers.learning import ConsultationPaper, PracticePaper
from lti_tool.printing.forms import Form, office_form


def practice_form(paper: PracticePaper, made_at: datetime) -> Form:
    """F-07, landscape."""
    about = paper.about
    group = f"группа {about.group}" + (f", подгруппа {about.subgroup}" if about.subgroup else "")
    layout = {
        "under": [f"{group} · {about.academic_year} учебный год", f"специальность {about.specialty}" if about.specialty else ""],
        "signers": [
            ("Руководитель практики от колледжа", paper.college_head), ("Руководитель практики от базы", paper.base_head),
        ],
    }  # fmt: skip
    title = f"Практика {about.discipline} {about.group} {about.academic_year}"
    pages = 1 + len(paper.lines) // 18
    return office_form(
        "practice", title, paper, made_at, layout=layout, is_wide=True, pages=pages, cells=7 * len(paper.lines)
    )  # fmt: skip


def consultations_form(paper: ConsultationPaper, made_at: datetime) -> Form:
    """F-08."""
    layout = {
        "under": [
            paper.discipline,
            f"группа {paper.group}" if paper.group else "",
            f"преподаватель {paper.teacher} · {paper.academic_year} учебный год",
        ],
        "signers": [("Преподаватель", paper.signer)],
    }
    about = f"{paper.discipline} {paper.group}".strip() or paper.teacher
    pages = 1 + len(paper.lines) // 35
    return office_form(
        "consultations", f"Консультации {about} {paper.academic_year}", paper, made_at, layout=layout, pages=pages,
        cells=6 * len(paper.lines),
    )  # fmt: skip
