"""What a term of a vocabulary is made of."""

from typing import NamedTuple


class Term(NamedTuple):
    """What a code means."""

    meaning: str
    remedy: str = ""
    """What to do about it; empty where there is nothing to do."""
