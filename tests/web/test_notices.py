"""The notice board: sections, orders, read marks, nothing deleted (5.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from journal.notices import publish_notice
from models import BrowserSession, Journal, Notice, NoticeRead, NoticeSection, Office, User
from tests import factories as make
from tests.conftest import Act
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]


@dataclass
class People:
    """Who reads and who publishes."""

    journal: Journal
    deputy: User
    curator: User
    teacher: User
    pupil: User
    parent: User
    sysadmin: User
    stranger: User


@pytest.fixture
def people(session: Session) -> People:
    session.expire_on_commit = False  # the people are asked for their numbers while the application writes
    journal = make.journal(session)
    student = make.students_of(session, journal)[0]
    deputy, curator, sysadmin = (
        make.user(session, name, is_staff=True) for name in ("Крылова", "Назарова", "Системный")
    )
    make.office(session, deputy, Office.DEPUTY)
    make.office(session, sysadmin, Office.SYSTEM_ADMIN)
    make.office(session, curator, Office.CURATOR, group_id=journal.group_id)
    parent = make.user(session, "Родителева")
    make.guardian(session, student, parent)
    stranger = make.account(session, make.students_of(session, make.journal(session))[0])
    return People(
        journal,
        deputy,
        curator,
        make.teacher(session, journal),
        make.account(session, student),
        parent,
        sysadmin,
        stranger,
    )


def form(**values: str) -> dict[str, str]:
    return {"section": "staff", "title": "Совещание", "text": "В пятницу в 15:00."} | values


def test_a_notice_for_the_staff_is_read_by_staff_and_says_who_has_read_it(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn
) -> None:
    sign_in_as(client, people.deputy)
    assert client.post("/notices/new", data=form()).status_code == 303
    notice = session.scalar(select(Notice.id))
    session.commit()
    for reader in (people.pupil, people.parent, people.stranger, people.sysadmin):
        sign_in_as(client, reader)
        assert "Совещание" not in client.get("/notices").text
        assert client.get(f"/notices/{notice}").status_code == 404
        assert client.post(f"/notices/{notice}/read").status_code == 404
    sign_in_as(client, people.curator)
    assert "Непрочитанные объявления" in client.get("/desk").text
    sign_in_as(client, people.teacher)
    assert "Совещание" in client.get("/notices?section=staff").text
    assert client.post(f"/notices/{notice}/read").status_code == 303
    assert client.post(f"/notices/{notice}/read").status_code == 303
    assert "Прочитали" not in client.get(f"/notices/{notice}").text
    sign_in_as(client, people.deputy)
    page = client.get(f"/notices/{notice}").text
    assert "Прочитали: 2" in page and "Петрова" in page and "Назарова" in page.split("Ещё не прочитали")[1]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"is_check_result": "1"}, "E_ORDER"),
        ({"is_check_result": "1", "order_number": "12-к"}, "E_ORDER"),
        ({"is_check_result": "1", "order_number": "12-к", "order_date": "2027-01-01"}, "E_ORDER"),
        (
            {
                "is_check_result": "1",
                "order_number": "12-к",
                "order_date": "2025-10-01",
                "section": "everybody",
            },
            "E_SECTION",
        ),
        ({"text": " "}, "E_TEXT"),
        ({"text": "а" * 5001}, "E_TEXT"),
        ({"title": "а" * 201}, "E_TEXT"),
    ],
)
def test_what_is_no_notice_is_refused(
    session: Session,
    client: FlaskClient,
    people: People,
    sign_in_as: SignIn,
    values: dict[str, str],
    code: str,
) -> None:
    sign_in_as(client, people.deputy)
    answer = client.post("/notices/new", data=form(**values))
    assert answer.status_code == 422 and f'data-code="{code}"' in answer.text and "п. 5.3" in answer.text
    assert session.scalar(select(func.count()).select_from(Notice)) == 0


def test_a_checks_result_names_its_order(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn
) -> None:
    sign_in_as(client, people.deputy)
    values = form(is_check_result="1", order_number="12-к", order_date="2025-10-01")
    page = client.post("/notices/new", data=values, follow_redirects=True).text
    assert "№ 12-к от 01.10.2025" in page and "результат проверки" in page


def test_a_groups_board_is_for_the_group_and_its_parents(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn
) -> None:
    group = people.journal.group_id
    theirs = session.scalars(select(Journal.group_id).where(Journal.id != people.journal.id)).one()
    sign_in_as(client, people.curator)
    assert client.post(f"/groups/{group}/notices/new", data=form(title="Собрание")).status_code == 303
    assert client.post(f"/groups/{theirs}/notices/new", data=form(title="Собрание")).status_code == 403
    assert client.post("/notices/new", data=form()).status_code == 403
    for reader, sees in (
        (people.pupil, True), (people.parent, True), (people.teacher, True), (people.deputy, True), (people.stranger, False),
        (people.sysadmin, False),
    ):  # fmt: skip
        sign_in_as(client, reader)
        assert ("Собрание" in client.get("/notices").text) is sees
    sign_in_as(client, people.teacher)
    assert client.post(f"/groups/{group}/notices/new", data=form()).status_code == 403


def test_a_notice_is_pinned_archived_and_never_deleted(
    session: Session, client: FlaskClient, act: Act, people: People, sign_in_as: SignIn
) -> None:
    old = publish_notice(act(people.deputy), NoticeSection.EVERYBODY, "Старое", "Закреплено").id
    publish_notice(act(people.deputy), NoticeSection.EVERYBODY, "Новое", "Ниже")
    session.commit()
    sign_in_as(client, people.pupil)
    assert client.post(f"/notices/{old}", data={"act": "archive"}).status_code == 403
    sign_in_as(client, people.deputy)
    client.post(f"/notices/{old}", data={"act": "pin"})
    board = client.get("/notices").text
    assert board.index(">Старое<") < board.index(">Новое<")
    client.post(f"/notices/{old}", data={"act": "archive"})
    assert "Старое" not in client.get("/notices").text
    assert "Старое" in client.get("/notices?archive=1").text
    assert client.post(f"/notices/{old}", data={"act": "archive"}).status_code == 422
    assert session.scalar(select(func.count()).select_from(NoticeRead)) == 2


def test_markup_is_shown_as_text_and_the_search_folds(
    session: Session, client: FlaskClient, act: Act, people: People, sign_in_as: SignIn
) -> None:
    publish_notice(
        act(people.deputy), NoticeSection.EVERYBODY, "Ёлка <b>скоро</b>", "<script>alert(1)</script>"
    )
    session.commit()
    sign_in_as(client, people.pupil)
    page = client.get("/notices?q=елка").text
    assert "&lt;b&gt;скоро" in page and "<script>alert" not in page
    assert "скоро" not in client.get("/notices?q=каникулы").text


def test_the_board_asks_no_more_of_the_database_as_it_grows(
    session: Session, client: FlaskClient, act: Act, people: People, sign_in_as: SignIn, engine: Engine
) -> None:
    sign_in_as(client, people.curator)
    counts = []
    for times in (1, 9):
        for number in range(times):
            publish_notice(
                act(people.deputy),
                NoticeSection.GROUP,
                f"Объявление {number}",
                "Текст",
                group_id=people.journal.group_id,
            )
        session.commit()
        with queries(engine) as sent:
            assert client.get("/notices").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 15
