ALTER TABLE scores.recording_scores RENAME COLUMN face_reading TO face_labels;
UPDATE scores.recording_scores
    SET face_labels = CASE face_labels WHEN 'votes' THEN 'ferplus' WHEN 'labels' THEN 'fer2013' ELSE face_labels END
    WHERE face_labels IS NOT NULL;
UPDATE scores.text_scores SET model = 'text_' || model WHERE model IN ('tfidf', 'cnn_lstm');
COMMENT ON COLUMN scores.recording_scores.face_labels IS 'Labels by which the face was read: fer2013 or ferplus; NULL without a face score';
COMMENT ON COLUMN scores.recording_scores.modalities IS 'Modalities with a score: face+voice, face, voice or none';
COMMENT ON COLUMN scores.text_scores.model IS 'Text model that scored it; a + joins several';
