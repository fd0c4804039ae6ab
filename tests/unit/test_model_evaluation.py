"""Labelled data are scored as in the night, and judged by their labels."""

import numpy as np
import pytest

from models.evaluation.clips import clip_results
from models.evaluation.faces import score_faces
from models.evaluation.texts import score_texts
from models.evaluation.voices import score_voices
from models.labelled import FaceData, TextData, VoiceData, majority_labels
from models.selection import Wanted, selection_of
from models.store import ArtefactError, load_release
from models.voice.windows import cut_windows
from schemas.elements import RECORDING, InputFile, Recording
from schemas.labels import EMOTIONS, FERPLUS_VOTES
from tests.synthetic_voice import synthetic_voice
from transforms.fuse import fuse_recording
from transforms.opening import WindowToScore
from transforms.scoring import score_windows


def silently(items, _):
    return items


def test_faces_of_the_part_trained_on_are_left_out_unless_there_are_no_others():
    rng = np.random.default_rng(4)
    crops = rng.integers(0, 255, (12, 48, 48), dtype=np.uint8)
    usage = np.array(["Training"] * 6 + ["PublicTest"] * 3 + ["PrivateTest"] * 3)
    faces = FaceData(crops, np.arange(12) % 7, None, usage)
    release = load_release()

    def score(rows):
        found = score_faces(faces.take(np.arange(12)[rows]), ["face_cnn"], release, silently)
        assert [each.name for each in found] == ["face_cnn-fer2013", "face_cnn-ferplus-by-fer2013"]
        return found[0]

    others = score(slice(12))
    assert others.labels.tolist() == (np.arange(6, 12) % 7).tolist()
    assert others.groups.tolist() == usage[6:].tolist()
    assert "the temperature was fitted on PublicTest" in others.source
    assert "temperature" not in score(slice(9, 12)).source
    seen = score(slice(6))
    assert len(seen.labels) == 6
    assert "MAY HAVE SEEN" in seen.source


def test_each_label_scheme_is_judged_by_its_own_labels_and_by_the_other():
    rng = np.random.default_rng(4)
    votes = np.zeros((7, 10), np.uint8)
    votes[:, FERPLUS_VOTES.index("happy")] = 9
    votes[6] = 1  # no majority
    faces = FaceData(
        rng.integers(0, 255, (7, 48, 48), dtype=np.uint8),
        np.arange(7),
        votes,
        np.array(["PrivateTest"] * 7),
    )
    release = load_release()
    found = {each.name: each for each in score_faces(faces, ["face_cnn"], release, silently)}
    assert set(found) == {
        *("face_cnn-fer2013", "face_cnn-fer2013-by-ferplus"),
        *("face_cnn-ferplus", "face_cnn-ferplus-by-fer2013"),
    }
    own, by_other = found["face_cnn-ferplus"], found["face_cnn-ferplus-by-fer2013"]
    assert own.labels.tolist() == [EMOTIONS.index("happy")] * 6
    assert (own.not_scored, by_other.not_scored) == (1, 0)
    assert by_other.labels.tolist() == list(range(7))
    np.testing.assert_array_equal(own.probabilities, by_other.probabilities[:6])
    different = found["face_cnn-fer2013"].probabilities - by_other.probabilities
    assert np.abs(different).max() > 0.01
    ensemble = score_faces(faces, ["face"], release, silently)
    for each in ensemble:
        alone = found[each.name.replace("face-", "face_cnn-", 1)]
        assert each.artefact == alone.artefact
        np.testing.assert_array_equal(each.probabilities, alone.probabilities)


def test_a_model_that_the_release_lacks_is_named():
    release = load_release()
    others = {name: a for name, a in release.artefacts.items() if name != "voice_svm"}
    voices = VoiceData([], np.array([], int), np.array([], int))
    with pytest.raises(ArtefactError, match=f"release {release.version} has no voice_svm"):
        score_voices(voices, ["voice_svm"], release._replace(artefacts=others), silently)


