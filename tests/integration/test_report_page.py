"""A candidate's page in a real browser."""

import re
import wave
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from jobs.report.contents import Overlay
from jobs.report.figures.candidate import sections
from jobs.report.pages import render_candidate
from jobs.report.shell import PLOTLY, SCRIPT, STYLE, asset, plotly_script
from jobs.report.wording import percent
from tests.browser import SCHEMES, WIDTHS
from tests.report_contents import CASES, HOSTILE, alone, film, hostile, rich

LIMIT = 300_000
"""Bytes of a page."""

ONE_SCHEME = {
    "voice_only": ["light"],
    "alone": ["light"],
    "cohort_of_two": ["dark"],
    "long_interview": ["dark"],
    "many_attempts": ["dark"],
}
"""Cases that differ in their figures only, which have the colours of the others: to save time."""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of all cases; the usual one plays a sample."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "assets").mkdir()
    (folder / "candidates").mkdir()
    for name in (STYLE, SCRIPT):
        (folder / "assets" / name).write_bytes(asset(name))
    (folder / "assets" / PLOTLY).symlink_to(plotly_script())
    with wave.open(str(folder / "said.wav"), "wb") as sound:  # silence, as long as the recording
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * 8000 * 144)
    for name, make in CASES.items():
        contents = rich(film("../said.wav", False)) if name == "rich" else make()
        (folder / "candidates" / f"{name}.html").write_text(render_candidate(contents), "utf-8")
    return folder


def page_of(site, case):
    return site / "candidates" / f"{case}.html"


@pytest.mark.parametrize("case", CASES)
def test_a_page_opens_from_disk_and_fits_every_screen(site, browser_page, case):
    assert page_of(site, case).stat().st_size <= LIMIT
    page = browser_page.open(page_of(site, case))
    for number, scheme in enumerate(ONE_SCHEME.get(case, SCHEMES)):
        page.emulate_media(color_scheme=scheme)
        browser_page.drawn(scheme)
        assert {width: browser_page.overflow(width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0)
        assert browser_page.violations(case == "voice_only", colours_only=number > 0) == []


def test_hostile_names_are_shown_as_they_are(site, browser_page):
    page = browser_page.look(page_of(site, "hostile"))
    assert page.locator("h1").text_content() == HOSTILE.replace("\u202e", "\\u202e")
    assert "\u202e" not in page.locator("main").text_content()
    assert page.locator("img").count() == 0
    assert page.locator(".recording h3").first.text_content().startswith("</script><img src=x")
    ticks = page.locator("#words .ytick").all_text_contents()
    assert ticks == ["<i>wordoooooooo\u2026", "{{ 7 * 7 }}"]


@pytest.mark.parametrize("case", ["hostile", "rich"])
def test_the_tables_of_a_page_say_what_was_scored(site, browser_page, case):
    page = browser_page.look(page_of(site, case))
    shown = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("figure")].map((figure) => [
          figure.id, [...figure.querySelectorAll("tbody tr")].map(
            (row) => [...row.cells].map((cell) => cell.textContent.trim()))]))"""
    )
    contents = CASES[case]()
    assert shown == {
        figure.id: [list(row) for row in figure.rows] for figure in sections(contents).all()
    }
    described = page.evaluate(
        """() => [...document.querySelectorAll(".plot")].map((plot) => [
          document.getElementById(plot.getAttribute("aria-labelledby")).textContent,
          plot.closest("figure").querySelector("figcaption p").textContent,
          plot.closest("figure").querySelector("summary").textContent])"""
    )
    assert sorted(described) == sorted(
        [f.title, f.text, f.table_name] for f in sections(contents).all()
    )


def test_a_click_in_the_timeline_moves_the_player_to_that_second(site, browser_page):
    page = browser_page.look(page_of(site, "rich"))
    part = page.locator("#recording-3")
    player = part.locator("audio")
    plot = part.locator(".plot").first
    plot.scroll_into_view_if_needed()
    x, y, second = plot.evaluate(
        """(plot) => {
          const box = plot.getBoundingClientRect(), axis = plot._fullLayout.xaxis;
          const across = Math.round(axis._offset + axis.l2p(5));
          return [box.left + across, box.top + 100, axis.p2l(across - axis._offset)];
        }"""
    )
    assert second == pytest.approx(5, abs=0.2)
    page.mouse.move(x, y + 10)
    row = page.locator("#time-3-fused tbody tr").first.locator("th, td").all_text_contents()
    told = plot.locator(".hoverlayer text").first
    expect(told).to_contain_text(f"{row[0]} to {row[1]}")
    expect(told).to_contain_text(f"happy {row[5]}\u202f%")
    page.mouse.click(x, y)
    assert player.evaluate("(player) => player.currentTime") == pytest.approx(second, abs=0.01)
    cursor = part.locator(".cursor").first.bounding_box()
    assert cursor["x"] == pytest.approx(x, abs=1.5)
    expect(part.locator(".caption")).to_have_text("And <b>build</b> & repair things.")
    player.evaluate("(player) => { player.currentTime = 2.5; }")
    here = plot.evaluate(
        "(plot) => plot._fullLayout.xaxis._offset + plot._fullLayout.xaxis.l2p(2.5)"
    )
    expect(part.locator(".cursor").first).to_have_css(
        "transform", re.compile(rf"matrix\(1, 0, 0, 1, {int(here)}(\.\d+)?, 0\)")
    )


def test_a_telling_moment_is_reached_with_the_keyboard(site, browser_page):
    page = browser_page.open(page_of(site, "rich"))
    moment = page.locator("#recording-3 [data-seek]").first
    player = page.locator("#recording-3 audio")
    player.evaluate(
        """(player) => player.addEventListener(
          "seeked", () => { player.dataset.sought = Math.floor(player.currentTime); })"""
    )
    moment.focus()
    page.keyboard.press("Enter")
    expect(player).to_have_attribute("data-sought", "30")
    page.locator("#recording-3 .switch button").nth(1).focus()
    page.keyboard.press("Space")
    assert page.locator("#recording-3 .switch [aria-pressed=true]").text_content() == "Face"
    assert page.locator("#time-3-face").is_visible()
    assert not page.locator("#time-3-fused").is_visible()
    page.locator("#time-3-face .main-svg").first.wait_for()


def test_what_the_face_model_looked_at_is_shown_and_told(site, browser_page):
    page = browser_page.open(page_of(site, "rich"))
    shown = page.locator(".overlays li")
    assert page.locator(".overlays img").evaluate_all("all => all.map((i) => i.naturalWidth)") == [
        1,
        1,
    ]
    told = [f"The face at {second} s: bright places speak for happy." for second in (34, 85)]
    assert [text.strip() for text in shown.all_text_contents()] == told


def test_blinks_are_told_of_all_recordings_where_those_of_one_were_counted():
    contents = rich()
    assert "No picture that can be read." in render_candidate(contents)
    none = [replace(part, blinks_counted=False) for part in contents.recordings]
    assert 'id="blinks"' not in render_candidate(replace(contents, recordings=none))


def test_sentences_end_once_and_overlays_are_described():
    part = replace(rich().recordings[0], overlays=[Overlay("data:,1", 'The face at 4.8 s: "x".')])
    page = render_candidate(replace(rich(), recordings=[part]))
    assert not re.search(r"\w\.\.", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    assert '<p class="quiet small">1 frame: the brighter' in page
    assert 'alt="The face at 4.8 s: &#34;x&#34;."' in page


def test_what_is_most_frequent_need_not_score_highest():
    contents = rich()
    compared = [c._replace(share=0.7 if c.measure == "sad" else 0.05) for c in contents.compared]
    page = render_candidate(replace(contents, compared=compared))
    assert "emotion is <b>sad</b>, which reads highest in 70.0\u202f% of the scored time." in page
    score = next(percent(c.score) for c in compared if (c[0], c[1]) == ("fused", "happy"))
    assert f"highest mean score is that of <b>happy</b>, {score}." in page


def test_everything_that_can_be_used_is_reached_by_tab(site, browser_page):
    page = browser_page.open(page_of(site, "voice_only"))
    usable = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, audio")].filter(
          (part) => part.offsetWidth).length"""
    )
    page.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(usable):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached[:3] == ["Skip to the content", "All candidates", "Dark"]
    assert reached[3:5] == ["What these numbers are not", "Emotions"]
    assert reached.index("What failed" if "What failed" in reached else "Big Five") < reached.index(
        "Together"
    )
    assert {"Together", "Voice"} <= set(reached)


