-- How the median of each emotion in a cohort moved from last week to this.
-- A row is an emotion as face, voice or both read it, by one release and options. A week is the
-- seven days up to the day, by when an answer was recorded, or else scored; of each person the mean
-- of the week's answers counts, once. No median is shown of fewer people than least_n (thresholds).
-- :cohort = which cohort; empty for those without one
-- :day = last day of this week, as 2026-05-31 [default: today]
WITH
answers AS (
    SELECT
        r.candidate_id,
        r.model_release,
        r.config_digest,
        d.day > CAST(:day AS date) - 7 AS is_this_week,
        m.modality,
        m.measure,
        m.score
    FROM v_recording AS r
    CROSS JOIN LATERAL (
        SELECT coalesce(CAST(r.recorded_at AT TIME ZONE 'UTC' AS date), r.run_date) AS day
    ) AS d
    CROSS JOIN LATERAL (
        VALUES
            ('fused', 'angry', r.angry),
            ('fused', 'disgust', r.disgust),
            ('fused', 'fear', r.fear),
            ('fused', 'happy', r.happy),
            ('fused', 'sad', r.sad),
            ('fused', 'surprise', r.surprise),
            ('fused', 'neutral', r.neutral),
            ('face', 'angry', r.face_angry),
            ('face', 'disgust', r.face_disgust),
            ('face', 'fear', r.face_fear),
            ('face', 'happy', r.face_happy),
            ('face', 'sad', r.face_sad),
            ('face', 'surprise', r.face_surprise),
            ('face', 'neutral', r.face_neutral),
            ('voice', 'angry', r.voice_angry),
            ('voice', 'disgust', r.voice_disgust),
            ('voice', 'fear', r.voice_fear),
            ('voice', 'happy', r.voice_happy),
            ('voice', 'sad', r.voice_sad),
            ('voice', 'surprise', r.voice_surprise),
            ('voice', 'neutral', r.voice_neutral)
    ) AS m (modality, measure, score)
    WHERE
        r.cohort = :cohort
        AND d.day > CAST(:day AS date) - 14
        AND d.day <= CAST(:day AS date)
        AND m.score IS NOT NULL
),
people AS (
    SELECT
        candidate_id, model_release, config_digest, is_this_week, modality, measure,
        avg(score) AS score
    FROM answers
    GROUP BY candidate_id, model_release, config_digest, is_this_week, modality, measure
),
weeks AS (
    SELECT
        model_release,
        config_digest,
        modality,
        measure,
        count(*) FILTER (WHERE NOT is_this_week) AS people_last_week,
        count(*) FILTER (WHERE is_this_week) AS people_this_week,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FILTER (WHERE NOT is_this_week)
            AS last_median,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FILTER (WHERE is_this_week)
            AS this_median
    FROM people
    GROUP BY model_release, config_digest, modality, measure
),
shown AS (
    SELECT
        w.*,
        CASE WHEN w.people_last_week >= t.least_n THEN w.last_median END AS last_shown,
        CASE WHEN w.people_this_week >= t.least_n THEN w.this_median END AS this_shown,
        least(w.people_last_week, w.people_this_week) < t.small_n AS few_people
    FROM weeks AS w
    CROSS JOIN (
        SELECT
            max(value) FILTER (WHERE code = 'least_n') AS least_n,
            max(value) FILTER (WHERE code = 'small_n') AS small_n
        FROM thresholds
    ) AS t
)
SELECT
    modality,
    measure,
    round(last_shown::numeric, 3) AS median_last_week,
    round(this_shown::numeric, 3) AS median_this_week,
    round((this_shown - last_shown)::numeric, 3) AS change,
    people_last_week,
    people_this_week,
    few_people,
    model_release,
    config_digest
FROM shown
ORDER BY
    model_release,
    config_digest,
    array_position(ARRAY['fused', 'face', 'voice'], modality),
    measure
