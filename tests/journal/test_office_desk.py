"""What offices, rules, function lists and unlock requests put on the desks."""

from datetime import date

import pytest

from journal.appointments import Appointment
from journal.desk import chair_of, desk_of
from journal.desk_lines import Urgency
from journal.function_lists import mark_functions, own_lists, readers, unread_count
from journal.grants import enter_grant
from journal.office_desk import NEEDED, function_lines, office_lines, unlock_lines
from journal.orders import register_order
from journal.rule_settings import enter_rule
from journal.unlocks import request_unlock
from models import AuditEntry, FunctionMark, Office, OrderKind
from regulation.functions import FUNCTIONS
from tests import factories as make
from tests.unchanged import queries, refuses

SOON = date(2025, 10, 20)


def person(session, office, **values):
    made = make.user(session, "Служащева", is_staff=True)
    make.office(session, made, office, **values)
    return made


def lines(acting, provide):
    return {line.title: line for line in provide(acting, chair_of(acting)) if line.count}


class TestOffices:
    def test_offices_without_anybody_are_overdue_for_the_content_administrator(self, session, act):
        clerk = person(session, Office.CONTENT_ADMIN)
        found = lines(act(clerk), office_lines)["Должности без человека"]
        assert (found.urgency, found.count) == (Urgency.OVERDUE, len(NEEDED) - 1)
        for office in NEEDED:
            if office is not Office.CONTENT_ADMIN:
                person(session, office)
        assert lines(act(clerk), office_lines) == {}

    def test_what_ends_within_a_month_is_due(self, session, act):
        clerk = person(session, Office.CONTENT_ADMIN)
        person(session, Office.SECRETARY, ends_on=date(2025, 11, 6))
        person(session, Office.DISPATCHER, ends_on=date(2025, 11, 7))
        found = lines(act(clerk), office_lines)["Полномочия заканчиваются"]
        assert (found.count, found.endpoint, found.values) == (1, "grants.index", {"state": "ending"})

    def test_ones_own_office_that_ends_is_told_to_its_holder(self, session, act):
        secretary = person(session, Office.SECRETARY, ends_on=SOON)
        found = lines(act(secretary), office_lines)
        assert found["Заканчивается ваше полномочие"].params == {"day": "20.10.2025"}
        assert set(found) == {"Заканчивается ваше полномочие"}

    def test_an_administration_about_to_stand_empty_is_overdue(self, session, act):
        admin = person(session, Office.SYSTEM_ADMIN, ends_on=SOON)
        person(session, Office.CONTENT_ADMIN)
        title = "Журнал останется без администратора"
        found = lines(act(admin), office_lines)[title]
        assert (found.urgency, found.count, found.params) == (Urgency.OVERDUE, 1, {"day": "21.10.2025"})
        person(session, Office.SYSTEM_ADMIN, starts_on=date(2025, 10, 21))
        assert title not in lines(act(admin), office_lines)

    def test_what_waits_is_due_for_the_director_and_calm_for_who_entered_it(self, session, act):
        clerk, director = person(session, Office.CONTENT_ADMIN), person(session, Office.DIRECTOR)
        order = register_order(act(clerk), OrderKind.RIGHTS, "5", make.FIRST_DAY, "О правах")
        enter_grant(
            act(clerk),
            Appointment(make.user(session, "Зуева", is_staff=True), Office.SECRETARY, make.TODAY),
            order,
        )
        enter_rule(act(clerk), "lock_days", "10", make.TODAY, order)
        for who, urgency in ((director, Urgency.DUE), (clerk, Urgency.CALM)):
            found = lines(act(who), office_lines)
            assert found["Полномочия ждут директора"].urgency is urgency
            assert found["Правила ждут директора"].urgency is urgency

    def test_a_curator_and_a_deputy_of_one_group_are_told_nothing_of_it(self, session, act):
        group = make.group(session)
        for office in (Office.CURATOR, Office.DEPUTY):
            assert lines(act(person(session, office, group_id=group.id)), office_lines) == {}


