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

// The number of the missing in the bar and on the tab follows what has been saved.
const missing = document.getElementById("missing");
const status = document.getElementById("status");
results.addEventListener("saved", () => {
  if (!data.isDue) return;
  const left = results.cells.filter((td) => !td.dataset.value).length;
  missing.textContent = left ? ` · ${data.missing} ${left}` : "";
  if (!left) {
    status.textContent = data.complete;
    status.className = "badge badge-green";
  }
  const badge = document.querySelector(".months a[aria-current] .badge");
  if (badge) badge.textContent = left || "✓";
});
queue.addEventListener("columns", async () => {
  await queue.settled();
  if (!queue.size && !results.notices.size) window.location.reload();
});
