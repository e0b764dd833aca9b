// The composition form: how many are in each part while it is being changed.
const form = document.querySelector("[data-compose]");

function count() {
  for (const shown of form.querySelectorAll("[data-count]")) {
    const ticked = form.querySelectorAll(`input[type="radio"][value="${shown.dataset.count}"]:checked`);
    shown.textContent = `(${ticked.length})`;
  }
}

form.addEventListener("change", count);
count();
