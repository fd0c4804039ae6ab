"""The whole job on everything that can be wrong with a file, beside the bundled interviews."""

import shutil

import pytest

from tests.integration import hostile_inputs as hostile
from tests.runs import all_rows, assert_close, score

NULL_WITH_REASON = {
    "silent_wav": ("voice_state", "silent"),
    "brief_wav": ("voice_state", "too_short"),
    "no_face_no_sound": ("face_state", "no_face"),
    "no_face_with_sound": ("face_state", "no_face"),
}

FAILING = {
    "truncated_without_index": "unreadable_media",
    "truncated_with_index": "truncated_media",
    "text_named_mp4": "unreadable_media",
    "png_named_mp4": "unreadable_media",
    "noise_named_mp4": "unreadable_media",
    "empty_wav": "empty_file",
    "concat_playlist": "unreadable_media",
    "hls_playlist": "unreadable_media",
    "huge_picture": "media_too_large",
}


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory):
    """The bundled interviews with every broken, odd and malicious file beside them."""
    folder = tmp_path_factory.mktemp("inputs")
    shutil.copytree(hostile.SAMPLES, folder, dirs_exist_ok=True)
    written = hostile.write_all(folder / "hostile")
    output = tmp_path_factory.mktemp("hostile")
    code = score(folder, output=output, options=["--maximum_failed_share", "0.5"])
    return code, written, all_rows(output), output


def test_bad_files_do_not_change_anybody_elses_rows(first, hostile_run):
    code, _, rows, _ = hostile_run
    assert code == 0
    before = all_rows(first)
    ours = {
        name: {
            key: {c: v for c, v in row.items() if c != "uri"}
            for key, row in of.items()
            if row["candidate_id"] != "hostile"
        }
        for name, of in rows.items()
    }
    expected = {
        name: {key: {c: v for c, v in row.items() if c != "uri"} for key, row in of.items()}
        for name, of in before.items()
    }
    assert_close(expected, ours, 0)


def test_each_bad_file_has_one_failure_or_an_explained_null(hostile_run):
    _, written, rows, _ = hostile_run
    for name, path in written.items():
        identity = f"hostile/{path.stem}{path.suffix.lower()}"
        failure = rows["failures"].get((identity,))
        recording = rows["recording_scores"].get((identity,))
        document = rows["text_scores"].get((identity,))
        present = [row for row in (failure, recording, document) if row is not None]
        assert len(present) == 1, (name, identity)
        if name in FAILING:
            assert failure, name
            assert failure["kind"] == FAILING[name], name
            assert hostile.ADVICE.search(failure["message"]), failure["message"]
        if name in NULL_WITH_REASON:
            column, state = NULL_WITH_REASON[name]
            assert recording[column] == state, name
            prefix = column.removesuffix("state")
            assert recording[f"{prefix}happy"] is None, name
    silent = rows["recording_scores"][(f"hostile/{written['silent_wav'].name}",)]
    assert silent["happy"] is None
    assert silent["modalities"] == "none"


def test_odd_but_good_files_are_scored(hostile_run):
    _, written, rows, _ = hostile_run
    for name in ("awkward_name", "rotated", "variable_frame_rate", "without_sound"):
        path = written[name]
        row = rows["recording_scores"][(f"hostile/{path.name}",)]
        assert row["face_state"] == "scored", name
    for name, path in written.items():
        if name.startswith("other_"):
            row = rows["recording_scores"][(f"hostile/{path.name}",)]
            assert row["modalities"] != "none", name
    essay = rows["text_scores"][(f"hostile/{written['utf16_essay'].name}",)]
    assert essay["state"] == "scored"
    blank = rows["text_scores"][(f"hostile/{written['empty_essay'].name}",)]
    assert (blank["state"], blank["words"], blank["openness"]) == ("no_text", 0, None)
    scanned = rows["text_scores"][(f"hostile/{written['pdf_without_text'].name}",)]
    assert (scanned["state"], scanned["openness"]) == ("no_text", None)
