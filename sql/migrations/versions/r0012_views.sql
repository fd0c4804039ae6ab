-- Not partial: the planner takes no estimate of a cohort's size from a partial index.
DROP INDEX scores.ix_recording_scores_cohort;
CREATE INDEX ix_recording_scores_cohort ON scores.recording_scores (coalesce(cohort, ''), is_current);
CREATE INDEX ix_text_scores_cohort ON scores.text_scores (coalesce(cohort, ''), is_current);

-- A row is a candidate: the current scores, and the columns that a coach looks at first. Its
-- columns keep their order, because users build on it; v_candidate has all of them.
CREATE OR REPLACE VIEW scores.candidate_overview AS
SELECT
    c.candidate_id,
    c.cohort,
    c.usable,
    c.reasons,
    c.dominant,
    greatest(c.angry, c.disgust, c.fear, c.happy, c.sad, c.surprise, c.neutral) AS dominant_score,
    c.openness,
    c.conscientiousness,
    c.extraversion,
    c.agreeableness,
    c.neuroticism,
    c.face_coverage,
    c.voice_coverage,
    c.words,
    c.recordings,
    c.documents,
    c.failures,
    c.duration_seconds,
    c.run_date,
    c.run_id,
    c.model_release,
    c.left_out,
    c.config_digest
FROM scores.candidate_scores AS c
WHERE c.is_current;

COMMENT ON VIEW scores.candidate_overview IS
'Current reading of each candidate. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.candidate_overview.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.candidate_overview.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.candidate_overview.usable IS 'Whether there is enough to coach with; see reasons';
COMMENT ON COLUMN scores.candidate_overview.reasons IS 'Why it is not usable, or what is missing: see usability_reasons';
COMMENT ON COLUMN scores.candidate_overview.dominant IS 'Emotion with the highest fused mean';
COMMENT ON COLUMN scores.candidate_overview.dominant_score IS 'Mean reading of the dominant emotion [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.openness IS 'Texts read as high in openness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.conscientiousness IS 'Texts read as high in conscientiousness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.extraversion IS 'Texts read as high in extraversion, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.agreeableness IS 'Texts read as high in agreeableness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.neuroticism IS 'Texts read as high in neuroticism, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.face_coverage IS 'Frames scored / frames sampled [0-1]';
COMMENT ON COLUMN scores.candidate_overview.voice_coverage IS 'Windows scored / windows [0-1]';
COMMENT ON COLUMN scores.candidate_overview.words IS 'Words in all documents [words]';
COMMENT ON COLUMN scores.candidate_overview.recordings IS 'Recordings in here, one a question [recordings]';
COMMENT ON COLUMN scores.candidate_overview.documents IS 'Essays and transcripts in here [documents]';
COMMENT ON COLUMN scores.candidate_overview.failures IS 'Inputs that failed [inputs]';
COMMENT ON COLUMN scores.candidate_overview.duration_seconds IS 'Length of all recordings [s]';
COMMENT ON COLUMN scores.candidate_overview.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.candidate_overview.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.candidate_overview.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.candidate_overview.left_out IS 'Answers not in here: only other releases or options scored them [answers]';
COMMENT ON COLUMN scores.candidate_overview.config_digest IS 'SHA-256 of the options that change scores';

-- A row is an emotion or a trait of a candidate by one release and options; current or not. Other
-- views compare these.
CREATE OR REPLACE VIEW scores.candidate_readings AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    v.modality,
    v.measure,
    v.score,
    v.deviation,
    v.share,
    c.usable,
    c.is_current,
    c.run_date,
    c.run_id,
    c.model_release,
    c.config_digest
FROM scores.candidate_scores AS c
CROSS JOIN LATERAL (
    VALUES
        ('fused', 'angry', c.angry, c.angry_deviation, c.angry_share),
        ('fused', 'disgust', c.disgust, c.disgust_deviation, c.disgust_share),
        ('fused', 'fear', c.fear, c.fear_deviation, c.fear_share),
        ('fused', 'happy', c.happy, c.happy_deviation, c.happy_share),
        ('fused', 'sad', c.sad, c.sad_deviation, c.sad_share),
        ('fused', 'surprise', c.surprise, c.surprise_deviation, c.surprise_share),
        ('fused', 'neutral', c.neutral, c.neutral_deviation, c.neutral_share),
        ('face', 'angry', c.face_angry, c.face_angry_deviation, c.face_angry_share),
        ('face', 'disgust', c.face_disgust, c.face_disgust_deviation, c.face_disgust_share),
        ('face', 'fear', c.face_fear, c.face_fear_deviation, c.face_fear_share),
        ('face', 'happy', c.face_happy, c.face_happy_deviation, c.face_happy_share),
        ('face', 'sad', c.face_sad, c.face_sad_deviation, c.face_sad_share),
        ('face', 'surprise', c.face_surprise, c.face_surprise_deviation, c.face_surprise_share),
        ('face', 'neutral', c.face_neutral, c.face_neutral_deviation, c.face_neutral_share),
        ('voice', 'angry', c.voice_angry, c.voice_angry_deviation, c.voice_angry_share),
        ('voice', 'disgust', c.voice_disgust, c.voice_disgust_deviation, c.voice_disgust_share),
        ('voice', 'fear', c.voice_fear, c.voice_fear_deviation, c.voice_fear_share),
        ('voice', 'happy', c.voice_happy, c.voice_happy_deviation, c.voice_happy_share),
        ('voice', 'sad', c.voice_sad, c.voice_sad_deviation, c.voice_sad_share),
        ('voice', 'surprise', c.voice_surprise, c.voice_surprise_deviation, c.voice_surprise_share),
        ('voice', 'neutral', c.voice_neutral, c.voice_neutral_deviation, c.voice_neutral_share),
        ('text', 'openness', c.openness, NULL, NULL),
        ('text', 'conscientiousness', c.conscientiousness, NULL, NULL),
        ('text', 'extraversion', c.extraversion, NULL, NULL),
        ('text', 'agreeableness', c.agreeableness, NULL, NULL),
        ('text', 'neuroticism', c.neuroticism, NULL, NULL)
) AS v (modality, measure, score, deviation, share)
WHERE v.score IS NOT NULL;

COMMENT ON VIEW scores.candidate_readings IS
'Each emotion and trait of each candidate, by each release and options that scored it. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.candidate_readings.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.candidate_readings.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.candidate_readings.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.candidate_readings.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.candidate_readings.score IS 'Mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_readings.deviation IS 'Standard deviation over time and recordings; NULL for traits [probability]';
COMMENT ON COLUMN scores.candidate_readings.share IS 'Share of the time in which the emotion reads highest; NULL for traits [0-1]';
COMMENT ON COLUMN scores.candidate_readings.usable IS 'Whether there is enough to coach with; see reasons';
COMMENT ON COLUMN scores.candidate_readings.is_current IS 'Whether no newer run scored the same candidate_id';
COMMENT ON COLUMN scores.candidate_readings.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.candidate_readings.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.candidate_readings.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.candidate_readings.config_digest IS 'SHA-256 of the options that change scores';

-- A row is an emotion of an attempt at a recording, as read from face, voice or both (fused), by
-- the current scores: for charts.
CREATE OR REPLACE VIEW scores.emotion_readings AS
SELECT
    s.candidate_id,
    s.recording_id,
    s.question_id,
    s.cohort,
    s.recorded_at,
    v.modality,
    v.emotion,
    v.score,
    v.deviation,
    v.share,
    s.run_date,
    s.run_id,
    s.model_release,
    s.attempt,
    s.config_digest
FROM scores.recording_scores AS s
CROSS JOIN LATERAL (
    VALUES
        ('fused', 'angry', s.angry, s.angry_deviation, s.angry_share),
        ('fused', 'disgust', s.disgust, s.disgust_deviation, s.disgust_share),
        ('fused', 'fear', s.fear, s.fear_deviation, s.fear_share),
        ('fused', 'happy', s.happy, s.happy_deviation, s.happy_share),
        ('fused', 'sad', s.sad, s.sad_deviation, s.sad_share),
        ('fused', 'surprise', s.surprise, s.surprise_deviation, s.surprise_share),
        ('fused', 'neutral', s.neutral, s.neutral_deviation, s.neutral_share),
        ('face', 'angry', s.face_angry, s.face_angry_deviation, s.face_angry_share),
        ('face', 'disgust', s.face_disgust, s.face_disgust_deviation, s.face_disgust_share),
        ('face', 'fear', s.face_fear, s.face_fear_deviation, s.face_fear_share),
        ('face', 'happy', s.face_happy, s.face_happy_deviation, s.face_happy_share),
        ('face', 'sad', s.face_sad, s.face_sad_deviation, s.face_sad_share),
        ('face', 'surprise', s.face_surprise, s.face_surprise_deviation, s.face_surprise_share),
        ('face', 'neutral', s.face_neutral, s.face_neutral_deviation, s.face_neutral_share),
        ('voice', 'angry', s.voice_angry, s.voice_angry_deviation, s.voice_angry_share),
        ('voice', 'disgust', s.voice_disgust, s.voice_disgust_deviation, s.voice_disgust_share),
        ('voice', 'fear', s.voice_fear, s.voice_fear_deviation, s.voice_fear_share),
        ('voice', 'happy', s.voice_happy, s.voice_happy_deviation, s.voice_happy_share),
        ('voice', 'sad', s.voice_sad, s.voice_sad_deviation, s.voice_sad_share),
        ('voice', 'surprise', s.voice_surprise, s.voice_surprise_deviation, s.voice_surprise_share),
        ('voice', 'neutral', s.voice_neutral, s.voice_neutral_deviation, s.voice_neutral_share)
) AS v (modality, emotion, score, deviation, share)
WHERE s.is_current AND v.score IS NOT NULL;

COMMENT ON VIEW scores.emotion_readings IS
'Each emotion of each attempt at a recording, by its current scores, as read from face, voice and both (fused). A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.emotion_readings.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.emotion_readings.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.emotion_readings.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.emotion_readings.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.emotion_readings.recorded_at IS 'When it was recorded, from the manifest';
COMMENT ON COLUMN scores.emotion_readings.modality IS 'What was read: fused, face or voice';
COMMENT ON COLUMN scores.emotion_readings.emotion IS 'Emotion';
COMMENT ON COLUMN scores.emotion_readings.score IS 'Mean reading over the recording [probability, 0-1]';
COMMENT ON COLUMN scores.emotion_readings.deviation IS 'Standard deviation over time [probability]';
COMMENT ON COLUMN scores.emotion_readings.share IS 'Share of the time in which the emotion reads highest [0-1]';
COMMENT ON COLUMN scores.emotion_readings.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.emotion_readings.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.emotion_readings.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.emotion_readings.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.emotion_readings.config_digest IS 'SHA-256 of the options that change scores';

