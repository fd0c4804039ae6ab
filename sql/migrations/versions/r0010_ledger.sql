-- Runs get the place that their start gave them: from here on the database counts them itself.
ALTER TABLE scores.scoring_runs ADD COLUMN number BIGINT;
UPDATE scores.scoring_runs AS r SET number = n.number
FROM (SELECT run_id, row_number() OVER (ORDER BY started_at, run_id) AS number FROM scores.scoring_runs) AS n
WHERE n.run_id = r.run_id;
ALTER TABLE scores.scoring_runs ALTER COLUMN number SET NOT NULL;

-- Names of before 0.5.1 have the Unicode form of their file system. Of two spellings of a name the
-- rows of the newer run stay.
DELETE FROM scores.recording_scores AS old USING scores.recording_scores AS new, scores.scoring_runs AS o, scores.scoring_runs AS n
WHERE o.run_id = old.run_id AND n.run_id = new.run_id AND old.model_release = new.model_release
    AND normalize(old.recording_id, NFC) = normalize(new.recording_id, NFC)
    AND (o.number, old.recording_id) < (n.number, new.recording_id) AND old.recording_id IS DISTINCT FROM new.recording_id;
DELETE FROM scores.text_scores AS old USING scores.text_scores AS new, scores.scoring_runs AS o, scores.scoring_runs AS n
WHERE o.run_id = old.run_id AND n.run_id = new.run_id AND old.model_release = new.model_release
    AND normalize(old.document_id, NFC) = normalize(new.document_id, NFC)
    AND (o.number, old.document_id) < (n.number, new.document_id) AND old.document_id IS DISTINCT FROM new.document_id;
DELETE FROM scores.failures AS old USING scores.failures AS new, scores.scoring_runs AS o, scores.scoring_runs AS n
WHERE o.run_id = old.run_id AND n.run_id = new.run_id AND old.model_release = new.model_release
    AND normalize(old.recording_id, NFC) = normalize(new.recording_id, NFC)
    AND (o.number, old.recording_id) < (n.number, new.recording_id) AND old.recording_id IS DISTINCT FROM new.recording_id;
DELETE FROM scores.candidate_scores AS old USING scores.candidate_scores AS new, scores.scoring_runs AS o, scores.scoring_runs AS n
WHERE o.run_id = old.run_id AND n.run_id = new.run_id AND old.model_release = new.model_release
    AND normalize(old.candidate_id, NFC) = normalize(new.candidate_id, NFC)
    AND (o.number, old.candidate_id) < (n.number, new.candidate_id) AND old.candidate_id IS DISTINCT FROM new.candidate_id;
UPDATE scores.recording_scores SET candidate_id = normalize(candidate_id, NFC),
    recording_id = normalize(recording_id, NFC), question_id = normalize(question_id, NFC)
WHERE recording_id IS NOT NFC NORMALIZED OR candidate_id IS NOT NFC NORMALIZED;
UPDATE scores.text_scores SET candidate_id = normalize(candidate_id, NFC),
    document_id = normalize(document_id, NFC), question_id = normalize(question_id, NFC),
    recording_id = normalize(recording_id, NFC)
WHERE document_id IS NOT NFC NORMALIZED OR candidate_id IS NOT NFC NORMALIZED;
UPDATE scores.failures SET candidate_id = normalize(candidate_id, NFC),
    recording_id = normalize(recording_id, NFC), question_id = normalize(question_id, NFC)
WHERE recording_id IS NOT NFC NORMALIZED OR candidate_id IS NOT NFC NORMALIZED;
UPDATE scores.candidate_scores SET candidate_id = normalize(candidate_id, NFC)
WHERE candidate_id IS NOT NFC NORMALIZED;

-- The options are those of the run that wrote a row. Recordings of one question (in several formats)
-- are attempts at it, in the order in which they were recorded, else first scored.
ALTER TABLE scores.recording_scores ADD COLUMN attempt BIGINT DEFAULT 1 NOT NULL, ADD COLUMN config_digest TEXT,
    ADD COLUMN is_current BOOLEAN DEFAULT false NOT NULL;
ALTER TABLE scores.text_scores ADD COLUMN attempt BIGINT DEFAULT 1 NOT NULL, ADD COLUMN config_digest TEXT,
    ADD COLUMN is_current BOOLEAN DEFAULT false NOT NULL;
