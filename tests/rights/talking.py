"""What the addresses of attendance, messages, questions and notices name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import AbsenceDocument, Conversation, DocumentState, Message, Notice, NoticeSection, Question
from regulation.attendance import AbsenceReason
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def talking_places(scene: Scene) -> dict[str, object]:
    """A parent's request in the group, a conversation of two others, a question, a notice of the group."""
    session, group = scene.session, scene.journal.group_id
    one, other = make.user(session, "Первая"), make.user(session, "Вторая", is_staff=True)
    document = make.put(
        session,
        AbsenceDocument(
            student_id=scene.students[0].id, reason=AbsenceReason.ILL, starts_on=make.TODAY, ends_on=make.TODAY,
            state=DocumentState.REQUESTED, entered_at=make.EARLY, entered_by_id=one.id,
        ),
    )  # fmt: skip
    talk = make.put(
        session,
        Conversation(first_id=one.id, second_id=other.id, begun_at=make.EARLY, last_at=make.EARLY),
    )
    make.put(
        session,
        Message(
            conversation_id=talk.id,
            sender_id=one.id,
            recipient_id=other.id,
            text="Здравствуйте!",
            sent_at=make.EARLY,
        ),
    )
    question = make.put(
        session,
        Question(asked_by_id=one.id, asked_at=make.EARLY, due_on=make.TODAY, text="Как исправить тему?"),
    )
    notice = make.put(
        session,
        Notice(
            section=NoticeSection.GROUP, group_id=group, title="Собрание", text="В пятницу собрание.",
            published_at=make.EARLY, author_id=other.id,
        ),
    )  # fmt: skip
    return {
        "group_id": group,
        "document_id": document.id,
        "conversation_id": talk.id,
        "question_id": question.id,
        "notice_id": notice.id,
    }
