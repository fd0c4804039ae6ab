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

FACE_LABELS = ("fer2013", "ferplus")
"""Label schemes of the faces that a face model learned from: FER2013's own labels (the word by
which a web search found the picture), and the votes of ten people (FER+)."""

TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
"""Big Five traits, scored as five independent probabilities (not a distribution)."""

GUESSED_EMOTION = 1 / len(EMOTIONS)
"""Share that guessing gets right: 14.3 %, what a balanced accuracy is compared with."""

GUESSED_TRAIT = 0.5
"""Share that tossing a coin gets right, of a trait that is high or low."""

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
    "02": "neutral",  # calm: no class of the face model matches; see models/README.md
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

WEIGHTINGS = ("equal", "prefer_face", "prefer_voice")
LEARNED_FUSION = "stacked"

FUSIONS = (*WEIGHTINGS, LEARNED_FUSION)
"""Ways to fuse face and voice at decision level: three weighted sums, and one that is learned."""
