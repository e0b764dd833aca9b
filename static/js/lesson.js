// A lesson: topic and homework, who is absent, marks. The same on a phone, beside the table and as a page.
import { absenceKey, lessonKey, markKey } from "./cells.js";
import { hush, say } from "./cells-popover.js";
import { tellNotice } from "./cells-notices.js";
import { Rules } from "./grid-rules.js";
import { LessonRows } from "./lesson-rows.js";
import { LessonTexts } from "./lesson-texts.js";
import { _ } from "./words.js";

export class Lesson extends EventTarget {
  // `root` is the element with data-lesson.
  constructor({ root, edits, queue, book }) {
    super();
    Object.assign(this, { root, edits, queue, book });
    this.data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
    this.id = this.data.lesson;
    this.key = lessonKey(this.id);
    this.isOpen = this.data.editable && !this.data.closed;
    this.workId = Number(root.querySelector("[data-rows]")?.dataset.work ?? 0);
    this.#learn();
    this.rows = new LessonRows(this);
    this.texts = new LessonTexts(this);
    this.listeners = [
      [book, "change", ({ detail }) => this.#changed(detail.key)],
      [edits, "notice", ({ detail }) => this.#notice(detail.key)],
      [edits, "present", ({ detail }) => detail.key === `p:${this.id}` && this.#confirmed()],
    ];
    for (const [target, name, listener] of this.listeners) target.addEventListener(name, listener);
    root.querySelector("[data-present]")?.addEventListener("click", (event) => {
      event.preventDefault();
      edits.confirmPresent(this.id);
      this.#confirmed();
    });
    for (const close of root.querySelectorAll("[data-close]")) {
      close.addEventListener("click", (event) => {
        event.preventDefault();
        this.dispatchEvent(new Event("close"));
      });
    }
    this.#count();
  }

  // What the server has just shown is newer than what the table was drawn with.
  #learn() {
    for (const [key, [value, version, late]] of Object.entries(this.data.records)) {
      this.book.learn(key, { value, version, late }, this.queue.has(key));
    }
    const { topic, homework, version } = this.data;
    this.book.learn(this.key, { topic, homework, version }, this.queue.has(this.key));
  }

  begin() {
    this.texts.begin() || this.rows.begin();
  }

  leave() {
    this.texts.leave();
    for (const [target, name, listener] of this.listeners) target.removeEventListener(name, listener);
    hush();
  }

  get work() {
    return this.data.works.find((work) => work.id === this.workId) ?? this.data.works[0];
  }

  markKey(student) {
    return markKey(this.workId, student);
  }

  absenceKey(student) {
    return absenceKey(this.id, student);
  }

  // Say why nothing can be written here, if so.
  refuseAt(anchor, student) {
    const { closed, requestUrl, outside, texts } = this.data;
    if (!this.data.editable) return true;
    if (closed) {
      const actions = requestUrl ? [{ label: _("Запросить открытие"), href: requestUrl }] : [];
      say({ anchor, tone: "warning", code: closed.code, text: closed.message, actions });
      return true;
    }
    if (student && outside.includes(student)) {
      const name = anchor.closest("[data-student]")?.getAttribute("aria-label") ?? "";
      say({ anchor, code: "E_NOT_MEMBER", text: texts.out.replace("{name}", name).replace("{day}", this.data.day) });
      return true;
    }
    return false;
  }

  refusal(typed) {
    return new Rules(this.data, null).refusal(typed, this.work.checkpoint);
  }

  #changed(key) {
    const [letter, place, student] = key.split(":");
    if (key === this.key) this.texts.draw();
    else if (letter === "a" ? Number(place) === this.id : this.data.works.some((work) => work.id === Number(place))) {
      this.rows.draw(Number(student));
      this.#count();
    }
  }

  #count() {
    const students = this.data.students.filter((student) => !this.data.outside.includes(student));
    const absent = students.filter((student) => this.book.get(this.absenceKey(student)).value === "н").length;
    const line = this.root.querySelector("[data-absent]");
    if (line) line.textContent = _("Отсутствуют %(absent)s из %(all)s", { absent, all: students.length });
    if (absent) this.#confirmed();
  }

  #confirmed() {
    const button = this.root.querySelector("[data-present]");
    if (button) button.setAttribute("aria-pressed", "true");
    this.tick("present", true);
  }

  // The list of what makes the lesson filled.
  tick(name, isDone) {
    this.root.querySelector(`[data-tick=${name}]`)?.classList.toggle("done", isDone);
  }

  #notice(key) {
    const notice = this.edits.notices.get(key);
    if (key === this.key) {
      if (notice) this.texts.refused(notice);
      return;
    }
    const anchor = this.rows.anchorOf(key);
    if (!notice || !anchor) return;
    const { today, requestUrl, date } = this.data;
    tellNotice({ edits: this.edits, key, anchor, place: { lesson: this.id, today, date, requestUrl } });
  }
}
