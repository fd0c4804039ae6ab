-- A row is an attempt at a recording: the current scores, but not the consent record.
CREATE OR REPLACE VIEW scores.v_recording AS
SELECT
    s.candidate_id,
    s.recording_id,
    s.attempt,
    s.question_id,
    coalesce(s.cohort, '') AS cohort,
    s.recorded_at,
    s.uri,
    s.content_hash,
    s.duration_seconds,
    s.truncated,
    s.rotation_degrees,
    s.frame_rate,
    s.variable_frame_rate,
    s.modalities,
    s.fusion,
    s.face_state,
    s.voice_state,
    s.frames,
    s.frames_scored,
    s.windows,
    s.windows_scored,
    s.dominant,
    s.angry,
    s.disgust,
    s.fear,
    s.happy,
    s.sad,
    s.surprise,
    s.neutral,
    s.angry_deviation,
    s.disgust_deviation,
    s.fear_deviation,
    s.happy_deviation,
    s.sad_deviation,
    s.surprise_deviation,
    s.neutral_deviation,
    s.angry_share,
    s.disgust_share,
    s.fear_share,
    s.happy_share,
    s.sad_share,
    s.surprise_share,
    s.neutral_share,
    s.face_angry,
    s.face_disgust,
    s.face_fear,
    s.face_happy,
    s.face_sad,
    s.face_surprise,
    s.face_neutral,
    s.face_angry_deviation,
    s.face_disgust_deviation,
    s.face_fear_deviation,
    s.face_happy_deviation,
    s.face_sad_deviation,
    s.face_surprise_deviation,
    s.face_neutral_deviation,
    s.face_angry_share,
    s.face_disgust_share,
    s.face_fear_share,
    s.face_happy_share,
    s.face_sad_share,
    s.face_surprise_share,
    s.face_neutral_share,
    s.voice_angry,
    s.voice_disgust,
    s.voice_fear,
    s.voice_happy,
    s.voice_sad,
    s.voice_surprise,
    s.voice_neutral,
    s.voice_angry_deviation,
    s.voice_disgust_deviation,
    s.voice_fear_deviation,
    s.voice_happy_deviation,
    s.voice_sad_deviation,
    s.voice_surprise_deviation,
    s.voice_neutral_deviation,
    s.voice_angry_share,
    s.voice_disgust_share,
    s.voice_fear_share,
    s.voice_happy_share,
    s.voice_sad_share,
    s.voice_surprise_share,
    s.voice_neutral_share,
    s.blink_state,
    s.blinks,
    s.blinks_per_minute,
    s.blink_coverage,
    s.face_labels,
    s.video_stream,
    s.audio_stream,
    s.video_streams,
    s.audio_streams,
    s.time_discontinuities,
    s.voice_gain_db,
    s.face_message,
    s.voice_message,
    s.frames_gated,
    s.ungated_face_angry,
    s.ungated_face_disgust,
    s.ungated_face_fear,
    s.ungated_face_happy,
    s.ungated_face_sad,
    s.ungated_face_surprise,
    s.ungated_face_neutral,
    s.run_id,
    s.run_date,
    s.model_release,
    s.config_digest
FROM scores.recording_scores AS s
WHERE s.is_current;

