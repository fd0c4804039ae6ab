"""The options of earlier runs: `scoring_runs.config_digest` of former versions, undone.

Up to 0.5.1's development, the digest was over the options together with the release, so runs of two
releases never had the same one. A digest cannot be inverted, but there are few options: every
combination that the command line of the time took is hashed as it was then, and compared.
"""

import functools
import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from models.registry import models_of
from schemas.labels import FACE_LABELS, FUSIONS

FORMER_RELEASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"0.5.1+790da26f30ca": ("0.5.0+9fa30693f901",)}
)
"""Release to earlier ones with the same models, packed anew: an input that they scored is not
scored again."""

FORMER_NAMES: Mapping[str, Mapping[str | None, tuple[str, ...]]] = MappingProxyType(
    {
        "text_model": {
            None: ("text_tfidf",),
            "tfidf": ("text_tfidf",),
            "cnn_lstm": ("text_cnn_lstm",),
        },
        "face_reading": {None: ("ferplus",), "votes": ("ferplus",), "labels": ("fer2013",)},
        "voice_model": {
            "combined": ("voice_svm", "voice_cnn_lstm"),
            "svm": ("voice_svm",),
            "cnn_lstm": ("voice_cnn_lstm",),
        },
        "fusion": {None: ("stacked",), **{name: (name,) for name in FUSIONS}},
    }
)
"""Option of 0.5.0 to its values, with what they are called today; None is an option not given."""

RATES = (
    *map(float, range(1, 61)),
    *(0.1, 0.2, 0.25, 0.5, 1.5, 2.5, 7.5, 12.5, 14.985, 23.976, 23.98, 29.97, 59.94),
)
"""Values of --frames_per_second that are tried. Always floats, as they were read: 5 was
hashed as 5.0."""

Options = dict[str, object]


def options_behind(digest: str, release: str) -> Options | None:
    """What an earlier run scored with.

    Args:
        digest: its `config_digest`.
        release: its `model_release`, as "0.5.0+9fa30693f901".

    Returns:
        Its options, defaults resolved, in today's names: the models of "face", "voice" and "text"
        (tuples in the registry's order), "face_labels", "fusion" and "frames_per_second". None if
        no options that are tried give the digest. Runs with releases before 0.5.0 have none.
    """
    known = _digests(release).get(digest)
    return None if known is None else dict(known)


@functools.lru_cache(maxsize=8)
def _digests(release: str) -> dict[str, Options]:
    """Digest to options, for all options that runs with a release could have had."""
    former = any(release in earlier for earlier in FORMER_RELEASES.values())
    return dict(_of_0_5_0(release) if former else _of_0_5_1(release))


def _of_0_5_0(release: str) -> Iterator[tuple[str, Options]]:
    """It hashed its options as they were given, and the release's version without its digest."""
    version, _, _ = release.partition("+")
    names = FORMER_NAMES.values()
    for text_model, face_reading, voice_model, fusion in itertools.product(*names):
        given = (text_model, face_reading, voice_model, fusion)
        text, (face_labels,), voice, (fused,) = (
            values[value] for values, value in zip(names, given, strict=True)
        )
        for rate in RATES:
            hashed = _sha256(json.dumps([rate, *given, version]))
            yield hashed, _options(("face_cnn",), voice, text, face_labels, fused, rate)


def _of_0_5_1(release: str) -> Iterator[tuple[str, Options]]:
    """Its development versions hashed what was resolved, and the release."""
    models = itertools.product(_ensembles("face"), _ensembles("voice"), _ensembles("text"))
    others = itertools.product(FACE_LABELS, FUSIONS, RATES)
    for ensembles, (face_labels, fusion, rate) in itertools.product(models, others):
        options = _options(*ensembles, face_labels, fusion, rate)
        yield _sha256(json.dumps({"release": release, **options}, sort_keys=True)), options


def _options(
    face: tuple[str, ...],
    voice: tuple[str, ...],
    text: tuple[str, ...],
    face_labels: str,
    fusion: str,
    frames_per_second: float,
) -> Options:
    return {
        "face": face,
        "voice": voice,
        "text": text,
        "face_labels": face_labels,
        "fusion": fusion,
        "frames_per_second": frames_per_second,
    }


def _ensembles(modality: str) -> list[tuple[str, ...]]:
    """All sets of its models, each in the registry's order."""
    models = models_of(modality)
    sizes = range(1, len(models) + 1)
    return [chosen for size in sizes for chosen in itertools.combinations(models, size)]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def counts_as(release: str, digest: str) -> tuple[tuple[str, str], ...]:
    """Releases x options that belong together: this one first, then those with the same models."""
    return ((release, digest), *((former, digest) for former in FORMER_RELEASES.get(release, ())))
