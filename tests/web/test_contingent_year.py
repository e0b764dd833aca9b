"""Newcomers, the next year, doubtful accounts, merging, the desk, the directory of specialties (3.9, 3.8.6)."""

from datetime import date

import pytest

from journal.specialties import specialty_on
from models import (
    Membership,
    Movement,
    MovementKind,
    Office,
    Order,
    OrderKind,
    Specialty,
    Student,
    StudentMerge,
    StudyGroup,
)  # fmt: skip
from tests import factories as make
from tests.unchanged import queries, snapshot
from tests.web.test_contingent import Asking


@pytest.fixture
def asking(client, session):
    return Asking(client, session)


@pytest.fixture
def as_office(asking, client, session, sign_in_as):
    """`as_office(Office.SECRETARY)` signs such a person in."""

    def enter(office):
        person = make.user(session, "Служащева", is_staff=True)
        make.office(session, person, office)
        sign_in_as(client, person)
        return asking

    return enter


@pytest.fixture
def secretary(as_office):
    return as_office(Office.SECRETARY)


def order(session, number="25-с", dated=date(2025, 9, 1)):
    given = {"title": "О движении", "registered_at": make.EARLY}
    return make.put(session, Order(kind=OrderKind.MOVEMENT, number=number, dated=dated, **given))


def newcomer(session, family="Новосёлова"):
    student = make.student(session, family)
    return make.put(
        session,
        Movement(student=student, kind=MovementKind.ADMISSION, effective_on=make.FIRST_DAY, order=order(session),
                 due_on=make.FIRST_DAY, entered_at=make.EARLY),
    )  # fmt: skip


def test_newcomers_are_put_into_a_group(secretary, session):
    movement, group = newcomer(session), make.group(session, "БУ-25-1")
    page = secretary.get("/contingent/newcomers")
    assert "Новосёлова" in page.text
    sent = {"movement": movement.id, "group": group.id, "starts_on": "2025-10-07"}
    refused = secretary.post("/contingent/newcomers", data=sent | {"group": ""})
    assert 'data-code="E_GROUP"' in refused.text
    assert " checked" in refused.text
    secretary.post("/contingent/newcomers", data=sent)
    assert session.query(Membership).one().starts_on == date(2025, 10, 7)
    assert "Все зачисленные распределены" in secretary.get("/contingent/newcomers").text


@pytest.fixture
def summer(clock, session):
    """July: a first and a last course, two people each."""
    clock.set("2026-07-03 10:00:00")
    for name, year in (("БУ-25-1", 2025), ("БУ-23-1", 2023)):
        group = make.group(session, name)
        group.admission_year, group.courses = year, 3
        for number in range(2):
            make.membership(session, group, make.student(session, f"{name} {number}"))
    session.commit()


def test_the_next_year_is_shown_before_it_is_entered(summer, secretary, session):
    groups = session.query(StudyGroup).order_by(StudyGroup.name).all()
    but = session.query(Membership).filter_by(group_id=groups[1].id).first().student_id
    sent = {
        "year": "2026/27", "group": [one.id for one in groups], "but": [but], "number": "70-с", "dated": "2026-07-02",
        "effective_on": "2026-07-01", "step": "check",
    }  # fmt: skip
    before = snapshot(session)
    page = secretary.post("/contingent/year", data=sent)
    assert "Будет переведено на следующий курс: 1, выпущено: 2." in page.text
    assert snapshot(session) == before
    answer = secretary.post("/contingent/year", data=sent | {"step": "apply"}, follow_redirects=True)
    assert "Переведено на следующий курс: 1, выпущено: 2." in answer.text
    session.expire_all()
    assert session.query(StudyGroup).filter_by(is_archived=True).one().name == "БУ-23-1"
    assert session.query(Movement).count() == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [({"number": ""}, "E_ORDER"), ({"group": []}, "E_PEOPLE"), ({"effective_on": "2026-01-01"}, "E_PERIOD")],
)
def test_a_bad_transfer_changes_nothing(summer, secretary, session, change, code):
    sent = {"group": [session.query(StudyGroup.id).first()[0]], "number": "70-с", "dated": "2026-07-02",
            "effective_on": "2026-07-01", "step": "apply", "year": "2026/27"}  # fmt: skip
    before = snapshot(session)
    answer = secretary.post("/contingent/year", data=sent | change)
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert snapshot(session) == before


@pytest.fixture
def account(session):
    """A learner of a course without a number, and a card of the same name."""
    course = make.course(session)
    person = make.user(session, "Ёжиков", "Семён", "", registration=course.deployment.registration)
    make.course_member(session, course, person)
    make.student(session, "Ёжиков", "Семён", "Львович", record_book="25-010")
    session.commit()
    return person


