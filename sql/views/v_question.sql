-- A row is a candidate's answer to a question: the current scores of the newest attempt at it that
-- has a score, else of the newest; of recordings, where there are any, else of texts. Traits are
-- the mean over an essay and a transcript of the question, chosen in the same way among those
-- that the same release scored with the same options.
CREATE OR REPLACE VIEW scores.v_question AS
SELECT
    a.candidate_id,
    a.question_id,
    coalesce(a.cohort, '') AS cohort,
    a.attempt,
    a.attempts,
    s.recording_id,
    s.modalities,
    s.duration_seconds,
    s.frames_scored / nullif(s.frames, 0)::double precision AS face_coverage,
    s.windows_scored / nullif(s.windows, 0)::double precision AS voice_coverage,
    s.dominant,
    greatest(s.angry, s.disgust, s.fear, s.happy, s.sad, s.surprise, s.neutral) AS dominant_score,
    s.angry,
    s.disgust,
    s.fear,
    s.happy,
    s.sad,
    s.surprise,
    s.neutral,
    CASE greatest(
        s.face_angry, s.face_disgust, s.face_fear, s.face_happy,
        s.face_sad, s.face_surprise, s.face_neutral
    )
        WHEN s.face_angry THEN 'angry'
        WHEN s.face_disgust THEN 'disgust'
        WHEN s.face_fear THEN 'fear'
        WHEN s.face_happy THEN 'happy'
        WHEN s.face_sad THEN 'sad'
        WHEN s.face_surprise THEN 'surprise'
        WHEN s.face_neutral THEN 'neutral'
    END AS face_dominant,
    CASE greatest(
        s.voice_angry, s.voice_disgust, s.voice_fear, s.voice_happy,
        s.voice_sad, s.voice_surprise, s.voice_neutral
    )
        WHEN s.voice_angry THEN 'angry'
        WHEN s.voice_disgust THEN 'disgust'
        WHEN s.voice_fear THEN 'fear'
        WHEN s.voice_happy THEN 'happy'
        WHEN s.voice_sad THEN 'sad'
        WHEN s.voice_surprise THEN 'surprise'
        WHEN s.voice_neutral THEN 'neutral'
    END AS voice_dominant,
    d.documents,
    d.words,
    d.openness,
    d.conscientiousness,
    d.extraversion,
    d.agreeableness,
    d.neuroticism,
    a.run_id,
    a.run_date,
    a.model_release,
    a.config_digest
