"""A real browser that opens the report's pages from disk, and says what is wrong with them."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextlib.contextmanager
def installed_chromium() -> Iterator[Browser]:
    """The Chromium of this machine; without one the test is skipped."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("there is no Chromium to open pages in: apt-get install chromium")
    # Chromium's sandbox refuses root, as which containers run.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


class Opened:
    """A page of a report, and all that it complained of or asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", self._note)

    def go(self, file: Path) -> Page:
        """Open a file and wait until its figures are drawn."""
        self.page.goto(file.absolute().as_uri())
        self.page.wait_for_function("document.documentElement.dataset.drawn")
        return self.page

    def resize(self, width: int, scheme: str) -> None:
        """Another window, light or dark."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function("scheme => document.documentElement.dataset.drawn === scheme",
                                    arg=scheme)

    @property
    def overflow(self) -> int:
        """Pixels that the page is wider than its window."""
        script = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(script))

    def violations(self) -> list[str]:
        """What axe-core finds: rule and place."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]
        ]

    def _note(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.requests.append(request.url)


@contextlib.contextmanager
def opened_page(browser: Browser) -> Iterator[Opened]:
    """A window of its own."""
    with contextlib.closing(browser.new_context()) as context:
        yield Opened(context.new_page())
