ALTER TABLE scores.recording_scores
    ADD COLUMN voice_gain_db DOUBLE PRECISION,
    ADD COLUMN face_message TEXT,
    ADD COLUMN voice_message TEXT;
COMMENT ON COLUMN scores.recording_scores.voice_gain_db IS 'Gain before scoring, < 0 where lowered; NULL if no sound was decoded [dB]';
COMMENT ON COLUMN scores.recording_scores.face_message IS 'Why the picture could not be read and what to do next; NULL where it could';
COMMENT ON COLUMN scores.recording_scores.voice_message IS 'Why the sound could not be read and what to do next; NULL where it could';
