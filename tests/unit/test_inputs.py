"""Finding inputs and giving them their identity."""

import pytest

from transforms.inputs import ManifestError, find_inputs


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


def ids(found):
    return [file.input_id for file in found.files]


def test_candidate_and_question_come_from_folder_and_name_at_any_depth(tmp_path):
    make(tmp_path, "2026/may/ada/q1.mp4", "2026/grace/essay.PDF", "bob/q 2'\"ü.wav")
    found = find_inputs([str(tmp_path)])
    assert sorted(ids(found)) == ["ada/q1.mp4", "bob/q 2'\"ü.wav", "grace/essay.pdf"]
    by_id = {file.input_id: file for file in found.files}
    assert by_id["ada/q1.mp4"].candidate_id == "ada"
    assert by_id["ada/q1.mp4"].question_id == "q1"
    assert by_id["grace/essay.pdf"].kind == "essay"
    assert by_id["grace/essay.pdf"].uri.endswith("essay.PDF")


def test_order_does_not_depend_on_how_inputs_are_named(tmp_path):
    make(tmp_path, "a/1.wav", "b/1.wav", "c/1.txt")
    whole = find_inputs([str(tmp_path)])
    parts = find_inputs([str(tmp_path / "c"), str(tmp_path / "a"), str(tmp_path / "b" / "*.wav")])
    assert whole == parts


def test_hidden_and_foreign_files_are_passed_over(tmp_path):
    make(tmp_path, "a/1.wav", "a/.hidden.wav", ".cache/2.wav", "a/notes.docx")
    found = find_inputs([str(tmp_path)])
    assert ids(found) == ["a/1.wav"]
    assert found.ignored == 1


def test_a_folder_name_is_not_a_pattern(tmp_path):
    folder = make(tmp_path / "night [1]*", "a/1.wav")
    assert ids(find_inputs([str(folder)])) == ["a/1.wav"]


def test_the_second_of_two_equal_identities_fails(tmp_path):
    make(tmp_path, "x/ada/q1.mp4", "y/ada/q1.mp4")
    found = find_inputs([str(tmp_path)])
    assert ids(found) == ["ada/q1.mp4"]
    (failure,) = found.failures
    assert failure.kind == "duplicate_input"
    assert failure.uri == failure.recording_id == str(tmp_path / "y/ada/q1.mp4")


def test_picture_and_sound_of_one_question_are_two_recordings(tmp_path):
    make(tmp_path, "ada/q1.mp4", "ada/q1.wav")
    assert ids(find_inputs([str(tmp_path)])) == ["ada/q1.mp4", "ada/q1.wav"]


def test_a_transcript_belongs_to_the_one_recording_beside_it(tmp_path):
    make(
        tmp_path, "ada/q1.mp4", "ada/q1.vtt", "ada/q2.srt", "bob/q1.mp4", "bob/q1.wav", "bob/q1.srt"
    )
    files = {file.input_id: file for file in find_inputs([str(tmp_path)]).files}
    assert files["ada/q1.vtt"].recording_id == "ada/q1.mp4"
    assert files["ada/q2.srt"].recording_id is None
    assert files["bob/q1.srt"].recording_id is None


def test_a_name_that_is_not_text_fails_alone(tmp_path):
    make(tmp_path, "ada/q1.wav")
    (tmp_path / "ada" / b"q\xff.wav".decode("utf-8", "surrogateescape")).write_bytes(b"x")
    found = find_inputs([str(tmp_path)])
    assert ids(found) == ["ada/q1.wav"]
    (failure,) = found.failures
    assert failure.kind == "unusable_name"
    failure.uri.encode("utf-8")  # can be written


def test_nothing_found_is_an_error_that_names_the_option(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"--input .*nowhere"):
        find_inputs([str(tmp_path / "nowhere")])


def test_manifest_names_candidates_and_wins_over_folders(tmp_path):
    make(tmp_path, "raw/0001.mp4", "raw/0002.xyz")
    manifest = tmp_path / "night.csv"
    manifest.write_text(
        "candidate_id,question_id,uri,cohort,recorded_at,consent_reference\n"
        "ada,motivation,raw/0001.mp4,spring,2026-05-01T09:00:00+02:00,C-7\n"
        "bob,motivation,raw/0002.xyz,,,\n"
    )
    found = find_inputs([str(tmp_path / "raw")], str(manifest))
    (file,) = found.files
    assert (file.input_id, file.cohort, file.consent_reference) == (
        "ada/motivation.mp4",
        "spring",
        "C-7",
    )
    (failure,) = found.failures
    assert failure.kind == "unsupported_type"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("candidate_id,uri\na,b\n", "question_id"),
        ("candidate_id,question_id,uri\nada,,x.mp4\n", "line 2"),
        ("candidate_id,question_id,uri,recorded_at\nada,q,x.mp4,yesterday\n", "ISO 8601"),
    ],
)
def test_a_broken_manifest_says_where(tmp_path, text, message):
    manifest = tmp_path / "night.csv"
    manifest.write_text(text)
    with pytest.raises(ManifestError, match=message):
        find_inputs([], str(manifest))


def test_a_missing_manifest_says_so(tmp_path):
    with pytest.raises(ManifestError, match="cannot be read"):
        find_inputs([], str(tmp_path / "none.csv"))
