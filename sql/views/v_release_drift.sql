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
