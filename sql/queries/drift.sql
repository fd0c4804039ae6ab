-- How scores of the same inputs moved from one release to the next.
-- A row is a measure of the recordings or texts that two releases scored with the same options; the
-- newer scores are the current ones. Releases that drift must not be averaged.
-- :cohort = of which cohort, where no candidate is named; empty for those without one [default: ]
-- :candidate = whose; empty for a whole cohort [default: ]
SELECT
    old_release,
    new_release,
    kind,
    modality,
    measure,
    count(*) AS inputs,
    count(DISTINCT candidate_id) AS candidates,
    round(avg(old_score)::numeric, 3) AS old_mean,
    round(avg(new_score)::numeric, 3) AS new_mean,
    round(avg(change)::numeric, 3) AS mean_change,
    round(min(change)::numeric, 3) AS greatest_fall,
    round(max(change)::numeric, 3) AS greatest_rise
FROM v_release_drift
WHERE
    change IS NOT NULL
    AND (:candidate = '' OR candidate_id = :candidate)
    AND (:candidate <> '' OR cohort = :cohort)
GROUP BY old_release, new_release, kind, modality, measure
ORDER BY
    old_release,
    new_release,
    kind,
    array_position(ARRAY['fused', 'face', 'voice', 'text'], modality),
    measure
