// What is written in the journal, as this page knows it: marks, absences, lessons, each with its version.
// Keys: "m:<work>:<student>", "a:<lesson>:<student>", "l:<lesson>". Views listen to "change" and draw.
export const markKey = (work, student) => `m:${work}:${student}`;
export const absenceKey = (lesson, student) => `a:${lesson}:${student}`;
export const lessonKey = (lesson) => `l:${lesson}`;
export const EMPTY = Object.freeze({ value: "", version: 0, late: 0 });

export class Book extends EventTarget {
  #records = new Map();
  #readers = [];

  // A view that can read records off the page: (key) → record or undefined.
  addReader(reader) {
    this.#readers.push(reader);
  }

  get(key) {
    if (!this.#records.has(key)) {
      const read = this.#readers.reduce((found, reader) => found ?? reader(key), undefined);
      this.#records.set(key, read ?? EMPTY);
    }
    return this.#records.get(key);
  }

  set(key, patch) {
    this.#records.set(key, { ...this.get(key), ...patch });
    this.dispatchEvent(new CustomEvent("change", { detail: { key } }));
  }

  // Take over what the server has just shown, unless a change of this page is still on its way there.
  learn(key, record, isWaiting) {
    if (isWaiting) return;
    this.set(key, { ...record, pending: false });
  }

  // The student's mean and missed hours changed.
  tellStudent(student, facts) {
    this.dispatchEvent(new CustomEvent("student", { detail: { student, ...facts } }));
  }
}

// How a change of this record is written for the server.
export function bodyOf(key, value) {
  const [letter, place, student] = key.split(":");
  if (letter === "m") return { kind: "mark", work: Number(place), student: Number(student), value };
  if (letter === "a") return { kind: "absence", lesson: Number(place), student: Number(student), value };
  return { kind: "lesson", lesson: Number(place), ...value };
}
