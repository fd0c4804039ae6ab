"""The same bytes twice for one candidate count once."""

import collections
import errno
import io
import os
import tempfile
from pathlib import Path

import pytest
from apache_beam.io.filesystem import BeamIOError, FileMetadata
from apache_beam.io.localfilesystem import LocalFileSystem
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.failures import IgnoredInput
from sql.ledger import uri_hash
from tests.planned import find_inputs
from transforms.errors import InputError, MachineError
from transforms.inputs import same_bytes as module
from transforms.inputs.entry import Entry, entry_at
from transforms.inputs.fetch import fingerprint
from transforms.inputs.same_bytes import BEGINNING, same_bytes

HEADER = "candidate_id,question_id,uri,cohort,recorded_at"


def make(folder, contents):
    """Files by name, with their bytes."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(folder)


def found_in(folder, contents, manifest=None):
    return find_inputs([make(folder, contents)], manifest)


def ids(found):
    return [file.input_id for file in found.files]


def skipped(found):
    return {item.input_id: item.same_as for item in found.skipped}


# What counts as the same


def test_the_second_is_skipped_and_names_the_first(tmp_path):
    found = found_in(tmp_path, {"in/ada/q1.mp4": b"film", "in/ada/q2.mp4": b"film"})
    assert ids(found) == ["ada/q1.mp4"]
    assert found.skipped == (
        IgnoredInput(
            uri_hash=uri_hash(str(tmp_path / "in/ada/q2.mp4")),
            uri=str(tmp_path / "in/ada/q2.mp4"),
            candidate_id="ada",
            input_id="ada/q2.mp4",
            outcome="skipped",
            reason="same_bytes",
            same_as="ada/q1.mp4",
            cohort=None,
        ),
    )
    assert (found.found, found.failures, found.ignored) == (2, (), ())


def test_two_candidates_with_the_same_bytes_keep_a_row_each(tmp_path):
    found = found_in(tmp_path, {"ada/q1.txt": b"essay", "bob/q1.txt": b"essay"})
    assert ids(found) == ["ada/q1.txt", "bob/q1.txt"]
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/ada/q1.mp4", "b/ada/q2.mp4"),
        ("a/Zoe\u0301/q1.wav", "b/Zo\u00e9/q2.wav"),
        ("ada/q1.m4a", "ada/q1.mp4"),
        ("ada/q1.MP4", "ada/q1.mov"),
        ("ada/q1.md", "ada/q1.txt"),
        ("ada/q1.srt", "ada/q1.vtt"),
    ],
)
def test_another_folder_spelling_or_extension_does_not_make_it_another(tmp_path, first, second):
    found = found_in(tmp_path, {first: b"the same", second: b"the same"})
    assert [file.uri for file in found.files] == [str(tmp_path / first)]
    assert [item.uri for item in found.skipped] == [str(tmp_path / second)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ada/q1.txt", "ada/q1.vtt"),  # a transcript loses its times
        ("ada/q1.pdf", "ada/q2.txt"),  # one of the names is wrong
        ("ada/q1.mp4", "ada/q1.txt"),
    ],
)
def test_what_is_read_as_something_else_is_another(tmp_path, first, second):
    found = found_in(tmp_path, {first: b"the same", second: b"the same"})
    assert ids(found) == [first, second]


def test_empty_files_are_not_the_same(tmp_path):
    found = found_in(tmp_path, {"ada/q1.wav": b"", "ada/q2.wav": b""})
    assert ids(found) == ["ada/q1.wav", "ada/q2.wav"]  # each fails as empty_file


def test_links_to_one_file_are_the_same(tmp_path):
    make(tmp_path, {"ada/q1.wav": b"sound"})
    (tmp_path / "ada/q2.wav").symlink_to("q1.wav")
    os.link(tmp_path / "ada/q1.wav", tmp_path / "ada/q3.wav")
    assert skipped(find_inputs([str(tmp_path)])) == {
        "ada/q2.wav": "ada/q1.wav",
        "ada/q3.wav": "ada/q1.wav",
    }


contents = st.sampled_from([b"", b"x", b"y", b"xy", b"yx"])
names = st.tuples(
    st.sampled_from(["ada", "bob"]), st.sampled_from([".wav", ".mp4", ".txt", ".pdf", ".vtt"])
)


@settings(max_examples=60)
@given(st.lists(st.tuples(names, contents), max_size=12))
def test_each_input_is_told_the_first_of_its_equals(drawn):
    """Against a comparison of every input with every one before it."""
    kinds = {".mp4": ".wav"}
    with tempfile.TemporaryDirectory() as folder:
        entries = []
        for number, ((candidate, extension), content) in enumerate(drawn):
            path = Path(folder, candidate, f"{number}{extension}")
            make(path.parent, {path.name: content})
            entries.append(entry_at(str(path), *fingerprint(str(path))))
        expected = {}
        for number, (name, content) in enumerate(drawn):
            whose = name[0], kinds.get(name[1], name[1])
            equal = [
                other
                for other, (named, bytes_) in enumerate(drawn)
                if bytes_ == content and (named[0], kinds.get(named[1], named[1])) == whose
            ]
            if content and len(equal) > 1:
                expected[entries[number].uri] = entries[equal[0]].uri
        found = same_bytes(entries)
        assert {uri: same.first for uri, same in found.items()} == expected


# Who is the first


def test_a_file_that_fails_by_its_name_stands_for_none(tmp_path):
    odd = os.fsdecode(b"ada/q\xff.wav")
    long = f"ada/{'q' * 250}.wav"
    found = found_in(tmp_path, {odd: b"sound", long: b"sound", "ada/r.wav": b"sound"})
    assert [failure.kind for failure in found.failures] == ["unusable_name"]
    assert ids(found) == [long]
    assert skipped(found) == {"ada/r.wav": long}


def test_one_identity_with_the_same_bytes_is_skipped_with_others_another_attempt(tmp_path):
    same, other = b"film", b"another"
    found = found_in(tmp_path, {"x/ada/q1.mp4": same, "y/ada/q1.mp4": same, "z/ada/q1.mp4": other})
    assert [(file.uri, file.attempt) for file in found.files] == [
        (str(tmp_path / "x/ada/q1.mp4"), 1),
        (str(tmp_path / "z/ada/q1.mp4"), 2),
    ]
    assert [(item.uri, item.same_as) for item in found.skipped] == [
        (str(tmp_path / "y/ada/q1.mp4"), "ada/q1.mp4")
    ]


def test_a_row_of_the_manifest_is_skipped_too_and_keeps_its_cohort(tmp_path):
    manifest = tmp_path / "night.csv"
    rows = ["ada,q1,in/1.wav,spring,", "ada,q2,in/2.wav,autumn,2026-05-01", "bob,q1,in/3.wav,,"]
    manifest.write_text("\n".join([HEADER, *rows]))
    contents = dict.fromkeys(["1.wav", "2.wav", "3.wav"], b"sound")
    found = found_in(tmp_path / "in", contents, str(manifest))
    assert ids(found) == ["ada/q1.wav", "bob/q1.wav"]
    (item,) = found.skipped
    assert (item.input_id, item.same_as, item.cohort) == ("ada/q2.wav", "ada/q1.wav", "autumn")


# Transcripts


def transcripts(found):
    return {f.input_id: f.recording_id for f in found.files if f.kind == "transcript"}


def test_the_transcript_of_a_skipped_recording_belongs_to_the_first(tmp_path):
    found = found_in(
        tmp_path, {"ada/q1.mp4": b"film", "ada/q2.mp4": b"film", "ada/q2.vtt": b"words"}
    )
    assert transcripts(found) == {"ada/q2.vtt": "ada/q1.mp4"}


def test_copies_in_two_formats_are_one_recording_to_a_transcript(tmp_path):
    contents = {"ada/q1.m4a": b"film", "ada/q1.mp4": b"film", "ada/q1.vtt": b"words"}
    assert transcripts(found_in(tmp_path, contents)) == {"ada/q1.vtt": "ada/q1.m4a"}


def test_a_transcript_answers_for_its_skipped_copy(tmp_path):
    contents = {"ada/a.vtt": b"words", "ada/q1.mp4": b"film", "ada/q1.vtt": b"words"}
    found = found_in(tmp_path, contents)
    assert transcripts(found) == {"ada/a.vtt": "ada/q1.mp4"}
    assert skipped(found) == {"ada/q1.vtt": "ada/a.vtt"}


def test_a_transcript_keeps_its_own_recording_before_that_of_a_copy(tmp_path):
    contents = {"ada/q1.mp4": b"one", "ada/q2.mp4": b"two"}
    contents |= {"ada/q1.vtt": b"words", "ada/q2.vtt": b"words"}
    assert transcripts(found_in(tmp_path, contents)) == {"ada/q1.vtt": "ada/q1.mp4"}


def test_copies_of_recording_and_transcript_stay_together(tmp_path):
    contents = {"ada/q1.mp4": b"film", "ada/q1.vtt": b"words"}
    contents |= {"ada/z.mp4": b"film", "ada/z.vtt": b"words"}
    found = found_in(tmp_path, contents)
    assert transcripts(found) == {"ada/q1.vtt": "ada/q1.mp4"}
    assert skipped(found) == {"ada/z.mp4": "ada/q1.mp4", "ada/z.vtt": "ada/q1.vtt"}


# What is read


@pytest.fixture
def reads(monkeypatch):
    """Names of the files that are opened: for their beginnings, and as a whole."""
    opened = collections.defaultdict(list)
    for name in ("reading", "digest"):
        function = getattr(module, name)

        def noted(uri, name=name, function=function):
            opened[name].append(os.path.basename(uri))
            return function(uri)

        monkeypatch.setattr(module, name, noted)
    return opened


def test_files_of_different_candidates_kinds_or_sizes_are_not_opened(tmp_path, reads):
    contents = {"ada/q1.wav": b"12", "ada/q2.wav": b"123", "ada/q3.txt": b"12", "bob/q.wav": b"12"}
    assert found_in(tmp_path, contents).skipped == ()
    assert reads == {}


def test_files_are_read_to_their_ends_only_where_their_beginnings_are_the_same(tmp_path, reads):
    same = bytes(BEGINNING)
    contents = {"ada/q1.wav": same + b"1", "ada/q2.wav": same + b"2", "ada/q3.wav": b"3" + same}
    assert found_in(tmp_path, contents).skipped == ()
    assert reads == {
        "reading": ["q1.wav", "q2.wav", "q3.wav"],
        "digest": ["q1.wav", "q2.wav"],
    }


def test_what_cannot_be_read_is_left_to_fail_by_name(tmp_path, monkeypatch):
    contents = dict.fromkeys(["ada/q1.wav", "ada/q2.wav", "ada/q3.wav"], b"sound")
    make(tmp_path, contents)
    (tmp_path / "ada/q0.wav").symlink_to("nowhere")

    def refuse(uri):
        if uri.endswith("q1.wav"):
            raise InputError("fetch", "unreachable", "Check access.")
        return "the same"

    monkeypatch.setattr(module, "digest", refuse)
    found = find_inputs([str(tmp_path)])
    assert ids(found) == ["ada/q0.wav", "ada/q1.wav", "ada/q2.wav"]
    assert skipped(found) == {"ada/q3.wav": "ada/q2.wav"}


# Buckets


class Store(LocalFileSystem):
    """A bucket in memory that notes what is asked of it."""

    objects: dict[str, bytes] = {}  # noqa: RUF012
    asked: list[str] = []  # noqa: RUF012

    @classmethod
    def scheme(cls):
        return "store"

    def has_dirs(self):
        return False

    def metadata(self, path):
        self.asked.append(f"size {path}")
        if path not in self.objects:
            raise BeamIOError("no such object")
        return FileMetadata(path, len(self.objects[path]))

    def _list(self, dir_or_prefix):
        for path, content in self.objects.items():
            if path.startswith(dir_or_prefix):
                yield FileMetadata(path, len(content))

    def open(self, path, mime_type=None, compression_type=None):
        self.asked.append(f"read {path}")
        if self.objects[path] == b"secret":
            raise OSError(errno.EACCES, "Access denied")
        return io.BytesIO(self.objects[path])


@pytest.fixture
def store(monkeypatch):
    monkeypatch.setattr(Store, "objects", {})
    monkeypatch.setattr(Store, "asked", [])
    return Store


def test_a_bucket_is_asked_for_no_size_that_its_listing_told(store):
    store.objects |= {
        "store://b/in/ada/q1.wav": b"sound",
        "store://b/in/ada/q2.wav": b"another",
        "store://b/in/ada/q3.wav": b"sound",
        "store://b/in/bob/q1.wav": b"sound",
    }
    found = find_inputs(["store://b/in"])
    assert skipped(found) == {"ada/q3.wav": "ada/q1.wav"}
    assert ids(found) == ["ada/q1.wav", "ada/q2.wav", "bob/q1.wav"]
    q1, q3 = "read store://b/in/ada/q1.wav", "read store://b/in/ada/q3.wav"
    assert store.asked == [q1, q3, q1, q3]  # beginnings, then all


def test_a_manifest_into_a_bucket_asks_for_each_size_once(store, tmp_path):
    store.objects |= {f"store://b/{n}.wav": b"sound" for n in (1, 2, 4)}
    manifest = tmp_path / "night.csv"
    rows = ["ada,q1,store://b/1.wav,,", "ada,q2,store://b/2.wav,,"]
    rows += ["ada,q3,store://b/gone.wav,,", "bob,q1,store://b/4.wav,,"]
    manifest.write_text("\n".join([HEADER, *rows]))
    found = find_inputs([], str(manifest))
    assert skipped(found) == {"ada/q2.wav": "ada/q1.wav"}
    assert ids(found) == ["ada/q1.wav", "bob/q1.wav", "ada/q3.wav"]
    sizes = [line for line in store.asked if line.startswith("size")]
    assert sizes == [f"size store://b/{name}.wav" for name in ("1", "2", "gone", "4")]


def test_an_object_that_may_not_be_read_is_left_to_fail_by_name(store):
    store.objects |= {f"store://b/in/ada/q{n}.wav": b"secret" for n in (1, 2)}
    assert ids(find_inputs(["store://b/in"])) == ["ada/q1.wav", "ada/q2.wav"]


def test_a_fault_of_the_machine_while_reading_is_blamed_on_no_input(store, monkeypatch):
    def full(self, path, mime_type=None, compression_type=None):
        raise OSError(errno.EMFILE, "Too many open files")

    store.objects |= {f"store://b/in/ada/q{n}.wav": b"sound" for n in (1, 2)}
    monkeypatch.setattr(store, "open", full)
    with pytest.raises(MachineError, match="Too many open files"):
        find_inputs(["store://b/in"])


def test_an_entry_has_a_size_where_a_listing_told_it():
    assert entry_at("s3://b/ada/q1.wav", 7) == Entry("s3://b/ada/q1.wav", "ada", "q1", size=7)
