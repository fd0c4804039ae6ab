-- A row is an emotion or a trait of a candidate, by the current scores, beside the mean of the
-- others in the cohort, as the interview simulator of 2019 showed it; but the candidate is not
-- among the others, each of them counts once, one release scored all, and nothing is rounded.
CREATE OR REPLACE VIEW scores.v_compare AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    r.modality,
    r.measure,
    r.score,
    r.share,
    CASE WHEN r.is_shown THEN r.others_score END AS others_score,
    CASE WHEN r.is_shown THEN r.others_share END AS others_share,
    CASE WHEN r.is_shown THEN r.score - r.others_score END AS difference,
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
        m.share,
        count(*) - 1 AS n,
        count(*) - 1 >= (SELECT value FROM scores.thresholds WHERE code = 'least_n') AS is_shown,
        avg(m.other) FILTER (WHERE o.candidate_id <> c.candidate_id) AS others_score,
        avg(m.other_share) FILTER (WHERE o.candidate_id <> c.candidate_id) AS others_share
    FROM scores.candidate_scores AS o
    CROSS JOIN LATERAL (
        VALUES
            ('fused', 'angry', c.angry, o.angry, c.angry_share, o.angry_share),
            ('fused', 'disgust', c.disgust, o.disgust, c.disgust_share, o.disgust_share),
            ('fused', 'fear', c.fear, o.fear, c.fear_share, o.fear_share),
            ('fused', 'happy', c.happy, o.happy, c.happy_share, o.happy_share),
            ('fused', 'sad', c.sad, o.sad, c.sad_share, o.sad_share),
            ('fused', 'surprise', c.surprise, o.surprise, c.surprise_share, o.surprise_share),
            ('fused', 'neutral', c.neutral, o.neutral, c.neutral_share, o.neutral_share),
            ('face', 'angry', c.face_angry, o.face_angry, c.face_angry_share, o.face_angry_share),
            ('face', 'disgust',
             c.face_disgust, o.face_disgust, c.face_disgust_share, o.face_disgust_share),
            ('face', 'fear', c.face_fear, o.face_fear, c.face_fear_share, o.face_fear_share),
            ('face', 'happy', c.face_happy, o.face_happy, c.face_happy_share, o.face_happy_share),
            ('face', 'sad', c.face_sad, o.face_sad, c.face_sad_share, o.face_sad_share),
            ('face', 'surprise',
             c.face_surprise, o.face_surprise, c.face_surprise_share, o.face_surprise_share),
            ('face', 'neutral',
             c.face_neutral, o.face_neutral, c.face_neutral_share, o.face_neutral_share),
            ('voice', 'angry',
             c.voice_angry, o.voice_angry, c.voice_angry_share, o.voice_angry_share),
            ('voice', 'disgust',
             c.voice_disgust, o.voice_disgust, c.voice_disgust_share, o.voice_disgust_share),
            ('voice', 'fear', c.voice_fear, o.voice_fear, c.voice_fear_share, o.voice_fear_share),
            ('voice', 'happy',
             c.voice_happy, o.voice_happy, c.voice_happy_share, o.voice_happy_share),
            ('voice', 'sad', c.voice_sad, o.voice_sad, c.voice_sad_share, o.voice_sad_share),
            ('voice', 'surprise',
             c.voice_surprise, o.voice_surprise, c.voice_surprise_share, o.voice_surprise_share),
            ('voice', 'neutral',
             c.voice_neutral, o.voice_neutral, c.voice_neutral_share, o.voice_neutral_share),
            ('text', 'openness', c.openness, o.openness, NULL, NULL),
            ('text', 'conscientiousness', c.conscientiousness, o.conscientiousness, NULL, NULL),
            ('text', 'extraversion', c.extraversion, o.extraversion, NULL, NULL),
            ('text', 'agreeableness', c.agreeableness, o.agreeableness, NULL, NULL),
            ('text', 'neuroticism', c.neuroticism, o.neuroticism, NULL, NULL)
    ) AS m (modality, measure, score, other, share, other_share)
    WHERE coalesce(o.cohort, '') = coalesce(c.cohort, '')
        AND o.model_release = c.model_release
        AND o.config_digest = c.config_digest
        AND m.score IS NOT NULL
        AND m.other IS NOT NULL
    GROUP BY m.modality, m.measure, m.score, m.share
) AS r
WHERE c.is_current;

COMMENT ON VIEW scores.v_compare IS
'Each candidate beside the mean of the others in the cohort, scored by the same release with the same options. NULL below 5 others, where single people could be told; small_n below 30 (table thresholds). A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_compare.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_compare.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_compare.modality IS 'What was read: fused, face, voice or text';
COMMENT ON COLUMN scores.v_compare.measure IS 'An emotion; of text, a trait';
COMMENT ON COLUMN scores.v_compare.score IS 'Mean reading [probability, 0-1]';
COMMENT ON COLUMN scores.v_compare.share IS 'Share of the time in which the emotion reads highest; NULL for traits [0-1]';
COMMENT ON COLUMN scores.v_compare.others_score IS 'Mean score of the others; NULL below least_n others [probability, 0-1]';
COMMENT ON COLUMN scores.v_compare.others_share IS 'Mean share of the others; NULL for traits, and below least_n others [0-1]';
COMMENT ON COLUMN scores.v_compare.difference IS 'score - others_score; NULL below least_n others [probability]';
COMMENT ON COLUMN scores.v_compare.n IS 'Others with this measure: same cohort, release and options, without the candidate; each counts once [candidates]';
COMMENT ON COLUMN scores.v_compare.small_n IS 'Whether n is so small that the comparison says little: threshold small_n';
COMMENT ON COLUMN scores.v_compare.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_compare.config_digest IS 'SHA-256 of the options that change scores';
