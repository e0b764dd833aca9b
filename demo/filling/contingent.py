"""The secretary's work: groups and specialties, the list of the year, movement by order, contacts (3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from sqlalchemy import select

from demo.calendar import academic_year_start, is_working_day
from demo.college import GROUP_NAME
from demo.filling.journals import Taught
from demo.filling.scene import CONTENT_ADMIN, CURATOR, SECRETARY, Scene
from demo.movement import LATECOMER, LEAVER, joins_on, leaves_on
from journal.acting import Acting
from journal.contacts import ContactFields, RepresentativeFields, save_contacts, save_representative
from journal.contingent_import import CONTINGENT
from journal.enrolment import admit_to_subgroup, card_of
from journal.groups import GroupFields, save_group
from journal.imports import FileRow, apply_batch, preview
from journal.movement_rules import Draft
from journal.movements import enter_movement
from journal.orders import register_order
from journal.specialties import add_specialty
from models import MovementKind, OrderKind, Specialty, Student, StudyGroup

SPECIALTIES = (
    ("38.02.01", "Экономика и бухгалтерский учёт (по отраслям)", "бухгалтер"),
    ("40.02.04", "Юриспруденция", "юрист"),
    ("09.02.07", "Информационные системы и программирование", "программист"),
)
FAMILIES = (
    "Авдеев", "Борисов", "Власов", "Горшков", "Данилов", "Ершов", "Жданов", "Зимин", "Исаев", "Колосов", "Лаптев",
    "Маслов", "Носков", "Осипов", "Панин", "Рогов", "Савин", "Тихонов", "Усов", "Фомин",
)  # fmt: skip
GIVEN = (("Артём", "Олегович"), ("Дарья", "Олеговна"), ("Илья", "Павлович"), ("Софья", "Павловна"))
NEWCOMERS = (("Новосёлова", "Вера", "Игоревна"), ("Пятаков", "Глеб", ""), ("Чернова", "Юлия", "Романовна"))
PEOPLE_OF_GROUP = 18
SIGNED_BY = "П. П. Примеров"


def new_groups(scene: Scene) -> tuple[str, str]:
    """The first-course groups of this year."""
    year = academic_year_start(scene.today).year % 100
    return f"ЮР-{year:02d}-1", f"ИС-{year:02d}-1"


def tell_contingent(scene: Scene) -> None:
    """Before the year: the directory, the groups, the admissions office's list with three people without a group."""
    start = academic_year_start(scene.today)
    before = scene.moment(start - timedelta(days=10), time(9, 30))
    directory = scene.acting(CONTENT_ADMIN, before, "content_admin")
    specialties = [add_specialty(directory, *one) for one in SPECIALTIES]
    acting = scene.acting(SECRETARY, before, "secretary")
    known = scene.session.scalars(select(StudyGroup).where(StudyGroup.name == GROUP_NAME)).one()
    save_group(acting, known, _fields(GROUP_NAME, specialties[0], start.year - 1))
    for name, specialty in zip(new_groups(scene), specialties[1:], strict=True):
        save_group(acting, None, _fields(name, specialty, start.year))
    _load_list(scene, start)


def _fields(name: str, specialty: Specialty, year: int) -> GroupFields:
    return GroupFields(name, specialty.id, "очная", year, 3)


def _load_list(scene: Scene, start: date) -> None:
    """The file of the admissions office, loaded on the last working day of August."""
    acting = scene.acting(SECRETARY, scene.moment(start - timedelta(days=1), time(10, 0)), "secretary")
    ordered = _working(start - timedelta(days=3))
    register_order(
        acting, OrderKind.MOVEMENT, "25-с", ordered, "О зачислении на первый курс", signed_by=SIGNED_BY
    )
    options = {
        "order_number": "25-с", "order_date": f"{ordered:%d.%m.%Y}", "starts_on": f"{start:%d.%m.%Y}",
    }  # fmt: skip
    rows = [FileRow(number, cells) for number, cells in enumerate(_rows(scene, start), 2)]
    batch = preview(acting, CONTINGENT, "список приёмной комиссии.xlsx", "0" * 64, rows, options)
    wrong = [problem for verdict in apply_batch(acting, CONTINGENT, batch) for problem in verdict.problems]
    if wrong:
        raise ValueError(wrong[0])


def _rows(scene: Scene, start: date) -> Iterator[dict[str, str]]:
    number = 0
    for group in new_groups(scene):
        for at in range(PEOPLE_OF_GROUP):
            number += 1
            given, father = GIVEN[number % len(GIVEN)]
            yield _row(start, number, f"{FAMILIES[at]}{'а' if number % 2 else ''}", given, father, group)
    for name in NEWCOMERS:
        number += 1
        yield _row(start, number, *name, "")
    # The admissions office wrote one person twice: the secretary finds the pair on the page of doubts.
    twice = _row(start, number - len(NEWCOMERS) + 1, *NEWCOMERS[0], "")
    yield twice | {"record_book": f"{start:%y}-{number + 101}", "college_number": ""}


