-- A row is a candidate: the current scores, and the columns that a coach looks at first. Its
-- columns keep their order, because users build on it; v_candidate has all of them.
CREATE OR REPLACE VIEW scores.candidate_overview AS
SELECT
    c.candidate_id,
    c.cohort,
    c.usable,
    c.reasons,
    c.dominant,
    greatest(c.angry, c.disgust, c.fear, c.happy, c.sad, c.surprise, c.neutral) AS dominant_score,
    c.openness,
    c.conscientiousness,
    c.extraversion,
    c.agreeableness,
    c.neuroticism,
    c.face_coverage,
    c.voice_coverage,
    c.words,
    c.recordings,
    c.documents,
    c.failures,
    c.duration_seconds,
    c.run_date,
    c.run_id,
    c.model_release,
    c.left_out,
    c.config_digest
FROM scores.candidate_scores AS c
WHERE c.is_current;

COMMENT ON VIEW scores.candidate_overview IS
'Current reading of each candidate. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.candidate_overview.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.candidate_overview.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.candidate_overview.usable IS 'Whether there is enough to coach with; see reasons';
COMMENT ON COLUMN scores.candidate_overview.reasons IS 'Why it is not usable, or what is missing: see usability_reasons';
COMMENT ON COLUMN scores.candidate_overview.dominant IS 'Emotion with the highest fused mean';
COMMENT ON COLUMN scores.candidate_overview.dominant_score IS 'Mean reading of the dominant emotion [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.openness IS 'Texts read as high in openness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.conscientiousness IS 'Texts read as high in conscientiousness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.extraversion IS 'Texts read as high in extraversion, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.agreeableness IS 'Texts read as high in agreeableness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.neuroticism IS 'Texts read as high in neuroticism, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_overview.face_coverage IS 'Frames scored / frames sampled [0-1]';
COMMENT ON COLUMN scores.candidate_overview.voice_coverage IS 'Windows scored / windows [0-1]';
COMMENT ON COLUMN scores.candidate_overview.words IS 'Words in all documents [words]';
COMMENT ON COLUMN scores.candidate_overview.recordings IS 'Recordings in here, one a question [recordings]';
COMMENT ON COLUMN scores.candidate_overview.documents IS 'Essays and transcripts in here [documents]';
COMMENT ON COLUMN scores.candidate_overview.failures IS 'Inputs that failed [inputs]';
COMMENT ON COLUMN scores.candidate_overview.duration_seconds IS 'Length of all recordings [s]';
COMMENT ON COLUMN scores.candidate_overview.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.candidate_overview.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.candidate_overview.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.candidate_overview.left_out IS 'Answers not in here: only other releases or options scored them [answers]';
COMMENT ON COLUMN scores.candidate_overview.config_digest IS 'SHA-256 of the options that change scores';
