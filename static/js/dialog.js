// A page shown in a dialog of this page: its link keeps working without scripts, its refusals come back into the dialog.
import { _ } from "./words.js";

export function wireDialog(dialog, { onClose = () => {} } = {}) {
  let opener = null;
  const fill = (html) => {
    dialog.innerHTML = html;
    for (const button of dialog.querySelectorAll("[data-close]")) button.hidden = false;
    (dialog.querySelector("[aria-invalid]") ?? dialog.querySelector("[autofocus]") ?? dialog.querySelector("input:not([type=hidden]), button"))?.focus();
  };
  const open = async (url, from = document.activeElement) => {
    opener = from;
    const address = new URL(url, window.location.href);
    address.searchParams.set("part", "1");
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) return window.location.assign(url);
    if (!dialog.open) dialog.showModal();
    return fill(await answer.text());
  };
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    opener?.focus?.({ preventScroll: true });
    onClose();
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    const user = document.querySelector("meta[name=journal-user]")?.content ?? "";
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual", headers: user ? { "X-Journal-User": user } : {},
      });
      // Done: the page it leads to is this one, read anew with what it has to say.
      if (answer.type === "opaqueredirect" || answer.ok) return window.location.reload();
      return fill(await answer.text());
    } catch {
      for (const button of form.querySelectorAll("button")) button.disabled = false;
      return form.prepend(Object.assign(document.createElement("div"), { className: "note note-error", textContent: _("Нет связи: запись не отправлена. Повторите, когда связь вернётся.") }));
    }
  });
  for (const link of document.querySelectorAll("a[data-dialog]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      open(link.href, link);
    });
  }
  return { open };
}
