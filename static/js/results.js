// A column (or two) of results filled from the keyboard: each cell saves itself, is refused at its place, taken back.
import { intention } from "./cells-keys.js";
import { hush, isSaying, focusSaid, say } from "./cells-popover.js";
import { N_, _ } from "./words.js";

const QUICK_REASONS = [N_("Ошибка при вводе"), N_("Работа пересдана"), N_("Пересмотр отметки")];
const shown = (text) => (text ? `«${text}»` : _("пусто"));

// A cell is <td data-key data-version data-value data-body [data-suggest]> of `table`; `labels` names values as cells show
// them, `keys` what letters mean (by event.code), `only` says what may be entered.
export class ResultTable extends EventTarget {
  #done = [];
  #before = new Map();

  constructor({ table, queue, labels = {}, keys = {}, only, wrap, bodyOf = null }) {
    super();
    Object.assign(this, { table, queue, labels, keys, only, wrap, bodyOf });
    // Refusals that wait for the person's decision, by key: {result, wanted, item}.
    this.notices = new Map();
    this.values = new Set((table.dataset.values ?? "").split(" ").filter(Boolean));
    this.editable = "editable" in table.dataset;
    queue.addEventListener("result", ({ detail }) => this.#settled(detail));
    table.addEventListener("keydown", (event) => this.#key(event));
    table.addEventListener("click", (event) => this.#click(event));
    table.addEventListener("focusin", (event) => this.#focused(event));
    document.addEventListener("paste", (event) => this.#paste(event));
    const first = this.cells.find((td) => !td.dataset.value) ?? this.cells[0];
    if (first) first.tabIndex = 0;
    this.current = first ?? null;
  }

  get cells() {
    return [...this.table.querySelectorAll("td[data-key]")];
  }

  cellOf(key) {
    return this.table.querySelector(`td[data-key="${CSS.escape(key)}"]`);
  }

  // Show what an earlier page left in the queue.
  resume() {
    for (const { key, body } of this.queue.restore()) {
      const td = this.cellOf(key);
      if (td) this.#show(td, body.value ?? body.outcome ?? "", true);
    }
  }

  go(td) {
    if (!td) return;
    if (this.current) this.current.tabIndex = -1;
    td.tabIndex = 0;
    this.current = td;
    td.focus({ preventScroll: true });
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // Write into the cell in hand and move down, as a key or a button does.
  put(value, { stay = false } = {}) {
    const td = this.current;
    if (!td || !this.editable) return;
    if (this.#write(td, value) && !stay) this.#step(1);
    else td.focus({ preventScroll: true });
  }

  accept() {
    const td = this.current;
    if (td && !td.dataset.value && td.dataset.suggest) this.put(td.dataset.suggest);
    else this.#step(1);
  }

  undo() {
    const step = this.#done.pop();
    const td = step && this.cellOf(step.key);
    if (!td) return;
    this.go(td);
    this.#send(td, step.before);
  }

  dismiss(key) {
    this.notices.delete(key);
    this.cellOf(key)?.classList.remove("no");
    this.#tell(key);
  }

  // A value that the page's own script wants to send along with others (a ticket).
  resend(td) {
    this.#send(td, td.dataset.value);
  }

  #focused(event) {
    const td = event.target.closest("td[data-key]");
    if (td && td !== this.current) {
      if (this.current) this.current.tabIndex = -1;
      td.tabIndex = 0;
      this.current = td;
    }
    const row = event.target.closest("tr");
    this.table.querySelector("tr.at")?.classList.remove("at");
    row?.classList.add("at");
  }

  #click(event) {
    const accept = event.target.closest("[data-accept]");
    if (accept) {
      const td = this.cellOf(accept.dataset.accept);
      this.go(td);
      if (td && !td.dataset.value) this.accept();
      return;
    }
    const td = event.target.closest("td[data-key]");
    if (!td) return;
    this.go(td);
    if (this.notices.has(td.dataset.key)) this.#notice(td.dataset.key);
    this.dispatchEvent(new CustomEvent("press", { detail: { td } }));
  }

  #key(event) {
    const td = event.target;
    if (td.tagName !== "TD" || event.isComposing) return;
    const wish = intention(event);
    if (!wish || (wish.do === "move" && wish.tab)) return;
    const meant = this.keys[event.code];
    event.preventDefault();
    if (wish.do === "move") return wish.by[0] ? this.#step(Math.sign(wish.by[0]), Math.abs(wish.by[0])) : this.#side(wish.by[1]);
    if (wish.do === "edge" || wish.do === "corner") return this.#edge(wish.do === "edge" ? wish.by > 0 : wish.end);
    if (wish.do === "escape") return isSaying() ? hush() : undefined;
    if (wish.do === "history") return this.dispatchEvent(new CustomEvent("history", { detail: { td } }));
    if (!this.editable) return undefined;
    if (wish.do === "undo") return this.undo();
    if (wish.do === "enter") {
      if (this.notices.has(td.dataset.key)) return this.#notice(td.dataset.key, true);
      return wish.back ? this.#step(-1) : this.accept();
    }
    if (wish.do === "clear") return this.put("", { stay: true });
    if (wish.do === "mark") return this.put(wish.value);
    if (meant && (wish.do === "absent" || wish.do === "late" || wish.do === "typed")) return this.#meant(td, meant);
    return say({ anchor: td, text: this.only, code: "E_MARK" });
  }

  #meant(td, meant) {
    if (typeof meant === "function") return meant(td);
    return this.put(td.dataset.value === meant ? "" : meant);
  }

  #column(td) {
    return this.cells.filter((other) => other.cellIndex === td.cellIndex);
  }

  #step(by, count = 1) {
    if (!this.current) return;
    const column = this.#column(this.current);
    const at = column.indexOf(this.current) + by * count;
    this.go(column[Math.max(0, Math.min(column.length - 1, at))]);
  }

  #side(by) {
    const row = [...this.current.closest("tr").querySelectorAll("td[data-key]")];
    this.go(row[row.indexOf(this.current) + by] ?? this.current);
  }

