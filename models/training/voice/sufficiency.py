"""Says before a training what its clips lack, instead of breaking off in its last fold."""

import numpy as np

from models.labelled import VoiceData
from models.training.trainer import InsufficientDataError
from models.training.voice.examples import speaking_windows
from models.training.voice.folds import actor_folds
from models.training.voice.speaker_dependent import random_split
from schemas.labels import EMOTIONS


def require_voices(data: VoiceData, folds: int, seed: int) -> None:
    """Every training part must hold speech of each emotion, every judged part any speech.

    Args:
        data: labelled clips.
        folds: by actor, of the training.
        seed: of the training.

    Raises:
        InsufficientDataError: if one does not, or there are fewer than two actors.
    """
    count = len(data.labels)
    spoken = np.array([bool(speaking_windows(clip)) for clip in data.clips])
    for training, judged in (*actor_folds(data.actors, folds), random_split(count, seed)):
        heard = set(data.labels[training[spoken[training]]].tolist())
        if missing := [name for label, name in enumerate(EMOTIONS) if label not in heard]:
            raise InsufficientDataError(
                f"{count} clips are too few: those of a training part hold no speech that is "
                f"labelled {', '.join(missing)}; give more clips or a larger --fraction"
            )
        if not spoken[judged].any():
            raise InsufficientDataError(
                f"{count} clips are too few: those of a judged part hold no speech; give more "
                "clips or a larger --fraction"
            )
