-- Where a candidate's scores lie among those of the cohort.
-- A row is an emotion as face, voice or both read it, or a trait of the texts. The percentile is the
-- share of the others, in percent, with a lower score, and half of those with the same. Others are of
-- the same cohort, release and options; below 5 there is no percentile, below 30 few_others is true.
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
