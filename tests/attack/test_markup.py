"""Markup in every text a person or an LMS can bring: on no page and on no paper does it become markup."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from lxml import html
from sqlalchemy import String, select

from journal.acting import Acting
from journal.papers.checkpoints import checkpoints_of
from journal.papers.finals import finals_of
from journal.papers.sheets import sheet_of
from journal.papers.spread import spread_of
from journal.rights import Role
from lti_tool.printing.forms import checkpoints_form, finals_form, sheet_form, spread_form
from models import (
    Attachment,
    Base,
    Course,
    Deployment,
    Discipline,
    ExamSheet,
    FinalMark,
    Incident,
    Institution,
    Job,
    Journal,
    Launch,
    Lesson,
    LessonState,
    Maintenance,
    NormativeAct,
    Particulars,
    PlanItem,
    Registration,
    SheetEntry,
    Specialty,
    Student,
    StudyGroup,
    SupportLine,
    SupportTicket,
    ThematicPlan,
    Undertaking,
    Unlock,
    UnlockRequest,
    User,
    Work,
)
from tests import factories as make
from tests.rights import scene as scenes
from tests.rights.asking import calls

EVIL = "'\"><x-evil onload=alert(1)></script></style></textarea></title><!--{{7*7}}%s"
PLACES = {
    Attachment: ("title",),
    Course: ("label", "title"),
    Deployment: ("deployment_id",),
    Discipline: ("index", "name"),
    ExamSheet: ("room", "examiners", "order_number", "annul_reason"),
    FinalMark: ("na_reason", "resolution_basis"),
    Incident: ("description", "measures"),
    Institution: ("founder", "full_name", "short_name", "city", "director", "deputy", "contact"),
    Job: ("message",),
    Maintenance: ("text",),
    NormativeAct: ("kind", "number", "title", "note"),
    Lesson: ("topic", "homework", "off_plan_reason", "cancel_reason"),
    PlanItem: ("topic", "homework", "means", "literature", "control_form", "note"),
    Particulars: (
        "founder",
        "full_name",
        "short_name",
        "city",
        "director",
        "deputy",
        "regulation_title",
        "council_protocol",
    ),
    Registration: ("name", "client_id", "product"),
    SheetEntry: ("full_name", "record_book", "ticket"),
    SupportLine: ("text",),
    SupportTicket: ("subject", "page", "incident_code"),
    Student: ("family_name", "given_name", "patronymic", "college_number", "record_book"),
    Specialty: ("code", "name", "qualification"),
    StudyGroup: ("name",),
    ThematicPlan: ("source_name", "considered"),
    Undertaking: ("number",),
    Unlock: ("reason",),
    UnlockRequest: ("reason",),
    User: ("family_name", "given_name", "patronymic", "display_name", "college_number", "email"),
    Work: ("title",),
}


def poison(session):
    """Every text of every row begins with the same markup, cut to what the column holds."""
    for model, names in PLACES.items():
        for row in session.scalars(select(model)):
            for name in names:
                if not hasattr(model, name):
                    continue
                kind = Base.metadata.tables[model.__tablename__].c[name].type
                length = kind.length if isinstance(kind, String) else None
                setattr(
                    row, name, f"{EVIL}{row.id}"[-length:] if length and length < 60 else f"{EVIL}{row.id}"
                )
    session.flush()


@pytest.fixture
def scene(session):
    made = scenes.build(session)
    journal, pupils = made.journal, made.students
    make.put(session, Institution(id=1, full_name="Колледж"))
    make.final(
        session,
        journal,
        pupils[0],
        None,
        not_assessed=True,
        na_reason="болезнь",
        na_deadline=make.TODAY,
        na_form="exam",
    )
    make.lesson(session, journal, make.TODAY - timedelta(days=3), state=LessonState.CANCELLED)
    off_plan = make.lesson(
        session, journal, make.TODAY - timedelta(days=1), topic="Учёт", off_plan_reason="болезнь"
    )
    make.unlock(session, off_plan, make.TODAY)
    return made


PEOPLE = [Role.TEACHER, Role.CONTENT_ADMIN, Role.SYSTEM_ADMIN, Role.DIRECTOR, Role.STUDENT, Role.GUARDIAN]


def looked_through(page):
    """The page as a browser reads it; the data of its scripts is JSON still."""
    assert "<x-evil" not in page
    tree = html.document_fromstring(page)
    assert tree.xpath("//x-evil") == []
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not any(name.startswith("on") or name == "style" for name in element.attrib), element.tag
            for name in ("href", "src", "action", "formaction"):
                assert (
                    not element.get(name, "")
                    .strip()
                    .lower()
                    .startswith(("javascript:", "data:", "vbscript:"))
                )
    for script in tree.xpath("//script"):
        if script.text and script.text.strip():
            json.loads(script.text)
    return tree


@pytest.mark.parametrize("role", PEOPLE)
def test_no_text_becomes_markup_on_a_page(app, session, scene, client, sign_in_as, role):
    person = scene.person(role)
    poison(session)
    launch = Launch(
        public_id="x" * 20, registration=scene.registration, deployment_id=scene.course.deployment_id, user=person,
        course_id=scene.course.id, message_type=EVIL[:60], at=make.EARLY, expires_at=make.EARLY,
    )  # fmt: skip
    make.put(session, launch)
    sign_in_as(client, person)
    seen = 0
    for call in calls(app, scene.values):
        if call.method != "GET":
            continue
        for query in ("", "?part=1", "?people=1", "?all=1&window=1", f"?q={EVIL}&month={EVIL}&why={EVIL}"):
            answer = client.get(call.address + query, headers={"Accept": "text/html"})
            if answer.mimetype == "text/html" and answer.text:
                looked_through(answer.text)
                seen += answer.status_code == 200 and "x-evil" in answer.text
            assert answer.status_code < 500 or call.endpoint == "health.readyz", call
    assert seen >= {Role.STUDENT: 2, Role.GUARDIAN: 2, Role.SYSTEM_ADMIN: 3}.get(role, 20)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.DIRECTOR])
def test_no_refusal_gives_markup_back(app, session, scene, client, sign_in_as, role):
    person = scene.person(role)
    sign_in_as(client, person)
    fields = ("reason", "basis", "topic", "homework", "title", "name", "group", "index", "refusal", "pair", "day", "until", "kind",
              "hours", "room", "examiners", "held_at", "order_number", "considered", "rows", "outcome", "mark", "note")  # fmt: skip
    for call in calls(app, scene.values):
        if call.method == "POST" and call.endpoint != "windows.leave":
            answer = client.post(call.address, data=dict.fromkeys(fields, EVIL))
            if answer.mimetype == "text/html" and answer.text:
                looked_through(answer.text)


def test_no_text_becomes_markup_on_paper(app, session, scene):
    make.work(session, session.get_one(Lesson, scene.values["lesson_id"]), kind=_checkpoint())
    poison(session)
    journal = session.get_one(Journal, scene.journal.id)
    sheet = session.get_one(ExamSheet, scene.values["sheet_id"])
    moment = make.EARLY + timedelta(days=36)
    acting = Acting(session, None, moment)
    forms = [
        spread_form(spread_of(acting, journal), moment),
        sheet_form(sheet_of(acting, sheet), moment),
        finals_form(finals_of(acting, journal, [journal]), moment),
        checkpoints_form(checkpoints_of(acting, journal, [journal], make.TODAY.replace(day=1)), moment),
    ]
    with app.test_request_context():
        for form in forms:
            paper = form.html(app.jinja_env)
            assert "x-evil" in paper
            assert "<x-evil" not in paper


def _checkpoint():
    from regulation.kinds import WorkKind

    return WorkKind.CHECKPOINT
