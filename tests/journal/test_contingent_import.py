"""The start-of-year file: everybody or nobody, by numbers, with undo; three thousand in time (3.9.1, 1.6)."""

from datetime import date
from pathlib import Path
from time import monotonic

import pytest

from journal.contingent_import import CONTINGENT
from journal.group_import import GROUPS
from journal.imports import FileRow, apply_batch, preview, undo_batch
from journal.movement_rules import Draft
from journal.movements import enter_movement, newcomers
from journal.orders import require_order
from lti_tool.tables.import_file import read_table, template_of
from models import ImportState, Membership, Movement, MovementKind, Student, StudyGroup
from tests import factories as make
from tests.unchanged import queries, refuses, snapshot

DATA = Path(__file__).resolve().parent.parent / "data"
OPTIONS = {"order_number": "31-с", "order_date": "06.10.2025", "starts_on": "01.09.2025"}


@pytest.fixture
def secretary(session, act):
    return act(make.user(session, "Секретарёва", is_staff=True), office="secretary")


@pytest.fixture
def group(session):
    return make.group(session, "БУ-25-1")


def the_thirty():
    """The file as the admissions office sends it, each row with its group."""
    lines = (DATA / "students.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{line};{'group' if number == 0 else 'БУ-25-1'}" for number, line in enumerate(lines)]
    return read_table("students.csv", "\n".join(lines).encode(), CONTINGENT.columns)


def rows(*cells):
    """Rows of a file: family, book, number, group."""
    names = ("family_name", "record_book", "college_number", "group")
    return [FileRow(number, dict(zip(names, one, strict=False))) for number, one in enumerate(cells, 2)]


def load(acting, found, options=OPTIONS):
    batch = preview(acting, CONTINGENT, "список.csv", "0" * 64, found, options)
    return batch, apply_batch(acting, CONTINGENT, batch)


def kept(session, *but):
    return {name: found for name, found in snapshot(session).items() if name not in ("import_batch", *but)}


def test_it_works(session, secretary, group):
    account = make.user(session, "Ёжиков", "Семён", "Львович", college_number="st010")
    batch, verdicts = load(secretary, the_thirty())
    assert batch.state is ImportState.APPLIED, [one.problems for one in verdicts if one.problems]
    assert (
        session.query(Student).count()
        == session.query(Membership).count()
        == session.query(Movement).count()
        == 30
    )
    card = session.query(Student).filter_by(college_number="st010").one()
    assert card.record_book == "25-010" and card.birth_date is not None
    assert account.student_id == card.id
    movement = session.query(Movement).filter_by(student_id=card.id).one()
    assert (movement.kind, movement.order.name, movement.late_days) == (
        MovementKind.ADMISSION,
        "№ 31-с от 06.10.2025",
        0,
    )
    _again, verdicts = load(secretary, the_thirty())
    assert {verdict.does for verdict in verdicts} == {"без изменений"}
    assert session.query(Movement).count() == 30


def test_the_list_is_in_russian_order(session, secretary, group):
    load(secretary, the_thirty())
    names = [one.family_name for one in session.query(Student).order_by(Student.sort_key, Student.id)]
    assert names.index("Ёжиков") == 9


def test_undo_takes_everything_back(session, secretary, group):
    account = make.user(session, "Ёжиков", "Семён", "Львович", college_number="st010")
    old = make.student(session, "Алиев", "Рашад", "", college_number="st002")
    batch, _verdicts = load(secretary, the_thirty())
    assert old.patronymic == "Эльчин оглы"
    undo_batch(secretary, CONTINGENT, batch)
    assert (old.patronymic, old.is_archived, account.student_id) == ("", False, None)
    assert session.query(Membership).count() == 0
    assert session.query(Student).filter_by(is_archived=False).count() == 1
    assert {one.annulled_reason for one in session.query(Movement)} == {"отменена загрузка файла"}
    again, _verdicts = load(secretary, the_thirty())
    assert again.state is ImportState.APPLIED
    assert session.query(Student).count() == 30, "archived cards come back, none is made twice"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", "25-1", "", "БУ-25-1"), "нет фамилии"),
        (("Ким", "", "", "БУ-25-1"), "не отличить"),
        (("Ким", "25-1", "", "НЕТ-1"), "сначала загрузите группы"),
        (("Ким", "25-777", "", "БУ-25-1"), "другого человека"),
        (("Абрамова", "25-777", "st778", "БУ-25-1"), "из разных карточек"),
        (("Абрамова", "25-777", "", "БУ-25-2"), "перевод вносится приказом"),
        (("Ким", "25-" + "1" * 70, "", "БУ-25-1"), "слишком длинно"),
    ],
)  # fmt: skip
def test_one_bad_row_loads_nothing(session, secretary, group, cells, problem):
    known = make.student(session, record_book="25-777", college_number="st777")
    make.student(session, "Белов", college_number="st778", record_book="25-778")
    make.membership(session, group, known)
    make.group(session, "БУ-25-2")
    before = kept(session)
    batch, verdicts = load(secretary, rows(("Новый", "25-900", "", "БУ-25-1"), cells))
    assert problem in " ".join(verdicts[1].problems)
    assert verdicts[0].is_good
    assert batch.state is ImportState.PREVIEWED
    assert kept(session) == before


