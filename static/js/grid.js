// The journal page: puts the table, the cursor, typing, saving and the lesson panel together.
import { Book } from "./cells.js";
import { Edits } from "./cells-edits.js";
import { Queue } from "./queue.js";
import { showStatus } from "./queue-status.js";
import { GridSheet } from "./grid-sheet.js";
import { Cursor } from "./grid-cursor.js";
import { Entry } from "./grid-entry.js";
import { Rules } from "./grid-rules.js";
import { nameHeads, showMonths, startColumn } from "./grid-head.js";
import { historyFrom } from "./history.js";
import { Panel } from "./panel.js";

const element = (id) => document.getElementById(id);
const data = JSON.parse(element("grid-data").textContent);
const table = element("grid");

const book = new Book();
const queue = new Queue({ url: data.urls.changes, user: data.user, journal: data.journal });
const edits = new Edits(book, queue);
const sheet = new GridSheet(table, data, book, queue);
const cursor = new Cursor(sheet, element("grid-wrap"));
const panel = new Panel({ host: element("panel"), page: element("main"), edits, queue, book });
new Entry({ sheet, cursor, edits, rules: new Rules(data, sheet), editable: data.editable, history: historyFrom(data.urls.history) });

showStatus(element("saving"), queue, edits, (key) => {
  const place = sheet.placeOf(sheet.cellOf(key));
  if (place) cursor.go(place.row, place.column);
});
nameHeads(sheet);
if (data.editable) edits.resume();

// Open at the latest lessons: the start column at the right edge, beside the results.
if (sheet.width) {
  const start = data.focus ? sheet.columns.findIndex((column) => column.lesson === data.focus) : startColumn(sheet, data.today);
  cursor.reveal(sheet.td(0, sheet.width - 1));
  cursor.go(0, Math.max(0, start), { focus: false });
  if (document.activeElement === document.body) cursor.td.focus({ preventScroll: true });
}

element("months")?.addEventListener("change", (event) => {
  showMonths(sheet, event.target.value);
  if (cursor.td?.hidden) cursor.step(0, 1);
  cursor.reveal();
});

const openLesson = (url) => panel.open(url);
table.tHead.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.target.closest("tr") !== table.tHead.rows[1] || !data.urls.panel || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  openLesson(link.href);
});
for (const link of document.querySelectorAll("a[data-panel]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openLesson(link.href);
  });
}
panel.addEventListener("open", ({ detail }) => markOpen(detail.lesson));
panel.addEventListener("close", () => markOpen(null));

function markOpen(lesson) {
  sheet.columns.forEach((column, at) => {
    table.tHead.rows[1].cells[at].classList.toggle("open", lesson !== null && column.lesson === lesson);
  });
  const at = sheet.columns.findIndex((column) => column.lesson === lesson);
  if (at >= 0) cursor.go(cursor.place?.row ?? 0, at, { focus: false });
}

// «Создать и заполнить» leads here with the lesson open; closed, it stays closed when the page is loaded again.
const address = new URL(window.location.href);
if (address.searchParams.get("open") && data.focus) {
  openLesson(`/lessons/${data.focus}`);
  address.searchParams.delete("open");
  window.history.replaceState(null, "", address);
}

// «Все присутствуют» speaks of the lesson in hand; the server answers which lesson became filled.
element("present")?.addEventListener("click", () => {
  const column = sheet.columns[cursor.place?.column ?? 0];
  if (column) edits.confirmPresent(column.lesson);
  cursor.td?.focus({ preventScroll: true });
});

// A dot under the date says the lesson is not filled yet.
edits.addEventListener("lesson", ({ detail }) => {
  for (const at of sheet.columnsOfLesson.get(detail.id) ?? []) table.tHead.rows[1].cells[at].classList.toggle("u", !detail.filled);
});

// A МИУД column appeared or moved: show it when nothing typed can be lost, at the same lesson.
queue.addEventListener("columns", async () => {
  await queue.settled();
  if (panel.isOpen) panel.addEventListener("close", showAnew, { once: true });
  else showAnew();
});

function showAnew() {
  if (queue.size || edits.notices.size) return;
  const address = new URL(window.location.href);
  const column = sheet.columns[cursor.place?.column ?? 0];
  address.searchParams.delete("open");
  if (column) address.searchParams.set("lesson", column.lesson);
  window.location.replace(address);
}
