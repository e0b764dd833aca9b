// Where a browser keeps no cookies for a frame, the LMS may keep a value for us (lti.put_data, lti.get_data).
const WAIT = 1500;
const page = document.querySelector("[data-storage]");
const { storage, target, origin, key, value, next } = page.dataset;
const opener = window.parent !== window ? window.parent : window.opener;

function frame() {
  if (!opener) return null;
  if (!target || target === "_parent") return opener;
  try {
    return opener.frames[target] ?? opener;
  } catch {
    return opener;
  }
}

function ask(message) {
  const keeper = frame();
  const id = crypto.randomUUID?.() ?? String(Math.random());
  return new Promise((answer) => {
    if (!keeper || !origin) return answer(null);
    const done = (found) => {
      clearTimeout(timer);
      window.removeEventListener("message", listen);
      answer(found);
    };
    const listen = ({ data, origin: from }) => {
      const ours = from === origin && data?.subject === `${message.subject}.response` && data.message_id === id;
      if (ours) done(data.error ? null : data);
    };
    const timer = setTimeout(done, WAIT, null);
    window.addEventListener("message", listen);
    keeper.postMessage({ ...message, message_id: id }, origin);
  });
}

if (storage === "keep") {
  await ask({ subject: "lti.put_data", key, value });
  window.location.replace(next);
} else {
  const found = await ask({ subject: "lti.get_data", key });
  const form = page.querySelector("form");
  form.elements.browser.value = typeof found?.value === "string" ? found.value : "";
  form.submit();
}
