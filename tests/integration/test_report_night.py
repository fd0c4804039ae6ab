"""The night page in a real browser: what it shows is what the database says."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from jobs.report.night_page import render_night
from jobs.report.shell import asset
from jobs.report.wording import visible
from jobs.report.writing import ASSETS, ReportOptions, write_report
from schemas.labels import EMOTIONS, TRAITS
from sql.engine import create_engine
from tests.browser import SCHEMES, WIDTHS, Watched
from tests.night_contents import CASES, SECOND_HOSTILE
from tests.nights import Nights, write
from tests.report_contents import HOSTILE
from tests.seeded.database import SeededDatabase

HEADERS = ("Candidate", "Highest mean score", "Usable", "Answers", "Failed", "Scored on")


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "assets").mkdir()
    for name in ASSETS:
        (folder / "assets" / name).write_bytes(asset(name))
    return folder


@pytest.fixture(scope="module")
def seeded(cohort: SeededDatabase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of one cohort of the seeded people."""
    folder = tmp_path_factory.mktemp("seeded") / "report"
    write_report(cohort.owner, folder, ReportOptions(cohorts=("evening", "pilot")))
    return folder


def made(assets: Path, case: str) -> Path:
    for name, page in render_night(CASES[case]()).items():
        (assets / name).write_text(page)
    return assets / "index.html"


def rows_of(page: Page, table: str) -> list[list[str]]:
    """Texts of a table's body, also of one that is folded."""
    script = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    return page.locator(f"{table} tbody tr").evaluate_all(script)  # type: ignore[no-any-return]


