// «Итоговые»: digits set the final and go down, «н» opens the terms of «н/а», Enter takes what is suggested.
import { Queue } from "./queue.js";
import { showStatus } from "./queue-status.js";
import { ResultTable, wireKeys } from "./results.js";
import { wireDialog } from "./dialog.js";

const host = document.getElementById("results-data");
const dialog = wireDialog(document.getElementById("dialog"));
if (host) begin(JSON.parse(host.textContent));

function begin(data) {
  const queue = new Queue({ url: data.url, user: data.user, journal: data.queue });
  const card = async (td) => {
    await queue.settled();
    dialog.open(td.dataset.card, td);
  };
  const results = new ResultTable({
    table: document.getElementById("results"), queue, only: data.only, wrap: document.getElementById("wrap"), keys: { KeyY: card },
  });
  showStatus(document.getElementById("saving"), queue, results, (key) => results.go(results.cellOf(key)));
  wireKeys(document.getElementById("keys"), results);
  results.resume();
  if (!window.matchMedia("(pointer: coarse)").matches) results.current?.focus({ preventScroll: true });
  for (const name of ["history", "card"]) results.addEventListener(name, ({ detail }) => detail.td && card(detail.td));
  results.addEventListener("saved", ({ detail: { td, result } }) => {
    const place = document.querySelector(`[data-hint="${CSS.escape(td.dataset.key)}"]`);
    if (place && result.hint) {
      place.textContent = result.hint.text;
      place.className = `hint ${result.hint.tone}`;
    }
    const totals = result.of && document.querySelector(`[data-totals="${result.of.scope}"]`);
    if (totals && result.totals) totals.textContent = result.totals;
  });
  // An open «н/а» is made good in its card, not typed over.
  results.addEventListener("notice", ({ detail: { key } }) => {
    const notice = results.notices.get(key);
    const td = results.cellOf(key);
    if (notice?.result.code === "E_DEADLINE" && td) {
      results.dismiss(key);
      card(td);
    }
  });
}
