"""Brings an explained voice into the form in which it is drawn."""

import math

import numpy as np
from matplotlib.figure import Figure

from models.evaluation.voice_panels import Series
from models.evaluation.voice_timeline import ExplainedVoice, draw_voice
from models.voice.level import LEVEL_STEP_SECONDS
from schemas.elements import ScoredWindow
from schemas.labels import EMOTIONS
from schemas.sampling import VOICE_MOMENT_SECONDS, VOICE_STEP_SECONDS
from schemas.states import VOICE_STATES
from transforms.explain_voice import VoiceExplanation


def draw(explained: VoiceExplanation, told: str, models: str) -> Figure:
    """The picture.

    Args:
        explained: a recording's voice.
        told: what is to be said of the attention, or of its absence.
        models: which models scored.
    """
    middles = {each.window: _middle(each) for each in explained.windows}
    scores = np.full(len(explained.windows), math.nan)
    heard = [each.window for each in explained.windows if each.scores is not None]
    scores[heard] = explained.scores[:, EMOTIONS.index(explained.emotion)]
    attention = explained.attention
    return draw_voice(
        ExplainedVoice(
            explained.seconds,
            explained.emotion,
            explained.probabilities,
            Series(LEVEL_STEP_SECONDS / 2, LEVEL_STEP_SECONDS, explained.levels),
            explained.gain_db,
            Series(middles[0], VOICE_STEP_SECONDS, scores),
            sorted(
                {
                    VOICE_STATES[each.state].meaning
                    for each in explained.windows
                    if each.scores is None
                }
            ),
            [middles[each.contribution.window] for each in explained.strongest],
            None
            if attention is None
            else Series(VOICE_MOMENT_SECONDS / 2, VOICE_MOMENT_SECONDS, attention),
            " and ".join(explained.tellers),
            told,
        ),
        models,
    )


def _middle(window: ScoredWindow) -> float:
    return (window.start_seconds + window.end_seconds) / 2
