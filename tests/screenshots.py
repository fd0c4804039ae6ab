"""Takes the pictures of the report that the README shows, from the bundled interviews.

    .venv/bin/python -m tests.screenshots

Needs Chromium. The pictures are made anew in jobs/report/screenshots.
"""

import io
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from jobs.report_scores import main as report
from tests.browser import Watched, chromium
from tests.runs import score

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "samples" / "interviews"
PICTURES = ROOT / "jobs" / "report" / "screenshots"

MOST_BYTES = 300_000
"""Of all pictures together."""

WIDTH = 820
"""CSS pixels of the window: the column of the pages, with a margin."""

SHOWN = "v => v.readyState > 1 || new Promise(shown => v.addEventListener('loadeddata', shown))"
"""Waits for the first picture of a film."""

COLOURS = 64
"""Of a picture: the pages have few, and the files stay small."""


def take(folder: Path) -> dict[str, bytes]:
    """Score the samples into a folder; returns PNG pictures by name."""
    assert score(SAMPLES, output=folder / "scores") == 0
    to = folder / "report"
    named = ["--output", str(folder / "scores"), "--to", str(to), "--media", str(SAMPLES)]
    assert report([*named, "--overlays"]) == 0
    (ada,) = (to / "candidates").glob("ada-*.html")
    with chromium() as browser:
        window: Any = {"width": WIDTH, "height": 900}
        page = Watched(browser.new_page(viewport=window, color_scheme="light"))
        night = part(page.open(to / "index.html"), "header", "#candidates")
        candidate = part(page.open(ada), "main", 'section[aria-labelledby="emotions"] figure')
        dark = Watched(browser.new_page(viewport=window, color_scheme="dark"))
        over_time = part(dark.open(ada), "#over-time", ".recording figure")
    return {"night.png": night, "candidate.png": candidate, "over-time.png": over_time}


def part(page: Page, first: str, last: str) -> bytes:
    """The page from the top of one element to the bottom of another, over its whole width."""
    for film in page.locator("video").all():
        film.evaluate(SHOWN)
    top = page.locator(first).first.evaluate("e => e.getBoundingClientRect().top + scrollY")
    bottom = page.locator(last).first.evaluate("e => e.getBoundingClientRect().bottom + scrollY")
    clip: Any = {"x": 0, "y": max(0, top - 24), "width": WIDTH, "height": bottom - top + 48}
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))
    small = io.BytesIO()
    picture.convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    """Write the pictures, if they are small enough."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = take(Path(folder))
    size = sum(map(len, pictures.values()))
    assert size <= MOST_BYTES, f"{size} bytes"
    PICTURES.mkdir(exist_ok=True)
    for name, content in pictures.items():
        (PICTURES / name).write_bytes(content)
        print(f"{PICTURES / name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
