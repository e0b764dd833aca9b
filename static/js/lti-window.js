// «В новом окне» in one click: a ticket is fetched here, where the session is known, and used up in the new window.
for (const form of document.querySelectorAll("form.own-window:not([data-ready])")) {
  form.dataset.ready = "";
  form.classList.toggle("needless", window.parent === window); // in a window of its own there is nothing to get out of
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = `journal-${Date.now()}`;
    const opened = window.open("", name);
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
    }).catch(() => null);
    if (!answer?.ok) {
      opened?.close();
      form.submit();
      return;
    }
    const { ticket } = await answer.json();
    const entry = Object.assign(document.createElement("form"), { method: "post", action: form.dataset.enter, target: name, hidden: true });
    entry.append(Object.assign(document.createElement("input"), { name: "ticket", value: ticket }));
    document.body.append(entry);
    entry.submit();
    entry.remove();
  });
}
