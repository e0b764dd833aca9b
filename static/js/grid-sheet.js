// The table of the journal: reads its cells into the book and draws the book's changes into them.
// Classes of a cell: m checkpoint, k «2», a absent, o late arrival, w mark of an absent student («отработка»),
// q mark of a late one, x not in the group, d due checkpoint, p on its way to the server, no refused.
import { EMPTY, absenceKey, markKey } from "./cells.js";

const ABSENT = "н";
const LATE = "оп";

export class GridSheet {
  constructor(table, data, book, queue) {
    this.table = table;
    this.body = table.tBodies[0];
    this.columns = data.columns;
    this.students = data.students;
    this.book = book;
    this.columnOfWork = new Map(this.columns.map((column, at) => [column.work, at]));
    this.columnsOfLesson = new Map();
    this.columns.forEach((column, at) => {
      if (!column.checkpoint) this.columnsOfLesson.set(column.lesson, [...(this.columnsOfLesson.get(column.lesson) ?? []), at]);
    });
    this.rowOfStudent = new Map(this.students.map((student, at) => [student, at]));
    book.addReader((key) => this.#read(key));
    book.addEventListener("change", ({ detail }) => this.draw(detail.key));
    book.addEventListener("student", ({ detail }) => this.#drawStudent(detail));
    this.queue = queue;
  }

  get height() {
    return this.students.length;
  }

  get width() {
    return this.columns.length;
  }

  td(row, column) {
    return this.body.rows[row]?.cells[column + 1];
  }

  // The place of a cell element: {row, column}, column beyond the works for results; null for a head.
  placeOf(td) {
    const cell = td?.closest?.("td");
    if (!cell || !this.body.contains(cell)) return null;
    return { row: cell.parentNode.sectionRowIndex, column: cell.cellIndex - 1 };
  }

  markKeyAt({ row, column }) {
    return markKey(this.columns[column].work, this.students[row]);
  }

  absenceKeyAt({ row, column }) {
    return absenceKey(this.columns[column].lesson, this.students[row]);
  }

  // The cell that shows a record, the first of several; null when it is not on this page.
  cellOf(key) {
    const [letter, place, student] = key.split(":");
    const row = this.rowOfStudent.get(Number(student));
    const column = letter === "m" ? this.columnOfWork.get(Number(place)) : this.columnsOfLesson.get(Number(place))?.[0];
    return row === undefined || column === undefined ? null : this.td(row, column);
  }

  isOut(place) {
    return this.td(place.row, place.column).classList.contains("x");
  }

  isHidden(column) {
    return this.td(0, column)?.hidden ?? true;
  }

  draw(key) {
    const [letter, place, student] = key.split(":");
    const row = this.rowOfStudent.get(Number(student));
    if (row === undefined) return;
    const columns = letter === "m" ? [this.columnOfWork.get(Number(place))] : this.columnsOfLesson.get(Number(place)) ?? [];
    for (const column of columns) if (column !== undefined) this.#drawCell(row, column);
  }

  #read(key) {
    const td = this.cellOf(key);
    if (!td) return undefined;
    const text = td.textContent;
    const is = (name) => td.classList.contains(name);
    if (key.startsWith("m:")) {
      const value = /^([2-5]|н\/а)$/.test(text) ? text : "";
      return { value, version: Number(td.dataset.v ?? (value ? 1 : 0)), late: Number(td.dataset.l ?? 0) };
    }
    const value = is("a") || is("w") ? ABSENT : is("o") || is("q") ? LATE : "";
    if (!value && !td.dataset.a) return EMPTY;
    return { value, version: Number(td.dataset.a ?? (value ? 1 : 0)), late: Number(td.dataset.l ?? 0) };
  }

  #drawCell(row, column) {
    const td = this.td(row, column);
    const { checkpoint, lesson, due } = this.columns[column];
    const mark = this.book.get(markKey(this.columns[column].work, this.students[row]));
    const absence = checkpoint ? EMPTY : this.book.get(absenceKey(lesson, this.students[row]));
    td.textContent = mark.value || absence.value;
    const flags = {
      k: mark.value === "2",
      a: !mark.value && absence.value === ABSENT,
      o: !mark.value && absence.value === LATE,
      w: mark.value && absence.value === ABSENT,
      q: mark.value && absence.value === LATE,
      d: checkpoint && due && !mark.value && !td.classList.contains("x"),
      p: mark.pending || absence.pending,
    };
    for (const [name, on] of Object.entries(flags)) td.classList.toggle(name, Boolean(on));
    const late = td.textContent ? Math.max(mark.late || 0, absence.late || 0) : 0;
    if (late) td.dataset.l = late;
    else delete td.dataset.l;
    if (absence.value !== ABSENT && td.dataset.r) {
      delete td.dataset.r;
      td.removeAttribute("title");
    }
  }

  #drawStudent({ student, mean, missed }) {
    const row = this.rowOfStudent.get(student);
    if (row === undefined) return;
    const cells = this.body.rows[row].cells;
    if (mean !== undefined) cells[this.width + 2].textContent = mean;
    if (missed !== undefined) cells[this.width + 3].textContent = missed || "";
  }
}