COMMENT ON VIEW scores.v_recording IS
'Every attempt at a recording once, as the newest run has scored it. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_recording.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_recording.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_recording.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_recording.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.v_recording.cohort IS 'Cohort from the manifest; empty where none is named';
COMMENT ON COLUMN scores.v_recording.recorded_at IS 'When it was recorded, from the manifest';
COMMENT ON COLUMN scores.v_recording.uri IS 'Where the recording was read';
COMMENT ON COLUMN scores.v_recording.content_hash IS 'SHA-256 of the file';
COMMENT ON COLUMN scores.v_recording.duration_seconds IS 'Length of what was decoded [s]';
COMMENT ON COLUMN scores.v_recording.truncated IS 'Whether a track ends before its declared length';
COMMENT ON COLUMN scores.v_recording.rotation_degrees IS 'Clockwise turn applied from the container''s metadata [deg]';
COMMENT ON COLUMN scores.v_recording.frame_rate IS 'Mean frame rate of the file [frames/s]';
COMMENT ON COLUMN scores.v_recording.variable_frame_rate IS 'Whether the file''s frames are unevenly spaced in time';
COMMENT ON COLUMN scores.v_recording.modalities IS 'Modalities with a score: face+voice, face, voice or none';
COMMENT ON COLUMN scores.v_recording.fusion IS 'Fusion used: equal, prefer_face, prefer_voice or stacked';
COMMENT ON COLUMN scores.v_recording.face_state IS 'scored, or why not: see recording_states';
COMMENT ON COLUMN scores.v_recording.voice_state IS 'scored, or why not: see recording_states';
COMMENT ON COLUMN scores.v_recording.frames IS 'Frames sampled [frames]';
COMMENT ON COLUMN scores.v_recording.frames_scored IS 'Frames with a scored face [frames]';
COMMENT ON COLUMN scores.v_recording.windows IS 'Voice windows [windows]';
COMMENT ON COLUMN scores.v_recording.windows_scored IS 'Voice windows with a score [windows]';
COMMENT ON COLUMN scores.v_recording.dominant IS 'Emotion with the highest fused score';
COMMENT ON COLUMN scores.v_recording.angry IS 'Face and voice fused read as angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.disgust IS 'Face and voice fused read as disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.fear IS 'Face and voice fused read as fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.happy IS 'Face and voice fused read as happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.sad IS 'Face and voice fused read as sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.surprise IS 'Face and voice fused read as surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.neutral IS 'Face and voice fused read as neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.angry_deviation IS 'Deviation over time of the fused angry score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.disgust_deviation IS 'Deviation over time of the fused disgust score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.fear_deviation IS 'Deviation over time of the fused fear score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.happy_deviation IS 'Deviation over time of the fused happy score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.sad_deviation IS 'Deviation over time of the fused sad score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.surprise_deviation IS 'Deviation over time of the fused surprise score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.neutral_deviation IS 'Deviation over time of the fused neutral score [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.angry_share IS 'Share of scored time in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.disgust_share IS 'Share of scored time in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.fear_share IS 'Share of scored time in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.happy_share IS 'Share of scored time in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.sad_share IS 'Share of scored time in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.surprise_share IS 'Share of scored time in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.neutral_share IS 'Share of scored time in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_angry IS 'Face reads as angry, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_disgust IS 'Face reads as disgust, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_fear IS 'Face reads as fear, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_happy IS 'Face reads as happy, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_sad IS 'Face reads as sad, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_surprise IS 'Face reads as surprise, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_neutral IS 'Face reads as neutral, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_angry_deviation IS 'Deviation over frames of face angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_disgust_deviation IS 'Deviation over frames of face disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_fear_deviation IS 'Deviation over frames of face fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_happy_deviation IS 'Deviation over frames of face happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_sad_deviation IS 'Deviation over frames of face sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_surprise_deviation IS 'Deviation over frames of face surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_neutral_deviation IS 'Deviation over frames of face neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_angry IS 'Voice reads as angry, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_disgust IS 'Voice reads as disgust, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_fear IS 'Voice reads as fear, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_happy IS 'Voice reads as happy, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_sad IS 'Voice reads as sad, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_surprise IS 'Voice reads as surprise, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_neutral IS 'Voice reads as neutral, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_angry_deviation IS 'Deviation over windows of voice angry [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_disgust_deviation IS 'Deviation over windows of voice disgust [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_fear_deviation IS 'Deviation over windows of voice fear [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_happy_deviation IS 'Deviation over windows of voice happy [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_sad_deviation IS 'Deviation over windows of voice sad [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_surprise_deviation IS 'Deviation over windows of voice surprise [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_neutral_deviation IS 'Deviation over windows of voice neutral [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.v_recording.blink_state IS 'counted, or why not: see blink_states';
COMMENT ON COLUMN scores.v_recording.blinks IS 'Blinks counted [blinks]';
COMMENT ON COLUMN scores.v_recording.blinks_per_minute IS 'Blinks a minute of the time in which the eyes were read [1/min]';
COMMENT ON COLUMN scores.v_recording.blink_coverage IS 'Share of the sampled time in which the eyes were read [0-1]';
COMMENT ON COLUMN scores.v_recording.face_labels IS 'Labels by which the face was read: fer2013 or ferplus; NULL without a face score';
COMMENT ON COLUMN scores.v_recording.video_stream IS 'Index in the file of the picture track read; NULL without';
COMMENT ON COLUMN scores.v_recording.audio_stream IS 'Index in the file of the sound track read; NULL without';
COMMENT ON COLUMN scores.v_recording.video_streams IS 'Picture tracks in the file, covers left out [tracks]';
COMMENT ON COLUMN scores.v_recording.audio_streams IS 'Sound tracks in the file [tracks]';
COMMENT ON COLUMN scores.v_recording.time_discontinuities IS 'How often the file''s clock starts again or jumps [jumps]';
COMMENT ON COLUMN scores.v_recording.voice_gain_db IS 'Gain before scoring, < 0 where lowered; NULL if no sound was decoded [dB]';
COMMENT ON COLUMN scores.v_recording.face_message IS 'Why the picture could not be read and what to do next; NULL where it could';
COMMENT ON COLUMN scores.v_recording.voice_message IS 'Why the sound could not be read and what to do next; NULL where it could';
COMMENT ON COLUMN scores.v_recording.frames_gated IS 'Frames in which the candidate''s face is too small or turned away; NULL if scored before they were counted [frames]';
COMMENT ON COLUMN scores.v_recording.ungated_face_angry IS 'Face reads as angry, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_disgust IS 'Face reads as disgust, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_fear IS 'Face reads as fear, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_happy IS 'Face reads as happy, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_sad IS 'Face reads as sad, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_surprise IS 'Face reads as surprise, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.ungated_face_neutral IS 'Face reads as neutral, mean over scored and gated frames: to compare with [probability, 0-1]';
COMMENT ON COLUMN scores.v_recording.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_recording.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_recording.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_recording.config_digest IS 'SHA-256 of the options that change scores';
