-- Where a candidate's scores lie among those of the cohort.
-- A row is an emotion as face, voice or both read it, or a trait of the texts. percentile is the
-- share of the others, in percent, with a lower score, and half of those with the same; others are
-- counted of the same cohort, release and options. With few of them it is empty, or few_others says
-- that it wavers.
-- :candidate = whose
SELECT
    modality,
    measure,
    round(score::numeric, 3) AS score,
    round(percentile::numeric, 1) AS percentile,
    n AS others,
    small_n AS few_others,
    cohort,
    model_release
FROM v_percentile
WHERE candidate_id = :candidate
ORDER BY array_position(ARRAY['fused', 'face', 'voice', 'text'], modality), measure
