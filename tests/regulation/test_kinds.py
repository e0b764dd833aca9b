"""Kinds of disciplines, lessons and works, and what the regulation ties to them (4.1.5, 4.1.6)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.kinds import DisciplineKind, LessonKind, WorkKind, lesson_kind_from_text
from tests.regulation.vectors import sample_plan


def test_every_kind_has_its_facts_and_a_name_of_its_own() -> None:
    assert len({kind.title for kind in DisciplineKind}) == len(DisciplineKind)
    assert len({kind.facts.title for kind in WorkKind}) == len(WorkKind)
    assert len({kind.facts.short for kind in WorkKind}) == len(WorkKind)
    assert len({kind.facts.title for kind in LessonKind}) == len(LessonKind)


def test_laboratory_practical_control_and_course_works_are_obligatory() -> None:
    obligatory = {kind for kind in WorkKind if kind.facts.obligatory}
    assert obligatory == {WorkKind.LABORATORY, WorkKind.PRACTICAL, WorkKind.CONTROL, WorkKind.COURSE_PROJECT}
    assert all(kind.facts.written for kind in obligatory)


def test_checkpoints_and_consultations_stay_out_of_the_mean() -> None:
    assert [kind for kind in WorkKind if not kind.facts.in_mean] == [
        WorkKind.CONSULTATION,
        WorkKind.CHECKPOINT,
    ]
    assert WorkKind.CHECKPOINT.facts.short == "МИУД"


def test_only_consultations_stay_out_of_attendance() -> None:
    assert [kind for kind in LessonKind if not kind.facts.in_attendance] == [LessonKind.CONSULTATION]


def test_practice_consultations_and_examinations_need_no_homework() -> None:
    assert {kind for kind in LessonKind if not kind.facts.homework_required} == {
        LessonKind.TRAINING_PRACTICE,
        LessonKind.PROFESSIONAL_PRACTICE,
        LessonKind.CONSULTATION,
        LessonKind.CREDIT,
        LessonKind.EXAM,
    }


def test_no_lesson_begins_with_a_checkpoint() -> None:
    assert WorkKind.CHECKPOINT not in {kind.facts.work for kind in LessonKind}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("лекция", LessonKind.LECTURE),
        ("Комбинированный урок", LessonKind.LECTURE),
        ("практическое", LessonKind.PRACTICAL),
        ("ПЗ", LessonKind.PRACTICAL),
        ("пр.", LessonKind.PRACTICAL),
        ("лабораторно-практическое занятие", LessonKind.LABORATORY),
        ("ЛР", LessonKind.LABORATORY),
        ("контрольная", LessonKind.CONTROL),
        ("курсовое проектирование", LessonKind.COURSE_PROJECT),
        ("консультация", LessonKind.CONSULTATION),
        ("дифференцированный зачет", LessonKind.CREDIT),
        ("ЗАЧЁТ", LessonKind.CREDIT),
        ("Экзамен", LessonKind.EXAM),
        ("учебная практика", LessonKind.TRAINING_PRACTICE),
        ("производственная практика", LessonKind.PROFESSIONAL_PRACTICE),
        ("самостоятельная работа", LessonKind.SELF_STUDY),
        ("", None),
        ("экскурсия", None),
    ],
)
def test_a_plan_names_the_lesson_in_its_own_words(text: str, kind: LessonKind | None) -> None:
    assert lesson_kind_from_text(text) is kind


def test_the_sample_plan_is_understood_whole() -> None:
    kinds = [lesson_kind_from_text(row["Вид занятия"]) for row in sample_plan()]
    assert None not in kinds
    assert {LessonKind.LECTURE, LessonKind.PRACTICAL, LessonKind.LABORATORY, LessonKind.CONTROL} <= set(kinds)


@pytest.mark.parametrize("kind", LessonKind)
def test_a_kind_is_recognised_by_its_own_title_and_code(kind: LessonKind) -> None:
    assert lesson_kind_from_text(kind.facts.title) is kind
    assert lesson_kind_from_text(f" {kind.facts.title.upper()} ") is kind
    assert lesson_kind_from_text(kind.value) is kind


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_kind_or_none(text: str) -> None:
    assert lesson_kind_from_text(text) in (None, *LessonKind)
