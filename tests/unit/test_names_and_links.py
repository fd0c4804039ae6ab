"""Unicode names, links, lengths and manifests as people and their programs write them."""

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from schemas.states import IGNORED_REASONS
from tests.planned import find_inputs
from transforms.inputs.listing import list_files
from transforms.inputs.manifest import ManifestError
from transforms.inputs.names import MAXIMUM_ID_BYTES, fitting

HEADER = "candidate_id,question_id,uri"


def nfc(text):
    return unicodedata.normalize("NFC", text)


def nfd(text):
    return unicodedata.normalize("NFD", text)


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.fsencode(path))  # no two files have the same bytes
    return folder


def manifest_of(folder, text, encoding="utf-8"):
    path = folder / "night.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def ids(found):
    return [file.input_id for file in found.files]


def reasons(found, folder):
    return {os.path.relpath(item.uri, folder): item.reason for item in found.ignored}


# Names


def test_two_spellings_of_a_name_are_one_candidate(tmp_path):
    make(tmp_path, nfc("Zo\u00e9/q1.txt"), nfd("Zo\u00e9/q2.txt"), nfd("\u1ec7/\u00e9.wav"))
    make(tmp_path, nfc("\u1ec7/\u00e9.vtt"))
    found = find_inputs([str(tmp_path)])
    assert {file.candidate_id for file in found.files} == {nfc("Zo\u00e9"), nfc("\u1ec7")}
    transcript = next(file for file in found.files if file.kind == "transcript")
    assert transcript.recording_id == nfc("\u1ec7/\u00e9.wav")
    for file in found.files:
        assert os.path.exists(file.uri)  # the address keeps its bytes


def test_the_same_name_in_two_spellings_is_two_attempts(tmp_path):
    make(tmp_path, nfc("Zo\u00e9/q.txt"), nfd("Zo\u00e9/q.txt"))
    found = find_inputs([str(tmp_path)])
    assert [(f.input_id, f.attempt) for f in found.files] == [
        (nfc("Zo\u00e9/q.txt"), 1),
        (nfc("Zo\u00e9/q.txt"), 2),
    ]


@pytest.mark.parametrize(("on_disk", "written"), [(nfc, nfd), (nfd, nfc)])
def test_a_manifest_finds_a_file_in_the_other_spelling(tmp_path, on_disk, written):
    make(tmp_path, on_disk("Zo\u00e9/r\u00e9sum\u00e9.txt"))
    row = written("Zo\u00e9,r,Zo\u00e9/r\u00e9sum\u00e9.txt")
    found = find_inputs([str(tmp_path)], manifest_of(tmp_path, f"{HEADER}\n{row}\n"))
    assert ids(found) == [nfc("Zo\u00e9/r.txt")]
    assert found.files[0].uri == str(tmp_path / on_disk("Zo\u00e9/r\u00e9sum\u00e9.txt"))
    assert ids(find_inputs([str(tmp_path / written("Zo\u00e9"))])) == [
        nfc("Zo\u00e9/r\u00e9sum\u00e9.txt")
    ]


def test_a_name_that_grows_when_written_out_still_fits_an_index(tmp_path):
    folder = tmp_path / os.fsdecode(b"\xff" * 250)
    make(folder, os.fsdecode(b"\xfe" * 240 + b".txt"))
    (failure,) = find_inputs([str(tmp_path)]).failures
    assert failure.kind == "unusable_name"
    for text in (failure.candidate_id, failure.recording_id):
        assert len(text.encode()) <= MAXIMUM_ID_BYTES
    assert fitting("a" * 3000 + "b") != fitting("a" * 3000 + "c")
    assert fitting("short") == "short"


# Links and what is no file


def test_links_out_of_the_folder_are_read_on_demand_only(tmp_path):
    make(tmp_path, "in/ada/q1.txt", "out/bob/q1.txt", "out/q2.txt")
    (tmp_path / "in/ada/q2.txt").symlink_to(tmp_path / "out/q2.txt")
    (tmp_path / "in/bob").symlink_to("../out/bob")
    found = find_inputs([str(tmp_path / "in")])
    assert ids(found) == ["ada/q1.txt"]
    assert reasons(found, tmp_path / "in") == {
        "ada/q2.txt": "outside_link",
        "bob": "outside_link",
    }
    found = find_inputs([str(tmp_path / "in")], follow_links=True)
    assert ids(found) == ["ada/q1.txt", "ada/q2.txt", "bob/q1.txt"]
    assert found.ignored == ()


@pytest.mark.parametrize("pattern", ["*/q1.txt", "**.txt", "bo?/*"])
def test_a_pattern_does_not_reach_through_a_link(tmp_path, pattern):
    make(tmp_path, "in/ada/q1.txt", "out/bob/q1.txt")
    (tmp_path / "in/bob").symlink_to("../out/bob")
    found = find_inputs([str(tmp_path / "in" / pattern)])
    assert "bob/q1.txt" not in ids(found)
    assert list(reasons(found, tmp_path / "in")) == ["bob"]
    found = find_inputs([str(tmp_path / "in" / pattern)], follow_links=True)
    assert "bob/q1.txt" in ids(found)


