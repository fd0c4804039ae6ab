-- The vocabularies: codes, what they mean, what to do.
CREATE TABLE scores.frame_states (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_frame_states PRIMARY KEY (code)
);
COMMENT ON TABLE scores.frame_states IS 'One code of the columns that say: see frame_states.';
COMMENT ON COLUMN scores.frame_states.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.frame_states.meaning IS 'What it means';
COMMENT ON COLUMN scores.frame_states.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.voice_states (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_voice_states PRIMARY KEY (code)
);
COMMENT ON TABLE scores.voice_states IS 'One code of the columns that say: see voice_states.';
COMMENT ON COLUMN scores.voice_states.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.voice_states.meaning IS 'What it means';
COMMENT ON COLUMN scores.voice_states.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.timeline_states (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_timeline_states PRIMARY KEY (code)
);
COMMENT ON TABLE scores.timeline_states IS 'One code of the columns that say: see timeline_states.';
COMMENT ON COLUMN scores.timeline_states.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.timeline_states.meaning IS 'What it means';
COMMENT ON COLUMN scores.timeline_states.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.text_states (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_text_states PRIMARY KEY (code)
);
COMMENT ON TABLE scores.text_states IS 'One code of the columns that say: see text_states.';
COMMENT ON COLUMN scores.text_states.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.text_states.meaning IS 'What it means';
COMMENT ON COLUMN scores.text_states.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.recording_states (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_recording_states PRIMARY KEY (code)
);
COMMENT ON TABLE scores.recording_states IS 'One code of the columns that say: see recording_states.';
COMMENT ON COLUMN scores.recording_states.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.recording_states.meaning IS 'What it means';
COMMENT ON COLUMN scores.recording_states.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.blink_states (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_blink_states PRIMARY KEY (code)
);
COMMENT ON TABLE scores.blink_states IS 'One code of the columns that say: see blink_states.';
COMMENT ON COLUMN scores.blink_states.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.blink_states.meaning IS 'What it means';
COMMENT ON COLUMN scores.blink_states.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.usability_reasons (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_usability_reasons PRIMARY KEY (code)
);
COMMENT ON TABLE scores.usability_reasons IS 'One code of the columns that say: see usability_reasons.';
COMMENT ON COLUMN scores.usability_reasons.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.usability_reasons.meaning IS 'What it means';
COMMENT ON COLUMN scores.usability_reasons.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.failure_kinds (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_failure_kinds PRIMARY KEY (code)
);
COMMENT ON TABLE scores.failure_kinds IS 'One code of the columns that say: see failure_kinds.';
COMMENT ON COLUMN scores.failure_kinds.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.failure_kinds.meaning IS 'What it means';
COMMENT ON COLUMN scores.failure_kinds.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.input_states (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_input_states PRIMARY KEY (code)
);
COMMENT ON TABLE scores.input_states IS 'One code of the columns that say: see input_states.';
COMMENT ON COLUMN scores.input_states.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.input_states.meaning IS 'What it means';
COMMENT ON COLUMN scores.input_states.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.ignored_outcomes (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_ignored_outcomes PRIMARY KEY (code)
);
COMMENT ON TABLE scores.ignored_outcomes IS 'One code of the columns that say: see ignored_outcomes.';
COMMENT ON COLUMN scores.ignored_outcomes.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.ignored_outcomes.meaning IS 'What it means';
COMMENT ON COLUMN scores.ignored_outcomes.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.ignored_reasons (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_ignored_reasons PRIMARY KEY (code)
);
COMMENT ON TABLE scores.ignored_reasons IS 'One code of the columns that say: see ignored_reasons.';
COMMENT ON COLUMN scores.ignored_reasons.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.ignored_reasons.meaning IS 'What it means';
COMMENT ON COLUMN scores.ignored_reasons.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.run_statuses (
    code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    what_to_do TEXT,
    CONSTRAINT pk_run_statuses PRIMARY KEY (code)
);
COMMENT ON TABLE scores.run_statuses IS 'One code of the columns that say: see run_statuses.';
COMMENT ON COLUMN scores.run_statuses.code IS 'As the columns have it that refer to this table';
COMMENT ON COLUMN scores.run_statuses.meaning IS 'What it means';
COMMENT ON COLUMN scores.run_statuses.what_to_do IS 'What to do about it; NULL where there is nothing';
CREATE TABLE scores.thresholds (
    code TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    meaning TEXT NOT NULL,
    CONSTRAINT pk_thresholds PRIMARY KEY (code),
    CONSTRAINT ck_thresholds_value_range CHECK (value >= 0 AND value < 'infinity' AND (unit <> '0-1' OR value <= 1) AND (unit <> 'candidates' OR value >= 1))
);
COMMENT ON TABLE scores.thresholds IS 'One limit that aggregates and views keep to; a change counts from the next run on.';
COMMENT ON COLUMN scores.thresholds.code IS 'Which threshold';
COMMENT ON COLUMN scores.thresholds.value IS 'Where it lies';
COMMENT ON COLUMN scores.thresholds.unit IS 'Of the value';
COMMENT ON COLUMN scores.thresholds.meaning IS 'What it decides';
INSERT INTO scores.frame_states (code, meaning, what_to_do) VALUES ('scored', 'the candidate''s face was scored', NULL),
    ('no_face', 'no verified face in the frame', 'see that the face is lit and in view'),
    ('other_face', 'only faces that are not the candidate''s', 'record the candidate alone in the picture'),
    ('face_too_small', 'the face is too small to be read', 'move nearer to the camera'),
    ('face_turned', 'the face is turned too far away', 'put the camera in front of the face');
