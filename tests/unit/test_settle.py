"""What a batch replaces and what it makes untrue."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.datasets import FAILURES, RECORDING_SCORES, SCORED_BY, TEXT_SCORES
from schemas.failures import Failure
from schemas.ledger import LedgerEntry
from schemas.rows import RecordingScore, TextScore
from schemas.states import RETRYABLE_FAILURES
from tests.opened_run import stamped
from tests.row_strategies import example
from transforms.settle import SETTLED, key_of_row, replaced_by, supersede


def named(name):
    """What an id says: candidate and question."""
    candidate_id, _, file = name.partition("/")
    return {"candidate_id": candidate_id, "question_id": file.partition(".")[0]}


def recording(name, stamp=(), **fields):
    row = example(RecordingScore, recording_id=name, **{**named(name), **fields})
    return stamped(row, **dict(stamp))


def essay(name, stamp=(), **fields):
    row = example(TextScore, document_id=name, **{**named(name), "kind": "essay", **fields})
    return stamped(row, **dict(stamp))


def failure(name, stamp=(), **fields):
    made_up = {**named(name), "kind": "truncated_media", "content_hash": "x"}
    return stamped(example(Failure, recording_id=name, **{**made_up, **fields}), **dict(stamp))


def rows(*of):
    """Rows by dataset."""
    found = defaultdict(list)
    for row in of:
        dataset = next(
            d
            for d, column in ((FAILURES, "stage"), (TEXT_SCORES, "words"), (RECORDING_SCORES, ""))
            if column in row or not column
        )
        found[dataset].append(row)
    return dict(found)


def settled(held, new, gone=(), outdated=()):
    """What is replaced and what is removed."""
    found = supersede(rows(*held), rows(*new), set(gone), set(outdated))
    return found.replaced, found.removed


OTHER_RELEASE = (("model_release", "0.2.0"),)
OTHER_OPTIONS = (("config_digest", "other"),)


def test_a_row_replaces_the_one_with_its_key():
    held = [recording("a/q.mp4", cohort="old"), essay("a/r.txt"), failure("a/s.mp4", stage="find")]
    new = [recording("a/q.mp4"), essay("a/r.txt"), failure("a/s.mp4", stage="probe")]
    assert settled(held, new) == (rows(*held), {})


@pytest.mark.parametrize(
    "other",
    [
        recording("a/q.mp4", OTHER_RELEASE),
        recording("a/q.mp4", OTHER_OPTIONS),
        recording("a/q.mp4", attempt=2),
        recording("b/q.mp4"),
        essay("a/q.txt"),
        failure("a/q.mp4", OTHER_RELEASE),
        failure("a/q.mp4", OTHER_OPTIONS),
        failure("a/q.mp4", attempt=2),
        failure("a/q.txt"),
        failure("a/p.mp4"),
    ],
)
def test_a_score_leaves_what_it_does_not_answer(other):
    assert settled([other], [recording("a/q.mp4")]) == ({}, {})


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("a/q.mp4", recording("a/q.mp4")),
        ("a/q.mp4", recording("a/q.webm")),  # another name, the same attempt
        ("a/Q.WAV", recording("a/q.mp4")),
        ("a/q.txt", essay("a/q.txt")),
        ("a/q.pdf", essay("a/q.txt")),
        ("a/q.vtt", essay("a/q.vtt", kind="transcript")),
    ],
)
def test_a_score_removes_the_failures_of_its_attempt(name, score):
    failed = failure(name) | {"question_id": "q"}
    assert settled([failed], [score]) == ({}, rows(failed))


def test_a_transcript_does_not_mend_an_essay():
    assert settled([failure("a/q.txt")], [essay("a/q.vtt", kind="transcript")]) == ({}, {})


@pytest.mark.parametrize("make", [recording, essay])
def test_a_lasting_failure_removes_the_score_of_the_same_bytes(make):
    name = "a/q.mp4" if make is recording else "a/q.txt"
    score = make(name, content_hash="x")
    assert settled([score], [failure(name)]) == ({}, rows(score))


@pytest.mark.parametrize(
    "failed",
    [
        failure("a/q.mp4", content_hash="other"),
        failure("a/q.mp4", content_hash=None),
        failure("a/q.mp4", OTHER_RELEASE),
        failure("a/q.mp4", OTHER_OPTIONS),
        failure("a/q.mp4", attempt=2),
        failure("a/q.webm"),
        *(failure("a/q.mp4", kind=kind) for kind in sorted(RETRYABLE_FAILURES)),
    ],
)
def test_other_failures_leave_a_score(failed):
    assert settled([recording("a/q.mp4", content_hash="x")], [failed]) == ({}, {})


def test_of_what_is_retired_everything_goes():
    held = [
        recording("a/q.mp4"),
        recording("a/q.mp4", OTHER_RELEASE),
        failure("a/q.mp4", OTHER_OPTIONS),
        essay("a/q.txt"),
    ]
    kept = [recording("a/q.mp4", attempt=2), failure("a/q.webm")]
    gone = [("a/q.mp4", 1), ("a/q.txt", 1)]
    assert settled([*held, *kept], [], gone=gone) == ({}, rows(*held))


def test_of_what_is_outdated_failures_go():
    failed = [failure("a/q.mp4"), failure("a/q.mp4", OTHER_RELEASE)]
    kept = [recording("a/q.mp4"), failure("a/q.mp4", attempt=2)]
    assert settled([*failed, *kept], [], outdated=[("a/q.mp4", 1)]) == ({}, rows(*failed))


def test_what_is_removed_is_deleted_and_what_is_replaced_only_leaves_its_file():
    held = [recording("a/q.mp4", content_hash="x"), failure("a/q.mp4")]
    found = supersede(rows(*held), rows(failure("a/q.mp4")), (), ())
    release, digest = (held[0][name] for name in SCORED_BY)
    assert found.keys(RECORDING_SCORES) == {("a/q.mp4", 1, release, digest)}
    assert found.keys(FAILURES) == set()
    assert found.all_of(FAILURES) == held[1:]
    assert found.all_of(TEXT_SCORES) == []


RELEASES = st.sampled_from([(), OTHER_RELEASE, OTHER_OPTIONS])
ROWS = st.one_of(
    st.builds(
        recording,
        st.sampled_from(["a/q.mp4", "a/q.webm", "b/q.mp4"]),
        RELEASES,
        attempt=st.integers(1, 2),
        content_hash=st.sampled_from(["x", "y"]),
    ),
    st.builds(
        essay,
        st.sampled_from(["a/q.txt", "a/q.vtt"]),
        RELEASES,
        attempt=st.integers(1, 2),
        kind=st.sampled_from(["essay", "transcript"]),
        content_hash=st.sampled_from(["x", "y"]),
    ),
    st.builds(
        failure,
        st.sampled_from(["a/q.mp4", "a/q.webm", "b/q.mp4", "a/q.txt", "a/q.vtt"]),
        RELEASES,
        attempt=st.integers(1, 2),
        kind=st.sampled_from(["truncated_media", "unreachable"]),
        content_hash=st.sampled_from(["x", "y", None]),
    ),
)
TABLE = st.lists(ROWS, max_size=8)


@given(TABLE, TABLE)
def test_what_stays_and_what_comes_have_one_row_a_key(held, new):
    """And what has been settled once is settled."""
    before, after = one_a_key(held), one_a_key(new)
    found = supersede(before, after, (), ())
    for dataset in SETTLED:
        left = [row for row in before.get(dataset, ()) if row not in found.all_of(dataset)]
        keys = [key_of_row(dataset, row) for row in (*left, *after.get(dataset, ()))]
        assert len(keys) == len(set(keys))
        assert not set(keys) & found.keys(dataset)
    again = supersede(after, after, (), ())
    assert again.replaced == after
    others = {(r["model_release"], r["config_digest"]) for rs in after.values() for r in rs}
    for gone in (found.replaced, found.removed):
        assert {tuple(r[n] for n in SCORED_BY) for rs in gone.values() for r in rs} <= others


@given(TABLE)
def test_nothing_new_changes_nothing(held):
    assert settled(one_a_key_list(held), []) == ({}, {})


def one_a_key_list(of):
    return [row for found in one_a_key(of).values() for row in found]


def one_a_key(of):
    return {
        dataset: list({key_of_row(dataset, row): row for row in found}.values())
        for dataset, found in rows(*of).items()
    }


def entry(name, **fields):
    made_up = {"uri_hash": name, "uri": f"/{name}", "kind": "recording", "state": "scored"}
    return example(LedgerEntry, input_id=name, **{**named(name), **made_up, **fields})


BROKEN = entry("a/q.mp4", state="failed", reason="truncated_media", scored_whole=False)
CUT = entry("a/q.mp4", reason="truncated", scored_whole=False)


@pytest.mark.parametrize("before", [BROKEN, CUT])
def test_another_file_takes_the_place_of_what_failed_or_is_truncated(before):
    whole = entry("a/q.webm")
    assert replaced_by([whole], [before, whole]) == [
        before._replace(state="skipped", reason="replaced", same_as="a/q.webm")
    ]


@pytest.mark.parametrize(
    ("new", "before"),
    [
        (BROKEN._replace(uri_hash="z", input_id="a/q.webm"), CUT),  # it is not whole itself
        (entry("a/q.webm", attempt=2), CUT),
        (entry("a/p.webm"), CUT),
        (entry("b/q.webm"), CUT),
        (entry("a/q.txt", kind="essay"), CUT),
        (entry("a/q.webm"), entry("a/q.mp4")),  # it was scored to its end
        (entry("a/q.webm"), CUT._replace(state="retired")),
        (entry("a/q.webm"), CUT._replace(state="waiting")),
        (entry("a/q.mp4"), CUT),  # the same input, scored again
        (
            entry("a/q.vtt", kind="transcript"),
            entry("a/q.srt", kind="transcript", state="failed", scored_whole=False),
        ),
    ],
)
def test_nothing_else_is_replaced(new, before):
    assert replaced_by([new], [before]) == []
