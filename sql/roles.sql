-- Who may do what with the scores: the group roles scores_writer (the nightly job) and
-- scores_analyst (people and their tools). Users are given a role with GRANT scores_analyst TO ana.
--
-- Everything is looked up in the catalogue, so this fits every state of the schema, and may be run
-- again at any time by the owner of the schema: the rights are the same afterwards.

-- Roles belong to the whole server: there may be some, and several databases may make them at once.
DO $roles$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['scores_writer', 'scores_analyst'] LOOP
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
    writer CONSTANT boolean := to_regrole('scores_writer') IS NOT NULL;
    analyst CONSTANT boolean := to_regrole('scores_analyst') IS NOT NULL;
    place record;
    readable record;
BEGIN
    FOR place IN
        SELECT quote_ident(nspname) AS name, pg_has_role(nspowner, 'USAGE') AS ours
        FROM pg_namespace WHERE nspname IN ('scores', 'audit') ORDER BY nspname
    LOOP
        IF NOT place.ours THEN
            RAISE NOTICE USING MESSAGE = 'The schema ' || place.name || ' belongs to another user '
                || 'than ' || current_user || ': its rights stay as they are. Run interviews '
                || 'migrate as its owner.';
            CONTINUE;
        END IF;
        EXECUTE 'REVOKE ALL ON SCHEMA ' || place.name || ' FROM PUBLIC';
        EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA ' || place.name || ' FROM PUBLIC';
        IF writer THEN
            EXECUTE 'GRANT USAGE ON SCHEMA ' || place.name || ' TO scores_writer';
            EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ' || place.name
                || ' TO scores_writer';
            EXECUTE 'GRANT USAGE ON ALL SEQUENCES IN SCHEMA ' || place.name || ' TO scores_writer';
        END IF;
        IF analyst THEN
            EXECUTE 'REVOKE ALL ON SCHEMA ' || place.name || ' FROM scores_analyst';
            EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA ' || place.name || ' FROM scores_analyst';
            EXECUTE 'REVOKE ALL ON ALL SEQUENCES IN SCHEMA ' || place.name
                || ' FROM scores_analyst';
        END IF;
        CONTINUE WHEN place.name <> 'scores';
        -- Only a migration changes the revision, and the owner migrates.
        IF writer AND to_regclass('scores.alembic_version') IS NOT NULL THEN
            REVOKE INSERT, UPDATE, DELETE ON scores.alembic_version FROM scores_writer;
        END IF;
        CONTINUE WHEN NOT analyst;
        GRANT USAGE ON SCHEMA scores TO scores_analyst;
        -- Views, and vocabularies: tables whose rows are words, each known by its `code`.
        FOR readable IN
            SELECT c.oid::regclass::text AS name
            FROM pg_class AS c
            WHERE c.relnamespace = 'scores'::regnamespace
                AND (c.relkind = 'v' OR (c.relkind = 'r' AND EXISTS (
                    SELECT FROM pg_constraint AS k
                    JOIN pg_attribute AS a ON a.attrelid = c.oid AND k.conkey = ARRAY[a.attnum]
                    WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attname = 'code'
                )))
            ORDER BY c.relname
        LOOP
            EXECUTE 'GRANT SELECT ON ' || readable.name || ' TO scores_analyst';
        END LOOP;
    END LOOP;
EXCEPTION
    -- A table of another owner.
    WHEN insufficient_privilege THEN
        RAISE NOTICE USING MESSAGE = 'The rights of scores_writer and scores_analyst stay as they '
            || 'are: ' || SQLERRM || '. Run interviews migrate as the owner of all tables.';
END
$rights$;
