"""Whether a page can be read and used by everybody: axe's serious findings, and nothing to scroll sideways for."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

GRAVE = {"serious", "critical"}
WHOLE = {"resultTypes": ["violations"]}
axe = Axe()


def barriers(page: Page | Frame) -> list[str]:
    """Serious and critical findings of axe in the page: rule, where, why."""
    found = axe.run(page, options=WHOLE).response["violations"]
    return [_told(rule, node) for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]]


def overhang(page: Page | Frame) -> list[str]:
    """What sticks out at the right side of the page, so that the whole page scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => {
          const scrolls = (one) => one !== null && (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement));
          return document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement))
            .map((one) => `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim().slice(0, 40)}`).slice(0, 5);
        }"""
    )
    return found


def _told(rule: dict[str, Any], node: dict[str, Any]) -> str:
    reasons = "; ".join(one["message"] for one in [*node["any"], *node["all"], *node["none"]])
    return f"{rule['id']} ({rule['impact']}) at {node['target']}: {reasons} — {node['html'][:160]}"