-- A row is a kind of failure in a run: how many inputs and candidates it touches.
CREATE OR REPLACE VIEW scores.failures_by_kind AS
SELECT
    run_date,
    run_id,
    model_release,
    stage,
    kind,
    count(*) AS failures,
    count(DISTINCT candidate_id) AS candidates,
    config_digest
FROM scores.failures
GROUP BY run_date, run_id, model_release, config_digest, stage, kind;

COMMENT ON VIEW scores.failures_by_kind IS
'Inputs that could not be scored, counted by run, stage and kind. A failure says something about a file; a score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.failures_by_kind.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.failures_by_kind.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.failures_by_kind.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.failures_by_kind.stage IS 'Stage that failed: find, fetch, probe, decode, read, score, fuse';
COMMENT ON COLUMN scores.failures_by_kind.kind IS 'Kind of failure: see failure_kinds';
COMMENT ON COLUMN scores.failures_by_kind.failures IS 'Inputs that failed so [inputs]';
COMMENT ON COLUMN scores.failures_by_kind.candidates IS 'Candidates whose inputs they are [candidates]';
COMMENT ON COLUMN scores.failures_by_kind.config_digest IS 'SHA-256 of the options that change scores';

-- A row is an emotion or a trait of an attempt at a question, by the current scores, and how it has
-- changed since the attempt before: the newest earlier one in which the same release with the same
-- options could score the modality. Essays are compared with essays, transcripts with transcripts.
CREATE OR REPLACE VIEW scores.v_attempts AS
SELECT
    s.candidate_id,
    coalesce(s.cohort, '') AS cohort,
    s.question_id,
    'recording' AS kind,
    s.recording_id AS input_id,
    s.attempt,
    m.modality,
    m.measure,
    m.score,
    m.previous_attempt,
    m.previous_score,
    m.score - m.previous_score AS change,
    s.run_date,
    s.model_release,
    s.config_digest,
    s.recorded_at
FROM scores.recording_scores AS s
LEFT JOIN LATERAL (
    SELECT
        p.attempt,
        p.angry,
        p.disgust,
        p.fear,
        p.happy,
        p.sad,
        p.surprise,
        p.neutral
    FROM scores.recording_scores AS p
    WHERE p.candidate_id = s.candidate_id
        AND p.question_id = s.question_id
        AND p.attempt < s.attempt
        AND p.model_release = s.model_release
        AND p.config_digest = s.config_digest
        AND p.angry IS NOT NULL
    ORDER BY p.attempt DESC, p.is_current DESC, p.recording_id DESC
    LIMIT 1
) AS fused ON true
LEFT JOIN LATERAL (
    SELECT
        p.attempt,
        p.face_angry,
        p.face_disgust,
        p.face_fear,
        p.face_happy,
        p.face_sad,
        p.face_surprise,
        p.face_neutral
    FROM scores.recording_scores AS p
    WHERE p.candidate_id = s.candidate_id
        AND p.question_id = s.question_id
        AND p.attempt < s.attempt
        AND p.model_release = s.model_release
        AND p.config_digest = s.config_digest
        AND p.face_angry IS NOT NULL
    ORDER BY p.attempt DESC, p.is_current DESC, p.recording_id DESC
    LIMIT 1
) AS face ON true
LEFT JOIN LATERAL (
    SELECT
        p.attempt,
        p.voice_angry,
        p.voice_disgust,
        p.voice_fear,
        p.voice_happy,
        p.voice_sad,
        p.voice_surprise,
        p.voice_neutral
    FROM scores.recording_scores AS p
    WHERE p.candidate_id = s.candidate_id
        AND p.question_id = s.question_id
        AND p.attempt < s.attempt
        AND p.model_release = s.model_release
        AND p.config_digest = s.config_digest
        AND p.voice_angry IS NOT NULL
    ORDER BY p.attempt DESC, p.is_current DESC, p.recording_id DESC
    LIMIT 1
) AS voice ON true
CROSS JOIN LATERAL (
    VALUES
        ('fused', 'angry', s.angry, fused.attempt, fused.angry),
        ('fused', 'disgust', s.disgust, fused.attempt, fused.disgust),
        ('fused', 'fear', s.fear, fused.attempt, fused.fear),
        ('fused', 'happy', s.happy, fused.attempt, fused.happy),
        ('fused', 'sad', s.sad, fused.attempt, fused.sad),
        ('fused', 'surprise', s.surprise, fused.attempt, fused.surprise),
        ('fused', 'neutral', s.neutral, fused.attempt, fused.neutral),
        ('face', 'angry', s.face_angry, face.attempt, face.face_angry),
        ('face', 'disgust', s.face_disgust, face.attempt, face.face_disgust),
        ('face', 'fear', s.face_fear, face.attempt, face.face_fear),
        ('face', 'happy', s.face_happy, face.attempt, face.face_happy),
        ('face', 'sad', s.face_sad, face.attempt, face.face_sad),
        ('face', 'surprise', s.face_surprise, face.attempt, face.face_surprise),
        ('face', 'neutral', s.face_neutral, face.attempt, face.face_neutral),
        ('voice', 'angry', s.voice_angry, voice.attempt, voice.voice_angry),
        ('voice', 'disgust', s.voice_disgust, voice.attempt, voice.voice_disgust),
        ('voice', 'fear', s.voice_fear, voice.attempt, voice.voice_fear),
        ('voice', 'happy', s.voice_happy, voice.attempt, voice.voice_happy),
        ('voice', 'sad', s.voice_sad, voice.attempt, voice.voice_sad),
        ('voice', 'surprise', s.voice_surprise, voice.attempt, voice.voice_surprise),
        ('voice', 'neutral', s.voice_neutral, voice.attempt, voice.voice_neutral)
) AS m (modality, measure, score, previous_attempt, previous_score)
WHERE s.is_current AND m.score IS NOT NULL
UNION ALL
SELECT
    t.candidate_id,
    coalesce(t.cohort, '') AS cohort,
    t.question_id,
    t.kind,
    t.document_id,
    t.attempt,
    'text',
    m.measure,
    m.score,
    m.previous_attempt,
    m.previous_score,
    m.score - m.previous_score,
    t.run_date,
    t.model_release,
    t.config_digest,
    t.recorded_at
FROM scores.text_scores AS t
LEFT JOIN LATERAL (
    SELECT
        p.attempt,
        p.openness,
        p.conscientiousness,
        p.extraversion,
        p.agreeableness,
        p.neuroticism
    FROM scores.text_scores AS p
    WHERE p.candidate_id = t.candidate_id
        AND p.question_id = t.question_id
        AND p.kind = t.kind
        AND p.attempt < t.attempt
        AND p.model_release = t.model_release
        AND p.config_digest = t.config_digest
        AND p.openness IS NOT NULL
    ORDER BY p.attempt DESC, p.is_current DESC, p.document_id DESC
    LIMIT 1
) AS p ON true
CROSS JOIN LATERAL (
    VALUES
        ('openness', t.openness, p.attempt, p.openness),
        ('conscientiousness', t.conscientiousness, p.attempt, p.conscientiousness),
        ('extraversion', t.extraversion, p.attempt, p.extraversion),
        ('agreeableness', t.agreeableness, p.attempt, p.agreeableness),
        ('neuroticism', t.neuroticism, p.attempt, p.neuroticism)
) AS m (measure, score, previous_attempt, previous_score)
WHERE t.is_current AND m.score IS NOT NULL;

COMMENT ON VIEW scores.v_attempts IS
'How scores change from one attempt at a question to the next, by one release and options. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_attempts.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_attempts.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_attempts.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_attempts.kind IS 'recording, essay or transcript';
COMMENT ON COLUMN scores.v_attempts.input_id IS 'Recording or document: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_attempts.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_attempts.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_attempts.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_attempts.score IS 'Mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_attempts.previous_attempt IS 'The attempt before, of those with a score; NULL where there is none';
COMMENT ON COLUMN scores.v_attempts.previous_score IS 'Its score; NULL where there is none [probability, 0-1]';
COMMENT ON COLUMN scores.v_attempts.change IS 'score - previous_score; NULL where there is no attempt before [probability]';
COMMENT ON COLUMN scores.v_attempts.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_attempts.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_attempts.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.v_attempts.recorded_at IS 'When it was recorded or written, from the manifest';

-- A row is a candidate: the current scores.
CREATE OR REPLACE VIEW scores.v_candidate AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    c.usable,
    c.reasons,
    c.reason_values,
    c.recordings,
    c.documents,
    c.failures,
    c.left_out,
    c.duration_seconds,
    c.frames,
    c.frames_scored,
    c.windows,
    c.windows_scored,
    c.face_coverage,
    c.voice_coverage,
    c.words,
    c.dominant,
    greatest(c.angry, c.disgust, c.fear, c.happy, c.sad, c.surprise, c.neutral) AS dominant_score,
    c.angry,
    c.disgust,
    c.fear,
    c.happy,
    c.sad,
    c.surprise,
    c.neutral,
    c.angry_deviation,
    c.disgust_deviation,
    c.fear_deviation,
    c.happy_deviation,
    c.sad_deviation,
    c.surprise_deviation,
    c.neutral_deviation,
    c.angry_share,
    c.disgust_share,
    c.fear_share,
    c.happy_share,
    c.sad_share,
    c.surprise_share,
    c.neutral_share,
    c.face_dominant,
    c.face_angry,
    c.face_disgust,
    c.face_fear,
    c.face_happy,
    c.face_sad,
    c.face_surprise,
    c.face_neutral,
    c.face_angry_deviation,
    c.face_disgust_deviation,
    c.face_fear_deviation,
    c.face_happy_deviation,
    c.face_sad_deviation,
    c.face_surprise_deviation,
    c.face_neutral_deviation,
    c.face_angry_share,
    c.face_disgust_share,
    c.face_fear_share,
    c.face_happy_share,
    c.face_sad_share,
    c.face_surprise_share,
    c.face_neutral_share,
    c.voice_dominant,
    c.voice_angry,
    c.voice_disgust,
    c.voice_fear,
    c.voice_happy,
    c.voice_sad,
    c.voice_surprise,
    c.voice_neutral,
    c.voice_angry_deviation,
    c.voice_disgust_deviation,
    c.voice_fear_deviation,
    c.voice_happy_deviation,
    c.voice_sad_deviation,
    c.voice_surprise_deviation,
    c.voice_neutral_deviation,
    c.voice_angry_share,
    c.voice_disgust_share,
    c.voice_fear_share,
    c.voice_happy_share,
    c.voice_sad_share,
    c.voice_surprise_share,
    c.voice_neutral_share,
    c.openness,
    c.conscientiousness,
    c.extraversion,
    c.agreeableness,
    c.neuroticism,
    c.run_id,
    c.run_date,
    c.model_release,
    c.config_digest
