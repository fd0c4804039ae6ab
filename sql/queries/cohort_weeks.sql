-- How the medians of a cohort moved from last week to this.
-- A row is an emotion as face, voice or both read it, or a trait of the texts, by one release and
-- options. A week is the seven days up to the day, by when an attempt was recorded or, where nobody
-- said, scored; of each person the mean of the week's attempts counts, once. No median is shown of
-- fewer people than least_n, and below small_n few_people is true (table thresholds).
-- :cohort = which cohort; empty for those without one
-- :day = last day of this week, as 2026-05-31 [default: today]
WITH
attempts AS (
    SELECT
        candidate_id,
        modality,
        measure,
        score,
        model_release,
        config_digest,
        coalesce(CAST(recorded_at AT TIME ZONE 'UTC' AS date), run_date) AS day
    FROM v_attempts
    WHERE cohort = :cohort
),
people AS (
    SELECT
        candidate_id,
        modality,
        measure,
        model_release,
        config_digest,
        day > CAST(:day AS date) - 7 AS is_this_week,
        avg(score) AS score
    FROM attempts
    WHERE day > CAST(:day AS date) - 14 AND day <= CAST(:day AS date)
    GROUP BY candidate_id, modality, measure, model_release, config_digest, is_this_week
),
weeks AS (
    SELECT
        modality,
        measure,
        model_release,
        config_digest,
        count(*) FILTER (WHERE NOT is_this_week) AS n_last,
        count(*) FILTER (WHERE is_this_week) AS n_this,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FILTER (WHERE NOT is_this_week)
            AS median_last,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FILTER (WHERE is_this_week)
            AS median_this
    FROM people
    GROUP BY modality, measure, model_release, config_digest
),
limits AS (
    SELECT
        max(value) FILTER (WHERE code = 'least_n') AS least_n,
        max(value) FILTER (WHERE code = 'small_n') AS small_n
    FROM thresholds
)
SELECT
    modality,
    measure,
    CASE WHEN n_last >= least_n THEN round(median_last::numeric, 3) END AS median_last_week,
    CASE WHEN n_this >= least_n THEN round(median_this::numeric, 3) END AS median_this_week,
    CASE WHEN least(n_last, n_this) >= least_n
        THEN round((median_this - median_last)::numeric, 3) END AS change,
    n_last AS people_last_week,
    n_this AS people_this_week,
    least(n_last, n_this) < small_n AS few_people,
    model_release,
    config_digest
FROM weeks
CROSS JOIN limits
ORDER BY
    model_release,
    config_digest,
    array_position(ARRAY['fused', 'face', 'voice', 'text'], modality),
    measure
