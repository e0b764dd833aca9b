"""Kinds of disciplines, lessons and works, and what the regulation ties to each (4.1.5, 4.1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DisciplineKind(StrEnum):
    """What a journal is kept for."""

    DISCIPLINE = "discipline"
    MODULE_COURSE = "module_course"
    TRAINING_PRACTICE = "training_practice"
    PROFESSIONAL_PRACTICE = "professional_practice"
    COURSE_PROJECT = "course_project"
    INDIVIDUAL_PROJECT = "individual_project"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The kind as the study plan calls it."""
        return _DISCIPLINES[self]


class WorkKind(StrEnum):
    """What is marked. CHECKPOINT is МИУД."""

    CURRENT = "current"
    PRACTICAL = "practical"
    LABORATORY = "laboratory"
    CONTROL = "control"
    COURSE_PROJECT = "course_project"
    ORAL = "oral"
    WRITTEN = "written"
    INDEPENDENT = "independent"
    THEORY = "theory"
    CONSULTATION = "consultation"
    CHECKPOINT = "checkpoint"

    @property
    def facts(self) -> WorkFacts:
        """What the regulation ties to the kind."""
        return _WORKS[self]


class LessonKind(StrEnum):
    """The kind of a lesson as the КТП names it."""

    LECTURE = "lecture"
    PRACTICAL = "practical"
    LABORATORY = "laboratory"
    CONTROL = "control"
    SEMINAR = "seminar"
    COURSE_PROJECT = "course_project"
    TRAINING_PRACTICE = "training_practice"
    PROFESSIONAL_PRACTICE = "professional_practice"
    CONSULTATION = "consultation"
    SELF_STUDY = "self_study"
    CREDIT = "credit"
    EXAM = "exam"

    @property
    def facts(self) -> LessonFacts:
        """What the regulation ties to the kind."""
        return _LESSONS[self]


@dataclass(frozen=True)
class WorkFacts:
    """`obligatory`: kept in the ledger of obligatory works (4.1.6). `written`: its marks may come later (4.1.1).

    `in_mean`: counts in the mean of current marks (МИУД and consultations do not).
    """

    title: str
    short: str
    obligatory: bool = False
    written: bool = False
    in_mean: bool = True


@dataclass(frozen=True)
class LessonFacts:
    """`homework_required`: the lesson is filled only with homework or «Не задано» (3.13.1).

    `in_attendance`: hours count in attendance (consultations do not, 4.1.5). `work`: its first column.
    """

    title: str
    short: str
    work: WorkKind
    homework_required: bool = True
    in_attendance: bool = True


_DISCIPLINES = {
    DisciplineKind.DISCIPLINE: "дисциплина",
    DisciplineKind.MODULE_COURSE: "междисциплинарный курс (МДК)",
    DisciplineKind.TRAINING_PRACTICE: "учебная практика (УП)",
    DisciplineKind.PROFESSIONAL_PRACTICE: "практика по профилю специальности (ПП)",
    DisciplineKind.COURSE_PROJECT: "курсовая работа (проект)",
    DisciplineKind.INDIVIDUAL_PROJECT: "индивидуальный проект",
}

_WORKS = {
    WorkKind.CURRENT: WorkFacts("работа на занятии", "т"),
    WorkKind.PRACTICAL: WorkFacts("практическое занятие", "ПЗ", obligatory=True, written=True),
    WorkKind.LABORATORY: WorkFacts("лабораторная работа", "ЛР", obligatory=True, written=True),
    WorkKind.CONTROL: WorkFacts("контрольная работа", "КР", obligatory=True, written=True),
    WorkKind.COURSE_PROJECT: WorkFacts("курсовая работа (проект)", "КП", obligatory=True, written=True),
    WorkKind.ORAL: WorkFacts("устный ответ", "уст"),
    WorkKind.WRITTEN: WorkFacts("письменная работа", "пис", written=True),
    WorkKind.INDEPENDENT: WorkFacts("самостоятельная работа", "СР", written=True),
    WorkKind.THEORY: WorkFacts("теоретические знания", "ТЗ"),
    WorkKind.CONSULTATION: WorkFacts("консультация", "конс", in_mean=False),
    WorkKind.CHECKPOINT: WorkFacts("мониторинг индивидуальных учебных достижений", "МИУД", in_mean=False),
}

