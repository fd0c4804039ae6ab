"""A candidate's page as text."""

from collections.abc import Sequence
from typing import NamedTuple

from jobs.report.contents import CandidateContents, RecordingPart, Telling
from jobs.report.figure import Figure
from jobs.report.figures.candidate import Sections, sections
from jobs.report.shell import render
from jobs.report.telling import worth_telling
from jobs.report.wording import clock, day, duration, listed, percent, sentence, shortened


class Panel(NamedTuple):
    """A recording of the section on emotions over time."""

    id: str
    part: RecordingPart
    figures: Sequence[tuple[str, Figure]]
    """Modality to figure, fused first."""
    telling: Sequence[Telling]
    states: Sequence[str]
    """What could not be scored, in sentences."""
    facts: Sequence[str]
    title: str


def render_candidate(
    contents: CandidateContents, *, assets: str = "../assets/", inline_assets: bool = False
) -> str:
    """The page; `assets` is where it finds the assets, with a slash, unless it holds them itself.

    Only a page of a folder links to the list of candidates: a page that is sent alone has none.
    """
    drawn = sections(contents)
    return render(
        "candidate.html.j2",
        assets=assets,
        inline=inline_assets,
        contents=contents,
        drawn=drawn,
        panels=_panels(contents, drawn),
        several_attempts=len({p.question_id for p in contents.recordings})
        < len(contents.recordings),
        lead=_lead(contents),
        telling=_telling(contents),
        blinks=_blinks(contents),
    )


def _lead(contents: CandidateContents) -> list[tuple[str, str, str]]:
    """What is most frequent and what scores highest: words before an emotion, it, words behind."""
    fused = {c.measure: c for c in contents.compared if c.modality == "fused"}
    said = []
    shares = {emotion: c.share for emotion, c in fused.items() if c.share is not None}
    if shares:
        most = max(shares, key=lambda emotion: (shares[emotion], emotion == contents.dominant))
        told = f", which reads highest in {percent(shares[most])} of the scored time."
        said.append(("The most frequent emotion is ", most, told))
    if contents.dominant in fused:
        score = percent(fused[contents.dominant].score)
        said.append(("The highest mean score is that of ", contents.dominant, f", {score}."))
    return said


def _panels(contents: CandidateContents, drawn: Sections) -> list[Panel]:
    return [
        Panel(
            f"recording-{number}",
            part,
            list(figures.items()),
            worth_telling(part),
            [
                f"{name}: {sentence(state)}"
                for name, state in (("Face", part.face), ("Voice", part.voice))
                if state
            ],
            _facts(part),
            _name(part, contents),
        )
        for number, (part, figures) in enumerate(drawn.over_time, 1)
    ]


def _name(part: RecordingPart, contents: CandidateContents) -> str:
    """The question, and the attempt where there are several at it."""
    attempts = sum(p.question_id == part.question_id for p in contents.recordings)
    return shortened(part.question_id, 80) + (f", attempt {part.attempt}" if attempts > 1 else "")


def _facts(part: RecordingPart) -> list[str]:
    seconds = part.duration_seconds
    facts = [f"{duration(seconds) if seconds < 10 else clock(seconds)} long"]
    if part.recorded_at:
        facts.append(f"recorded on {day(part.recorded_at)}")
    seen = [
        f"{what} in {percent(share)} of the time"
        for what, share in (
            ("face scored", part.face_coverage),
            ("voice scored", part.voice_coverage),
        )
        if share is not None
    ]
    if seen:
        facts.append(listed(seen))
    if part.truncated:
        facts.append("the file ends before its declared length")
    return facts


def _blinks(contents: CandidateContents) -> list[tuple[str, str]]:
    """Of all recordings, if those of any were counted: most nights read too few frames for it."""
    if not any(part.blinks_counted for part in contents.recordings):
        return []
    return [(_name(part, contents), sentence(part.blinks)) for part in contents.recordings]


def _telling(contents: CandidateContents) -> list[tuple[str, Telling]]:
    """Of all recordings, with the recording's name; the strongest first."""
    found = [
        (_name(part, contents), t) for part in contents.recordings for t in worth_telling(part)
    ]
    return sorted(found, key=lambda pair: -abs(pair[1].pull))
