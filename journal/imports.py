"""Files read in as a whole: preview with a verdict per row, all rows or none, undo (1.6).

A kind of import says what its columns are, what it thinks of each row, and how a good file is applied and taken back.
The previewed rows are kept: applying checks them again, because the world may have changed since the preview.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journal.acting import Acting
from journal.rights import Thing
from models import ImportBatch, ImportState
from regulation.refusal import N_, Refusal

MOST_SHOWN = 200  # bad rows named in one refusal


@dataclass(frozen=True)
class ImportColumn:
    """A column of the file: `titles` are what it may be called (the first stands in the template), folded on reading."""

    name: str
    titles: tuple[str, ...]
    is_required: bool = False
    example: str = ""
    hint: str = ""


@dataclass(frozen=True)
class FileRow:
    """A row as read: its number in the file and its cells by column name."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Verdict:
    """What is thought of a row. `problems` refuse the file; `cautions` are shown; `does` says what applying makes."""

    row: FileRow
    does: str = ""
    problems: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the row may be applied."""
        return not self.problems


Trace = dict[str, Any]


@dataclass(frozen=True)
class ImportKind:
    """One sort of file. `thing`: whoever may edit it may load the file.

    `check(acting, rows, options)` → a verdict per row, in order, without changing anything, in a constant number of
    queries. `apply(acting, rows, options)` → what was made, as JSON, for `undo(acting, trace)`, which raises Refusal
    when something made since then stands on it. Both flush, neither commits.
    """

    key: str
    title: str
    clause: str
    thing: Thing
    columns: Sequence[ImportColumn]
    check: Callable[[Acting, Sequence[FileRow], Mapping[str, str]], list[Verdict]]
    apply: Callable[[Acting, Sequence[FileRow], Mapping[str, str]], list[Trace]]
    undo: Callable[[Acting, Sequence[Trace]], None]
    explanation: str = ""
    options: Sequence[ImportOption] = ()
    done_endpoint: str = ""  # the list to look at afterwards


@dataclass(frozen=True)
class ImportOption:
    """A choice made beside the file («группа», «с какого дня»). `kind`: text, date or select."""

    name: str
    title: str
    kind: str = "text"
    choices: Callable[[Acting], Sequence[tuple[str, str]]] | None = None
    default: Callable[[Acting], str] = field(default=lambda _acting: "")


def preview(
    acting: Acting,
    kind: ImportKind,
    file_name: str,
    digest: str,
    rows: Sequence[FileRow],
    options: Mapping[str, str],
) -> ImportBatch:
    """Keep the rows of a file for its preview; nothing else changes. Raises E_FILE for a file without rows."""
    if not rows:
        raise Refusal(
            "E_FILE", "1.6", N_("В файле нет ни одной строки с данными. Возьмите шаблон на этой странице.")
        )
    assert acting.user_id is not None
    batch = ImportBatch(
        public_id=secrets.token_urlsafe(16), kind=kind.key, file_name=file_name[:200], sha256=digest, options=dict(options),
        rows=[[row.number, dict(row.cells)] for row in rows], uploaded_at=acting.now, uploaded_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(batch)
    acting.session.flush()
    return batch


def rows_of(batch: ImportBatch) -> list[FileRow]:
    """The rows of a batch as they were read."""
    return [FileRow(number, cells) for number, cells in batch.rows]


def apply_batch(acting: Acting, kind: ImportKind, batch: ImportBatch) -> list[Verdict]:
    """Check the rows again and apply all of them. With one bad row nothing is applied and the verdicts say why."""
    _require(batch, ImportState.PREVIEWED, N_("Этот файл уже загружен или отменён. Загрузите его снова."))
    rows = rows_of(batch)
    verdicts = kind.check(acting, rows, batch.options)
    if not all(verdict.is_good for verdict in verdicts):
        return verdicts
    batch.trace = list(kind.apply(acting, rows, batch.options))
    batch.state = ImportState.APPLIED
    batch.applied_at = acting.now
    acting.session.flush()
    return verdicts


def undo_batch(acting: Acting, kind: ImportKind, batch: ImportBatch) -> None:
    """Take a loaded file back. Raises Refusal when something done since then rests on it."""
    _require(batch, ImportState.APPLIED, N_("Отменить можно только загруженный файл, и только один раз."))
    kind.undo(acting, batch.trace)
    batch.state = ImportState.UNDONE
    batch.undone_at = acting.now
    acting.session.flush()


def drop_batch(acting: Acting, batch: ImportBatch) -> None:
    """Give up a previewed file."""
    _require(batch, ImportState.PREVIEWED, N_("Этот файл уже загружен: его можно только отменить целиком."))
    batch.state = ImportState.DROPPED
    acting.session.flush()


def _require(batch: ImportBatch, state: ImportState, sentence: str) -> None:
    if batch.state is not state:
        raise Refusal("E_CLOSED", "1.6", sentence)
