"""Attendance by week, documents, messages, questions, notices, notifications."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import (
    AbsenceDocument,
    Conversation,
    DocumentState,
    Notice,
    NoticeSection,
    Question,
    StudyGroup,
    User,
)
from tests.platform.platform import CONTENT_ADMIN, CURATOR, METHODIST, PARENT, TEACHER

PAGES = [
    (METHODIST, "/attendance"),
    (CURATOR, "/groups/{talk_group}/attendance"),
    (CURATOR, "/groups/{talk_group}/absence-documents"),
    (CURATOR, "/groups/{talk_group}/absence-documents/{talk_document}"),
    (PARENT, "/students/{talk_child}/absence-requests"),
    (CURATOR, "/messages"),
    (CURATOR, "/messages/new"),
    (CURATOR, "/messages/{talk}"),
    (CURATOR, "/groups/{talk_group}/parents/message"),
    (TEACHER, "/questions"),
    (CONTENT_ADMIN, "/questions/everybody"),
    (CONTENT_ADMIN, "/questions/{talk_question}"),
    (TEACHER, "/notices"),
    (METHODIST, "/notices/new"),
    (METHODIST, "/notices/{talk_notice}"),
    (CURATOR, "/groups/{talk_group}/notices/new"),
    (PARENT, "/notifications"),
    (CONTENT_ADMIN, "/notifications/log"),
]


def numbers(session: Session) -> dict[str, object]:
    """A request that waits, a conversation of the curator, a question without an answer, a notice for the staff."""
    document = session.scalars(
        select(AbsenceDocument).where(AbsenceDocument.state == DocumentState.REQUESTED)
    ).first()
    assert document is not None
    curator = session.scalars(select(User).where(User.sub == CURATOR)).one()
    mine = or_(Conversation.first_id == curator.id, Conversation.second_id == curator.id)
    return {
        "talk_group": session.scalar(select(StudyGroup.id).where(StudyGroup.name == "БУ-23-1")),
        "talk_document": document.id,
        "talk_child": document.student_id,
        "talk": session.scalar(select(Conversation.id).where(mine).limit(1)),
        "talk_question": session.scalar(select(Question.id).where(Question.answered_at.is_(None)).limit(1)),
        "talk_notice": session.scalar(
            select(Notice.id).where(Notice.section == NoticeSection.STAFF).limit(1)
        ),
    }
