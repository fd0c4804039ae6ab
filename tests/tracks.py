"""Tracks as the probe describes them, for tests that open no file."""

from typing import Any

from transforms.media.tracks import PICTURE, Track


def picture(width: int, height: int, **fields: Any) -> Track:
    """A picture track of square pixels; other fields as for `Track`."""
    values: dict[str, Any] = {
        "index": 0,
        "kind": PICTURE,
        "default": True,
        "trouble": None,
        "time_base": (1, 90_000),
        "start": 0,
        "declared_seconds": None,
        "packets": 1,
        "segments": (),
        "complete": True,
        "width": width,
        "height": height,
        "stored": (width, height, 1.0),
    }
    return Track(**{**values, **fields})
