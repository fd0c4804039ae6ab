-- One row per candidate: the current reading, the columns a coach looks at first.
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
