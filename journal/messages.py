"""Messages between two related people: sent, read, never changed (2.2, 3.12.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.auditing import record
from journal.relations import is_related
from journal.rights import Act, NoRight, Role, Thing
from models import Conversation, Message, MessageTopic, User
from regulation.messages import check_text
from regulation.refusal import N_, Refusal

MOST_IN_AN_HOUR = 120
SHOWN = 200  # of a conversation, the newest
STRANGERS = N_(
    "Писать можно только своим обучающимся, их родителям, преподавателям и куратору ребёнка, а сотрудникам — друг другу (п. 2.2)."
)


def require_related(acting: Acting, other: User, student_id: int | None) -> None:
    """Raise NoRight unless the acting person may write to the other about the student."""
    if not is_related(acting, other, student_id):
        raise NoRight(Thing.MESSAGE, Act.EDIT, (Role.TEACHER, Role.CURATOR), sentence=STRANGERS)


def send_message(
    acting: Acting,
    other: User,
    text: str,
    student_id: int | None = None,
    topic: MessageTopic = MessageTopic.OTHER,
) -> Message:
    """Write to a related person; the conversation begins with the first message.

    Raises NoRight for anybody unrelated, E_TEXT, E_LIMIT after too many messages in an hour.
    """
    require_related(acting, other, student_id)
    kept = check_text(text, "2.2")
    _require_patience(acting, 1)
    return _send(acting, other, kept, student_id, topic)


def tell_parents(
    acting: Acting, parents: Iterable[tuple[int, User]], text: str, topic: MessageTopic
) -> list[Message]:
    """The curator tells parents, each about their own child (3.12.3). `parents`: pairs of student and parent of the group.

    Raises E_TEXT, E_LIMIT.
    """
    kept = check_text(text, "3.12.3")
    chosen = list(parents)
    _require_patience(acting, len(chosen))
    return [_send(acting, parent, kept, student_id, topic) for student_id, parent in chosen]


def mark_read(acting: Acting, conversation: Conversation) -> None:
    """Everything in the conversation that was written to the acting person is read now."""
    acting.session.execute(
        update(Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.recipient_id == acting.user_id,
            Message.read_at.is_(None),
        )
        .values(read_at=acting.now)
    )


def conversation_of(acting: Acting, conversation_id: int) -> Conversation | None:
    """The conversation, when the acting person takes part in it."""
    found = acting.session.get(
        Conversation,
        conversation_id,
        options=[
            joinedload(Conversation.first),
            joinedload(Conversation.second),
            joinedload(Conversation.student),
        ],
    )
    if found is None or acting.user_id not in (found.first_id, found.second_id):
        return None
    return found


def messages_of(session: Session, conversation: Conversation) -> list[Message]:
    """The newest messages of the conversation, the oldest of them first."""
    newest = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.id.desc())
        .limit(SHOWN)
    ).all()
    return list(reversed(newest))


def find_conversation(session: Session, one: int, other: int, student_id: int | None) -> Conversation | None:
    """The conversation of two people about the student, or about none."""
    first, second = sorted((one, other))
    return session.scalar(
        select(Conversation).where(
            Conversation.first_id == first,
            Conversation.second_id == second,
            Conversation.student_id.is_(None)
            if student_id is None
            else Conversation.student_id == student_id,
        )
    )


def _send(acting: Acting, other: User, text: str, student_id: int | None, topic: MessageTopic) -> Message:
    assert acting.user_id is not None
    talk = _conversation(acting, other.id, student_id)
    talk.last_at, talk.last_text = acting.now, " ".join(text.split())[:200]
    message = Message(
        conversation_id=talk.id, sender_id=acting.user_id, recipient_id=other.id, text=text, topic=topic, sent_at=acting.now,
    )  # fmt: skip
    acting.session.add(message)
    acting.session.flush()
    record(
        acting, "sent", "message", message.id, student_id=student_id, recipient=other.id
    )  # who and whom, no text
    return message


def _conversation(acting: Acting, other_id: int, student_id: int | None) -> Conversation:
    assert acting.user_id is not None
    session = acting.session
    found = find_conversation(session, acting.user_id, other_id, student_id)
    if found is not None:
        return found
    first, second = sorted((acting.user_id, other_id))
    begun = Conversation(
        first_id=first, second_id=second, student_id=student_id, begun_at=acting.now, last_at=acting.now
    )
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:  # the other began it at the same moment
        found = find_conversation(session, acting.user_id, other_id, student_id)
        assert found is not None
        return found
    return begun


def _require_patience(acting: Acting, more: int) -> None:
    sent = acting.session.scalar(
        select(func.count())
        .select_from(Message)
        .where(Message.sender_id == acting.user_id, Message.sent_at > acting.now - timedelta(hours=1))
    )
    if (sent or 0) + more > MOST_IN_AN_HOUR:
        raise Refusal(
            "E_LIMIT",
            "2.2",
            N_("За час можно отправить не больше %(most)s сообщений. Подождите немного и отправьте снова."),
            most=MOST_IN_AN_HOUR,
        )
