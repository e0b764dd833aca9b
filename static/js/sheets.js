// A sheet being filled: digits give the mark and go down, «н» — не явился, «д» — не допущен; tickets are typed beside.
import { Queue } from "./queue.js";
import { showStatus } from "./queue-status.js";
import { ResultTable, wireKeys } from "./results.js";

const data = JSON.parse(document.getElementById("results-data").textContent);
const labels = Object.fromEntries(Object.entries(data.words).filter(([value]) => !/^\d$/.test(value)));
const ticketOf = (key) => document.querySelector(`[data-ticket="${CSS.escape(key)}"]`);
const queue = new Queue({ url: data.url, user: data.user, journal: data.queue });
const results = new ResultTable({
  table: document.getElementById("results"), queue, labels, only: data.only, wrap: document.getElementById("wrap"),
  keys: { KeyY: "absent", KeyL: "barred" },
  bodyOf: (td, outcome) => ({ kind: "entry", entry: Number(td.dataset.entry), outcome, ticket: ticketOf(td.dataset.key)?.value.trim() ?? "" }),
});
showStatus(document.getElementById("saving"), queue, results, (key) => results.go(results.cellOf(key)));
wireKeys(document.getElementById("keys"), results);
results.resume();
if (!window.matchMedia("(pointer: coarse)").matches) results.current?.focus({ preventScroll: true });

results.addEventListener("change", ({ detail: { td } }) => {
  const words = document.querySelector(`[data-words="${CSS.escape(td.dataset.key)}"]`);
  if (words) words.textContent = /^\d$/.test(td.dataset.value) ? data.words[td.dataset.value] : "";
});

// A ticket saves itself with its line; Enter goes to the next one's ticket.
const tickets = [...document.querySelectorAll("[data-ticket]")];
for (const input of tickets) {
  input.dataset.saved = input.value;
  input.addEventListener("change", () => results.resend(results.cellOf(input.dataset.ticket)));
  input.addEventListener("keydown", (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    tickets[tickets.indexOf(input) + step]?.select();
  });
}

queue.addEventListener("result", ({ detail: { item, result } }) => {
  const input = ticketOf(item.key);
  if (input && result.ok) input.dataset.saved = result.cell.ticket;
  if (input && !result.ok) input.value = result.current?.ticket ?? input.dataset.saved;
  if (!result.sheet) return;
  document.getElementById("totals").textContent = result.sheet.totals;
  document.getElementById("state").textContent = data.states[result.sheet.state] ?? "";
  for (const field of document.querySelectorAll("input[name=version]")) field.value = result.sheet.version;
});

// Closing waits until everything typed has been saved.
document.getElementById("closing")?.addEventListener("submit", async (event) => {
  if (!queue.size) return;
  event.preventDefault();
  const form = event.currentTarget;
  await queue.settled();
  if (!queue.size && !results.notices.size) form.submit();
  else for (const button of form.querySelectorAll("button")) button.disabled = false;
});
