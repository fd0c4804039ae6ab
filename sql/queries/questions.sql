-- How a candidate's answers to the questions differ.
-- A row is a question: of its attempts the newest with a score, with the emotions of face and voice
-- fused and the traits of what was written about it.
-- :candidate = whose
SELECT
    question_id AS question,
    attempt,
    attempts,
    modalities,
    duration_seconds,
    dominant,
    round(dominant_score::numeric, 3) AS dominant_score,
    face_dominant,
    voice_dominant,
    round(angry::numeric, 3) AS angry,
    round(disgust::numeric, 3) AS disgust,
    round(fear::numeric, 3) AS fear,
    round(happy::numeric, 3) AS happy,
    round(sad::numeric, 3) AS sad,
    round(surprise::numeric, 3) AS surprise,
    round(neutral::numeric, 3) AS neutral,
    documents,
    words,
    round(openness::numeric, 3) AS openness,
    round(conscientiousness::numeric, 3) AS conscientiousness,
    round(extraversion::numeric, 3) AS extraversion,
    round(agreeableness::numeric, 3) AS agreeableness,
    round(neuroticism::numeric, 3) AS neuroticism,
    model_release
FROM v_question
WHERE candidate_id = :candidate
ORDER BY question_id