FROM scores.candidate_scores AS c
WHERE c.is_current;

COMMENT ON VIEW scores.v_candidate IS
'Every candidate once, as the newest run has scored it. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_candidate.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_candidate.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_candidate.usable IS 'Whether there is enough to coach with; see reasons';
COMMENT ON COLUMN scores.v_candidate.reasons IS 'Why it is not usable, or what is missing: see usability_reasons';
COMMENT ON COLUMN scores.v_candidate.reason_values IS 'Of each reason the share or count that its meaning names';
COMMENT ON COLUMN scores.v_candidate.recordings IS 'Recordings in here, one a question [recordings]';
COMMENT ON COLUMN scores.v_candidate.documents IS 'Essays and transcripts in here [documents]';
COMMENT ON COLUMN scores.v_candidate.failures IS 'Inputs that failed [inputs]';
COMMENT ON COLUMN scores.v_candidate.left_out IS 'Answers not in here: only other releases or options scored them [answers]';
COMMENT ON COLUMN scores.v_candidate.duration_seconds IS 'Length of all recordings [s]';
COMMENT ON COLUMN scores.v_candidate.frames IS 'Frames sampled [frames]';
COMMENT ON COLUMN scores.v_candidate.frames_scored IS 'Frames with a scored face [frames]';
COMMENT ON COLUMN scores.v_candidate.windows IS 'Voice windows [windows]';
COMMENT ON COLUMN scores.v_candidate.windows_scored IS 'Voice windows with a score [windows]';
COMMENT ON COLUMN scores.v_candidate.face_coverage IS 'Frames scored / frames sampled [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_coverage IS 'Windows scored / windows [0-1]';
COMMENT ON COLUMN scores.v_candidate.words IS 'Words in all documents [words]';
COMMENT ON COLUMN scores.v_candidate.dominant IS 'Emotion with the highest fused mean';
COMMENT ON COLUMN scores.v_candidate.dominant_score IS 'Mean reading of the dominant emotion [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.angry IS 'Fused angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.disgust IS 'Fused disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.fear IS 'Fused fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.happy IS 'Fused happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.sad IS 'Fused sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.surprise IS 'Fused surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.neutral IS 'Fused neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.angry_deviation IS 'Deviation of fused angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.disgust_deviation IS 'Deviation of fused disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.fear_deviation IS 'Deviation of fused fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.happy_deviation IS 'Deviation of fused happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.sad_deviation IS 'Deviation of fused sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.surprise_deviation IS 'Deviation of fused surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.neutral_deviation IS 'Deviation of fused neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.angry_share IS 'Share of scored time in which fused angry is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.disgust_share IS 'Share of scored time in which fused disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.fear_share IS 'Share of scored time in which fused fear is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.happy_share IS 'Share of scored time in which fused happy is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.sad_share IS 'Share of scored time in which fused sad is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.surprise_share IS 'Share of scored time in which fused surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.neutral_share IS 'Share of scored time in which fused neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_dominant IS 'Emotion with the highest face mean';
COMMENT ON COLUMN scores.v_candidate.face_angry IS 'Face angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_disgust IS 'Face disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_fear IS 'Face fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_happy IS 'Face happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_sad IS 'Face sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_surprise IS 'Face surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_neutral IS 'Face neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_angry_deviation IS 'Deviation of face angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_disgust_deviation IS 'Deviation of face disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_fear_deviation IS 'Deviation of face fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_happy_deviation IS 'Deviation of face happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_sad_deviation IS 'Deviation of face sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_surprise_deviation IS 'Deviation of face surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_neutral_deviation IS 'Deviation of face neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_dominant IS 'Emotion with the highest voice mean';
COMMENT ON COLUMN scores.v_candidate.voice_angry IS 'Voice angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_disgust IS 'Voice disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_fear IS 'Voice fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_happy IS 'Voice happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_sad IS 'Voice sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_surprise IS 'Voice surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_neutral IS 'Voice neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_angry_deviation IS 'Deviation of voice angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_disgust_deviation IS 'Deviation of voice disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_fear_deviation IS 'Deviation of voice fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_happy_deviation IS 'Deviation of voice happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_sad_deviation IS 'Deviation of voice sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_surprise_deviation IS 'Deviation of voice surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_neutral_deviation IS 'Deviation of voice neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.openness IS 'Texts read as high in openness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.conscientiousness IS 'Texts read as high in conscientiousness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.extraversion IS 'Texts read as high in extraversion, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.agreeableness IS 'Texts read as high in agreeableness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.neuroticism IS 'Texts read as high in neuroticism, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_candidate.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_candidate.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_candidate.config_digest IS 'SHA-256 of the options that change scores';

-- A row is an emotion or a trait of a cohort by one release and options: how its candidates'
-- scores are spread. Each candidate counts once, whether or not a newer release has scored it.
CREATE OR REPLACE VIEW scores.v_cohort AS
SELECT
    g.cohort,
    g.modality,
    g.measure,
    g.n,
    g.current_n,
    CASE WHEN g.is_shown THEN g.median END AS median,
    CASE WHEN g.is_shown THEN g.p10 END AS p10,
    CASE WHEN g.is_shown THEN g.p90 END AS p90,
    CASE WHEN g.is_shown THEN g.deviation END AS deviation,
    g.n < (SELECT value FROM scores.thresholds WHERE code = 'small_n') AS small_n,
    g.last_run_date,
    g.model_release,
    g.config_digest
FROM (
    SELECT
        r.cohort,
        r.modality,
        r.measure,
        count(*) AS n,
        count(*) FILTER (WHERE r.is_current) AS current_n,
        count(*) >= (SELECT value FROM scores.thresholds WHERE code = 'least_n') AS is_shown,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY r.score) AS median,
        percentile_cont(0.1) WITHIN GROUP (ORDER BY r.score) AS p10,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY r.score) AS p90,
        stddev_samp(r.score) AS deviation,
        max(r.run_date) AS last_run_date,
        r.model_release,
        r.config_digest
    FROM scores.candidate_readings AS r
    GROUP BY r.cohort, r.modality, r.measure, r.model_release, r.config_digest
) AS g;

COMMENT ON VIEW scores.v_cohort IS
'How the scores of each cohort are spread, a release and its options at a time. Figures are NULL below 5 candidates, where single people could be told (table thresholds). A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_cohort.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_cohort.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_cohort.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_cohort.n IS 'Candidates with this measure; each counts once [candidates]';
COMMENT ON COLUMN scores.v_cohort.current_n IS 'Of these, candidates whose current scores these are [candidates]';
COMMENT ON COLUMN scores.v_cohort.median IS 'Median score; NULL below least_n candidates [probability, 0-1]';
COMMENT ON COLUMN scores.v_cohort.p10 IS 'Score that a tenth of the candidates is below, interpolated; NULL below least_n candidates [probability, 0-1]';
COMMENT ON COLUMN scores.v_cohort.p90 IS 'Score that a tenth of the candidates is above, interpolated; NULL below least_n candidates [probability, 0-1]';
COMMENT ON COLUMN scores.v_cohort.deviation IS 'Sample standard deviation over candidates; NULL below least_n candidates [probability]';
COMMENT ON COLUMN scores.v_cohort.small_n IS 'Whether n is so small that the figures say little: threshold small_n';
COMMENT ON COLUMN scores.v_cohort.last_run_date IS 'Newest run_date among the rows';
COMMENT ON COLUMN scores.v_cohort.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_cohort.config_digest IS 'SHA-256 of the options that change scores';

-- A row is an emotion or a trait of a candidate, by the current scores, beside the mean of the
-- others in the cohort, as the interview simulator of 2019 showed it; but the candidate is not
-- among the others, each of them counts once, one release scored all, and nothing is rounded.
CREATE OR REPLACE VIEW scores.v_compare AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    r.modality,
    r.measure,
    r.score,
    r.share,
    CASE WHEN r.is_shown THEN r.others_score END AS others_score,
    CASE WHEN r.is_shown THEN r.others_share END AS others_share,
    CASE WHEN r.is_shown THEN r.score - r.others_score END AS difference,
    r.n,
    r.n < (SELECT value FROM scores.thresholds WHERE code = 'small_n') AS small_n,
    c.model_release,
    c.config_digest
