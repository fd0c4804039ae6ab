"""Parts of the report's reading that need neither database nor pictures."""

import base64
import json
import os
import re
from array import array
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.report.cohorts import quantile
from jobs.report.contents import WordCount, WordPull
from jobs.report.error_rates import error_rates, trait_accuracy, trait_errors
from jobs.report.measured import measured_errors
from jobs.report.media import address_of, captions_beside, find_file
from jobs.report.overlays import MAXIMUM_BYTES, data_address
from jobs.report.page_names import page_name
from jobs.report.releases import HowScored, Releases, read_options
from jobs.report.telling import Bin, pulls
from jobs.report.wording import sentence
from jobs.report.words import common_words, counted_words, strongest
from models.store import load_release
from models.voice.explanation import explain_voice
from schemas.labels import EMOTIONS, TRAITS
from transforms.explain_text import TextExplainer
from transforms.inputs.documents.timed import timed_cues

HOSTILE = ["<script>alert(1)</script>", "..", "../../etc/passwd", "con", "a" * 500, "\u202eada", "",
           "ÅSA", "Åsa", "ada.", "ada", "Ada", "a/b", "名前", "\ud800"]  # fmt: skip


def test_page_names_are_safe_short_and_differ_where_case_is_not_told():
    names = [page_name(each) for each in HOSTILE]
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{12}\.html", name) for name in names)
    assert max(map(len, names)) <= 58
    assert len({name.lower() for name in names}) == len(HOSTILE)


def test_page_names_are_the_same_in_every_report():
    assert page_name("Ada Lovelace") == "ada-lovelace-767402161715.html"


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 6), st.floats(0.2, 1)), min_size=1))
def test_pulls_of_moments_sum_to_the_mean_less_the_guess(drawn):
    bins = []
    for number, (scored, place, value) in enumerate(drawn):
        scores = [(1 - value) / 6] * 7
        scores[place] = value
        bins.append(Bin(10.0 * number, 10.0 * number + 10, scored, scores))
    total = sum(each.scored for each in bins)
    means = np.average([b.scores for b in bins], axis=0, weights=[b.scored for b in bins])
    found = pulls(bins)
    assert {each.emotion for each in found} <= {
        name for name, mean in zip(EMOTIONS, means, strict=True) if mean > means.max() - 1e-9
    }
    assert sum(each.pull for each in found) == pytest.approx(means.max() - 1 / 7, abs=1e-9)
    assert [abs(e.pull) for e in found] == sorted((abs(e.pull) for e in found), reverse=True)
    assert total >= len(found) == len(bins)


def test_pulls_of_single_windows_are_those_of_explain_voice():
    scores = np.random.default_rng(1).dirichlet(np.ones(7), 6)
    bins = [Bin(float(n), n + 1.0, 1, row.tolist()) for n, row in enumerate(scores)]
    emotion = int(scores.mean(axis=0).argmax())
    exact = explain_voice(scores, range(6), emotion)
    assert [(e.bin.start_seconds, e.pull) for e in pulls(bins)] == [
        (each.window, pytest.approx(each.pull)) for each in exact
    ]


def test_no_moment_has_no_pull():
    assert pulls([]) == []


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.sampled_from([0.25, 0.5, 0.75]))
def test_quantiles_of_the_others_interpolate(scores, part):
    wanted = np.quantile(scores[1:], part, method="linear")
    ascending = array("d", sorted(scores))
    found = quantile(ascending, part, ascending.index(scores[0]))
    assert found == pytest.approx(wanted, abs=1e-12)


def test_words_of_the_candidate_come_first_and_few_people_are_not_told():
    own = {"team": 4, "plan": 4, "rare": 1}
    cohort = {"team": 6, "plan": 5, "work": 5, "time": 9, "other": 4}
    assert common_words(own, ["team", "plan", "rare"], cohort, 5) == [
        WordCount("plan", 4, None),  # with the candidate five, without four
        WordCount("team", 4, 5),
        WordCount("rare", 1, None),
        WordCount("time", 0, 9),
        WordCount("work", 0, 5),
    ]


def test_at_most_fifteen_own_words_are_told_by_count_then_name():
    own = counted_words([(["b", "a"], [1, 1]), ([f"w{n:02}" for n in range(20)], [2] * 20)])
    told = common_words(own, own, {"a": 9}, 5)
    assert [each.word for each in told] == [*(f"w{n:02}" for n in range(15)), "a"]
    assert told[-1] == WordCount("a", 1, 8)


def test_words_that_move_a_trait_most_are_chosen_over_all_texts():
    def pull(document, name, log_odds):
        return WordPull(document, "openness", name, False, log_odds)

    once = [pull("a", f"once{n}", 0.5 - n / 100) for n in range(4)]
    both = [pull("a", "both", 0.4), pull("b", "both", 0.4), pull("b", "down", -0.2)]
    assert strongest([*once, *both]) == [
        pull("a", "both", 0.4), pull("b", "both", 0.4),
        pull("a", "once0", 0.5), pull("b", "once0", 0.0),
        pull("a", "once1", 0.49), pull("b", "once1", 0.0),
        pull("a", "down", 0.0), pull("b", "down", -0.2),
    ]  # fmt: skip
    assert strongest([]) == []


