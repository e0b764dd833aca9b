// The line that says whether everything is saved. Its place has a fixed width: nothing on the page moves.
const SLOW = 400;

const records = (count) => {
  const last = count % 10;
  const teen = count % 100 >= 11 && count % 100 <= 14;
  if (!teen && last === 1) return `${count} запись ждёт`;
  if (!teen && last >= 2 && last <= 4) return `${count} записи ждут`;
  return `${count} записей ждут`;
};

// `goTo(key)` brings the person to a record the server refused.
export function showStatus(line, queue, edits, goTo) {
  let slow = 0;
  let savedAt = "";
  const put = (state, text) => {
    window.clearTimeout(slow);
    slow = 0;
    line.dataset.state = state;
    line.replaceChildren(text);
  };
  const refused = () => {
    const count = edits.notices.size;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Не записано: ${count}`;
    button.addEventListener("click", () => goTo(edits.notices.keys().next().value));
    put("refused", button);
  };
  const saved = () => {
    if (edits.notices.size) refused();
    else if (savedAt) put("saved", `✓ Сохранено ${savedAt}`);
  };
  queue.addEventListener("state", ({ detail }) => {
    const { name, waiting, at, message, kept } = detail;
    if (at) savedAt = at;
    line.dataset.waiting = waiting;
    if (name === "saved") saved();
    else if (name === "saving") {
      const offline = line.dataset.state === "offline";
      if (offline) put("offline", `Нет связи: ${records(waiting)}`);
      else if (!slow) slow = window.setTimeout(() => put("saving", "Сохраняется…"), SLOW);
    } else if (name === "offline") {
      put("offline", `Нет связи: ${records(waiting)}`);
      line.title = kept ? "" : "Не закрывайте страницу: записи хранятся в ней до появления связи.";
    } else {
      const what = name === "signin" ? "Сеанс окончен: откройте журнал из курса снова" : message;
      put("stopped", waiting ? `${what} · ${records(waiting)}` : what);
      line.title = message;
    }
  });
  edits.addEventListener("notice", () => !queue.size && saved());
}
