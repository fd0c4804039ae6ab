-- One row per candidate: the reading of the newest run, the columns a coach looks at first.
CREATE VIEW scores.candidate_overview AS
SELECT DISTINCT ON (c.candidate_id)
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
    c.model_release
FROM scores.candidate_scores AS c
JOIN scores.scoring_runs AS r USING (run_id)
ORDER BY c.candidate_id, r.started_at DESC, c.model_release DESC;

COMMENT ON VIEW scores.candidate_overview IS
'Newest reading of each candidate. A score is a model''s reading of a performance, not a fact about a person.';