ALTER TABLE scores.failures ADD COLUMN attempt BIGINT DEFAULT 1 NOT NULL, ADD COLUMN config_digest TEXT,
    ADD COLUMN content_hash TEXT;
ALTER TABLE scores.candidate_scores ADD COLUMN left_out BIGINT DEFAULT 0 NOT NULL, ADD COLUMN config_digest TEXT,
    ADD COLUMN is_current BOOLEAN DEFAULT false NOT NULL;
UPDATE scores.recording_scores AS s SET config_digest = r.config_digest FROM scores.scoring_runs AS r WHERE r.run_id = s.run_id;
UPDATE scores.text_scores AS s SET config_digest = r.config_digest FROM scores.scoring_runs AS r WHERE r.run_id = s.run_id;
UPDATE scores.failures AS s SET config_digest = r.config_digest FROM scores.scoring_runs AS r WHERE r.run_id = s.run_id;
UPDATE scores.candidate_scores AS s SET config_digest = r.config_digest FROM scores.scoring_runs AS r WHERE r.run_id = s.run_id;
UPDATE scores.recording_scores AS s SET attempt = a.attempt
FROM (
    SELECT recording_id,
        row_number() OVER (PARTITION BY min(candidate_id), min(question_id) ORDER BY min(coalesce(s.recorded_at, r.started_at)), recording_id) AS attempt
    FROM scores.recording_scores AS s JOIN scores.scoring_runs AS r USING (run_id)
    GROUP BY recording_id
) AS a
WHERE a.recording_id = s.recording_id AND a.attempt > 1;
UPDATE scores.text_scores AS s SET attempt = a.attempt
FROM (
    SELECT document_id,
        row_number() OVER (PARTITION BY min(candidate_id), min(question_id), min(kind) ORDER BY min(coalesce(s.recorded_at, r.started_at)), document_id) AS attempt
    FROM scores.text_scores AS s JOIN scores.scoring_runs AS r USING (run_id)
    GROUP BY document_id
) AS a
WHERE a.document_id = s.document_id AND a.attempt > 1;
UPDATE scores.text_scores AS t SET attempt = r.attempt
FROM (SELECT DISTINCT recording_id, attempt FROM scores.recording_scores) AS r
WHERE r.recording_id = t.recording_id AND r.attempt <> t.attempt;
ALTER TABLE scores.recording_scores ALTER COLUMN attempt DROP DEFAULT, ALTER COLUMN config_digest SET NOT NULL,
    DROP CONSTRAINT pk_recording_scores, ADD CONSTRAINT pk_recording_scores PRIMARY KEY (recording_id, attempt, model_release, config_digest);
ALTER TABLE scores.text_scores ALTER COLUMN attempt DROP DEFAULT, ALTER COLUMN config_digest SET NOT NULL,
    DROP CONSTRAINT pk_text_scores, ADD CONSTRAINT pk_text_scores PRIMARY KEY (document_id, attempt, model_release, config_digest);
ALTER TABLE scores.failures ALTER COLUMN attempt DROP DEFAULT, ALTER COLUMN config_digest SET NOT NULL,
    DROP CONSTRAINT pk_failures, ADD CONSTRAINT pk_failures PRIMARY KEY (recording_id, attempt, model_release, config_digest);
ALTER TABLE scores.candidate_scores ALTER COLUMN left_out DROP DEFAULT, ALTER COLUMN config_digest SET NOT NULL,
    DROP CONSTRAINT pk_candidate_scores, ADD CONSTRAINT pk_candidate_scores PRIMARY KEY (candidate_id, model_release, config_digest);