def test_what_a_person_names_may_be_a_link(tmp_path):
    make(tmp_path, "there/ada/q1.txt")
    (tmp_path / "in").symlink_to("there")
    (tmp_path / "q1.txt").symlink_to("there/ada/q1.txt")
    assert ids(find_inputs([str(tmp_path / "in/*/*.txt")])) == ["ada/q1.txt"]
    assert ids(find_inputs([str(tmp_path / "in")])) == ["ada/q1.txt"]
    assert len(find_inputs([str(tmp_path / "q1.txt")]).files) == 1


def test_links_that_stay_inside_are_read_once(tmp_path):
    make(tmp_path, "ada/q1.txt", ".pool/7/q1.txt")
    (tmp_path / "ada/q2.txt").symlink_to("q1.txt")
    (tmp_path / "bob").symlink_to(".pool/7")
    (tmp_path / "again").symlink_to("ada")
    found = find_inputs([str(tmp_path)])
    assert ids(found) == ["ada/q1.txt", "bob/q1.txt"]
    assert [item.input_id for item in found.skipped] == ["ada/q2.txt"]
    assert reasons(found, tmp_path) == {"again": "repeated_folder"}


@pytest.mark.parametrize("follow_links", [False, True])
def test_loops_of_links_end(tmp_path, follow_links):
    make(tmp_path, "in/ada/q1.txt", "in/bob/q1.txt")
    for name, target in (("up", ".."), ("self", "."), ("bob", "../bob"), ("around", "../..")):
        (tmp_path / "in/ada" / name).symlink_to(target)
    (tmp_path / "in/bob/ada").symlink_to("../ada")
    (tmp_path / "in/x").symlink_to("y")
    (tmp_path / "in/y").symlink_to("x")
    found = find_inputs([str(tmp_path / "in")], follow_links=follow_links)
    assert ids(found) == ["ada/q1.txt", "bob/q1.txt"]
    assert len(found.ignored) >= 5


def test_what_is_no_input_is_listed_with_its_reason(tmp_path, monkeypatch):
    make(
        tmp_path, "in/ada/q1.txt", "in/ada/Thumbs.db", "in/ada/._q1.txt", "in/shut/q1.txt", "out/x"
    )
    os.mkfifo(tmp_path / "in/ada/pipe.txt")
    (tmp_path / "in/ada/empty.mp4").mkdir()
    (tmp_path / "in/ada/out").symlink_to(tmp_path / "out")
    (tmp_path / "in/again").symlink_to("ada")
    scandir, shut = os.scandir, str(tmp_path / "in/shut")

    def refuse(folder):
        if folder == shut:
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found = find_inputs([str(tmp_path / "in")])
    assert reasons(found, tmp_path / "in") == {
        "ada/Thumbs.db": "unsupported_type",
        "ada/out": "outside_link",
        "ada/pipe.txt": "special_file",
        "again": "repeated_folder",
        "shut": "closed_folder",
    }
    assert set(reasons(found, tmp_path).values()) < set(IGNORED_REASONS)


def test_what_is_ignored_has_a_candidate_where_it_is_a_file(tmp_path):
    make(tmp_path, nfd("Zo\u00e9/Thumbs.db"), os.fsdecode(b"Zo\xff/Thumbs.db"))
    (tmp_path / "link").symlink_to("/")
    found = find_inputs([str(tmp_path)])
    assert [(item.candidate_id, item.uri) for item in found.ignored] == [
        (nfc("Zo\u00e9"), str(tmp_path / nfd("Zo\u00e9/Thumbs.db"))),
        ("Zo\\udcff", str(tmp_path / "Zo\\udcff/Thumbs.db")),
        (None, str(tmp_path / "link")),
    ]


def test_no_two_ignored_files_have_one_identity(tmp_path):
    folder = "d" * 200
    names = [f"{folder}/" * 15 + f"{number}.db" for number in (1, 2)]
    make(tmp_path, *names, "eve/\\udcff.db", os.fsdecode(b"eve/\xff.db"))
    found = find_inputs([str(tmp_path)])
    assert [item.uri for item in found.ignored] == [
        *(str(tmp_path / name) for name in names),
        *[f"{tmp_path}/eve/\\udcff.db"] * 2,
    ]
    assert len({item.uri_hash for item in found.ignored}) == 4


def test_a_very_deep_folder_is_walked(tmp_path):
    deepest = os.path.join(tmp_path, *("d" * 1_200))
    subprocess.run(["mkdir", "-p", deepest], check=True)
    try:
        make(Path(deepest), "q.txt")
        (found,) = list_files(str(tmp_path))
        assert found.uri == os.path.join(deepest, "q.txt")
    finally:  # too deep for Python to delete
        subprocess.run(["rm", "-rf", os.path.join(tmp_path, "d")], check=True)


