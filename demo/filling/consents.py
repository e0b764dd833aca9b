"""Consents of the group in every state, and one parent with a login of their own: something to do on each desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from demo.calendar import academic_year_start
from demo.college import PARENT_LOGIN, PARENT_PASSWORD
from demo.filling.scene import CONTENT_ADMIN, CURATOR, METHODIST, Scene
from journal.access_issuing import Slip, issue_access, note_receipt
from journal.consents import Given, give_consent, request_consents, transfer_consents, withdraw_consent
from journal.local_accounts import keep_password
from journal.passwords import hash_secret
from models import Consent, ConsentHow, Credential, LocalAccount, Student
from regulation.consents import Purpose, Relation, is_adult

# Students by their number in the LMS, by what became of the consent.
WITH_ACCESS = ("14", "11")
HANDED_ON = ("13", "15", "17")
COLLECTED = ("19", "20", "21", "24")
OWN = ("8", "25")
WITHDRAWN = "26"
MOTHERS = (
    "Примерова Мария Ивановна", "Образцова Ольга Петровна", "Учебнова Анна Сергеевна", "Показова Елена Юрьевна",
    "Вымыслова Ирина Олеговна", "Условная Татьяна Павловна",
)  # fmt: skip
SOON_OF_AGE, DAYS_TO_BIRTHDAY = "11", 12
EVERYTHING = (Purpose.JOURNAL, Purpose.ACCESS, Purpose.NOTICES)


def tell_consents(scene: Scene) -> None:
    """September's collection, what followed, and what is left to do."""
    _know_birthdays(scene)
    curator = scene.acting(CURATOR, _day(scene, 1), "curator")
    members = [scene.session.get_one(Student, one) for one in _members(scene)]
    request_consents(curator, members)
    for person in WITH_ACCESS + HANDED_ON:
        _give(scene, person, 3)
    _hand_on(scene, WITH_ACCESS, 4)
    _issue(scene)
    _hand_on(scene, HANDED_ON, 8)
    for person in (*COLLECTED, *OWN):
        _give(scene, person, 9)
    withdraw_consent(
        scene.acting(CURATOR, _day(scene, 12), "curator"), _give(scene, WITHDRAWN, 5), "заявление родителя"
    )


def _day(scene: Scene, number: int) -> datetime:
    """So many days after the beginning of the academic year, at half past two."""
    return scene.moment(academic_year_start(scene.today) + timedelta(days=number), time(14, 30))


def _members(scene: Scene) -> list[int]:
    students = [
        scene.users[person.id].student_id for person in scene.college.students if person.id in scene.users
    ]
    return [one for one in students if one is not None]


def _know_birthdays(scene: Scene) -> None:
    """The birth dates of the file, moved on so that most are not of age yet whatever year it is."""
    acting = scene.acting(CONTENT_ADMIN, _day(scene, 0), "content_admin")
    years = academic_year_start(scene.today).year - 2025 + 2
    for person in scene.college.students:
        user = scene.users.get(person.id)
        if user is None or user.student_id is None or person.birth_date is None:
            continue
        card = acting.session.get_one(Student, user.student_id)
        card.birth_date = _moved(person.birth_date, years)
        if person.id == SOON_OF_AGE:
            coming = scene.today + timedelta(days=DAYS_TO_BIRTHDAY)
            card.birth_date = _moved(coming, -18)
    acting.session.flush()


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _give(scene: Scene, person: str, number: int) -> Consent:
    """The mother's consent on paper, or the student's own when of age."""
    acting = scene.acting(CURATOR, _day(scene, number), "curator")
    student = acting.session.get_one(Student, scene.student_id(person))
    is_own = is_adult(student.birth_date, acting.today)
    mother = MOTHERS[student.id % len(MOTHERS)]
    given = Given(
        mother, Relation.SELF if is_own else Relation.MOTHER, EVERYTHING, acting.today, ConsentHow.PAPER
    )
    return give_consent(acting, student, given)


def _hand_on(scene: Scene, people: tuple[str, ...], number: int) -> None:
    acting = scene.acting(METHODIST, _day(scene, number), "deputy")
    transfer_consents(acting, [_consent(scene, person) for person in people])


def _consent(scene: Scene, person: str) -> Consent:
    wanted = select(Consent).where(Consent.student_id == scene.student_id(person)).order_by(Consent.id.desc())
    return scene.session.scalars(wanted.limit(1)).one()


def _issue(scene: Scene) -> None:
    """Two parents get logins; the first chose the password the demo LMS shows, the second still holds the slip."""
    acting = scene.acting(CONTENT_ADMIN, _day(scene, 5), "content_admin")
    consents = [_consent(scene, person) for person in WITH_ACCESS]
    consents = [one for one in consents if one.relation is not Relation.SELF]
    logins = (PARENT_LOGIN, "r100002")
    kept = hash_secret(PARENT_PASSWORD)
    slips = [
        Slip(one.id, None, one.giver_name, "", login, "", kept)
        for one, login in zip(consents, logins, strict=False)
    ]
    issue_access(acting, consents, slips)
    account = acting.session.scalar(select(LocalAccount).where(LocalAccount.login == PARENT_LOGIN))
    if account is not None:
        keep_password(acting, account, kept)
    issued = acting.session.scalars(select(Credential).order_by(Credential.id).limit(1)).first()
    if issued is not None:
        note_receipt(acting, issued, acting.today)
