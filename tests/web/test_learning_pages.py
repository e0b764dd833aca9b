"""Pages of consultations, practice and medical groups; the physical-education grid; their documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.medical_groups import Certificate, enter_certificate
from lti_tool.printing.orders import PrintOrder, form_of
from models import (
    BrowserSession,
    ConsultationLoad,
    ConsultationVisit,
    Journal,
    MedicalGroup,
    Office,
    Practice,
    PracticeVisit,
    User,
)
from regulation.kinds import DisciplineKind, LessonKind
from regulation.physical import HealthGroup
from tests import factories as make
from tests.conftest import Act

SignIn = Callable[[FlaskClient, User], BrowserSession]
Enter = Callable[[User], FlaskClient]


@pytest.fixture
def enter(client: FlaskClient, sign_in_as: SignIn) -> Enter:
    def come(person: User) -> FlaskClient:
        sign_in_as(client, person)
        return client

    return come


def secretary(session: Session) -> User:
    person = make.user(session, "Секретарева", is_staff=True)
    make.office(session, person, Office.SECRETARY)
    return person


class TestConsultations:
    def test_hours_and_people_are_written(self, session: Session, enter: Enter) -> None:
        journal = make.journal(session)
        lesson = make.lesson(session, journal, kind=LessonKind.CONSULTATION, topic="Разбор задач")
        path, held = f"/journals/{journal.id}/consultations", lesson.id
        browser = enter(make.teacher(session, journal))
        assert browser.post(f"{path}/load", data={"hours": "6"}).status_code == 303
        assert browser.post(f"/lessons/{held}/attended", data={"attended": "2"}).status_code == 303
        assert "По плану 6 ч, проведено 2 ч, осталось 4 ч" in browser.get(path).text
        assert session.scalars(select(ConsultationVisit.attended)).all() == [2]

    @pytest.mark.parametrize("hours", ["", "много", "501", "-1", "٣"])
    def test_wrong_hours_are_refused(self, session: Session, enter: Enter, hours: str) -> None:
        journal = make.journal(session)
        path = f"/journals/{journal.id}/consultations/load"
        browser = enter(make.teacher(session, journal))
        assert browser.post(path, data={"hours": hours}).status_code == 422
        assert session.scalars(select(ConsultationLoad)).all() == []

    def test_a_reader_writes_nothing(self, session: Session, enter: Enter) -> None:
        journal = make.journal(session)
        path = f"/journals/{journal.id}/consultations"
        deputy = make.user(session, "Зотова", is_staff=True)
        make.office(session, deputy, Office.DEPUTY)
        browser = enter(deputy)
        assert browser.get(path).status_code == 200
        assert browser.post(f"{path}/load", data={"hours": "6"}).status_code == 403


class TestPractice:
    @pytest.fixture
    def journal(self, session: Session) -> Journal:
        kind = DisciplineKind.PROFESSIONAL_PRACTICE
        return make.journal(
            session, discipline=make.discipline(session, "ПП.01", "Практика по профилю", kind)
        )

    def test_a_year_of_a_practice(self, session: Session, enter: Enter, journal: Journal) -> None:
        path = f"/journals/{journal.id}/practice"
        student = make.students_of(session, journal)[0].id
        browser = enter(make.teacher(session, journal))
        terms = {"kind": "professional", "starts_on": "2025-09-01", "ends_on": "2025-10-31", "hours": "72",
                 "base": "ООО «Пример»"}  # fmt: skip
        assert browser.post(path, data=terms).status_code == 303
        line = {"kind": "visit", "date": "2025-10-06", "hours": "2", "students": [str(student)]}
        assert browser.post(f"{path}/visits", data=line).status_code == 303
        visit = session.scalars(select(PracticeVisit.id)).one()
        session.rollback()
        done = {"content": "Проверен дневник практики", "remarks": ""}
        assert browser.post(f"/practice-visits/{visit}/hold", data=done).status_code == 303
        assert "Проверен дневник практики" in browser.get(path).text
        assert (
            browser.post(f"/practice-visits/{visit}/annul", data={"reason": "Внесена дважды"}).status_code
            == 303
        )
        assert "аннулировано: Внесена дважды" in browser.get(path).text

    def test_a_refused_form_keeps_what_was_typed(
        self, session: Session, enter: Enter, journal: Journal
    ) -> None:
        browser = enter(make.teacher(session, journal))
        terms = {"kind": "professional", "starts_on": "2025-09-01", "ends_on": "", "hours": "72",
                 "base": "ООО «Пример»"}  # fmt: skip
        path = f"/journals/{journal.id}/practice"
        answer = browser.post(path, data=terms)
        assert (answer.status_code, 'data-code="E_DATE"' in answer.text) == (422, True)
        assert 'value="ООО «Пример»"' in answer.text
        assert session.scalars(select(Practice)).all() == []

    def test_a_discipline_has_no_practice_page(self, session: Session, enter: Enter) -> None:
        journal = make.journal(session)
        path = f"/journals/{journal.id}"
        browser = enter(make.teacher(session, journal))
        assert browser.get(f"{path}/practice").status_code == 404
        assert "Практика</a>" not in browser.get(path).text


class TestMedicalGroups:
    def test_the_secretary_enters_a_certificate(self, session: Session, enter: Enter) -> None:
        journal = make.journal(session)
        student = make.students_of(session, journal)[0].id
        browser = enter(secretary(session))
        assert "Абрамова" in browser.get("/medical-groups/new?q=абрам").text
        form = {"student_id": str(student), "health_group": "special", "certificate": "123/25", "issued_on": "2025-09-01",
                "starts_on": "2025-09-01", "ends_on": "2026-06-30"}  # fmt: skip
        assert browser.post("/medical-groups/new", data=form).status_code == 303
        assert "123/25" in browser.get("/medical-groups?q=АБРАМОВА").text
        found = session.scalars(select(MedicalGroup.id)).one()
        session.rollback()
        assert (
            browser.post(f"/medical-groups/{found}/annul", data={"reason": "Внесена не тому"}).status_code
            == 303
        )
        assert "123/25" not in browser.get("/medical-groups").text

    def test_a_diagnosis_is_refused(self, session: Session, enter: Enter) -> None:
        journal = make.journal(session)
        form = {"student_id": str(make.students_of(session, journal)[0].id), "health_group": "special",
                "certificate": "12 сколиоз", "issued_on": "2025-09-01", "starts_on": "2025-09-01",
                "ends_on": "2026-06-30", "q": "абрам"}  # fmt: skip
        browser = enter(secretary(session))
        answer = browser.post("/medical-groups/new", data=form)
        assert (answer.status_code, 'data-code="E_CERTIFICATE"' in answer.text) == (422, True)
        assert session.scalars(select(MedicalGroup)).all() == []

    def test_a_curator_sees_the_own_group_only(self, session: Session, enter: Enter, act: Act) -> None:
        journals = [make.journal(session, students=1), make.journal(session, students=2)]
        numbers = ("123/25", "124/25")
        for journal, number in zip(journals, numbers, strict=True):
            given = Certificate(
                HealthGroup.SPECIAL, number, make.FIRST_DAY, make.FIRST_DAY, date(2025, 12, 31)
            )
            enter_certificate(act(), make.students_of(session, journal)[-1], given)
        curator = make.user(session, "Кураторова", is_staff=True)
        make.office(session, curator, Office.CURATOR, group_id=journals[0].group_id)
        page = enter(curator).get("/medical-groups").text
        assert [number in page for number in numbers] == [True, False]
        assert "Внести справку" not in page

    def test_the_grid_of_physical_education_explains_the_column(
        self, session: Session, enter: Enter, act: Act
    ) -> None:
        journal = make.journal(session, discipline=make.discipline(session, "СГ.04", "Физическая культура"))
        make.lesson(session, journal, kind=LessonKind.PRACTICAL)
        given = Certificate(HealthGroup.SPECIAL, "123/25", make.FIRST_DAY, make.FIRST_DAY, date(2025, 12, 31))
        enter_certificate(act(), make.students_of(session, journal)[0], given)
        path = f"/journals/{journal.id}"
        page = enter(make.teacher(session, journal)).get(path).text
        assert "медицинская группа: отметки в столбце «ТЗ» (п. 4.2.4)" in page
        assert page.count("<td class=z>") == 1
        assert "осв." not in page.replace("«осв.»", "").split('id="grid-data"')[0]
        assert "123/25" not in page, "a teacher sees no certificate"


@pytest.mark.parametrize("what", ["consultations", "teacher_consultations", "practice", "spread"])
def test_documents_are_laid_out(app: Flask, session: Session, act: Act, what: str) -> None:
    kind = DisciplineKind.PROFESSIONAL_PRACTICE
    journal = make.journal(session, discipline=make.discipline(session, "ПП.01", "Практика по профилю", kind))
    teacher = make.teacher(session, journal)
    make.lesson(session, journal, kind=LessonKind.CONSULTATION, topic="Разбор задач")
    acting: Acting = act(teacher)
    form = form_of(acting, PrintOrder(what, journal.id))
    with app.app_context():
        html = form.html(app.jinja_env)
    assert journal.discipline.name in html
    assert "осв" not in html.split("</style>")[1].replace("освоен", "")
