"""Results of the story: МИУД of the months past, finals of a semester past, examination sheets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time, timedelta

from sqlalchemy import select

from demo.filling.chance import FELL_ILL, draw, mark_of
from demo.filling.journals import Taught
from demo.filling.lessons import Held, is_listed
from demo.filling.scene import Deed, Scene
from journal.acting import Acting
from journal.finals import put_final
from journal.marks import put_mark
from journal.sheet_entries import put_entry
from journal.sheets import SheetTerms, close_sheet, draft_sheet, open_sheet
from models import ExamSheet, FinalScope, Journal, Lesson, Mark, SheetForm, SheetKind, Work
from regulation.checkpoints import month_of, suggest_checkpoint
from regulation.finals import suggest_final
from regulation.kinds import WorkKind
from regulation.names import short_name
from regulation.sheets import Outcome

FORGOTTEN_IN = "МДК.01.01"  # its newest МИУД lacks one person
OUTCOMES = {5: Outcome.EXCELLENT, 4: Outcome.GOOD, 3: Outcome.SATISFACTORY, 2: Outcome.UNSATISFACTORY}


def plan_checkpoints(scene: Scene, taught: Taught, held: list[Held]) -> None:
    """After the last lesson of each month that is over, its МИУД: the mean of the marks, rounded."""
    months: dict[date, list[Held]] = defaultdict(list)
    for one in held:
        months[month_of(one.day.day)].append(one)
    ends = {month_of(day.day): day.day for day, _line in taught.lessons}
    over = [month for month in months if ends[month] < scene.today]
    for month in over:
        is_newest = month == over[-1]
        forgotten = FELL_ILL if is_newest and taught.course.code == FORGOTTEN_IN else ""
        moment = max(one.filled_at for one in months[month]) + timedelta(minutes=20)
        scene.plan(taught.teacher, moment, _checkpoint_deed(scene, taught, month, forgotten))


def _checkpoint_deed(scene: Scene, taught: Taught, month: date, forgotten: str) -> Deed:
    def deed(acting: Acting) -> None:
        work = acting.session.scalar(
            select(Work).where(Work.journal_id == taught.journal.id, Work.month == month)
        )
        if work is None:
            return
        until = work.lesson.date
        for person in taught.people:
            if person == forgotten or not is_listed(scene, taught, person, until):
                continue
            marks = _marks(acting, taught.journal, scene.student_id(person), month, until)
            value = suggest_checkpoint(marks)
            put_mark(acting, work, scene.student_id(person), str(value) if value else "н/а", 0)

    return deed


def plan_finals(scene: Scene, taught: Taught) -> None:
    """On the last day of a semester that is over, finals by the mean of the current marks."""
    if taught.semester.last >= scene.today:
        return

    def deed(acting: Acting) -> None:
        for person in taught.people:
            if not is_listed(scene, taught, person, taught.semester.last):
                continue
            marks = _marks(
                acting, taught.journal, scene.student_id(person), taught.semester.first, acting.today
            )
            value = suggest_final(marks, acting.rules.final_scheme)
            if value is not None:
                put_final(acting, taught.journal, scene.student_id(person), str(value), 0)

    scene.plan(taught.teacher, scene.moment(taught.semester.last, time(15, 30)), deed)


def hold_exam(
    scene: Scene, taught: Taught, day: date, scope: FinalScope, *, answered: float = 1.0, absent: str = ""
) -> None:
    """An oral examination: the sheet is opened in the morning, results of a part of the list are in by evening.

    `answered`: the part of the list that has results; with all of them the sheet is closed. `absent`: who does not
    come.
    """
    teacher = scene.users[taught.teacher]
    terms = SheetTerms(
        kind=SheetKind.EXAM, form=SheetForm.ORAL, held_on=day, held_at="09:00", room="312",
        examiners=short_name(teacher.family_name, teacher.given_name, teacher.patronymic), scope=scope,
    )  # fmt: skip

    def deed(acting: Acting) -> None:
        sheet = draft_sheet(acting, taught.journal, terms)
        open_sheet(acting, sheet, sheet.version)
        _fill_sheet(scene, acting, sheet, taught, answered, absent)
        if answered == 1:
            close_sheet(acting, sheet, sheet.version)

    scene.plan(taught.teacher, scene.moment(day, time(8, 30)), deed)


def _fill_sheet(
    scene: Scene, acting: Acting, sheet: ExamSheet, taught: Taught, answered: float, absent: str
) -> None:
    persons = {scene.users[person].student_id: person for person in taught.people}
    tickets = list(range(1, len(persons) + 1))
    draw("tickets", taught.key).shuffle(tickets)
    for entry in sheet.entries[: round(len(sheet.entries) * answered)]:
        person = persons[entry.student_id]
        is_absent = person == absent
        outcome = Outcome.ABSENT if is_absent else OUTCOMES[mark_of(person, taught.course.code, "exam")]
        ticket = "" if is_absent else str(tickets[entry.position - 1])
        put_entry(acting, entry, outcome=outcome, ticket=ticket, version=entry.version)


def _marks(acting: Acting, journal: Journal, student_id: int, first: date, last: date) -> list[int]:
    """The student's current marks of lessons from `first` to `last`."""
    counted = [kind for kind in WorkKind if kind.facts.in_mean]
    found = acting.session.scalars(
        select(Mark.value)
        .join(Work, Mark.work_id == Work.id)
        .join(Lesson, Work.lesson_id == Lesson.id)
        .where(
            Mark.journal_id == journal.id, Mark.student_id == student_id, Mark.value.is_not(None),
            Work.kind.in_(counted), Lesson.date >= first, Lesson.date <= last,
        )
    )  # fmt: skip
    return [value for value in found if value is not None]
