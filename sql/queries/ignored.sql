-- What was ignored or skipped last, and why.
-- A row is a file without a score of its own; `same_as` is the recording_id or document_id that is
-- scored in place of a skipped input.
-- :candidate = whose; empty for everybody's [default: ]
-- :rows = how many, at most [default: 20]
SELECT run_date, uri, outcome, reason, same_as
FROM ignored
WHERE :candidate = '' OR candidate_id = :candidate
ORDER BY run_date DESC, uri
LIMIT :rows::integer
