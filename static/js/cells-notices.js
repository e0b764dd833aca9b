// What the server refused, told at the place, with the ways out that the refusal leaves.
import { absenceKey } from "./cells.js";
import { say } from "./cells-popover.js";
import { N_, _ } from "./words.js";

const QUICK_REASONS = [N_("Ошибка при вводе"), N_("Работа пересдана"), N_("Пересмотр отметки")];

const shown = (value) => (value === "" || value == null ? _("пусто") : `«${value}»`);

// Tell the notice of `key` at `anchor`. `place` gives {lesson, date, today, requestUrl} of the record.
export function tellNotice({ edits, key, anchor, place, focus = false }) {
  const notice = edits.notices.get(key);
  if (!notice) return;
  const { result, item, wanted } = notice;
  const done = () => edits.dismiss(key);
  const resend = (extra) => {
    done();
    edits.write(key, wanted, { force: true, ...extra });
  };
  const common = { anchor, focus, text: result.message, code: result.code };
  if (result.code === "E_CONFLICT") return tellConflict({ common, edits, item, result, wanted, done, resend, key });
  if (result.code === "E_REASON") return askReason({ common, done, resend });
  if (result.code === "E_ABSENT" && key.startsWith("m:")) {
    const lessonKey = absenceKey(place.lesson, item.body.student);
    const actions = [
      { label: _("Снять «н» и поставить %(mark)s", { mark: wanted }), primary: true, run: () => liftAbsence(edits, lessonKey, resend) },
      { label: _("Не ставить"), run: done },
    ];
    if (place.date < place.today) actions.splice(1, 0, { label: _("Отработка сегодня"), run: () => resend({ made_up_on: place.today }) });
    return say({ ...common, actions });
  }
  if (result.code === "E_ABSENT") {
    const actions = [{ label: _("Понятно"), run: done }];
    return say({ ...common, actions });
  }
  const actions = [{ label: _("Понятно"), run: done }];
  if (result.code === "E_CLOSED" && place?.requestUrl) actions.unshift({ label: _("Запросить открытие"), href: place.requestUrl });
  return say({ ...common, actions });
}

function tellConflict({ common, edits, item, result, wanted, done, resend, key }) {
  if (key.startsWith("l:")) {
    const { kind: _kind, lesson: _lesson, ...fields } = item.body;
    return say({ ...common, tone: "warning", actions: [
      { label: _("Оставить записанное"), run: done },
      { label: _("Записать моё"), primary: true, run: () => (done(), edits.writeLesson(key, fields)) },
    ] });
  }
  const { value } = result.current ?? {};
  const { who, at } = result.recorded ?? {};
  const author = [who, at].filter(Boolean).join(", ");
  const told = { mine: shown(wanted), theirs: `${shown(value)}${author ? ` — ${author}` : ""}` };
  const text = _("У вас %(mine)s, записано %(theirs)s. Что оставить? (п. 1.5)", told);
  return say({ ...common, tone: "warning", text, actions: [
    { label: _("Оставить %(value)s", { value: shown(value) }), run: done },
    { label: _("Записать %(value)s", { value: shown(wanted) }), primary: true, run: () => resend({ version: result.current?.version ?? 0 }) },
  ] });
}

function askReason({ common, done, resend }) {
  const other = document.createElement("input");
  other.placeholder = _("Другая причина");
  other.setAttribute("aria-label", _("Другая причина"));
  other.maxLength = 500;
  other.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && other.value.trim()) {
      event.preventDefault();
      resend({ reason: other.value.trim() });
    }
  });
  const quick = QUICK_REASONS.map((reason) => ({ label: _(reason), run: () => resend({ reason }) }));
  return say({ ...common, tone: "warning", actions: [...quick, { node: other }, { label: _("Не менять"), run: done }] });
}

function liftAbsence(edits, key, resend) {
  edits.write(key, "");
  resend({});
}