FROM scores.candidate_scores AS c
CROSS JOIN LATERAL (
    SELECT
        m.modality,
        m.measure,
        m.score,
        m.share,
        count(*) - 1 AS n,
        count(*) - 1 >= (SELECT value FROM scores.thresholds WHERE code = 'least_n') AS is_shown,
        avg(m.other) FILTER (WHERE o.candidate_id <> c.candidate_id) AS others_score,
        avg(m.other_share) FILTER (WHERE o.candidate_id <> c.candidate_id) AS others_share
    FROM scores.candidate_scores AS o
    CROSS JOIN LATERAL (
        VALUES
            ('fused', 'angry', c.angry, o.angry, c.angry_share, o.angry_share),
            ('fused', 'disgust', c.disgust, o.disgust, c.disgust_share, o.disgust_share),
            ('fused', 'fear', c.fear, o.fear, c.fear_share, o.fear_share),
            ('fused', 'happy', c.happy, o.happy, c.happy_share, o.happy_share),
            ('fused', 'sad', c.sad, o.sad, c.sad_share, o.sad_share),
            ('fused', 'surprise', c.surprise, o.surprise, c.surprise_share, o.surprise_share),
            ('fused', 'neutral', c.neutral, o.neutral, c.neutral_share, o.neutral_share),
            ('face', 'angry', c.face_angry, o.face_angry, c.face_angry_share, o.face_angry_share),
            ('face', 'disgust',
             c.face_disgust, o.face_disgust, c.face_disgust_share, o.face_disgust_share),
            ('face', 'fear', c.face_fear, o.face_fear, c.face_fear_share, o.face_fear_share),
            ('face', 'happy', c.face_happy, o.face_happy, c.face_happy_share, o.face_happy_share),
            ('face', 'sad', c.face_sad, o.face_sad, c.face_sad_share, o.face_sad_share),
            ('face', 'surprise',
             c.face_surprise, o.face_surprise, c.face_surprise_share, o.face_surprise_share),
            ('face', 'neutral',
             c.face_neutral, o.face_neutral, c.face_neutral_share, o.face_neutral_share),
            ('voice', 'angry',
             c.voice_angry, o.voice_angry, c.voice_angry_share, o.voice_angry_share),
            ('voice', 'disgust',
             c.voice_disgust, o.voice_disgust, c.voice_disgust_share, o.voice_disgust_share),
            ('voice', 'fear', c.voice_fear, o.voice_fear, c.voice_fear_share, o.voice_fear_share),
            ('voice', 'happy',
             c.voice_happy, o.voice_happy, c.voice_happy_share, o.voice_happy_share),
            ('voice', 'sad', c.voice_sad, o.voice_sad, c.voice_sad_share, o.voice_sad_share),
            ('voice', 'surprise',
             c.voice_surprise, o.voice_surprise, c.voice_surprise_share, o.voice_surprise_share),
            ('voice', 'neutral',
             c.voice_neutral, o.voice_neutral, c.voice_neutral_share, o.voice_neutral_share),
            ('text', 'openness', c.openness, o.openness, NULL, NULL),
            ('text', 'conscientiousness', c.conscientiousness, o.conscientiousness, NULL, NULL),
            ('text', 'extraversion', c.extraversion, o.extraversion, NULL, NULL),
            ('text', 'agreeableness', c.agreeableness, o.agreeableness, NULL, NULL),
            ('text', 'neuroticism', c.neuroticism, o.neuroticism, NULL, NULL)
    ) AS m (modality, measure, score, other, share, other_share)
    WHERE coalesce(o.cohort, '') = coalesce(c.cohort, '')
        AND o.model_release = c.model_release
        AND o.config_digest = c.config_digest
        AND m.score IS NOT NULL
        AND m.other IS NOT NULL
    GROUP BY m.modality, m.measure, m.score, m.share
) AS r
WHERE c.is_current;

COMMENT ON VIEW scores.v_compare IS
'Each candidate beside the mean of the others in the cohort, scored by the same release with the same options. NULL below 5 others, where single people could be told; small_n below 30 (table thresholds). A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_compare.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_compare.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_compare.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_compare.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_compare.score IS 'Mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_compare.share IS 'Share of the time in which the emotion reads highest; NULL for traits [0-1]';
COMMENT ON COLUMN scores.v_compare.others_score IS 'Mean score of the others; NULL below least_n others [probability, 0-1]';
COMMENT ON COLUMN scores.v_compare.others_share IS 'Mean share of the others; NULL for traits, and below least_n others [0-1]';
COMMENT ON COLUMN scores.v_compare.difference IS 'score - others_score; NULL below least_n others [probability]';
COMMENT ON COLUMN scores.v_compare.n IS 'Others with this measure: same cohort, release and options, without the candidate; each counts once [candidates]';
COMMENT ON COLUMN scores.v_compare.small_n IS 'Whether n is so small that the comparison says little: threshold small_n';
COMMENT ON COLUMN scores.v_compare.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_compare.config_digest IS 'SHA-256 of the options that change scores';

-- A row is a current recording in which face and voice were both scored, and how far they differ.
CREATE OR REPLACE VIEW scores.v_disagreement AS
SELECT
    s.candidate_id,
    coalesce(s.cohort, '') AS cohort,
    s.recording_id,
    s.attempt,
    s.question_id,
    d.face_dominant,
    d.face_score,
    d.voice_dominant,
    d.voice_score,
    s.dominant AS fused_dominant,
    greatest(s.angry, s.disgust, s.fear, s.happy, s.sad, s.surprise, s.neutral) AS fused_score,
    d.face_dominant = d.voice_dominant AS agree,
    (
        abs(s.face_angry - s.voice_angry)
        + abs(s.face_disgust - s.voice_disgust)
        + abs(s.face_fear - s.voice_fear)
        + abs(s.face_happy - s.voice_happy)
        + abs(s.face_sad - s.voice_sad)
        + abs(s.face_surprise - s.voice_surprise)
        + abs(s.face_neutral - s.voice_neutral)
    ) / 2 AS distance,
    s.fusion,
    s.frames_scored / nullif(s.frames, 0)::double precision AS face_coverage,
    s.windows_scored / nullif(s.windows, 0)::double precision AS voice_coverage,
    s.run_id,
    s.run_date,
    s.model_release,
    s.config_digest
FROM scores.recording_scores AS s
CROSS JOIN LATERAL (
    SELECT
        greatest(s.face_angry, s.face_disgust, s.face_fear, s.face_happy,
            s.face_sad, s.face_surprise, s.face_neutral) AS face_score,
        greatest(s.voice_angry, s.voice_disgust, s.voice_fear, s.voice_happy,
            s.voice_sad, s.voice_surprise, s.voice_neutral) AS voice_score
) AS g
CROSS JOIN LATERAL (
    SELECT
        g.face_score,
        g.voice_score,
        CASE g.face_score
            WHEN s.face_angry THEN 'angry'
            WHEN s.face_disgust THEN 'disgust'
            WHEN s.face_fear THEN 'fear'
            WHEN s.face_happy THEN 'happy'
            WHEN s.face_sad THEN 'sad'
            WHEN s.face_surprise THEN 'surprise'
            WHEN s.face_neutral THEN 'neutral'
        END AS face_dominant,
        CASE g.voice_score
            WHEN s.voice_angry THEN 'angry'
            WHEN s.voice_disgust THEN 'disgust'
            WHEN s.voice_fear THEN 'fear'
            WHEN s.voice_happy THEN 'happy'
            WHEN s.voice_sad THEN 'sad'
            WHEN s.voice_surprise THEN 'surprise'
            WHEN s.voice_neutral THEN 'neutral'
        END AS voice_dominant
) AS d
WHERE s.is_current AND s.face_angry IS NOT NULL AND s.voice_angry IS NOT NULL;

COMMENT ON VIEW scores.v_disagreement IS
'Where face and voice say something else: a reason to look at the recording, not at the person. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_disagreement.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_disagreement.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_disagreement.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_disagreement.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_disagreement.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_disagreement.face_dominant IS 'Emotion that the face reads as most; the first in order on a tie';
COMMENT ON COLUMN scores.v_disagreement.face_score IS 'Its mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_disagreement.voice_dominant IS 'Emotion that the voice reads as most; the first in order on a tie';
COMMENT ON COLUMN scores.v_disagreement.voice_score IS 'Its mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_disagreement.fused_dominant IS 'Emotion with the highest fused score';
COMMENT ON COLUMN scores.v_disagreement.fused_score IS 'Its mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_disagreement.agree IS 'Whether face and voice have the same dominant emotion';
COMMENT ON COLUMN scores.v_disagreement.distance IS 'Half the sum of the absolute differences over the emotions: 0 where face and voice read alike, 1 where they share nothing [0-1]';
COMMENT ON COLUMN scores.v_disagreement.fusion IS 'Fusion used: equal, prefer_face, prefer_voice or stacked';
COMMENT ON COLUMN scores.v_disagreement.face_coverage IS 'Share of the sampled frames with a scored face [0-1]';
COMMENT ON COLUMN scores.v_disagreement.voice_coverage IS 'Share of the voice windows that were scored [0-1]';
COMMENT ON COLUMN scores.v_disagreement.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_disagreement.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_disagreement.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_disagreement.config_digest IS 'SHA-256 of the options that change scores';

-- A row is a group of people who declared the same of themselves (audit.person_category), in a
-- cohort, and a measure. A cohort has one release and options here, those that scored most of it:
-- by two that differ in one candidate, the difference would tell what that one has declared.
-- Whoever may read this view need not be allowed to read the declarations: functions in a query's
-- WHERE are called on its rows, never on people's (security_barrier).
-- Suppressed are groups below least_group_n; and a whole category, where so few candidates are
-- outside of the groups shown that subtraction would tell of them. Both go by the candidates, and
-- by those with a score of the measure. Of however many groups, one row says so, without an answer:
-- that somebody gave one, and how many answers few people gave, would tell of single people too.
-- Still not for who reads scores of single people (roles.sql): rates and scores together are
-- equations that say what everybody has declared.
CREATE OR REPLACE VIEW scores.v_group_rates WITH (security_barrier) AS
SELECT
    by_release.cohort,
    rates.category,
    rates.answer,
    rates.modality,
    rates.measure,
    rates.n,
    rates.usable_rate,
    rates.usable_rate / nullif(max(rates.usable_rate) OVER category, 0) AS usable_ratio,
    rates.share_above_median,
    rates.share_above_median / nullif(max(rates.share_above_median) OVER category, 0)
        AS above_median_ratio,
    rates.n IS NULL AS suppressed,
    by_release.model_release,
    by_release.config_digest
