// The line that says whether everything is saved. Its place has a fixed width: nothing on the page moves.
import { _ } from "./words.js";

const SLOW = 400;

const records = (count) => {
  const last = count % 10;
  const teen = count % 100 >= 11 && count % 100 <= 14;
  if (!teen && last === 1) return _("%(count)s запись ждёт", { count });
  if (!teen && last >= 2 && last <= 4) return _("%(count)s записи ждут", { count });
  return _("%(count)s записей ждут", { count });
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
    button.textContent = _("Не записано: %(count)s", { count });
    button.addEventListener("click", () => goTo(edits.notices.keys().next().value));
    put("refused", button);
  };
  const saved = () => {
    if (edits.notices.size) refused();
    else if (savedAt) put("saved", _("✓ Сохранено %(time)s", { time: savedAt }));
  };
  queue.addEventListener("state", ({ detail }) => {
    const { name, waiting, at, message, kept } = detail;
    if (at) savedAt = at;
    line.dataset.waiting = waiting;
    if (name === "saved") saved();
    else if (name === "saving") {
      const offline = line.dataset.state === "offline";
      if (offline) put("offline", _("Нет связи: %(waiting)s", { waiting: records(waiting) }));
      else if (!slow) slow = window.setTimeout(() => put("saving", _("Сохраняется…")), SLOW);
    } else if (name === "offline") {
      put("offline", _("Нет связи: %(waiting)s", { waiting: records(waiting) }));
      line.title = kept ? "" : _("Не закрывайте страницу: записи хранятся в ней до появления связи.");
    } else {
      const what = name === "signin" ? _("Сеанс окончен: откройте журнал из курса снова") : message;
      put("stopped", waiting ? `${what} · ${records(waiting)}` : what);
      line.title = message;
    }
  });
  edits.addEventListener("notice", () => !queue.size && saved());
}
