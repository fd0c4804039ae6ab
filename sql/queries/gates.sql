-- Which gates a candidate, or a cohort, failed: why their scores say less.
-- A row is a reason of a candidate, with the value that was measured, the threshold that it missed,
-- and what to do. Who passed every gate has none.
-- :candidate = whose; empty for a whole cohort [default: ]
-- :cohort = of which cohort, where no candidate is named; empty for those without one [default: ]
SELECT
    candidate_id AS candidate,
    usable,
    reason,
    round(value::numeric, 2) AS value,
    threshold,
    meaning,
    what_to_do,
    cohort,
    run_date,
    model_release
FROM v_quality
WHERE
    (:candidate = '' OR candidate_id = :candidate)
    AND (:candidate <> '' OR cohort = :cohort)
ORDER BY candidate_id, reason
