"""A job's progress, its result, its cancellation."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, jsonify, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from lti_tool.access import acting, job_for, settings
from lti_tool.errors import wants_json
from lti_tool.routing import Open, Route, add_routes
from models import Job, JobState

blueprint = Blueprint("jobs", __name__)
OWN = Open("a person's own job", visitor=True)


def progress(public_id: str) -> str | Response:
    """How far the job is: a page that follows it, or JSON for scripts."""
    job = job_for(public_id)
    if wants_json():
        return jsonify(as_json(job))
    return render_template("jobs/progress.html", job=job, facts=as_json(job))


def result(public_id: str) -> Response:
    """The file the job made."""
    job = job_for(public_id)
    made = job.result or {}
    if job.state is not JobState.DONE or "path" not in made:
        raise NotFound
    path = (settings().instance_dir / "files" / Path(str(made["path"])).name).absolute()
    if not path.is_file():
        raise NotFound
    return send_file(path, mimetype=made["media_type"], download_name=made["name"], as_attachment=False)


def cancel(public_id: str) -> BaseResponse:
    """Cancel a job that has not ended."""
    job = job_for(public_id)
    if job.state in (JobState.QUEUED, JobState.RUNNING):
        job.state = JobState.CANCELLED
        job.message = _("Отменено.")
        job.finished_at = acting().now
    return redirect(url_for("jobs.progress", public_id=public_id), 303)


def as_json(job: Job) -> dict[str, object]:
    """The job for scripts: state, progress in percent, sentence, address of the result."""
    ended = job.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    made = (job.result or {}) if job.state is JobState.DONE else {}
    address = url_for("jobs.result", public_id=job.public_id) if "path" in made else made.get("page")
    percent = 100 if job.state is JobState.DONE else int(job.done * 100 / job.total) if job.total else 0
    sentences = {JobState.QUEUED: _("Ждёт очереди…"), JobState.RUNNING: job.message or _("Выполняется…")}
    return {
        "state": job.state.value,
        "ended": ended,
        "percent": percent,
        "message": made.get("says") or sentences.get(job.state, job.message),
        "result": address,
        "facts": {key: value for key, value in (job.result or {}).items() if key != "path"},
    }


add_routes(
    blueprint,
    [
        Route("GET", "/jobs/<public_id>", progress, OWN),
        Route("GET", "/jobs/<public_id>/result", result, OWN),
        Route("POST", "/jobs/<public_id>/cancel", cancel, OWN),
    ],
)
