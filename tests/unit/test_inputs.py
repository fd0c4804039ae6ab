"""Finding inputs and giving them their identity."""

import importlib.util
import os

import pytest
from apache_beam.io.filesystem import FileMetadata
from apache_beam.io.localfilesystem import LocalFileSystem

from schemas.failures import IgnoredInput
from sql.ledger import uri_hash
from tests.planned import find_inputs
from transforms.inputs.manifest import ManifestError


class Bucket(LocalFileSystem):
    """A bucket in memory: keys without folders, as object stores have them."""

    uris: tuple[str, ...] = ()

    @classmethod
    def scheme(cls):
        return "memory"

    def has_dirs(self):
        return False

    def exists(self, path):
        return path in self.uris

    def metadata(self, path):
        return FileMetadata(path, 1)

    def _list(self, dir_or_prefix):
        return [FileMetadata(uri, 1) for uri in self.uris if uri.startswith(dir_or_prefix)]


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.fsencode(path))  # no two files have the same bytes
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
    uri = str(tmp_path / "a/notes.docx")
    assert found.ignored == (
        IgnoredInput(uri_hash(uri), uri, "a", None, "ignored", "unsupported_type", None, None),
    )


def test_a_folder_name_is_not_a_pattern(tmp_path):
    folder = make(tmp_path / "night [1]*", "a/1.wav")
    assert ids(find_inputs([str(folder)])) == ["a/1.wav"]


def test_two_files_of_one_name_are_two_attempts(tmp_path):
    make(tmp_path, "x/ada/q1.mp4", "y/ada/q1.mp4")
    found = find_inputs([str(tmp_path)])
    assert [(file.input_id, file.attempt) for file in found.files] == [
        ("ada/q1.mp4", 1),
        ("ada/q1.mp4", 2),
    ]
    assert found.failures == ()


def test_picture_and_sound_of_one_question_are_two_attempts(tmp_path):
    make(tmp_path, "ada/q1.mp4", "ada/q1.wav", "ada/q1.txt")
    found = find_inputs([str(tmp_path)])
    assert {file.input_id: file.attempt for file in found.files} == {
        "ada/q1.mp4": 1,
        "ada/q1.wav": 2,
        "ada/q1.txt": 1,  # an essay is another kind of answer
    }


def test_a_transcript_belongs_to_the_recording_beside_it(tmp_path):
    make(
        tmp_path, "ada/q1.mp4", "ada/q1.vtt", "ada/q2.srt", "bob/q1.mp4", "bob/q1.wav", "bob/q1.srt"
    )
    files = {file.input_id: file for file in find_inputs([str(tmp_path)]).files}
    assert files["ada/q1.vtt"].recording_id == "ada/q1.mp4"
    assert files["ada/q2.srt"].recording_id is None
    assert (files["bob/q1.srt"].recording_id, files["bob/q1.srt"].attempt) == ("bob/q1.wav", 2)


def test_a_name_that_is_not_text_fails_alone(tmp_path):
    make(tmp_path, "ada/q1.wav")
    (tmp_path / "ada" / b"q\xff.wav".decode("utf-8", "surrogateescape")).write_bytes(b"x")
    found = find_inputs([str(tmp_path)])
    assert ids(found) == ["ada/q1.wav"]
    (failure,) = found.failures
    assert failure.kind == "unusable_name"
    failure.uri.encode("utf-8")  # can be written


def odd(name):
    return name.decode("utf-8", "surrogateescape")


def test_names_that_are_not_text_stay_different(tmp_path):
    make(tmp_path, "eve/?.txt", odd(b"eve/\xff.txt"), odd(b"eve/\xfe.txt"), "eve/\\udcfe.txt")
    found = find_inputs([str(tmp_path)])
    assert ids(found) == ["eve/?.txt", "eve/\\udcfe.txt"]
    assert [failure.recording_id for failure in found.failures] == [
        f"{tmp_path}/eve/\\udcfe.txt",  # the plain name belongs to a file that is scored
        "eve/\\udcff.txt",
    ]


def test_no_two_failures_have_one_identity(tmp_path):
    make(tmp_path, "1.xyz", "2.xyz")
    text = "candidate_id,question_id,uri\nada,q,1.xyz\nada,q,2.xyz\n"
    found = find_inputs([], write_manifest(tmp_path, text))
    assert [failure.recording_id for failure in found.failures] == [
        "ada/q.xyz",
        str(tmp_path / "2.xyz"),
    ]


