"""Directories: a used item is archived, old documents keep old names, particulars have their days (1.2, 3.8.6, 7.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.discipline_import import DISCIPLINES
from journal.disciplines import (
    add_discipline,
    archive_discipline,
    change_discipline,
    kind_from_text,
    restore_discipline,
)  # fmt: skip
from journal.imports import FileRow, apply_batch, preview, undo_batch
from journal.kinds_directory import archive_kind, hidden_kinds, lesson_kinds, work_kinds
from journal.normative_acts import KNOWN, enter_known, missing_known, save_act
from journal.opening import Opening, open_journal
from journal.papers.heading import heading_of
from journal.particulars import change_particulars, requisites_on
from models import (
    ActStatus,
    AuditEntry,
    Discipline,
    Institution,
    KindDirectory,
    NormativeAct,
    Office,
    Order,
    Particulars,
)
from regulation.kinds import DisciplineKind, LessonKind, WorkKind
from regulation.refusal import Refusal
from tests import factories as make
from tests.conftest import Act
from tests.unchanged import refuses, snapshot

MDK, PLAIN = DisciplineKind.MODULE_COURSE, DisciplineKind.DISCIPLINE


def rows(*lines: tuple[str, str, str]) -> list[FileRow]:
    return [
        FileRow(number, {"index": index, "name": name, "kind": kind})
        for number, (index, name, kind) in enumerate(lines, start=2)
    ]


def test_a_used_discipline_is_archived_and_replaced(session: Session, act: Act) -> None:
    journal = make.journal(session, discipline=make.discipline(session, "ОП.01", "Статистика"))
    old, acting = journal.discipline, act(make.user(session), office="content_admin")
    new = change_discipline(acting, old, "ОП.01", "Статистика и анализ", MDK)
    assert new is not old and (old.name, old.replaced_by_id) == ("Статистика", new.id)
    assert journal.discipline.title == "ОП.01 Статистика"
    with refuses(session, "E_CLOSED", "3.8.6"):
        change_discipline(acting, old, "ОП.01", "Иначе", MDK)
    with refuses(session, "E_CLOSED", "3.8.6"):
        restore_discipline(acting, old)


@pytest.mark.parametrize("is_replaced", [False, True])
def test_no_journal_is_opened_for_an_archived_discipline(
    session: Session, act: Act, is_replaced: bool
) -> None:
    journal = make.journal(session, discipline=make.discipline(session, "ОП.01", "Статистика"))
    acting, course = act(make.user(session, is_staff=True)), make.course(session)
    if is_replaced:
        change_discipline(acting, journal.discipline, "ОП.01", "Статистика и анализ", MDK)
    else:
        archive_discipline(acting, journal.discipline)
    wanted = Opening("ОП.01", "Статистика", MDK, "БУ-25-9", "2025/26", 1, 36, people=[])
    before = snapshot(session)
    with pytest.raises(Refusal) as refused, session.begin_nested():
        open_journal(acting, course, wanted)
    assert (refused.value.code, refused.value.clause) == ("E_DISCIPLINE", "3.8.6")
    assert ("Статистика и анализ" in refused.value.message) == is_replaced
    assert snapshot(session) == before


def test_an_unused_discipline_is_rewritten_with_audit(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="content_admin")
    made = add_discipline(acting, " ОП.02 ", "Менеджмент  в\tпрофессии", PLAIN)
    assert made.title == "ОП.02 Менеджмент в профессии"
    assert change_discipline(acting, made, "ОП.02", "Менеджмент", PLAIN) is made
    assert made.search_key == "оп.02 менеджмент"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.entity == "discipline")).all()[-1]
    assert (entry.old, entry.new) == ({"name": "Менеджмент в профессии"}, {"name": "Менеджмент"})


@pytest.mark.parametrize(
    ("index", "name", "code"),
    [
        ("", " \u00ad ", "E_DISCIPLINE"),
        ("х" * 41, "Имя", "E_DISCIPLINE"),
        ("", "х" * 301, "E_DISCIPLINE"),
        ("ОП.01", "Статистика", "E_DISCIPLINE"),
    ],
)
def test_a_wrong_discipline_is_refused(session: Session, act: Act, index: str, name: str, code: str) -> None:
    make.discipline(session, "ОП.01", "Статистика")
    acting = act(make.user(session))
    with refuses(session, code, "3.8.6"):
        add_discipline(acting, index, name, PLAIN)


def test_the_kind_of_a_used_discipline_does_not_change(session: Session, act: Act) -> None:
    journal = make.journal(session)
    old = journal.discipline
    acting = act(make.user(session))
    with refuses(session, "E_DISCIPLINE", "3.8.6"):
        change_discipline(acting, old, old.index, old.name, PLAIN)


def test_the_archive_gives_back(session: Session, act: Act) -> None:
    acting, made = act(make.user(session)), make.discipline(session)
    archive_discipline(acting, made)
    with refuses(session, "E_CLOSED", "3.8.6"):
        archive_discipline(acting, made)
    restore_discipline(acting, made)
    assert made.archived_at is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", PLAIN), ("МДК", MDK), ("Междисциплинарный курс", MDK), ("УП", DisciplineKind.TRAINING_PRACTICE),
     ("дисциплина", PLAIN), ("курс", DisciplineKind.COURSE_PROJECT), ("кружок", None), ("м", None)],
)  # fmt: skip
def test_kinds_are_read_as_people_write_them(text: str, kind: DisciplineKind | None) -> None:
    assert kind_from_text(text) is kind


def test_a_file_of_disciplines_is_all_or_nothing_and_undone(session: Session, act: Act) -> None:
    make.discipline(session, "ОП.01", "Статистика")
    acting = act(make.user(session), office="content_admin")
    good = rows(("ОП.01", "Статистика", ""), ("МДК.02.01", "Аудит", "МДК"))
    batch = preview(acting, DISCIPLINES, "d.csv", "0" * 64, good, {})
    apply_batch(acting, DISCIPLINES, batch)
    assert len(session.scalars(select(Discipline)).all()) == 2
    undo_batch(acting, DISCIPLINES, batch)
    assert (
        session.scalars(select(Discipline).where(Discipline.archived_at.is_not(None))).one().name == "Аудит"
    )
    bad = rows(("", "Право", "кружок"), ("", "Логика", ""), ("", "Логика", ""))
    verdicts = DISCIPLINES.check(acting, bad, {})
    assert [one.is_good for one in verdicts] == [False, True, False]


def test_disciplines_with_journals_are_not_taken_back(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="content_admin")
    batch = preview(acting, DISCIPLINES, "d.csv", "0" * 64, rows(("", "Право", "")), {})
    apply_batch(acting, DISCIPLINES, batch)
    make.journal(session, discipline=session.scalars(select(Discipline)).one())
    with refuses(session, "E_CLOSED", "1.6"):
        undo_batch(acting, DISCIPLINES, batch)


def test_the_acts_of_the_regulation_come_in_once_with_their_replacement(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="content_admin")
    assert enter_known(acting) == len(KNOWN)
    assert enter_known(acting) == 0 and missing_known(acting) == []
    old = session.scalars(select(NormativeAct).where(NormativeAct.number == "781")).one()
    assert old.status is ActStatus.REPEALED and old.replaced_by is not None
    assert old.replaced_by.name == "Постановление Правительства РФ от 01.11.2012 № 1119"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": " "}, "E_TEXT"),
        ({"title": "х" * 501}, "E_TEXT"),
        ({"dated": date(2025, 10, 8)}, "E_DATE"),
        ({"status": ActStatus.REPEALED, "repealed_on": date(2000, 1, 1)}, "E_DATE"),
        ({"repealed_on": date(2020, 1, 1)}, "E_ACT"),
        ({"status": ActStatus.REPEALED, "replaced_by_id": 10**9}, "E_ACT"),
        ({"number": "152-ФЗ", "dated": date(2006, 7, 27)}, "E_SAME"),
    ],
)
def test_a_wrong_act_is_refused(session: Session, act: Act, change: dict[str, Any], code: str) -> None:
    acting = act(make.user(session))
    enter_known(acting)
    values: dict[str, Any] = {
        "kind": "Федеральный закон", "number": "1-ФЗ", "dated": date(2010, 1, 1), "title": "О чём-то",
        "status": ActStatus.IN_FORCE,
    }  # fmt: skip
    with refuses(session, code, "1.2"):
        save_act(acting, None, **(values | change))


def test_acts_do_not_replace_each_other_in_a_circle(session: Session, act: Act) -> None:
    acting = act(make.user(session))
    enter_known(acting)
    new = session.scalars(select(NormativeAct).where(NormativeAct.number == "1119")).one()
    old = session.scalars(select(NormativeAct).where(NormativeAct.number == "781")).one()
    with refuses(session, "E_ACT", "1.2"):
        save_act(
            acting, new, kind=new.kind, number=new.number, dated=new.dated, title=new.title,
            status=ActStatus.REPEALED, replaced_by_id=old.id,
        )  # fmt: skip


def test_a_new_director_stands_under_new_documents_only(session: Session, act: Act) -> None:
    spring = make.journal(session, term=make.term(session, "2024/25", 2))
    autumn = make.journal(session)
    acting = act(make.user(session), office="content_admin")
    first = {"full_name": "Колледж", "director": "А. А. Прежний", "deputy": "Б. Б. Прежняя"}
    change_particulars(acting, first, date(2024, 9, 1), "1-к", date(2024, 8, 30))
    change_particulars(
        acting, first | {"deputy": "В. В. Новая"}, date(2025, 9, 1), "№ 2-к", date(2025, 8, 29)
    )
    assert heading_of(acting, spring).deputy == "Б. Б. Прежняя"
    assert heading_of(acting, autumn).deputy == "В. В. Новая"
    assert heading_of(acting, autumn, date(2025, 8, 31)).deputy == "Б. Б. Прежняя"
    assert session.get_one(Institution, 1).deputy == "В. В. Новая"
    assert [one.number for one in session.scalars(select(Order).order_by(Order.id))] == ["1-к", "2-к"]


def test_who_held_the_office_then_stands_under_the_old_document(session: Session, act: Act) -> None:
    spring = make.journal(session, term=make.term(session, "2024/25", 2))
    autumn = make.journal(session)
    terms = (("Прежняя", date(2024, 9, 1), date(2025, 8, 31)), ("Новая", date(2025, 9, 1), None))
    for family, first, last in terms:
        person = make.user(session, family, "Анна", "", is_staff=True)
        make.office(session, person, Office.CONTENT_ADMIN, starts_on=first, ends_on=last)
    acting = act(make.user(session))
    assert heading_of(acting, spring).office_head == "А. Прежняя"
    assert heading_of(acting, autumn).office_head == "А. Новая"


def test_particulars_of_tomorrow_are_not_printed_today(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="content_admin")
    change_particulars(acting, {"full_name": "Колледж"}, date(2025, 9, 1), "1-к", date(2025, 8, 30))
    change_particulars(acting, {"full_name": "Техникум"}, date(2025, 10, 8), "2-к", date(2025, 10, 6))
    assert requisites_on(session, acting.today).full_name == "Колледж"
    assert session.get_one(Institution, 1).full_name == "Колледж"


@pytest.mark.parametrize(
    ("values", "day", "number", "dated", "code", "clause"),
    [
        ({"full_name": "Техникум"}, date(2025, 10, 1), "", date(2025, 9, 30), "E_ORDER", "7.2"),
        ({"full_name": "Техникум"}, date(2025, 10, 1), "2-к", None, "E_ORDER", "7.2"),
        ({"full_name": "Техникум"}, date(2025, 9, 1), "2-к", date(2025, 9, 30), "E_DATE", "7.2"),
        ({"full_name": "Техникум"}, date(2025, 8, 1), "2-к", date(2025, 9, 30), "E_DATE", "7.2"),
        ({"full_name": " "}, date(2025, 10, 1), "2-к", date(2025, 9, 30), "E_TEXT", "7.1"),
        ({"full_name": "Т", "city": "г" * 201}, date(2025, 10, 1), "2-к", date(2025, 9, 30), "E_TEXT", "7.1"),
        ({"full_name": "Колледж"}, date(2025, 10, 1), "2-к", date(2025, 9, 30), "E_SAME", "7.1"),
    ],
)
def test_particulars_without_an_order_or_of_an_old_day_are_refused(
    session: Session, act: Act, values: dict[str, str], day: date, number: str, dated: date | None, code: str, clause: str
) -> None:  # fmt: skip
    acting = act(make.user(session), office="content_admin")
    change_particulars(acting, {"full_name": "Колледж"}, date(2025, 9, 1), "1-к", date(2025, 8, 30))
    with refuses(session, code, clause):
        change_particulars(acting, values, day, number, dated)
    assert len(session.scalars(select(Particulars)).all()) == 1


def test_an_optional_kind_is_hidden_and_comes_back(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="content_admin")
    archive_kind(acting, KindDirectory.LESSON, "seminar", True)
    assert hidden_kinds(session, KindDirectory.LESSON) == {"seminar"}
    assert [one.key for one in lesson_kinds(session) if one.is_archived] == ["seminar"]
    archive_kind(acting, KindDirectory.LESSON, "seminar", False)
    assert hidden_kinds(session, KindDirectory.LESSON) == set()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.entity == "archived_kind")).all()
    assert [entry.action for entry in entries] == ["created", "changed"]


@pytest.mark.parametrize(
    ("directory", "key"),
    [
        (KindDirectory.WORK, WorkKind.CHECKPOINT.value),
        (KindDirectory.WORK, WorkKind.CURRENT.value),
        (KindDirectory.LESSON, LessonKind.LECTURE.value),
        (KindDirectory.LESSON, LessonKind.CONSULTATION.value),
        (KindDirectory.LESSON, "party"),
    ],
)
def test_a_kind_that_rules_rest_on_stays(
    session: Session, act: Act, directory: KindDirectory, key: str
) -> None:
    acting = act(make.user(session))
    with refuses(session, "E_KIND", "3.8.6"):
        archive_kind(acting, directory, key, True)
    assert not any(one.is_archived for one in work_kinds(session))