class TestUnlocks:
    def test_requests_wait_for_who_answers_them(self, session, act):
        journal = make.journal(session)
        request_unlock(act(make.teacher(session, journal)), journal, "болезнь педагога")
        for office, count in ((Office.CONTENT_ADMIN, 1), (Office.DEPUTY, 1), (Office.SECRETARY, 0)):
            assert len(lines(act(person(session, office)), unlock_lines)) == count


class TestFunctions:
    def test_every_office_has_a_list(self):
        assert set(FUNCTIONS) == {office.value for office in Office} | {"teacher"}
        assert all(line.clause and line.text for lines in FUNCTIONS.values() for line in lines)

    def test_one_reads_the_lists_of_ones_offices_and_marks_them(self, session, act):
        secretary = person(session, Office.SECRETARY)
        (own,) = own_lists(act(secretary))
        assert (own.office, own.marked_at) == ("secretary", None)
        assert "Перечень функций" in lines(act(secretary), function_lines)
        made = mark_functions(act(secretary), "secretary")
        assert own_lists(act(secretary))[0].marked_at == act().now
        assert mark_functions(act(secretary), "secretary") is made
        assert lines(act(secretary), function_lines) == {}
        assert session.query(AuditEntry).filter_by(entity="function_mark").count() == 1

    def test_a_teacher_has_a_list_too(self, session, act):
        teacher = make.teacher(session, make.journal(session))
        assert [one.office for one in own_lists(act(teacher))] == ["teacher"]

    def test_not_the_list_of_an_office_one_has_not(self, session, act):
        secretary = person(session, Office.SECRETARY)
        over = person(session, Office.DEPUTY, ends_on=date(2025, 10, 6))
        for who, office in ((secretary, "director"), (secretary, "nothing"), (over, "deputy")):
            acting = act(who)
            with refuses(session, "E_PERSON", "3.2"):
                mark_functions(acting, office)

    def test_who_watches_sees_how_many_have_not_read(self, session, act):
        clerk, secretary = person(session, Office.CONTENT_ADMIN), person(session, Office.SECRETARY)
        make.teacher(session, make.journal(session))
        assert unread_count(act(clerk)) == 3
        mark_functions(act(secretary), "secretary")
        assert lines(act(clerk), function_lines)["Не ознакомлены с функциями"].count == 2
        assert [(row[1], row[2]) for row in session.execute(readers(act(clerk))) if row[0] is secretary] == [
            ("secretary", act().now)
        ]

    def test_the_mark_is_kept_once(self, session, act):
        secretary = person(session, Office.SECRETARY)
        mark_functions(act(secretary), "secretary")
        assert session.query(FunctionMark).count() == 1


class TestDesk:
    def test_the_most_pressing_comes_first(self, session, act):
        clerk = person(session, Office.CONTENT_ADMIN, ends_on=SOON)
        order = [line.urgency for line in desk_of(act(clerk), chair_of(act(clerk)))]
        assert order == sorted(order, key=list(Urgency).index)
        assert order[0] is Urgency.OVERDUE

    def test_nothing_is_on_the_desk_of_who_holds_no_office(self, session, act):
        acting = act(make.user(session, "Петрова", is_staff=True))
        assert desk_of(acting, chair_of(acting)) == []

    @pytest.mark.parametrize("office", list(Office))
    def test_it_asks_as_much_of_the_database_however_much_waits(self, session, act, engine, office):
        holder = person(
            session, office, group_id=make.group(session).id if office is Office.CURATOR else None
        )
        acting = act(holder)
        with queries(engine) as few:
            desk_of(acting, chair_of(acting))
        for _number in range(5):
            journal = make.journal(session, students=1)
            request_unlock(act(make.teacher(session, journal)), journal, "болезнь педагога")
        acting = act(holder)
        session.expire_all()
        with queries(engine) as many:
            office_lines(acting, chair_of(acting))
            unlock_lines(acting, chair_of(acting))
            function_lines(acting, chair_of(acting))
        assert len(many) <= 18
        assert few
