// Tells the LMS that registration is over; it closes the frame.
const lms = window.parent !== window ? window.parent : window.opener;
for (const button of document.querySelectorAll("[data-close]")) {
  if (!lms) button.hidden = true;
  button.addEventListener("click", () => lms.postMessage({ subject: "org.imsglobal.lti.close" }, "*"));
}
