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
