"""The timetable: lines put in, read from a file, changed, ended; planned lessons that follow them (3.10.1)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from journal.acting import Acting
from journal.imports import FileRow
from journal.lessons import add_lesson
from journal.planning import entries_between, plan_for_journal, plan_lessons
from journal.timetable import add_entry, change_entry, end_entry, entry_of, line_of
from journal.timetable_import import TIMETABLE, apply, check, undo
from models import Lesson, LessonState, MedicalGroup, Subgroup, TimetableEntry
from regulation.kinds import LessonKind, WorkKind
from regulation.physical import HealthGroup
from regulation.timetable import Week
from tests import factories as make
from tests.journal.timetable import HOLIDAY, college, file_rows
from tests.unchanged import queries, refuses

TODAY = date(2025, 10, 7)


@pytest.fixture
def place(session):
    return college(session)


@pytest.fixture
def dispatcher(session):
    return make.user(session, "Диспетчерова", is_staff=True)


def journal_of(session, place, discipline="МДК.01.01", **values):
    return make.journal(
        session, group=place.group, discipline=place.disciplines[discipline], term=place.term, **values
    )


def standing(session, journal, state=LessonState.PLANNED):
    wanted = select(Lesson).where(Lesson.journal_id == journal.id, Lesson.state == state)
    return list(session.scalars(wanted.order_by(Lesson.date, Lesson.pair)))


class TestPlanning:
    def test_it_works(self, session, act, place, dispatcher):
        journal = journal_of(session, place)
        entry = add_entry(act(dispatcher), place.line())
        lessons = standing(session, journal)
        assert len(lessons) == 16
        assert lessons[0].date == date(2025, 9, 2)
        assert HOLIDAY not in {lesson.date for lesson in lessons}
        assert {(one.pair, one.room, one.teacher_id, one.timetable_entry_id) for one in lessons} == {
            (2, "312", place.teachers["T-104"].id, entry.id)
        }
        assert [work.kind for work in lessons[0].works] == [WorkKind.CURRENT]

    def test_lessons_of_physical_education_have_their_theory_column(self, session, act, place, dispatcher):
        journal = journal_of(session, place, "СГ.04")
        make.put(
            session,
            MedicalGroup(
                student=make.students_of(session, journal)[0], health_group=HealthGroup.SPECIAL, certificate="123/25",
                issued_on=date(2025, 9, 1), starts_on=date(2025, 9, 1), ends_on=date(2025, 9, 30), entered_at=make.EARLY,
            ),
        )  # fmt: skip
        add_entry(act(dispatcher), place.line("СГ.04", "T-112"))
        kinds = {one.date: [work.kind for work in one.works] for one in standing(session, journal)}
        assert kinds[date(2025, 9, 30)] == [WorkKind.CURRENT, WorkKind.THEORY]
        assert kinds[date(2025, 10, 7)] == [WorkKind.CURRENT]

    def test_again_it_makes_nothing(self, session, act, place, dispatcher):
        journal_of(session, place)
        entry = add_entry(act(dispatcher), place.line())
        done = plan_lessons(act(dispatcher), [entry])
        assert (done.made, done.adopted) == (0, 0)

    def test_a_journal_opened_later_picks_its_lessons_up(self, session, act, place, dispatcher):
        entry = add_entry(act(dispatcher), place.line(week=Week.EVEN))
        assert plan_lessons(act(dispatcher), [entry]).without_journal == [entry.id]
        journal = journal_of(session, place)
        assert plan_for_journal(act(dispatcher), journal).made == 7
        assert standing(session, journal)[0].date == date(2025, 9, 9)

    def test_only_the_journal_of_the_same_subgroup_gets_them(self, session, act, place, dispatcher):
        parts = [make.put(session, Subgroup(group=place.group, name=name)) for name in "12"]
        whole, first, second = (journal_of(session, place, subgroup=one) for one in (None, *parts))
        add_entry(act(dispatcher), place.line(subgroup=parts[0]))
        assert [len(standing(session, one)) for one in (whole, first, second)] == [0, 16, 0]

    def test_a_teachers_own_planned_lesson_is_taken_over(self, session, act, place, dispatcher):
        journal = journal_of(session, place)
        own = add_lesson(act(dispatcher), journal, day=date(2025, 10, 14), pair=2, kind=LessonKind.EXAM)
        entry = add_entry(act(dispatcher), place.line())
        assert (own.timetable_entry_id, own.kind, own.room) == (entry.id, LessonKind.EXAM, "312")
        assert len(standing(session, journal)) == 16

    def test_a_cancelled_one_stays_cancelled(self, session, act, place, dispatcher):
        journal = journal_of(session, place)
        entry = add_entry(act(dispatcher), place.line())
        standing(session, journal)[5].state = LessonState.CANCELLED
        session.flush()
        assert plan_lessons(act(dispatcher), [entry]).made == 0

    def test_behind_a_set_final_none_appears(self, session, act, place, dispatcher):
        journal = journal_of(session, place)
        make.final(session, journal, make.students_of(session, journal)[0])
        add_entry(act(dispatcher), place.line())
        assert standing(session, journal) == []

    def test_obligatory_works_are_numbered_in_order(self, session, act, place, dispatcher):
        journal = journal_of(session, place)
        make.lesson(session, journal, date(2025, 9, 1), 1, LessonKind.PRACTICAL, works=())
        add_entry(act(dispatcher), place.line(kind=LessonKind.PRACTICAL))
        numbers = [one.works[0].number for one in standing(session, journal) if one.works]
        assert numbers == list(range(1, 17))

    def test_queries_do_not_grow_with_the_lines(self, session, engine, act, place, dispatcher):
        def count(number):
            entries = []
            for pair in range(1, number + 1):
                group = make.group(session)
                make.journal(session, group=group, discipline=place.disciplines["МДК.01.01"], term=place.term)
                entries.append(
                    make.put(session, _row(place, group=group, pair=pair, week=Week.ODD, subgroup=None))
                )
            ids = [one.id for one in entries]
            acting = act(dispatcher)
            session.expunge_all()
            with queries(engine) as sent:
                found = entries_between(
                    session, date(2025, 9, 1), date(2025, 12, 27), TimetableEntry.id.in_(ids)
                )
                assert plan_lessons(acting, found).made == 9 * number
            return len([one for one in sent if one.startswith("SELECT")])

        assert count(1) == count(5)


def _row(place, **values):
    return entry_of(Acting(place.session, None, make.EARLY), place.line(**values))


class TestRefusals:
    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"ends_on": date(2026, 1, 20)}, "E_PERIOD"),
            ({"ends_on": date(2025, 8, 1)}, "E_PERIOD"),
            ({"pair": 7}, "E_SLOT"),
            ({"weekday": 6}, "E_HOLIDAY"),
            ({"starts_on": HOLIDAY, "ends_on": HOLIDAY}, "E_HOLIDAY"),
        ],
    )
    def test_a_line_that_cannot_be_is_refused(self, session, act, place, dispatcher, values, code):
        acting = act(dispatcher)
        with refuses(session, code):
            add_entry(acting, place.line(**values))

    def test_clashes_are_refused_with_their_list(self, session, act, place, dispatcher):
        acting = act(dispatcher)
        add_entry(acting, place.line())
        with refuses(session, "E_CLASH", "3.10.1") as caught:
            add_entry(acting, place.line("СГ.02"))
        for word in ("преподаватель занят", "у группы уже есть занятие", "аудитория занята", "02.09.2025"):
            assert word in caught.refusal.message


class TestChanging:
    @pytest.fixture
    def journal(self, session, place):
        return journal_of(session, place)

    def test_it_works(self, session, act, place, dispatcher, journal):
        acting = act(dispatcher)
        entry = add_entry(acting, place.line())
        line = place.line(weekday=3, room="207")
        following = change_entry(acting, entry, line, date(2025, 10, 13))
        assert (entry.ends_on, following.starts_on) == (date(2025, 10, 12), date(2025, 10, 13))
        lessons = standing(session, journal)
        before = [one for one in lessons if one.timetable_entry_id == entry.id]
        after = [one for one in lessons if one.timetable_entry_id == following.id]
        assert {one.date.weekday() for one in before} == {1}
        assert {(one.date.weekday(), one.room) for one in after} == {(3, "207")}
        # the week of the holiday Tuesday has a Thursday: eleven weeks, eleven lessons, ten of them moved
        assert len(after) == 11
        assert standing(session, journal, LessonState.CANCELLED) == []

    def test_another_teacher_from_a_day_on(self, session, act, place, dispatcher, journal):
        acting = act(dispatcher)
        entry = add_entry(acting, place.line())
        change_entry(acting, entry, place.line(teacher="T-111"), TODAY + timedelta(days=7))
        by = {one.teacher_id for one in standing(session, journal) if one.date < date(2025, 10, 14)}
        assert by == {place.teachers["T-104"].id}
        assert standing(session, journal)[-1].teacher_id == place.teachers["T-111"].id

    def test_the_past_is_not_changed(self, session, act, place, dispatcher, journal):
        acting = act(dispatcher)
        entry = add_entry(acting, place.line())
        with refuses(session, "E_CLOSED", "3.10.1"):
            change_entry(acting, entry, place.line(pair=3), TODAY - timedelta(days=1))

    def test_a_conducted_lesson_cannot_vanish(self, session, act, place, dispatcher, journal):
        acting = act(dispatcher)
        entry = add_entry(acting, place.line())
        today = next(one for one in standing(session, journal) if one.date == TODAY)
        today.state, today.topic = LessonState.CONDUCTED, "Учёт кассовых операций"
        session.flush()
        for deed in (
            lambda: change_entry(acting, entry, place.line(pair=3), TODAY),
            lambda: end_entry(acting, entry, TODAY - timedelta(days=1), "группа переведена на практику"),
            lambda: undo(acting, [{"entry": entry.id}]),
        ):
            with refuses(session, "E_CLOSED", "3.10.1") as caught:
                deed()
            assert "07.10.2025, 2-я пара, БУ-23-1" in caught.refusal.message

    def test_a_clash_of_the_new_place_is_refused(self, session, act, place, dispatcher, journal):
        acting = act(dispatcher)
        entry = add_entry(acting, place.line())
        add_entry(acting, place.line("СГ.02", "T-110", weekday=3, room="205"))
        with refuses(session, "E_CLASH"):
            change_entry(acting, entry, place.line(weekday=3), TODAY + timedelta(days=1))

    def test_the_same_line_again_changes_nothing_that_matters(self, session, act, place, dispatcher, journal):
        acting = act(dispatcher)
        entry = add_entry(acting, place.line())
        change_entry(acting, entry, line_of(entry), TODAY + timedelta(days=1))
        assert len(standing(session, journal)) == 16

    def test_ending_cancels_what_was_still_to_come(self, session, act, place, dispatcher, journal):
        acting = act(dispatcher)
        entry = add_entry(acting, place.line())
        end_entry(acting, entry, date(2025, 11, 30), "группа переведена на практику")
        assert standing(session, journal)[-1].date == date(2025, 11, 25)
        gone = standing(session, journal, LessonState.CANCELLED)
        assert len(gone) == 4
        assert {one.cancel_reason for one in gone} == {"группа переведена на практику"}


class TestImport:
    def test_it_works(self, session, act, place, dispatcher):
        acting = act(dispatcher)
        journal = journal_of(session, place)
        verdicts = check(acting, file_rows(), {})
        assert [one.problems for one in verdicts] == [()] * 5
        assert "подгруппа «1» будет заведена" in verdicts[2].cautions[0]
        apply(acting, file_rows(), {})
        assert session.scalar(select(func.count(TimetableEntry.id))) == 5
        assert len(standing(session, journal)) == 16 + 17

    def test_checking_changes_nothing(self, session, act, place, dispatcher):
        acting = act(dispatcher)
        check(acting, file_rows(), {})
        assert session.scalar(select(func.count(TimetableEntry.id))) == 0
        assert session.scalar(select(func.count(Subgroup.id))) == 0

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"group": "БУ-99-9"}, "группы «БУ-99-9» нет"),
            ({"weekday": "8"}, "день недели «8»"),
            ({"pair": "²"}, "пара «²»"),
            ({"pair": "9"}, "9-й пары нет в звонках"),
            ({"week": "иногда"}, "неделя «иногда»"),
            ({"from": "2025-13-01"}, "дата «2025-13-01»"),
            ({"to": "2026-02-01"}, "не входят в один семестр"),
            ({"discipline": "МДК.99.99"}, "дисциплины «МДК.99.99» нет"),
            ({"kind": "танцы"}, "вид занятия «танцы»"),
            ({"teacher_id": "T-999"}, "сотрудника «T-999» нет"),
            ({"weekday": "7"}, "нет ни одного рабочего дня"),
            ({"weekday": "3", "pair": "1"}, "у группы уже есть занятие"),
        ],
    )
    def test_a_bad_row_says_why(self, act, place, dispatcher, changes, words):
        verdicts = check(act(dispatcher), file_rows(**changes), {})
        assert words in "; ".join(text for one in verdicts for text in one.problems)

    def test_numbers_of_both_alphabets_are_one(self, act, place, dispatcher):
        assert check(act(dispatcher), file_rows(teacher_id="Т-104"), {})[0].is_good

    def test_a_second_time_every_row_clashes(self, act, place, dispatcher):
        acting = act(dispatcher)
        apply(acting, file_rows(), {})
        verdicts = check(acting, file_rows(), {})
        assert not any(one.is_good for one in verdicts)

    def test_undo_withdraws_the_lines_and_their_lessons(self, session, act, place, dispatcher):
        acting = act(dispatcher)
        journal = journal_of(session, place)
        undo(acting, apply(acting, file_rows(), {}))
        assert standing(session, journal) == []
        assert {one.cancel_reason for one in standing(session, journal, LessonState.CANCELLED)} == {
            "загрузка расписания отменена"
        }
        again = apply(acting, file_rows(), {})
        assert len(again) == 5 and len(standing(session, journal)) == 33

    def test_the_number_of_queries_does_not_grow(self, engine, act, place, dispatcher):
        acting = act(dispatcher)
        rows = file_rows()
        with queries(engine) as few:
            check(acting, rows, {})
        more = rows + [
            FileRow(100 + number, {**rows[0].cells, "weekday": "1", "pair": str(number)})
            for number in range(1, 6)
        ]
        with queries(engine) as many:
            check(acting, more, {})
        assert len(many) <= len(few)

    def test_its_columns_are_those_of_the_files_header(self):
        header = list(file_rows()[0].cells)
        assert set(header) <= {column.name for column in TIMETABLE.columns}
