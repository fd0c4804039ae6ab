-- A row is an emotion or a trait of a candidate, by the current scores, and where it stands in the
-- cohort. A candidate is compared with the others that the same release scored with the same
-- options, current or not: of a cohort that is scored anew by halves, nobody is left out.
-- The candidate is among the rows that are counted, and taken off again.
CREATE OR REPLACE VIEW scores.v_percentile AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    r.modality,
    r.measure,
    r.score,
    CASE
        WHEN r.n >= (SELECT value FROM scores.thresholds WHERE code = 'least_n')
            THEN 100 * (r.lower + r.same / 2::double precision) / r.n
    END AS percentile,
    r.n,
    r.n < (SELECT value FROM scores.thresholds WHERE code = 'small_n') AS small_n,
    c.model_release,
    c.config_digest
FROM scores.candidate_scores AS c
CROSS JOIN LATERAL (
    SELECT
        m.modality,
        m.measure,
        m.score,
        count(*) - 1 AS n,
        count(*) FILTER (WHERE m.other < m.score) AS lower,
        count(*) FILTER (WHERE m.other = m.score) - 1 AS same
    FROM scores.candidate_scores AS o
    CROSS JOIN LATERAL (
        VALUES
            ('fused', 'angry', c.angry, o.angry),
            ('fused', 'disgust', c.disgust, o.disgust),
            ('fused', 'fear', c.fear, o.fear),
            ('fused', 'happy', c.happy, o.happy),
            ('fused', 'sad', c.sad, o.sad),
            ('fused', 'surprise', c.surprise, o.surprise),
            ('fused', 'neutral', c.neutral, o.neutral),
            ('face', 'angry', c.face_angry, o.face_angry),
            ('face', 'disgust', c.face_disgust, o.face_disgust),
            ('face', 'fear', c.face_fear, o.face_fear),
            ('face', 'happy', c.face_happy, o.face_happy),
            ('face', 'sad', c.face_sad, o.face_sad),
            ('face', 'surprise', c.face_surprise, o.face_surprise),
            ('face', 'neutral', c.face_neutral, o.face_neutral),
            ('voice', 'angry', c.voice_angry, o.voice_angry),
            ('voice', 'disgust', c.voice_disgust, o.voice_disgust),
            ('voice', 'fear', c.voice_fear, o.voice_fear),
            ('voice', 'happy', c.voice_happy, o.voice_happy),
            ('voice', 'sad', c.voice_sad, o.voice_sad),
            ('voice', 'surprise', c.voice_surprise, o.voice_surprise),
            ('voice', 'neutral', c.voice_neutral, o.voice_neutral),
            ('text', 'openness', c.openness, o.openness),
            ('text', 'conscientiousness', c.conscientiousness, o.conscientiousness),
            ('text', 'extraversion', c.extraversion, o.extraversion),
            ('text', 'agreeableness', c.agreeableness, o.agreeableness),
            ('text', 'neuroticism', c.neuroticism, o.neuroticism)
    ) AS m (modality, measure, score, other)
    WHERE coalesce(o.cohort, '') = coalesce(c.cohort, '')
        AND o.model_release = c.model_release
        AND o.config_digest = c.config_digest
        AND m.score IS NOT NULL
        AND m.other IS NOT NULL
    GROUP BY m.modality, m.measure, m.score
) AS r
WHERE c.is_current;

COMMENT ON VIEW scores.v_percentile IS
'Where each candidate stands among the others of the cohort. NULL below 5 others, where single people could be told; small_n below 30 (table thresholds). A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_percentile.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_percentile.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_percentile.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_percentile.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_percentile.score IS 'Mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_percentile.percentile IS 'Share of the others with a lower score, and half of those with the same; NULL below least_n others [0-100]';
COMMENT ON COLUMN scores.v_percentile.n IS 'Others with this measure: same cohort, release and options, without the candidate; each counts once [candidates]';
COMMENT ON COLUMN scores.v_percentile.small_n IS 'Whether n is so small that the comparison says little: threshold small_n';
COMMENT ON COLUMN scores.v_percentile.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_percentile.config_digest IS 'SHA-256 of the options that change scores';
