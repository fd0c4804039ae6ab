COMMENT ON COLUMN scores.recording_scores.fusion IS 'Fusion used: equal, prefer_face, prefer_voice or stacked';