_LESSONS = {
    LessonKind.LECTURE: LessonFacts("лекция", "т", WorkKind.CURRENT),
    LessonKind.PRACTICAL: LessonFacts("практическое занятие", "ПЗ", WorkKind.PRACTICAL),
    LessonKind.LABORATORY: LessonFacts("лабораторная работа", "ЛР", WorkKind.LABORATORY),
    LessonKind.CONTROL: LessonFacts("контрольная работа", "КР", WorkKind.CONTROL),
    LessonKind.SEMINAR: LessonFacts("семинар", "сем", WorkKind.CURRENT),
    LessonKind.COURSE_PROJECT: LessonFacts("курсовая работа (проект)", "КП", WorkKind.COURSE_PROJECT),
    LessonKind.TRAINING_PRACTICE: LessonFacts(
        "учебная практика", "УП", WorkKind.PRACTICAL, homework_required=False
    ),
    LessonKind.PROFESSIONAL_PRACTICE: LessonFacts(
        "практика по профилю специальности", "ПП", WorkKind.PRACTICAL, homework_required=False
    ),
    LessonKind.CONSULTATION: LessonFacts(
        "консультация", "Конс", WorkKind.CONSULTATION, homework_required=False, in_attendance=False
    ),
    LessonKind.SELF_STUDY: LessonFacts("самостоятельная работа", "СР", WorkKind.INDEPENDENT),
    LessonKind.CREDIT: LessonFacts("зачёт", "З", WorkKind.CURRENT, homework_required=False),
    LessonKind.EXAM: LessonFacts("экзамен", "Э", WorkKind.CURRENT, homework_required=False),
}

# Words of a КТП, most telling first.
_LESSON_WORDS: tuple[tuple[str, LessonKind], ...] = (
    ("лаборат", LessonKind.LABORATORY),
    ("контрольн", LessonKind.CONTROL),
    ("курсов", LessonKind.COURSE_PROJECT),
    ("консульт", LessonKind.CONSULTATION),
    ("экзам", LessonKind.EXAM),
    ("зач", LessonKind.CREDIT),
    ("семинар", LessonKind.SEMINAR),
    ("учебная практика", LessonKind.TRAINING_PRACTICE),
    ("по профилю", LessonKind.PROFESSIONAL_PRACTICE),
    ("производственн", LessonKind.PROFESSIONAL_PRACTICE),
    ("практи", LessonKind.PRACTICAL),
    ("самост", LessonKind.SELF_STUDY),
    ("лекц", LessonKind.LECTURE),
    ("урок", LessonKind.LECTURE),
    ("теор", LessonKind.LECTURE),
    ("комбинир", LessonKind.LECTURE),
    ("изучени", LessonKind.LECTURE),
)


def lesson_kind_from_text(text: str) -> LessonKind | None:
    """The kind a КТП or a timetable writes in its own words («практическое», «ПЗ», «лекция»); None when unknown."""
    folded = " ".join(text.split()).casefold().replace("ё", "е")
    for kind, facts in _LESSONS.items():
        if folded in (facts.short.casefold(), facts.title.casefold().replace("ё", "е"), kind.value):
            return kind
    shorts = {"пз": LessonKind.PRACTICAL, "пр": LessonKind.PRACTICAL, "лр": LessonKind.LABORATORY, "лек": LessonKind.LECTURE,
              "л": LessonKind.LECTURE, "дз": LessonKind.CREDIT}  # fmt: skip
    if folded.rstrip(".") in shorts:
        return shorts[folded.rstrip(".")]
    return next((kind for word, kind in _LESSON_WORDS if word in folded), None)
