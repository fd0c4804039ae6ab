"""Who is in the seeded cohort, and what they declare about themselves."""

from typing import NamedTuple

import numpy as np

COHORTS = {"spring": 200, "autumn": 150, "evening": 12, "pilot": 3, None: 135}
"""Cohort to its number of people; None is that of those for whom nobody named one."""

QUESTIONS = ("strengths", "conflict", "teamwork", "motivation")

GENDERS = ("woman", "man", "non-binary")
LANGUAGES = ("English", "Spanish", "Urdu")


class Person(NamedTuple):
    """A person, and what there is of them."""

    candidate_id: str
    cohort: str | None
    questions: tuple[str, ...]
    essay: bool
    transcripts: bool
    is_scarce: bool
    """Whether hardly anything of them can be scored."""


class Declared(NamedTuple):
    """A row of audit.person_category."""

    candidate_id: str
    category: str
    answer: str
    declared_on: str


def make_people(random: np.random.Generator) -> list[Person]:
    """All 500, in the order of their ids."""
    cohorts = [cohort for cohort, number in COHORTS.items() for _ in range(number)]
    people = []
    for number, cohort in enumerate(cohorts, 1):
        scarce = bool(random.random() < 0.04)
        questions = 1 if scarce else random.choice([1, 2, 3, 4], p=[0.1, 0.4, 0.4, 0.1])
        people.append(
            Person(
                candidate_id=f"p{number:03d}",
                cohort=cohort,
                questions=QUESTIONS[: int(questions)],
                essay=bool(random.random() < 0.6) and not scarce,
                transcripts=bool(random.random() < 0.3) and not scarce,
                is_scarce=scarce,
            )
        )
    return people


def declare(random: np.random.Generator, people: list[Person]) -> list[Declared]:
    """What they say of themselves: most say something, and few are non-binary or speak Urdu."""
    declared = []
    for person in people:
        day = f"2026-05-{int(random.integers(1, 16)):02d}"
        for category, answers, shares, answered in _ASKED:
            answer = str(random.choice(answers, p=shares))
            if random.random() < answered:
                declared.append(Declared(person.candidate_id, category, answer, day))
    return declared


_ASKED: tuple[tuple[str, tuple[str, ...], tuple[float, ...], float], ...] = (
    ("gender", GENDERS, (0.5, 0.47, 0.03), 0.9),
    ("first_language", LANGUAGES, (0.7, 0.25, 0.05), 0.8),
)
