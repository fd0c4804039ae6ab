-- What a candidate's face scores would be with the frames that were left out.
-- A row is an emotion of a recording: the mean over the frames that count, and that over these and
-- the gated ones, in which the face is too small or turned away.
-- :candidate = whose
SELECT
    r.recording_id AS recording,
    r.attempt,
    e.emotion,
    round(e.without_gated::numeric, 3) AS without_gated,
    round(e.with_gated::numeric, 3) AS with_gated,
    round((e.with_gated - e.without_gated)::numeric, 3) AS difference,
    r.frames,
    r.frames_scored,
    r.frames_gated,
    r.model_release
FROM v_recording AS r
CROSS JOIN LATERAL (
    VALUES
        (1, 'angry', r.face_angry, r.ungated_face_angry),
        (2, 'disgust', r.face_disgust, r.ungated_face_disgust),
        (3, 'fear', r.face_fear, r.ungated_face_fear),
        (4, 'happy', r.face_happy, r.ungated_face_happy),
        (5, 'sad', r.face_sad, r.ungated_face_sad),
        (6, 'surprise', r.face_surprise, r.ungated_face_surprise),
        (7, 'neutral', r.face_neutral, r.ungated_face_neutral)
) AS e (place, emotion, without_gated, with_gated)
WHERE r.candidate_id = :candidate AND (e.without_gated, e.with_gated) IS DISTINCT FROM (NULL, NULL)
ORDER BY r.recording_id, r.attempt, e.place