def ask(cohort: SeededDatabase, query: str) -> list[tuple[Any, ...]]:
    with cohort.owner.connect() as connection:
        connection.execute(text("SET LOCAL search_path TO scores"))
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.parametrize("case", CASES)
def test_it_fits_every_window_and_everybody(browser_page: Watched, assets: Path, case: str):
    page = browser_page.open(made(assets, case))
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        browser_page.drawn(scheme)
        assert {width: browser_page.overflow(width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0)
        assert browser_page.complaints == []
        if case == "rich" or scheme == "light":  # the colours are those of every case
            assert browser_page.violations(colours_only=scheme == "dark") == []
        browser_page.complaints.clear()  # of axe, which reads the style sheets: the page forbids it


def test_the_plain_lists_need_no_script(browser_page: Watched, assets: Path):
    made(assets, "hostile")
    page = browser_page.open(assets / "list.html")
    assert page.locator(".links a").all_inner_texts()[1:3] == [visible(SECOND_HOSTILE), "a" * 500]
    assert (browser_page.overflow(360), browser_page.complaints) == (0, [])
    assert browser_page.violations() == []
    browser_page.complaints.clear()  # of axe, which reads the style sheets: the page forbids it


def test_hostile_names_are_names(browser_page: Watched, assets: Path):
    page = browser_page.open(made(assets, "hostile"))
    names = page.locator("#people tbody th bdi").all_text_contents()
    people = CASES["hostile"]().candidates
    assert sorted(names) == sorted(visible(line.candidate_id) for line in people)
    assert visible(HOSTILE) in names
    page.get_by_label("Search").fill("<script>")
    expect(page.get_by_role("status")).to_have_text("2 of 5 candidates found.")
    assert browser_page.complaints == []


def test_search_sort_and_pages_work_by_keyboard(browser_page: Watched, assets: Path):
    page = browser_page.open(made(assets, "rich"))
    status = page.get_by_role("status")
    expect(status).to_have_text("340 candidates, 1 to 25 shown.")
    assert page.locator("#people thead").get_by_role("button").all_inner_texts() == list(HEADERS)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.get_by_role("button", name="Next").press("Enter")
    expect(status).to_have_text("340 candidates, 26 to 50 shown.")
    page.get_by_label("Search").fill("EVENING 03")  # accents and case make no difference
    expect(status).to_have_text("17 of 340 candidates found.")
    page.get_by_label("Search").fill("0303")
    expect(page.locator("#people tbody a")).to_have_text("person-0303")
    page.get_by_label("Search").fill("nobody")
    expect(status).to_have_text("0 of 340 candidates found.")
    page.get_by_label("Search").fill("")
    for number, name in enumerate(HEADERS):
        header = page.locator("#people thead th").nth(number)
        header.get_by_role("button").press("Enter")
        first = "descending" if name == "Candidate" else "ascending"
        expect(header).to_have_attribute("aria-sort", first)
        assert page.locator("#people [aria-sort]").count() == 1
        shown = [row[number] for row in rows_of(page, "#people")]
        keys = [re.sub(r"\s\d+.*|(?<=\d{4})[a-zé].*|^\u2013", "", cell) for cell in shown]
        present = [int(key) if key.isdigit() else key for key in keys if key]
        assert present == sorted(present, reverse=first == "descending")


def test_values_are_those_of_the_database(
    browser_page: Watched, seeded: Path, cohort: SeededDatabase
):
    page = browser_page.open(seeded / "index.html")
    wanted = ask(
        cohort,
        "SELECT candidate_id, dominant, round(100 * dominant_score::numeric), usable, "
        "recordings + documents + failures, failures, run_date FROM v_candidate "
        "WHERE cohort IN ('evening', 'pilot') ORDER BY candidate_id",
    )
    shown = {row[0]: row for row in rows_of(page, "#people")}
    assert len(wanted) == 15
    for name, dominant, score, usable, answers, failed, date in wanted:
        (row,) = [row for key, row in shown.items() if key.startswith(name)]
        assert row[1] == (f"{dominant} {score}\u202f%" if dominant else "\u2013")
        assert row[2].startswith("yes" if usable else "no")
        assert row[3:] == [str(answers), str(failed), str(date)]
    for table, measures in (("#emotions-table", EMOTIONS), ("#traits-table", TRAITS)):
        bins = {
            (m, b): str(n)
            for m, b, n in ask(
                cohort,
                "SELECT measure, least(floor(score * 10), 9)::int, count(*) "
                "FROM candidate_readings "
                "WHERE is_current AND modality IN ('fused', 'text') "
                "AND cohort IN ('evening', 'pilot') GROUP BY 1, 2",
            )
        }
        enough = [m for m in measures if sum(int(bins.get((m, i), 0)) for i in range(10)) >= 5]
        assert [row[:11] for row in rows_of(page, table)] == [
            [measure, *(bins.get((measure, i), "0") for i in range(10))] for measure in enough
        ]
    assert rows_of(page, "#funnel-table")[-1][1] == str(sum(row[3] for row in wanted))


def test_means_of_the_nights_are_those_of_the_database(
    browser_page: Watched, seeded: Path, cohort: SeededDatabase
):
    page = browser_page.look(seeded / "index.html")
    means = ", ".join(f"avg({emotion})" for emotion in EMOTIONS)
    wanted = ask(
        cohort,
        f"SELECT {means} FROM recording_scores JOIN scoring_runs USING (run_id) "  # noqa: S608
        "GROUP BY number ORDER BY number",
    )
    shown = [row[2:] for row in rows_of(page, "#drift-table")]
    assert shown == [[f"{100 * mean:.1f}\u202f%" for mean in row] for row in wanted]


def test_a_candidate_opens_and_leads_back(browser_page: Watched, seeded: Path):
    page = browser_page.look(seeded / "index.html")
    link = page.locator("#people tbody a").first
    name = link.inner_text()
    link.click()
    expect(page.locator("html")).to_have_attribute("data-drawn", "light")
    expect(page.locator("h1")).to_contain_text(name)
    page.get_by_role("link", name="All candidates").click()
    expect(page.get_by_role("heading", name="Night of 4 June 2026")).to_be_visible()
    assert browser_page.complaints == []


def test_who_is_not_asked_for_is_not_named(seeded: Path, cohort: SeededDatabase):
    others = {person.candidate_id for person in cohort.seeded.people} - {
        line[0]
        for line in ask(
            cohort, "SELECT candidate_id FROM v_candidate WHERE cohort IN ('evening', 'pilot')"
        )
    }
    page = (seeded / "index.html").read_text() + (seeded / "list.html").read_text()
    assert others.isdisjoint(re.findall(r"\bp\d{3}\b", page))


def test_a_run_that_publishes_meanwhile_is_not_in_it(
    browser_page: Watched, nights: Nights, tmp_path: Path
):
    inbox = write(tmp_path / "in", {"ada/a.wav": "good 1", "zoe/a.wav": "good 2"})
    nights.run(inbox)
    engine = create_engine(nights.url)

    def publish(done: int, total: int) -> None:
        if done == 1:
            write(inbox, {"grace/a.wav": "good 3", "zoe/b.wav": "good 4"})
            (inbox / "ada" / "a.wav").unlink()
            nights.run(inbox, retire_missing=True)

    report = tmp_path / "report"
    assert write_report(engine, report, progress=publish).candidates == 2
    assert [row["candidate_id"] for row in rows_in(nights)] == ["grace", "zoe"]
    page = browser_page.open(report / "index.html")
    assert [row[:1] + row[3:5] for row in rows_of(page, "#people")] == [
        ["ada", "1", "0"],
        ["zoe", "1", "0"],
    ]
    assert rows_of(page, "#funnel-table")[0][1] == "2"
    assert write_report(engine, report).removed == 1
    engine.dispose()
    page = browser_page.open(report / "index.html")
    assert [row[0] for row in rows_of(page, "#people")] == ["grace", "zoe"]


def rows_in(nights: Nights) -> list[dict[str, Any]]:
    with nights.engine.connect() as connection:
        query = text("SELECT candidate_id FROM scores.v_candidate ORDER BY candidate_id")
        return [dict(row) for row in connection.execute(query).mappings()]
