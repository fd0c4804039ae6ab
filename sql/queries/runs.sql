-- The last runs: how each ended, how many inputs it found, and how long it took.
-- A row is a run of the job; the newest comes first.
-- :rows = how many, at most [default: 10]
SELECT run_date, status, found, scored, skipped, failed, took, code_version
FROM v_run
ORDER BY number DESC
LIMIT :rows::integer
