"""Whether a recording ends too early, and whether what is left stands for it."""

from transforms.errors import InputError
from transforms.media.limits import MINIMUM_SHARE, TRUNCATION_SECONDS


def is_truncated(decoded: float, declared: float | None) -> bool:
    """Whether a stream ended clearly before its declared length (seconds; None: not declared)."""
    return declared is not None and decoded < declared - TRUNCATION_SECONDS


def refuse_fragment(decoded: float, declared: float | None) -> None:
    """Refuse a recording of which less than MINIMUM_SHARE is left.

    Args:
        decoded: where the stream that lasted longest ended, seconds.
        declared: length of the recording, None if the container does not say.

    Raises:
        InputError: kind truncated_media.
    """
    if is_truncated(decoded, declared) and decoded < MINIMUM_SHARE * (declared or 0):
        raise InputError(
            "decode",
            "truncated_media",
            f"It ends at {decoded:.1f} s of {declared:.1f} s; upload the file again.",
        )