def test_a_chosen_theme_colours_the_figures_and_is_remembered(site, browser_page):
    browser_page.page.emulate_media(color_scheme="light")
    page = browser_page.open(page_of(site, "alone"))
    dot = "document.querySelector('#traits .point').style.fill"
    light = page.evaluate(dot)
    page.locator("#theme").click()
    browser_page.drawn()
    assert page.evaluate(dot) != light
    browser_page.open(page_of(site, "alone"))
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_recording_that_cannot_be_played_is_said(site, browser_page, tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"no film")
    contents = rich(film((tmp_path / "film.mp4").as_uri(), True))
    path = page_of(site, "unplayable")
    path.write_text(render_candidate(contents), "utf-8")
    page = browser_page.open(path)
    page.locator("#recording-3 .unplayable").wait_for(state="visible")


def test_a_page_on_its_own_needs_no_folder(browser_page, tmp_path):
    path = tmp_path / "alone.html"
    path.write_text(render_candidate(hostile(), inline_assets=True), "utf-8")
    page = browser_page.open(path)
    assert page.locator("#emotions-fused .point").count() == 14
    addresses = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.hash || a.href)")
    assert all(page.locator(each).count() == 1 for each in addresses)
    assert addresses[:3] == ["#main", "#limits", "#emotions"]


def test_no_script_runs_but_those_of_the_page(site, browser_page):
    path = page_of(site, "injected")
    text = render_candidate(alone())
    path.write_text(text.replace("</main>", "<script>window.ran = true</script></main>"), "utf-8")
    page = browser_page.open(path)
    assert page.evaluate("window.ran") is None
    assert [c for c in browser_page.complaints if "Content Security Policy" in c]
    browser_page.complaints.clear()


def test_print_shows_every_table_on_white(site, browser_page):
    browser_page.page.emulate_media(color_scheme="dark")
    page = browser_page.open(page_of(site, "voice_only"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("[...document.querySelectorAll('details')].every((part) => part.open)")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("#theme").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelectorAll('details[open]').length") == 0
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
