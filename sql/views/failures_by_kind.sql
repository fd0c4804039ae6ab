-- A row is a kind of failure in a run: how many inputs and candidates it touches.
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
COMMENT ON COLUMN scores.failures_by_kind.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.failures_by_kind.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.failures_by_kind.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.failures_by_kind.stage IS 'Stage that failed: find, fetch, probe, decode, read, score, fuse';
COMMENT ON COLUMN scores.failures_by_kind.kind IS 'Kind of failure: see failure_kinds';
COMMENT ON COLUMN scores.failures_by_kind.failures IS 'Inputs that failed so [inputs]';
COMMENT ON COLUMN scores.failures_by_kind.candidates IS 'Candidates whose inputs they are [candidates]';
COMMENT ON COLUMN scores.failures_by_kind.config_digest IS 'SHA-256 of the options that change scores';
