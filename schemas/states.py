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
}

RUN_STATUSES = {
    "running": "it has not ended; or it was killed, or lost the database: with counts, while or "
    "after it was published",
    "succeeded": "exit code 0: what was scored is published",
    "too_many_failed": "exit code 1: published, but more inputs failed than allowed, or none was "
    "scored",
    "failed": "exit codes 3 to 6: it broke off, and nothing was published",
}

IGNORED_OUTCOMES = {
    "ignored": "it is no input",
    "skipped": "it is an input, and another one is scored in its place",
}

IGNORED_REASONS = {
    "same_bytes": "same content as another input of the candidate",
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
    "IGNORED_OUTCOMES": IGNORED_OUTCOMES,
    "IGNORED_REASONS": IGNORED_REASONS,
    "RUN_STATUSES": RUN_STATUSES,
}
"""Each under the name by which the columns' meanings refer to it."""
