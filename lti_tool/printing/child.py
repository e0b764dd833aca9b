"""The process that makes one PDF: HTML on its standard input, a file as the outcome, nothing of the tool loaded.

    python -m lti_tool.printing.child OUTPUT MEMORY_MB SECONDS

It says how far it is on standard output: «page N» for each page laid out, «write» before the file is written,
«done PAGES» at the end. A crash of the layout library, a lack of memory or of time ends this process only.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from types import TracebackType
from typing import Any

# Exit codes that the parent tells apart.
NO_MEMORY = 3
BROKEN = 4
VARIANT = "pdf/a-3a"


def limit(memory_mb: int, seconds: int) -> None:
    """Let the process take no more memory and processor time than this; be polite to the web processes."""
    import resource

    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(2)


def say(text: str) -> None:
    """Tell the parent."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class PageReports(logging.Handler):
    """Turns WeasyPrint's progress log into «page N» lines."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.args and "Page %d" in str(record.msg):
            say(f"page {record.args[0]}")  # type: ignore[index]


def make(html: str, output: str) -> int:
    """Write the PDF/A-3a of the document with its tags; returns the number of pages."""
    import weasyprint

    from lti_tool.printing.fonts import font_urls

    allowed = font_urls()

    class FontsOnly(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """A form reads its fonts and nothing else: no file, no network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in allowed:
                raise ValueError("a form reads fonts only")
            return super().fetch(url, headers)

    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.addHandler(PageReports())
    document = weasyprint.HTML(string=html, url_fetcher=FontsOnly()).render(pdf_variant=VARIANT)
    say("write")
    document.write_pdf(output, pdf_variant=VARIANT)
    return len(document.pages)


def _report(kind: type[BaseException], _error: BaseException, where: TracebackType | None) -> None:
    """Where it broke, without the message: it could quote what stands in the journal."""
    sys.stderr.write("".join(traceback.format_tb(where)) + kind.__name__ + "\n")


def main(arguments: list[str]) -> int:
    """Run; returns the exit code."""
    sys.excepthook = _report
    output, memory_mb, seconds = arguments
    html = sys.stdin.buffer.read().decode()
    limit(int(memory_mb), int(seconds))
    try:
        pages = make(html, output)
    except MemoryError:
        return NO_MEMORY
    say(f"done {pages}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
