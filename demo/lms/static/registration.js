"use strict";

// The tool's last registration page says that it is done; then the frame goes and the list of tools comes back.
const frame = document.querySelector("iframe[data-after-close]");

window.addEventListener("message", (event) => {
  if (event.source === frame.contentWindow && event.data && event.data.subject === "org.imsglobal.lti.close") {
    window.location.assign(frame.dataset.afterClose);
  }
});
