"""Types of command line arguments that more than one job takes."""

import argparse
import math
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value", int, float)


def _checked(
    read: Callable[[str], Value], fits: Callable[[Value], bool], wanted: str
) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        value: Value | None
        try:
            value = read(text)
        except ValueError:
            value = None
        if value is None or not fits(value):
            raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
        return value

    return parse


share = _checked(float, lambda value: 0 < value <= 1, "a share above 0 and up to 1, as 0.1")
count = _checked(int, lambda value: value >= 1, "a whole number from 1")
count_or_none = _checked(int, lambda value: value >= 0, "a whole number from 0")
rate = _checked(float, lambda value: 0 < value < math.inf, "a number above 0, as 0.001")
seed = _checked(int, lambda value: 0 <= value < 2**32, "a whole number from 0 below 2**32")
"""What numpy, scikit-learn and Keras all take."""

PRECISIONS = ("float32", "mixed_bfloat16")
"""Of a face network's training: Keras dtype policies, first the one for every processor."""
