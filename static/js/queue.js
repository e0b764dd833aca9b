// Changes on their way to the server: in order, each with an id of its own so that a resend is one record,
// kept over a reload where the browser allows it, never sent for another person.
const BATCH = 40;
const STALLED = 15000;
const SLOWEST = 30000;

// localStorage throws in a frame of a browser that blocks third-party storage: then the queue lives with the page.
function keptStorage() {
  try {
    const probe = "journal-probe";
    window.localStorage.setItem(probe, "1");
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch {
    return null;
  }
}

function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Queue extends EventTarget {
  #items = [];
  #busy = false;
  #failures = 0;
  #timer = 0;
  #stopped = "";

  // `url` takes the changes; `user` and `journal` name whose and which journal's they are.
  constructor({ url, user, journal }) {
    super();
    this.url = url;
    this.user = String(user);
    this.prefix = `journal-queue:${user}:${journal}:`;
    this.storage = keptStorage();
    this.slot = this.prefix + freshId();
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retry());
    window.addEventListener("pagehide", () => this.#lastTry());
    window.addEventListener("beforeunload", (event) => {
      if (this.#items.length) event.preventDefault();
    });
  }

  get size() {
    return this.#items.length;
  }

  get isKept() {
    return this.storage !== null;
  }

  // Whether a change of this record still waits.
  has(key) {
    return this.#items.some((item) => item.key === key);
  }

  // What an earlier page of the same person and journal left behind: [{key, body}], now waiting here again.
  restore() {
    if (!this.storage) return [];
    const left = [];
    for (const slot of Object.keys(this.storage).filter((name) => name.startsWith(this.prefix))) {
      try {
        left.push(...JSON.parse(this.storage.getItem(slot)));
      } catch {
        // a torn entry holds nothing to save
      }
      this.storage.removeItem(slot);
    }
    const known = new Set();
    this.#items.push(...left.filter((item) => !known.has(item.id) && known.add(item.id)));
    this.#keep();
    if (this.#items.length) this.#send();
    return this.#items.map(({ key, body }) => ({ key, body }));
  }

  // Add a change: `key` names the record, `version` is the one the person saw, `body` what is written.
  put({ key, version, ...body }) {
    const last = this.#items.findLast((item) => item.key === key);
    if (last && !last.tried) {
      last.body = body;
    } else {
      // Behind an earlier change of the same record the version is known when that one is answered.
      this.#items.push({ id: freshId(), key, version: last ? null : version, body, tried: false });
    }
    this.#keep();
    this.#send();
  }

  // Try at once: the network is back, the person returned or asked for it.
  retry() {
    if (this.#stopped && this.#stopped !== "signin") return;
    this.#stopped = "";
    this.#failures = 0;
    if (this.#items.length) this.#send();
  }

  // Resolves when nothing waits or nothing more can be done now.
  settled() {
    if (!this.#items.length || this.#stopped || this.#timer) return Promise.resolve();
    return new Promise((resolve) => {
      const look = ({ detail }) => {
        if (detail.name === "saving") return;
        this.removeEventListener("state", look);
        resolve();
      };
      this.addEventListener("state", look);
    });
  }

  #keep() {
    if (!this.storage) return;
    try {
      if (this.#items.length) this.storage.setItem(this.slot, JSON.stringify(this.#items));
      else this.storage.removeItem(this.slot);
    } catch {
      this.storage = null;
    }
  }

  #batch() {
    const batch = [];
    for (const item of this.#items) {
      if (item.version === null && this.#items.find((one) => one.key === item.key) === item) item.version = 0;
      if (item.version === null || batch.length === BATCH) break;
      batch.push(item);
    }
    return batch;
  }

  #request(batch, more = {}) {
    const changes = batch.map((item) => ({ id: item.id, version: item.version, ...item.body }));
    return fetch(this.url, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
        "X-Journal-User": this.user,
      },
      body: JSON.stringify({ changes }),
      ...more,
    });
  }

  async #send() {
    if (this.#busy || this.#stopped) return this.#tell(this.#stopped || "saving");
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const batch = this.#batch();
    if (!batch.length) return this.#tell("saved");
    this.#busy = true;
    this.#tell("saving");
    for (const item of batch) item.tried = true;
    this.#keep();
    let again = false;
    try {
      const answer = await this.#request(batch, { signal: AbortSignal.timeout?.(STALLED) });
      again = await this.#answered(answer, batch);
    } catch {
      this.#later();
    }
    this.#busy = false;
    if (again) this.#send();
  }

  async #answered(answer, batch) {
    if (answer.ok) {
      const saved = await answer.json();
      this.#failures = 0;
      this.#settle(batch, saved);
      return true;
    }
    const said = (await answer.json().catch(() => ({}))).error ?? {};
    if (answer.status === 401) this.#stop("signin", said);
    else if (said.code === "WRONG_PERSON") this.#stop("person", said);
    else if (answer.status === 400 && said.code === "CSRF" && this.#failures < 2 && (await this.#freshToken())) {
      this.#failures += 1;
      return true;
    } else if (answer.status >= 500 || [408, 409, 429].includes(answer.status)) this.#later();
    else this.#refuseAll(batch, said);
    return this.#items.length > 0 && !this.#stopped && !this.#timer;
  }

  #settle(batch, saved) {
    for (const result of saved.results) {
      const item = batch.find((one) => one.id === result.id);
      if (!item) continue;
      this.#items = this.#items.filter((one) => one !== item);
      const next = this.#items.find((one) => one.key === item.key && one.version === null);
      if (next) next.version = (result.ok ? result.cell?.version : result.current?.version) ?? item.version ?? 0;
      this.dispatchEvent(new CustomEvent("result", { detail: { item, result, follows: Boolean(next) } }));
    }
    this.#keep();
    this.savedAt = saved.saved_at;
    if (saved.columns_changed) this.dispatchEvent(new CustomEvent("columns"));
  }

  #refuseAll(batch, said) {
    for (const item of batch) {
      this.#items = this.#items.filter((one) => one !== item);
      const result = { id: item.id, ok: false, code: said.code ?? "REFUSED", message: said.message ?? "", clause: said.clause };
      this.dispatchEvent(new CustomEvent("result", { detail: { item, result, follows: false } }));
    }
    this.#keep();
    this.#tell(this.#items.length ? "saving" : "saved");
  }

  #later() {
    this.#failures += 1;
    const pause = Math.min(SLOWEST, 1000 * 2 ** (this.#failures - 1)) * (0.8 + Math.random() * 0.4);
    this.#tell("offline");
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#send();
    }, pause);
  }

  #stop(why, said) {
    this.#stopped = why;
    this.#tell(why, said.message);
  }

  // The page may have outlived its session: the same address gives a new token.
  async #freshToken() {
    const page = await fetch(window.location.href, { credentials: "same-origin" });
    const token = (await page.text()).match(/name="csrf-token" content="([^"]+)"/);
    if (!token) return false;
    document.querySelector("meta[name=csrf-token]").content = token[1];
    return true;
  }

  #lastTry() {
    if (this.#items.length && !this.#stopped) this.#request(this.#batch(), { keepalive: true }).catch(() => {});
  }

  #tell(name, message = "") {
    const detail = { name, message, waiting: this.#items.length, at: this.savedAt, kept: this.isKept };
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}