UPDATE scores.recording_scores AS s SET is_current = true
FROM (
    SELECT recording_id, attempt, model_release, config_digest,
        row_number() OVER (PARTITION BY candidate_id, question_id, attempt ORDER BY r.number DESC, recording_id DESC) AS place
    FROM scores.recording_scores JOIN (SELECT run_id, number FROM scores.scoring_runs) AS r USING (run_id)
) AS n
WHERE n.place = 1 AND (n.recording_id, n.attempt, n.model_release, n.config_digest) = (s.recording_id, s.attempt, s.model_release, s.config_digest);
UPDATE scores.text_scores AS s SET is_current = true
FROM (
    SELECT document_id, attempt, model_release, config_digest,
        row_number() OVER (PARTITION BY candidate_id, question_id, kind, attempt ORDER BY r.number DESC, document_id DESC) AS place
    FROM scores.text_scores JOIN (SELECT run_id, number FROM scores.scoring_runs) AS r USING (run_id)
) AS n
WHERE n.place = 1 AND (n.document_id, n.attempt, n.model_release, n.config_digest) = (s.document_id, s.attempt, s.model_release, s.config_digest);
UPDATE scores.candidate_scores AS s SET is_current = true
FROM (
    SELECT candidate_id, model_release, config_digest,
        row_number() OVER (PARTITION BY candidate_id ORDER BY r.number DESC) AS place
    FROM scores.candidate_scores JOIN (SELECT run_id, number FROM scores.scoring_runs) AS r USING (run_id)
) AS n
WHERE n.place = 1 AND (n.candidate_id, n.model_release, n.config_digest) = (s.candidate_id, s.model_release, s.config_digest);
CREATE INDEX ix_recording_scores_current ON scores.recording_scores (candidate_id) WHERE is_current;
CREATE INDEX ix_text_scores_current ON scores.text_scores (candidate_id) WHERE is_current;
CREATE INDEX ix_candidate_scores_current ON scores.candidate_scores (candidate_id) WHERE is_current;

ALTER TABLE scores.ignored DROP CONSTRAINT pk_ignored, ADD COLUMN uri_hash TEXT, ADD COLUMN config_digest TEXT;
ALTER TABLE scores.ignored ALTER COLUMN input_id DROP NOT NULL;
DELETE FROM scores.ignored AS old USING scores.ignored AS new, scores.scoring_runs AS o, scores.scoring_runs AS n
WHERE o.run_id = old.run_id AND n.run_id = new.run_id AND old.uri = new.uri
    AND (o.number, old.model_release, old.input_id) < (n.number, new.model_release, new.input_id)
    AND (old.model_release, old.input_id) IS DISTINCT FROM (new.model_release, new.input_id);
UPDATE scores.ignored AS s SET config_digest = r.config_digest,
    uri_hash = encode(sha256(convert_to(uri, 'UTF8')), 'hex'),
    input_id = CASE WHEN outcome = 'skipped' THEN input_id END
FROM scores.scoring_runs AS r WHERE r.run_id = s.run_id;
ALTER TABLE scores.ignored ALTER COLUMN uri_hash SET NOT NULL, ALTER COLUMN config_digest SET NOT NULL,
    ADD CONSTRAINT pk_ignored PRIMARY KEY (uri_hash);