  #edge(last) {
    const column = this.#column(this.current);
    this.go(last ? column.at(-1) : column[0]);
  }

  // A column copied from a spreadsheet: a value a row, empty ones leave what is there, wrong ones are refused here.
  #paste(event) {
    const td = document.activeElement;
    if (!this.editable || td?.tagName !== "TD" || !this.table.contains(td)) return;
    event.preventDefault();
    const lines = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    const column = this.#column(td);
    const start = column.indexOf(td);
    lines.forEach((line, at) => {
      const target = column[start + at];
      const text = line.split("\t")[0].trim().toLowerCase();
      if (target && text) this.#write(target, text, { checked: false });
    });
  }

  #write(td, value, { checked = true, ...extra } = {}) {
    if (checked && value && this.values.size && !this.values.has(value)) {
      say({ anchor: td, text: this.only, code: "E_MARK" });
      return false;
    }
    if (td.dataset.value === value) return true;
    hush();
    this.#done.push({ key: td.dataset.key, before: td.dataset.value });
    this.#send(td, value, extra);
    return true;
  }

  #send(td, value, { version = Number(td.dataset.version), ...more } = {}) {
    const { key } = td.dataset;
    if (!this.#before.has(key)) this.#before.set(key, td.dataset.value);
    this.notices.delete(key);
    td.classList.remove("no");
    this.#show(td, value, true);
    const body = this.bodyOf ? this.bodyOf(td, value) : { ...JSON.parse(td.dataset.body), value };
    this.queue.put({ key, version, ...body, ...more });
    this.#tell(key);
  }

  #show(td, value, pending) {
    td.dataset.value = value;
    td.textContent = this.labels[value] ?? value;
    td.classList.toggle("p", pending);
    td.classList.toggle("two", value === "2");
    td.classList.toggle("word", Boolean(this.labels[value]));
    if ("due" in td.dataset) td.classList.toggle("due", !value);
    const offer = td.closest("tr").querySelector(`[data-accept="${CSS.escape(td.dataset.key)}"]`);
    if (offer) offer.disabled = Boolean(value);
    this.dispatchEvent(new CustomEvent("change", { detail: { td } }));
  }

  #settled({ item, result, follows }) {
    const td = this.cellOf(item.key);
    if (!td) return;
    const version = result.cell?.version ?? result.current?.version;
    if (version !== undefined) td.dataset.version = version;
    if (follows) return;
    const before = this.#before.get(item.key);
    this.#before.delete(item.key);
    if (result.ok) {
      this.#show(td, result.cell?.value ?? td.dataset.value, false);
      td.classList.toggle("late", Boolean(result.cell?.late_days || result.cell?.is_late));
      this.dispatchEvent(new CustomEvent("saved", { detail: { td, result } }));
      return;
    }
    const value = result.current ? (result.current.outcome ?? result.current.value) : before;
    this.#show(td, value ?? "", false);
    this.#done = this.#done.filter((step) => step.key !== item.key);
    this.notices.set(item.key, { result, item, wanted: item.body.value ?? item.body.outcome ?? "" });
    td.classList.add("no");
    this.#tell(item.key);
    // The page may have answered the refusal in its own way.
    if (this.notices.has(item.key)) this.#notice(item.key);
  }

  #notice(key, focus = false) {
    const { result, wanted } = this.notices.get(key);
    const td = this.cellOf(key);
    const done = () => this.dismiss(key);
    const again = (extra) => {
      done();
      this.#write(td, wanted, { checked: false, ...extra });
    };
    const common = { anchor: td, text: result.message, code: result.code, focus };
    if (result.code === "E_CONFLICT") {
      const stands = this.labels[td.dataset.value] ?? td.dataset.value;
      return say({ ...common, tone: "warning", actions: [
        { label: _("Оставить %(value)s", { value: shown(stands) }), run: done },
        { label: _("Записать %(value)s", { value: shown(this.labels[wanted] ?? wanted) }), primary: true, run: () => again({ version: Number(td.dataset.version) }) },
      ] });
    }
    if (result.code === "E_REASON") return this.#askReason(common, done, again);
    if (isSaying() && focus) return focusSaid();
    return say({ ...common, actions: [{ label: _("Понятно"), run: done }] });
  }

  #askReason(common, done, again) {
    const other = document.createElement("input");
    other.placeholder = _("Другая причина");
    other.setAttribute("aria-label", _("Другая причина"));
    other.maxLength = 500;
    other.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" || !other.value.trim()) return;
      event.preventDefault();
      hush();
      again({ reason: other.value.trim() });
    });
    const quick = QUICK_REASONS.map((reason) => ({ label: _(reason), run: () => again({ reason }) }));
    say({ ...common, tone: "warning", actions: [...quick, { node: other }, { label: _("Не менять"), run: done }] });
  }

  #tell(key) {
    this.dispatchEvent(new CustomEvent("notice", { detail: { key } }));
  }
}

// The keys under the table are buttons: for the mouse and for a phone.
export function wireKeys(host, results) {
  host?.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault());
  host?.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-put], button[data-do]");
    if (!button) return;
    if (button.dataset.do === "accept") results.accept();
    else if (button.dataset.do === "undo") results.undo();
    else if (button.dataset.do) results.dispatchEvent(new CustomEvent(button.dataset.do, { detail: { td: results.current } }));
    else results.put(button.dataset.put, { stay: button.dataset.put === "" });
  });
}
