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
