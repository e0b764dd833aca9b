"""Letters leave by the institution's mail server: retried, given up, dropped when the consent is gone (2.5)."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.mail.outbox import BACK_OFF, send_letters
from lti_tool.mail.server import MailServer, Refused, Unreachable
from lti_tool.mail.telling import tell_parents
from lti_tool.settings import Settings
from models import (
    Consent,
    ConsentHow,
    ConsentPurpose,
    ConsentState,
    Letter,
    LetterState,
    Notification,
    NotificationCursor,
    NotificationEvent,
    NotificationState,
    Representative,
)
from regulation.consents import Purpose, Relation
from regulation.names import search_key
from tests import factories as make
from tests.conftest import SetClock

ADDRESS = "mother@college.example"


@dataclass
class FakePost:
    """Keeps what it is given, or fails as told."""

    failure: Exception | None = None
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, address: str, subject: str, text: str) -> None:
        """Keep it, or fail."""
        if self.failure:
            raise self.failure
        self.sent.append((address, text))

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def letter(session: Session) -> int:
    """A notification on its way to a mother who agreed."""
    student = make.student(session)
    consent = make.put(
        session,
        Consent(
            student_id=student.id, giver_name="Родителева Ирина", giver_key=search_key("Родителева Ирина"),
            relation=Relation.MOTHER, state=ConsentState.GIVEN, given_on=make.FIRST_DAY, given_how=ConsentHow.PAPER,
        ),
    )  # fmt: skip
    make.put(session, ConsentPurpose(consent_id=consent.id, purpose=Purpose.EMAIL, given_at=make.EARLY))
    make.put(
        session,
        Representative(
            student_id=student.id, kinship="мать", family_name="Родителева", given_name="Ирина", email=ADDRESS,
            created_at=make.EARLY,
        ),
    )  # fmt: skip
    told = make.put(
        session,
        Notification(
            event=NotificationEvent.ABSENCE, student_id=student.id, thing_id=1, happened_on=make.TODAY, made_at=make.EARLY,
            text="Отсутствовал(а) на занятии.", state=NotificationState.TOLD,
        ),
    )  # fmt: skip
    number = make.put(session, Letter(notification=told, address=ADDRESS, next_attempt_at=make.EARLY)).id
    session.commit()
    return number


def send(app: Flask, post: FakePost) -> int:
    with app.app_context():
        return send_letters(post, "https://journal.example", "Asia/Tomsk")


def kept(session: Session, number: int) -> Letter:
    session.rollback()
    found = session.get_one(Letter, number, populate_existing=True)
    session.expunge(found)
    session.rollback()
    return found


def test_a_letter_is_sent_once(app: Flask, session: Session, letter: int) -> None:
    post = FakePost()
    assert send(app, post) == 1 and send(app, post) == 0
    ((address, text),) = post.sent
    assert (
        address == ADDRESS
        and "Отсутствовал(а)" in text
        and "https://journal.example" in text
        and "Отозвать согласие" in text
    )
    assert kept(session, letter).state is LetterState.SENT


def test_an_outage_is_waited_out_and_given_up_at_last(
    app: Flask, session: Session, clock: SetClock, letter: int
) -> None:
    post = FakePost(Unreachable("ConnectionRefusedError"))
    assert send(app, post) == 0
    assert kept(session, letter).next_attempt_at == clock() + timedelta(seconds=BACK_OFF[0])
    assert send(app, FakePost()) == 0, "not before its time"
    for seconds in BACK_OFF:
        clock.advance(seconds=seconds)
        assert kept(session, letter).state is LetterState.WAITING
        send(app, post)
    assert kept(session, letter).state is LetterState.GIVEN_UP


def test_after_an_outage_it_is_sent(app: Flask, session: Session, clock: SetClock, letter: int) -> None:
    send(app, FakePost(Unreachable("timeout")))
    clock.advance(minutes=1)
    assert send(app, FakePost()) == 1
    assert kept(session, letter).state is LetterState.SENT


def test_a_bad_address_is_given_up_at_once(app: Flask, session: Session, letter: int) -> None:
    assert send(app, FakePost(Refused("почтовый сервер не принял адрес: 550"))) == 0
    assert kept(session, letter).state is LetterState.GIVEN_UP


def test_a_worker_that_died_leaves_the_letter_to_the_next(
    app: Flask, session: Session, clock: SetClock, letter: int
) -> None:
    session.get_one(Letter, letter).claimed_until = clock() + timedelta(minutes=3)
    session.commit()
    assert send(app, FakePost()) == 0
    clock.advance(minutes=4)
    assert send(app, FakePost()) == 1


@pytest.mark.parametrize("why", ["consent", "record"])
def test_a_letter_that_is_not_to_be_sent_any_more_is_dropped(
    app: Flask, session: Session, letter: int, why: str
) -> None:
    if why == "consent":
        session.scalars(select(ConsentPurpose)).one().withdrawn_at = make.EARLY
    else:
        session.scalars(select(Notification)).one().state = NotificationState.TAKEN_BACK
    make.put(session, make.student(session))
    session.commit()
    post = FakePost()
    assert send(app, post) == 0 and post.sent == []
    assert kept(session, letter).state is LetterState.DROPPED


class _Smtp(socketserver.StreamRequestHandler):
    """As little of a mail server as a letter needs."""

    timeout = 2

    def handle(self) -> None:
        """Greet, take the letter or refuse the address, say good-bye."""
        letters: list[str] = self.server.letters  # type: ignore[attr-defined]
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT") and "NOBODY" in word:
                self._say("550 no such user")
            elif word == "DATA":
                self._say("354 go on")
                lines = []
                while (text := self.rfile.readline().decode()) != ".\r\n":
                    lines.append(text)
                letters.append("".join(lines))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def smtp() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.letters = []  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    """The application's clock is at hand."""
    with app.app_context():
        yield


def mail_settings(port: int) -> Settings:
    return Settings(
        smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_from="journal@college.example"
    )


def test_a_mail_server_takes_the_letter(in_app: None, smtp: socketserver.TCPServer) -> None:
    post = MailServer(mail_settings(smtp.server_address[1]))
    post.send(ADDRESS, "Электронный журнал: извещение", "Отсутствовал(а)\nBcc: all@college.example")
    with pytest.raises(Refused):
        post.send("nobody@college.example", "Тема", "Текст")
    post.close()
    (letter,) = smtp.letters  # type: ignore[attr-defined]
    head, _blank, _body = letter.partition("\r\n\r\n")
    assert (
        "To: mother@college.example" in head
        and "Auto-Submitted: auto-generated" in head
        and "Bcc" not in head
    )


@pytest.mark.parametrize("address", ["a@b.example\nBcc: all@college.example", "no address", "", "a b@c"])
def test_an_address_that_is_none_is_refused(in_app: None, smtp: socketserver.TCPServer, address: str) -> None:
    post = MailServer(mail_settings(smtp.server_address[1]))
    with pytest.raises(Refused):
        post.send(address, "Тема", "Текст")
    assert smtp.letters == []  # type: ignore[attr-defined]


def test_a_server_that_is_not_there_is_waited_for(in_app: None) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Smtp) as gone:
        port = gone.server_address[1]
    with pytest.raises(Unreachable):
        MailServer(mail_settings(port)).send(ADDRESS, "Тема", "Текст")


def test_the_workers_round_looks_and_sends_without_anybody_signed_in(
    in_app: None, session: Session, clock: SetClock
) -> None:
    tell_parents()
    clock.set("2025-10-11 18:00")
    tell_parents()
    cursor = session.scalars(select(NotificationCursor)).one()
    assert cursor.digest_week == 202541
