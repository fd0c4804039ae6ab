"""Sampling rates, sizes and windows, defined once for training and scoring."""

FRAMES_PER_SECOND = 5.0
"""Default rate at which video frames are sampled, frames/s of presentation time."""

MAXIMUM_FRAMES_PER_SECOND = 60.0
"""Highest rate at which frames can be sampled."""

FRAME_LONG_SIDE = 640
"""Frames are decoded so that their longer side has at most this many pixels."""

FACE_SIZE = 48
"""Height and width of a face crop, pixels (FER2013's size)."""

SAMPLE_RATE = 16_000
"""Audio sampling rate after decoding, Hz, mono."""

VOICE_WINDOW_SECONDS = 3.072
"""Length of one voice window: 384 hops of 128 samples at 16 kHz."""

VOICE_STEP_SECONDS = 1.0
"""Distance between the starts of two voice windows."""

VOICE_MOMENT_SECONDS = 0.04
"""A model that tells which moments of a window count tells it for every 40 ms, from its start."""

VOICE_MINIMUM_SECONDS = 0.5
"""A recording shorter than this gets no voice score; a shorter window is zero-padded above it."""

TEXT_TOKENS = 300
"""Lemmas that reach the text CNN-LSTM; longer documents are cut, shorter ones padded."""

TEXT_MINIMUM_WORDS = 20
"""A document with fewer words gets no text score."""

TEXT_ENGLISH_SHARE = 0.5
"""A document with a smaller share of known English words gets no text score (English essays
have 0.73 and more, other European languages 0.1-0.3)."""

TIMELINE_BIN_SECONDS = 10.0
"""Length of a bin of timeline_scores."""
