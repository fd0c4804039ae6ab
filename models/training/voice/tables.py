"""Makes the filter banks of `models.voice.tables` from the libraries that define them.

python -m models.training.voice.tables
"""

import librosa
import numpy as np
from pyAudioAnalysis import ShortTermFeatures
from scipy.signal import butter

from models.voice.preprocessing import (
    FFT_SAMPLES,
    FRAME_SAMPLES,
    MEL_BANDS,
    MEL_HIGHEST_HZ,
    RUMBLE_HZ,
)
from models.voice.tables import TABLES, Tables
from models.voice.whisper_mel import FFT_SAMPLES as WHISPER_FFT_SAMPLES
from models.voice.whisper_mel import WHISPER_BANDS
from schemas.sampling import SAMPLE_RATE

TOLERANCE = 1e-6
"""Absolute and relative: by how much a filter bank may differ, as other processors round."""


def make_tables() -> Tables:
    """The tables as pyAudioAnalysis, librosa and SciPy define them."""
    bins = FRAME_SAMPLES // 2
    mfcc, _ = ShortTermFeatures.mfcc_filter_banks(SAMPLE_RATE, bins)
    # The library's chroma is linear in the power spectrum, so unit vectors spell out the matrix.
    chroma = [
        ShortTermFeatures.chroma_features(unit, SAMPLE_RATE, bins)[1][:, 0] for unit in np.eye(bins)
    ]
    mel = librosa.filters.mel(
        sr=SAMPLE_RATE, n_fft=FFT_SAMPLES, n_mels=MEL_BANDS, fmax=MEL_HIGHEST_HZ
    )
    whisper = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=WHISPER_FFT_SAMPLES, n_mels=WHISPER_BANDS)
    return Tables(
        np.ascontiguousarray(mfcc.T),
        np.stack(chroma),
        np.ascontiguousarray(mel.T, dtype=np.float32),
        np.ascontiguousarray(whisper.T, dtype=np.float32),
        butter(4, RUMBLE_HZ, "highpass", fs=SAMPLE_RATE, output="sos"),
    )


def differences(stored: Tables) -> list[str]:
    """Names of stored tables that are not those of the installed libraries."""
    made = make_tables()
    return [
        name
        for name, table in stored._asdict().items()
        if table.shape != getattr(made, name).shape
        or not np.allclose(table, getattr(made, name), rtol=TOLERANCE, atol=TOLERANCE)
    ]


if __name__ == "__main__":
    np.savez_compressed(TABLES, **make_tables()._asdict())
