-- Everything that the database holds about a person: for whoever asks what is known of them.
-- A row is a row of a table, with its key and its whole content. Found are all spellings of the name
-- that look the same, and files without a known candidate that lie in a folder of this name. A folder
-- within it names a candidate of its own: ask for that as well. Single frames and windows are in
-- Parquet only. Needs the rights of scores_writer.
-- :candidate = whose
WITH
names AS (
    SELECT DISTINCT name
    FROM unnest(ARRAY[:candidate, normalize(:candidate, NFC), normalize(:candidate, NFD)]) AS n (name)
),
recordings AS (
    SELECT * FROM recording_scores WHERE candidate_id IN (SELECT name FROM names)
),
held AS (
    SELECT
        1 AS place,
        'candidate_scores' AS table_name,
        concat_ws(', ', candidate_id, model_release, config_digest) AS key,
        to_jsonb(c) AS content
    FROM candidate_scores AS c
    WHERE candidate_id IN (SELECT name FROM names)
    UNION ALL
    SELECT
        2,
        'recording_scores',
        concat_ws(', ', recording_id, attempt, model_release, config_digest),
        to_jsonb(r)
    FROM recordings AS r
    UNION ALL
    SELECT
        3,
        'timeline_scores',
        concat_ws(', ', recording_id, attempt, modality, bin, model_release, config_digest),
        to_jsonb(t)
    FROM timeline_scores AS t
    WHERE
        (recording_id, attempt, model_release, config_digest)
        IN (SELECT recording_id, attempt, model_release, config_digest FROM recordings)
    UNION ALL
    SELECT
        4,
        'text_scores',
        concat_ws(', ', document_id, attempt, model_release, config_digest),
        to_jsonb(d)
    FROM text_scores AS d
    WHERE candidate_id IN (SELECT name FROM names)
    UNION ALL
    SELECT
        5,
        'failures',
        concat_ws(', ', recording_id, attempt, model_release, config_digest),
        to_jsonb(f)
    FROM failures AS f
    WHERE candidate_id IN (SELECT name FROM names)
    UNION ALL
    SELECT 6, 'inputs', concat_ws(', ', uri, input_id, attempt), to_jsonb(i)
    FROM inputs AS i
    WHERE candidate_id IN (SELECT name FROM names)
    UNION ALL
    SELECT 7, 'ignored', uri, to_jsonb(g)
    FROM ignored AS g
    WHERE candidate_id IN (SELECT name FROM names)
    UNION ALL
    SELECT 7, 'ignored', uri, to_jsonb(g)
    FROM ignored AS g
    WHERE candidate_id IS NULL AND EXISTS (
        SELECT FROM names WHERE strpos(g.uri || '/', '/' || name || '/') > 0
    )
    UNION ALL
    SELECT 8, 'audit.person_category', concat_ws(', ', candidate_id, category), to_jsonb(p)
    FROM audit.person_category AS p
    WHERE candidate_id IN (SELECT name FROM names)
)
SELECT table_name, key, content
FROM held
ORDER BY place, key
