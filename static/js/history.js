// Who wrote in the cell, when, what it was, what it became and why.
import { say } from "./cells-popover.js";
import { _ } from "./words.js";

const shown = (value) => (value === "" || value == null ? _("пусто") : value);

function line(entry) {
  const item = document.createElement("li");
  const change = document.createElement("b");
  change.textContent = `${shown(entry.was)} → ${shown(entry.became)}`;
  const time = document.createElement("time");
  time.textContent = entry.at;
  const who = document.createElement("span");
  who.className = "who";
  who.textContent = [entry.who, entry.office].filter(Boolean).join(", ");
  item.append(change, entry.what ? ` ${entry.what} ` : " ", time, document.createElement("br"), who);
  for (const note of [entry.why, entry.late]) if (note) item.append(" · ", note);
  return item;
}

// A function that shows the history of {anchor, work, student}, asked from `url`.
export function historyFrom(url) {
  return async ({ anchor, work, student }) => {
    const address = new URL(url, window.location.href);
    address.searchParams.set("work", work);
    address.searchParams.set("student", student);
    let answer;
    try {
      answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    } catch {
      return say({ anchor, tone: "warning", text: _("Нет связи: историю показать нельзя.") });
    }
    const facts = await answer.json().catch(() => ({}));
    if (!answer.ok) return say({ anchor, text: facts.error?.message ?? _("Историю показать не удалось.") });
    const list = document.createElement("ol");
    list.append(...facts.entries.map(line));
    const text = facts.entries.length ? facts.title : _("%(cell)s: записей не было.", { cell: facts.title });
    return say({ anchor, tone: "info", text, body: facts.entries.length ? list : null });
  };
}