FROM (
    SELECT
        r.candidate_id,
        r.question_id,
        r.cohort,
        r.attempt,
        (
            SELECT count(*)
            FROM scores.recording_scores AS n
            WHERE n.candidate_id = r.candidate_id AND n.question_id = r.question_id AND n.is_current
        ) AS attempts,
        r.recording_id,
        r.run_id,
        r.run_date,
        r.model_release,
        r.config_digest
    FROM scores.recording_scores AS r
    WHERE r.is_current
        AND NOT EXISTS (
            SELECT FROM scores.recording_scores AS n
            WHERE n.candidate_id = r.candidate_id AND n.question_id = r.question_id AND n.is_current
                AND (n.dominant IS NOT NULL, n.attempt, n.recording_id)
                > (r.dominant IS NOT NULL, r.attempt, r.recording_id)
        )
    UNION ALL
    SELECT
        t.candidate_id,
        t.question_id,
        t.cohort,
        t.attempt,
        (
            SELECT count(DISTINCT n.attempt)
            FROM scores.text_scores AS n
            WHERE n.candidate_id = t.candidate_id AND n.question_id = t.question_id AND n.is_current
        ),
        NULL,
        t.run_id,
        t.run_date,
        t.model_release,
        t.config_digest
    FROM scores.text_scores AS t
    WHERE t.is_current
        AND NOT EXISTS (
            SELECT FROM scores.recording_scores AS n
            WHERE n.candidate_id = t.candidate_id AND n.question_id = t.question_id AND n.is_current
        )
        AND NOT EXISTS (
            SELECT FROM scores.text_scores AS n
            WHERE n.candidate_id = t.candidate_id AND n.question_id = t.question_id AND n.is_current
                AND (n.openness IS NOT NULL, n.attempt, n.document_id)
                > (t.openness IS NOT NULL, t.attempt, t.document_id)
        )
) AS a
LEFT JOIN scores.recording_scores AS s USING (recording_id, attempt, model_release, config_digest)
CROSS JOIN LATERAL (
    SELECT
        count(*) AS documents,
        coalesce(sum(t.words), 0)::bigint AS words,
        avg(t.openness) AS openness,
        avg(t.conscientiousness) AS conscientiousness,
        avg(t.extraversion) AS extraversion,
        avg(t.agreeableness) AS agreeableness,
        avg(t.neuroticism) AS neuroticism
    FROM (
        SELECT DISTINCT ON (t.kind)
            t.words,
            t.openness,
            t.conscientiousness,
            t.extraversion,
            t.agreeableness,
            t.neuroticism
        FROM scores.text_scores AS t
        WHERE t.candidate_id = a.candidate_id
            AND t.question_id = a.question_id
            AND t.model_release = a.model_release
            AND t.config_digest = a.config_digest
        ORDER BY
            t.kind,
            t.openness IS NOT NULL DESC,
            t.attempt DESC,
            t.is_current DESC,
            t.document_id DESC
    ) AS t
) AS d;

COMMENT ON VIEW scores.v_question IS
'Every question that a candidate has answered, by the newest attempt that could be scored. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_question.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_question.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_question.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_question.attempt IS 'Which attempt this is, from 1';
COMMENT ON COLUMN scores.v_question.attempts IS 'Attempts at the question; of texts, where no recording answers it [attempts]';
COMMENT ON COLUMN scores.v_question.recording_id IS 'Recording: <candidate_id>/<file name>; NULL where only texts answer the question';
COMMENT ON COLUMN scores.v_question.modalities IS 'Modalities with a score: face+voice, face, voice or none';
COMMENT ON COLUMN scores.v_question.duration_seconds IS 'Length of what was decoded [s]';
COMMENT ON COLUMN scores.v_question.face_coverage IS 'Share of the sampled frames with a scored face; NULL without frames [0-1]';
COMMENT ON COLUMN scores.v_question.voice_coverage IS 'Share of the voice windows that were scored; NULL without windows [0-1]';
COMMENT ON COLUMN scores.v_question.dominant IS 'Emotion with the highest fused score';
COMMENT ON COLUMN scores.v_question.dominant_score IS 'Mean reading of the dominant emotion [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.angry IS 'Face and voice fused read as angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.disgust IS 'Face and voice fused read as disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.fear IS 'Face and voice fused read as fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.happy IS 'Face and voice fused read as happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.sad IS 'Face and voice fused read as sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.surprise IS 'Face and voice fused read as surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.neutral IS 'Face and voice fused read as neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.face_dominant IS 'Emotion that the face reads as most, by its mean';
COMMENT ON COLUMN scores.v_question.voice_dominant IS 'Emotion that the voice reads as most, by its mean';
COMMENT ON COLUMN scores.v_question.documents IS 'Essay and transcript of the question in here, at most one of each [documents]';
COMMENT ON COLUMN scores.v_question.words IS 'Words in these documents [words]';
COMMENT ON COLUMN scores.v_question.openness IS 'Text reads as high in openness, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.conscientiousness IS 'Text reads as high in conscientiousness, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.extraversion IS 'Text reads as high in extraversion, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.agreeableness IS 'Text reads as high in agreeableness, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.neuroticism IS 'Text reads as high in neuroticism, mean over the documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_question.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_question.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_question.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_question.config_digest IS 'SHA-256 of the options that change scores';
