"""A headless Chromium that keeps count of what a page must not do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The installed Chromium; a test that needs one is skipped without it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    # Chromium has no sandbox for root, as whom CI runs.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


class Watched:
    """A page and what it complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)

    def open(self, path) -> Page:
        """Opens a file, and waits until all figures are drawn."""
        self.page.goto(f"file://{path}")
        self.drawn()
        return self.page

    def look(self, path) -> Page:
        """The page of a file, for a test that changes nothing: it may be open already."""
        if self.page.url != path.as_uri():
            return self.open(path)
        self.drawn()
        return self.page

    def reset(self) -> None:
        """As a new tab: nothing remembered, and a light screen of the usual size."""
        if self.page.url.startswith("file:"):
            self.page.evaluate("localStorage.clear()")
        self.page.emulate_media(media="screen", color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 720})
        self.complaints.clear()

    def drawn(self, theme: str | None = None) -> None:
        """Waits for all figures. By selectors: pages forbid to evaluate a function's text."""
        theme = theme or self.page.evaluate("document.documentElement.dataset.theme")
        self.page.wait_for_selector(f"html[data-theme={theme}][data-drawn={theme}]")

    def overflow(self, width: int) -> int:
        """Pixels by which the page is wider than a window of that width."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.page.evaluate(
            "Math.max(0, document.documentElement.scrollWidth - innerWidth,"
            " document.body.scrollWidth - innerWidth)"
        )

    def violations(self, thorough: bool = False, colours_only: bool = False) -> list[str]:
        """What axe-core finds.

        Args:
            thorough: also in tables of a thousand cells, and drawings, over which it takes long.
            colours_only: what the other colours of a page that was judged may change.
        """
        self.page.evaluate("""for (const part of document.querySelectorAll("details")) {
            part.open = true;
        }""")
        context = None if thorough else {"exclude": [["tbody"], [".plot svg"]]}
        options = {"preload": False, "resultTypes": ["violations"]}
        if colours_only:
            options["runOnly"] = ["color-contrast", "link-in-text-block"]
        found = Axe().run(self.page, context=context, options=options).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['target']}" for v in found]

    def _request(self, request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.complaints.append(f"request: {request.url}")
