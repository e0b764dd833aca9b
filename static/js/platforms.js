// «Копировать» beside an address; where the browser does not allow it, the text is selected instead.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = button.parentElement.querySelector(".copyable");
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
