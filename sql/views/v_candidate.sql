-- A row is a candidate: the current scores.
CREATE OR REPLACE VIEW scores.v_candidate AS
SELECT
    c.candidate_id,
    coalesce(c.cohort, '') AS cohort,
    c.usable,
    c.reasons,
    c.reason_values,
    c.recordings,
    c.documents,
    c.failures,
    c.left_out,
    c.duration_seconds,
    c.frames,
    c.frames_scored,
    c.windows,
    c.windows_scored,
    c.face_coverage,
    c.voice_coverage,
    c.words,
    c.dominant,
    greatest(c.angry, c.disgust, c.fear, c.happy, c.sad, c.surprise, c.neutral) AS dominant_score,
    c.angry,
    c.disgust,
    c.fear,
    c.happy,
    c.sad,
    c.surprise,
    c.neutral,
    c.angry_deviation,
    c.disgust_deviation,
    c.fear_deviation,
    c.happy_deviation,
    c.sad_deviation,
    c.surprise_deviation,
    c.neutral_deviation,
    c.angry_share,
    c.disgust_share,
    c.fear_share,
    c.happy_share,
    c.sad_share,
    c.surprise_share,
    c.neutral_share,
    c.face_dominant,
    c.face_angry,
    c.face_disgust,
    c.face_fear,
    c.face_happy,
    c.face_sad,
    c.face_surprise,
    c.face_neutral,
    c.face_angry_deviation,
    c.face_disgust_deviation,
    c.face_fear_deviation,
    c.face_happy_deviation,
    c.face_sad_deviation,
    c.face_surprise_deviation,
    c.face_neutral_deviation,
    c.face_angry_share,
    c.face_disgust_share,
    c.face_fear_share,
    c.face_happy_share,
    c.face_sad_share,
    c.face_surprise_share,
    c.face_neutral_share,
    c.voice_dominant,
    c.voice_angry,
    c.voice_disgust,
    c.voice_fear,
    c.voice_happy,
    c.voice_sad,
    c.voice_surprise,
    c.voice_neutral,
    c.voice_angry_deviation,
    c.voice_disgust_deviation,
    c.voice_fear_deviation,
    c.voice_happy_deviation,
    c.voice_sad_deviation,
    c.voice_surprise_deviation,
    c.voice_neutral_deviation,
    c.voice_angry_share,
    c.voice_disgust_share,
    c.voice_fear_share,
    c.voice_happy_share,
    c.voice_sad_share,
    c.voice_surprise_share,
    c.voice_neutral_share,
    c.openness,
    c.conscientiousness,
    c.extraversion,
    c.agreeableness,
    c.neuroticism,
    c.run_id,
    c.run_date,
    c.model_release,
    c.config_digest
FROM scores.candidate_scores AS c
WHERE c.is_current;

COMMENT ON VIEW scores.v_candidate IS
'Every candidate once, as the newest run has scored it. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_candidate.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_candidate.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_candidate.usable IS 'Whether there is enough to coach with; see reasons';
COMMENT ON COLUMN scores.v_candidate.reasons IS 'Why it is not usable, or what is missing: see usability_reasons';
COMMENT ON COLUMN scores.v_candidate.reason_values IS 'Of each reason the share or count that its meaning names';
COMMENT ON COLUMN scores.v_candidate.recordings IS 'Recordings in here, one a question [recordings]';
COMMENT ON COLUMN scores.v_candidate.documents IS 'Essays and transcripts in here [documents]';
COMMENT ON COLUMN scores.v_candidate.failures IS 'Inputs that failed [inputs]';
COMMENT ON COLUMN scores.v_candidate.left_out IS 'Answers not in here: only other releases or options scored them [answers]';
COMMENT ON COLUMN scores.v_candidate.duration_seconds IS 'Length of all recordings [s]';
COMMENT ON COLUMN scores.v_candidate.frames IS 'Frames sampled [frames]';
COMMENT ON COLUMN scores.v_candidate.frames_scored IS 'Frames with a scored face [frames]';
COMMENT ON COLUMN scores.v_candidate.windows IS 'Voice windows [windows]';
COMMENT ON COLUMN scores.v_candidate.windows_scored IS 'Voice windows with a score [windows]';
COMMENT ON COLUMN scores.v_candidate.face_coverage IS 'Frames scored / frames sampled [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_coverage IS 'Windows scored / windows [0-1]';
COMMENT ON COLUMN scores.v_candidate.words IS 'Words in all documents [words]';
COMMENT ON COLUMN scores.v_candidate.dominant IS 'Emotion with the highest fused mean';
COMMENT ON COLUMN scores.v_candidate.dominant_score IS 'Mean reading of the dominant emotion [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.angry IS 'Fused angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.disgust IS 'Fused disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.fear IS 'Fused fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.happy IS 'Fused happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.sad IS 'Fused sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.surprise IS 'Fused surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.neutral IS 'Fused neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.angry_deviation IS 'Deviation of fused angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.disgust_deviation IS 'Deviation of fused disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.fear_deviation IS 'Deviation of fused fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.happy_deviation IS 'Deviation of fused happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.sad_deviation IS 'Deviation of fused sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.surprise_deviation IS 'Deviation of fused surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.neutral_deviation IS 'Deviation of fused neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.angry_share IS 'Share of scored time in which fused angry is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.disgust_share IS 'Share of scored time in which fused disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.fear_share IS 'Share of scored time in which fused fear is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.happy_share IS 'Share of scored time in which fused happy is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.sad_share IS 'Share of scored time in which fused sad is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.surprise_share IS 'Share of scored time in which fused surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.neutral_share IS 'Share of scored time in which fused neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_dominant IS 'Emotion with the highest face mean';
COMMENT ON COLUMN scores.v_candidate.face_angry IS 'Face angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_disgust IS 'Face disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_fear IS 'Face fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_happy IS 'Face happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_sad IS 'Face sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_surprise IS 'Face surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_neutral IS 'Face neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_angry_deviation IS 'Deviation of face angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_disgust_deviation IS 'Deviation of face disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_fear_deviation IS 'Deviation of face fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_happy_deviation IS 'Deviation of face happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_sad_deviation IS 'Deviation of face sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_surprise_deviation IS 'Deviation of face surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_neutral_deviation IS 'Deviation of face neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_dominant IS 'Emotion with the highest voice mean';
COMMENT ON COLUMN scores.v_candidate.voice_angry IS 'Voice angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_disgust IS 'Voice disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_fear IS 'Voice fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_happy IS 'Voice happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_sad IS 'Voice sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_surprise IS 'Voice surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_neutral IS 'Voice neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_angry_deviation IS 'Deviation of voice angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_disgust_deviation IS 'Deviation of voice disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_fear_deviation IS 'Deviation of voice fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_happy_deviation IS 'Deviation of voice happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_sad_deviation IS 'Deviation of voice sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_surprise_deviation IS 'Deviation of voice surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_neutral_deviation IS 'Deviation of voice neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_candidate.openness IS 'Texts read as high in openness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.conscientiousness IS 'Texts read as high in conscientiousness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.extraversion IS 'Texts read as high in extraversion, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.agreeableness IS 'Texts read as high in agreeableness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.neuroticism IS 'Texts read as high in neuroticism, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.v_candidate.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_candidate.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_candidate.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_candidate.config_digest IS 'SHA-256 of the options that change scores';
