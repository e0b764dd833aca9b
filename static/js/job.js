// Follows a job: asks every second, shows how far it is, offers the result.
const box = document.querySelector("[data-job]");
const bar = box.querySelector("progress");
const message = box.querySelector("[data-job-message]");
const link = box.querySelector("[data-job-result]");
const cancel = box.querySelector("[data-job-cancel]");
const back = box.querySelector("[data-back]");
if (document.referrer.startsWith(location.origin)) {
  back.href = document.referrer;
  back.hidden = false;
}

async function follow() {
  let wait = 700;
  try {
    const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
    const job = await answer.json();
    if (answer.ok) {
      bar.value = job.percent;
      message.textContent = job.message;
      if (job.ended) {
        if (cancel) cancel.hidden = true;
        if (job.result) {
          link.href = job.result;
          link.hidden = false;
          link.focus();
        }
        return;
      }
    } else {
      message.textContent = job.error.message;
      return;
    }
  } catch {
    wait = 3000;
  }
  setTimeout(follow, wait);
}
follow();
