"""`flask worker`: the process that runs jobs and sends results to the LMS."""

from __future__ import annotations

import click
from flask import current_app

from lti_tool.jobs.queue import Tasks, make_queue


@click.command("worker", help="Запустить обработчик заданий.")
@click.option("--threads", default=2, show_default=True, help="Сколько заданий сразу.")
def group(threads: int) -> None:
    """Run the queue's consumer until it is told to stop."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    tasks = Tasks(app, make_queue(app.extensions["settings"]))
    tasks._look()
    consumer = tasks.queue.create_consumer(
        workers=threads, worker_type="thread", initial_delay=0.1, max_delay=1.0
    )
    click.echo("Обработчик заданий запущен.")
    consumer.run()
