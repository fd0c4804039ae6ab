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
