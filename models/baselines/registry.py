"""Every baseline: one row of the comparison with earlier systems each.

As in `models.registry`, functions are named by where they lie and imported when they run: the list
of rows needs neither scikit-learn nor Keras.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

BY_ACTOR, STRATIFIED = "folds by actor", "stratified folds"
"""How a row is judged; its figures say on how many folds."""

NOTHING: Mapping[str, str] = MappingProxyType({})


class Baseline(NamedTuple):
    """One row of the comparison."""

    modality: str
    """"face", "voice" or "text": which labelled data it is given."""
    description: str
    run: str
    """Called with the labelled data (`models.labelled`) and `Settings`: gives figures, ready for
    JSON. Raises BaselineError, InsufficientDataError or ArtefactError if what it was given does not
    do."""
    needs: Mapping[str, str] = NOTHING
    """Fields of `Settings` that it cannot do without, and what they must be."""


BASELINES: dict[str, Baseline] = {
    "face-hog-svm": Baseline(
        "face",
        "HOG + linear SVM; Training -> PublicTest",
        "models.baselines.face_hog:run_hog_svm",
    ),
    "face-plain-cnn": Baseline(
        "face",
        "plain CNN; Training -> PublicTest",
        "models.baselines.face_networks:run_plain_cnn",
    ),
    "face-xception": Baseline(
        "face",
        "Xception of the published sizes; Training -> PublicTest",
        "models.baselines.face_networks:run_xception",
    ),
    "face-vgg": Baseline(
        "face",
        "VGG-Face, head trained anew; Training -> PublicTest",
        "models.baselines.vgg_face:run_vgg_face",
        {
            "weights": "VGG-Face's own .mat, or its convolutions as .h5 or .npz; they are for "
            "research only and not bundled"
        },
    ),
    "voice-svm": Baseline(
        "voice",
        f"68 statistics + linear SVM, C by shuffled 90/10 splits; {BY_ACTOR}",
        "models.baselines.voices:run_thesis_svm",
    ),
    "voice-knn": Baseline(
        "voice",
        f"68 statistics + k-NN; {BY_ACTOR}",
        "models.baselines.voices:run_nearest_neighbours",
    ),
    "voice-random-forest": Baseline(
        "voice",
        f"68 statistics + random forest; {BY_ACTOR}",
        "models.baselines.voices:run_random_forest",
    ),
    "voice-extra-trees": Baseline(
        "voice",
        f"68 statistics + extra trees; {BY_ACTOR}",
        "models.baselines.voices:run_extra_trees",
    ),
    "voice-gradient-boosting": Baseline(
        "voice",
        f"68 statistics + gradient boosting; {BY_ACTOR}",
        "models.baselines.voices:run_gradient_boosting",
    ),
    "voice-cnn-lstm": Baseline(
        "voice",
        f"log-mel CNN-LSTM of the published sizes; {BY_ACTOR}",
        "models.baselines.voice_training:run_published_cnn_lstm",
    ),
    "text-bag-of-words": Baseline(
        "text",
        f"bag of words + linear SVM; {STRATIFIED}",
        "models.baselines.texts:run_bag_of_words",
    ),
    "text-lstm": Baseline(
        "text",
        f"LSTM of the published sizes; {STRATIFIED}",
        "models.baselines.text_networks:run_lstm",
    ),
    "text-cnn-lstm": Baseline(
        "text",
        f"CNN-LSTM of the published sizes; {STRATIFIED}",
        "models.baselines.text_networks:run_cnn_lstm",
    ),
    "fusion-features": Baseline(
        "voice",
        "face embedding beside 68 voice statistics, dense layer or SVM; random pairs, two halves "
        "of the people",
        "models.baselines.feature_fusion:run_feature_fusion",
        {"work": "the work folder of interviews train, with predictions of faces and voices"},
    ),
}
"""By the name that a user types."""
