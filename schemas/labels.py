"""Label orders, defined once. Every score vector in the project follows them."""

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""Seven emotion classes; FER2013 numbers its labels 0-6 in this order."""

EMOTION_WORDS = {
    **{emotion: emotion for emotion in EMOTIONS},
    "anger": "angry",
    "disgusted": "disgust",
    "afraid": "fear",
    "fearful": "fear",
    "happiness": "happy",
    "joy": "happy",
    "sadness": "sad",
    "surprised": "surprise",
    "calm": "neutral",
}
"""Words for the emotions in labelled data; contempt, among others, has no class."""

FACE_READINGS = ("labels", "votes")
"""Two ways in which a face CNN reads a face, since 0.5.0: as FER2013's labels have it (the word by
which a web search found the picture) and as ten people voted (FER+)."""

DEFAULT_FACE_READING = "votes"
"""What people see is what a trainer talks about; and it withstands bad pictures best."""

TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
"""Big Five traits, scored as five independent probabilities (not a distribution)."""

FERPLUS_VOTES = (
    "neutral",
    "happy",
    "surprise",
    "sad",
    "angry",
    "disgust",
    "fear",
    "contempt",
    "unknown",
    "no_face",
)
"""Columns of the FER+ vote table (Barsoum et al., 2016), named as EMOTIONS where they coincide."""

RAVDESS_EMOTIONS = {
    "01": "neutral",
    "02": "neutral",  # calm: no class of the face model matches; see README, "Models"
    "03": "happy",
    "04": "sad",
    "05": "angry",
    "06": "fear",
    "07": "disgust",
    "08": "surprise",
}
"""Third field of a RAVDESS file name (Livingstone & Russo, 2018) to emotion."""

ESSAY_TRAITS = {
    "openness": "cOPN",
    "conscientiousness": "cCON",
    "extraversion": "cEXT",
    "agreeableness": "cAGR",
    "neuroticism": "cNEU",
}
"""Trait to column of the Pennebaker & King essays file."""