INSERT INTO scores.voice_states (code, meaning, what_to_do) VALUES ('scored', 'the window holds speech and was scored', NULL),
    ('no_speech', 'too little speech in the window', NULL),
    ('too_short', 'the recording''s sound is shorter than the minimum', 'record a longer answer');
INSERT INTO scores.timeline_states (code, meaning, what_to_do) VALUES ('scored', 'at least one frame, window or second was scored', NULL),
    ('no_face', 'no verified face in the frame', 'see that the face is lit and in view'),
    ('other_face', 'only faces that are not the candidate''s', 'record the candidate alone in the picture'),
    ('face_too_small', 'the face is too small to be read', 'move nearer to the camera'),
    ('face_turned', 'the face is turned too far away', 'put the camera in front of the face'),
    ('no_speech', 'too little speech in the window', NULL),
    ('too_short', 'the recording''s sound is shorter than the minimum', 'record a longer answer'),
    ('not_scored', 'of face and voice together: neither was scored', NULL);
INSERT INTO scores.text_states (code, meaning, what_to_do) VALUES ('scored', 'the text was scored', NULL),
    ('no_text', 'the document holds no text', 'run a scanned PDF through OCR first'),
    ('too_short', 'too few words', 'hand in a longer text'),
    ('not_english', 'too few known English words', 'only English texts can be scored');
INSERT INTO scores.recording_states (code, meaning, what_to_do) VALUES ('scored', 'at least one frame or window was scored', NULL),
    ('no_picture', 'the recording has no picture', NULL),
    ('no_face', 'no frame shows a usable face of the candidate', 'see that the face is lit, near and ahead'),
    ('no_sound', 'the recording has no sound track', 'check the microphone'),
    ('silent', 'the sound track is digital silence', 'check the microphone'),
    ('no_speech', 'no window holds enough speech', 'check the microphone'),
    ('too_short', 'the sound is shorter than the minimum', 'record a longer answer'),
    ('empty_track', 'the track is there, but holds nothing', 'export or record it again'),
    ('unreadable', 'the track cannot be decoded', 'export or record it again'),
    ('timed_out', 'decoding the track took longer than the limit', 'export it again, smaller'),
    ('too_large', 'the picture has more pixels than the limit, in a frame or in all', 'export it again, smaller');
INSERT INTO scores.blink_states (code, meaning, what_to_do) VALUES ('counted', 'the blinks were counted', NULL),
    ('no_picture', 'the recording has no picture that can be read', NULL),
    ('frames_too_few', 'fewer than 14 frames a second', 'sample more: --frames_per_second 25 counts best'),
    ('eyes_unreadable', 'the eyes are too small, or turned away, for all but 2 seconds', NULL),
    ('not_read', 'scored by a release without a network for eyes, or before blinks were counted', 'score again with --rescore');
