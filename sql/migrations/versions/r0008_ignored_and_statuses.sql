CREATE TABLE scores.ignored (
    candidate_id TEXT,
    input_id TEXT NOT NULL,
    uri TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    same_as TEXT,
    cohort TEXT,
    run_id TEXT NOT NULL,
    run_date DATE NOT NULL,
    model_release TEXT NOT NULL,
    CONSTRAINT pk_ignored PRIMARY KEY (input_id, model_release),
    CONSTRAINT fk_ignored_run_id FOREIGN KEY(run_id) REFERENCES scores.scoring_runs (run_id),
    CONSTRAINT fk_ignored_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
CREATE INDEX ix_ignored_candidate_id ON scores.ignored (candidate_id);
CREATE INDEX ix_ignored_run_id ON scores.ignored (run_id);
COMMENT ON TABLE scores.ignored IS 'One file or folder that is not scored: it is no input, or another input has its content.';
COMMENT ON COLUMN scores.ignored.candidate_id IS 'Candidate, as named by the folder or the manifest; NULL for a folder';
COMMENT ON COLUMN scores.ignored.input_id IS 'Of a skipped input <candidate_id>/<file name>, unless another row has that name; else the address';
COMMENT ON COLUMN scores.ignored.uri IS 'Where the file or folder is';
COMMENT ON COLUMN scores.ignored.outcome IS 'ignored or skipped: see IGNORED_OUTCOMES';
COMMENT ON COLUMN scores.ignored.reason IS 'Why it is not scored: see IGNORED_REASONS';
COMMENT ON COLUMN scores.ignored.same_as IS 'Recording or document that is scored in place of a skipped input';
COMMENT ON COLUMN scores.ignored.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.ignored.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.ignored.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.ignored.model_release IS 'Release of the models that scored';
-- A run in which every input failed had exit code 1, or 0 with --maximum_failed_share 1. From here
-- on it has code 1 and this status, whatever share it allows; earlier ones get the same status.
UPDATE scores.scoring_runs SET status = 'too_many_failed'
WHERE status = 'succeeded' AND scored = 0 AND failed > 0;
COMMENT ON COLUMN scores.scoring_runs.status IS 'How the run ended: see RUN_STATUSES';
