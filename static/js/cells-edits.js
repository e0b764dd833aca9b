// One way for every change: shown at once, queued, and settled by what the server answers.
import { bodyOf, lessonKey } from "./cells.js";

export class Edits extends EventTarget {
  #undone = [];
  #done = [];
  #before = new Map();

  constructor(book, queue) {
    super();
    this.book = book;
    this.queue = queue;
    // Refusals that wait for the person's decision, by key: {result, wanted, item}.
    this.notices = new Map();
    queue.addEventListener("result", ({ detail }) => this.#settled(detail));
  }

  // Show again what an earlier page left in the queue.
  resume() {
    for (const { key, body } of this.queue.restore()) {
      if (key.startsWith("p:")) continue;
      this.#keepBefore(key);
      if (key.startsWith("l:")) this.book.set(key, { ...body, pending: true });
      else this.book.set(key, { value: body.value, pending: true });
    }
  }

  // Write `value` into the record; `extra` goes to the server with it (reason, made_up_on, version).
  write(key, value, extra = {}) {
    this.writeAll([[key, value]], extra);
  }

  // Several records as one step of undo.
  writeAll(pairs, extra = {}) {
    const step = [];
    for (const [key, value] of pairs) {
      const before = this.book.get(key).value;
      if (before === value && !extra.force) continue;
      step.push({ key, before, after: value });
      this.#send(key, value, extra);
    }
    if (!step.length) return;
    this.#done.push(step);
    this.#undone = [];
  }

  // Topic, homework and the plan's line of a lesson; outside undo.
  writeLesson(key, fields) {
    this.#keepBefore(key);
    const { version } = this.book.get(key);
    this.book.set(key, { ...fields, pending: true });
    this.queue.put({ key, version, ...bodyOf(key, fields) });
  }

  // «Все присутствуют»: whoever is not marked absent was here.
  confirmPresent(lesson) {
    this.queue.put({ key: `p:${lesson}`, kind: "present", lesson });
  }

  undo() {
    const step = this.#done.pop();
    if (!step) return null;
    for (const { key, before } of step.toReversed()) this.#send(key, before);
    this.#undone.push(step);
    return step;
  }

  redo() {
    const step = this.#undone.pop();
    if (!step) return null;
    for (const { key, after } of step) this.#send(key, after);
    this.#done.push(step);
    return step;
  }

  // Take the last step back as if it had not been made.
  forgetLast() {
    const step = this.undo();
    this.#undone.pop();
    return step;
  }

  dismiss(key) {
    this.notices.delete(key);
    this.dispatchEvent(new CustomEvent("notice", { detail: { key } }));
  }

  #send(key, value, extra = {}) {
    this.#keepBefore(key);
    const { force, version = this.book.get(key).version, ...more } = extra;
    this.notices.delete(key);
    this.book.set(key, { value, pending: true });
    this.queue.put({ key, version, ...bodyOf(key, value), ...more });
  }

  // What stood here before the first change still on its way: a refusal puts it back.
  #keepBefore(key) {
    if (!this.#before.has(key)) this.#before.set(key, { ...this.book.get(key) });
  }

  #settled({ item, result, follows }) {
    const { key } = item;
    if (result.student && item.body.student) this.book.tellStudent(item.body.student, result.student);
    if (result.lesson) this.#lessonSaid(result.lesson);
    if (follows) {
      if (result.ok) this.#before.set(key, this.#taken(key, item, result));
      return;
    }
    if (!result.ok) return this.#refused(key, item, result);
    this.#before.delete(key);
    if (key.startsWith("p:")) this.dispatchEvent(new CustomEvent("present", { detail: { key } }));
    else this.book.set(key, this.#taken(key, item, result));
  }

  #taken(key, item, result) {
    const cell = result.cell ?? {};
    const fields = { version: cell.version ?? item.version, pending: false, late: cell.late_days ?? 0 };
    if (key.startsWith("l:")) return { ...fields, topic: result.lesson.topic, homework: result.lesson.homework };
    return { ...fields, value: cell.value ?? item.body.value, madeUp: cell.made_up_on ?? null };
  }

  // An absence or a topic moves the lesson on: its version, whether it is filled.
  #lessonSaid(lesson) {
    const key = lessonKey(lesson.id);
    if (!this.queue.has(key)) this.book.set(key, { version: lesson.version, topic: lesson.topic, homework: lesson.homework });
    this.dispatchEvent(new CustomEvent("lesson", { detail: lesson }));
  }

  #refused(key, item, result) {
    const before = this.#before.get(key);
    this.#before.delete(key);
    if (before) this.book.set(key, { ...before, pending: false });
    if (result.current) {
      const { value, version, topic, homework } = result.current;
      this.book.set(key, key.startsWith("l:") ? { topic, homework, version } : { value, version });
    }
    this.#done = this.#done.filter((step) => !(step.length === 1 && step[0].key === key && step[0].after === item.body.value));
    this.notices.set(key, { result, item, wanted: item.body.value });
    this.dispatchEvent(new CustomEvent("notice", { detail: { key } }));
  }
}
