// The sentences of the rules for this page, as the server wrote them: why a place takes nothing, why a value is none.
import { _ } from "./words.js";
export class Rules {
  constructor(data, sheet) {
    this.data = data;
    this.sheet = sheet;
  }

  // Why nothing can be written at the place: {text, code, actions}, or null.
  why({ row, column }) {
    const { texts, today, lockDays } = this.data;
    const { date, lesson, isLocked } = this.sheet.columns[column];
    if (this.sheet.isOut({ row, column })) {
      const name = this.sheet.body.rows[row].cells[0].title;
      return { code: "E_NOT_MEMBER", text: fill(texts.out, { name, day: written(date) }) };
    }
    if (date > today) return { code: "E_FUTURE", text: fill(texts.future, { date: written(date) }) };
    if (!isLocked) return null;
    const text = fill(texts.locked, { date: written(date), since: written(addDays(date, lockDays + 1)) });
    const href = this.#requestUrl(lesson);
    return { code: "E_CLOSED", tone: "warning", text, actions: href ? [{ label: _("Запросить открытие"), href }] : [] };
  }

  // Why a typed text is no mark (4.1.8); `isResult` for МИУД.
  refusal(typed, isResult = false) {
    const { lines, current, result, other } = this.data.texts.marks;
    const text = typed.length > 20 ? `${typed.slice(0, 19)}…` : typed;
    const known = /^[2-5][.,]\d*$/.test(typed) ? "3,5" : typed.toLowerCase();
    const at = (isResult ? result[known] : undefined) ?? current[known] ?? other;
    return { code: "E_MARK", text: lines[at].replaceAll("{v}", text) };
  }

  // What a notice needs to know of its place.
  around(place) {
    const { lesson, date } = this.sheet.columns[place.column];
    return { lesson, date, today: this.data.today, requestUrl: this.#requestUrl(lesson) };
  }

  lateText(days) {
    return fill(this.data.texts.late, { days });
  }

  #requestUrl(lesson) {
    return this.data.urls.unlock?.replace("/0/", `/${lesson}/`);
  }
}

// «06.11.2026» of an ISO day.
export const written = (iso) => iso.split("-").reverse().join(".");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function addDays(iso, days) {
  const day = new Date(`${iso}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
