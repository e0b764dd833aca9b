"""Questions to the content administrator: asked by anybody, answered in time (3.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.calendar import work_calendar
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.rights import Role
from models import Question
from regulation.days import local_date
from regulation.messages import check_text
from regulation.names import search_key
from regulation.refusal import N_, Refusal

ANSWER_DAYS = 3  # working days
MOST_IN_A_DAY = 20


def ask_question(acting: Acting, text: str) -> Question:
    """Ask the content administrator. Raises E_TEXT, E_LIMIT."""
    assert acting.user is not None
    kept = check_text(text, "3.4")
    asked = acting.session.scalar(
        select(func.count())
        .select_from(Question)
        .where(Question.asked_by_id == acting.user_id, Question.asked_at > acting.now - timedelta(days=1))
    )
    if (asked or 0) >= MOST_IN_A_DAY:
        raise Refusal(
            "E_LIMIT",
            "3.4",
            N_("За сутки можно задать не больше %(most)s вопросов. Дождитесь ответов."),
            most=MOST_IN_A_DAY,
        )
    question = Question(
        asked_by_id=acting.user.id, asked_at=acting.now, due_on=due_day(acting), text=kept,
        key=search_key(f"{acting.user.display_name} {kept}")[:2600],
    )  # fmt: skip
    acting.session.add(question)
    acting.session.flush()
    return question


def answer_question(acting: Acting, question: Question, text: str) -> None:
    """The content administrator answers, once. Raises E_TEXT, E_CLOSED."""
    if question.answered_at is not None:
        raise Refusal(
            "E_CLOSED", "3.4", N_("На этот вопрос уже ответили. Обновите страницу, чтобы увидеть ответ.")
        )
    question.answer = check_text(text, "3.4")
    question.answered_at, question.answered_by_id = acting.now, acting.user_id
    acting.session.flush()


def due_day(acting: Acting) -> date:
    """The last day for the answer: the third working day after today, by the institution's calendar."""
    calendar = work_calendar(
        acting.session, acting.today, acting.today + timedelta(days=60), acting.rules.week_days
    )
    return calendar.working_days_after(acting.today, ANSWER_DAYS)


def days_taken(question: Question, now: datetime, acting: Acting) -> int:
    """Calendar days from the question to its answer, or until now."""
    return (
        local_date(question.answered_at or now, acting.zone) - local_date(question.asked_at, acting.zone)
    ).days


def unseen_answers(session: Session, user_id: int) -> list[Question]:
    """The person's questions answered since they last looked."""
    return list(
        session.scalars(
            select(Question).where(
                Question.asked_by_id == user_id, Question.answered_at.is_not(None), Question.seen_at.is_(None)
            )
        )
    )


def question_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Unanswered questions: the content administrator's to answer, the deputy's once overdue. One query."""
    if not chair.holds(Role.CONTENT_ADMIN, Role.DEPUTY):
        return []
    is_late = Question.due_on < acting.today
    late, waiting = acting.session.execute(
        select(func.count().filter(is_late), func.count().filter(~is_late)).where(
            Question.answered_at.is_(None)
        )
    ).one()
    lines = [
        DeskLine(
            Urgency.OVERDUE, late, N_("Вопросы без ответа дольше 3 рабочих дней"), "questions.everybody",
            N_("Ответ дают за 3 рабочих дня"), {"state": "late"},
        )
    ]  # fmt: skip
    if chair.holds(Role.CONTENT_ADMIN):
        lines.append(
            DeskLine(
                Urgency.NEW, waiting, N_("Вопросы администратору контента"), "questions.everybody", N_("Ждут ответа"),
                {"state": "open"},
            )
        )  # fmt: skip
    return lines
