-- A row is a recording or text with current scores, and what made them: the run and its code, the
-- release and its artefacts, the options, the bytes of the input.
CREATE OR REPLACE VIEW scores.v_lineage AS
SELECT
    s.candidate_id,
    'recording' AS kind,
    s.recording_id AS input_id,
    s.attempt,
    s.content_hash,
    s.uri,
    s.run_id,
    r.number AS run_number,
    s.run_date,
    r.started_at AS run_started_at,
    r.status AS run_status,
    r.code_version,
    s.model_release,
    m.created_on AS release_created_on,
    m.artefacts,
    s.config_digest,
    r.options
FROM scores.recording_scores AS s
JOIN scores.scoring_runs AS r ON r.run_id = s.run_id
JOIN scores.model_releases AS m ON m.model_release = s.model_release
WHERE s.is_current
UNION ALL
SELECT
    s.candidate_id,
    s.kind,
    s.document_id,
    s.attempt,
    s.content_hash,
    s.uri,
    s.run_id,
    r.number AS run_number,
    s.run_date,
    r.started_at AS run_started_at,
    r.status AS run_status,
    r.code_version,
    s.model_release,
    m.created_on AS release_created_on,
    m.artefacts,
    s.config_digest,
    r.options
FROM scores.text_scores AS s
JOIN scores.scoring_runs AS r ON r.run_id = s.run_id
JOIN scores.model_releases AS m ON m.model_release = s.model_release
WHERE s.is_current;

COMMENT ON VIEW scores.v_lineage IS
'Where each current score comes from. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_lineage.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.v_lineage.kind IS 'recording, essay or transcript';
COMMENT ON COLUMN scores.v_lineage.input_id IS 'Recording or document: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.v_lineage.attempt IS 'Which attempt at the question, from 1';
COMMENT ON COLUMN scores.v_lineage.content_hash IS 'SHA-256 of the file';
COMMENT ON COLUMN scores.v_lineage.uri IS 'Where the recording was read';
COMMENT ON COLUMN scores.v_lineage.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.v_lineage.run_number IS 'Place in the sequence of runs of its database, from 1';
COMMENT ON COLUMN scores.v_lineage.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_lineage.run_started_at IS 'Start of the run';
COMMENT ON COLUMN scores.v_lineage.run_status IS 'How the run ended: see run_statuses';
COMMENT ON COLUMN scores.v_lineage.code_version IS 'Version of this package';
COMMENT ON COLUMN scores.v_lineage.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_lineage.release_created_on IS 'Day of the release';
COMMENT ON COLUMN scores.v_lineage.artefacts IS 'name version sha256 of each artefact';
COMMENT ON COLUMN scores.v_lineage.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.v_lineage.options IS 'Options that change scores, as they were asked for, in JSON; NULL before 0.6';
