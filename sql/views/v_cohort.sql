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
