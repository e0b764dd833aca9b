// Typing into the grid: keys, the clipboard, the pad of a touch screen. Says no at the cell, before the server does.
import { intention, toggled } from "./cells-keys.js";
import { hush, isSaying, focusSaid, say } from "./cells-popover.js";
import { tellNotice } from "./cells-notices.js";
import { _ } from "./words.js";

export class Entry {
  // `rules` explains refusals; `open` shows a lesson, `history` a cell's history.
  constructor({ sheet, cursor, edits, rules, editable, openLesson, history }) {
    Object.assign(this, { sheet, cursor, edits, rules, editable, openLesson, history });
    this.lastDigit = null;
    const { table } = sheet;
    table.addEventListener("keydown", (event) => this.#key(event));
    table.addEventListener("mousedown", (event) => this.#press(event));
    table.addEventListener("mouseover", (event) => this.#over(event));
    table.addEventListener("dblclick", (event) => sheet.placeOf(event.target) && this.#history());
    document.addEventListener("mouseup", () => (this.dragging = false));
    document.addEventListener("paste", (event) => this.#paste(event));
    document.addEventListener("copy", (event) => this.#copy(event));
    edits.addEventListener("notice", ({ detail }) => this.#notice(detail.key));
    cursor.addEventListener("move", () => this.#moved());
    if (editable && window.matchMedia("(pointer: coarse)").matches) this.#pad();
  }

  get #isHere() {
    return this.sheet.table.contains(document.activeElement) && document.activeElement.tagName === "TD";
  }

  #press(event) {
    const place = this.sheet.placeOf(event.target);
    if (!place || place.column >= this.sheet.width || event.button !== 0) return;
    event.preventDefault();
    this.lastDigit = null;
    this.dragging = true;
    this.cursor.go(place.row, place.column, { extend: event.shiftKey });
  }

  #over(event) {
    const place = this.sheet.placeOf(event.target);
    if (!place || place.column >= this.sheet.width) return;
    if (this.dragging && event.buttons === 1) this.cursor.go(place.row, place.column, { extend: true });
    const td = this.sheet.td(place.row, place.column);
    if (td.dataset.l) td.title = this.rules.lateText(td.dataset.l);
    else td.removeAttribute("title");
  }

  #key(event) {
    if (event.target.tagName !== "TD") return;
    const wish = intention(event);
    if (!wish || event.isComposing) return;
    if (wish.do === "typed" && event.repeat) return;
    const handled = this.run(wish);
    if (handled) event.preventDefault();
  }

  // Carry out an intention; false when it is none of the grid's business.
  run(wish) {
    const { cursor } = this;
    const digit = this.lastDigit;
    this.lastDigit = null;
    switch (wish.do) {
      case "move":
        if (wish.tab && this.#leaves(wish.by[1])) return false;
        cursor.step(...wish.by, { extend: wish.extend, wrapRows: wish.tab });
        return true;
      case "enter":
        if (this.edits.notices.has(this.#noticeKey())) this.#notice(this.#noticeKey(), true);
        else cursor.step(wish.back ? -1 : 1, 0);
        return true;
      case "edge": cursor.go(cursor.place.row, wish.by < 0 ? 0 : this.sheet.width - 1); return true;
      case "corner": cursor.go(wish.end ? this.sheet.height - 1 : 0, cursor.place.column); return true;
      case "escape": if (isSaying()) hush(); else cursor.go(cursor.place.row, cursor.place.column); return true;
      case "history": this.#history(); return true;
    }
    if (!this.editable) return false;
    switch (wish.do) {
      case "undo": this.#show(this.edits.undo()); return true;
      case "redo": this.#show(this.edits.redo()); return true;
      case "mark": this.#mark(wish.value); return true;
      case "absent": this.#attend("н"); return true;
      case "late": this.#attend("оп"); return true;
      case "clear": this.#clear(); return true;
      case "typed": this.#typed(wish.text, digit); return true;
    }
    return false;
  }

  #noticeKey() {
    const mark = this.sheet.markKeyAt(this.cursor.place);
    if (this.edits.notices.has(mark)) return mark;
    return this.sheet.absenceKeyAt(this.cursor.place);
  }

  #leaves(by) {
    const { row, column } = this.cursor.place;
    return by > 0 ? row === this.sheet.height - 1 && column === this.sheet.width - 1 : row === 0 && column === 0;
  }

  #show(step) {
    const td = step && this.sheet.cellOf(step[0].key);
    const place = td && this.sheet.placeOf(td);
    if (place) this.cursor.go(place.row, place.column);
  }

  // The places of the range that may be written; at the first that may not, why.
  #open(places = this.cursor.places()) {
    const closed = places.find((place) => this.rules.why(place));
    if (closed) this.#refuse(closed, this.rules.why(closed));
    return places.filter((place) => !this.rules.why(place));
  }

  #refuse(place, refusal) {
    say({ anchor: this.sheet.td(place.row, place.column), ...refusal });
  }

  #mark(value) {
    const places = this.#open();
    if (!places.length) return;
    hush();
    const isRange = this.cursor.isRange;
    const at = { ...this.cursor.place };
    this.edits.writeAll(places.map((place) => [this.sheet.markKeyAt(place), value]));
    if (isRange) return;
    this.lastDigit = { value, place: at };
    if (at.row < this.sheet.height - 1) this.cursor.go(at.row + 1, at.column);
  }

  #attend(wanted) {
    const places = this.#open();
    if (!places.length) return;
    hush();
    const { sheet, edits } = this;
    const pairs = places.map((place) => {
      if (sheet.columns[place.column].checkpoint) {
        const key = sheet.markKeyAt(place);
        return wanted === "н" ? [key, toggled(edits.book.get(key).value, "н/а")] : null;
      }
      const key = sheet.absenceKeyAt(place);
      return [key, toggled(edits.book.get(key).value, wanted)];
    });
    edits.writeAll(pairs.filter(Boolean));
  }

