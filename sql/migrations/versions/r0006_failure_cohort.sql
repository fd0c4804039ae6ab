ALTER TABLE scores.failures ADD COLUMN cohort TEXT;
COMMENT ON COLUMN scores.failures.cohort IS 'Cohort from the manifest';
