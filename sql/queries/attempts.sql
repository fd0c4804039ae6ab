-- How a candidate's scores changed from one attempt at a question to the next.
-- A row is a measure of an attempt that has an earlier one by the same release and options.
-- :candidate = whose
SELECT
    question_id AS question,
    kind,
    previous_attempt,
    attempt,
    modality,
    measure,
    round(previous_score::numeric, 3) AS previous_score,
    round(score::numeric, 3) AS score,
    round(change::numeric, 3) AS change,
    model_release,
    config_digest
FROM v_attempts
WHERE candidate_id = :candidate AND previous_attempt IS NOT NULL
ORDER BY
    question_id,
    kind,
    input_id,
    attempt,
    array_position(ARRAY['fused', 'face', 'voice', 'text'], modality),
    measure,
    model_release,
    config_digest
