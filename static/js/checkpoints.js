// «Ведомость МИУД» of a month: digits give the mark and go down, «н» gives н/а, Enter takes what is suggested.
import { Queue } from "./queue.js";
import { showStatus } from "./queue-status.js";
import { ResultTable, wireKeys } from "./results.js";

const data = JSON.parse(document.getElementById("results-data").textContent);
const queue = new Queue({ url: data.url, user: data.user, journal: data.queue });
const results = new ResultTable({
  table: document.getElementById("results"), queue, only: data.only, wrap: document.getElementById("wrap"), keys: { KeyY: "н/а" },
});
showStatus(document.getElementById("saving"), queue, results, (key) => results.go(results.cellOf(key)));
wireKeys(document.getElementById("keys"), results);
results.resume();
if (!window.matchMedia("(pointer: coarse)").matches) results.current?.focus({ preventScroll: true });

// The number of the missing and the percentages follow what has been saved.
const missing = document.getElementById("missing");
const status = document.getElementById("status");
const shares = document.querySelectorAll("#shares b");

// Half up, exactly: in whole units of the last place shown.
const written = (part, whole, scale) => {
  if (!whole) return "—";
  const units = Math.floor((2 * part * scale + whole) / (2 * whole));
  const places = String(scale).length - 1;
  return (units / scale).toFixed(places).replace(".", ",");
};

// The red numbers on the tab and on the month follow too: the tab counts every month of the journal.
const badge = (link) => {
  const shown = link?.querySelector(".badge-red");
  return { link, shown, count: Number(shown?.textContent ?? 0) };
};
const tab = badge(document.querySelector(".journal-tabs a[aria-current]"));
const month = badge(document.querySelector(".months a[aria-current]"));
const elsewhere = tab.count - month.count;

function tell(place, count) {
  if (!place.link) return;
  if (!place.shown) {
    place.shown = Object.assign(document.createElement("span"), { className: "badge badge-red" });
    place.link.append(" ", place.shown);
  }
  place.shown.textContent = count;
  place.shown.hidden = !count;
}

function recount() {
  const values = results.cells.map((td) => td.dataset.value).filter(Boolean);
  const marks = values.filter((value) => value !== "н/а").map(Number);
  const above = (least) => marks.filter((mark) => mark >= least).length;
  shares[0].textContent = written(above(3) * 100, values.length, 10);
  shares[1].textContent = written(above(4) * 100, values.length, 10);
  shares[2].textContent = written(marks.reduce((sum, mark) => sum + mark, 0), marks.length, 100);
  const left = results.cells.length - values.length;
  if (!data.isDue) return;
  tell(month, left);
  tell(tab, elsewhere + left);
  missing.textContent = left ? ` · ${data.missing} ${left}` : "";
  status.textContent = left ? data.partial : data.complete;
  status.className = `badge ${left ? "badge-amber" : "badge-green"}`;
}
results.addEventListener("saved", recount);
queue.addEventListener("columns", async () => {
  await queue.settled();
  if (!queue.size && !results.notices.size) window.location.reload();
});
