// A sentence beside a cell, with what can be done about it. One at a time; it never takes the keyboard by itself.
import { _ } from "./words.js";

let box = null;
let anchorNow = null;
let closed = null;

function place() {
  if (!box || !anchorNow?.isConnected) return;
  const at = anchorNow.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const below = at.bottom + 5 + size.height <= window.innerHeight;
  const top = below ? at.bottom + 5 : Math.max(4, at.top - size.height - 5);
  const left = Math.min(Math.max(8, at.left - 6), window.innerWidth - size.width - 8);
  // The CSP allows no style attribute in the page, but scripts may set properties.
  box.style.top = `${top}px`;
  box.style.left = `${left}px`;
}

// `say({anchor, tone, text, code, clause, actions, body, focus})`; an action is {label, run, primary, href}.
export function say({ anchor, tone = "error", text = "", code = "", actions = [], body = null, focus = false, onClose = null }) {
  hush();
  box = document.createElement("div");
  box.className = "cell-say";
  box.dataset.tone = tone;
  if (code) box.dataset.code = code;
  box.setAttribute("role", focus ? "dialog" : "alert");
  if (focus) box.setAttribute("aria-label", text || _("Сообщение"));
  const sentence = document.createElement("p");
  sentence.textContent = text;
  if (text) box.append(sentence);
  if (body) box.append(body);
  if (actions.length) box.append(buttons(actions));
  const close = button({ label: "×", run: () => {} });
  close.className = "close";
  close.setAttribute("aria-label", _("Закрыть"));
  box.append(close);
  anchorNow = anchor;
  closed = onClose;
  document.body.append(box);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      hush();
      anchor.focus?.({ preventScroll: true });
    }
  });
  place();
  if (focus) box.querySelector("input, select, .acts button, .acts a, .close").focus();
  return box;
}

function buttons(actions) {
  const row = document.createElement("div");
  row.className = "acts";
  for (const action of actions) row.append(action.node ?? button(action));
  return row;
}

function button({ label, run, primary, href }) {
  const made = document.createElement(href ? "a" : "button");
  made.textContent = label;
  if (href) {
    made.href = href;
    made.className = "button";
    return made;
  }
  made.type = "button";
  if (primary) made.className = "button-primary";
  made.addEventListener("click", () => {
    const back = anchorNow;
    hush();
    run();
    back?.focus?.({ preventScroll: true });
  });
  return made;
}

export function hush() {
  if (!box) return;
  box.remove();
  box = null;
  anchorNow = null;
  const tell = closed;
  closed = null;
  tell?.();
}

export const isSaying = () => box !== null;
export const focusSaid = () => box?.querySelector(".acts button, .acts a, .acts input, .close")?.focus();
export const saidAt = () => anchorNow;

document.addEventListener("scroll", place, true);
window.addEventListener("resize", place);
document.addEventListener("pointerdown", (event) => {
  if (box && !box.contains(event.target)) hush();
});