INSERT INTO scores.usability_reasons (code, meaning, what_to_do) VALUES ('too_little_scored', 'too few frames and windows were scored, and no text; the value counts both', 'record a longer answer, in view of the camera'),
    ('face_rarely_seen', 'the face was scored in few of the frames; the value is their share', 'see that the face is lit, near and ahead'),
    ('speech_rarely_heard', 'speech was scored in few of the windows; the value is their share', 'check the microphone, and that the answer is spoken'),
    ('no_face_score', 'no recording has a score of the face; the value counts recordings', 'see face_state and face_message of the recordings'),
    ('no_voice_score', 'no recording has a score of the voice; the value counts recordings', 'see voice_state and voice_message of the recordings'),
    ('no_text_score', 'no document has a score; the value counts documents', 'see state of the documents'),
    ('truncated_recording', 'recordings end before their declared length; the value counts them', 'upload them again'),
    ('failed_inputs', 'inputs failed; the value counts them', 'see kind and message of the failures');
INSERT INTO scores.failure_kinds (code, meaning, what_to_do) VALUES ('unusable_name', 'candidate or file name is missing or not text', 'rename the file'),
    ('unsupported_type', 'the file name''s extension is not one that is scored', 'export it as MP4, WAV or PDF'),
    ('duplicate_input', 'another input already has this candidate and file name', 'rename one of them'),
    ('empty_file', 'the file is empty', 'upload it again'),
    ('unreadable_media', 'the container or its streams cannot be read', 'export or record it again'),
    ('truncated_media', 'more than a third of the recording is missing', 'upload it again'),
    ('media_too_long', 'the recording exceeds the limit on length', 'cut it'),
    ('media_too_large', 'the file or the picture exceeds the limits on size', 'export it again, smaller'),
    ('decoding_timeout', 'decoding took longer than the limit', 'it is tried again; else export it anew'),
    ('no_stream', 'the file holds neither picture nor sound', 'export or record it again'),
    ('unreadable_document', 'the document cannot be read', 'save it anew, without a password'),
    ('document_too_large', 'the document exceeds the limit on size', 'hand in a shorter one'),
    ('unreachable', 'the input could not be fetched', 'it is tried again; check path and permissions'),
    ('worker_died', 'a worker died each time the input was being scored, alone at last', 'export it anew; if others die too, give the machine more memory');
INSERT INTO scores.input_states (code, meaning, what_to_do) VALUES ('waiting', 'found, and not scored yet: it is in work, or its run broke off or was limited', 'the next run scores it'),
    ('scored', 'scored; the reason truncated says that a part of it is missing', NULL),
    ('failed', 'it failed: the reason is one of failure_kinds', NULL),
    ('skipped', 'another input has its content, or has taken its place: same_as names it', NULL),
    ('retired', 'it was gone from its place, and its scores were removed on request', NULL);
INSERT INTO scores.ignored_outcomes (code, meaning, what_to_do) VALUES ('ignored', 'it is no input', NULL),
    ('skipped', 'it is an input, and need not or could not be scored in the newest run over it', NULL);
INSERT INTO scores.ignored_reasons (code, meaning, what_to_do) VALUES ('already_scored', 'already scored by this release with these options', NULL),
    ('same_bytes', 'same content as another input of the candidate', NULL),
    ('replaced', 'failed or truncated, and another file has taken its place', NULL),
    ('failed_before', 'failed before, and has not changed since', 'replace the file'),
    ('retry_later', 'failed before, and is tried again on a later night', NULL),
    ('settling', 'changed less than --settle_minutes ago', 'the next run scores it'),
    ('before_since', 'changed before --since', NULL),
    ('over_limit', 'left for another run by --limit', 'the next run scores it'),
    ('not_published', 'in a batch with more failures than allowed', 'see the failures'),
    ('not_reached', 'the run ended before it', 'the next run scores it'),
    ('unsupported_type', 'with an extension that is not scored', NULL),
    ('special_file', 'of a special kind (pipe, socket or device)', NULL),
    ('outside_link', 'link out of the input folder', 'see --follow_links'),
    ('repeated_folder', 'link to a folder that is read already', NULL),
    ('closed_folder', 'folder that cannot be opened', 'let the job''s user read it');