def _row(start: date, number: int, family: str, given: str, father: str, group: str) -> dict[str, str]:
    born = date(start.year - 17, 1 + number % 12, 1 + number % 28)
    return {
        "family_name": family, "given_name": given, "patronymic": father, "birth_date": f"{born:%d.%m.%Y}",
        "record_book": f"{start:%y}-{number + 100}", "college_number": f"{start:%y}-{number + 100}", "group": group,
    }  # fmt: skip


def plan_movement(scene: Scene, taught: list[Taught], *, is_first: bool, is_current: bool) -> None:
    """One comes in September, one leaves two weeks before today, one changes the group; all by order (3.9.2)."""
    joined, left = joins_on(scene.today), leaves_on(scene.today)
    if is_first and joined:
        journal = next(one.journal for one in taught if LATECOMER in one.people and one.journal.subgroup)

        def admit_latecomer(acting: Acting) -> None:
            card = card_of(acting, scene.users[LATECOMER])
            _move(acting, MovementKind.ADMISSION, "31-с", joined, joined, [card.id], journal.group)
            assert journal.subgroup is not None
            admit_to_subgroup(acting, journal.subgroup, [card], joined)

        scene.plan(SECRETARY, scene.moment(joined, time(7, 40)), admit_latecomer, office="secretary")
        _plan_change_of_group(scene, joined)
    if is_current and left:
        scene.plan(
            SECRETARY,
            scene.moment(left, time(7, 40)),
            lambda acting: _move(
                acting, MovementKind.EXPULSION, "58-с", left, left, [scene.student_id(LEAVER)]
            ),
            office="secretary",
        )


def _plan_change_of_group(scene: Scene, joined: date) -> None:
    """A transfer entered a week after its order, a leave entered in time, in the groups of the first course."""
    second = new_groups(scene)[1]

    def change(acting: Acting) -> None:
        group = acting.session.scalars(select(StudyGroup).where(StudyGroup.name == second)).one()
        person = _person(acting, f"{joined:%y}-103")
        _move(acting, MovementKind.TRANSFER, "33-с", joined - timedelta(days=7), joined, [person.id], group)

    scene.plan(SECRETARY, scene.moment(joined, time(9, 0)), change, office="secretary")
    on_leave = joined + timedelta(days=7)
    if on_leave > scene.today:
        return
    scene.plan(
        SECRETARY,
        scene.moment(on_leave, time(9, 0)),
        lambda acting: _move(
            acting, MovementKind.LEAVE, "37-с", on_leave, on_leave, [_person(acting, f"{joined:%y}-108").id]
        ),
        office="secretary",
    )


def _person(acting: Acting, record_book: str) -> Student:
    return acting.session.scalars(select(Student).where(Student.record_book == record_book)).one()


def _move(
    acting: Acting, kind: MovementKind, number: str, ordered: date, day: date, people: list[int],
    group: StudyGroup | None = None,
) -> None:  # fmt: skip
    order = register_order(
        acting, OrderKind.MOVEMENT, number, ordered, "О движении контингента", signed_by=SIGNED_BY
    )
    enter_movement(acting, Draft(kind, day, order, group), people)


def leave_undone(scene: Scene) -> None:
    """What the secretary finds this morning: an order of yesterday that nobody has entered yet."""
    ordered = _working(scene.today - timedelta(days=1))
    acting = scene.acting(SECRETARY, scene.now, "secretary")
    register_order(
        acting,
        OrderKind.MOVEMENT,
        f"{ordered:%m%d}-с",
        ordered,
        "Об академическом отпуске",
        signed_by=SIGNED_BY,
    )


def write_contacts(scene: Scene) -> None:
    """The curator wrote how to reach the group in the first week."""
    start = academic_year_start(scene.today)
    acting = scene.acting(CURATOR, scene.moment(start + timedelta(days=4), time(14, 0)), "curator")
    for parent, children in scene.college.children_of.items():
        person = scene.college.people[parent]
        for child in children:
            card = acting.session.get_one(Student, scene.student_id(child))
            save_contacts(
                acting,
                card,
                ContactFields("+7 900 000-00-01", f"s{child}@example.ru", "г. Примерск, Учебная ул., 1"),
            )
            save_representative(
                acting, card, None,
                RepresentativeFields("мать", person.family_name, person.given_name, person.patronymic, "+7 900 000-00-02"),
            )  # fmt: skip


def _working(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
