"""Messages between related people only; anybody else is refused and recorded (2.2, 3.12.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from journal.messages import MOST_IN_AN_HOUR, send_message
from journal.relations import recipients
from journal.rights import NoRight
from models import (
    AuditEntry,
    BrowserSession,
    Conversation,
    Journal,
    Message,
    MessageTopic,
    Office,
    Student,
    User,
)
from tests import factories as make
from tests.conftest import Act, SetClock
from tests.unchanged import queries, refuses

SignIn = Callable[[FlaskClient, User], BrowserSession]


@dataclass
class People:
    """A group, its teacher and curator, a student with a parent, and people of another group."""

    journal: Journal
    student: Student
    teacher: User
    curator: User
    pupil: User
    parent: User
    stranger_teacher: User
    stranger_parent: User
    classmate: User


@pytest.fixture
def people(session: Session) -> People:
    session.expire_on_commit = False  # the people are asked for their numbers while the application writes
    journal, other = make.journal(session), make.journal(session)
    student, mate = make.students_of(session, journal)[:2]
    curator = make.user(session, "Назарова", is_staff=True)
    make.office(session, curator, Office.CURATOR, group_id=journal.group_id)
    parent, foreign = make.user(session, "Родителева"), make.user(session, "Чужова")
    make.guardian(session, student, parent)
    make.guardian(session, make.students_of(session, other)[0], foreign)
    return People(
        journal, student, make.teacher(session, journal), curator, make.account(session, student), parent,
        make.teacher(session, other, "Посторонняя"), foreign, make.account(session, mate),
    )  # fmt: skip


def names(session: Session, act: Act, person: User) -> set[tuple[str, str]]:
    return {(row.name.split()[0], row.role) for row in session.execute(recipients(act(person)))}


def test_a_teacher_writes_to_a_parent_who_answers_and_both_see_what_is_read(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn
) -> None:
    teacher, parent, student = people.teacher, people.parent, people.student.id
    sign_in_as(client, teacher)
    page = client.get("/messages/new?q=родителева").text
    assert "Родителева" in page and "родитель" in page
    form = {"to": parent.id, "about": student, "text": "Здравствуйте!\nАлина молодец.", "topic": "success"}
    sent = client.post("/messages/new", data=form, follow_redirects=True).text
    assert "Алина молодец." in sent and "не прочитано" in sent and "успехи в учёбе" in sent
    sign_in_as(client, parent)
    assert 'Сообщения <span class="badge badge-red">1</span>' in client.get("/messages").text
    talk = session.scalar(select(Conversation.id))
    session.commit()
    assert "Алина молодец." in client.get(f"/messages/{talk}").text
    assert "badge-red" not in client.get("/messages").text
    client.post(f"/messages/{talk}", data={"text": "Спасибо!"})
    sign_in_as(client, teacher)
    page = client.get(f"/messages/{talk}").text
    assert "Спасибо!" in page and "прочитано 07.10.2025 12:00" in page
    session.commit()
    assert session.scalar(select(func.count()).select_from(Conversation)) == 1


def test_everybody_finds_exactly_the_people_they_are_tied_to(
    session: Session, act: Act, people: People
) -> None:
    assert names(session, act, people.parent) == {("Петрова", "teacher"), ("Назарова", "curator")}
    assert names(session, act, people.pupil) == {("Петрова", "teacher"), ("Назарова", "curator")}
    family = {("Абрамова", "student"), ("Алиев", "student"), ("Родителева", "parent")}
    staff = {("Иванова", "staff"), ("Посторонняя", "staff")}
    assert names(session, act, people.teacher) == family | staff | {("Назарова", "staff")}
    assert names(session, act, people.curator) == family | staff | {("Петрова", "staff")}
    assert ("Родителева", "parent") not in names(session, act, people.stranger_teacher)


def test_an_unrelated_recipient_is_refused_and_recorded(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn
) -> None:
    student = people.student.id
    attempts = [
        (people.stranger_teacher, people.parent.id, student),
        (people.stranger_teacher, people.pupil.id, student),
        (people.parent, people.stranger_teacher.id, student),
        (people.parent, people.stranger_parent.id, student),
        (people.pupil, people.classmate.id, student),
        (people.teacher, people.stranger_parent.id, student),
        (people.teacher, people.parent.id, make.students_of(session, people.journal)[1].id),
        (people.teacher, people.parent.id, ""),
        (people.teacher, people.teacher.id, ""),
    ]
    session.commit()
    for sender, to, about in attempts:
        sign_in_as(client, sender)
        assert client.get(f"/messages/new?to={to}&about={about}").status_code == 403
        answer = client.post("/messages/new", data={"to": to, "about": about, "text": "Здравствуйте!"})
        assert answer.status_code == 403 and "п. 2.2" in answer.text
    session.commit()
    assert session.scalar(select(func.count()).select_from(Message)) == 0
    refused = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "refused").order_by(AuditEntry.id)
    ).all()
    assert [(one.entity, one.user_id) for one in refused] == [
        ("message", sender.id) for sender, _to, _about in attempts for _twice in range(2)
    ]


def test_a_conversation_is_nobody_elses(
    session: Session, client: FlaskClient, act: Act, people: People, sign_in_as: SignIn
) -> None:
    message = send_message(act(people.teacher), people.parent, "Здравствуйте!", people.student.id)
    talk = message.conversation_id
    session.commit()
    for person in (people.curator, people.pupil, people.stranger_parent):
        sign_in_as(client, person)
        assert client.get(f"/messages/{talk}").status_code == 404
        assert client.post(f"/messages/{talk}", data={"text": "Привет"}).status_code == 404
        assert "Здравствуйте" not in client.get("/messages").text
    session.commit()
    assert session.scalars(select(Message.read_at)).all() == [None]


def test_when_the_bond_ends_the_conversation_stays_and_takes_no_more(
    session: Session, client: FlaskClient, act: Act, clock: SetClock, people: People, sign_in_as: SignIn
) -> None:
    talk = send_message(
        act(people.parent), people.curator, "Здравствуйте!", people.student.id
    ).conversation_id
    from models import Grant

    session.scalars(select(Grant)).one().ends_on = make.TODAY - timedelta(days=1)
    sign_in_as(client, people.parent)
    page = client.get(f"/messages/{talk}").text
    assert "Здравствуйте!" in page and "<textarea" not in page
    assert client.post(f"/messages/{talk}", data={"text": "Ещё вопрос"}).status_code == 403


def test_markup_is_shown_as_text(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn
) -> None:
    sign_in_as(client, people.parent)
    text = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} <b>важно</b>"
    form = {"to": people.teacher.id, "about": people.student.id, "text": text}
    page = client.post("/messages/new", data=form, follow_redirects=True).text
    assert "<script>alert" not in page and "<img src=x" not in page and "<b>важно" not in page
    assert "&lt;script&gt;alert(1)" in page and "{{ 7*7 }}" in page
    assert "<script>alert" not in client.get("/messages").text


@pytest.mark.parametrize("text", ["", "  \n ", "а" * 2001, "а" * 3_000_000, "до\x00после", "\u202e"])
def test_a_text_that_is_none_is_refused_and_kept_in_the_form(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn, text: str
) -> None:
    sign_in_as(client, people.parent)
    answer = client.post(
        "/messages/new", data={"to": people.teacher.id, "about": people.student.id, "text": text}
    )
    assert answer.status_code in (413, 422)
    if answer.status_code == 422:
        assert 'data-code="E_TEXT"' in answer.text
    session.commit()
    assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_nobody_floods_others(session: Session, act: Act, people: People) -> None:
    for number in range(MOST_IN_AN_HOUR):
        send_message(act(people.parent), people.teacher, f"Вопрос {number}", people.student.id)
    with refuses(session, "E_LIMIT", "2.2"):
        send_message(act(people.parent), people.teacher, "Ещё вопрос", people.student.id)
    later = act(people.parent, now="2025-10-07 13:00:01")
    assert send_message(later, people.teacher, "Ещё вопрос", people.student.id)


def test_a_subgroups_teacher_writes_to_the_subgroup_only(session: Session, act: Act, people: People) -> None:
    mate = make.students_of(session, people.journal)[1]
    subgroup = make.subgroup(session, people.journal.group, "1", [mate])
    part = make.journal(session, group=people.journal.group, subgroup=subgroup, term=people.journal.term)
    teacher = make.teacher(session, part, "Подгруппина")
    assert send_message(act(teacher), people.classmate, "Здравствуйте!", mate.id)
    with pytest.raises(NoRight):
        send_message(act(teacher), people.pupil, "Здравствуйте!", people.student.id)


def test_the_curator_tells_the_parents_of_the_ticked(
    session: Session, client: FlaskClient, people: People, sign_in_as: SignIn
) -> None:
    group = people.journal.group_id
    theirs = session.scalars(select(Journal.group_id).where(Journal.id != people.journal.id)).one()
    form = {"student": [people.student.id], "topic": "behaviour", "text": "Опаздывает третий день"}
    sign_in_as(client, people.curator)
    assert "Родителева" in client.get(f"/groups/{group}/parents/message").text
    assert client.post(f"/groups/{group}/parents/message", data={**form, "student": []}).status_code == 422
    assert client.post(f"/groups/{group}/parents/message", data=form).status_code == 303
    assert client.get(f"/groups/{theirs}/parents/message").status_code == 403
    session.commit()
    message = session.scalars(select(Message)).one()
    assert (message.recipient_id, message.topic) == (people.parent.id, MessageTopic.BEHAVIOUR)
    session.commit()
    for person in (people.teacher, people.parent, people.pupil):
        sign_in_as(client, person)
        assert client.post(f"/groups/{group}/parents/message", data=form).status_code == 403


@pytest.mark.parametrize("path", ["/messages", "/messages/new", "/messages/new?q=а"])
def test_the_lists_ask_no_more_of_the_database_as_they_grow(
    session: Session,
    client: FlaskClient,
    act: Act,
    people: People,
    sign_in_as: SignIn,
    engine: Engine,
    path: str,
) -> None:
    sign_in_as(client, people.teacher)
    counts = []
    for times in (1, 8):
        for number in range(times):
            parent = make.user(session, f"Отцов{'а' * number}")
            make.guardian(session, people.student, parent)
            send_message(act(people.teacher), parent, "Здравствуйте!", people.student.id)
        session.commit()
        with queries(engine) as sent:
            assert client.get(path).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 15