FROM (
    SELECT DISTINCT ON (cohort) cohort, model_release, config_digest
    FROM (
        SELECT
            coalesce(cohort, '') AS cohort,
            model_release,
            config_digest,
            count(*) AS n,
            max(run_date) AS last_run_date
        FROM scores.candidate_scores
        GROUP BY coalesce(cohort, ''), model_release, config_digest
        HAVING bool_or(is_current)
    ) AS scored
    ORDER BY cohort, n DESC, last_run_date DESC, model_release DESC, config_digest DESC
) AS by_release
CROSS JOIN LATERAL (
    WITH
    readings AS (
        SELECT r.candidate_id, r.modality, r.measure, r.score
        FROM scores.candidate_readings AS r
        WHERE r.cohort = by_release.cohort
            AND r.model_release = by_release.model_release
            AND r.config_digest = by_release.config_digest
    ),
    measures AS (
        SELECT
            modality,
            measure,
            count(*) AS scored,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY score) AS median
        FROM readings
        GROUP BY modality, measure
    ),
    candidates AS (
        SELECT c.candidate_id, c.usable
        FROM scores.candidate_scores AS c
        WHERE coalesce(c.cohort, '') = by_release.cohort
            AND c.model_release = by_release.model_release
            AND c.config_digest = by_release.config_digest
    ),
    people AS (
        SELECT p.category, p.answer, c.candidate_id, c.usable
        FROM candidates AS c
        JOIN audit.person_category AS p USING (candidate_id)
    ),
    groups AS (
        SELECT
            category,
            answer,
            count(*) AS n,
            avg(usable::integer::double precision) AS usable_rate
        FROM people
        GROUP BY category, answer
    ),
    above AS (
        SELECT
            p.category,
            p.answer,
            r.modality,
            r.measure,
            count(*) AS scored,
            avg((r.score > m.median)::integer::double precision) AS share_above_median
        FROM people AS p
        JOIN readings AS r USING (candidate_id)
        JOIN measures AS m USING (modality, measure)
        GROUP BY p.category, p.answer, r.modality, r.measure
    ),
    counted AS (
        SELECT
            g.category,
            g.answer,
            m.modality,
            m.measure,
            g.n,
            g.usable_rate,
            a.share_above_median,
            coalesce(a.scored, 0) AS scored,
            m.scored AS all_scored,
            (SELECT count(*) FROM candidates) AS all_n,
            (SELECT value FROM scores.thresholds WHERE code = 'least_group_n') AS least_n
        FROM groups AS g
        CROSS JOIN measures AS m
        LEFT JOIN above AS a USING (category, answer, modality, measure)
    ),
    outside AS (
        SELECT
            *,
            least(n, scored) >= least_n AS is_large,
            all_n - coalesce(sum(n) FILTER (WHERE least(n, scored) >= least_n) OVER measure_of, 0)
                AS others,
            all_scored
            - coalesce(sum(scored) FILTER (WHERE least(n, scored) >= least_n) OVER measure_of, 0)
                AS others_scored
        FROM counted
        WINDOW measure_of AS (PARTITION BY category, modality, measure)
    ),
    shown AS (
        SELECT
            *,
            is_large
            AND (others = 0 OR others >= least_n)
            AND (others_scored = 0 OR others_scored >= least_n) AS is_shown
        FROM outside
    )
    SELECT DISTINCT
        category,
        CASE WHEN is_shown THEN answer END AS answer,
        modality,
        measure,
        CASE WHEN is_shown THEN n END AS n,
        CASE WHEN is_shown THEN usable_rate END AS usable_rate,
        CASE WHEN is_shown THEN share_above_median END AS share_above_median
    FROM shown
) AS rates
WINDOW category AS (
    PARTITION BY
        by_release.cohort, by_release.model_release, by_release.config_digest,
        rates.category, rates.modality, rates.measure
);

COMMENT ON VIEW scores.v_group_rates IS
'Whether scores treat groups alike, where people have declared to which they belong (audit.person_category): rates of groups, never of people. A ratio far below 1 is a reason to look at the models and the recordings. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_group_rates.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_group_rates.category IS 'What was asked, for example gender or first_language';
COMMENT ON COLUMN scores.v_group_rates.answer IS 'What the people of the group declared; NULL where suppressed';
COMMENT ON COLUMN scores.v_group_rates.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_group_rates.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_group_rates.n IS 'Candidates of the group in the cohort; NULL where suppressed [candidates]';
COMMENT ON COLUMN scores.v_group_rates.usable_rate IS 'Share of them whose scores are usable; NULL where suppressed [0-1]';
COMMENT ON COLUMN scores.v_group_rates.usable_ratio IS 'usable_rate / the highest of the category that is shown [0-1]';
COMMENT ON COLUMN scores.v_group_rates.share_above_median IS 'Share of those with a score that are strictly above the median of the cohort; NULL where suppressed [0-1]';
COMMENT ON COLUMN scores.v_group_rates.above_median_ratio IS 'share_above_median / the highest of the category that is shown [0-1]';
COMMENT ON COLUMN scores.v_group_rates.suppressed IS 'Whether answer and figures are withheld, because single people could be told (threshold least_group_n): one row for all such groups';
COMMENT ON COLUMN scores.v_group_rates.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_group_rates.config_digest IS 'SHA-256 of the options that change scores';

-- A row is a recording or text with current scores, and what made them: the run and its code, the
-- release and its artefacts, the options, the bytes of the input.
CREATE OR REPLACE VIEW scores.v_lineage AS
SELECT
    s.candidate_id,
    'recording' AS kind,
    s.recording_id AS input_id,
    s.attempt,
    s.content_hash,
    s.uri,
    s.run_id,
    r.number AS run_number,
    s.run_date,
    r.started_at AS run_started_at,
    r.status AS run_status,
    r.code_version,
    s.model_release,
    m.created_on AS release_created_on,
    m.artefacts,
    s.config_digest,
    r.options
FROM scores.recording_scores AS s
JOIN scores.scoring_runs AS r ON r.run_id = s.run_id
JOIN scores.model_releases AS m ON m.model_release = s.model_release
WHERE s.is_current
UNION ALL
SELECT
    s.candidate_id,
    s.kind,
    s.document_id,
    s.attempt,
    s.content_hash,
    s.uri,
    s.run_id,
    r.number AS run_number,
    s.run_date,
    r.started_at AS run_started_at,
    r.status AS run_status,
    r.code_version,
    s.model_release,
    m.created_on AS release_created_on,
    m.artefacts,
    s.config_digest,
    r.options
FROM scores.text_scores AS s
JOIN scores.scoring_runs AS r ON r.run_id = s.run_id
JOIN scores.model_releases AS m ON m.model_release = s.model_release
WHERE s.is_current;

COMMENT ON VIEW scores.v_lineage IS
'Where each current score comes from. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_lineage.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_lineage.kind IS 'recording, essay or transcript';
COMMENT ON COLUMN scores.v_lineage.input_id IS 'Recording or document: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_lineage.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_lineage.content_hash IS 'SHA-256 of the file';
COMMENT ON COLUMN scores.v_lineage.uri IS 'Where the recording was read';
COMMENT ON COLUMN scores.v_lineage.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_lineage.run_number IS 'Place in the sequence of runs of its database, from 1';
COMMENT ON COLUMN scores.v_lineage.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_lineage.run_started_at IS 'Start of the run';
COMMENT ON COLUMN scores.v_lineage.run_status IS 'How the run ended: see run_statuses';
COMMENT ON COLUMN scores.v_lineage.code_version IS 'Version of this package';
COMMENT ON COLUMN scores.v_lineage.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_lineage.release_created_on IS 'Day of the release';
COMMENT ON COLUMN scores.v_lineage.artefacts IS 'name version sha256 of each artefact';
COMMENT ON COLUMN scores.v_lineage.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.v_lineage.options IS 'Options that change scores, as they were asked for, in JSON; NULL before 0.6';

-- A row is an emotion or a trait of a candidate, by the current scores, and where it stands in the
-- cohort. A candidate is compared with the others that the same release scored with the same
-- options, current or not: of a cohort that is scored anew by halves, nobody is left out.
-- The candidate is among the rows that are counted, and taken off again.
CREATE OR REPLACE VIEW scores.v_percentile AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    r.modality,
    r.measure,
    r.score,
    CASE
        WHEN r.n >= (SELECT value FROM scores.thresholds WHERE code = 'least_n')
            THEN 100 * (r.lower + r.same / 2::double precision) / r.n
    END AS percentile,
    r.n,
    r.n < (SELECT value FROM scores.thresholds WHERE code = 'small_n') AS small_n,
    c.model_release,
    c.config_digest
FROM scores.candidate_scores AS c
CROSS JOIN LATERAL (
    SELECT
        m.modality,
        m.measure,
        m.score,
        count(*) - 1 AS n,
        count(*) FILTER (WHERE m.other < m.score) AS lower,
        count(*) FILTER (WHERE m.other = m.score) - 1 AS same
    FROM scores.candidate_scores AS o
    CROSS JOIN LATERAL (
        VALUES
            ('fused', 'angry', c.angry, o.angry),
            ('fused', 'disgust', c.disgust, o.disgust),
            ('fused', 'fear', c.fear, o.fear),
            ('fused', 'happy', c.happy, o.happy),
            ('fused', 'sad', c.sad, o.sad),
            ('fused', 'surprise', c.surprise, o.surprise),
            ('fused', 'neutral', c.neutral, o.neutral),
            ('face', 'angry', c.face_angry, o.face_angry),
            ('face', 'disgust', c.face_disgust, o.face_disgust),
            ('face', 'fear', c.face_fear, o.face_fear),
            ('face', 'happy', c.face_happy, o.face_happy),
            ('face', 'sad', c.face_sad, o.face_sad),
            ('face', 'surprise', c.face_surprise, o.face_surprise),
            ('face', 'neutral', c.face_neutral, o.face_neutral),
            ('voice', 'angry', c.voice_angry, o.voice_angry),
            ('voice', 'disgust', c.voice_disgust, o.voice_disgust),
            ('voice', 'fear', c.voice_fear, o.voice_fear),
            ('voice', 'happy', c.voice_happy, o.voice_happy),
            ('voice', 'sad', c.voice_sad, o.voice_sad),
            ('voice', 'surprise', c.voice_surprise, o.voice_surprise),
            ('voice', 'neutral', c.voice_neutral, o.voice_neutral),
            ('text', 'openness', c.openness, o.openness),
            ('text', 'conscientiousness', c.conscientiousness, o.conscientiousness),
            ('text', 'extraversion', c.extraversion, o.extraversion),
            ('text', 'agreeableness', c.agreeableness, o.agreeableness),
            ('text', 'neuroticism', c.neuroticism, o.neuroticism)
    ) AS m (modality, measure, score, other)
    WHERE coalesce(o.cohort, '') = coalesce(c.cohort, '')
        AND o.model_release = c.model_release
        AND o.config_digest = c.config_digest
        AND m.score IS NOT NULL
        AND m.other IS NOT NULL
    GROUP BY m.modality, m.measure, m.score
) AS r
WHERE c.is_current;

COMMENT ON VIEW scores.v_percentile IS
'Where each candidate stands among the others of the cohort. NULL below 5 others, where single people could be told; small_n below 30 (table thresholds). A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_percentile.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_percentile.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_percentile.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_percentile.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_percentile.score IS 'Mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_percentile.percentile IS 'Share of the others with a lower score, and half of those with the same; NULL below least_n others [0-100]';
COMMENT ON COLUMN scores.v_percentile.n IS 'Others with this measure: same cohort, release and options, without the candidate; each counts once [candidates]';
COMMENT ON COLUMN scores.v_percentile.small_n IS 'Whether n is so small that the comparison says little: threshold small_n';
COMMENT ON COLUMN scores.v_percentile.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_percentile.config_digest IS 'SHA-256 of the options that change scores';