INSERT INTO scores.run_statuses (code, meaning, what_to_do) VALUES ('running', 'it has not ended; or it was killed, or lost the database, and no run came after it', NULL),
    ('succeeded', 'exit code 0: what was scored is published', NULL),
    ('too_many_failed', 'exit code 1: more inputs failed than allowed, or all that were tried; from 20 inputs on, the batch with too many failures is not published', 'look at the failures by kind, mend the cause, and run again'),
    ('failed', 'exit codes 3 to 6: it broke off; the batches before are published', 'see its log, and run again');
INSERT INTO scores.thresholds (code, value, unit, meaning) VALUES ('minimum_scored_frames', 10, 'frames', 'scored frames from which a face alone makes a candidate usable'),
    ('minimum_scored_windows', 3, 'windows', 'scored windows from which a voice alone makes a candidate usable'),
    ('minimum_face_coverage', 0.5, '0-1', 'share of the frames with a scored face, below which the face is rarely seen'),
    ('minimum_voice_coverage', 0.2, '0-1', 'share of the windows with scored speech, below which it is rarely heard'),
    ('small_n', 30, 'candidates', 'others below which a comparison is marked as small_n'),
    ('least_n', 5, 'candidates', 'others below which no comparison is shown'),
    ('least_group_n', 10, 'candidates', 'of a group, below which its rates are not shown');
-- Rows of earlier versions may have codes that are not in use any more.
INSERT INTO scores.run_statuses (code, meaning) SELECT DISTINCT status, 'of an earlier version' FROM scores.scoring_runs ON CONFLICT DO NOTHING;
INSERT INTO scores.input_states (code, meaning) SELECT DISTINCT state, 'of an earlier version' FROM scores.inputs ON CONFLICT DO NOTHING;
INSERT INTO scores.text_states (code, meaning) SELECT DISTINCT state, 'of an earlier version' FROM scores.text_scores ON CONFLICT DO NOTHING;
INSERT INTO scores.recording_states (code, meaning) SELECT DISTINCT face_state, 'of an earlier version' FROM scores.recording_scores ON CONFLICT DO NOTHING;
INSERT INTO scores.recording_states (code, meaning) SELECT DISTINCT voice_state, 'of an earlier version' FROM scores.recording_scores ON CONFLICT DO NOTHING;
INSERT INTO scores.blink_states (code, meaning) SELECT DISTINCT blink_state, 'of an earlier version' FROM scores.recording_scores ON CONFLICT DO NOTHING;
INSERT INTO scores.failure_kinds (code, meaning) SELECT DISTINCT kind, 'of an earlier version' FROM scores.failures ON CONFLICT DO NOTHING;
INSERT INTO scores.ignored_outcomes (code, meaning) SELECT DISTINCT outcome, 'of an earlier version' FROM scores.ignored ON CONFLICT DO NOTHING;
INSERT INTO scores.ignored_reasons (code, meaning) SELECT DISTINCT reason, 'of an earlier version' FROM scores.ignored ON CONFLICT DO NOTHING;

ALTER TABLE scores.scoring_runs ADD CONSTRAINT fk_scoring_runs_status FOREIGN KEY (status) REFERENCES scores.run_statuses (code);
ALTER TABLE scores.inputs ADD CONSTRAINT fk_inputs_state FOREIGN KEY (state) REFERENCES scores.input_states (code);
ALTER TABLE scores.text_scores ADD CONSTRAINT fk_text_scores_state FOREIGN KEY (state) REFERENCES scores.text_states (code);
ALTER TABLE scores.recording_scores ADD CONSTRAINT fk_recording_scores_face_state FOREIGN KEY (face_state) REFERENCES scores.recording_states (code);
ALTER TABLE scores.recording_scores ADD CONSTRAINT fk_recording_scores_voice_state FOREIGN KEY (voice_state) REFERENCES scores.recording_states (code);
ALTER TABLE scores.recording_scores ADD CONSTRAINT fk_recording_scores_blink_state FOREIGN KEY (blink_state) REFERENCES scores.blink_states (code);
ALTER TABLE scores.failures ADD CONSTRAINT fk_failures_kind FOREIGN KEY (kind) REFERENCES scores.failure_kinds (code);
ALTER TABLE scores.ignored ADD CONSTRAINT fk_ignored_outcome FOREIGN KEY (outcome) REFERENCES scores.ignored_outcomes (code);
ALTER TABLE scores.ignored ADD CONSTRAINT fk_ignored_reason FOREIGN KEY (reason) REFERENCES scores.ignored_reasons (code);

