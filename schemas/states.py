"""What the words in the columns of state, kind, reason and status mean."""

FRAME_STATES = {
    "scored": "the candidate's face was scored",
    "no_face": "no verified face in the frame",
    "other_face": "only faces that are not the candidate's",
    "face_too_small": "the face is too small to be read",
    "face_turned": "the face is turned too far away",
}

VOICE_STATES = {
    "scored": "the window holds speech and was scored",
    "no_speech": "too little speech in the window",
    "too_short": "the recording's sound is shorter than the minimum",
}

TEXT_STATES = {
    "scored": "the text was scored",
    "no_text": "the document holds no text (a scanned PDF needs OCR first)",
    "too_short": "too few words",
    "not_english": "too few known English words",
}

BLINK_STATES = {
    "counted": "the blinks were counted",
    "no_picture": "the recording has no picture that can be read",
    "frames_too_few": "fewer than 14 frames a second; --frames_per_second 25 counts best",
    "eyes_unreadable": "the eyes are too small, or turned away, for all but 2 seconds",
    "not_read": "scored by a release without a network for eyes, or before blinks were counted",
}

RECORDING_STATES = {
    "scored": "at least one frame or window was scored",
    "no_picture": "the recording has no picture",
    "no_face": "no frame shows a usable face of the candidate",
    "no_sound": "the recording has no sound track",
    "silent": "the sound track is digital silence",
    "no_speech": "no window holds enough speech",
    "too_short": "the sound is shorter than the minimum",
    "empty_track": "the track is there, but holds nothing",
    "unreadable": "the track cannot be decoded",
    "timed_out": "decoding the track took longer than the limit",
    "too_large": "the picture has more pixels than the limit, in a frame or in all",
}

FAILURE_KINDS = {
    "unusable_name": "candidate or file name is missing or not text",
    "unsupported_type": "the file name's extension is not one that is scored",
    "duplicate_input": "another input already has this candidate and file name",
    "empty_file": "the file is empty",
    "unreadable_media": "the container or its streams cannot be read",
    "truncated_media": "more than a third of the recording is missing",
    "media_too_long": "the recording exceeds the limit on length",
    "media_too_large": "the file or the picture exceeds the limits on size",
    "decoding_timeout": "decoding took longer than the limit",
    "no_stream": "the file holds neither picture nor sound",
    "unreadable_document": "the document cannot be read",
    "document_too_large": "the document exceeds the limit on size",
    "unreachable": "the input could not be fetched",
    "worker_died": "a worker died each time the input was being scored, alone at last",
}

RETRYABLE_FAILURES = frozenset({"unreachable", "decoding_timeout", "worker_died"})
"""Failures that may go away by themselves: tried again on later nights."""

MAXIMUM_TRIES = 5
"""Of an input whose failure may go away by itself."""

INPUT_STATES = {
    "waiting": "found, and not scored yet: it is in work, or its run broke off or was limited",
    "scored": "scored; the reason truncated says that a part of it is missing",
    "failed": "it failed: the reason is one of FAILURE_KINDS",
    "skipped": "another input has its content, or has taken its place: same_as names it",
    "retired": "it was gone from its place, and its scores were removed on request",
}

RUN_STATUSES = {
    "running": "it has not ended; or it was killed, or lost the database, and no run came after it",
    "succeeded": "exit code 0: what was scored is published",
    "too_many_failed": "exit code 1: more inputs failed than allowed, or all that were tried; from "
    "20 inputs on, the batch with too many failures is not published",
    "failed": "exit codes 3 to 6: it broke off; the batches before are published",
}

IGNORED_OUTCOMES = {
    "ignored": "it is no input",
    "skipped": "it is an input, and need not or could not be scored in the newest run over it",
}

IGNORED_REASONS = {
    "already_scored": "already scored by this release with these options",
    "same_bytes": "same content as another input of the candidate",
    "replaced": "failed or truncated, and another file has taken its place",
    "failed_before": "failed before, and has not changed since",
    "retry_later": "failed before, and is tried again on a later night",
    "settling": "changed less than --settle_minutes ago",
    "before_since": "changed before --since",
    "over_limit": "left for another run by --limit",
    "not_published": "in a batch with more failures than allowed",
    "not_reached": "the run ended before it",
    "unsupported_type": "with an extension that is not scored",
    "special_file": "of a special kind (pipe, socket or device)",
    "outside_link": "link out of the input folder (see --follow_links)",
    "repeated_folder": "link to a folder that is read already",
    "closed_folder": "folder that cannot be opened",
}

VOCABULARIES = {
    "FRAME_STATES": FRAME_STATES,
    "VOICE_STATES": VOICE_STATES,
    "TEXT_STATES": TEXT_STATES,
    "RECORDING_STATES": RECORDING_STATES,
    "BLINK_STATES": BLINK_STATES,
    "FAILURE_KINDS": FAILURE_KINDS,
    "INPUT_STATES": INPUT_STATES,
    "IGNORED_OUTCOMES": IGNORED_OUTCOMES,
    "IGNORED_REASONS": IGNORED_REASONS,
    "RUN_STATUSES": RUN_STATUSES,
}
"""Each under the name by which the columns' meanings refer to it."""