def test_a_manifest_does_not_reach_through_a_link(tmp_path):
    make(tmp_path, "in/ada/q1.txt", "out/secret.txt")
    (tmp_path / "in/ada/q2.txt").symlink_to(tmp_path / "out/secret.txt")
    (tmp_path / "in/ada/q3.txt").symlink_to("q1.txt")
    (tmp_path / "in/ada/q4.txt").symlink_to("../bob.txt")
    make(tmp_path, "in/bob.txt")
    rows = "".join(f"ada,q{n},ada/q{n}.txt\n" for n in (1, 2, 3, 4))
    manifest = manifest_of(tmp_path / "in", f"{HEADER}\n{rows}")
    found = find_inputs([], manifest)
    assert ids(found) == ["ada/q1.txt", "ada/q4.txt"]
    assert [item.input_id for item in found.skipped] == ["ada/q3.txt"]
    (failure,) = found.failures
    assert (failure.kind, failure.recording_id) == ("unreachable", "ada/q2.txt")
    assert "--follow_links" in failure.message
    assert len(find_inputs([], manifest, follow_links=True).files) == 3
    assert find_inputs([str(tmp_path / "in/ada")], manifest).ignored == ()
    # Where the target lies in another folder of inputs, it is no secret.
    assert len(find_inputs([str(tmp_path / "out")], manifest).failures) == 0


# Manifests


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER},cohort\nada,q,ada/q.txt,x\n,,,\n,,,\n",
        f"\n{HEADER},cohort\n\n  ,\t, ,\nada,q,ada/q.txt,x\n\n",
        "Candidate_ID, Question ID ,URI,Cohort\nada,q,ada/q.txt,x\n",
        "candidate_id;question_id;uri;cohort;;\nada; q ;ada/q.txt;x;;\n;;;;;\n",
        "candidate_id\tquestion_id\turi\tcohort\r\nada\tq\tada/q.txt\tx\t\r\n",
        "\ufeffsep=;\ncandidate_id;question_id;uri;cohort\nada;q;ada/q.txt;x\n",
        '"candidate_id", "question_id", "uri", "cohort"\n"ada", "q", "ada/q.txt", "x"\n',
        f"notes,{HEADER},cohort\nmany,ada,q,ada/q.txt,x,,\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_manifests_as_spreadsheets_write_them(tmp_path, text, encoding):
    make(tmp_path, "ada/q.txt")
    found = find_inputs([], manifest_of(tmp_path, text, encoding))
    (file,) = found.files
    assert (file.input_id, file.cohort, file.recorded_at) == ("ada/q.txt", "x", None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEADER}\nada,q,a, b.txt\n", "line 2: more fields than columns"),
        (f"{HEADER}\n,,\nada,,b.txt\n", "line 3: .*must not be empty"),
        (f"{HEADER}\n" + 'ada,"q,b.txt\n', "no CSV after line 2"),
        (f"{HEADER},URI\nada,q,b.txt,c.txt\n", "column uri twice"),
        ("", "lacks the column"),
        (",,\n,,\n", "lacks the column"),
        (f"{HEADER}\n{'a' * 2001},q,b.txt\n", "line 2: candidate_id has more than 2,000 bytes"),
        (f"{HEADER}\nada,{'é' * 1001},b.txt\n", "line 2: question_id has more than"),
        (f"{HEADER}\nada,q,{'b' * 4100}.txt\n", "line 2: uri has more than 4,096"),
        (f"{HEADER},cohort\nada,q,b.txt,{'c' * 2001}\n", "line 2: cohort has more than"),
        (f"{HEADER},recorded_at\nada,q,b.txt,0001-01-01T00:00:00+02:00\n", "line 2: recorded_at"),
        (f"{HEADER},recorded_at\nada,q,b.txt,9999-12-31T23:30:00-02:00\n", "line 2: recorded_at"),
        (f"{HEADER},recorded_at\nada,q,b.txt,9999-12-31\n", "line 2: recorded_at is outside"),
        (f"{HEADER},recorded_at\nada,q,b.txt,10000-01-01\n", "line 2: recorded_at must be ISO"),
    ],
)
def test_what_a_manifest_cannot_mean_is_refused_with_its_line(tmp_path, text, message):
    with pytest.raises(ManifestError, match=message):
        find_inputs([], manifest_of(tmp_path, text))


def test_candidate_and_question_that_are_too_long_together_fail_alone(tmp_path):
    make(tmp_path, "ada/q.txt")
    rows = f"ada,q,ada/q.txt\n{'b' * 1500},{'c' * 1500},b.txt\n"
    found = find_inputs([], manifest_of(tmp_path, f"{HEADER}\n{rows}"))
    assert ids(found) == ["ada/q.txt"]
    (failure,) = found.failures
    assert failure.kind == "unusable_name"
    assert len(failure.recording_id.encode()) <= MAXIMUM_ID_BYTES


def test_a_failure_keeps_its_cohort(tmp_path):
    make(tmp_path, "ada/q.xyz")
    text = f"{HEADER},cohort\nada,q,ada/q.xyz,{nfd('été')}\n"
    (failure,) = find_inputs([], manifest_of(tmp_path, text)).failures
    assert failure.cohort == nfc("\u00e9t\u00e9")
