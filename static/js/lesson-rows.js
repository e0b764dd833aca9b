// The students of a lesson: a row each, one tap for «н» or a mark, the same keys as in the table.
import { intention, toggled } from "./cells-keys.js";
import { hush, say } from "./cells-popover.js";

export class LessonRows {
  constructor(lesson) {
    this.lesson = lesson;
    this.list = lesson.root.querySelector("[data-rows]");
    this.rows = [...this.list.querySelectorAll("[data-student]")];
    this.byStudent = new Map(this.rows.map((row) => [Number(row.dataset.student), row]));
    this.lastDigit = null;
    for (const button of this.list.querySelectorAll("button")) button.tabIndex = -1;
    this.list.addEventListener("click", (event) => this.#tap(event));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("focusin", (event) => this.#hold(event.target.closest("[data-student]")));
    for (const link of lesson.root.querySelectorAll("[data-work-tab]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.#choose(Number(link.dataset.workTab));
      });
    }
    this.#hold(this.rows[0]);
    for (const student of this.byStudent.keys()) this.draw(student);
  }

  begin() {
    this.rows[0]?.focus({ preventScroll: true });
  }

  anchorOf(key) {
    return this.byStudent.get(Number(key.split(":")[2]));
  }

  draw(student) {
    const row = this.byStudent.get(student);
    if (!row) return;
    const { book } = this.lesson;
    const mark = book.get(this.lesson.markKey(student));
    const absence = book.get(this.lesson.absenceKey(student));
    const isAbsent = absence.value === "н" && !this.lesson.work.checkpoint;
    row.classList.toggle("abs", isAbsent);
    row.classList.toggle("late", absence.value === "оп");
    for (const button of row.querySelectorAll("button")) {
      const { sign } = button.dataset;
      const on = sign === "н" ? absence.value === "н" : mark.value === sign;
      button.setAttribute("aria-pressed", String(on));
      button.classList.toggle("off", isAbsent && sign !== "н" && !on);
      button.hidden = sign === "н/а" ? !this.lesson.work.checkpoint : sign === "н" && this.lesson.work.checkpoint;
    }
  }

  #choose(work) {
    this.lesson.workId = work;
    for (const link of this.lesson.root.querySelectorAll("[data-work-tab]")) {
      if (Number(link.dataset.workTab) === work) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const student of this.byStudent.keys()) this.draw(student);
    this.begin();
  }

  #hold(row) {
    if (!row || row === this.held) return;
    if (this.held) this.held.tabIndex = -1;
    this.held = row;
    row.tabIndex = 0;
  }

  #step(by) {
    const to = this.rows.indexOf(this.held) + by;
    const row = this.rows[Math.max(0, Math.min(this.rows.length - 1, to))];
    this.#hold(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  #tap(event) {
    const button = event.target.closest("button");
    const row = event.target.closest("[data-student]");
    if (!row) return;
    this.lastDigit = null;
    this.#hold(row);
    if (!button) return row.focus({ preventScroll: true });
    event.preventDefault();
    this.#put(row, button.dataset.sign, true);
  }

  // Write a sign into the row; a second tap on a mark takes it back.
  #put(row, sign, isTap = false) {
    const student = Number(row.dataset.student);
    const { lesson } = this;
    if (lesson.refuseAt(row, student)) return false;
    hush();
    const isAbsence = sign === "н" || sign === "оп";
    const key = isAbsence ? lesson.absenceKey(student) : lesson.markKey(student);
    const before = lesson.book.get(key).value;
    lesson.edits.write(key, isAbsence || isTap ? toggled(before, sign) : sign);
    return true;
  }

  #key(event) {
    const wish = intention(event);
    const row = this.held;
    if (!wish || !row || event.isComposing || (event.target.tagName === "BUTTON" && event.key === "Enter")) return;
    const digit = this.lastDigit;
    this.lastDigit = null;
    const { checkpoint } = this.lesson.work;
    switch (wish.do) {
      case "move":
        if (wish.tab || wish.by[0] === 0) return;
        this.#step(wish.by[0]);
        break;
      case "edge": this.#step(wish.by * this.rows.length); break;
      case "enter": this.#step(wish.back ? -1 : 1); break;
      case "mark":
        if (this.#put(row, wish.value)) {
          this.lastDigit = { row, value: wish.value };
          this.#step(1);
        }
        break;
      case "absent":
        if (checkpoint) this.#put(row, "н/а", true);
        else this.#put(row, "н");
        break;
      case "late": if (!checkpoint) this.#put(row, "оп"); break;
      case "clear": this.#clear(row); break;
      case "undo": this.lesson.edits.undo(); break;
      case "redo": this.lesson.edits.redo(); break;
      case "typed": this.#refuse(row, wish.text, digit); break;
      default: return;
    }
    event.preventDefault();
  }

  #clear(row) {
    const student = Number(row.dataset.student);
    if (this.lesson.refuseAt(row, student)) return;
    const mark = this.lesson.markKey(student);
    const key = this.lesson.book.get(mark).value ? mark : this.lesson.absenceKey(student);
    this.lesson.edits.write(key, "");
  }

  #refuse(row, text, digit) {
    let [where, whole] = [row, text];
    if (digit && /[-+,./−–]/.test(text)) {
      [where, whole] = [digit.row, digit.value + text];
      this.lesson.edits.forgetLast();
      this.#hold(where);
      where.focus({ preventScroll: true });
    }
    if (this.lesson.refuseAt(where, Number(where.dataset.student))) return;
    say({ anchor: where, ...this.lesson.refusal(whole) });
  }
}
