-- Who may do what with the scores, by three group roles. Users are given one with
-- GRANT scores_analyst TO ana.
--
--     scores_writer    the nightly job: reads and writes rows
--     scores_analyst   people and their tools: the views of scores, and the words that these use
--     scores_auditor   v_group_rates, and those words; nothing about single people
--
-- Rates of groups and scores of single people are for different users: the scores of everybody and
-- the shares of each group together are equations, which say what everybody has declared.
--
-- What does not exist yet is left out, so this fits every state of the schema, and it may be run again
-- at any time by the owner of the schema: the rights are the same afterwards. Views of the owner's
-- own keep the rights that they have.

-- Roles belong to the whole server: there may be some, and several databases may make them at once.
DO $roles$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['scores_writer', 'scores_analyst', 'scores_auditor'] LOOP
        CONTINUE WHEN to_regrole(wanted) IS NOT NULL;
        BEGIN
            EXECUTE 'CREATE ROLE ' || quote_ident(wanted) || ' NOLOGIN';
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL;
            WHEN insufficient_privilege THEN
                RAISE NOTICE USING MESSAGE = 'The role ' || wanted || ' is missing, and '
                    || current_user || ' may not create it. Ask an administrator of the server to '
                    || 'say CREATE ROLE ' || wanted || ', then run interviews migrate.';
        END;
    END LOOP;
END
$roles$;

DO $rights$
DECLARE
    words CONSTANT text[] := ARRAY[
        'blink_states', 'failure_kinds', 'frame_states', 'ignored_outcomes', 'ignored_reasons',
        'input_states', 'recording_states', 'run_statuses', 'text_states', 'thresholds',
        'timeline_states', 'usability_reasons', 'voice_states'
    ];
    views_of_scores CONSTANT text[] := ARRAY[
        'candidate_overview', 'candidate_readings', 'emotion_readings', 'failures_by_kind',
        'v_attempts', 'v_candidate', 'v_cohort', 'v_compare', 'v_disagreement', 'v_lineage',
        'v_percentile', 'v_quality', 'v_question', 'v_recording', 'v_release_drift', 'v_run',
        'v_timeline'
    ];
    views_of_groups CONSTANT text[] := ARRAY['v_group_rates'];
    writer CONSTANT boolean := to_regrole('scores_writer') IS NOT NULL;
    place record;
    reader record;
    relation record;
BEGIN
    FOR place IN
        SELECT oid, nspname, quote_ident(nspname) AS name, pg_has_role(nspowner, 'USAGE') AS ours
        FROM pg_namespace WHERE nspname IN ('scores', 'audit') ORDER BY nspname
    LOOP
        IF NOT place.ours THEN
            RAISE NOTICE USING MESSAGE = 'The schema ' || place.name || ' belongs to another user '
                || 'than ' || current_user || ': its rights stay as they are. Run interviews '
                || 'migrate as its owner.';
            CONTINUE;
        END IF;
        IF writer THEN
            EXECUTE 'GRANT USAGE ON SCHEMA ' || place.name || ' TO scores_writer';
            EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ' || place.name
                || ' TO scores_writer';
            EXECUTE 'GRANT USAGE ON ALL SEQUENCES IN SCHEMA ' || place.name || ' TO scores_writer';
            -- Only a migration changes the revision, and the owner migrates.
            IF place.nspname = 'scores' AND to_regclass('scores.alembic_version') IS NOT NULL THEN
                REVOKE INSERT, UPDATE, DELETE ON scores.alembic_version FROM scores_writer;
            END IF;
        END IF;
        FOR reader IN
            SELECT 'PUBLIC' AS name, ARRAY[]::text[] AS reads
            UNION ALL
            SELECT 'scores_analyst', words || views_of_scores
            WHERE to_regrole('scores_analyst') IS NOT NULL
            UNION ALL
            SELECT 'scores_auditor', words || views_of_groups
            WHERE to_regrole('scores_auditor') IS NOT NULL
        LOOP
            EXECUTE 'REVOKE ALL ON SCHEMA ' || place.name || ' FROM ' || reader.name;
            EXECUTE 'REVOKE ALL ON ALL SEQUENCES IN SCHEMA ' || place.name || ' FROM '
                || reader.name;
            FOR relation IN
                SELECT oid::regclass::text AS name, relname::text = ANY (reader.reads) AS is_read
                FROM pg_class
                WHERE relnamespace = place.oid
                    AND (
                        relkind IN ('r', 'p', 'f')
                        OR relname = ANY (words || views_of_scores || views_of_groups)
                        AND relkind = 'v' AND place.nspname = 'scores'
                    )
                ORDER BY relname
            LOOP
                EXECUTE 'REVOKE ALL ON ' || relation.name || ' FROM ' || reader.name;
                CONTINUE WHEN NOT relation.is_read OR place.nspname <> 'scores';
                EXECUTE 'GRANT SELECT ON ' || relation.name || ' TO ' || reader.name;
            END LOOP;
            CONTINUE WHEN reader.name = 'PUBLIC' OR place.nspname <> 'scores';
            EXECUTE 'GRANT USAGE ON SCHEMA scores TO ' || reader.name;
        END LOOP;
    END LOOP;
EXCEPTION
    -- A table of another owner.
    WHEN insufficient_privilege THEN
        RAISE NOTICE USING MESSAGE = 'The rights of the roles stay as they are: ' || SQLERRM
            || '. Run interviews migrate as the owner of all tables.';
END
$rights$;
