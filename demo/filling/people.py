"""Who is there before the first lesson: the LMS, the institution, its people, their offices."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.calendar import academic_year_start
from demo.college import FICTION, GROUP_NAME, College, Person
from demo.filling.scene import (
    ADMIN,
    CONTENT_ADMIN,
    CURATOR,
    DIRECTOR,
    DISPATCHER,
    METHODIST,
    SECRETARY,
    SYSTEM_ADMIN,
    Scene,
)
from demo.lms.settings import PlatformAddresses
from journal.acting import Acting
from journal.orders import register_order
from journal.people import Person as LmsPerson
from journal.people import upsert_person
from models import (
    Deployment,
    DeploymentState,
    Grant,
    Institution,
    Office,
    OrderKind,
    Registration,
    StudyGroup,
)

BEFORE_THE_YEAR = timedelta(days=400)  # the tool was registered in the spring before last
APPOINTED = (
    (ADMIN, Office.SYSTEM_ADMIN, "101-к"),
    (ADMIN, Office.CONTENT_ADMIN, "102-к"),
    (METHODIST, Office.DEPUTY, "87-к"),
    (DIRECTOR, Office.DIRECTOR, "15-к"),
    (CONTENT_ADMIN, Office.CONTENT_ADMIN, "103-к"),
    (SYSTEM_ADMIN, Office.SYSTEM_ADMIN, "104-к"),
    (SECRETARY, Office.SECRETARY, "105-к"),
    (DISPATCHER, Office.DISPATCHER, "106-к"),
)
CURATOR_ORDER = "107-к"
ENDS_SOON = timedelta(days=20)  # one office ends soon, so that the desks warn of it
SIGNED_BY = "П. П. Примеров"


def register(acting: Acting, addresses: PlatformAddresses) -> Registration:
    """The demo LMS with its deployment in use; the registration made by hand before, if there is one."""
    session = acting.session
    found = session.scalar(
        select(Registration).where(
            Registration.issuer == addresses.issuer, Registration.client_id == addresses.client_id
        )
    )
    registration = found or Registration(
        name="Учебная LMS", issuer=addresses.issuer, client_id=addresses.client_id, product="moodle",
        auth_login_url=addresses.auth_login_url, auth_token_url=addresses.auth_token_url,
        key_set_url=addresses.key_set_url, created_at=acting.now,
    )  # fmt: skip
    session.add(registration)
    session.flush()
    deployment = deployment_of(session, registration, addresses.deployment_id)
    if deployment is None:
        deployment = Deployment(
            registration=registration, deployment_id=addresses.deployment_id, first_seen_at=acting.now
        )
        session.add(deployment)
    deployment.state, deployment.accepted_at = DeploymentState.ACTIVE, acting.now
    session.flush()
    return registration


def deployment_of(session: Session, registration: Registration, deployment_id: str) -> Deployment | None:
    """The deployment of this name."""
    return session.scalar(
        select(Deployment).where(
            Deployment.registration_id == registration.id, Deployment.deployment_id == deployment_id
        )
    )


def describe_institution(acting: Acting) -> None:
    """Requisites for the forms, plainly of a demonstration; those written before stay."""
    if acting.session.get(Institution, 1) is None:
        acting.session.add(
            Institution(
                id=1,
                founder="Учредитель учебного примера",
                full_name="Учебный колледж (демонстрационные данные)",
                short_name="Учебный колледж",
                city="г. Примерск",
                director="П. П. Примеров",
                deputy="И. Б. Крылова",
                contact=FICTION,
            )
        )
        acting.session.flush()


def begin(today: date, zone: ZoneInfo) -> datetime:
    """When the story begins."""
    return datetime.combine(academic_year_start(today) - BEFORE_THE_YEAR, time(9, 0), zone)


def enter_people(scene: Scene, acting: Acting) -> None:
    """Everybody of the LMS as a user, under the numbers their launches will carry."""
    for person in scene.college.people.values():
        scene.users[person.id] = upsert_person(acting, scene.registration.id, as_sent(scene.college, person))
    acting.session.flush()


def as_sent(college: College, person: Person) -> LmsPerson:
    """What the LMS says of the person."""
    taught = {one for course in college.courses.values() for one in course.members.get("student", ())}
    is_staff = person.id not in taught and person.id not in college.children_of
    return LmsPerson(
        sub=person.id, display=person.full_name, given=person.given_name, family=person.family_name,
        middle=person.patronymic, email=person.email, college_number=person.idnumber, is_staff=is_staff,
        is_lms_admin=person.site_role == "admin",
    )  # fmt: skip


def appoint(scene: Scene, acting: Acting) -> None:
    """Offices of the whole institution by order since the story began (3.1)."""
    for person, office, number in APPOINTED:
        ends_on = scene.today + ENDS_SOON if person == DISPATCHER else None
        _grant(scene, acting, person, office, number, ends_on=ends_on)


def appoint_curator(scene: Scene, acting: Acting) -> None:
    """The curator of the group, by order too (3.12)."""
    group = acting.session.scalars(select(StudyGroup).where(StudyGroup.name == GROUP_NAME)).one()
    _grant(scene, acting, CURATOR, Office.CURATOR, CURATOR_ORDER, group.id)


def _grant(
    scene: Scene,
    acting: Acting,
    person: str,
    office: Office,
    number: str,
    group_id: int | None = None,
    ends_on: date | None = None,
) -> None:
    user = scene.users[person]
    title = f"О назначении: {user.display_name}"
    order = register_order(acting, OrderKind.APPOINTMENT, number, acting.today, title, signed_by=SIGNED_BY)
    acting.session.add(
        Grant(
            user=user, office=office, group_id=group_id, order_number=number, order_date=acting.today,
            order_id=order.id, starts_on=acting.today, ends_on=ends_on,
        )
    )  # fmt: skip
    acting.session.flush()
