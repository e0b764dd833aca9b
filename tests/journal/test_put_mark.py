from tests import factories as make


def test_it_works(session, act):
    from journal.marks import put_mark

    journal = make.journal(session)
    lesson = make.lesson(session, journal, topic="Учёт денежных средств")
    pupil = make.students_of(session, journal)[0]
    mark = put_mark(act(make.teacher(session, journal)), lesson.works[0], pupil.id, "5", 0)
    assert (mark.value, mark.version, mark.late_days) == (5, 1, 0)


def test_app(app, client, session, sign_in_as):
    sign_in_as(client, make.teacher(session))
    assert client.get("/healthz").status_code == 200
