"""The secretary's pages: groups, students, cards, movement (3.9)."""

from datetime import date

import pytest

from models import AuditEntry, Membership, Movement, MovementKind, Office, PersonalCard, Representative
from tests import factories as make
from tests.unchanged import queries, snapshot


class Asking:
    """A browser for which the test's own session lets the database go before each request."""

    def __init__(self, client, session):
        self.client, self.session = client, session

    def get(self, *args, **values):
        self.session.commit()
        return self.client.get(*args, **values)

    def post(self, *args, **values):
        self.session.commit()
        return self.client.post(*args, **values)


@pytest.fixture
def asking(client, session):
    return Asking(client, session)


@pytest.fixture
def scene(session):
    """A group of three with Ёжиков in it, its journal, a secretary."""
    group = make.group(session, "БУ-23-1")
    students = [make.student(session, *name, record_book=f"25-00{number}") for number, name in enumerate(
        [("Абрамова", "Алина", "Сергеевна"), ("Ёжиков", "Семён", "Львович"), ("Жукова", "Анна", "")], 1)]  # fmt: skip
    for student in students:
        make.membership(session, group, student)
    person = make.user(session, "Секретарёва", is_staff=True)
    make.office(session, person, Office.SECRETARY)
    session.commit()
    return group, students, person


@pytest.fixture
def secretary(asking, client, scene, sign_in_as):
    sign_in_as(client, scene[2])
    return asking


def curator_of(session, group):
    person = make.user(session, "Кураторова", is_staff=True)
    make.office(session, person, Office.CURATOR, group_id=group.id)
    session.commit()
    return person


def test_it_works(secretary, scene, session):
    group, students, _person = scene
    other = make.group(session, "БУ-23-2")
    session.commit()
    page = secretary.get(f"/movements/new?group={group.id}")
    assert "Ёжиков Семён Львович" in page.text
    sent = order(kind="transfer", to_group=other.id, student=[students[1].id])
    answer = secretary.post("/movements/new", data=sent, follow_redirects=True)
    assert "Движение внесено в срок" in answer.text
    assert "№ 84-с от 06.10.2025" in answer.text
    assert "БУ-23-1 → БУ-23-2" in answer.text
    assert "Ёжиков" in secretary.get(f"/groups/{other.id}").text
    assert "Выбыли из группы: 1" in secretary.get(f"/groups/{group.id}").text


def order(**more):
    return {
        "number": "84-с",
        "dated": "2025-10-06",
        "effective_on": "2025-10-07",
        "kind": "expulsion",
        "note": "",
        **more,
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "E_ORDER"),
        ({"dated": "2025-10-20"}, "E_ORDER"),
        ({"student": []}, "E_PEOPLE"),
        ({"kind": "transfer"}, "E_GROUP"),
        ({"kind": "admission"}, "E_ENROLLED"),
        ({"to_group": "77", "kind": "transfer"}, "E_GROUP"),
    ],
)
def test_a_refused_movement_keeps_what_was_typed(secretary, scene, session, change, code):
    _group, students, _person = scene
    before = snapshot(session)
    session.rollback()
    answer = secretary.post(
        "/movements/new", data=order(student=[students[1].id], note="по заявлению") | change
    )
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert 'value="по заявлению"' in answer.text
    assert snapshot(session) == before


def test_a_bad_date_is_said_beside_its_field(secretary, scene):
    answer = secretary.post("/movements/new", data=order(dated="", student=[scene[1][0].id]))
    assert answer.status_code == 422
    assert "Укажите дату приказа." in answer.text


def test_a_late_entry_says_so(secretary, scene, session):
    answer = secretary.post(
        "/movements/new", data=order(dated="2025-10-01", student=[scene[1][0].id]), follow_redirects=True
    )
    assert "с опозданием 2 дн." in answer.text
    assert "внесено с опозданием 2 дн." in secretary.get("/movements?state=late").text
    assert "внесено с опозданием" not in secretary.get("/movements?state=annulled").text


def test_a_mistaken_movement_is_taken_back(secretary, scene, session):
    secretary.post("/movements/new", data=order(student=[scene[1][0].id]))
    movement = session.query(Movement).one()
    empty = secretary.post(f"/movements/{movement.id}/annul", data={"reason": ""})
    assert empty.status_code == 422
    secretary.post(f"/movements/{movement.id}/annul", data={"reason": "перепутан приказ"})
    session.expire_all()
    assert movement.annulled_reason == "перепутан приказ"
    assert session.query(Membership).filter(Membership.ends_on.is_not(None)).count() == 0


def test_the_search_folds_letters(secretary, scene):
    assert "Ёжиков" in secretary.get("/students?q=ежиков").text
    assert "Абрамова" not in secretary.get("/students?q=ежиков").text
    assert "Жукова" in secretary.get("/students?q=25-003").text


@pytest.mark.parametrize(
    ("kind", "standing"),
    [("leave", "on_leave"), ("expulsion", "expelled"), ("graduation", "graduated")],
)
def test_students_are_filtered_by_where_they_stand(secretary, scene, kind, standing):
    secretary.post("/movements/new", data=order(kind=kind, student=[scene[1][1].id]))
    assert "Ёжиков" in secretary.get(f"/students?standing={standing}").text
    assert "Ёжиков" not in secretary.get("/students").text
    assert "Ёжиков" in secretary.get("/students?standing=all").text


