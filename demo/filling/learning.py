"""Subgroups on their way, a medical group in physical education, consultations, a practice (4.1.3–4.1.5, 4.2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from sqlalchemy import select

from demo.calendar import Semester, is_working_day
from demo.filling.journals import Taught
from demo.filling.lessons import THEORY_ONLY
from demo.filling.scene import ACCOUNTING_TEACHER, LANGUAGE_TEACHER, METHODIST, SECRETARY, Scene
from journal.acting import Acting
from journal.consultations import put_attended, set_load
from journal.filling import fill_lesson
from journal.lessons import add_lesson
from journal.medical_groups import Certificate, enter_certificate
from journal.practices import PracticeTerms, VisitTerms, add_visit, hold_visit, put_practice
from journal.subgroup_proposals import approve, propose
from journal.subgroups import divisions_of
from models import (
    Discipline,
    Journal,
    JournalTeacher,
    Lesson,
    PracticeKind,
    ProposalState,
    Student,
    SubgroupProposal,
    TeacherSource,
    VisitKind,
)
from regulation.kinds import DisciplineKind, LessonKind
from regulation.physical import HealthGroup

PREPARATORY = "15"
CONSULTED = "МДК.01.01"
PAIR = 6
TOPICS = (
    ("Разбор задач по учёту основных средств", 9),
    ("Подготовка к контрольной работе", 14),
    ("Ответы на вопросы перед зачётом", 11),
)
VISITS = (
    (VisitKind.CONSULTATION, "Инструктаж, выдача заданий на практику", ""),
    (VisitKind.VISIT, "Проверены дневники, рабочие места соответствуют договору", "Двоим дополнить дневник"),
    (VisitKind.CONSULTATION, "Разбор первичных документов, вопросы по отчёту", ""),
)


def tell_learning(scene: Scene, taught: Sequence[Taught], semester: Semester, *, is_current: bool) -> None:
    """What of these themes belongs to a semester; certificates are entered before its first lesson."""
    if semester.number == 1:
        _enter_certificates(scene, semester)
        _approve_subgroups(scene, semester)
    _consult(scene, next(one for one in taught if one.course.code == CONSULTED), semester)
    if is_current:
        _practise(scene, taught[0], semester)
        _propose_change(scene, next(one for one in taught if one.journal.subgroup), semester)


def _enter_certificates(scene: Scene, semester: Semester) -> None:
    """One is good until soon, so that the secretary's desk has it."""
    morning = scene.moment(semester.first, time(7, 40))
    for person, group, number, days in (
        (THEORY_ONLY, HealthGroup.SPECIAL, "214/25", 9), (PREPARATORY, HealthGroup.PREPARATORY, "231/25", 120),
    ):  # fmt: skip
        given = Certificate(group, number, semester.first, semester.first, scene.today + timedelta(days=days))
        student = scene.session.get_one(Student, scene.student_id(person))
        enter_certificate(scene.acting(SECRETARY, morning, "secretary"), student, given)


def _approve_subgroups(scene: Scene, semester: Semester) -> None:
    """The composition the journals were opened with is approved the next morning."""

    def deed(acting: Acting) -> None:
        for one in acting.session.scalars(
            select(SubgroupProposal).where(SubgroupProposal.state == ProposalState.PROPOSED)
        ):
            approve(acting, one)

    scene.plan(METHODIST, scene.moment(semester.first + timedelta(days=1), time(9, 0)), deed, office="deputy")


def _propose_change(scene: Scene, taught: Taught, semester: Semester) -> None:
    """Yesterday the language teacher asked to move two people: it waits on the deputy director's desk."""
    group = taught.journal.group

    def deed(acting: Acting) -> None:
        division = next(one for one in divisions_of(acting, group, acting.today) if not one.name)
        parts = {part.subgroup.id: [one.id for one in part.students] for part in division.parts}
        first, second = list(parts)[:2]
        moving = sorted(parts[first])[:2]
        parts[first] = [one for one in parts[first] if one not in moving]
        parts[second] += moving
        propose(
            acting, group, "", parts, scene.today + timedelta(days=1), "по итогам входной контрольной работы"
        )

    yesterday = scene.today - timedelta(days=1)
    if yesterday > semester.first:
        scene.plan(LANGUAGE_TEACHER, scene.moment(yesterday, time(15, 30)), deed)


def _consult(scene: Scene, taught: Taught, semester: Semester) -> None:
    """Three consultations in the semester, each with how many came."""
    scene.plan(
        taught.teacher,
        scene.moment(semester.first, time(8, 30)),
        lambda acting: set_load(acting, taught.journal, 8),
    )
    for number, (topic, came) in enumerate(TOPICS):
        day = _free_day(taught, semester.first + timedelta(days=24 + 28 * number))

        def deed(acting: Acting, day: date = day, topic: str = topic, came: int = came) -> None:
            lesson: Lesson = add_lesson(
                acting, taught.journal, day=day, pair=PAIR, kind=LessonKind.CONSULTATION, hours=2
            )
            fill_lesson(acting, lesson, topic=topic, homework="", version=lesson.version)
            put_attended(acting, lesson, came)

        if day < scene.today and day <= semester.last:
            scene.plan(taught.teacher, scene.moment(day, time(18, 40)), deed)


def _free_day(taught: Taught, day: date) -> date:
    """The day, or the next working one on which the journal has no lesson."""
    busy = {one.day for one, _line in taught.lessons}
    while day in busy or not is_working_day(day):
        day += timedelta(days=1)
    return day


def _practise(scene: Scene, taught: Taught, semester: Semester) -> None:
    """A practice by profile that no course of the LMS holds: kept by the schedule of consultations and visits."""

    def deed(acting: Acting) -> None:
        journal = _practice_journal(acting, taught)
        starts = max(semester.first, scene.today - timedelta(days=20))
        ends = min(semester.last, scene.today + timedelta(days=15))
        practice = put_practice(
            acting, journal,
            PracticeTerms(
                PracticeKind.PROFESSIONAL, starts, max(starts, ends), 72, "ООО «Учебный пример», бухгалтерия",
                scene.users[ACCOUNTING_TEACHER].display_name, "П. С. Примерный",
            ),
        )  # fmt: skip
        for number, (kind, content, remarks) in enumerate(VISITS):
            day = starts + timedelta(days=1 + 5 * number)
            if day > practice.ends_on:
                break
            visit = add_visit(acting, practice, VisitTerms(kind, day, 2))
            if day < scene.today and number < len(VISITS) - 1:
                hold_visit(acting, visit, content, remarks)

    yesterday = scene.today - timedelta(days=1)
    if semester.first < yesterday <= semester.last:
        scene.plan(ACCOUNTING_TEACHER, scene.moment(yesterday, time(16, 0)), deed)


def _practice_journal(acting: Acting, taught: Taught) -> Journal:
    discipline = Discipline(
        index="ПП.01",
        name="Документирование хозяйственных операций",
        kind=DisciplineKind.PROFESSIONAL_PRACTICE,
    )
    assert acting.user is not None
    journal = Journal(
        discipline=discipline, group=taught.journal.group, term=taught.journal.term, planned_hours=72,
        opened_at=acting.now, opened_by_id=acting.user.id,
    )  # fmt: skip
    acting.session.add(journal)
    acting.session.add(
        JournalTeacher(
            journal=journal, user=acting.user, source=TeacherSource.NAMED, starts_on=taught.semester.first
        )
    )
    acting.session.flush()
    return journal
