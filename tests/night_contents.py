"""Contents of the night page: from plenty of nights to none, and names that mean harm."""

import datetime
from dataclasses import replace

from jobs.report.contents import CandidateLine, InputLine, NightContents, RunLine
from schemas.labels import EMOTIONS, TRAITS
from tests.report_contents import HOSTILE, scores

SECOND_HOSTILE = "\u05d0\u05d1\u05d2 <img src=x onerror=alert(1)> \u0627\u0644\u0639"
FIRST_DAY = datetime.date(2026, 11, 14)


def person(number: int, name: str | None = None) -> CandidateLine:
    """A candidate; every seventh is not usable."""
    usable = number % 7 != 3
    return CandidateLine(
        candidate_id=name or f"person-{number:04d}",
        cohort=("autumn 2026", "évening", "")[number % 3],
        page=f"person-{number:04d}-{number:012x}.html",
        usable=usable,
        reasons="" if usable else "too few frames and windows were scored, and no text (0)",
        dominant=EMOTIONS[number % 7] if number % 10 else None,
        dominant_score=0.25 + number % 50 / 100 if number % 10 else None,
        recordings=number % 5,
        documents=number % 2,
        failures=int(number % 11 == 0),
        run_date=FIRST_DAY + datetime.timedelta(days=number % 14),
    )


def night(number: int) -> RunLine:
    return RunLine(
        run_id=f"20261114T2200{number:02d}Z-0a1b2c3d",
        run_date=FIRST_DAY + datetime.timedelta(days=number),
        status="succeeded",
        found=1_204 + number,
        scored=1_040 + 7 * number,
        skipped=151 - 6 * number,
        failed=13,
        media_seconds=190_000.0,
        wall_seconds=8_100.0,
        stage_seconds={
            "decode": 4_100.0,
            "find faces": 2_320.5,
            "score voices": 900.0,
            "fuse": 9.0,
        },
        means=scores(number / 5),
    )


def rich(people: int = 340) -> NightContents:
    """Two weeks of nights."""
    candidates = [person(number) for number in range(people)]
    inputs = [
        InputLine(f"person-{n:04d}/motivation.mp4", *what)
        for n, what in enumerate(
            [
                ("failed", "unreadable_media", "the container cannot be read", "record it again"),
                ("failed", "truncated_media", "more than a third is missing", "upload it again"),
                ("ignored", "closed_folder", "folder that cannot be opened", ""),
                *[("skipped", "already_scored", "already scored by this release", "")] * 60,
            ]
        )
    ]
    bins = [sum((7 * n * n) % 10 == i for n in range(people)) for i in range(10)]
    low = [*bins[:5][::-1], 0, 0, 0, 0, 0]
    low[0] += people - sum(low)
    return NightContents(
        run=night(13),
        model_release="0.5.1+4a0c2c1f8d12",
        code_version="0.6.0",
        usable=sum(each.usable for each in candidates),
        candidates=candidates,
        inputs=inputs,
        slowest=[("person-0012/motivation.mp4", 5_400.0, 310.0), ("a/b.mp4", 61.0, None)],
        distributions=dict.fromkeys(EMOTIONS, low) | dict.fromkeys(TRAITS, bins),
        nights=[night(number) for number in range(14)],
    )


def three_people() -> NightContents:
    """A first night, as the bundled samples give."""
    return replace(
        rich(3),
        run=_first(),
        inputs=[],
        slowest=[],
        nights=[_first()],
    )


def _first() -> RunLine:
    return replace(
        night(0), found=6, scored=6, skipped=0, failed=0, media_seconds=23.0, wall_seconds=2.4
    )


def none_yet() -> NightContents:
    """A database without a run."""
    return NightContents(None, "", "", 0, [], [], [], {}, [])


def hostile() -> NightContents:
    """Names that mean harm wherever there is one."""
    names = (HOSTILE, SECOND_HOSTILE, "a" * 500, "=1+1", "</script><script>alert(2)</script>")
    people = [person(number, name) for number, name in enumerate(names)]
    inputs = [InputLine(name, "failed", HOSTILE, HOSTILE, HOSTILE) for name in names]
    slowest = [(name, 60.0, 12.0) for name in names]
    return replace(rich(), candidates=people, inputs=inputs, slowest=slowest)


CASES = {"rich": rich, "three_people": three_people, "none_yet": none_yet, "hostile": hostile}
