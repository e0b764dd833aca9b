"""What the web process acknowledged is there, however it ended (3.6); two of them never write over one another."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from tests.crash.conftest import Installation
from tests.crash.processes import Browser, Web, wait_until

Start = Callable[..., Web]


def test_what_was_acknowledged_survives_the_kill_of_everything(
    start: Start, web: Web, desk: Browser, installation: Installation
) -> None:
    for cell in range(5):
        assert desk.send(installation.change(cell, "5"))["ok"]
    web.kill()
    acknowledged = installation.stored()

    again = start(Web, port=web.port)

    assert acknowledged == {installation.cells[cell]: 5 for cell in range(5)}
    assert installation.counts() == (5, 5, 5)
    assert desk.send(installation.change(5, "4"), again)["ok"]
    assert installation.stored() == acknowledged | {installation.cells[5]: 4}


def test_a_change_resent_after_the_kill_is_one_record(
    start: Start, web: Web, desk: Browser, installation: Installation
) -> None:
    """The answer was lost with the process: the page sends the change again, with the id it gave it."""
    change = installation.change(0, "5")
    first = desk.send(change)
    web.kill()
    start(Web, port=web.port)

    again = desk.send_until_answered(change)

    assert (first["ok"], again["ok"]) == (True, True)
    assert again["cell"] == first["cell"]
    assert installation.counts() == (1, 1, 1)


def test_a_teacher_keeps_writing_while_the_processes_are_killed_one_after_another(
    web: Web, desk: Browser, installation: Installation
) -> None:
    """gunicorn starts a new one for each; the page resends what got no answer. Nothing is lost, nothing is twice."""
    sent = 0
    is_over = threading.Event()
    killed: list[int] = []

    def kill() -> None:
        while not is_over.is_set():
            mark = sent
            wait_until(lambda mark=mark: sent >= mark + 6 or is_over.is_set(), "the next saves")  # type: ignore[misc]
            for worker in [] if is_over.is_set() else web.children()[:1]:
                worker.send_signal(signal.SIGKILL)
                killed.append(worker.pid)

    with ThreadPoolExecutor(1) as aside:
        killing = aside.submit(kill)
        results = []
        for cell in range(len(installation.cells)):
            results.append(desk.send_until_answered(installation.change(cell, str(2 + cell % 4))))
            sent = cell + 1
        is_over.set()
        killing.result()

    assert len(killed) >= 3
    assert all(result["ok"] for result in results)
    cells = installation.cells
    assert installation.stored() == {cell: 2 + place % 4 for place, cell in enumerate(cells)}
    assert installation.counts() == (len(cells),) * 3
    with installation.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_of_two_who_write_one_cell_at_once_one_wins_and_the_other_sees_it(
    start: Start, installation: Installation
) -> None:
    here, there = start(Web, workers=1), start(Web, workers=1)
    browsers = [Browser(web, installation.cookie, installation.page) for web in (here, there)]
    together = threading.Barrier(2)

    def write(desk: Browser, change: dict[str, object]) -> dict[str, object]:
        together.wait(timeout=30)
        return desk.send(change)

    with ThreadPoolExecutor(2) as people:
        for cell in range(20):
            changes = [installation.change(cell, value) for value in ("4", "5")]
            results = [
                one.result()
                for one in [people.submit(write, *pair) for pair in zip(browsers, changes, strict=True)]
            ]

            won = [bool(result["ok"]) for result in results]
            assert sorted(won) == [False, True], results
            lost = results[won.index(False)]
            value = changes[won.index(True)]["value"]
            assert lost["code"] == "E_CONFLICT"
            assert lost["current"]["value"] == value  # type: ignore[index]
            assert lost["wanted"] == changes[won.index(False)]["value"]
            assert str(installation.stored()[installation.cells[cell]]) == value

    assert installation.counts() == (20, 20, 20)


def test_a_change_resent_to_another_process_at_the_same_moment_is_one_record(
    start: Start, installation: Installation
) -> None:
    here, there = start(Web, workers=1), start(Web, workers=1)
    browsers = [Browser(web, installation.cookie, installation.page) for web in (here, there)]
    together = threading.Barrier(2)

    def write(desk: Browser, change: dict[str, object]) -> dict[str, object]:
        together.wait(timeout=30)
        return desk.send(change)

    with ThreadPoolExecutor(2) as twice:
        for cell in range(20):
            change = installation.change(cell, "5")
            answers = [one.result() for one in [twice.submit(write, browser, change) for browser in browsers]]

            assert [answer["ok"] for answer in answers] == [True, True], answers
            assert answers[0]["cell"] == answers[1]["cell"]

    assert installation.counts() == (20, 20, 20)


def test_many_at_once_all_get_their_turn(start: Start, installation: Installation) -> None:
    """Twenty saves at the same moment into one SQLite file through two processes: each waits its turn, none fails."""
    here, there = start(Web, workers=1), start(Web, workers=1)
    browsers = [Browser(web, installation.cookie, installation.page) for web in (here, there)]

    with ThreadPoolExecutor(20) as people:
        asked = [people.submit(browsers[cell % 2].send, installation.change(cell, "4")) for cell in range(60)]
        results = [one.result() for one in asked]

    assert all(result["ok"] for result in results)
    assert installation.counts() == (60, 60, 60)
