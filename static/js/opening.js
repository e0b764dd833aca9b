// Opening a journal: follow the reading of the roster, bring its people in, count who is ticked.
import { _ } from "./words.js";

const list = document.querySelector("[data-list]");
const line = document.querySelector("[data-roster]");
const chosen = document.querySelector("[data-chosen]");
const PAUSE = 700;
const PATIENCE = 40;

function count() {
  const boxes = [...list.querySelectorAll("input:not(:disabled)")];
  const ticked = boxes.filter((box) => box.checked).length;
  chosen.textContent = boxes.length ? _("Обучающихся в журнале: %(count)s", { count: ticked }) : "";
}

function tell(text, tone = "") {
  line.textContent = text;
  line.dataset.tone = tone;
}

async function json(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// What a person ticked or unticked by hand stays as they left it.
async function bringPeople() {
  const touched = new Map([...list.querySelectorAll("input[data-touched]")].map((box) => [box.value, box.checked]));
  const answer = await fetch(line.dataset.people, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...part.body.childNodes);
  for (const box of list.querySelectorAll("input")) if (touched.has(box.value)) box.checked = touched.get(box.value);
  count();
}

async function follow(url) {
  try {
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      const job = await json(url);
      if (job.ended) {
        await bringPeople();
        if (job.state === "done") tell(_("Список курса прочитан."));
        else tell(_("Список из LMS не получен: %(why)s Можно открыть журнал с теми, кто уже известен.", { why: job.message }), "error");
        delete line.dataset.job;
        return;
      }
      await new Promise((resolve) => window.setTimeout(resolve, PAUSE));
    }
    tell(_("LMS долго не отвечает. Можно открыть журнал с теми, кто уже известен, остальных добавить позже."));
  } catch {
    tell(_("Связи нет: список не получен. Обновите страницу."), "error");
  }
  delete line.dataset.job;
}

list.addEventListener("change", (event) => {
  event.target.dataset.touched = "1";
  count();
});
for (const [name, value] of [["all", true], ["none", false]]) {
  const button = document.querySelector(`[data-${name}]`);
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of list.querySelectorAll("label:not(.other) input")) {
      box.checked = value;
      box.dataset.touched = "1";
    }
    count();
  });
}
count();
if (line.dataset.job) follow(line.dataset.job);