-- A row is a reason why a candidate's current scores say less than they could; a candidate without
-- one has no row. The coverages are compared with a threshold as it is now; too_little_scored goes
-- by two of them, minimum_scored_frames and minimum_scored_windows.
CREATE OR REPLACE VIEW scores.v_quality AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    c.usable,
    q.reason,
    q.value,
    l.value AS threshold,
    m.meaning,
    m.what_to_do,
    c.run_id,
    c.run_date,
    c.model_release,
    c.config_digest
FROM scores.candidate_scores AS c
CROSS JOIN LATERAL unnest(c.reasons, c.reason_values) AS q (reason, value)
LEFT JOIN scores.usability_reasons AS m ON m.code = q.reason
LEFT JOIN scores.thresholds AS l
    ON l.code = CASE q.reason
        WHEN 'face_rarely_seen' THEN 'minimum_face_coverage'
        WHEN 'speech_rarely_heard' THEN 'minimum_voice_coverage'
    END
WHERE c.is_current;

COMMENT ON VIEW scores.v_quality IS
'What is missing from each candidate''s scores, and what to do about it. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_quality.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_quality.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_quality.usable IS 'Whether there is enough to coach with; see reasons';
COMMENT ON COLUMN scores.v_quality.reason IS 'Why it is not usable, or what is missing: see usability_reasons';
COMMENT ON COLUMN scores.v_quality.value IS 'The share or count that the meaning names';
COMMENT ON COLUMN scores.v_quality.threshold IS 'Least value without this reason; NULL where it goes by no single one';
COMMENT ON COLUMN scores.v_quality.meaning IS 'What the reason means';
COMMENT ON COLUMN scores.v_quality.what_to_do IS 'What to do about it; NULL where there is nothing';
COMMENT ON COLUMN scores.v_quality.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_quality.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_quality.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_quality.config_digest IS 'SHA-256 of the options that change scores';

-- A row is a candidate's answer to a question: the current scores of the newest attempt at it that
-- has a score, else of the newest; of recordings, where there are any, else of texts. Traits are
-- the mean over an essay and a transcript of the question, chosen in the same way among those
-- that the same release scored with the same options.
CREATE OR REPLACE VIEW scores.v_question AS
SELECT
    a.candidate_id,
    a.question_id,
    coalesce(a.cohort, '') AS cohort,
    a.attempt,
    a.attempts,
    s.recording_id,
    s.modalities,
    s.duration_seconds,
    s.frames_scored / nullif(s.frames, 0)::double precision AS face_coverage,
    s.windows_scored / nullif(s.windows, 0)::double precision AS voice_coverage,
    s.dominant,
    greatest(s.angry, s.disgust, s.fear, s.happy, s.sad, s.surprise, s.neutral) AS dominant_score,
    s.angry,
    s.disgust,
    s.fear,
    s.happy,
    s.sad,
    s.surprise,
    s.neutral,
    CASE greatest(
        s.face_angry, s.face_disgust, s.face_fear, s.face_happy,
        s.face_sad, s.face_surprise, s.face_neutral
    )
        WHEN s.face_angry THEN 'angry'
        WHEN s.face_disgust THEN 'disgust'
        WHEN s.face_fear THEN 'fear'
        WHEN s.face_happy THEN 'happy'
        WHEN s.face_sad THEN 'sad'
        WHEN s.face_surprise THEN 'surprise'
        WHEN s.face_neutral THEN 'neutral'
    END AS face_dominant,
    CASE greatest(
        s.voice_angry, s.voice_disgust, s.voice_fear, s.voice_happy,
        s.voice_sad, s.voice_surprise, s.voice_neutral
    )
        WHEN s.voice_angry THEN 'angry'
        WHEN s.voice_disgust THEN 'disgust'
        WHEN s.voice_fear THEN 'fear'
        WHEN s.voice_happy THEN 'happy'
        WHEN s.voice_sad THEN 'sad'
        WHEN s.voice_surprise THEN 'surprise'
        WHEN s.voice_neutral THEN 'neutral'
    END AS voice_dominant,
    d.documents,
    d.words,
    d.openness,
    d.conscientiousness,
    d.extraversion,
    d.agreeableness,
    d.neuroticism,
    a.run_id,
    a.run_date,
    a.model_release,
    a.config_digest
FROM (
    SELECT
        r.candidate_id,
        r.question_id,
        r.cohort,
        r.attempt,
        (
            SELECT count(*)
            FROM scores.recording_scores AS n
            WHERE n.candidate_id = r.candidate_id AND n.question_id = r.question_id AND n.is_current
        ) AS attempts,
        r.recording_id,
        r.run_id,
        r.run_date,
        r.model_release,
        r.config_digest
    FROM scores.recording_scores AS r
    WHERE r.is_current
        AND NOT EXISTS (
            SELECT FROM scores.recording_scores AS n
            WHERE n.candidate_id = r.candidate_id AND n.question_id = r.question_id AND n.is_current
                AND (n.dominant IS NOT NULL, n.attempt, n.recording_id)
                > (r.dominant IS NOT NULL, r.attempt, r.recording_id)
        )
    UNION ALL
    SELECT
        t.candidate_id,
        t.question_id,
        t.cohort,
        t.attempt,
        (
            SELECT count(DISTINCT n.attempt)
            FROM scores.text_scores AS n
            WHERE n.candidate_id = t.candidate_id AND n.question_id = t.question_id AND n.is_current
        ),
        NULL,
        t.run_id,
        t.run_date,
        t.model_release,
        t.config_digest
    FROM scores.text_scores AS t
    WHERE t.is_current
        AND NOT EXISTS (
            SELECT FROM scores.recording_scores AS n
            WHERE n.candidate_id = t.candidate_id AND n.question_id = t.question_id AND n.is_current
        )
        AND NOT EXISTS (
            SELECT FROM scores.text_scores AS n
            WHERE n.candidate_id = t.candidate_id AND n.question_id = t.question_id AND n.is_current
                AND (n.openness IS NOT NULL, n.attempt, n.document_id)
                > (t.openness IS NOT NULL, t.attempt, t.document_id)
        )
) AS a
LEFT JOIN scores.recording_scores AS s USING (recording_id, attempt, model_release, config_digest)
CROSS JOIN LATERAL (
    SELECT
        count(*) AS documents,
        coalesce(sum(t.words), 0)::bigint AS words,
        avg(t.openness) AS openness,
        avg(t.conscientiousness) AS conscientiousness,
        avg(t.extraversion) AS extraversion,
        avg(t.agreeableness) AS agreeableness,
        avg(t.neuroticism) AS neuroticism
    FROM (
        SELECT DISTINCT ON (t.kind)
            t.words,
            t.openness,
            t.conscientiousness,
            t.extraversion,
            t.agreeableness,
            t.neuroticism
        FROM scores.text_scores AS t
        WHERE t.candidate_id = a.candidate_id
            AND t.question_id = a.question_id
            AND t.model_release = a.model_release
            AND t.config_digest = a.config_digest
        ORDER BY
            t.kind,
            t.openness IS NOT NULL DESC,
            t.attempt DESC,
            t.is_current DESC,
            t.document_id DESC
    ) AS t
) AS d;

COMMENT ON VIEW scores.v_question IS
'Every question that a candidate has answered, by the newest attempt that could be scored. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_question.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_question.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_question.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_question.attempt IS 'Which attempt this is, from 1';
COMMENT ON COLUMN scores.v_question.attempts IS 'Attempts at the question; of texts, where no recording answers it [attempts]';
COMMENT ON COLUMN scores.v_question.recording_id IS 'Recording: <candidate_id>/<file name>; NULL where only texts answer the question';
COMMENT ON COLUMN scores.v_question.modalities IS 'Modalities with a score: face+voice, face, voice or none';
COMMENT ON COLUMN scores.v_question.duration_seconds IS 'Length of what was decoded [s]';
COMMENT ON COLUMN scores.v_question.face_coverage IS 'Share of the sampled frames with a scored face; NULL without frames [0-1]';
COMMENT ON COLUMN scores.v_question.voice_coverage IS 'Share of the voice windows that were scored; NULL without windows [0-1]';
COMMENT ON COLUMN scores.v_question.dominant IS 'Emotion with the highest fused score';
COMMENT ON COLUMN scores.v_question.dominant_score IS 'Mean reading of the dominant emotion [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.angry IS 'Face and voice fused read as angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.disgust IS 'Face and voice fused read as disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.fear IS 'Face and voice fused read as fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.happy IS 'Face and voice fused read as happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.sad IS 'Face and voice fused read as sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.surprise IS 'Face and voice fused read as surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.neutral IS 'Face and voice fused read as neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.face_dominant IS 'Emotion that the face reads as most, by its mean';
COMMENT ON COLUMN scores.v_question.voice_dominant IS 'Emotion that the voice reads as most, by its mean';
COMMENT ON COLUMN scores.v_question.documents IS 'Essay and transcript of the question in here, at most one of each [documents]';
COMMENT ON COLUMN scores.v_question.words IS 'Words in these documents [words]';
COMMENT ON COLUMN scores.v_question.openness IS 'Text reads as high in openness, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.conscientiousness IS 'Text reads as high in conscientiousness, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.extraversion IS 'Text reads as high in extraversion, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.agreeableness IS 'Text reads as high in agreeableness, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.neuroticism IS 'Text reads as high in neuroticism, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_question.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_question.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_question.config_digest IS 'SHA-256 of the options that change scores';