ALTER TABLE scores.recording_scores ADD COLUMN frames_gated BIGINT,
    ADD COLUMN ungated_face_angry DOUBLE PRECISION,
    ADD COLUMN ungated_face_disgust DOUBLE PRECISION,
    ADD COLUMN ungated_face_fear DOUBLE PRECISION,
    ADD COLUMN ungated_face_happy DOUBLE PRECISION,
    ADD COLUMN ungated_face_sad DOUBLE PRECISION,
    ADD COLUMN ungated_face_surprise DOUBLE PRECISION,
    ADD COLUMN ungated_face_neutral DOUBLE PRECISION,
    ADD CONSTRAINT ck_recording_scores_ungated_face_angry_range CHECK (ungated_face_angry >= 0 AND ungated_face_angry <= 1),
    ADD CONSTRAINT ck_recording_scores_ungated_face_disgust_range CHECK (ungated_face_disgust >= 0 AND ungated_face_disgust <= 1),
    ADD CONSTRAINT ck_recording_scores_ungated_face_fear_range CHECK (ungated_face_fear >= 0 AND ungated_face_fear <= 1),
    ADD CONSTRAINT ck_recording_scores_ungated_face_happy_range CHECK (ungated_face_happy >= 0 AND ungated_face_happy <= 1),
    ADD CONSTRAINT ck_recording_scores_ungated_face_sad_range CHECK (ungated_face_sad >= 0 AND ungated_face_sad <= 1),
    ADD CONSTRAINT ck_recording_scores_ungated_face_surprise_range CHECK (ungated_face_surprise >= 0 AND ungated_face_surprise <= 1),
    ADD CONSTRAINT ck_recording_scores_ungated_face_neutral_range CHECK (ungated_face_neutral >= 0 AND ungated_face_neutral <= 1);
ALTER TABLE scores.scoring_runs ADD COLUMN options TEXT, ADD COLUMN stage_seconds TEXT;
ALTER TABLE scores.inputs ADD COLUMN cpu_seconds DOUBLE PRECISION;

-- Reasons were prose.
ALTER TABLE scores.candidate_scores ADD COLUMN reason_values DOUBLE PRECISION[];
WITH coded AS (
    SELECT c.candidate_id, c.model_release, c.config_digest, r.place, k.code, k.value
    FROM scores.candidate_scores AS c
    CROSS JOIN LATERAL unnest(c.reasons) WITH ORDINALITY AS r (prose, place)
    CROSS JOIN LATERAL (VALUES
        ('too little was scored', 'too_little_scored', c.frames_scored + c.windows_scored),
        ('face seen in less than%', 'face_rarely_seen', c.face_coverage),
        ('speech heard in less than%', 'speech_rarely_heard', c.voice_coverage),
        ('no face score', 'no_face_score', c.recordings),
        ('no voice score', 'no_voice_score', c.recordings),
        ('no text score%', 'no_text_score', c.documents),
        ('a recording is truncated', 'truncated_recording', 1),
        ('%input(s) failed', 'failed_inputs', c.failures)
    ) AS k (pattern, code, value)
    WHERE r.prose LIKE k.pattern AND k.value IS NOT NULL
), gathered AS (
    SELECT candidate_id, model_release, config_digest,
        array_agg(code ORDER BY place) AS reasons, array_agg(value ORDER BY place) AS reason_values
    FROM coded GROUP BY candidate_id, model_release, config_digest
)
UPDATE scores.candidate_scores AS c SET reasons = g.reasons, reason_values = g.reason_values
FROM gathered AS g
WHERE (g.candidate_id, g.model_release, g.config_digest) = (c.candidate_id, c.model_release, c.config_digest);
UPDATE scores.candidate_scores SET reasons = '{}', reason_values = '{}' WHERE reason_values IS NULL;
ALTER TABLE scores.candidate_scores ALTER COLUMN reason_values SET NOT NULL;

