ALTER TABLE scores.recording_scores
    ADD COLUMN blink_state TEXT NOT NULL DEFAULT 'not_read',
    ADD COLUMN blinks BIGINT,
    ADD COLUMN blinks_per_minute DOUBLE PRECISION,
    ADD COLUMN blink_coverage DOUBLE PRECISION,
    ADD CONSTRAINT ck_recording_scores_blink_coverage_range CHECK (blink_coverage >= 0 AND blink_coverage <= 1);
ALTER TABLE scores.recording_scores ALTER COLUMN blink_state DROP DEFAULT;
COMMENT ON COLUMN scores.recording_scores.blink_state IS 'counted, or why not: see BLINK_STATES';
COMMENT ON COLUMN scores.recording_scores.blinks IS 'Blinks counted [blinks]';
COMMENT ON COLUMN scores.recording_scores.blinks_per_minute IS 'Blinks a minute of the time in which the eyes were read [1/min]';
COMMENT ON COLUMN scores.recording_scores.blink_coverage IS 'Share of the sampled time in which the eyes were read [0-1]';