def test_the_secretary_decides_about_an_account(secretary, session, account):
    card = session.query(Student).one()
    page = secretary.get("/contingent/matching")
    assert "то же имя" in page.text
    secretary.post(f"/contingent/matching/{account.id}", data={"action": "other", "student": card.id})
    assert "похожих карточек нет" in secretary.get("/contingent/matching").text
    secretary.post(f"/contingent/matching/{account.id}", data={"action": "new"})
    session.expire_all()
    assert account.student_id not in (None, card.id)
    assert "Сомнений нет" in secretary.get("/contingent/matching").text
    secretary.post(f"/contingent/matching/{account.id}", data={"action": "untie", "student": card.id})
    session.expire_all()
    assert account.student_id is None
    secretary.post(f"/contingent/matching/{account.id}", data={"action": "nobody"})
    assert "Сомнений нет" in secretary.get("/contingent/matching").text


@pytest.mark.parametrize(
    "data", [{}, {"action": "tie"}, {"action": "tie", "student": "²"}, {"action": "drop"}]
)
def test_a_senseless_decision_is_none(secretary, session, account, data):
    before = snapshot(session)
    assert secretary.post(f"/contingent/matching/{account.id}", data=data).status_code == 400
    assert snapshot(session) == before


def test_cards_are_merged_and_parted(secretary, session):
    kept, gone = (make.student(session, "Ёжиков", "Семён", college_number="st010") for _number in range(2))
    page = secretary.get("/contingent/matching")
    assert "две карточки одного человека" in page.text
    assert "Останется" in secretary.get(f"/contingent/merge?kept={kept.id}&gone={gone.id}").text
    sent = {"kept": kept.id, "gone": gone.id, "reason": ""}
    assert secretary.post("/contingent/merge", data=sent).status_code == 422
    secretary.post("/contingent/merge", data=sent | {"reason": "занесён дважды"})
    merge = session.query(StudentMerge).one()
    assert "занесён дважды" in secretary.get("/contingent/merges").text
    secretary.post(f"/contingent/merges/{merge.id}/undo")
    session.expire_all()
    assert (merge.undone_at is not None, gone.is_archived) == (True, False)
    assert secretary.post(f"/contingent/merges/{merge.id}/undo").status_code == 422


def test_the_desk_says_what_waits(secretary, session, account, clock):
    newcomer(session)
    make.group(session, "БУ-25-1")
    order(session, "80-с", date(2025, 10, 6))
    order(session, "70-с", date(2025, 9, 22))
    desk = secretary.get("/desk").text
    for title in (
        "Приказы о движении не внесены в срок", "Приказы о движении ждут внесения", "Учётные записи LMS без карточки",
        "Зачислены, но не распределены", "Группы без куратора",
    ):  # fmt: skip
        assert title in desk, title
    waiting = secretary.get("/movements/waiting").text
    assert "09.10.2025" in waiting
    assert "просрочено" in waiting
    form = secretary.get("/movements/new?number=80-с&dated=2025-10-06").text
    assert 'value="80-с"' in form


def test_the_deputy_sees_lateness(as_office, session):
    movement = newcomer(session)
    movement.late_days, movement.entered_at = 2, make.EARLY.replace(month=10)
    assert "внесено с опозданием" in as_office(Office.DEPUTY).get("/desk").text


def test_the_desk_asks_the_same_whatever_waits(secretary, session, engine, account):
    newcomer(session)
    order(session, "80-с", date(2025, 10, 6))
    secretary.get("/desk")
    with queries(engine) as few:
        secretary.get("/desk")
    for number in range(5):
        make.put(session, Movement(
            student=make.student(session, f"Ещё{number}"), kind=MovementKind.ADMISSION, effective_on=make.FIRST_DAY,
            order=order(session, f"9{number}-с"), due_on=make.FIRST_DAY, entered_at=make.EARLY))  # fmt: skip
        order(session, f"10{number}-с", date(2025, 10, 6))
        make.group(session)
    with queries(engine) as many:
        secretary.get("/desk")
    assert len(few) == len(many)


def test_a_used_specialty_is_followed_by_its_new_name(as_office, session):
    content = as_office(Office.CONTENT_ADMIN)
    content.post(
        "/directories/specialties/new",
        data={"code": "38.02.01", "name": "Экономика", "qualification": "бухгалтер"},
    )
    old = session.query(Specialty).one()
    group = make.group(session, "БУ-23-1")
    group.specialty = old
    sent = {
        "code": "38.02.01",
        "name": "Экономика и учёт",
        "qualification": "бухгалтер",
        "since": "2025-09-01",
    }
    content.post(f"/directories/specialties/{old.id}", data=sent)
    session.expire_all()
    assert old.is_archived
    assert specialty_on(session, group.specialty, date(2025, 8, 31)) is old
    assert specialty_on(session, group.specialty, date(2025, 9, 1)).name == "Экономика и учёт"
    assert "Экономика и учёт" in content.get("/groups").text
    assert content.post(f"/directories/specialties/{old.id}", data=sent).status_code == 422
    again = content.post("/directories/specialties/new", data=sent)
    assert 'data-code="E_SPECIALTY"' in again.text
    assert 'value="Экономика и учёт"' in again.text