CREATE INDEX ix_candidate_scores_cohort ON scores.candidate_scores (coalesce(cohort, ''), model_release, config_digest);
CREATE INDEX ix_recording_scores_cohort ON scores.recording_scores (coalesce(cohort, '')) WHERE is_current;

-- Ten seconds at a time.
CREATE TABLE scores.timeline_scores (
    candidate_id TEXT NOT NULL,
    recording_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    modality TEXT NOT NULL,
    bin BIGINT NOT NULL,
    start_seconds DOUBLE PRECISION NOT NULL,
    end_seconds DOUBLE PRECISION NOT NULL,
    readings BIGINT NOT NULL,
    scored BIGINT NOT NULL,
    scored_share DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL,
    states TEXT[] NOT NULL,
    state_counts BIGINT[] NOT NULL,
    angry DOUBLE PRECISION,
    disgust DOUBLE PRECISION,
    fear DOUBLE PRECISION,
    happy DOUBLE PRECISION,
    sad DOUBLE PRECISION,
    surprise DOUBLE PRECISION,
    neutral DOUBLE PRECISION,
    run_id TEXT NOT NULL,
    run_date DATE NOT NULL,
    model_release TEXT NOT NULL,
    config_digest TEXT NOT NULL,
    CONSTRAINT pk_timeline_scores PRIMARY KEY (recording_id, attempt, modality, bin, model_release, config_digest),
    CONSTRAINT ck_timeline_scores_scored_share_range CHECK (scored_share >= 0 AND scored_share <= 1),
    CONSTRAINT ck_timeline_scores_angry_range CHECK (angry >= 0 AND angry <= 1),
    CONSTRAINT ck_timeline_scores_disgust_range CHECK (disgust >= 0 AND disgust <= 1),
    CONSTRAINT ck_timeline_scores_fear_range CHECK (fear >= 0 AND fear <= 1),
    CONSTRAINT ck_timeline_scores_happy_range CHECK (happy >= 0 AND happy <= 1),
    CONSTRAINT ck_timeline_scores_sad_range CHECK (sad >= 0 AND sad <= 1),
    CONSTRAINT ck_timeline_scores_surprise_range CHECK (surprise >= 0 AND surprise <= 1),
    CONSTRAINT ck_timeline_scores_neutral_range CHECK (neutral >= 0 AND neutral <= 1),
    CONSTRAINT fk_timeline_scores_recording_id FOREIGN KEY(recording_id, attempt, model_release, config_digest) REFERENCES scores.recording_scores (recording_id, attempt, model_release, config_digest) ON DELETE CASCADE,
    CONSTRAINT fk_timeline_scores_state FOREIGN KEY(state) REFERENCES scores.timeline_states (code),
    CONSTRAINT fk_timeline_scores_run_id FOREIGN KEY(run_id) REFERENCES scores.scoring_runs (run_id),
    CONSTRAINT fk_timeline_scores_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
COMMENT ON TABLE scores.timeline_scores IS 'Ten seconds of a recording, as face, voice or both together read.';
COMMENT ON COLUMN scores.timeline_scores.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.timeline_scores.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.timeline_scores.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.timeline_scores.modality IS 'face, voice or fused';
COMMENT ON COLUMN scores.timeline_scores.bin IS 'Number of the ten seconds, from 0';
COMMENT ON COLUMN scores.timeline_scores.start_seconds IS 'Start of the bin [s]';
COMMENT ON COLUMN scores.timeline_scores.end_seconds IS 'End of the bin, or of the recording [s]';
COMMENT ON COLUMN scores.timeline_scores.readings IS 'Frames of the face, windows of the voice, seconds with any of both';
COMMENT ON COLUMN scores.timeline_scores.scored IS 'Of these, with a score';
COMMENT ON COLUMN scores.timeline_scores.scored_share IS 'scored / readings [0-1]';
COMMENT ON COLUMN scores.timeline_scores.state IS 'scored, or the most frequent reason why nothing is: see timeline_states';
COMMENT ON COLUMN scores.timeline_scores.states IS 'All states in the bin, most frequent first: see timeline_states';
COMMENT ON COLUMN scores.timeline_scores.state_counts IS 'Readings in each state';
COMMENT ON COLUMN scores.timeline_scores.angry IS 'Reads as angry, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.timeline_scores.disgust IS 'Reads as disgust, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.timeline_scores.fear IS 'Reads as fear, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.timeline_scores.happy IS 'Reads as happy, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.timeline_scores.sad IS 'Reads as sad, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.timeline_scores.surprise IS 'Reads as surprise, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.timeline_scores.neutral IS 'Reads as neutral, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.timeline_scores.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.timeline_scores.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.timeline_scores.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.timeline_scores.config_digest IS 'SHA-256 of the options that change scores';

-- What people declare about themselves, apart from scores.
CREATE SCHEMA audit;
CREATE TABLE audit.person_category (
    candidate_id TEXT NOT NULL,
    category TEXT NOT NULL,
    answer TEXT NOT NULL,
    declared_on DATE,
    CONSTRAINT pk_person_category PRIMARY KEY (candidate_id, category)
);
COMMENT ON TABLE audit.person_category IS 'One answer that a person gave about themselves, to check whether scores treat groups alike. Empty unless somebody fills it; analysts see rates of groups only.';
COMMENT ON COLUMN audit.person_category.candidate_id IS 'Candidate, as in the scores';
COMMENT ON COLUMN audit.person_category.category IS 'What was asked, for example gender or first_language';
COMMENT ON COLUMN audit.person_category.answer IS 'What the person declared';
COMMENT ON COLUMN audit.person_category.declared_on IS 'When';

COMMENT ON COLUMN scores.scoring_runs.status IS 'How the run ended: see run_statuses';
COMMENT ON COLUMN scores.inputs.state IS 'What became of it: see input_states';
COMMENT ON COLUMN scores.text_scores.state IS 'scored, or why there is no score: see text_states';
COMMENT ON COLUMN scores.recording_scores.face_state IS 'scored, or why not: see recording_states';
COMMENT ON COLUMN scores.recording_scores.voice_state IS 'scored, or why not: see recording_states';
COMMENT ON COLUMN scores.recording_scores.blink_state IS 'counted, or why not: see blink_states';
COMMENT ON COLUMN scores.failures.kind IS 'Kind of failure: see failure_kinds';
COMMENT ON COLUMN scores.ignored.outcome IS 'ignored or skipped: see ignored_outcomes';
COMMENT ON COLUMN scores.ignored.reason IS 'Why it is not scored: see ignored_reasons';
COMMENT ON COLUMN scores.recording_scores.frames_gated IS 'Frames in which the candidate''s face is too small or turned away; NULL if scored before they were counted [frames]';
COMMENT ON COLUMN scores.recording_scores.ungated_face_angry IS 'Face reads as angry, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.ungated_face_disgust IS 'Face reads as disgust, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.ungated_face_fear IS 'Face reads as fear, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.ungated_face_happy IS 'Face reads as happy, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.ungated_face_sad IS 'Face reads as sad, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.ungated_face_surprise IS 'Face reads as surprise, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.ungated_face_neutral IS 'Face reads as neutral, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.scoring_runs.stage_seconds IS 'Stage to its CPU seconds, in JSON; NULL where they are not known';
COMMENT ON COLUMN scores.inputs.cpu_seconds IS 'CPU time of the last try, near enough to compare inputs [s]';
COMMENT ON COLUMN scores.scoring_runs.options IS 'Options that change scores, as they were asked for, in JSON; NULL before 0.6';
COMMENT ON COLUMN scores.candidate_scores.reasons IS 'Why it is not usable, or what is missing: see usability_reasons';
COMMENT ON COLUMN scores.candidate_scores.reason_values IS 'Of each reason the share or count that its meaning names';

-- A development version had the columns of these views in another order, which cannot be replaced.
DO $$ BEGIN
    IF (SELECT min(attnum) FILTER (WHERE attname = 'left_out') < min(attnum) FILTER (WHERE attname = 'run_id')
        FROM pg_attribute WHERE attrelid = 'scores.candidate_overview'::regclass) THEN
        DROP VIEW scores.candidate_overview, scores.emotion_readings, scores.failures_by_kind;
    END IF;
END $$;