CREATE TABLE scores.pending_files (
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    source TEXT,
    target TEXT NOT NULL,
    CONSTRAINT pk_pending_files PRIMARY KEY (number)
);
COMMENT ON TABLE scores.pending_files IS 'One file of Parquet of a batch that is committed, and not yet moved or deleted.';
COMMENT ON COLUMN scores.pending_files.number IS 'Order in which they are done';
COMMENT ON COLUMN scores.pending_files.source IS 'File to be moved; NULL where the target is to be deleted';
COMMENT ON COLUMN scores.pending_files.target IS 'Where it goes, or what is deleted';
CREATE TABLE scores.inputs (
    uri_hash TEXT NOT NULL,
    uri TEXT NOT NULL,
    input_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    candidate_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    cohort TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE,
    consent_reference TEXT,
    size BIGINT,
    changed_at TIMESTAMP WITH TIME ZONE,
    content_hash TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    same_as TEXT,
    scored_whole BOOLEAN NOT NULL,
    tries BIGINT NOT NULL,
    tried_at TIMESTAMP WITH TIME ZONE,
    first_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    run_id TEXT,
    model_release TEXT,
    config_digest TEXT,
    CONSTRAINT pk_inputs PRIMARY KEY (uri_hash, input_id, attempt),
    CONSTRAINT fk_inputs_run_id FOREIGN KEY(run_id) REFERENCES scores.scoring_runs (run_id),
    CONSTRAINT fk_inputs_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
CREATE INDEX ix_inputs_candidate_id ON scores.inputs (candidate_id);
CREATE INDEX ix_inputs_run_id ON scores.inputs (run_id);
COMMENT ON TABLE scores.inputs IS 'One attempt that lay at an address, and what became of it.';
COMMENT ON COLUMN scores.inputs.uri_hash IS 'SHA-256 of uri, which an index may not hold';
COMMENT ON COLUMN scores.inputs.uri IS 'Where the input is or was';
COMMENT ON COLUMN scores.inputs.input_id IS 'Recording or document: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.inputs.attempt IS 'Which attempt at the question, from 1; 0 while another input has its content';
COMMENT ON COLUMN scores.inputs.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.inputs.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.inputs.kind IS 'recording, essay or transcript; unknown where the name is wrong';
COMMENT ON COLUMN scores.inputs.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.inputs.recorded_at IS 'When it was recorded, from the manifest';
COMMENT ON COLUMN scores.inputs.consent_reference IS 'Consent record from the manifest';
COMMENT ON COLUMN scores.inputs.size IS 'Length of the file; NULL if unknown [bytes]';
COMMENT ON COLUMN scores.inputs.changed_at IS 'When the file was last changed; NULL if unknown';
COMMENT ON COLUMN scores.inputs.content_hash IS 'SHA-256 of the file; NULL if it was never read to its end';
COMMENT ON COLUMN scores.inputs.state IS 'What became of it: see INPUT_STATES';
COMMENT ON COLUMN scores.inputs.reason IS 'Kind of failure, or truncated, or why it is skipped';
COMMENT ON COLUMN scores.inputs.same_as IS 'Recording or document with the same content';
COMMENT ON COLUMN scores.inputs.scored_whole IS 'Whether a release has scored it to its end: other bytes are another attempt';
COMMENT ON COLUMN scores.inputs.tries IS 'Tries since it was last scored or changed [tries]';
COMMENT ON COLUMN scores.inputs.tried_at IS 'Last try';
COMMENT ON COLUMN scores.inputs.first_seen IS 'When it was first found';
COMMENT ON COLUMN scores.inputs.last_seen IS 'When it was last found';
COMMENT ON COLUMN scores.inputs.run_id IS 'Run that tried it last';
COMMENT ON COLUMN scores.inputs.model_release IS 'Release with which it was tried last';
COMMENT ON COLUMN scores.inputs.config_digest IS 'SHA-256 of the options of the last try';
COMMENT ON COLUMN scores.scoring_runs.number IS 'Place in the sequence of runs of its database, from 1';
COMMENT ON COLUMN scores.scoring_runs.scored IS 'Inputs scored and published [inputs]';
COMMENT ON COLUMN scores.scoring_runs.skipped IS 'Inputs skipped: see ignored [inputs]';
COMMENT ON COLUMN scores.scoring_runs.failed IS 'Inputs that failed, published as such [inputs]';
COMMENT ON TABLE scores.candidate_scores IS 'One candidate: the newest scored attempt at each question, each counting the same.';
COMMENT ON COLUMN scores.candidate_scores.recordings IS 'Recordings in here, one a question [recordings]';
COMMENT ON COLUMN scores.candidate_scores.documents IS 'Essays and transcripts in here [documents]';
COMMENT ON COLUMN scores.candidate_scores.left_out IS 'Answers not in here: only other releases or options scored them [answers]';
COMMENT ON COLUMN scores.candidate_scores.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.candidate_scores.is_current IS 'Whether no newer run scored the same candidate_id';
COMMENT ON COLUMN scores.failures.content_hash IS 'SHA-256 of the file; NULL if it was not read to its end';
COMMENT ON COLUMN scores.failures.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.failures.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON TABLE scores.ignored IS 'One file or folder that the newest run over it did not score, and why.';
COMMENT ON COLUMN scores.ignored.uri_hash IS 'SHA-256 of uri, which an index may not hold';
COMMENT ON COLUMN scores.ignored.input_id IS 'Of an input <candidate_id>/<file name>; NULL for what is none';
COMMENT ON COLUMN scores.ignored.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.recording_scores.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.recording_scores.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.recording_scores.is_current IS 'Whether no newer run scored the same attempt';
COMMENT ON COLUMN scores.text_scores.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.text_scores.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.text_scores.is_current IS 'Whether no newer run scored the same attempt';

-- Columns are added at the end: users have views of their own on ours.
-- One row per candidate: the current reading, the columns a coach looks at first.
CREATE OR REPLACE VIEW scores.candidate_overview AS
SELECT
    c.candidate_id,
    c.cohort,
    c.usable,
    c.reasons,
    c.dominant,
    greatest(c.angry, c.disgust, c.fear, c.happy, c.sad, c.surprise, c.neutral) AS dominant_score,
    c.openness,
    c.conscientiousness,
    c.extraversion,
    c.agreeableness,
    c.neuroticism,
    c.face_coverage,
    c.voice_coverage,
    c.words,
    c.recordings,
    c.documents,
    c.failures,
    c.duration_seconds,
    c.run_date,
    c.run_id,
    c.model_release,
    c.left_out,
    c.config_digest
FROM scores.candidate_scores AS c
WHERE c.is_current;

COMMENT ON VIEW scores.candidate_overview IS
'Current reading of each candidate. A score is a model''s reading of a performance, not a fact about a person.';

-- Long format for charts: one row per recording, modality and emotion; of each attempt the current
-- scores.
CREATE OR REPLACE VIEW scores.emotion_readings AS
SELECT
    s.candidate_id,
    s.recording_id,
    s.question_id,
    s.cohort,
    s.recorded_at,
    v.modality,
    v.emotion,
    v.score,
    v.deviation,
    v.share,
    s.run_date,
    s.run_id,
    s.model_release,
    s.attempt,
    s.config_digest
FROM scores.recording_scores AS s
CROSS JOIN LATERAL (
    VALUES
        ('fused', 'angry', s.angry, s.angry_deviation, s.angry_share),
        ('fused', 'disgust', s.disgust, s.disgust_deviation, s.disgust_share),
        ('fused', 'fear', s.fear, s.fear_deviation, s.fear_share),
        ('fused', 'happy', s.happy, s.happy_deviation, s.happy_share),
        ('fused', 'sad', s.sad, s.sad_deviation, s.sad_share),
        ('fused', 'surprise', s.surprise, s.surprise_deviation, s.surprise_share),
        ('fused', 'neutral', s.neutral, s.neutral_deviation, s.neutral_share),
        ('face', 'angry', s.face_angry, s.face_angry_deviation, s.face_angry_share),
        ('face', 'disgust', s.face_disgust, s.face_disgust_deviation, s.face_disgust_share),
        ('face', 'fear', s.face_fear, s.face_fear_deviation, s.face_fear_share),
        ('face', 'happy', s.face_happy, s.face_happy_deviation, s.face_happy_share),
        ('face', 'sad', s.face_sad, s.face_sad_deviation, s.face_sad_share),
        ('face', 'surprise', s.face_surprise, s.face_surprise_deviation, s.face_surprise_share),
        ('face', 'neutral', s.face_neutral, s.face_neutral_deviation, s.face_neutral_share),
        ('voice', 'angry', s.voice_angry, s.voice_angry_deviation, s.voice_angry_share),
        ('voice', 'disgust', s.voice_disgust, s.voice_disgust_deviation, s.voice_disgust_share),
        ('voice', 'fear', s.voice_fear, s.voice_fear_deviation, s.voice_fear_share),
        ('voice', 'happy', s.voice_happy, s.voice_happy_deviation, s.voice_happy_share),
        ('voice', 'sad', s.voice_sad, s.voice_sad_deviation, s.voice_sad_share),
        ('voice', 'surprise', s.voice_surprise, s.voice_surprise_deviation, s.voice_surprise_share),
        ('voice', 'neutral', s.voice_neutral, s.voice_neutral_deviation, s.voice_neutral_share)
) AS v (modality, emotion, score, deviation, share)
WHERE s.is_current AND v.score IS NOT NULL;

COMMENT ON VIEW scores.emotion_readings IS
'Each emotion of each attempt at a recording, by its current scores, as read from face, voice and both (fused). A score is a model''s reading of a performance, not a fact about a person.';

-- What goes wrong, by run: how many inputs and candidates each kind of failure touches.
CREATE OR REPLACE VIEW scores.failures_by_kind AS
SELECT
    run_date,
    run_id,
    model_release,
    stage,
    kind,
    count(*) AS failures,
    count(DISTINCT candidate_id) AS candidates,
    config_digest
FROM scores.failures
GROUP BY run_date, run_id, model_release, config_digest, stage, kind;

COMMENT ON VIEW scores.failures_by_kind IS
'Inputs that could not be scored, counted by run, stage and kind. A failure says something about a file; a score is a model''s reading of a performance, not a fact about a person.';
