-- A row is ten seconds of a current recording, as read from face, voice or both (fused).
CREATE OR REPLACE VIEW scores.v_timeline AS
SELECT
    s.candidate_id,
    s.recording_id,
    s.attempt,
    s.question_id,
    coalesce(s.cohort, '') AS cohort,
    t.modality,
    t.bin,
    t.start_seconds,
    t.end_seconds,
    t.readings,
    t.scored,
    t.scored_share,
    t.state,
    m.meaning,
    t.states,
    t.state_counts,
    CASE greatest(t.angry, t.disgust, t.fear, t.happy, t.sad, t.surprise, t.neutral)
        WHEN t.angry THEN 'angry'
        WHEN t.disgust THEN 'disgust'
        WHEN t.fear THEN 'fear'
        WHEN t.happy THEN 'happy'
        WHEN t.sad THEN 'sad'
        WHEN t.surprise THEN 'surprise'
        WHEN t.neutral THEN 'neutral'
    END AS dominant,
    t.angry,
    t.disgust,
    t.fear,
    t.happy,
    t.sad,
    t.surprise,
    t.neutral,
    t.run_id,
    t.run_date,
    t.model_release,
    t.config_digest
FROM scores.recording_scores AS s
JOIN scores.timeline_scores AS t USING (recording_id, attempt, model_release, config_digest)
JOIN scores.timeline_states AS m ON m.code = t.state
WHERE s.is_current;

COMMENT ON VIEW scores.v_timeline IS
'How readings change within each recording, in steps of ten seconds, and why some have none. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_timeline.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_timeline.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_timeline.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_timeline.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_timeline.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_timeline.modality IS 'face, voice or fused';
COMMENT ON COLUMN scores.v_timeline.bin IS 'Number of the ten seconds, from 0';
COMMENT ON COLUMN scores.v_timeline.start_seconds IS 'Start of the bin [s]';
COMMENT ON COLUMN scores.v_timeline.end_seconds IS 'End of the bin, or of the recording [s]';
COMMENT ON COLUMN scores.v_timeline.readings IS 'Frames of the face, windows of the voice, seconds with any of both';
COMMENT ON COLUMN scores.v_timeline.scored IS 'Of these, with a score';
COMMENT ON COLUMN scores.v_timeline.scored_share IS 'scored / readings [0-1]';
COMMENT ON COLUMN scores.v_timeline.state IS 'scored, or the most frequent reason why nothing is: see timeline_states';
COMMENT ON COLUMN scores.v_timeline.meaning IS 'What the state means';
COMMENT ON COLUMN scores.v_timeline.states IS 'All states in the bin, most frequent first: see timeline_states';
COMMENT ON COLUMN scores.v_timeline.state_counts IS 'Readings in each state';
COMMENT ON COLUMN scores.v_timeline.dominant IS 'Emotion with the highest mean in the bin; NULL where nothing is scored';
COMMENT ON COLUMN scores.v_timeline.angry IS 'Reads as angry, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.disgust IS 'Reads as disgust, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.fear IS 'Reads as fear, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.happy IS 'Reads as happy, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.sad IS 'Reads as sad, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.surprise IS 'Reads as surprise, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.neutral IS 'Reads as neutral, mean over the bin [probability, 0-1]';
COMMENT ON COLUMN scores.v_timeline.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_timeline.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_timeline.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_timeline.config_digest IS 'SHA-256 of the options that change scores';
