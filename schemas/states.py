"""The codes in columns of state, kind, reason and status: what each means, and what to do.

Each vocabulary is a table of the score database with the same name.
"""

from collections.abc import Mapping

from schemas.usability import USABILITY_REASONS
from schemas.vocabulary import Term

FRAME_STATES = {
    "scored": Term("the candidate's face was scored"),
    "no_face": Term("no verified face in the frame", "see that the face is lit and in view"),
    "other_face": Term(
        "only faces that are not the candidate's", "record the candidate alone in the picture"
    ),
    "face_too_small": Term("the face is too small to be read", "move nearer to the camera"),
    "face_turned": Term("the face is turned too far away", "put the camera in front of the face"),
}

GATED = ("face_too_small", "face_turned")
"""States of frames whose face could be scored, and is not: it counts in no score."""

VOICE_STATES = {
    "scored": Term("the window holds speech and was scored"),
    "no_speech": Term("too little speech in the window"),
    "too_short": Term(
        "the recording's sound is shorter than the minimum", "record a longer answer"
    ),
}

TIMELINE_STATES = {
    **FRAME_STATES,
    **VOICE_STATES,
    "scored": Term("at least one frame, window or second was scored"),
    "not_scored": Term("of face and voice together: neither was scored"),
}

TEXT_STATES = {
    "scored": Term("the text was scored"),
    "no_text": Term("the document holds no text", "run a scanned PDF through OCR first"),
    "too_short": Term("too few words", "hand in a longer text"),
    "not_english": Term("too few known English words", "only English texts can be scored"),
}

BLINK_STATES = {
    "counted": Term("the blinks were counted"),
    "no_picture": Term("the recording has no picture that can be read"),
    "frames_too_few": Term(
        "fewer than 14 frames a second", "sample more: --frames_per_second 25 counts best"
    ),
    "eyes_unreadable": Term("the eyes are too small, or turned away, for all but 2 seconds"),
    "not_read": Term(
        "scored by a release without a network for eyes, or before blinks were counted",
        "score again with --rescore",
    ),
}

RECORDING_STATES = {
    "scored": Term("at least one frame or window was scored"),
    "no_picture": Term("the recording has no picture"),
    "no_face": Term(
        "no frame shows a usable face of the candidate", "see that the face is lit, near and ahead"
    ),
    "no_sound": Term("the recording has no sound track", "check the microphone"),
    "silent": Term("the sound track is digital silence", "check the microphone"),
    "no_speech": Term("no window holds enough speech", "check the microphone"),
    "too_short": Term("the sound is shorter than the minimum", "record a longer answer"),
    "empty_track": Term("the track is there, but holds nothing", "export or record it again"),
    "unreadable": Term("the track cannot be decoded", "export or record it again"),
    "timed_out": Term("decoding the track took longer than the limit", "export it again, smaller"),
    "too_large": Term(
        "the picture has more pixels than the limit, in a frame or in all",
        "export it again, smaller",
    ),
}

INPUT_STATES = {
    "waiting": Term(
        "found, and not scored yet: it is in work, or its run broke off or was limited",
        "the next run scores it",
    ),
    "scored": Term("scored; the reason truncated says that a part of it is missing"),
    "failed": Term("it failed: the reason is one of failure_kinds"),
    "skipped": Term("another input has its content, or has taken its place: same_as names it"),
    "retired": Term("it was gone from its place, and its scores were removed on request"),
}

RUN_STATUSES = {
    "running": Term(
        "it has not ended; or it was killed, or lost the database, and no run came after it"
    ),
    "succeeded": Term("exit code 0: what was scored is published"),
    "too_many_failed": Term(
        "exit code 1: more inputs failed than allowed, or all that were tried; from 20 inputs on, "
        "the batch with too many failures is not published",
        "look at the failures by kind, mend the cause, and run again",
    ),
    "failed": Term(
        "exit codes 3 to 6: it broke off; the batches before are published",
        "see its log, and run again",
    ),
}

IGNORED_OUTCOMES = {
    "ignored": Term("it is no input"),
    "skipped": Term(
        "it is an input, and need not or could not be scored in the newest run over it"
    ),
}

IGNORED_REASONS = {
    "already_scored": Term("already scored by this release with these options"),
    "same_bytes": Term("same content as another input of the candidate"),
    "replaced": Term("failed or truncated, and another file has taken its place"),
    "failed_before": Term("failed before, and has not changed since", "replace the file"),
    "retry_later": Term("failed before, and is tried again on a later night"),
    "settling": Term("changed less than --settle_minutes ago", "the next run scores it"),
    "before_since": Term("changed before --since"),
    "over_limit": Term("left for another run by --limit", "the next run scores it"),
    "not_published": Term("in a batch with more failures than allowed", "see the failures"),
    "not_reached": Term("the run ended before it", "the next run scores it"),
    "unsupported_type": Term("with an extension that is not scored"),
    "special_file": Term("of a special kind (pipe, socket or device)"),
    "outside_link": Term("link out of the input folder", "see --follow_links"),
    "repeated_folder": Term("link to a folder that is read already"),
    "closed_folder": Term("folder that cannot be opened", "let the job's user read it"),
}

FAILURE_KINDS = {
    "unusable_name": Term("candidate or file name is missing or not text", "rename the file"),
    "unsupported_type": Term(
        "the file name's extension is not one that is scored", "export it as MP4, WAV or PDF"
    ),
    "duplicate_input": Term(
        "another input already has this candidate and file name", "rename one of them"
    ),
    "empty_file": Term("the file is empty", "upload it again"),
    "unreadable_media": Term(
        "the container or its streams cannot be read", "export or record it again"
    ),
    "truncated_media": Term("more than a third of the recording is missing", "upload it again"),
    "media_too_long": Term("the recording exceeds the limit on length", "cut it"),
    "media_too_large": Term(
        "the file or the picture exceeds the limits on size", "export it again, smaller"
    ),
    "decoding_timeout": Term(
        "decoding took longer than the limit", "it is tried again; else export it anew"
    ),
    "no_stream": Term("the file holds neither picture nor sound", "export or record it again"),
    "unreadable_document": Term("the document cannot be read", "save it anew, without a password"),
    "document_too_large": Term("the document exceeds the limit on size", "hand in a shorter one"),
    "unreachable": Term(
        "the input could not be fetched", "it is tried again; check path and permissions"
    ),
    "worker_died": Term(
        "a worker died each time the input was being scored, alone at last",
        "export it anew; if others die too, give the machine more memory",
    ),
}

RETRYABLE_FAILURES = frozenset({"unreachable", "decoding_timeout", "worker_died"})
"""Failures that may go away by themselves: tried again on later nights."""

MAXIMUM_TRIES = 5
"""Of an input whose failure may go away by itself."""

VOCABULARIES: Mapping[str, Mapping[str, Term]] = {
    "frame_states": FRAME_STATES,
    "voice_states": VOICE_STATES,
    "timeline_states": TIMELINE_STATES,
    "text_states": TEXT_STATES,
    "recording_states": RECORDING_STATES,
    "blink_states": BLINK_STATES,
    "usability_reasons": USABILITY_REASONS,
    "failure_kinds": FAILURE_KINDS,
    "input_states": INPUT_STATES,
    "ignored_outcomes": IGNORED_OUTCOMES,
    "ignored_reasons": IGNORED_REASONS,
    "run_statuses": RUN_STATUSES,
}
"""Each under the name of its table, by which the columns' comments refer to it."""
