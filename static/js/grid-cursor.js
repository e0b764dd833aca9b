// The cell in hand and the range around it. The cell has the real focus, so a screen reader reads it with its heads.
export class Cursor extends EventTarget {
  constructor(sheet, wrap) {
    super();
    this.sheet = sheet;
    this.wrap = wrap;
    this.place = null;
    this.anchor = null;
  }

  get td() {
    return this.place && this.sheet.td(this.place.row, this.place.column);
  }

  // Put the cursor on a cell; `extend` keeps the other corner of the range where it was.
  go(row, column, { extend = false, focus = true } = {}) {
    const to = { row: clamp(row, this.sheet.height), column: clamp(column, this.sheet.width) };
    if (this.sheet.height === 0 || this.sheet.width === 0) return;
    this.#unmark();
    this.anchor = extend ? this.anchor ?? this.place ?? to : to;
    this.place = to;
    this.#mark();
    if (focus) this.td.focus({ preventScroll: true });
    this.reveal();
    this.dispatchEvent(new Event("move"));
  }

  // Step over hidden months; off the right edge Tab goes to the next row.
  step(rows, columns, { extend = false, wrapRows = false } = {}) {
    if (!this.place) return;
    let { row, column } = this.place;
    row += rows;
    column = this.#visible(column, columns);
    if (wrapRows && column === null) {
      row += Math.sign(columns);
      column = columns > 0 ? this.#visible(-1, 1) : this.#visible(this.sheet.width, -1);
    }
    this.go(row, column ?? this.place.column, { extend });
  }

  #visible(from, by) {
    if (by === 0) return from;
    let at = from + by;
    while (at >= 0 && at < this.sheet.width && this.sheet.isHidden(at)) at += Math.sign(by);
    return at < 0 || at >= this.sheet.width ? null : at;
  }

  // Places of the range, column by column.
  places() {
    if (!this.place) return [];
    const { anchor, place } = this;
    const found = [];
    for (let column = Math.min(anchor.column, place.column); column <= Math.max(anchor.column, place.column); column += 1) {
      if (this.sheet.isHidden(column)) continue;
      for (let row = Math.min(anchor.row, place.row); row <= Math.max(anchor.row, place.row); row += 1) found.push({ row, column });
    }
    return found;
  }

  get isRange() {
    return this.place !== null && (this.anchor.row !== this.place.row || this.anchor.column !== this.place.column);
  }

  // Scroll the wrapper, and only it, until the cell is clear of the sticky head, names and results.
  reveal(td = this.td) {
    if (!td) return;
    const box = this.wrap.getBoundingClientRect();
    const cell = td.getBoundingClientRect();
    const row = td.parentNode.cells;
    const left = row[0].getBoundingClientRect().right;
    const results = row[this.sheet.width + 1];
    const sticky = results && getComputedStyle(results).position === "sticky" ? results.getBoundingClientRect().left : box.right;
    const right = Math.min(box.left + this.wrap.clientWidth, sticky);
    const top = this.sheet.table.tHead.getBoundingClientRect();
    const head = box.top + top.height;
    if (cell.left < left) this.wrap.scrollLeft -= left - cell.left;
    else if (cell.right > right) this.wrap.scrollLeft += cell.right - right;
    if (cell.top < head) this.wrap.scrollTop -= head - cell.top;
    else if (cell.bottom > box.top + this.wrap.clientHeight) this.wrap.scrollTop += cell.bottom - box.top - this.wrap.clientHeight;
  }

  #unmark() {
    if (!this.place) return;
    for (const { row, column } of this.places()) this.sheet.td(row, column).classList.remove("in");
    const td = this.td;
    td.tabIndex = -1;
    td.classList.remove("cur");
    td.parentNode.classList.remove("at");
    this.#heads(this.place.column, false);
  }

  #mark() {
    const td = this.td;
    td.tabIndex = 0;
    td.classList.add("cur");
    td.parentNode.classList.add("at");
    this.#heads(this.place.column, true);
    if (this.isRange) for (const { row, column } of this.places()) this.sheet.td(row, column).classList.add("in");
  }

  #heads(column, on) {
    this.sheet.table.tHead.rows[1].cells[column]?.classList.toggle("at", on);
  }
}

const clamp = (value, size) => Math.max(0, Math.min(size - 1, value));
