"""Files read in as a whole: previewed, all rows or none, undone (1.6)."""

import pytest

from journal.imports import (
    FileRow,
    ImportColumn,
    ImportKind,
    Verdict,
    apply_batch,
    drop_batch,
    preview,
    rows_of,
    undo_batch,
)
from journal.rights import Thing
from models import ImportState, StudyGroup
from regulation.refusal import Refusal
from tests import factories as make
from tests.unchanged import refuses

ROWS = [FileRow(2, {"name": "БУ-24-1"}), FileRow(3, {"name": "БУ-24-2"})]


def check(acting, rows, options):
    known = {name for (name,) in acting.session.query(StudyGroup.name)}
    return [
        Verdict(row, does=f"группа {row['name']}", problems=("такая есть",) if row["name"] in known else ())
        for row in rows
    ]


def apply(acting, rows, options):
    made = [StudyGroup(name=options.get("before", "") + row["name"], created_at=acting.now) for row in rows]
    acting.session.add_all(made)
    acting.session.flush()
    return [{"group": one.id} for one in made]


def undo(acting, trace):
    for one in trace:
        group = acting.session.get_one(StudyGroup, one["group"])
        if group.name.startswith("занята"):
            raise Refusal("E_CLOSED", "1.6", "Группа уже занята.")
        group.name = f"отменена {group.id}"
    acting.session.flush()


KIND = ImportKind(
    "test-groups",
    "Группы",
    "3.9.1",
    Thing.CONTINGENT,
    (ImportColumn("name", ("Группа",), True),),
    check,
    apply,
    undo,
)


@pytest.fixture
def clerk(session):
    return make.user(session, "Зуева", is_staff=True)


@pytest.fixture
def batch(act, clerk):
    return preview(act(clerk), KIND, "группы.csv", "0" * 64, ROWS, {})


def names(session):
    return sorted(name for (name,) in session.query(StudyGroup.name))


def test_a_preview_keeps_the_rows_and_changes_nothing(session, act, clerk, batch):
    assert (batch.state, batch.uploaded_by_id) == (ImportState.PREVIEWED, clerk.id)
    assert rows_of(batch) == ROWS
    assert rows_of(batch)[0]["name"] == "БУ-24-1" and rows_of(batch)[0]["unknown"] == ""
    assert names(session) == []


def test_a_file_without_rows_is_refused(session, act, clerk):
    acting = act(clerk)
    with refuses(session, "E_FILE", "1.6"):
        preview(acting, KIND, "пусто.csv", "0" * 64, [], {})


def test_every_row_is_applied(session, act, clerk, batch):
    verdicts = apply_batch(act(clerk), KIND, batch)
    assert all(verdict.is_good for verdict in verdicts)
    assert names(session) == ["БУ-24-1", "БУ-24-2"]
    assert (batch.state, len(batch.trace)) == (ImportState.APPLIED, 2)


def test_options_chosen_at_the_preview_hold_at_the_applying(session, act, clerk):
    chosen = preview(act(clerk), KIND, "группы.csv", "0" * 64, ROWS, {"before": "З-"})
    apply_batch(act(clerk), KIND, chosen)
    assert names(session) == ["З-БУ-24-1", "З-БУ-24-2"]


def test_what_went_wrong_since_the_preview_stops_every_row(session, act, clerk, batch):
    make.group(session, "БУ-24-2")
    verdicts = apply_batch(act(clerk), KIND, batch)
    assert [verdict.problems for verdict in verdicts] == [(), ("такая есть",)]
    assert names(session) == ["БУ-24-2"]
    assert batch.state is ImportState.PREVIEWED and batch.trace == []


def test_a_file_is_applied_once_and_undone_once(session, act, clerk, batch):
    acting = act(clerk)
    with refuses(session, "E_CLOSED", "1.6"):
        undo_batch(acting, KIND, batch)
    apply_batch(acting, KIND, batch)
    with refuses(session, "E_CLOSED", "1.6"):
        apply_batch(acting, KIND, batch)
    undo_batch(acting, KIND, batch)
    assert batch.state is ImportState.UNDONE and all(name.startswith("отменена") for name in names(session))
    with refuses(session, "E_CLOSED", "1.6"):
        undo_batch(acting, KIND, batch)


def test_what_stands_on_it_refuses_the_undoing(session, act, clerk, batch):
    apply_batch(act(clerk), KIND, batch)
    session.query(StudyGroup).order_by(StudyGroup.id).first().name = "занята"
    session.flush()
    acting = act(clerk)
    with refuses(session, "E_CLOSED", "1.6"):
        undo_batch(acting, KIND, batch)
    assert batch.state is ImportState.APPLIED


def test_a_file_given_up_is_never_applied(session, act, clerk, batch):
    acting = act(clerk)
    drop_batch(acting, batch)
    assert batch.state is ImportState.DROPPED
    for operation in (apply_batch, undo_batch):
        with refuses(session, "E_CLOSED", "1.6"):
            operation(acting, KIND, batch)
    with refuses(session, "E_CLOSED", "1.6"):
        drop_batch(acting, batch)
