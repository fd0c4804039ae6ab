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