-- A row is an attempt at a recording: the current scores, but not the consent record.
CREATE OR REPLACE VIEW scores.v_recording AS
SELECT
    s.candidate_id,
    s.recording_id,
    s.attempt,
    s.question_id,
    coalesce(s.cohort, '') AS cohort,
    s.recorded_at,
    s.uri,
    s.content_hash,
    s.duration_seconds,
    s.truncated,
    s.rotation_degrees,
    s.frame_rate,
    s.variable_frame_rate,
    s.modalities,
    s.fusion,
    s.face_state,
    s.voice_state,
    s.frames,
    s.frames_scored,
    s.windows,
    s.windows_scored,
    s.dominant,
    s.angry,
    s.disgust,
    s.fear,
    s.happy,
    s.sad,
    s.surprise,
    s.neutral,
    s.angry_deviation,
    s.disgust_deviation,
    s.fear_deviation,
    s.happy_deviation,
    s.sad_deviation,
    s.surprise_deviation,
    s.neutral_deviation,
    s.angry_share,
    s.disgust_share,
    s.fear_share,
    s.happy_share,
    s.sad_share,
    s.surprise_share,
    s.neutral_share,
    s.face_angry,
    s.face_disgust,
    s.face_fear,
    s.face_happy,
    s.face_sad,
    s.face_surprise,
    s.face_neutral,
    s.face_angry_deviation,
    s.face_disgust_deviation,
    s.face_fear_deviation,
    s.face_happy_deviation,
    s.face_sad_deviation,
    s.face_surprise_deviation,
    s.face_neutral_deviation,
    s.face_angry_share,
    s.face_disgust_share,
    s.face_fear_share,
    s.face_happy_share,
    s.face_sad_share,
    s.face_surprise_share,
    s.face_neutral_share,
    s.voice_angry,
    s.voice_disgust,
    s.voice_fear,
    s.voice_happy,
    s.voice_sad,
    s.voice_surprise,
    s.voice_neutral,
    s.voice_angry_deviation,
    s.voice_disgust_deviation,
    s.voice_fear_deviation,
    s.voice_happy_deviation,
    s.voice_sad_deviation,
    s.voice_surprise_deviation,
    s.voice_neutral_deviation,
    s.voice_angry_share,
    s.voice_disgust_share,
    s.voice_fear_share,
    s.voice_happy_share,
    s.voice_sad_share,
    s.voice_surprise_share,
    s.voice_neutral_share,
    s.blink_state,
    s.blinks,
    s.blinks_per_minute,
    s.blink_coverage,
    s.face_labels,
    s.video_stream,
    s.audio_stream,
    s.video_streams,
    s.audio_streams,
    s.time_discontinuities,
    s.voice_gain_db,
    s.face_message,
    s.voice_message,
    s.frames_gated,
    s.ungated_face_angry,
    s.ungated_face_disgust,
    s.ungated_face_fear,
    s.ungated_face_happy,
    s.ungated_face_sad,
    s.ungated_face_surprise,
    s.ungated_face_neutral,
    s.run_id,
    s.run_date,
    s.model_release,
    s.config_digest
FROM scores.recording_scores AS s
WHERE s.is_current;

COMMENT ON VIEW scores.v_recording IS
'Every attempt at a recording once, as the newest run has scored it. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_recording.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_recording.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_recording.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_recording.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_recording.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_recording.recorded_at IS 'When it was recorded, from the manifest';
COMMENT ON COLUMN scores.v_recording.uri IS 'Where the recording was read';
COMMENT ON COLUMN scores.v_recording.content_hash IS 'SHA-256 of the file';
COMMENT ON COLUMN scores.v_recording.duration_seconds IS 'Length of what was decoded [s]';
COMMENT ON COLUMN scores.v_recording.truncated IS 'Whether a track ends before its declared length';
COMMENT ON COLUMN scores.v_recording.rotation_degrees IS 'Clockwise turn applied from the container''s metadata [deg]';
COMMENT ON COLUMN scores.v_recording.frame_rate IS 'Mean frame rate of the file [frames/s]';
COMMENT ON COLUMN scores.v_recording.variable_frame_rate IS 'Whether the file''s frames are unevenly spaced in time';
COMMENT ON COLUMN scores.v_recording.modalities IS 'Modalities with a score: face+voice, face, voice or none';
COMMENT ON COLUMN scores.v_recording.fusion IS 'Fusion used: equal, prefer_face, prefer_voice or stacked';
COMMENT ON COLUMN scores.v_recording.face_state IS 'scored, or why not: see recording_states';
COMMENT ON COLUMN scores.v_recording.voice_state IS 'scored, or why not: see recording_states';
COMMENT ON COLUMN scores.v_recording.frames IS 'Frames sampled [frames]';
COMMENT ON COLUMN scores.v_recording.frames_scored IS 'Frames with a scored face [frames]';
COMMENT ON COLUMN scores.v_recording.windows IS 'Voice windows [windows]';
COMMENT ON COLUMN scores.v_recording.windows_scored IS 'Voice windows with a score [windows]';
COMMENT ON COLUMN scores.v_recording.dominant IS 'Emotion with the highest fused score';
COMMENT ON COLUMN scores.v_recording.angry IS 'Face and voice fused read as angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.disgust IS 'Face and voice fused read as disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.fear IS 'Face and voice fused read as fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.happy IS 'Face and voice fused read as happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.sad IS 'Face and voice fused read as sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.surprise IS 'Face and voice fused read as surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.neutral IS 'Face and voice fused read as neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.angry_deviation IS 'Deviation over time of the fused angry score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.disgust_deviation IS 'Deviation over time of the fused disgust score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.fear_deviation IS 'Deviation over time of the fused fear score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.happy_deviation IS 'Deviation over time of the fused happy score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.sad_deviation IS 'Deviation over time of the fused sad score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.surprise_deviation IS 'Deviation over time of the fused surprise score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.neutral_deviation IS 'Deviation over time of the fused neutral score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.angry_share IS 'Share of scored time in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.disgust_share IS 'Share of scored time in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.fear_share IS 'Share of scored time in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.happy_share IS 'Share of scored time in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.sad_share IS 'Share of scored time in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.surprise_share IS 'Share of scored time in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.neutral_share IS 'Share of scored time in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_angry IS 'Face reads as angry, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_disgust IS 'Face reads as disgust, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_fear IS 'Face reads as fear, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_happy IS 'Face reads as happy, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_sad IS 'Face reads as sad, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_surprise IS 'Face reads as surprise, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_neutral IS 'Face reads as neutral, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_angry_deviation IS 'Deviation over frames of face angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_disgust_deviation IS 'Deviation over frames of face disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_fear_deviation IS 'Deviation over frames of face fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_happy_deviation IS 'Deviation over frames of face happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_sad_deviation IS 'Deviation over frames of face sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_surprise_deviation IS 'Deviation over frames of face surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_neutral_deviation IS 'Deviation over frames of face neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_angry IS 'Voice reads as angry, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_disgust IS 'Voice reads as disgust, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_fear IS 'Voice reads as fear, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_happy IS 'Voice reads as happy, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_sad IS 'Voice reads as sad, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_surprise IS 'Voice reads as surprise, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_neutral IS 'Voice reads as neutral, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_angry_deviation IS 'Deviation over windows of voice angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_disgust_deviation IS 'Deviation over windows of voice disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_fear_deviation IS 'Deviation over windows of voice fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_happy_deviation IS 'Deviation over windows of voice happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_sad_deviation IS 'Deviation over windows of voice sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_surprise_deviation IS 'Deviation over windows of voice surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_neutral_deviation IS 'Deviation over windows of voice neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.blink_state IS 'counted, or why not: see blink_states';
COMMENT ON COLUMN scores.v_recording.blinks IS 'Blinks counted [blinks]';
COMMENT ON COLUMN scores.v_recording.blinks_per_minute IS 'Blinks a minute of the time in which the eyes were read [1/min]';
COMMENT ON COLUMN scores.v_recording.blink_coverage IS 'Share of the sampled time in which the eyes were read [0-1]';
COMMENT ON COLUMN scores.v_recording.face_labels IS 'Labels by which the face was read: fer2013 or ferplus; NULL without a face score';
COMMENT ON COLUMN scores.v_recording.video_stream IS 'Index in the file of the picture track read; NULL without';
COMMENT ON COLUMN scores.v_recording.audio_stream IS 'Index in the file of the sound track read; NULL without';
COMMENT ON COLUMN scores.v_recording.video_streams IS 'Picture tracks in the file, covers left out [tracks]';
COMMENT ON COLUMN scores.v_recording.audio_streams IS 'Sound tracks in the file [tracks]';
COMMENT ON COLUMN scores.v_recording.time_discontinuities IS 'How often the file''s clock starts again or jumps [jumps]';
COMMENT ON COLUMN scores.v_recording.voice_gain_db IS 'Gain before scoring, < 0 where lowered; NULL if no sound was decoded [dB]';
COMMENT ON COLUMN scores.v_recording.face_message IS 'Why the picture could not be read and what to do next; NULL where it could';
COMMENT ON COLUMN scores.v_recording.voice_message IS 'Why the sound could not be read and what to do next; NULL where it could';
COMMENT ON COLUMN scores.v_recording.frames_gated IS 'Frames in which the candidate''s face is too small or turned away; NULL if scored before they were counted [frames]';
COMMENT ON COLUMN scores.v_recording.ungated_face_angry IS 'Face reads as angry, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_disgust IS 'Face reads as disgust, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_fear IS 'Face reads as fear, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_happy IS 'Face reads as happy, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_sad IS 'Face reads as sad, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_surprise IS 'Face reads as surprise, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_neutral IS 'Face reads as neutral, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_recording.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_recording.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_recording.config_digest IS 'SHA-256 of the options that change scores';

-- A row is an emotion or a trait of an input that two releases scored from the same bytes, as the
-- same attempt, with the same options: an equal digest, or runs that were asked for the same. The
-- newer scores are the current ones. What only one of the two could score is NULL of the other.
-- OFFSET 0 keeps the older row a look-up by its key, also before the planner knows the tables.
CREATE OR REPLACE VIEW scores.v_release_drift AS
SELECT
    new.candidate_id,
    coalesce(new.cohort, '') AS cohort,
    'recording' AS kind,
    new.recording_id AS input_id,
    new.attempt,
    m.modality,
    m.measure,
    m.model_release AS old_release,
    new.model_release AS new_release,
    m.old_score,
    m.new_score,
    m.new_score - m.old_score AS change,
    new.content_hash,
    m.config_digest AS old_digest,
    new.config_digest AS new_digest