@pytest.mark.parametrize(
    "change", [{"order_number": ""}, {"order_date": "вчера"}, {"order_date": "01.12.2025"}, {"starts_on": ""}]
)
def test_without_its_order_nothing_is_loaded(session, secretary, group, change):
    before = kept(session)
    _batch, verdicts = load(secretary, rows(("Новый", "25-900", "", "БУ-25-1")), OPTIONS | change)
    assert not verdicts[0].is_good
    assert kept(session) == before


def test_doubles_are_refused_and_namesakes_allowed(session, secretary, group):
    make.student(session, "Иванова", "", "", record_book="24-001")
    verdicts = CONTINGENT.check(
        secretary,
        rows(("Иванова", "25-1", "", ""), ("Иванова", "25-2", "", ""), ("Петрова", "25-1", "", "")),
        OPTIONS,
    )
    assert [verdict.is_good for verdict in verdicts] == [True, True, False]
    assert "строке 2" in verdicts[1].cautions[-1]
    assert "уже стоит в строке 2" in verdicts[2].problems[0]


def test_without_a_group_one_is_a_newcomer(session, secretary):
    load(secretary, rows(("Новый", "25-900", "", "")))
    (movement,) = newcomers(secretary)
    assert movement.student.family_name == "Новый"


def test_what_rests_on_a_file_keeps_it(session, secretary, group):
    batch, _verdicts = load(secretary, the_thirty())
    student = session.query(Student).filter_by(college_number="st003").one()
    order = require_order(secretary, "84-с", date(2025, 10, 7), "3.9.2")
    enter_movement(secretary, Draft(MovementKind.EXPULSION, date(2025, 10, 7), order), [student.id])
    with refuses(session, "E_RESTS", "1.6"):
        undo_batch(secretary, CONTINGENT, batch)


def test_a_mark_keeps_the_file(session, secretary, group):
    batch, _verdicts = load(secretary, the_thirty())
    journal = make.journal(session, group=group)
    lesson = make.lesson(session, journal, topic="Учёт материалов")
    make.mark(session, lesson.works[0], session.query(Student).first())
    with refuses(session, "E_RESTS", "1.6"):
        undo_batch(secretary, CONTINGENT, batch)


def test_the_template_reads_back(session, secretary):
    for kind in (CONTINGENT, GROUPS):
        (row,) = read_table("шаблон.xlsx", template_of(kind.title, kind.columns), kind.columns)
        assert row.cells


def test_groups_come_from_a_file_and_go_back(session, secretary):
    specialty = make.specialty(session)
    old = make.group(session, "БУ-23-1")
    names = ("name", "specialty", "study_form", "admission_year", "courses")
    found = [FileRow(n, dict(zip(names, one, strict=True))) for n, one in enumerate(
        [("БУ-23-1", "38.02.01", "очная", "2023", "3"), ("БУ-25-1", "38.02.01", "заочная", "2025", "4")], 2)]  # fmt: skip
    batch = preview(secretary, GROUPS, "группы.xlsx", "0" * 64, found, {})
    assert all(one.is_good for one in apply_batch(secretary, GROUPS, batch))
    made = session.query(StudyGroup).filter_by(name="БУ-25-1").one()
    assert (made.specialty, made.course_in("2026/27"), old.course_in("2025/26")) == (specialty, 2, 3)
    undo_batch(secretary, GROUPS, batch)
    assert (old.specialty_id, old.admission_year, made.is_archived) == (None, None, True)


@pytest.mark.parametrize(
    "change",
    [
        {"specialty": "00.00.00"},
        {"study_form": "вечерняя"},
        {"admission_year": "25"},
        {"courses": "²"},
        {"name": ""},
    ],
)
def test_a_bad_group_is_not_loaded(session, secretary, change):
    make.specialty(session)
    row = {
        "name": "БУ-25-1",
        "specialty": "38.02.01",
        "study_form": "очная",
        "admission_year": "2025",
        "courses": "3",
    }
    (verdict,) = GROUPS.check(secretary, [FileRow(2, row | change)], {})
    assert not verdict.is_good


def three_thousand(session):
    for number in range(120):
        make.group(session, f"ГР-{number:03d}")
    return [
        FileRow(number, {
            "family_name": f"Фамилия{chr(1072 + number % 32)}{number}", "given_name": "Имя", "patronymic": "Отчество",
            "birth_date": "14.02.2007", "record_book": f"25-{number:05d}", "college_number": f"n{number:05d}",
            "group": f"ГР-{number % 120:03d}",
        })
        for number in range(3000)
    ]  # fmt: skip


def test_three_thousand_are_loaded_within_twenty_seconds(session, secretary, engine):
    found = three_thousand(session)
    begun = monotonic()
    with queries(engine) as sent:
        batch, _verdicts = load(secretary, found)
        session.commit()
    taken = monotonic() - begun
    assert batch.state is ImportState.APPLIED
    assert session.query(Membership).count() == 3000
    assert taken < 20
    assert len([one for one in sent if one.startswith("SELECT")]) < 150
    begun = monotonic()
    undo_batch(secretary, CONTINGENT, batch)
    session.commit()
    assert monotonic() - begun < 20
