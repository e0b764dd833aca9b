// A lesson beside the table: fetched into the page, so that nothing typed is left behind.
import { Lesson } from "./lesson.js";

export class Panel extends EventTarget {
  constructor({ host, page, edits, queue, book }) {
    super();
    Object.assign(this, { host, page, edits, queue, book, lesson: null, back: null });
    host.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  get isOpen() {
    return !this.host.hidden;
  }

  // Show the lesson behind `url`; the link itself is followed when the network or the server says no.
  async open(url) {
    this.back = document.activeElement;
    this.host.hidden = false;
    this.host.setAttribute("aria-busy", "true");
    await this.queue.settled();
    try {
      const address = new URL(url, window.location.href);
      address.searchParams.set("part", "1");
      const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#show(await answer.text());
    } catch {
      this.close();
      window.location.href = url;
    }
  }

  close() {
    if (!this.isOpen) return;
    this.lesson?.leave();
    this.lesson = null;
    this.host.hidden = true;
    this.host.replaceChildren();
    this.page.classList.remove("with-panel");
    this.back?.focus?.({ preventScroll: true });
    this.dispatchEvent(new Event("close"));
  }

  #show(text) {
    const part = new DOMParser().parseFromString(text, "text/html").querySelector("[data-lesson]");
    this.host.replaceChildren(document.importNode(part, true));
    this.host.removeAttribute("aria-busy");
    this.host.scrollTop = 0;
    this.page.classList.add("with-panel");
    const { edits, queue, book } = this;
    this.lesson = new Lesson({ root: this.host.firstElementChild, edits, queue, book });
    this.lesson.addEventListener("close", () => this.close());
    this.lesson.begin();
    this.dispatchEvent(new CustomEvent("open", { detail: { lesson: this.lesson.id } }));
  }
}
