-- A row is a run of the job.
CREATE OR REPLACE VIEW scores.v_run AS
SELECT
    r.run_id,
    r.number,
    r.run_date,
    r.status,
    m.meaning,
    m.what_to_do,
    r.started_at,
    r.ended_at,
    r.ended_at - r.started_at AS took,
    r.found,
    r.scored,
    r.skipped,
    r.failed,
    r.failed / nullif(r.scored + r.failed, 0)::double precision AS failed_share,
    (
        SELECT coalesce(sum(s.duration_seconds), 0)
        FROM scores.recording_scores AS s
        WHERE s.run_id = r.run_id
    ) AS media_seconds,
    r.code_version,
    r.model_release,
    r.config_digest,
    r.options
FROM scores.scoring_runs AS r
JOIN scores.run_statuses AS m ON m.code = r.status;

COMMENT ON VIEW scores.v_run IS
'When the job ran, how it ended and how much it did. A score is a model''s reading of a performance, not a fact about a person.';
COMMENT ON COLUMN scores.v_run.run_id IS 'Run';
COMMENT ON COLUMN scores.v_run.number IS 'Place in the sequence of runs of its database, from 1';
COMMENT ON COLUMN scores.v_run.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.v_run.status IS 'How the run ended: see run_statuses';
COMMENT ON COLUMN scores.v_run.meaning IS 'What the status means';
COMMENT ON COLUMN scores.v_run.what_to_do IS 'What to do about it; NULL where there is nothing';
COMMENT ON COLUMN scores.v_run.started_at IS 'Start of the run';
COMMENT ON COLUMN scores.v_run.ended_at IS 'End of the run';
COMMENT ON COLUMN scores.v_run.took IS 'ended_at - started_at; NULL while it runs';
COMMENT ON COLUMN scores.v_run.found IS 'Inputs found [inputs]';
COMMENT ON COLUMN scores.v_run.scored IS 'Inputs scored and published [inputs]';
COMMENT ON COLUMN scores.v_run.skipped IS 'Inputs skipped: see ignored [inputs]';
COMMENT ON COLUMN scores.v_run.failed IS 'Inputs that failed, published as such [inputs]';
COMMENT ON COLUMN scores.v_run.failed_share IS 'failed / (scored + failed); NULL where nothing was tried [0-1]';
COMMENT ON COLUMN scores.v_run.media_seconds IS 'Length of the recordings whose scores it wrote, but for those that a later run wrote over [seconds]';
COMMENT ON COLUMN scores.v_run.code_version IS 'Version of this package';
COMMENT ON COLUMN scores.v_run.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.v_run.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.v_run.options IS 'Options that change scores, as they were asked for, in JSON; NULL before 0.6';
