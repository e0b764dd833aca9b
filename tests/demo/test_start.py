"""The demo LMS starts on this machine only, never in production, and keeps its state."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from demo.lms import DemoForbiddenError, LmsSettings, create_lms, serve
from demo.lms.keys import KEY_FILE
from demo.lms.site import Site


def site_of(directory: Path) -> Site:
    site: Site = create_lms(LmsSettings(data_dir=directory)).extensions["lms"]
    return site


def test_it_makes_a_key_that_only_its_owner_reads_and_keeps_it(tmp_path: Path) -> None:
    first = site_of(tmp_path)
    second = site_of(tmp_path)

    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert first.key == second.key
    first.database.close()
    second.database.close()


def test_grades_and_participants_survive_a_restart(tmp_path: Path) -> None:
    first = site_of(tmp_path)
    column = first.columns.create("2", 1, {"label": "МИУД", "scoreMaximum": 5})
    first.grades.override(column, "3", 5, "молодец", first.now())
    added = first.people.add("2", "Новиков", "Пётр", "Ильич", "25-031")
    first.people.set_state("2", "4", "absent")
    first.database.close()

    second = site_of(tmp_path)

    grade = second.grades.get(column.id, "3")
    assert grade is not None
    assert (grade.score, grade.comment) == (5, "молодец")
    ids = {one.person.id for one in second.people.participants("2")}
    assert added.id in ids
    assert "4" not in ids
    second.database.close()


def test_without_a_directory_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    create_lms(LmsSettings()).extensions["lms"].database.close()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.10", "lms.college.example", ""])
def test_an_address_that_others_reach_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(DemoForbiddenError, match="только на самой машине"):
        serve(host, 8199, data_dir=tmp_path / "state")
    with pytest.raises(DemoForbiddenError, match="только на самой машине"):
        create_lms(LmsSettings(base_url=f"http://{host}:8199", data_dir=tmp_path / "state"))

    assert not (tmp_path / "state").exists()


def test_production_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JOURNAL_ENV", "production")

    with pytest.raises(DemoForbiddenError, match="JOURNAL_ENV=production"):
        create_lms(LmsSettings(data_dir=tmp_path / "state"))

    assert not (tmp_path / "state").exists()


def test_a_request_from_another_machine_is_refused() -> None:
    app = create_lms(LmsSettings())

    answer = app.test_client().get("/", environ_base={"REMOTE_ADDR": "192.168.0.10"})

    assert answer.status_code == 403
    app.extensions["lms"].database.close()
