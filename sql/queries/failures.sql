-- What failed last, and what to do about it.
-- A row is an input that could not be scored; the newest run comes first.
-- :candidate = whose; empty for everybody's [default: ]
-- :cohort = which cohort; empty for all [default: ]
-- :rows = how many, at most [default: 20]
SELECT run_date, recording_id, kind, message
FROM failures
WHERE (:candidate = '' OR candidate_id = :candidate) AND (:cohort = '' OR cohort = :cohort)
ORDER BY run_date DESC, recording_id
LIMIT :rows::integer
