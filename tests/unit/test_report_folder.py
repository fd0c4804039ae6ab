"""The folder of a report: replaced, never mixed with what others wrote."""

import fcntl
import json
import os
from pathlib import Path

import pytest

from jobs.exit_codes import ExitCode
from jobs.report.folder import (
    MARKER,
    Folder,
    ReportError,
    check_folder,
    check_page,
    open_folder,
    write_whole,
)
from jobs.report.pages import render_candidate
from tests.report_contents import alone


def report(path: Path, files: dict[str, str]) -> int:
    """Write a report with these files; returns how many of an earlier one went."""
    with open_folder(path) as folder:
        folder.expect(files)
        for name, content in files.items():
            folder.write(name, content.encode())
        return folder.finish()


def held(path: Path) -> dict[str, str]:
    """All files but the marker, with what they hold."""
    return {
        str(file.relative_to(path)): file.read_text()
        for file in path.rglob("*")
        if file.is_file() and file.name != MARKER
    }


def test_a_second_report_replaces_the_first_and_leaves_other_files(tmp_path):
    folder = tmp_path / "deep" / "report"
    assert report(folder, {"index.html": "1", "candidates/a.html": "a", "media/a.mp4": "film"}) == 0
    (folder / "candidates" / "mine.txt").write_text("mine")
    assert report(folder, {"index.html": "2", "candidates/b.html": "b"}) == 2
    assert held(folder) == {
        "index.html": "2",
        "candidates/b.html": "b",
        "candidates/mine.txt": "mine",
    }
    assert not (folder / "media").exists()
    marked = json.loads((folder / MARKER).read_text())
    assert marked["files"] == ["candidates/b.html", "index.html"]


def test_a_folder_with_other_things_is_refused_untouched(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")
    for write in (lambda: check_folder(tmp_path), lambda: report(tmp_path, {"index.html": "1"})):
        with pytest.raises(ReportError, match="holds other things") as refused:
            write()
        assert refused.value.code == ExitCode.USAGE
    assert held(tmp_path) == {"thesis.odt": "years of work"}
    assert os.listdir(tmp_path) == ["thesis.odt"]


def test_somebody_elses_file_of_the_same_name_is_refused(tmp_path):
    report(tmp_path, {"index.html": "1"})
    (tmp_path / "list.html").write_text("mine")
    with pytest.raises(ReportError, match=r"list\.html does not belong to a report"):
        report(tmp_path, {"index.html": "2", "list.html": "2"})
    assert held(tmp_path) == {"index.html": "1", "list.html": "mine"}


def test_a_report_that_broke_off_is_taken_over(tmp_path):
    with open_folder(tmp_path) as folder:
        folder.expect(["index.html", "candidates/a.html", "candidates/b.html"])
        folder.write("candidates/a.html", b"a")
    assert report(tmp_path, {"index.html": "1", "candidates/b.html": "b"}) == 1
    assert held(tmp_path) == {"index.html": "1", "candidates/b.html": "b"}


def test_two_reports_at_once_are_refused(tmp_path):
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(ReportError, match="another report is being written") as refused:
        report(tmp_path, {"index.html": "1"})
    os.close(descriptor)
    assert refused.value.code == ExitCode.LOCKED
    assert held(tmp_path) == {}


@pytest.mark.parametrize(
    "names", [["../victim"], ["/etc/passwd"], ["a/b/c"], ["a\0b"], [3], None, [""], ["."]]
)
def test_a_marker_cannot_name_files_elsewhere(tmp_path, names):
    folder = tmp_path / "report"
    folder.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("stays")
    (folder / MARKER).write_text(json.dumps({"files": names}))
    with pytest.raises(ReportError, match="is damaged"):
        report(folder, {"index.html": "1"})
    assert victim.read_text() == "stays"


def test_a_link_in_the_folder_leads_nowhere(tmp_path):
    folder, elsewhere = tmp_path / "report", tmp_path / "elsewhere"
    report(folder, {"index.html": "1", "candidates/a.html": "a"})
    (folder / "candidates").rename(elsewhere)
    (folder / "candidates").symlink_to(elsewhere)
    (folder / "index.html").unlink()
    (folder / "index.html").symlink_to(elsewhere / "a.html")
    with pytest.raises(ReportError, match="candidates is a link"):
        report(folder, {"index.html": "2", "candidates/a.html": "other"})
    assert report(folder, {"index.html": "2"}) == 1
    assert (elsewhere / "a.html").read_text() == "a"
    assert (folder / "index.html").read_text() == "2"
    assert not (folder / "index.html").is_symlink()


def test_what_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    for write in (
        lambda: report(tmp_path / "file", {}),
        lambda: check_folder(tmp_path / "file"),
        lambda: write_whole(tmp_path / "file" / "page.html", b""),
    ):
        with pytest.raises(ReportError, match=r"file.* cannot be"):
            write()


def test_one_page_is_replaced_whole(tmp_path):
    page = tmp_path / "new" / "ada.html"
    write_whole(page, b"1")
    write_whole(page, b"2")
    assert held(tmp_path) == {"new/ada.html": "2"}


def test_a_page_takes_the_place_of_a_page_only(tmp_path):
    mine = tmp_path / "mine.html"
    check_page(mine)
    mine.write_text("<title>years of work</title>")
    (tmp_path / "lost.html").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.html")
    for name in ("mine", "lost", "pipe"):
        told = f"{name}.html is not a page of a report: move it away"
        with pytest.raises(ReportError, match=told):
            check_page(tmp_path / f"{name}.html")
    mine.write_text(render_candidate(alone(), inline_assets=True))
    check_page(mine)


def test_a_copy_is_made_once(tmp_path):
    source = tmp_path / "film.mp4"
    source.write_text("film")

    def copy() -> int:
        with open_folder(tmp_path / "report") as folder:
            folder.expect(["media/film.mp4"])
            folder.copy("media/film.mp4", source)
            folder.finish()
        return (tmp_path / "report" / "media" / "film.mp4").stat().st_ino

    first = copy()
    assert copy() == first
    source.write_text("another")
    assert copy() != first
    assert held(tmp_path / "report") == {"media/film.mp4": "another"}


def test_only_what_was_expected_is_written(tmp_path):
    with pytest.raises(AssertionError):
        Folder(tmp_path, frozenset()).write("index.html", b"")
