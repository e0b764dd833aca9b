"""Staff from a file, undertakings not to disclose (3.8.1, 6.1)."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.imports import FileRow, apply_batch, preview, undo_batch
from journal.people_import import PEOPLE
from journal.undertakings import annul_undertaking, lacks_undertaking, record_undertaking
from models import ImportBatch, ImportState, Office, Registration, Undertaking, User
from tests import factories as make
from tests.conftest import Act
from tests.unchanged import queries, refuses


def row(at: int, sub: str, family: str = "Новикова", given: str = "Анна", **more: str) -> FileRow:
    return FileRow(at, {"sub": sub, "family": family, "given": given, **more})


@pytest.fixture
def lms(session: Session) -> Registration:
    return make.registration(session)


@pytest.fixture
def acting(session: Session, act: Act, lms: Registration) -> Acting:
    return act(make.user(session, "Контентова", registration=lms), office="content_admin")


def load(acting: Acting, lms: Registration, *rows: FileRow) -> ImportBatch:
    batch = preview(acting, PEOPLE, "people.csv", "0" * 64, rows, {"registration": str(lms.id)})
    apply_batch(acting, PEOPLE, batch)
    return batch


def test_a_file_prepares_staff_who_have_no_rights(
    session: Session, acting: Acting, lms: Registration
) -> None:
    batch = load(acting, lms, row(2, "501", "Ёлкина", patronymic="Петровна", number="T-9"), row(3, "502"))
    assert batch.state is ImportState.APPLIED
    found = session.scalars(select(User).where(User.sub == "501")).one()
    assert (found.display_name, found.is_staff, found.college_number) == ("Ёлкина Анна Петровна", True, "T-9")
    assert found.last_visit_at is None and found.registration_id == lms.id


def test_it_is_taken_back_until_somebody_came(session: Session, acting: Acting, lms: Registration) -> None:
    batch = load(acting, lms, row(2, "501"))
    undo_batch(acting, PEOPLE, batch)
    assert session.scalars(select(User).where(User.sub == "501")).all() == []
    second = load(acting, lms, row(2, "501"))
    session.scalars(select(User).where(User.sub == "501")).one().last_visit_at = acting.now
    with refuses(session, "E_CLOSED", "1.6"):
        undo_batch(acting, PEOPLE, second)


def test_it_is_not_taken_back_once_an_office_rests_on_it(
    session: Session, acting: Acting, lms: Registration
) -> None:
    batch = load(acting, lms, row(2, "501"))
    make.office(session, session.scalars(select(User).where(User.sub == "501")).one(), Office.SECRETARY)
    with refuses(session, "E_CLOSED", "1.6"):
        undo_batch(acting, PEOPLE, batch)


def test_an_lms_number_twice_is_refused_and_nobody_comes_in(
    session: Session, acting: Acting, lms: Registration
) -> None:
    make.user(session, "Старая", registration=lms, sub="77", college_number="T-1")
    rows = [
        row(2, "501"),
        row(3, "501", "Другая"),
        row(4, "77"),
        row(5, "78", number="T-1"),
        row(6, ""),
        row(7, "79", " "),
    ]
    options = {"registration": str(lms.id)}
    verdicts = PEOPLE.check(acting, rows, options)
    assert [one.is_good for one in verdicts] == [True, False, False, False, False, False]
    assert "тот же номер, что в строке 2" in verdicts[1].problems[0]
    before = session.scalars(select(User.id)).all()
    apply_batch(acting, PEOPLE, preview(acting, PEOPLE, "p.csv", "0" * 64, rows, options))
    assert session.scalars(select(User.id)).all() == before


def test_a_namesake_comes_in_with_a_caution(session: Session, acting: Acting, lms: Registration) -> None:
    make.user(session, "Новикова", "Анна", "", registration=lms)
    verdict = PEOPLE.check(acting, [row(2, "501", "новикова ")], {"registration": str(lms.id)})[0]
    assert verdict.is_good and "тёзка" in verdict.cautions[0]


def test_the_same_number_in_another_lms_is_another_person(
    session: Session, acting: Acting, lms: Registration
) -> None:
    make.user(session, "Иная", registration=make.registration(session), sub="501")
    assert PEOPLE.check(acting, [row(2, "501")], {"registration": str(lms.id)})[0].is_good


@pytest.mark.parametrize("chosen", ["", "0", "999999", "x", "²"])
def test_without_a_known_lms_no_row_is_good(acting: Acting, chosen: str) -> None:
    assert not PEOPLE.check(acting, [row(2, "501")], {"registration": chosen})[0].is_good


def test_three_thousand_people_come_in_soon(
    session: Session, acting: Acting, lms: Registration, engine: Engine
) -> None:
    rows = [row(number, f"s{number}", f"Фамилия{number}") for number in range(3000)]
    begun = perf_counter()
    with queries(engine) as sent:
        PEOPLE.check(acting, rows, {"registration": str(lms.id)})
    assert len(sent) <= 3
    load(acting, lms, *rows)
    assert perf_counter() - begun < 20


def test_an_undertaking_is_signed_once_and_annulled_with_a_reason(session: Session, acting: Acting) -> None:
    teacher = make.teacher(session, make.journal(session), "Петрова")
    missing = select(User.id).where(lacks_undertaking(acting.today))
    assert teacher.id in session.scalars(missing).all()
    signed = record_undertaking(acting, teacher, "№ 7", date(2025, 9, 1))
    assert signed.number == "7" and teacher.id not in session.scalars(missing).all()
    with refuses(session, "E_SAME", "6.1"):
        record_undertaking(acting, teacher, "8", date(2025, 9, 1))
    other = make.teacher(session, family="Другая")
    with refuses(session, "E_SAME", "6.1"):
        record_undertaking(acting, other, "7", date(2025, 9, 1))
    with refuses(session, "E_TEXT", "6.1"):
        annul_undertaking(acting, signed, " ")
    annul_undertaking(acting, signed, "ошибка в номере")
    with refuses(session, "E_CLOSED", "6.1"):
        annul_undertaking(acting, signed, "ещё раз")
    assert record_undertaking(acting, teacher, "7", date(2025, 9, 2)).id != signed.id


@pytest.mark.parametrize(
    ("number", "days", "code"),
    [
        ("", 0, "E_TEXT"),
        ("№", 0, "E_TEXT"),
        ("х" * 61, 0, "E_TEXT"),
        ("1", 1, "E_DATE"),
        ("1", -20000, "E_DATE"),
    ],
)
def test_an_impossible_undertaking_is_refused(
    session: Session, acting: Acting, number: str, days: int, code: str
) -> None:
    teacher = make.teacher(session)
    with refuses(session, code, "6.1"):
        record_undertaking(acting, teacher, number, acting.today + timedelta(days=days))


def test_a_learner_signs_no_undertaking(session: Session, acting: Acting) -> None:
    learner = make.user(session, "Абрамова")
    with refuses(session, "E_STAFF", "6.1"):
        record_undertaking(acting, learner, "1", acting.today)


def test_the_database_keeps_one_undertaking_in_force(session: Session, acting: Acting) -> None:
    teacher = make.teacher(session)
    record_undertaking(acting, teacher, "1", acting.today)
    with pytest.raises(IntegrityError):
        make.put(
            session,
            Undertaking(user_id=teacher.id, number="2", signed_on=acting.today, recorded_at=acting.now),
        )