@pytest.mark.parametrize("pattern", ["", "ada/*.wav"])
def test_only_files_are_inputs(tmp_path, pattern):
    make(tmp_path, "ada/q1.wav")
    os.mkfifo(tmp_path / "ada" / "q2.wav")
    (tmp_path / "ada" / "q3.wav").symlink_to("/dev/zero")
    (tmp_path / "ada" / "q4.wav").symlink_to(tmp_path / "ada" / "q1.wav")
    found = find_inputs([str(tmp_path / pattern)])
    assert ids(found) == ["ada/q1.wav"]
    assert [item.input_id for item in found.skipped] == ["ada/q4.wav"]


def test_a_broken_link_is_kept_so_that_it_fails_by_name(tmp_path):
    make(tmp_path, "ada/q1.wav")
    (tmp_path / "ada" / "q2.wav").symlink_to("nowhere")
    assert ids(find_inputs([str(tmp_path)])) == ["ada/q1.wav", "ada/q2.wav"]


@pytest.mark.parametrize(
    "folder",
    ["memory://b/interviews.2026", "memory://b/in/", "memory://my.bucket", "memory://my.md"],
)
def test_a_dot_does_not_make_a_bucket_folder_a_file(monkeypatch, folder):
    base = folder.rstrip("/")
    uris = (f"{base}/ada/q1.wav", f"{base}/.tmp/ada/q1.wav", f"{base}/ada/.q2.wav", f"{base}x/a.md")
    monkeypatch.setattr(Bucket, "uris", uris)
    assert [file.uri for file in find_inputs([folder]).files] == [f"{base}/ada/q1.wav"]


@pytest.mark.parametrize("pattern", ["ada/q1.wav", "ada/*.wav", "**.wav"])
def test_hidden_parts_of_the_given_address_are_meant(monkeypatch, pattern):
    monkeypatch.setattr(Bucket, "uris", ("memory://b/.x/ada/q1.wav", "memory://b/.x/.y/ada/q1.wav"))
    found = find_inputs([f"memory://b/.x/{pattern}"])
    assert [file.uri for file in found.files] == ["memory://b/.x/ada/q1.wav"]


def test_a_missing_extra_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for scheme, extra in (("s3", "s3"), ("gs", "gcs")):
        command = rf"pip install 'interview-scoring\[{extra}\]'"
        with pytest.raises(FileNotFoundError, match=command):
            find_inputs([f"{scheme}://bucket/in"])
        with pytest.raises(ManifestError, match=command):
            find_inputs([], f"{scheme}://bucket/night.csv")
        text = f"candidate_id,question_id,uri\nada,q,{scheme}://bucket/1.mp4\n"
        with pytest.raises(ManifestError, match=f"line 2.*{command}"):
            find_inputs([], write_manifest(tmp_path, text))


def test_an_unknown_scheme_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="tape://"):
        find_inputs(["tape://bucket/in"])
    with pytest.raises(ManifestError, match="tape://"):
        find_inputs([], "tape://bucket/night.csv")


def test_nothing_found_is_an_error_that_names_the_option(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"--input .*nowhere"):
        find_inputs([str(tmp_path / "nowhere")])


def write_manifest(folder, text):
    manifest = folder / "night.csv"
    manifest.write_text(text)
    return str(manifest)


def test_a_manifest_wins_however_it_spells_the_path(tmp_path):
    make(tmp_path, "ada/q1.mp4", "ada/q2.mp4")
    text = (
        "candidate_id,question_id,uri\n"
        "grace,motivation,./ada/../ada/q1.mp4\n"
        f"grace,strengths,{tmp_path}//ada/./q2.mp4\n"
    )
    found = find_inputs([str(tmp_path)], write_manifest(tmp_path, text))
    assert ids(found) == ["grace/motivation.mp4", "grace/strengths.mp4"]


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
        (
            "candidate_id,question_id,uri\nada,q,a/x.mp4\nbob,q,./a/x.mp4\n",
            "line 3: line 2 names the same uri",
        ),
        ("candidate_id,question_id,uri,cohort\nada,q,x.mp4,a\0b\n", "line 2: .*NUL"),
        ("candidate_id,question_id,uri,consent_reference\nada,q,x.mp4,\0\n", "line 2: .*NUL"),
        ("candidate_id,question_id,uri\nada,q," + 200_000 * "x" + "\n", "no CSV.*field larger"),
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
