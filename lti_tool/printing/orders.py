"""What a person may order to be printed, and how the form of an order is put together from the journal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from journal.acting import Acting
from journal.group_journals import visible_journals
from journal.papers.checkpoints import checkpoints_of
from journal.papers.finals import finals_of, journals_of_discipline
from journal.papers.learning import consultation_paper, practice_paper
from journal.papers.sheets import sheet_of
from journal.papers.spread import spread_of
from journal.rights import Thing
from lti_tool.printing.forms import Form, checkpoints_form, finals_form, sheet_form, spread_form
from lti_tool.printing.learning_forms import consultations_form, practice_form
from models import ExamSheet, Journal


class What(StrEnum):
    """The forms there are. The group's ones hold every discipline of the group that the person may print."""

    SPREAD = "spread"
    FINALS = "finals"
    GROUP_FINALS = "group_finals"
    CHECKPOINTS = "checkpoints"
    GROUP_CHECKPOINTS = "group_checkpoints"
    SHEET = "sheet"
    CONSULTATIONS = "consultations"
    TEACHER_CONSULTATIONS = "teacher_consultations"
    PRACTICE = "practice"

    @property
    def is_of_group(self) -> bool:
        """Whether it shows other disciplines than the journal's own."""
        return self in (What.GROUP_FINALS, What.GROUP_CHECKPOINTS)

    @property
    def needs_month(self) -> bool:
        """Whether it is of one month."""
        return self in (What.CHECKPOINTS, What.GROUP_CHECKPOINTS)


@dataclass(frozen=True)
class PrintOrder:
    """An order as a job keeps it: ids and ISO days only. `office`: the office the person ordered it in."""

    what: str
    journal_id: int
    month: str = ""
    sheet_id: int | None = None
    office: str = ""

    def params(self) -> dict[str, Any]:
        """For the job's row."""
        return asdict(self)


def form_of(acting: Acting, wanted: PrintOrder) -> Form:
    """Read the journal and lay the form out; the moment of printing is the acting one."""
    session = acting.session
    what = What(wanted.what)
    made_at = acting.now.astimezone(acting.zone)
    journal = session.get_one(Journal, wanted.journal_id)
    if what is What.SPREAD:
        return spread_form(spread_of(acting, journal), made_at)
    if what is What.SHEET:
        return sheet_form(sheet_of(acting, session.get_one(ExamSheet, wanted.sheet_id)), made_at)
    if what is What.PRACTICE:
        return practice_form(practice_paper(acting, journal), made_at)
    if what in (What.CONSULTATIONS, What.TEACHER_CONSULTATIONS):
        of_teacher = what is What.TEACHER_CONSULTATIONS
        return consultations_form(consultation_paper(acting, journal, of_teacher=of_teacher), made_at)
    if what.is_of_group:
        journals = visible_journals(acting, journal.group_id, Thing.PRINT)
    elif what.needs_month:
        journals = [journal]
    else:
        journals = journals_of_discipline(session, journal)
    if what.needs_month:
        month = date.fromisoformat(wanted.month)
        return checkpoints_form(checkpoints_of(acting, journal, journals, month), made_at)
    return finals_form(finals_of(acting, journal, journals), made_at)