def test_a_clip_of_several_windows_is_scored_as_in_the_night():
    release = load_release()
    together = {**release.ensembles, "voice": ("voice_svm", "voice_whisper")}
    release = release._replace(ensembles=together)
    sound = np.concatenate([synthetic_voice(3.5, 110.0, 3), synthetic_voice(3.5, 240.0, 8)])
    clip = (sound * 32767).astype(np.int16)
    windows = list(cut_windows(clip))
    assert sum(window.state == "scored" for window in windows) > 1
    file = InputFile("a/q.wav", "a", "q", "q.wav", RECORDING, None, None, None, None)
    recording = Recording(file, "00", 7.0, False, False, True, 0, None, None, 0, len(windows), True)
    voices = VoiceData([clip, np.zeros(48000, np.int16)], np.array([3, 0]), np.array([21, 22]))
    found = {each.name: each for each in score_voices(voices, (), release, silently)}
    assert list(found) == ["voice_svm", "voice_cnn_lstm", "voice_whisper", "voice"]
    for name, evaluated in found.items():
        models = () if name == "voice" else (name,)
        selection = selection_of(release, wanted=Wanted(voice_models=models))
        scorers = selection.load("voice")
        scored = list(score_windows([WindowToScore("a/q.wav", w) for w in windows], scorers))
        night = fuse_recording(recording, [], scored, selection).score.voice_emotions
        np.testing.assert_allclose(evaluated.probabilities, [night], rtol=1e-12)
        assert (evaluated.labels.tolist(), evaluated.not_scored) == ([3], 1)


def test_only_the_voice_model_wanted_is_run(monkeypatch):
    monkeypatch.setattr("models.voice.cnn_lstm.VoiceCnnLstm", None)
    voices = VoiceData([synthetic_voice(3.5, 110.0, 3)], np.array([3]), np.array([1]))
    found = score_voices(voices, ["voice_svm"], load_release(), silently)
    assert [each.name for each in found] == ["voice_svm"]


def test_a_report_says_how_far_the_models_know_the_people():
    clip, release = synthetic_voice(3.5, 110.0, 3), load_release()

    def source(*actors):
        voices = VoiceData([clip] * len(actors), np.zeros(len(actors), int), np.array(actors))
        (found,) = score_voices(voices, ["voice_svm"], release, silently)
        return found.source

    assert source(23, 24) == "clips by actors the model has never heard"
    assert source(1, 2, 2, 24) == "clips; THE MODEL WAS TRAINED ON 2 OF THEIR ACTORS"


def test_texts_with_too_few_words_have_no_score():
    story = "I was thinking about my friends and what we would do at home today. " * 5
    essays = TextData([story, "hm"], np.array([[1, 0, 1, 0, 1]] * 2))
    found = {each.name: each for each in score_texts(essays, (), load_release(), silently)}
    assert list(found) == ["text_tfidf", "text_cnn_lstm"]
    selection = selection_of(load_release())
    expected = selection.load("text")["text_tfidf"].score([story])
    np.testing.assert_array_equal(found["text_tfidf"].probabilities, expected)
    for each in found.values():
        assert (each.labels.tolist(), each.not_scored) == ([[1, 0, 1, 0, 1]], 1)


def test_clips_know_their_actors():
    face = [(1.0, *[0.0] * 6)] * 4
    seen, heard = clip_results(
        np.zeros(4, int), np.array([1, 2, 1, 0]), {"face": face, "voice": [None] * 4}
    )
    assert (seen.name, heard.name) == ("clips-face", "clips-voice")
    assert seen.groups.tolist() == ["male", "female", "male", ""]
    assert len(np.unique(seen.people)) == 3
    assert (len(heard.labels), heard.not_scored) == (0, 4)


def test_ferplus_majority_needs_a_clear_lead_among_all_ten():
    votes = np.zeros((4, 10), dtype=np.uint8)
    votes[0, FERPLUS_VOTES.index("happy")] = 6
    votes[1, [FERPLUS_VOTES.index("happy"), FERPLUS_VOTES.index("sad")]] = 5
    votes[2, FERPLUS_VOTES.index("contempt")] = 6
    votes[3, FERPLUS_VOTES.index("neutral")] = 4
    expected = [EMOTIONS.index("happy"), -1, -1, EMOTIONS.index("neutral")]
    assert majority_labels(votes).tolist() == expected
