"""Takes the pictures of the report that the README shows, from the bundled interviews.

    .venv/bin/python -m tests.screenshots

Needs Chromium. The pictures are made anew in jobs/report/screenshots.
"""

import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from jobs.report.shell import COLOURS
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

SHOWN = """film => new Promise((shown) => {
  film.addEventListener("seeked", () => film.pause() || shown());
  film.currentTime = 3;
})"""
"""Waits for the picture of a film at its third second."""


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
    clip: Any = {"x": 0, "y": max(0, top - 24), "width": WIDTH, "height": bottom - top + 26}
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))
    small = io.BytesIO()
    fewer_colours(picture.convert("RGB")).save(small, "PNG", optimize=True)
    return small.getvalue()


def fewer_colours(picture: Image.Image) -> Image.Image:
    """With 256 colours, those of the pages among them exactly as they are."""
    exact = sorted({colour for pair in COLOURS.values() for colour in pair})
    named = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in exact])
    free = 256 - len(named)
    found = picture.quantize(free, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = np.vstack([named, np.reshape(found[: 3 * free], (-1, 3))])
    pixels = np.asarray(picture)
    colours, places = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    nearest = [
        int(((palette - colour) ** 2).sum(axis=1).argmin()) for colour in colours.astype(int)
    ]
    few = Image.fromarray(np.array(nearest, np.uint8)[places].reshape(pixels.shape[:2]), "P")
    few.putpalette(palette.astype(np.uint8).tobytes())
    return few


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
