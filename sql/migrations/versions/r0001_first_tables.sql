-- What revision 0001 creates. Frozen: never edit it after a release, add a revision.

CREATE TABLE scores.model_releases (
    model_release TEXT NOT NULL,
    created_on DATE NOT NULL,
    artefacts TEXT[] NOT NULL,
    CONSTRAINT pk_model_releases PRIMARY KEY (model_release)
);
COMMENT ON TABLE scores.model_releases IS 'One set of model artefacts that score together.';
COMMENT ON COLUMN scores.model_releases.model_release IS 'Release: version and digest of its artefacts';
COMMENT ON COLUMN scores.model_releases.created_on IS 'Day of the release';
COMMENT ON COLUMN scores.model_releases.artefacts IS 'name version sha256 of each artefact';
CREATE TABLE scores.scoring_runs (
    run_id TEXT NOT NULL,
    run_date DATE NOT NULL,
    model_release TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    code_version TEXT NOT NULL,
    config_digest TEXT NOT NULL,
    found BIGINT,
    scored BIGINT,
    skipped BIGINT,
    failed BIGINT,
    CONSTRAINT pk_scoring_runs PRIMARY KEY (run_id),
    CONSTRAINT fk_scoring_runs_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
COMMENT ON TABLE scores.scoring_runs IS 'One run of the job.';
COMMENT ON COLUMN scores.scoring_runs.run_id IS 'Run';
COMMENT ON COLUMN scores.scoring_runs.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.scoring_runs.model_release IS 'Release of the models that scored';
COMMENT ON COLUMN scores.scoring_runs.status IS 'running, succeeded or failed';
COMMENT ON COLUMN scores.scoring_runs.started_at IS 'Start of the run';
COMMENT ON COLUMN scores.scoring_runs.ended_at IS 'End of the run';
COMMENT ON COLUMN scores.scoring_runs.code_version IS 'Version of this package';
COMMENT ON COLUMN scores.scoring_runs.config_digest IS 'SHA-256 of the options that change scores';
COMMENT ON COLUMN scores.scoring_runs.found IS 'Inputs found [inputs]';
COMMENT ON COLUMN scores.scoring_runs.scored IS 'Inputs scored [inputs]';
COMMENT ON COLUMN scores.scoring_runs.skipped IS 'Inputs skipped [inputs]';
COMMENT ON COLUMN scores.scoring_runs.failed IS 'Inputs failed [inputs]';
CREATE TABLE scores.candidate_scores (
    candidate_id TEXT NOT NULL,
    cohort TEXT,
    usable BOOLEAN NOT NULL,
    reasons TEXT[] NOT NULL,
    recordings BIGINT NOT NULL,
    documents BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    duration_seconds DOUBLE PRECISION NOT NULL,
    frames BIGINT NOT NULL,
    frames_scored BIGINT NOT NULL,
    windows BIGINT NOT NULL,
    windows_scored BIGINT NOT NULL,
    face_coverage DOUBLE PRECISION,
    voice_coverage DOUBLE PRECISION,
    words BIGINT NOT NULL,
    dominant TEXT,
    angry DOUBLE PRECISION,
    disgust DOUBLE PRECISION,
    fear DOUBLE PRECISION,
    happy DOUBLE PRECISION,
    sad DOUBLE PRECISION,
    surprise DOUBLE PRECISION,
    neutral DOUBLE PRECISION,
    angry_deviation DOUBLE PRECISION,
    disgust_deviation DOUBLE PRECISION,
    fear_deviation DOUBLE PRECISION,
    happy_deviation DOUBLE PRECISION,
    sad_deviation DOUBLE PRECISION,
    surprise_deviation DOUBLE PRECISION,
    neutral_deviation DOUBLE PRECISION,
    angry_share DOUBLE PRECISION,
    disgust_share DOUBLE PRECISION,
    fear_share DOUBLE PRECISION,
    happy_share DOUBLE PRECISION,
    sad_share DOUBLE PRECISION,
    surprise_share DOUBLE PRECISION,
    neutral_share DOUBLE PRECISION,
    face_dominant TEXT,
    face_angry DOUBLE PRECISION,
    face_disgust DOUBLE PRECISION,
    face_fear DOUBLE PRECISION,
    face_happy DOUBLE PRECISION,
    face_sad DOUBLE PRECISION,
    face_surprise DOUBLE PRECISION,
    face_neutral DOUBLE PRECISION,
    face_angry_deviation DOUBLE PRECISION,
    face_disgust_deviation DOUBLE PRECISION,
    face_fear_deviation DOUBLE PRECISION,
    face_happy_deviation DOUBLE PRECISION,
    face_sad_deviation DOUBLE PRECISION,
    face_surprise_deviation DOUBLE PRECISION,
    face_neutral_deviation DOUBLE PRECISION,
    face_angry_share DOUBLE PRECISION,
    face_disgust_share DOUBLE PRECISION,
    face_fear_share DOUBLE PRECISION,
    face_happy_share DOUBLE PRECISION,
    face_sad_share DOUBLE PRECISION,
    face_surprise_share DOUBLE PRECISION,
    face_neutral_share DOUBLE PRECISION,
    voice_dominant TEXT,
    voice_angry DOUBLE PRECISION,
    voice_disgust DOUBLE PRECISION,
    voice_fear DOUBLE PRECISION,
    voice_happy DOUBLE PRECISION,
    voice_sad DOUBLE PRECISION,
    voice_surprise DOUBLE PRECISION,
    voice_neutral DOUBLE PRECISION,
    voice_angry_deviation DOUBLE PRECISION,
    voice_disgust_deviation DOUBLE PRECISION,
    voice_fear_deviation DOUBLE PRECISION,
    voice_happy_deviation DOUBLE PRECISION,
    voice_sad_deviation DOUBLE PRECISION,
    voice_surprise_deviation DOUBLE PRECISION,
    voice_neutral_deviation DOUBLE PRECISION,
    voice_angry_share DOUBLE PRECISION,
    voice_disgust_share DOUBLE PRECISION,
    voice_fear_share DOUBLE PRECISION,
    voice_happy_share DOUBLE PRECISION,
    voice_sad_share DOUBLE PRECISION,
    voice_surprise_share DOUBLE PRECISION,
    voice_neutral_share DOUBLE PRECISION,
    openness DOUBLE PRECISION,
    conscientiousness DOUBLE PRECISION,
    extraversion DOUBLE PRECISION,
    agreeableness DOUBLE PRECISION,
    neuroticism DOUBLE PRECISION,
    run_id TEXT NOT NULL,
    run_date DATE NOT NULL,
    model_release TEXT NOT NULL,
    CONSTRAINT pk_candidate_scores PRIMARY KEY (candidate_id, model_release),
    CONSTRAINT ck_candidate_scores_face_coverage_range CHECK (face_coverage >= 0 AND face_coverage <= 1),
    CONSTRAINT ck_candidate_scores_voice_coverage_range CHECK (voice_coverage >= 0 AND voice_coverage <= 1),
    CONSTRAINT ck_candidate_scores_angry_range CHECK (angry >= 0 AND angry <= 1),
    CONSTRAINT ck_candidate_scores_disgust_range CHECK (disgust >= 0 AND disgust <= 1),
    CONSTRAINT ck_candidate_scores_fear_range CHECK (fear >= 0 AND fear <= 1),
    CONSTRAINT ck_candidate_scores_happy_range CHECK (happy >= 0 AND happy <= 1),
    CONSTRAINT ck_candidate_scores_sad_range CHECK (sad >= 0 AND sad <= 1),
    CONSTRAINT ck_candidate_scores_surprise_range CHECK (surprise >= 0 AND surprise <= 1),
    CONSTRAINT ck_candidate_scores_neutral_range CHECK (neutral >= 0 AND neutral <= 1),
    CONSTRAINT ck_candidate_scores_angry_deviation_range CHECK (angry_deviation >= 0 AND angry_deviation <= 1),
    CONSTRAINT ck_candidate_scores_disgust_deviation_range CHECK (disgust_deviation >= 0 AND disgust_deviation <= 1),
    CONSTRAINT ck_candidate_scores_fear_deviation_range CHECK (fear_deviation >= 0 AND fear_deviation <= 1),
    CONSTRAINT ck_candidate_scores_happy_deviation_range CHECK (happy_deviation >= 0 AND happy_deviation <= 1),
    CONSTRAINT ck_candidate_scores_sad_deviation_range CHECK (sad_deviation >= 0 AND sad_deviation <= 1),
    CONSTRAINT ck_candidate_scores_surprise_deviation_range CHECK (surprise_deviation >= 0 AND surprise_deviation <= 1),
    CONSTRAINT ck_candidate_scores_neutral_deviation_range CHECK (neutral_deviation >= 0 AND neutral_deviation <= 1),
    CONSTRAINT ck_candidate_scores_angry_share_range CHECK (angry_share >= 0 AND angry_share <= 1),
    CONSTRAINT ck_candidate_scores_disgust_share_range CHECK (disgust_share >= 0 AND disgust_share <= 1),
    CONSTRAINT ck_candidate_scores_fear_share_range CHECK (fear_share >= 0 AND fear_share <= 1),
    CONSTRAINT ck_candidate_scores_happy_share_range CHECK (happy_share >= 0 AND happy_share <= 1),
    CONSTRAINT ck_candidate_scores_sad_share_range CHECK (sad_share >= 0 AND sad_share <= 1),
    CONSTRAINT ck_candidate_scores_surprise_share_range CHECK (surprise_share >= 0 AND surprise_share <= 1),
    CONSTRAINT ck_candidate_scores_neutral_share_range CHECK (neutral_share >= 0 AND neutral_share <= 1),
    CONSTRAINT ck_candidate_scores_face_angry_range CHECK (face_angry >= 0 AND face_angry <= 1),
    CONSTRAINT ck_candidate_scores_face_disgust_range CHECK (face_disgust >= 0 AND face_disgust <= 1),
    CONSTRAINT ck_candidate_scores_face_fear_range CHECK (face_fear >= 0 AND face_fear <= 1),
    CONSTRAINT ck_candidate_scores_face_happy_range CHECK (face_happy >= 0 AND face_happy <= 1),
    CONSTRAINT ck_candidate_scores_face_sad_range CHECK (face_sad >= 0 AND face_sad <= 1),
    CONSTRAINT ck_candidate_scores_face_surprise_range CHECK (face_surprise >= 0 AND face_surprise <= 1),
    CONSTRAINT ck_candidate_scores_face_neutral_range CHECK (face_neutral >= 0 AND face_neutral <= 1),
    CONSTRAINT ck_candidate_scores_face_angry_deviation_range CHECK (face_angry_deviation >= 0 AND face_angry_deviation <= 1),
    CONSTRAINT ck_candidate_scores_face_disgust_deviation_range CHECK (face_disgust_deviation >= 0 AND face_disgust_deviation <= 1),
    CONSTRAINT ck_candidate_scores_face_fear_deviation_range CHECK (face_fear_deviation >= 0 AND face_fear_deviation <= 1),
    CONSTRAINT ck_candidate_scores_face_happy_deviation_range CHECK (face_happy_deviation >= 0 AND face_happy_deviation <= 1),
    CONSTRAINT ck_candidate_scores_face_sad_deviation_range CHECK (face_sad_deviation >= 0 AND face_sad_deviation <= 1),
    CONSTRAINT ck_candidate_scores_face_surprise_deviation_range CHECK (face_surprise_deviation >= 0 AND face_surprise_deviation <= 1),
    CONSTRAINT ck_candidate_scores_face_neutral_deviation_range CHECK (face_neutral_deviation >= 0 AND face_neutral_deviation <= 1),
    CONSTRAINT ck_candidate_scores_face_angry_share_range CHECK (face_angry_share >= 0 AND face_angry_share <= 1),
    CONSTRAINT ck_candidate_scores_face_disgust_share_range CHECK (face_disgust_share >= 0 AND face_disgust_share <= 1),
    CONSTRAINT ck_candidate_scores_face_fear_share_range CHECK (face_fear_share >= 0 AND face_fear_share <= 1),
    CONSTRAINT ck_candidate_scores_face_happy_share_range CHECK (face_happy_share >= 0 AND face_happy_share <= 1),
    CONSTRAINT ck_candidate_scores_face_sad_share_range CHECK (face_sad_share >= 0 AND face_sad_share <= 1),
    CONSTRAINT ck_candidate_scores_face_surprise_share_range CHECK (face_surprise_share >= 0 AND face_surprise_share <= 1),
    CONSTRAINT ck_candidate_scores_face_neutral_share_range CHECK (face_neutral_share >= 0 AND face_neutral_share <= 1),
    CONSTRAINT ck_candidate_scores_voice_angry_range CHECK (voice_angry >= 0 AND voice_angry <= 1),
    CONSTRAINT ck_candidate_scores_voice_disgust_range CHECK (voice_disgust >= 0 AND voice_disgust <= 1),
    CONSTRAINT ck_candidate_scores_voice_fear_range CHECK (voice_fear >= 0 AND voice_fear <= 1),
    CONSTRAINT ck_candidate_scores_voice_happy_range CHECK (voice_happy >= 0 AND voice_happy <= 1),
    CONSTRAINT ck_candidate_scores_voice_sad_range CHECK (voice_sad >= 0 AND voice_sad <= 1),
    CONSTRAINT ck_candidate_scores_voice_surprise_range CHECK (voice_surprise >= 0 AND voice_surprise <= 1),
    CONSTRAINT ck_candidate_scores_voice_neutral_range CHECK (voice_neutral >= 0 AND voice_neutral <= 1),
    CONSTRAINT ck_candidate_scores_voice_angry_deviation_range CHECK (voice_angry_deviation >= 0 AND voice_angry_deviation <= 1),
    CONSTRAINT ck_candidate_scores_voice_disgust_deviation_range CHECK (voice_disgust_deviation >= 0 AND voice_disgust_deviation <= 1),
    CONSTRAINT ck_candidate_scores_voice_fear_deviation_range CHECK (voice_fear_deviation >= 0 AND voice_fear_deviation <= 1),
    CONSTRAINT ck_candidate_scores_voice_happy_deviation_range CHECK (voice_happy_deviation >= 0 AND voice_happy_deviation <= 1),
    CONSTRAINT ck_candidate_scores_voice_sad_deviation_range CHECK (voice_sad_deviation >= 0 AND voice_sad_deviation <= 1),
    CONSTRAINT ck_candidate_scores_voice_surprise_deviation_range CHECK (voice_surprise_deviation >= 0 AND voice_surprise_deviation <= 1),
    CONSTRAINT ck_candidate_scores_voice_neutral_deviation_range CHECK (voice_neutral_deviation >= 0 AND voice_neutral_deviation <= 1),
    CONSTRAINT ck_candidate_scores_voice_angry_share_range CHECK (voice_angry_share >= 0 AND voice_angry_share <= 1),
    CONSTRAINT ck_candidate_scores_voice_disgust_share_range CHECK (voice_disgust_share >= 0 AND voice_disgust_share <= 1),
    CONSTRAINT ck_candidate_scores_voice_fear_share_range CHECK (voice_fear_share >= 0 AND voice_fear_share <= 1),
    CONSTRAINT ck_candidate_scores_voice_happy_share_range CHECK (voice_happy_share >= 0 AND voice_happy_share <= 1),
    CONSTRAINT ck_candidate_scores_voice_sad_share_range CHECK (voice_sad_share >= 0 AND voice_sad_share <= 1),
    CONSTRAINT ck_candidate_scores_voice_surprise_share_range CHECK (voice_surprise_share >= 0 AND voice_surprise_share <= 1),
    CONSTRAINT ck_candidate_scores_voice_neutral_share_range CHECK (voice_neutral_share >= 0 AND voice_neutral_share <= 1),
    CONSTRAINT ck_candidate_scores_openness_range CHECK (openness >= 0 AND openness <= 1),
    CONSTRAINT ck_candidate_scores_conscientiousness_range CHECK (conscientiousness >= 0 AND conscientiousness <= 1),
    CONSTRAINT ck_candidate_scores_extraversion_range CHECK (extraversion >= 0 AND extraversion <= 1),
    CONSTRAINT ck_candidate_scores_agreeableness_range CHECK (agreeableness >= 0 AND agreeableness <= 1),
    CONSTRAINT ck_candidate_scores_neuroticism_range CHECK (neuroticism >= 0 AND neuroticism <= 1),
    CONSTRAINT fk_candidate_scores_run_id FOREIGN KEY(run_id) REFERENCES scores.scoring_runs (run_id),
    CONSTRAINT fk_candidate_scores_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
CREATE INDEX ix_candidate_scores_run_id ON scores.candidate_scores (run_id);
COMMENT ON TABLE scores.candidate_scores IS 'One candidate: all recordings and documents of the run, each recording counting the same.';
COMMENT ON COLUMN scores.candidate_scores.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.candidate_scores.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.candidate_scores.usable IS 'Whether there is enough to coach with; see reasons';
COMMENT ON COLUMN scores.candidate_scores.reasons IS 'Why it is not usable, or what is missing';
COMMENT ON COLUMN scores.candidate_scores.recordings IS 'Recordings read [recordings]';
COMMENT ON COLUMN scores.candidate_scores.documents IS 'Essays and transcripts read [documents]';
COMMENT ON COLUMN scores.candidate_scores.failures IS 'Inputs that failed [inputs]';
COMMENT ON COLUMN scores.candidate_scores.duration_seconds IS 'Length of all recordings [s]';
COMMENT ON COLUMN scores.candidate_scores.frames IS 'Frames sampled [frames]';
COMMENT ON COLUMN scores.candidate_scores.frames_scored IS 'Frames with a scored face [frames]';
COMMENT ON COLUMN scores.candidate_scores.windows IS 'Voice windows [windows]';
COMMENT ON COLUMN scores.candidate_scores.windows_scored IS 'Voice windows with a score [windows]';
COMMENT ON COLUMN scores.candidate_scores.face_coverage IS 'Frames scored / frames sampled [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_coverage IS 'Windows scored / windows [0-1]';
COMMENT ON COLUMN scores.candidate_scores.words IS 'Words in all documents [words]';
COMMENT ON COLUMN scores.candidate_scores.dominant IS 'Emotion with the highest fused mean';
COMMENT ON COLUMN scores.candidate_scores.angry IS 'Fused angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.disgust IS 'Fused disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.fear IS 'Fused fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.happy IS 'Fused happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.sad IS 'Fused sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.surprise IS 'Fused surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.neutral IS 'Fused neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.angry_deviation IS 'Deviation of fused angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.disgust_deviation IS 'Deviation of fused disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.fear_deviation IS 'Deviation of fused fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.happy_deviation IS 'Deviation of fused happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.sad_deviation IS 'Deviation of fused sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.surprise_deviation IS 'Deviation of fused surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.neutral_deviation IS 'Deviation of fused neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.angry_share IS 'Share of scored time in which fused angry is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.disgust_share IS 'Share of scored time in which fused disgust is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.fear_share IS 'Share of scored time in which fused fear is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.happy_share IS 'Share of scored time in which fused happy is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.sad_share IS 'Share of scored time in which fused sad is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.surprise_share IS 'Share of scored time in which fused surprise is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.neutral_share IS 'Share of scored time in which fused neutral is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_dominant IS 'Emotion with the highest face mean';
COMMENT ON COLUMN scores.candidate_scores.face_angry IS 'Face angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_disgust IS 'Face disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_fear IS 'Face fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_happy IS 'Face happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_sad IS 'Face sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_surprise IS 'Face surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_neutral IS 'Face neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_angry_deviation IS 'Deviation of face angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_disgust_deviation IS 'Deviation of face disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_fear_deviation IS 'Deviation of face fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_happy_deviation IS 'Deviation of face happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_sad_deviation IS 'Deviation of face sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_surprise_deviation IS 'Deviation of face surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_neutral_deviation IS 'Deviation of face neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_dominant IS 'Emotion with the highest voice mean';
COMMENT ON COLUMN scores.candidate_scores.voice_angry IS 'Voice angry, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_disgust IS 'Voice disgust, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_fear IS 'Voice fear, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_happy IS 'Voice happy, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_sad IS 'Voice sad, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_surprise IS 'Voice surprise, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_neutral IS 'Voice neutral, mean over recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_angry_deviation IS 'Deviation of voice angry within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_disgust_deviation IS 'Deviation of voice disgust within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_fear_deviation IS 'Deviation of voice fear within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_happy_deviation IS 'Deviation of voice happy within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_sad_deviation IS 'Deviation of voice sad within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_surprise_deviation IS 'Deviation of voice surprise within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_neutral_deviation IS 'Deviation of voice neutral within and between recordings [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.candidate_scores.openness IS 'Texts read as high in openness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.conscientiousness IS 'Texts read as high in conscientiousness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.extraversion IS 'Texts read as high in extraversion, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.agreeableness IS 'Texts read as high in agreeableness, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.neuroticism IS 'Texts read as high in neuroticism, mean over documents [probability, 0-1]';
COMMENT ON COLUMN scores.candidate_scores.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.candidate_scores.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.candidate_scores.model_release IS 'Release of the models that scored';
CREATE TABLE scores.failures (
    candidate_id TEXT NOT NULL,
    recording_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    uri TEXT NOT NULL,
    stage TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    run_id TEXT NOT NULL,
    run_date DATE NOT NULL,
    model_release TEXT NOT NULL,
    CONSTRAINT pk_failures PRIMARY KEY (recording_id, model_release),
    CONSTRAINT fk_failures_run_id FOREIGN KEY(run_id) REFERENCES scores.scoring_runs (run_id),
    CONSTRAINT fk_failures_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
CREATE INDEX ix_failures_candidate_id ON scores.failures (candidate_id);
CREATE INDEX ix_failures_run_id ON scores.failures (run_id);
COMMENT ON TABLE scores.failures IS 'One input that could not be scored (a dead letter), and what to do about it.';
COMMENT ON COLUMN scores.failures.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.failures.recording_id IS 'Recording or document that failed: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.failures.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.failures.uri IS 'Where the input is';
COMMENT ON COLUMN scores.failures.stage IS 'Stage that failed: find, fetch, probe, decode, read, score, fuse';
COMMENT ON COLUMN scores.failures.kind IS 'Kind of failure, one of a fixed list: see FAILURE_KINDS';
COMMENT ON COLUMN scores.failures.message IS 'What was wrong and what to do next';
COMMENT ON COLUMN scores.failures.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.failures.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.failures.model_release IS 'Release of the models that scored';
CREATE TABLE scores.recording_scores (
    candidate_id TEXT NOT NULL,
    recording_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    cohort TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE,
    consent_reference TEXT,
    uri TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    duration_seconds DOUBLE PRECISION NOT NULL,
    truncated BOOLEAN NOT NULL,
    rotation_degrees BIGINT,
    frame_rate DOUBLE PRECISION,
    variable_frame_rate BOOLEAN,
    modalities TEXT NOT NULL,
    fusion TEXT NOT NULL,
    face_state TEXT NOT NULL,
    voice_state TEXT NOT NULL,
    frames BIGINT NOT NULL,
    frames_scored BIGINT NOT NULL,
    windows BIGINT NOT NULL,
    windows_scored BIGINT NOT NULL,
    dominant TEXT,
    angry DOUBLE PRECISION,
    disgust DOUBLE PRECISION,
    fear DOUBLE PRECISION,
    happy DOUBLE PRECISION,
    sad DOUBLE PRECISION,
    surprise DOUBLE PRECISION,
    neutral DOUBLE PRECISION,
    angry_deviation DOUBLE PRECISION,
    disgust_deviation DOUBLE PRECISION,
    fear_deviation DOUBLE PRECISION,
    happy_deviation DOUBLE PRECISION,
    sad_deviation DOUBLE PRECISION,
    surprise_deviation DOUBLE PRECISION,
    neutral_deviation DOUBLE PRECISION,
    angry_share DOUBLE PRECISION,
    disgust_share DOUBLE PRECISION,
    fear_share DOUBLE PRECISION,
    happy_share DOUBLE PRECISION,
    sad_share DOUBLE PRECISION,
    surprise_share DOUBLE PRECISION,
    neutral_share DOUBLE PRECISION,
    face_angry DOUBLE PRECISION,
    face_disgust DOUBLE PRECISION,
    face_fear DOUBLE PRECISION,
    face_happy DOUBLE PRECISION,
    face_sad DOUBLE PRECISION,
    face_surprise DOUBLE PRECISION,
    face_neutral DOUBLE PRECISION,
    face_angry_deviation DOUBLE PRECISION,
    face_disgust_deviation DOUBLE PRECISION,
    face_fear_deviation DOUBLE PRECISION,
    face_happy_deviation DOUBLE PRECISION,
    face_sad_deviation DOUBLE PRECISION,
    face_surprise_deviation DOUBLE PRECISION,
    face_neutral_deviation DOUBLE PRECISION,
    face_angry_share DOUBLE PRECISION,
    face_disgust_share DOUBLE PRECISION,
    face_fear_share DOUBLE PRECISION,
    face_happy_share DOUBLE PRECISION,
    face_sad_share DOUBLE PRECISION,
    face_surprise_share DOUBLE PRECISION,
    face_neutral_share DOUBLE PRECISION,
    voice_angry DOUBLE PRECISION,
    voice_disgust DOUBLE PRECISION,
    voice_fear DOUBLE PRECISION,
    voice_happy DOUBLE PRECISION,
    voice_sad DOUBLE PRECISION,
    voice_surprise DOUBLE PRECISION,
    voice_neutral DOUBLE PRECISION,
    voice_angry_deviation DOUBLE PRECISION,
    voice_disgust_deviation DOUBLE PRECISION,
    voice_fear_deviation DOUBLE PRECISION,
    voice_happy_deviation DOUBLE PRECISION,
    voice_sad_deviation DOUBLE PRECISION,
    voice_surprise_deviation DOUBLE PRECISION,
    voice_neutral_deviation DOUBLE PRECISION,
    voice_angry_share DOUBLE PRECISION,
    voice_disgust_share DOUBLE PRECISION,
    voice_fear_share DOUBLE PRECISION,
    voice_happy_share DOUBLE PRECISION,
    voice_sad_share DOUBLE PRECISION,
    voice_surprise_share DOUBLE PRECISION,
    voice_neutral_share DOUBLE PRECISION,
    run_id TEXT NOT NULL,
    run_date DATE NOT NULL,
    model_release TEXT NOT NULL,
    CONSTRAINT pk_recording_scores PRIMARY KEY (recording_id, model_release),
    CONSTRAINT ck_recording_scores_angry_range CHECK (angry >= 0 AND angry <= 1),
    CONSTRAINT ck_recording_scores_disgust_range CHECK (disgust >= 0 AND disgust <= 1),
    CONSTRAINT ck_recording_scores_fear_range CHECK (fear >= 0 AND fear <= 1),
    CONSTRAINT ck_recording_scores_happy_range CHECK (happy >= 0 AND happy <= 1),
    CONSTRAINT ck_recording_scores_sad_range CHECK (sad >= 0 AND sad <= 1),
    CONSTRAINT ck_recording_scores_surprise_range CHECK (surprise >= 0 AND surprise <= 1),
    CONSTRAINT ck_recording_scores_neutral_range CHECK (neutral >= 0 AND neutral <= 1),
    CONSTRAINT ck_recording_scores_angry_deviation_range CHECK (angry_deviation >= 0 AND angry_deviation <= 1),
    CONSTRAINT ck_recording_scores_disgust_deviation_range CHECK (disgust_deviation >= 0 AND disgust_deviation <= 1),
    CONSTRAINT ck_recording_scores_fear_deviation_range CHECK (fear_deviation >= 0 AND fear_deviation <= 1),
    CONSTRAINT ck_recording_scores_happy_deviation_range CHECK (happy_deviation >= 0 AND happy_deviation <= 1),
    CONSTRAINT ck_recording_scores_sad_deviation_range CHECK (sad_deviation >= 0 AND sad_deviation <= 1),
    CONSTRAINT ck_recording_scores_surprise_deviation_range CHECK (surprise_deviation >= 0 AND surprise_deviation <= 1),
    CONSTRAINT ck_recording_scores_neutral_deviation_range CHECK (neutral_deviation >= 0 AND neutral_deviation <= 1),
    CONSTRAINT ck_recording_scores_angry_share_range CHECK (angry_share >= 0 AND angry_share <= 1),
    CONSTRAINT ck_recording_scores_disgust_share_range CHECK (disgust_share >= 0 AND disgust_share <= 1),
    CONSTRAINT ck_recording_scores_fear_share_range CHECK (fear_share >= 0 AND fear_share <= 1),
    CONSTRAINT ck_recording_scores_happy_share_range CHECK (happy_share >= 0 AND happy_share <= 1),
    CONSTRAINT ck_recording_scores_sad_share_range CHECK (sad_share >= 0 AND sad_share <= 1),
    CONSTRAINT ck_recording_scores_surprise_share_range CHECK (surprise_share >= 0 AND surprise_share <= 1),
    CONSTRAINT ck_recording_scores_neutral_share_range CHECK (neutral_share >= 0 AND neutral_share <= 1),
    CONSTRAINT ck_recording_scores_face_angry_range CHECK (face_angry >= 0 AND face_angry <= 1),
    CONSTRAINT ck_recording_scores_face_disgust_range CHECK (face_disgust >= 0 AND face_disgust <= 1),
    CONSTRAINT ck_recording_scores_face_fear_range CHECK (face_fear >= 0 AND face_fear <= 1),
    CONSTRAINT ck_recording_scores_face_happy_range CHECK (face_happy >= 0 AND face_happy <= 1),
    CONSTRAINT ck_recording_scores_face_sad_range CHECK (face_sad >= 0 AND face_sad <= 1),
    CONSTRAINT ck_recording_scores_face_surprise_range CHECK (face_surprise >= 0 AND face_surprise <= 1),
    CONSTRAINT ck_recording_scores_face_neutral_range CHECK (face_neutral >= 0 AND face_neutral <= 1),
    CONSTRAINT ck_recording_scores_face_angry_deviation_range CHECK (face_angry_deviation >= 0 AND face_angry_deviation <= 1),
    CONSTRAINT ck_recording_scores_face_disgust_deviation_range CHECK (face_disgust_deviation >= 0 AND face_disgust_deviation <= 1),
    CONSTRAINT ck_recording_scores_face_fear_deviation_range CHECK (face_fear_deviation >= 0 AND face_fear_deviation <= 1),
    CONSTRAINT ck_recording_scores_face_happy_deviation_range CHECK (face_happy_deviation >= 0 AND face_happy_deviation <= 1),
    CONSTRAINT ck_recording_scores_face_sad_deviation_range CHECK (face_sad_deviation >= 0 AND face_sad_deviation <= 1),
    CONSTRAINT ck_recording_scores_face_surprise_deviation_range CHECK (face_surprise_deviation >= 0 AND face_surprise_deviation <= 1),
    CONSTRAINT ck_recording_scores_face_neutral_deviation_range CHECK (face_neutral_deviation >= 0 AND face_neutral_deviation <= 1),
    CONSTRAINT ck_recording_scores_face_angry_share_range CHECK (face_angry_share >= 0 AND face_angry_share <= 1),
    CONSTRAINT ck_recording_scores_face_disgust_share_range CHECK (face_disgust_share >= 0 AND face_disgust_share <= 1),
    CONSTRAINT ck_recording_scores_face_fear_share_range CHECK (face_fear_share >= 0 AND face_fear_share <= 1),
    CONSTRAINT ck_recording_scores_face_happy_share_range CHECK (face_happy_share >= 0 AND face_happy_share <= 1),
    CONSTRAINT ck_recording_scores_face_sad_share_range CHECK (face_sad_share >= 0 AND face_sad_share <= 1),
    CONSTRAINT ck_recording_scores_face_surprise_share_range CHECK (face_surprise_share >= 0 AND face_surprise_share <= 1),
    CONSTRAINT ck_recording_scores_face_neutral_share_range CHECK (face_neutral_share >= 0 AND face_neutral_share <= 1),
    CONSTRAINT ck_recording_scores_voice_angry_range CHECK (voice_angry >= 0 AND voice_angry <= 1),
    CONSTRAINT ck_recording_scores_voice_disgust_range CHECK (voice_disgust >= 0 AND voice_disgust <= 1),
    CONSTRAINT ck_recording_scores_voice_fear_range CHECK (voice_fear >= 0 AND voice_fear <= 1),
    CONSTRAINT ck_recording_scores_voice_happy_range CHECK (voice_happy >= 0 AND voice_happy <= 1),
    CONSTRAINT ck_recording_scores_voice_sad_range CHECK (voice_sad >= 0 AND voice_sad <= 1),
    CONSTRAINT ck_recording_scores_voice_surprise_range CHECK (voice_surprise >= 0 AND voice_surprise <= 1),
    CONSTRAINT ck_recording_scores_voice_neutral_range CHECK (voice_neutral >= 0 AND voice_neutral <= 1),
    CONSTRAINT ck_recording_scores_voice_angry_deviation_range CHECK (voice_angry_deviation >= 0 AND voice_angry_deviation <= 1),
    CONSTRAINT ck_recording_scores_voice_disgust_deviation_range CHECK (voice_disgust_deviation >= 0 AND voice_disgust_deviation <= 1),
    CONSTRAINT ck_recording_scores_voice_fear_deviation_range CHECK (voice_fear_deviation >= 0 AND voice_fear_deviation <= 1),
    CONSTRAINT ck_recording_scores_voice_happy_deviation_range CHECK (voice_happy_deviation >= 0 AND voice_happy_deviation <= 1),
    CONSTRAINT ck_recording_scores_voice_sad_deviation_range CHECK (voice_sad_deviation >= 0 AND voice_sad_deviation <= 1),
    CONSTRAINT ck_recording_scores_voice_surprise_deviation_range CHECK (voice_surprise_deviation >= 0 AND voice_surprise_deviation <= 1),
    CONSTRAINT ck_recording_scores_voice_neutral_deviation_range CHECK (voice_neutral_deviation >= 0 AND voice_neutral_deviation <= 1),
    CONSTRAINT ck_recording_scores_voice_angry_share_range CHECK (voice_angry_share >= 0 AND voice_angry_share <= 1),
    CONSTRAINT ck_recording_scores_voice_disgust_share_range CHECK (voice_disgust_share >= 0 AND voice_disgust_share <= 1),
    CONSTRAINT ck_recording_scores_voice_fear_share_range CHECK (voice_fear_share >= 0 AND voice_fear_share <= 1),
    CONSTRAINT ck_recording_scores_voice_happy_share_range CHECK (voice_happy_share >= 0 AND voice_happy_share <= 1),
    CONSTRAINT ck_recording_scores_voice_sad_share_range CHECK (voice_sad_share >= 0 AND voice_sad_share <= 1),
    CONSTRAINT ck_recording_scores_voice_surprise_share_range CHECK (voice_surprise_share >= 0 AND voice_surprise_share <= 1),
    CONSTRAINT ck_recording_scores_voice_neutral_share_range CHECK (voice_neutral_share >= 0 AND voice_neutral_share <= 1),
    CONSTRAINT fk_recording_scores_run_id FOREIGN KEY(run_id) REFERENCES scores.scoring_runs (run_id),
    CONSTRAINT fk_recording_scores_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
CREATE INDEX ix_recording_scores_candidate_id ON scores.recording_scores (candidate_id);
CREATE INDEX ix_recording_scores_run_id ON scores.recording_scores (run_id);
COMMENT ON TABLE scores.recording_scores IS 'One recording: how face, voice and their fusion read over its length.';
COMMENT ON COLUMN scores.recording_scores.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.recording_scores.recording_id IS 'Recording: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.recording_scores.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.recording_scores.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.recording_scores.recorded_at IS 'When it was recorded, from the manifest';
COMMENT ON COLUMN scores.recording_scores.consent_reference IS 'Consent record from the manifest';
COMMENT ON COLUMN scores.recording_scores.uri IS 'Where the recording was read';
COMMENT ON COLUMN scores.recording_scores.content_hash IS 'SHA-256 of the file';
COMMENT ON COLUMN scores.recording_scores.duration_seconds IS 'Length of the recording [s]';
COMMENT ON COLUMN scores.recording_scores.truncated IS 'Whether the file ends before its declared length';
COMMENT ON COLUMN scores.recording_scores.rotation_degrees IS 'Clockwise turn applied from the container''s metadata [deg]';
COMMENT ON COLUMN scores.recording_scores.frame_rate IS 'Mean frame rate of the file [frames/s]';
COMMENT ON COLUMN scores.recording_scores.variable_frame_rate IS 'Whether the file''s frames are unevenly spaced in time';
COMMENT ON COLUMN scores.recording_scores.modalities IS 'Modalities that spoke: face+voice, face, voice or none';
COMMENT ON COLUMN scores.recording_scores.fusion IS 'Fusion weights used: equal, prefer_face or prefer_voice';
COMMENT ON COLUMN scores.recording_scores.face_state IS 'scored, or why not: see RECORDING_STATES';
COMMENT ON COLUMN scores.recording_scores.voice_state IS 'scored, or why not: see RECORDING_STATES';
COMMENT ON COLUMN scores.recording_scores.frames IS 'Frames sampled [frames]';
COMMENT ON COLUMN scores.recording_scores.frames_scored IS 'Frames with a scored face [frames]';
COMMENT ON COLUMN scores.recording_scores.windows IS 'Voice windows [windows]';
COMMENT ON COLUMN scores.recording_scores.windows_scored IS 'Voice windows with a score [windows]';
COMMENT ON COLUMN scores.recording_scores.dominant IS 'Emotion with the highest fused score';
COMMENT ON COLUMN scores.recording_scores.angry IS 'Face and voice fused read as angry [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.disgust IS 'Face and voice fused read as disgust [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.fear IS 'Face and voice fused read as fear [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.happy IS 'Face and voice fused read as happy [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.sad IS 'Face and voice fused read as sad [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.surprise IS 'Face and voice fused read as surprise [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.neutral IS 'Face and voice fused read as neutral [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.angry_deviation IS 'Deviation over time of the fused angry score [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.disgust_deviation IS 'Deviation over time of the fused disgust score [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.fear_deviation IS 'Deviation over time of the fused fear score [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.happy_deviation IS 'Deviation over time of the fused happy score [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.sad_deviation IS 'Deviation over time of the fused sad score [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.surprise_deviation IS 'Deviation over time of the fused surprise score [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.neutral_deviation IS 'Deviation over time of the fused neutral score [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.angry_share IS 'Share of scored time in which angry is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.disgust_share IS 'Share of scored time in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.fear_share IS 'Share of scored time in which fear is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.happy_share IS 'Share of scored time in which happy is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.sad_share IS 'Share of scored time in which sad is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.surprise_share IS 'Share of scored time in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.neutral_share IS 'Share of scored time in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.face_angry IS 'Face reads as angry, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_disgust IS 'Face reads as disgust, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_fear IS 'Face reads as fear, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_happy IS 'Face reads as happy, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_sad IS 'Face reads as sad, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_surprise IS 'Face reads as surprise, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_neutral IS 'Face reads as neutral, mean over frames [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_angry_deviation IS 'Deviation over frames of face angry [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_disgust_deviation IS 'Deviation over frames of face disgust [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_fear_deviation IS 'Deviation over frames of face fear [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_happy_deviation IS 'Deviation over frames of face happy [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_sad_deviation IS 'Deviation over frames of face sad [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_surprise_deviation IS 'Deviation over frames of face surprise [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_neutral_deviation IS 'Deviation over frames of face neutral [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_angry IS 'Voice reads as angry, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_disgust IS 'Voice reads as disgust, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_fear IS 'Voice reads as fear, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_happy IS 'Voice reads as happy, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_sad IS 'Voice reads as sad, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_surprise IS 'Voice reads as surprise, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_neutral IS 'Voice reads as neutral, mean over windows [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_angry_deviation IS 'Deviation over windows of voice angry [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_disgust_deviation IS 'Deviation over windows of voice disgust [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_fear_deviation IS 'Deviation over windows of voice fear [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_happy_deviation IS 'Deviation over windows of voice happy [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_sad_deviation IS 'Deviation over windows of voice sad [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_surprise_deviation IS 'Deviation over windows of voice surprise [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_neutral_deviation IS 'Deviation over windows of voice neutral [probability, 0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';
COMMENT ON COLUMN scores.recording_scores.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.recording_scores.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.recording_scores.model_release IS 'Release of the models that scored';
CREATE TABLE scores.text_scores (
    candidate_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    recording_id TEXT,
    question_id TEXT NOT NULL,
    cohort TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE,
    consent_reference TEXT,
    kind TEXT NOT NULL,
    uri TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    model TEXT NOT NULL,
    state TEXT NOT NULL,
    words BIGINT NOT NULL,
    openness DOUBLE PRECISION,
    conscientiousness DOUBLE PRECISION,
    extraversion DOUBLE PRECISION,
    agreeableness DOUBLE PRECISION,
    neuroticism DOUBLE PRECISION,
    common_words TEXT[] NOT NULL,
    common_word_counts BIGINT[] NOT NULL,
    run_id TEXT NOT NULL,
    run_date DATE NOT NULL,
    model_release TEXT NOT NULL,
    CONSTRAINT pk_text_scores PRIMARY KEY (document_id, model_release),
    CONSTRAINT ck_text_scores_openness_range CHECK (openness >= 0 AND openness <= 1),
    CONSTRAINT ck_text_scores_conscientiousness_range CHECK (conscientiousness >= 0 AND conscientiousness <= 1),
    CONSTRAINT ck_text_scores_extraversion_range CHECK (extraversion >= 0 AND extraversion <= 1),
    CONSTRAINT ck_text_scores_agreeableness_range CHECK (agreeableness >= 0 AND agreeableness <= 1),
    CONSTRAINT ck_text_scores_neuroticism_range CHECK (neuroticism >= 0 AND neuroticism <= 1),
    CONSTRAINT fk_text_scores_run_id FOREIGN KEY(run_id) REFERENCES scores.scoring_runs (run_id),
    CONSTRAINT fk_text_scores_model_release FOREIGN KEY(model_release) REFERENCES scores.model_releases (model_release)
);
CREATE INDEX ix_text_scores_candidate_id ON scores.text_scores (candidate_id);
CREATE INDEX ix_text_scores_run_id ON scores.text_scores (run_id);
COMMENT ON TABLE scores.text_scores IS 'One essay or transcript and a text model''s reading of it.';
COMMENT ON COLUMN scores.text_scores.candidate_id IS 'Candidate, as named by the folder or the manifest';
COMMENT ON COLUMN scores.text_scores.document_id IS 'Document: <candidate_id>/<file name>';
COMMENT ON COLUMN scores.text_scores.recording_id IS 'Recording of which this is the transcript';
COMMENT ON COLUMN scores.text_scores.question_id IS 'Question answered, as named by the file';
COMMENT ON COLUMN scores.text_scores.cohort IS 'Cohort from the manifest';
COMMENT ON COLUMN scores.text_scores.recorded_at IS 'When it was written, from the manifest';
COMMENT ON COLUMN scores.text_scores.consent_reference IS 'Consent record from the manifest';
COMMENT ON COLUMN scores.text_scores.kind IS 'essay or transcript';
COMMENT ON COLUMN scores.text_scores.uri IS 'Where the document was read';
COMMENT ON COLUMN scores.text_scores.content_hash IS 'SHA-256 of the file';
COMMENT ON COLUMN scores.text_scores.model IS 'tfidf or cnn_lstm';
COMMENT ON COLUMN scores.text_scores.state IS 'scored, or why there is no score: see TEXT_STATES';
COMMENT ON COLUMN scores.text_scores.words IS 'Words in the document [words]';
COMMENT ON COLUMN scores.text_scores.openness IS 'Text reads as high in openness [probability, 0-1]';
COMMENT ON COLUMN scores.text_scores.conscientiousness IS 'Text reads as high in conscientiousness [probability, 0-1]';
COMMENT ON COLUMN scores.text_scores.extraversion IS 'Text reads as high in extraversion [probability, 0-1]';
COMMENT ON COLUMN scores.text_scores.agreeableness IS 'Text reads as high in agreeableness [probability, 0-1]';
COMMENT ON COLUMN scores.text_scores.neuroticism IS 'Text reads as high in neuroticism [probability, 0-1]';
COMMENT ON COLUMN scores.text_scores.common_words IS 'The 15 most common lemmas, most common first';
COMMENT ON COLUMN scores.text_scores.common_word_counts IS 'Count of each common word [words]';
COMMENT ON COLUMN scores.text_scores.run_id IS 'Run that wrote the row';
COMMENT ON COLUMN scores.text_scores.run_date IS 'Date for which the run was made';
COMMENT ON COLUMN scores.text_scores.model_release IS 'Release of the models that scored';

-- One row per candidate: the reading of the newest run, the columns a coach looks at first.
CREATE VIEW scores.candidate_overview AS
SELECT DISTINCT ON (c.candidate_id)
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
    c.model_release
FROM scores.candidate_scores AS c
JOIN scores.scoring_runs AS r USING (run_id)
ORDER BY c.candidate_id, r.started_at DESC, c.model_release DESC;

COMMENT ON VIEW scores.candidate_overview IS
'Newest reading of each candidate. A score is a model''s reading of a performance, not a fact about a person.';

-- Long format for charts: one row per recording, modality and emotion.
CREATE VIEW scores.emotion_readings AS
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
    s.model_release
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
WHERE v.score IS NOT NULL;

COMMENT ON VIEW scores.emotion_readings IS
'Each emotion of each recording as read from face, voice and both (fused). A score is a model''s reading of a performance, not a fact about a person.';

-- What goes wrong, by run: how many inputs and candidates each kind of failure touches.
CREATE VIEW scores.failures_by_kind AS
SELECT
    run_date,
    run_id,
    model_release,
    stage,
    kind,
    count(*) AS failures,
    count(DISTINCT candidate_id) AS candidates
FROM scores.failures
GROUP BY run_date, run_id, model_release, stage, kind;

COMMENT ON VIEW scores.failures_by_kind IS
'Inputs that could not be scored, counted by run, stage and kind. A failure says something about a file; a score is a model''s reading of a performance, not a fact about a person.';
