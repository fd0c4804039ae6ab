"""Tells transcripts their recordings."""

from collections.abc import Iterable, Sequence

from schemas.elements import RECORDING, TRANSCRIPT, InputFile
from transforms.inputs.entry import Repeat


def attach_transcripts(files: Sequence[InputFile], repeats: Iterable[Repeat]) -> list[InputFile]:
    """Tell each transcript the recording of the same answer, if there is exactly one.

    A repeat that is skipped lends its name to the file that is scored in its place: what was
    said of the one is said of the other. The name of the file itself comes first.

    Args:
        files: what is scored.
        repeats: what is skipped because one of `files` has the same bytes.

    Returns:
        The files in their order, transcripts with their `recording_id`.
    """
    answers = [(f.candidate_id, f.question_id, f.kind, f.input_id) for f in files]
    answers += [
        (r.entry.candidate_id, r.entry.question_id, r.entry.kind or "", r.same_as) for r in repeats
    ]
    recordings: dict[tuple[str, str], set[str]] = {}
    for candidate_id, question_id, kind, input_id in answers:
        if kind == RECORDING:
            recordings.setdefault((candidate_id, question_id), set()).add(input_id)
    attached: dict[str, str] = {}
    for candidate_id, question_id, kind, input_id in answers:
        beside = recordings.get((candidate_id, question_id), set())
        if kind == TRANSCRIPT and len(beside) == 1:
            attached.setdefault(input_id, *beside)
    return [file._replace(recording_id=attached.get(file.input_id)) for file in files]
