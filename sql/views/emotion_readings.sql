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
