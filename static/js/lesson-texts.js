// Topic and homework of a lesson. An offered line of the КТП stands in the fields, but is written only by a person:
// Enter (or the button) accepts topic and homework together.
import { _ } from "./words.js";

export class LessonTexts {
  constructor(lesson) {
    this.lesson = lesson;
    const find = (name) => lesson.root.querySelector(`[name=${name}]`);
    [this.topic, this.homework, this.item, this.reason] = ["topic", "homework", "plan_item", "off_plan_reason"].map(find);
    this.form = lesson.root.querySelector("[data-texts]");
    this.box = lesson.root.querySelector("[data-reason]");
    this.error = lesson.root.querySelector("[data-text-error]");
    this.button = lesson.root.querySelector("[data-accept]");
    this.touched = false;
    if (!lesson.isOpen || !this.form) return;
    // The page's form would take every button of it to the server: here it is written by the queue.
    this.form.addEventListener("submit", (event) => {
      if (!event.submitter?.matches("[data-accept]")) return;
      event.preventDefault();
      this.write(true);
    });
    for (const field of [this.topic, this.homework, this.reason]) {
      field?.addEventListener("input", () => this.#typed(field));
      field?.addEventListener("keydown", (event) => this.#key(event, field));
      field?.addEventListener("change", () => this.touched && this.write());
    }
    this.item?.addEventListener("change", () => this.#fromPlan());
    lesson.root.querySelector("[data-nothing]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.homework.value = "Не задано";
      this.write();
    });
    for (const field of [this.topic, this.homework]) this.#fit(field);
    this.draw();
  }

  get #record() {
    return this.lesson.book.get(this.lesson.key);
  }

  // Take the keyboard when the topic is still to be written; false when it is not.
  begin() {
    if (!this.lesson.isOpen || !this.form || this.#record.topic) return false;
    const target = this.topic.value ? this.button : this.topic;
    target.focus({ preventScroll: true });
    return true;
  }

  leave() {
    if (this.touched) this.write();
  }

  draw() {
    if (!this.form) return;
    const { topic, homework, pending } = this.#record;
    const isWritten = Boolean(topic);
    this.form.classList.toggle("offered", !isWritten && Boolean(this.topic.value));
    this.form.classList.toggle("written", isWritten && !pending);
    if (isWritten && !this.touched) {
      this.topic.value = topic;
      this.homework.value = homework ?? "";
      for (const field of [this.topic, this.homework]) this.#fit(field);
    }
    if (this.button) this.button.hidden = isWritten && !this.touched;
    this.lesson.tick("topic", isWritten);
    this.lesson.tick("homework", Boolean(homework) || !this.lesson.data.homeworkRequired);
  }

  write(isAccepted = false) {
    const topic = this.topic.value.trim();
    const homework = this.homework.value.trim();
    const record = this.#record;
    if (!topic) return this.#complain(_("Тема пуста: впишите её или выберите из КТП."), this.topic);
    this.touched = false;
    if (topic === record.topic && homework === record.homework) return this.draw();
    this.#complain("");
    const fields = { topic, homework, plan_item: Number(this.item?.value) || null, off_plan_reason: this.reason?.value.trim() ?? "" };
    this.lesson.edits.writeLesson(this.lesson.key, fields);
    if (isAccepted) this.lesson.rows.begin();
  }

  // The server refused the texts: they stay in the fields, the record stands as it was. What was typed since they were
  // sent is newer: it is not written over, and the keyboard stays where it is.
  refused({ result, item }) {
    const isTyping = this.touched;
    this.touched = true;
    if (!isTyping) {
      this.topic.value = item.body.topic;
      this.homework.value = item.body.homework;
    }
    const isReason = result.code === "E_PLAN_REASON";
    if (isReason && this.box) this.box.hidden = false;
    const where = isReason ? this.reason : /^E_TOPIC/.test(result.code) && item.body.topic === this.#record.topic ? this.homework : this.topic;
    this.#complain(result.message, where, result.code, isTyping);
    this.lesson.edits.notices.delete(this.lesson.key);
    this.draw();
  }

  #fromPlan() {
    const line = this.item.selectedOptions[0];
    if (!line?.value) return;
    this.topic.value = line.dataset.topic;
    this.homework.value = line.dataset.homework || this.homework.value;
    for (const field of [this.topic, this.homework]) this.#fit(field);
    this.write();
  }

  #typed(field) {
    this.touched = true;
    if (field !== this.reason) this.#fit(field);
    this.button.hidden = false;
  }

  #key(event, field) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (field === this.topic && !this.homework.value.trim() && this.lesson.data.homeworkRequired) this.homework.focus();
    else this.write(true);
  }

  #complain(text, field = null, code = "", isTyping = false) {
    if (!this.error) return;
    this.error.textContent = text;
    this.error.hidden = !text;
    this.error.dataset.code = code;
    for (const one of [this.topic, this.homework, this.reason]) one?.toggleAttribute("aria-invalid", Boolean(text) && one === field);
    if (text && !isTyping) field?.focus({ preventScroll: true });
  }

  #fit(field) {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }
}
