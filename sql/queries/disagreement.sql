-- Where face and voice disagree on which emotion is strongest.
-- A row is a recording. distance is 0 where both give the same scores and 1 where they share none.
-- :cohort = of which cohort, where no candidate is named; empty for those without one [default: ]
-- :candidate = whose; empty for a whole cohort [default: ]
SELECT
    recording_id AS recording,
    attempt,
    question_id AS question,
    face_dominant,
    round(face_score::numeric, 3) AS face_score,
    voice_dominant,
    round(voice_score::numeric, 3) AS voice_score,
    fused_dominant,
    round(fused_score::numeric, 3) AS fused_score,
    round(distance::numeric, 3) AS distance,
    fusion,
    round(face_coverage::numeric, 2) AS face_coverage,
    round(voice_coverage::numeric, 2) AS voice_coverage,
    model_release
FROM v_disagreement
WHERE
    NOT agree
    AND (:candidate = '' OR candidate_id = :candidate)
    AND (:candidate <> '' OR cohort = :cohort)
ORDER BY recording_id, attempt
