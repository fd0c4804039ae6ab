ALTER TABLE scores.recording_scores
    ADD COLUMN video_stream BIGINT,
    ADD COLUMN audio_stream BIGINT,
    ADD COLUMN video_streams BIGINT,
    ADD COLUMN audio_streams BIGINT,
    ADD COLUMN time_discontinuities BIGINT;
COMMENT ON COLUMN scores.recording_scores.duration_seconds IS 'Length of what was decoded [s]';
COMMENT ON COLUMN scores.recording_scores.truncated IS 'Whether a track ends before its declared length';
COMMENT ON COLUMN scores.recording_scores.video_stream IS 'Index in the file of the picture track read; NULL without';
COMMENT ON COLUMN scores.recording_scores.audio_stream IS 'Index in the file of the sound track read; NULL without';
COMMENT ON COLUMN scores.recording_scores.video_streams IS 'Picture tracks in the file, covers left out [tracks]';
COMMENT ON COLUMN scores.recording_scores.audio_streams IS 'Sound tracks in the file [tracks]';
COMMENT ON COLUMN scores.recording_scores.time_discontinuities IS 'How often the file''s clock starts again or jumps [jumps]';
