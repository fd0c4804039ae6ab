ALTER TABLE scores.recording_scores ADD COLUMN face_reading TEXT;
COMMENT ON COLUMN scores.recording_scores.face_reading IS 'How the face was read: votes or labels; NULL before 0.5.0';