  #clear() {
    const { sheet, edits } = this;
    const pairs = this.#open().flatMap((place) => {
      const mark = sheet.markKeyAt(place);
      if (edits.book.get(mark).value || sheet.columns[place.column].checkpoint) return [[mark, ""]];
      return [[sheet.absenceKeyAt(place), ""]];
    });
    if (pairs.length) hush();
    edits.writeAll(pairs);
  }

  // «4» has gone in and moved down when «-» comes: it is «4-» that was meant, and it is refused where it was typed.
  #typed(text, digit) {
    let place = this.cursor.place;
    let whole = text;
    if (digit && /[-+,./−–]/.test(text)) {
      whole = digit.value + text;
      place = digit.place;
      this.edits.forgetLast();
      this.cursor.go(place.row, place.column);
    }
    this.#refuse(place, this.rules.why(place) ?? this.rules.refusal(whole, this.sheet.columns[place.column].checkpoint));
  }

  #paste(event) {
    if (!this.#isHere || !this.editable) return;
    event.preventDefault();
    const lines = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    const { row, column } = this.cursor.place;
    const pairs = [];
    const refused = [];
    lines.forEach((line, down) => line.split("\t").forEach((text, right) => {
      const place = { row: row + down, column: column + right };
      if (place.row >= this.sheet.height || place.column >= this.sheet.width) return;
      const pair = this.#pasted(place, text.trim());
      if (Array.isArray(pair)) pairs.push(pair);
      else if (pair) refused.push([place, pair]);
    }));
    hush();
    this.edits.writeAll(pairs);
    if (refused.length) this.#tellPasted(pairs.length, refused);
  }

  // An empty pasted cell leaves what is there.
  #pasted(place, text) {
    if (!text) return null;
    const why = this.rules.why(place);
    if (why) return why;
    const { checkpoint } = this.sheet.columns[place.column];
    if (/^[2-5]$/.test(text) || (checkpoint && text.toLowerCase() === "н/а")) return [this.sheet.markKeyAt(place), text.toLowerCase()];
    if (!checkpoint && /^(н|оп)$/i.test(text)) return [this.sheet.absenceKeyAt(place), text.toLowerCase()];
    return this.rules.refusal(text, checkpoint);
  }

  #tellPasted(taken, refused) {
    const [place, refusal] = refused[0];
    const more = refused.length > 1 ? _("Не вставлено клеток: %(count)s, прежние значения на месте.", { count: refused.length }) : "";
    const done = _("Вставлено: %(count)s.", { count: taken });
    this.cursor.go(place.row, place.column);
    this.#refuse(place, { ...refusal, text: [refusal.text, more, done].filter(Boolean).join(" ") });
  }

  #copy(event) {
    if (!this.#isHere || String(window.getSelection())) return;
    event.preventDefault();
    const rows = new Map();
    for (const place of this.cursor.places()) {
      rows.set(place.row, [...(rows.get(place.row) ?? []), this.sheet.td(place.row, place.column).textContent]);
    }
    event.clipboardData.setData("text/plain", [...rows.values()].map((cells) => cells.join("\t")).join("\n"));
  }

  #history() {
    const { place } = this.cursor;
    if (place) this.history({ anchor: this.cursor.td, work: this.sheet.columns[place.column].work, student: this.sheet.students[place.row] });
  }

  #moved() {
    hush();
    const key = this.#noticeKey();
    if (this.edits.notices.has(key)) this.#tell(key);
  }

  #notice(key, focus = false) {
    const td = this.sheet.cellOf(key);
    td?.classList.toggle("no", this.edits.notices.has(key));
    if (td && this.edits.notices.has(key) && (focus || !isSaying())) this.#tell(key, focus);
    if (focus) focusSaid();
  }

  #tell(key, focus = false) {
    const td = this.sheet.cellOf(key);
    const place = this.sheet.placeOf(td);
    tellNotice({ edits: this.edits, key, anchor: td, focus, place: this.rules.around(place) });
  }

  #pad() {
    const pad = document.createElement("div");
    pad.className = "cell-pad";
    pad.hidden = true;
    pad.setAttribute("role", "toolbar");
    pad.setAttribute("aria-label", _("Отметка"));
    const keys = [["5", { do: "mark", value: "5" }], ["4", { do: "mark", value: "4" }], ["3", { do: "mark", value: "3" }],
      ["2", { do: "mark", value: "2" }], ["н", { do: "absent" }], ["⌫", { do: "clear" }]];
    for (const [label, wish] of keys) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      if (label === "⌫") button.setAttribute("aria-label", _("Убрать"));
      button.addEventListener("click", () => this.run(wish));
      pad.append(button);
    }
    document.body.append(pad);
    this.cursor.addEventListener("move", () => {
      pad.hidden = false;
      document.body.classList.add("has-pad");
    });
  }
}