def test_sentences():
    assert sentence("no picture") == "No picture."
    assert sentence("Done.") == "Done."
    assert sentence(" ") == ""


def test_cues_keep_their_times():
    webvtt = (
        "WEBVTT\n\nintro\n00:01.500 --> 00:03.000 align:start\nHello <b>you</b>\n\n"
        "01:00:10.000 --> 01:00:12.250\nfirst\nsecond\n\nNOTE no cue\n"
    )
    assert timed_cues(webvtt) == [(1.5, 3.0, "Hello you"), (3610.0, 3612.25, "first\nsecond")]


def test_cues_without_an_end_last_until_the_next_or_five_seconds():
    srt = "1\n00:00:04,500 --> 00:00:04,500\nlate\n\n2\n00:00:03\nA\n\n00:00:20\nB"
    assert timed_cues(srt) == [(3.0, 4.5, "A"), (4.5, 9.5, "late"), (20.0, 25.0, "B")]


def test_text_before_the_first_time_is_no_cue():
    assert timed_cues("just prose, at 3 o'clock") == []


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    for name in ("ada/talk.mp4", "ada/talk.srt", "eve/../eve/q 1 #?%.mp4", "secret.mp4"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    (tmp_path / "outside.mp4").write_bytes(b"x")
    (folder / "ada" / "link.mp4").symlink_to(tmp_path / "outside.mp4")
    return folder


@pytest.mark.parametrize(
    "uri", ["gs://bucket/2026/ada/talk.mp4", "/inbox/ada/talk.mp4", "/inbox/x.mp4", "ada/talk.mp4"]
)
def test_a_recording_is_found_below_the_folder(media, uri):
    assert find_file(media, "ada", "ada/talk.mp4", uri) == media / "ada" / "talk.mp4"


def test_a_recording_is_found_where_it_was_read(media):
    uri = str(media / "secret.mp4")
    assert find_file(media, "eve", "eve/secret.mp4", uri) == media / "secret.mp4"


@pytest.mark.parametrize(
    ("candidate", "name", "uri"),
    [
        ("..", "../outside.mp4", "/inbox/../outside.mp4"),
        ("ada", "ada/../../outside.mp4", "gs://b/ada/../../outside.mp4"),
        ("ada", "ada/link.mp4", "/inbox/ada/link.mp4"),
        ("ada", "ada/talk.mp4\0", "/inbox/ada/talk.mp4\0"),
        ("a" * 500, f"{'a' * 500}/talk.mp4", f"/inbox/{'a' * 500}/talk.mp4"),
        ("ada", "ada/", "/inbox/ada"),
        ("", "/secret.mp4", "/secret.mp4"),
        ("bob", "bob/talk.mp4", "/inbox/ada/talk.mp4"),
    ],
)
def test_nothing_else_is_found(media, candidate, name, uri):
    assert find_file(media, candidate, name, uri) is None


def test_a_file_outside_is_not_found_where_it_was_read(media):
    uri = str(media.parent / "outside.mp4")
    assert find_file(media, "ada", "ada/outside.mp4", uri) is None


def test_names_are_found_in_either_spelling(tmp_path):
    file = tmp_path / "A\u030asa" / "talk.mp4"
    file.parent.mkdir()
    file.write_bytes(b"x")
    found = find_file(tmp_path, "\u00c5sa", "\u00c5sa/talk.mp4", "gs://b/x")
    assert found is not None
    assert found.samefile(file)


def test_captions_lie_beside(media):
    assert captions_beside(media / "ada" / "talk.mp4", media) == media / "ada" / "talk.srt"
    assert captions_beside(media / "secret.mp4", media) is None


def test_addresses_are_relative_and_quoted(media, monkeypatch):
    pages = media.parent / "report" / "candidates"
    file = media / "eve" / "q 1 #?%.mp4"
    assert address_of(file, pages) == "../../media/eve/q%201%20%23%3F%25.mp4"
    monkeypatch.chdir(media.parent)
    assert address_of(file, Path("report/candidates")) == "../../media/eve/q%201%20%23%3F%25.mp4"
    hostile = media / 'a"><script>' / os.fsdecode(b"\xff.mp4")
    assert address_of(hostile, media) == "a%22%3E%3Cscript%3E/%FF.mp4"


def test_pictures_fit_whatever_they_show():
    noise = np.random.default_rng(2).integers(0, 256, (500, 700, 3), np.uint8)
    for picture in (noise, noise[:1, :3], np.zeros((90, 100, 3), np.uint8)):
        address = data_address(picture)
        head, _, content = address.partition(",")
        assert (head, len(address) <= MAXIMUM_BYTES) == ("data:image/png;base64", True)
        shown = cv2.imdecode(np.frombuffer(base64.b64decode(content), np.uint8), cv2.IMREAD_COLOR)
        assert max(shown.shape[:2]) <= 240
    assert shown.shape == (90, 100, 3)


def test_error_rates_are_those_of_the_cards():
    release = load_release()
    everything = frozenset({"face", "voice", "text"})
    told = dict(error_rates(release, HowScored(release.identifier, everything)))
    assert list(told) == ["Face", "Voice", "Face and voice", "Traits"]
    cards = {name: artefact.card.metrics for name, artefact in release.artefacts.items()}
    fused = cards["fusion"]["ferplus"]["fused"]["stacked"]["balanced_accuracy"]
    for what, rate in (
        ("Face", cards["face_cnn"]["ferplus"]["balanced_accuracy"]),
        ("Voice", cards["fusion"]["voice"]["balanced_accuracy"]),
        ("Face and voice", fused),
    ):
        assert re.search(rf" {round(100 * rate)} \(guessing: 14\)", told[what])
    for trait in TRAITS:
        accuracy = cards["text_tfidf"]["traits"][trait]["accuracy"]
        assert f"{trait} in {round(100 * accuracy)}" in told["Traits"]


def test_error_rates_are_of_the_models_that_scored():
    release = load_release()
    how = HowScored(
        release.identifier,
        frozenset({"face", "voice"}),
        face_labels="fer2013",
        options={"voice_models": ["voice_svm"]},
    )
    told = dict(error_rates(release, how))
    assert list(told) == ["Face", "Voice", "Face and voice"]
    assert " for 66 (" in told["Face"]
    assert "the voice model names the acted emotion in 56 (" in told["Voice"]
    lstm = HowScored(release.identifier, frozenset(), text_models=("text_cnn_lstm",))
    assert trait_accuracy(release, lstm)["openness"] == pytest.approx(0.5928, abs=1e-4)
    both = lstm._replace(text_models=("text_cnn_lstm", "text_tfidf"))
    assert trait_accuracy(release, both) == trait_errors(release, both) == {}


def test_errors_that_were_measured_later_are_of_the_very_files(tmp_path):
    model = load_release("0.5.1").artefacts["text_tfidf"]
    measured = tmp_path / "measured.json"
    of_model = {"files": dict(model.files), "error": {"openness": 0.25}}
    measured.write_text(json.dumps({"text_tfidf": {"0.5.1": of_model}}))
    assert measured_errors(model, measured) == {"openness": 0.25}
    for other in (
        model._replace(version="0.5.2"),
        model._replace(name="text_cnn_lstm"),
        model._replace(files={**model.files, "terms.json": "0" * 64}),
    ):
        assert measured_errors(other, measured) == {}


def test_errors_of_the_shipped_model_are_known_and_those_of_a_card_come_first():
    release = load_release("0.5.1")
    how = HowScored(release.identifier, frozenset({"text"}), text_models=("text_tfidf",))
    shipped = trait_errors(release, how)
    assert list(shipped) == list(TRAITS)
    assert shipped["openness"] == 0.4765
    model = release.artefacts["text_tfidf"]
    judged = {t: {**f, "brier": 0.16} for t, f in model.card.metrics["traits"].items()}
    del judged["neuroticism"]["brier"]
    card = replace(model.card, metrics={**model.card.metrics, "traits": judged})
    artefacts = {**release.artefacts, "text_tfidf": model._replace(card=card)}
    errors = trait_errors(release._replace(artefacts=artefacts), how)
    assert errors == {**dict.fromkeys(TRAITS, 0.4), "neuroticism": shipped["neuroticism"]}
    assert trait_errors(None, how) == {}
    network = how._replace(text_models=("text_cnn_lstm",))
    assert trait_errors(release, network) == {}


def test_a_release_that_is_not_in_the_store_has_no_error_rates():
    current = load_release()
    releases = Releases()
    assert releases.find(current.identifier).digest == current.digest
    for other in ("9.9.9+0123456789ab", f"{current.version}+0123456789ab", "unknown", ""):
        assert releases.find(other) is None
        assert releases.explainer(other) is None
        ((what, told),) = error_rates(None, HowScored(other, frozenset({"face"})))
        assert what == "Models"
        assert told.startswith(f"Release {other}, which made these scores, is not in")


def test_options_that_cannot_be_read_are_none():
    assert read_options('{"fusion": "equal"}') == {"fusion": "equal"}
    assert read_options(None) == read_options("[1]") == read_options("{") == {}


def test_the_strongest_words_of_a_text_are_told():
    explainer = TextExplainer(load_release())
    told = list(explainer.explain_text("I love the art and the poems, but I hate parties. " * 9, 2))
    assert list(dict.fromkeys(each.trait for each in told)) == list(TRAITS)
    for trait in TRAITS:
        own = [each.log_odds for each in told if each.trait == trait]
        assert len(own) == 4
        assert own[0] >= own[1] > 0 > own[3] >= own[2]