FROM scores.recording_scores AS new
CROSS JOIN LATERAL (
    SELECT
        old.model_release,
        old.config_digest,
        v.modality,
        v.measure,
        v.old_score,
        v.new_score
    FROM scores.recording_scores AS old
    CROSS JOIN LATERAL (
        VALUES
            ('fused', 'angry', old.angry, new.angry),
            ('fused', 'disgust', old.disgust, new.disgust),
            ('fused', 'fear', old.fear, new.fear),
            ('fused', 'happy', old.happy, new.happy),
            ('fused', 'sad', old.sad, new.sad),
            ('fused', 'surprise', old.surprise, new.surprise),
            ('fused', 'neutral', old.neutral, new.neutral),
            ('face', 'angry', old.face_angry, new.face_angry),
            ('face', 'disgust', old.face_disgust, new.face_disgust),
            ('face', 'fear', old.face_fear, new.face_fear),
            ('face', 'happy', old.face_happy, new.face_happy),
            ('face', 'sad', old.face_sad, new.face_sad),
            ('face', 'surprise', old.face_surprise, new.face_surprise),
            ('face', 'neutral', old.face_neutral, new.face_neutral),
            ('voice', 'angry', old.voice_angry, new.voice_angry),
            ('voice', 'disgust', old.voice_disgust, new.voice_disgust),
            ('voice', 'fear', old.voice_fear, new.voice_fear),
            ('voice', 'happy', old.voice_happy, new.voice_happy),
            ('voice', 'sad', old.voice_sad, new.voice_sad),
            ('voice', 'surprise', old.voice_surprise, new.voice_surprise),
            ('voice', 'neutral', old.voice_neutral, new.voice_neutral)
    ) AS v (modality, measure, old_score, new_score)
    WHERE old.recording_id = new.recording_id
        AND old.attempt = new.attempt
        AND old.content_hash = new.content_hash
        AND old.model_release <> new.model_release
        AND (
            old.config_digest = new.config_digest
            OR EXISTS (
                SELECT FROM scores.scoring_runs AS a
                JOIN scores.scoring_runs AS b ON b.options = a.options
                WHERE a.run_id = new.run_id AND b.run_id = old.run_id
            )
        )
        AND coalesce(v.old_score, v.new_score) IS NOT NULL
    OFFSET 0
) AS m
WHERE new.is_current
UNION ALL
SELECT
    new.candidate_id,
    coalesce(new.cohort, '') AS cohort,
    new.kind,
    new.document_id AS input_id,
    new.attempt,
    m.modality,
    m.measure,
    m.model_release AS old_release,
    new.model_release AS new_release,
    m.old_score,
    m.new_score,
    m.new_score - m.old_score AS change,
    new.content_hash,
    m.config_digest AS old_digest,
    new.config_digest AS new_digest
FROM scores.text_scores AS new
CROSS JOIN LATERAL (
    SELECT
        old.model_release,
        old.config_digest,
        v.modality,
        v.measure,
        v.old_score,
        v.new_score
    FROM scores.text_scores AS old
    CROSS JOIN LATERAL (
        VALUES
            ('text', 'openness', old.openness, new.openness),
            ('text', 'conscientiousness', old.conscientiousness, new.conscientiousness),
            ('text', 'extraversion', old.extraversion, new.extraversion),
            ('text', 'agreeableness', old.agreeableness, new.agreeableness),
            ('text', 'neuroticism', old.neuroticism, new.neuroticism)
    ) AS v (modality, measure, old_score, new_score)
    WHERE old.document_id = new.document_id
        AND old.attempt = new.attempt
        AND old.content_hash = new.content_hash
        AND old.model_release <> new.model_release
        AND (
            old.config_digest = new.config_digest
            OR EXISTS (
                SELECT FROM scores.scoring_runs AS a
                JOIN scores.scoring_runs AS b ON b.options = a.options
                WHERE a.run_id = new.run_id AND b.run_id = old.run_id
            )
        )
        AND coalesce(v.old_score, v.new_score) IS NOT NULL
    OFFSET 0
) AS m
WHERE new.is_current;

COMMENT ON VIEW scores.v_release_drift IS
'What a newer release reads otherwise than an older one in the same recordings and texts. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_release_drift.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_release_drift.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_release_drift.kind IS 'recording, essay or transcript';
COMMENT ON COLUMN scores.v_release_drift.input_id IS 'Recording or document: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_release_drift.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_release_drift.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_release_drift.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_release_drift.old_release IS 'The older release';
COMMENT ON COLUMN scores.v_release_drift.new_release IS 'The release of the current scores';
COMMENT ON COLUMN scores.v_release_drift.old_score IS 'Mean reading by the older release; NULL where it could not score the modality [probability, 0-1]';
COMMENT ON COLUMN scores.v_release_drift.new_score IS 'Mean reading by the newer release; NULL where it could not score the modality [probability, 0-1]';
COMMENT ON COLUMN scores.v_release_drift.change IS 'new_score - old_score [probability]';
COMMENT ON COLUMN scores.v_release_drift.content_hash IS 'SHA-256 of the file';
COMMENT ON COLUMN scores.v_release_drift.old_digest IS 'SHA-256 of the options of the older scores';
COMMENT ON COLUMN scores.v_release_drift.new_digest IS 'SHA-256 of the options of the current scores';

-- A row is a run of the job.
CREATE OR REPLACE VIEW scores.v_run AS
SELECT
    r.run_id,
    r.number,
    r.run_date,
    r.status,
    m.meaning,
    m.what_to_do,
    r.started_at,
    r.ended_at,
    r.ended_at - r.started_at AS took,
    r.found,
    r.scored,
    r.skipped,
    r.failed,
    r.failed / nullif(r.scored + r.failed, 0)::double precision AS failed_share,
    (
        SELECT coalesce(sum(s.duration_seconds), 0)
        FROM scores.recording_scores AS s
        WHERE s.run_id = r.run_id
    ) AS media_seconds,
    r.code_version,
    r.model_release,
    r.config_digest,
    r.options
FROM scores.scoring_runs AS r
JOIN scores.run_statuses AS m ON m.code = r.status;

COMMENT ON VIEW scores.v_run IS
'When the job ran, how it ended and how much it did. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_run.run_id IS 'Run';
COMMENT ON COLUMN scores.v_run.number IS 'Place in the sequence of runs of its database, from 1';
COMMENT ON COLUMN scores.v_run.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_run.status IS 'How the run ended: see run_statuses';
COMMENT ON COLUMN scores.v_run.meaning IS 'What the status means';
COMMENT ON COLUMN scores.v_run.what_to_do IS 'What to do about it; NULL where there is nothing';
COMMENT ON COLUMN scores.v_run.started_at IS 'Start of the run';
COMMENT ON COLUMN scores.v_run.ended_at IS 'End of the run';
COMMENT ON COLUMN scores.v_run.took IS 'ended_at - started_at; NULL while it runs';
COMMENT ON COLUMN scores.v_run.found IS 'Inputs found [inputs]';
COMMENT ON COLUMN scores.v_run.scored IS 'Inputs scored and published [inputs]';
COMMENT ON COLUMN scores.v_run.skipped IS 'Inputs skipped: see ignored [inputs]';
COMMENT ON COLUMN scores.v_run.failed IS 'Inputs that failed, published as such [inputs]';
COMMENT ON COLUMN scores.v_run.failed_share IS 'failed / (scored + failed); NULL where nothing was tried [0-1]';
COMMENT ON COLUMN scores.v_run.media_seconds IS 'Length of the recordings whose scores it wrote, but for those that a later run wrote over [seconds]';
COMMENT ON COLUMN scores.v_run.code_version IS 'Version of this package';
COMMENT ON COLUMN scores.v_run.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_run.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.v_run.options IS 'Options that change scores, as they were asked for, in JSON; NULL before 0.6';

-- A row is ten seconds of a current recording, as read from face, voice or both (fused).
CREATE OR REPLACE VIEW scores.v_timeline AS
SELECT
    s.candidate_id,
    s.recording_id,
    s.attempt,
    s.question_id,
    coalesce(s.cohort, '') AS cohort,
    t.modality,
    t.bin,
    t.start_seconds,
    t.end_seconds,
    t.readings,
    t.scored,
    t.scored_share,
    t.state,
    m.meaning,
    t.states,
    t.state_counts,
    CASE greatest(t.angry, t.disgust, t.fear, t.happy, t.sad, t.surprise, t.neutral)
        WHEN t.angry THEN 'angry'
        WHEN t.disgust THEN 'disgust'
        WHEN t.fear THEN 'fear'
        WHEN t.happy THEN 'happy'
        WHEN t.sad THEN 'sad'
        WHEN t.surprise THEN 'surprise'
        WHEN t.neutral THEN 'neutral'
    END AS dominant,
    t.angry,
    t.disgust,
    t.fear,
    t.happy,
    t.sad,
    t.surprise,
    t.neutral,
    t.run_id,
    t.run_date,
    t.model_release,
    t.config_digest
FROM scores.recording_scores AS s
JOIN scores.timeline_scores AS t USING (recording_id, attempt, model_release, config_digest)
JOIN scores.timeline_states AS m ON m.code = t.state
WHERE s.is_current;

COMMENT ON VIEW scores.v_timeline IS
'How readings change within each recording, in steps of ten seconds, and why some have none. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_timeline.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_timeline.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_timeline.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_timeline.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_timeline.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_timeline.modality IS 'face, voice or fused';
COMMENT ON COLUMN scores.v_timeline.bin IS 'Number of the ten seconds, from 0';
COMMENT ON COLUMN scores.v_timeline.start_seconds IS 'Start of the bin [s]';
COMMENT ON COLUMN scores.v_timeline.end_seconds IS 'End of the bin, or of the recording [s]';
COMMENT ON COLUMN scores.v_timeline.readings IS 'Frames of the face, windows of the voice, seconds with any of both';
COMMENT ON COLUMN scores.v_timeline.scored IS 'Of these, with a score';
COMMENT ON COLUMN scores.v_timeline.scored_share IS 'scored / readings [0-1]';
COMMENT ON COLUMN scores.v_timeline.state IS 'scored, or the most frequent reason why nothing is: see timeline_states';
COMMENT ON COLUMN scores.v_timeline.meaning IS 'What the state means';
COMMENT ON COLUMN scores.v_timeline.states IS 'All states in the bin, most frequent first: see timeline_states';
COMMENT ON COLUMN scores.v_timeline.state_counts IS 'Readings in each state';
COMMENT ON COLUMN scores.v_timeline.dominant IS 'Emotion with the highest mean in the bin; NULL where nothing is scored';
COMMENT ON COLUMN scores.v_timeline.angry IS 'Reads as angry, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.disgust IS 'Reads as disgust, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.fear IS 'Reads as fear, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.happy IS 'Reads as happy, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.sad IS 'Reads as sad, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.surprise IS 'Reads as surprise, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.neutral IS 'Reads as neutral, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_timeline.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_timeline.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_timeline.config_digest IS 'SHA-256 of the options that change scores';
