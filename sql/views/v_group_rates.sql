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
