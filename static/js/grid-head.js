// The heads of the columns: what they say when asked, the months shown, where the page opens.
import { written } from "./grid-rules.js";
import { _ } from "./words.js";

// A date alone says little: the head's link names the lesson whole.
export function nameHeads(sheet) {
  const cells = sheet.table.tHead.rows[1].cells;
  sheet.columns.forEach((column, at) => {
    const link = cells[at].firstElementChild;
    if (!link) return;
    const parts = [_("%(day)s, %(pair)s пара", { day: written(column.date), pair: column.pair }), column.kind, column.topic, column.note];
    link.title = parts.filter(Boolean).join(" · ");
    link.setAttribute("aria-label", link.title);
  });
}

// Show only the lessons of the chosen months («2026-11», «2026-10 2026-11»; empty for all).
export function showMonths(sheet, chosen) {
  const wanted = new Set(chosen.split(" ").filter(Boolean));
  const { body, columns } = sheet;
  const hidden = columns.map((column) => wanted.size > 0 && !wanted.has(column.date.slice(0, 7)));
  const head = sheet.table.tHead;
  const months = [...head.rows[0].cells].filter((cell) => cell.dataset.month);
  for (const cell of months) cell.hidden = wanted.size > 0 && !wanted.has(cell.dataset.month);
  const cols = sheet.table.querySelectorAll("col");
  hidden.forEach((isHidden, at) => {
    cols[at + 1].hidden = isHidden;
    for (const row of [head.rows[1], head.rows[2]]) row.cells[at].hidden = isHidden;
  });
  for (const row of body.rows) hidden.forEach((isHidden, at) => (row.cells[at + 1].hidden = isHidden));
}

// The column to begin with: today's first, else the latest that has been.
export function startColumn(sheet, today) {
  const exact = sheet.columns.findIndex((column) => column.date === today);
  if (exact >= 0) return exact;
  const latest = sheet.columns.findLast((column) => column.date <= today && !column.checkpoint);
  return Math.max(0, sheet.columns.findIndex((column) => column.lesson === latest?.lesson));
}
