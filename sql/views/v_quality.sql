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
