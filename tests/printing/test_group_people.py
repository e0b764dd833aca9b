"""F-10: the personal data of a group, printed by its own right (3.9)."""

from datetime import date

import pytest

from journal.contacts import ContactFields, RepresentativeFields, save_contacts, save_representative
from journal.groups import memberships_of_group
from journal.movement_rules import Draft
from journal.movements import enter_movement
from journal.orders import require_order
from journal.papers.group_people import group_people_of
from lti_tool.printing.contingent_forms import group_people
from lti_tool.printing.rendering import render
from models import AuditEntry, Job, MovementKind, Office
from tests import factories as make
from tests.printing import people
from tests.printing.reading import pages
from tests.unchanged import queries


@pytest.fixture
def group(session, act):
    """Thirty people, one of them transferred here, one on leave, one with contacts and two representatives."""
    journal, students, _teacher = people.journal_of_thirty(session)
    made, other = journal.group, make.group(session, "БУ-23-2")
    acting = act(now="2025-11-12 09:00", office="secretary")
    newcomer = make.student(session, "Юрьева", "Нина", "Олеговна", birth_date=date(2007, 4, 5))
    make.membership(session, other, newcomer)
    order = require_order(acting, "84-с", date(2025, 11, 10), "3.9.2")
    enter_movement(acting, Draft(MovementKind.TRANSFER, date(2025, 11, 10), order, made), [newcomer.id])
    enter_movement(acting, Draft(MovementKind.LEAVE, date(2025, 11, 11), order), [students[3].id])
    save_contacts(
        acting,
        newcomer,
        ContactFields("+7 900 000-00-01", "", "634000, г. Примерск, ул. Учебная, д. 1, кв. 2"),
    )
    for kinship, name in (("мать", "Ольга"), ("отец", "Олег")):
        fields = RepresentativeFields(kinship, "Юрьев", name, "", "+7 900 000-00-02")
        save_representative(acting, newcomer, None, fields)
    return made


def test_it_works(session, act, app, group, tmp_path):
    form = group_people(act(now="2025-11-12 10:00", office="secretary"), {"group_id": group.id})
    with app.app_context():
        html = form.html(app.jinja_env)
    path = tmp_path / "f10.pdf"
    made = render(html, path, lambda _page: None)
    text = "".join(page.solid for page in pages(path))
    assert made == len(pages(path)) <= 4
    for wanted in (
        "СВЕДЕНИЯ ОБ ОБУЧАЮЩИХСЯ", people.LONGEST, "05.04.2007", "БУ-23-2→", "приказ№84-сот10.11.2025",
        "академический отпуск с 11.11.2025", "+7 900 000-00-01", "мать: Юрьев Ольга", "отец: Юрьев Олег", "2 курс",
    ):  # fmt: skip
        assert wanted.replace(" ", "") in text, wanted


def test_statements_do_not_grow_with_the_people(session, engine, act, group):
    acting = act(now="2025-11-12 10:00")
    small = make.group(session, "ЮР-1")
    make.membership(session, small, make.student(session, "Один"))
    counts = []
    for one in (small, group):
        session.expire_all()
        with queries(engine) as sent:
            group_people_of(acting, one)
        counts.append(len(sent))
    assert counts[1] - counts[0] <= 2 and counts[1] <= 15


def test_only_the_secretary_orders_it_and_every_card_is_noted(client, session, sign_in_as, group):
    group_id, count = group.id, len({one.student_id for one in group_members(session, group)})
    for office, status in ((Office.DEPUTY, 403), (Office.CONTENT_ADMIN, 403), (Office.SECRETARY, 303)):
        person = make.user(session, "Служащева", is_staff=True)
        make.office(session, person, office)
        sign_in_as(client, person)
        assert client.post(f"/groups/{group_id}/print").status_code == status
    assert session.query(Job).filter_by(kind="print").one().params["paper"] == "group_people"
    assert session.query(AuditEntry).filter_by(action="opened").count() == count


def group_members(session, group):
    return memberships_of_group(session, group.id)
