"""Of the rows of a key, those of the newest run stay."""

from collections.abc import Sequence

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from transforms.unique_rows import Part, staying

KEY = ("recording_id", "frame")
ORDER = {"b": 1, "a": 2}
"""Run b is older than run a, whatever their ids say."""

Row = tuple[str, int, str]


def part(
    rows: Sequence[Row], spelling: Sequence[str] | None = None, is_renewed: bool = False
) -> Part:
    names = [name for name, _, _ in rows]
    keys = {
        "recording_id": pa.array(names, pa.string()),
        "frame": pa.array([frame for _, frame, _ in rows], pa.int64()),
        "run_id": pa.array([run for _, _, run in rows], pa.string()),
    }
    spelled = pa.chunked_array([pa.array(spelling or names, pa.string())])
    return Part(pa.table(keys), spelled, is_renewed)


def masks(*parts: Part, whole: Sequence[str] = KEY, others: Sequence[pa.Table] = ()) -> list[str]:
    """For each file the rows that stay, as x."""
    found = staying(parts, ORDER, KEY, whole, others)
    return ["".join("x" if stays else "." for stays in mask.to_pylist()) for mask in found]


def test_the_newest_run_stays() -> None:
    first, second = part([("q", 0, "b"), ("r", 0, "b")]), part([("q", 0, "a")])
    assert masks(first, second) == [".x", "x"]
    assert masks(second, first) == ["x", ".x"]
    assert masks(part([("q", 0, "unknown")]), first) == [".", "xx"]
    assert masks(part([]), first) == ["", "xx"]
    assert masks() == []


def test_what_belongs_together_comes_from_one_run() -> None:
    first = part([("q", 0, "b"), ("q", 1, "b"), ("r", 0, "b")])
    assert masks(first, part([("q", 0, "a")]), whole=KEY[:1]) == ["..x", "x"]
    scored_last = pa.table({"recording_id": ["r"], "run_id": ["a"]})
    assert masks(first, whole=KEY[:1], others=[scored_last]) == ["xx."]


def test_of_two_spellings_the_last_stays_unless_one_has_stayed_before() -> None:
    first, second = part([("q", 0, "a")], ["q1"]), part([("q", 0, "a")], ["q2"])
    assert masks(first, second) == [".", "x"]
    assert masks(first._replace(is_renewed=True), second) == ["x", "."]


rows = st.lists(
    st.tuples(st.sampled_from("qrs"), st.integers(0, 2), st.sampled_from("ab")), max_size=8
)


@given(st.lists(rows, min_size=1, max_size=4))
def test_each_key_has_one_row_and_that_is_of_its_newest_run(files: list[list[Row]]) -> None:
    found = staying([part(each) for each in files], ORDER, KEY, KEY)
    kept = [
        row
        for each, mask in zip(files, found, strict=True)
        for row, stays in zip(each, mask.to_pylist(), strict=True)
        if stays
    ]
    newest: dict[tuple[str, int], int] = {}
    for name, frame, run in (row for each in files for row in each):
        newest[name, frame] = max(newest.get((name, frame), 0), ORDER[run])
    assert {(name, frame): ORDER[run] for name, frame, run in kept} == newest
    assert len(kept) == len(newest)
