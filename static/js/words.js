// The sentences of the scripts. Russian is the source; a page in another language carries their translations (#words).
const carried = document.getElementById("words");
const words = carried ? JSON.parse(carried.textContent) : {};

// The sentence in the page's language, its %(name)s filled in from `values`.
export function _(sentence, values = {}) {
  const text = Object.hasOwn(words, sentence) ? words[sentence] : sentence;
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

// Marks a sentence that is kept as it is and shown through `_` later.
export const N_ = (sentence) => sentence;