def test_a_new_card_leads_to_its_admission(secretary, scene, session):
    answer = secretary.post(
        "/students/new", data={"family_name": "Новиков", "given_name": "Пётр", "record_book": "25-090"}
    )
    assert answer.status_code == 303
    page = secretary.get(answer.location)
    assert "Новиков Пётр" in page.text
    assert 'value="admission"' in page.text
    taken = secretary.post("/students/new", data={"family_name": "Другой", "record_book": "25-090"})
    assert 'data-code="E_NUMBER"' in taken.text


def test_a_group_is_made_changed_and_archived_when_empty(secretary, scene, session):
    answer = secretary.post(
        "/groups/new",
        data={
            "name": "ЮР-25-1",
            "study_form": "заочная",
            "admission_year": "2024",
            "courses": "3",
            "specialty_id": "",
        },
    )
    page = secretary.get(answer.location)
    assert "2 курс" in page.text
    assert "ЮР-25-1" in secretary.get("/groups", query_string={"q": "юр 25", "course": "2"}).text
    again = secretary.post("/groups/new", data={"name": "БУ-23-1", "study_form": "очная", "specialty_id": ""})
    assert 'data-code="E_GROUP"' in again.text
    full = secretary.post(f"/groups/{scene[0].id}/archive")
    assert full.status_code == 422
    assert "ещё числятся" in full.text
    number = answer.location.rsplit("/", 1)[1]
    secretary.post(f"/groups/{number}/archive")
    assert "ЮР-25-1" in secretary.get("/groups?state=archived").text
    assert "ЮР-25-1" not in secretary.get("/groups").text


def test_the_curator_sees_and_keeps_the_own_group_only(asking, client, scene, session, sign_in_as):
    group, students, _person = scene
    foreign = make.group(session, "ЮР-25-1")
    stranger = make.student(session, "Чужой")
    make.membership(session, foreign, stranger)
    sign_in_as(client, curator_of(session, group))
    assert "ЮР-25-1" not in asking.get("/groups").text
    assert "Чужой" not in asking.get("/students?standing=all").text
    assert asking.get(f"/students/{stranger.id}").status_code == 403
    address = f"/students/{students[0].id}/contacts/edit"
    answer = asking.post(
        address, data={"phone": "+7 900 000-00-01", "email": "a@example.ru", "address": "г. Примерск"}
    )
    assert answer.status_code == 303
    asking.post(
        f"/students/{students[0].id}/representatives",
        data={"representative-kinship": "мать", "representative-family_name": "Абрамова"},
    )
    assert session.query(PersonalCard).one().phone == "+7 900 000-00-01"
    parent = session.query(Representative).one()
    asking.post(f"/students/{students[0].id}/representatives/{parent.id}/end")
    session.expire_all()
    assert parent.is_archived
    assert asking.post("/movements/new", data=order(student=[students[0].id])).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "позвоните"), ("email", "нет адреса"), ("phone", "12")]
)
def test_contacts_that_reach_nobody_are_refused(asking, client, scene, session, sign_in_as, field, value):
    group, students, _person = scene
    sign_in_as(client, curator_of(session, group))
    answer = asking.post(
        f"/students/{students[0].id}/contacts/edit", data={field: value, "address": "г. Примерск"}
    )
    assert 'data-code="E_CONTACT"' in answer.text
    assert 'value="г. Примерск"' in answer.text
    assert session.query(PersonalCard).count() == 0


def test_every_opening_of_a_card_is_logged(asking, client, secretary, scene, session, sign_in_as):
    _group, students, person = scene
    secretary.get(f"/students/{students[1].id}/contacts")
    (entry,) = session.query(AuditEntry).filter_by(action="opened")
    assert (entry.user_id, entry.student_id, entry.office) == (person.id, students[1].id, "secretary")
    admin = make.user(session, "Контентова", is_staff=True)
    make.office(session, admin, Office.CONTENT_ADMIN)
    sign_in_as(client, admin)
    page = asking.get("/students/opened")
    assert "Секретарёва" in page.text
    assert "Ёжиков" in page.text


def test_a_classmate_sees_no_contacts(asking, client, scene, session, sign_in_as):
    _group, students, _person = scene
    own = make.account(session, students[0])
    sign_in_as(client, own)
    own_id, other_id = students[0].id, students[1].id
    assert asking.get(f"/students/{own_id}/contacts").status_code == 200
    assert asking.get(f"/students/{other_id}/contacts").status_code == 403
    assert asking.get(f"/students/{own_id}/contacts/edit").status_code == 403


@pytest.mark.parametrize("address", ["/students?standing=all", "/groups", "/movements", "/students/opened"])
def test_lists_ask_the_same_whatever_the_rows(asking, client, scene, session, engine, sign_in_as, address):
    admin = make.user(session, "Контентова", is_staff=True)
    make.office(session, admin, Office.CONTENT_ADMIN)
    sign_in_as(client, admin)
    asking.get(address)
    with queries(engine) as few:
        assert asking.get(address).status_code == 200
    order_ = make.put(session, _order())
    for number in range(12):
        group, student = make.group(session), make.student(session, f"Новый{number}")
        make.membership(session, group, student)
        make.put(
            session,
            Movement(
                student_id=student.id,
                kind=MovementKind.ADMISSION,
                to_group=group,
                effective_on=date(2025, 9, 1),
                order=order_,
                due_on=date(2025, 9, 4),
                entered_at=make.EARLY,
            ),
        )
    session.commit()
    with queries(engine) as many:
        asking.get(address)
    assert len(many) == len(few) <= 15


def _order():
    from models import Order, OrderKind

    return Order(
        kind=OrderKind.MOVEMENT,
        number="1-с",
        dated=date(2025, 9, 1),
        title="О зачислении",
        registered_at=make.EARLY,
    )
