--
-- PostgreSQL database dump
--

-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: scores; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA scores;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: scores; Owner: -
--

CREATE TABLE scores.alembic_version (
    version_num character varying(32) NOT NULL
);

--
-- Name: candidate_scores; Type: TABLE; Schema: scores; Owner: -
--

CREATE TABLE scores.candidate_scores (
    candidate_id text NOT NULL,
    cohort text,
    usable boolean NOT NULL,
    reasons text[] NOT NULL,
    recordings bigint NOT NULL,
    documents bigint NOT NULL,
    failures bigint NOT NULL,
    duration_seconds double precision NOT NULL,
    frames bigint NOT NULL,
    frames_scored bigint NOT NULL,
    windows bigint NOT NULL,
    windows_scored bigint NOT NULL,
    face_coverage double precision,
    voice_coverage double precision,
    words bigint NOT NULL,
    dominant text,
    angry double precision,
    disgust double precision,
    fear double precision,
    happy double precision,
    sad double precision,
    surprise double precision,
    neutral double precision,
    angry_deviation double precision,
    disgust_deviation double precision,
    fear_deviation double precision,
    happy_deviation double precision,
    sad_deviation double precision,
    surprise_deviation double precision,
    neutral_deviation double precision,
    angry_share double precision,
    disgust_share double precision,
    fear_share double precision,
    happy_share double precision,
    sad_share double precision,
    surprise_share double precision,
    neutral_share double precision,
    face_dominant text,
    face_angry double precision,
    face_disgust double precision,
    face_fear double precision,
    face_happy double precision,
    face_sad double precision,
    face_surprise double precision,
    face_neutral double precision,
    face_angry_deviation double precision,
    face_disgust_deviation double precision,
    face_fear_deviation double precision,
    face_happy_deviation double precision,
    face_sad_deviation double precision,
    face_surprise_deviation double precision,
    face_neutral_deviation double precision,
    face_angry_share double precision,
    face_disgust_share double precision,
    face_fear_share double precision,
    face_happy_share double precision,
    face_sad_share double precision,
    face_surprise_share double precision,
    face_neutral_share double precision,
    voice_dominant text,
    voice_angry double precision,
    voice_disgust double precision,
    voice_fear double precision,
    voice_happy double precision,
    voice_sad double precision,
    voice_surprise double precision,
    voice_neutral double precision,
    voice_angry_deviation double precision,
    voice_disgust_deviation double precision,
    voice_fear_deviation double precision,
    voice_happy_deviation double precision,
    voice_sad_deviation double precision,
    voice_surprise_deviation double precision,
    voice_neutral_deviation double precision,
    voice_angry_share double precision,
    voice_disgust_share double precision,
    voice_fear_share double precision,
    voice_happy_share double precision,
    voice_sad_share double precision,
    voice_surprise_share double precision,
    voice_neutral_share double precision,
    openness double precision,
    conscientiousness double precision,
    extraversion double precision,
    agreeableness double precision,
    neuroticism double precision,
    run_id text NOT NULL,
    run_date date NOT NULL,
    model_release text NOT NULL,
    CONSTRAINT ck_candidate_scores_agreeableness_range CHECK (((agreeableness >= (0)::double precision) AND (agreeableness <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_angry_deviation_range CHECK (((angry_deviation >= (0)::double precision) AND (angry_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_angry_range CHECK (((angry >= (0)::double precision) AND (angry <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_angry_share_range CHECK (((angry_share >= (0)::double precision) AND (angry_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_conscientiousness_range CHECK (((conscientiousness >= (0)::double precision) AND (conscientiousness <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_disgust_deviation_range CHECK (((disgust_deviation >= (0)::double precision) AND (disgust_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_disgust_range CHECK (((disgust >= (0)::double precision) AND (disgust <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_disgust_share_range CHECK (((disgust_share >= (0)::double precision) AND (disgust_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_extraversion_range CHECK (((extraversion >= (0)::double precision) AND (extraversion <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_angry_deviation_range CHECK (((face_angry_deviation >= (0)::double precision) AND (face_angry_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_angry_range CHECK (((face_angry >= (0)::double precision) AND (face_angry <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_angry_share_range CHECK (((face_angry_share >= (0)::double precision) AND (face_angry_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_coverage_range CHECK (((face_coverage >= (0)::double precision) AND (face_coverage <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_disgust_deviation_range CHECK (((face_disgust_deviation >= (0)::double precision) AND (face_disgust_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_disgust_range CHECK (((face_disgust >= (0)::double precision) AND (face_disgust <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_disgust_share_range CHECK (((face_disgust_share >= (0)::double precision) AND (face_disgust_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_fear_deviation_range CHECK (((face_fear_deviation >= (0)::double precision) AND (face_fear_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_fear_range CHECK (((face_fear >= (0)::double precision) AND (face_fear <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_fear_share_range CHECK (((face_fear_share >= (0)::double precision) AND (face_fear_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_happy_deviation_range CHECK (((face_happy_deviation >= (0)::double precision) AND (face_happy_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_happy_range CHECK (((face_happy >= (0)::double precision) AND (face_happy <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_happy_share_range CHECK (((face_happy_share >= (0)::double precision) AND (face_happy_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_neutral_deviation_range CHECK (((face_neutral_deviation >= (0)::double precision) AND (face_neutral_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_neutral_range CHECK (((face_neutral >= (0)::double precision) AND (face_neutral <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_neutral_share_range CHECK (((face_neutral_share >= (0)::double precision) AND (face_neutral_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_sad_deviation_range CHECK (((face_sad_deviation >= (0)::double precision) AND (face_sad_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_sad_range CHECK (((face_sad >= (0)::double precision) AND (face_sad <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_sad_share_range CHECK (((face_sad_share >= (0)::double precision) AND (face_sad_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_surprise_deviation_range CHECK (((face_surprise_deviation >= (0)::double precision) AND (face_surprise_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_surprise_range CHECK (((face_surprise >= (0)::double precision) AND (face_surprise <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_face_surprise_share_range CHECK (((face_surprise_share >= (0)::double precision) AND (face_surprise_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_fear_deviation_range CHECK (((fear_deviation >= (0)::double precision) AND (fear_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_fear_range CHECK (((fear >= (0)::double precision) AND (fear <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_fear_share_range CHECK (((fear_share >= (0)::double precision) AND (fear_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_happy_deviation_range CHECK (((happy_deviation >= (0)::double precision) AND (happy_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_happy_range CHECK (((happy >= (0)::double precision) AND (happy <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_happy_share_range CHECK (((happy_share >= (0)::double precision) AND (happy_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_neuroticism_range CHECK (((neuroticism >= (0)::double precision) AND (neuroticism <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_neutral_deviation_range CHECK (((neutral_deviation >= (0)::double precision) AND (neutral_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_neutral_range CHECK (((neutral >= (0)::double precision) AND (neutral <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_neutral_share_range CHECK (((neutral_share >= (0)::double precision) AND (neutral_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_openness_range CHECK (((openness >= (0)::double precision) AND (openness <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_sad_deviation_range CHECK (((sad_deviation >= (0)::double precision) AND (sad_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_sad_range CHECK (((sad >= (0)::double precision) AND (sad <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_sad_share_range CHECK (((sad_share >= (0)::double precision) AND (sad_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_surprise_deviation_range CHECK (((surprise_deviation >= (0)::double precision) AND (surprise_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_surprise_range CHECK (((surprise >= (0)::double precision) AND (surprise <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_surprise_share_range CHECK (((surprise_share >= (0)::double precision) AND (surprise_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_angry_deviation_range CHECK (((voice_angry_deviation >= (0)::double precision) AND (voice_angry_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_angry_range CHECK (((voice_angry >= (0)::double precision) AND (voice_angry <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_angry_share_range CHECK (((voice_angry_share >= (0)::double precision) AND (voice_angry_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_coverage_range CHECK (((voice_coverage >= (0)::double precision) AND (voice_coverage <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_disgust_deviation_range CHECK (((voice_disgust_deviation >= (0)::double precision) AND (voice_disgust_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_disgust_range CHECK (((voice_disgust >= (0)::double precision) AND (voice_disgust <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_disgust_share_range CHECK (((voice_disgust_share >= (0)::double precision) AND (voice_disgust_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_fear_deviation_range CHECK (((voice_fear_deviation >= (0)::double precision) AND (voice_fear_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_fear_range CHECK (((voice_fear >= (0)::double precision) AND (voice_fear <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_fear_share_range CHECK (((voice_fear_share >= (0)::double precision) AND (voice_fear_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_happy_deviation_range CHECK (((voice_happy_deviation >= (0)::double precision) AND (voice_happy_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_happy_range CHECK (((voice_happy >= (0)::double precision) AND (voice_happy <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_happy_share_range CHECK (((voice_happy_share >= (0)::double precision) AND (voice_happy_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_neutral_deviation_range CHECK (((voice_neutral_deviation >= (0)::double precision) AND (voice_neutral_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_neutral_range CHECK (((voice_neutral >= (0)::double precision) AND (voice_neutral <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_neutral_share_range CHECK (((voice_neutral_share >= (0)::double precision) AND (voice_neutral_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_sad_deviation_range CHECK (((voice_sad_deviation >= (0)::double precision) AND (voice_sad_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_sad_range CHECK (((voice_sad >= (0)::double precision) AND (voice_sad <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_sad_share_range CHECK (((voice_sad_share >= (0)::double precision) AND (voice_sad_share <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_surprise_deviation_range CHECK (((voice_surprise_deviation >= (0)::double precision) AND (voice_surprise_deviation <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_surprise_range CHECK (((voice_surprise >= (0)::double precision) AND (voice_surprise <= (1)::double precision))),
    CONSTRAINT ck_candidate_scores_voice_surprise_share_range CHECK (((voice_surprise_share >= (0)::double precision) AND (voice_surprise_share <= (1)::double precision)))
);

--
-- Name: TABLE candidate_scores; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON TABLE scores.candidate_scores IS 'One candidate: all recordings and documents of the run, each recording counting the same.';

--
-- Name: COLUMN candidate_scores.candidate_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.candidate_id IS 'Candidate, as named by the folder or the manifest';

--
-- Name: COLUMN candidate_scores.cohort; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.cohort IS 'Cohort from the manifest';

--
-- Name: COLUMN candidate_scores.usable; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.usable IS 'Whether there is enough to coach with; see reasons';

--
-- Name: COLUMN candidate_scores.reasons; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.reasons IS 'Why it is not usable, or what is missing';

--
-- Name: COLUMN candidate_scores.recordings; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.recordings IS 'Recordings read [recordings]';

--
-- Name: COLUMN candidate_scores.documents; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.documents IS 'Essays and transcripts read [documents]';

--
-- Name: COLUMN candidate_scores.failures; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.failures IS 'Inputs that failed [inputs]';

--
-- Name: COLUMN candidate_scores.duration_seconds; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.duration_seconds IS 'Length of all recordings [s]';

--
-- Name: COLUMN candidate_scores.frames; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.frames IS 'Frames sampled [frames]';

--
-- Name: COLUMN candidate_scores.frames_scored; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.frames_scored IS 'Frames with a scored face [frames]';

--
-- Name: COLUMN candidate_scores.windows; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.windows IS 'Voice windows [windows]';

--
-- Name: COLUMN candidate_scores.windows_scored; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.windows_scored IS 'Voice windows with a score [windows]';

--
-- Name: COLUMN candidate_scores.face_coverage; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_coverage IS 'Frames scored / frames sampled [0-1]';

--
-- Name: COLUMN candidate_scores.voice_coverage; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_coverage IS 'Windows scored / windows [0-1]';

--
-- Name: COLUMN candidate_scores.words; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.words IS 'Words in all documents [words]';

--
-- Name: COLUMN candidate_scores.dominant; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.dominant IS 'Emotion with the highest fused mean';

--
-- Name: COLUMN candidate_scores.angry; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.angry IS 'Fused angry, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.disgust; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.disgust IS 'Fused disgust, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.fear; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.fear IS 'Fused fear, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.happy; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.happy IS 'Fused happy, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.sad; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.sad IS 'Fused sad, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.surprise; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.surprise IS 'Fused surprise, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.neutral; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.neutral IS 'Fused neutral, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.angry_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.angry_deviation IS 'Deviation of fused angry within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.disgust_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.disgust_deviation IS 'Deviation of fused disgust within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.fear_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.fear_deviation IS 'Deviation of fused fear within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.happy_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.happy_deviation IS 'Deviation of fused happy within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.sad_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.sad_deviation IS 'Deviation of fused sad within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.surprise_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.surprise_deviation IS 'Deviation of fused surprise within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.neutral_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.neutral_deviation IS 'Deviation of fused neutral within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.angry_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.angry_share IS 'Share of scored time in which fused angry is on top [0-1]';

--
-- Name: COLUMN candidate_scores.disgust_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.disgust_share IS 'Share of scored time in which fused disgust is on top [0-1]';

--
-- Name: COLUMN candidate_scores.fear_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.fear_share IS 'Share of scored time in which fused fear is on top [0-1]';

--
-- Name: COLUMN candidate_scores.happy_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.happy_share IS 'Share of scored time in which fused happy is on top [0-1]';

--
-- Name: COLUMN candidate_scores.sad_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.sad_share IS 'Share of scored time in which fused sad is on top [0-1]';

--
-- Name: COLUMN candidate_scores.surprise_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.surprise_share IS 'Share of scored time in which fused surprise is on top [0-1]';

--
-- Name: COLUMN candidate_scores.neutral_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.neutral_share IS 'Share of scored time in which fused neutral is on top [0-1]';

--
-- Name: COLUMN candidate_scores.face_dominant; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_dominant IS 'Emotion with the highest face mean';

--
-- Name: COLUMN candidate_scores.face_angry; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_angry IS 'Face angry, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_disgust; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_disgust IS 'Face disgust, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_fear; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_fear IS 'Face fear, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_happy; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_happy IS 'Face happy, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_sad; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_sad IS 'Face sad, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_surprise; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_surprise IS 'Face surprise, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_neutral; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_neutral IS 'Face neutral, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_angry_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_angry_deviation IS 'Deviation of face angry within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_disgust_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_disgust_deviation IS 'Deviation of face disgust within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_fear_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_fear_deviation IS 'Deviation of face fear within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_happy_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_happy_deviation IS 'Deviation of face happy within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_sad_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_sad_deviation IS 'Deviation of face sad within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_surprise_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_surprise_deviation IS 'Deviation of face surprise within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_neutral_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_neutral_deviation IS 'Deviation of face neutral within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.face_angry_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';

--
-- Name: COLUMN candidate_scores.face_disgust_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';

--
-- Name: COLUMN candidate_scores.face_fear_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';

--
-- Name: COLUMN candidate_scores.face_happy_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';

--
-- Name: COLUMN candidate_scores.face_sad_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';

--
-- Name: COLUMN candidate_scores.face_surprise_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';

--
-- Name: COLUMN candidate_scores.face_neutral_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';

--
-- Name: COLUMN candidate_scores.voice_dominant; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_dominant IS 'Emotion with the highest voice mean';

--
-- Name: COLUMN candidate_scores.voice_angry; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_angry IS 'Voice angry, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_disgust; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_disgust IS 'Voice disgust, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_fear; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_fear IS 'Voice fear, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_happy; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_happy IS 'Voice happy, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_sad; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_sad IS 'Voice sad, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_surprise; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_surprise IS 'Voice surprise, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_neutral; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_neutral IS 'Voice neutral, mean over recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_angry_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_angry_deviation IS 'Deviation of voice angry within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_disgust_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_disgust_deviation IS 'Deviation of voice disgust within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_fear_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_fear_deviation IS 'Deviation of voice fear within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_happy_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_happy_deviation IS 'Deviation of voice happy within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_sad_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_sad_deviation IS 'Deviation of voice sad within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_surprise_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_surprise_deviation IS 'Deviation of voice surprise within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_neutral_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_neutral_deviation IS 'Deviation of voice neutral within and between recordings [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.voice_angry_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';

--
-- Name: COLUMN candidate_scores.voice_disgust_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';

--
-- Name: COLUMN candidate_scores.voice_fear_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';

--
-- Name: COLUMN candidate_scores.voice_happy_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';

--
-- Name: COLUMN candidate_scores.voice_sad_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';

--
-- Name: COLUMN candidate_scores.voice_surprise_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';

--
-- Name: COLUMN candidate_scores.voice_neutral_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';

--
-- Name: COLUMN candidate_scores.openness; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.openness IS 'Texts read as high in openness, mean over documents [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.conscientiousness; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.conscientiousness IS 'Texts read as high in conscientiousness, mean over documents [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.extraversion; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.extraversion IS 'Texts read as high in extraversion, mean over documents [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.agreeableness; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.agreeableness IS 'Texts read as high in agreeableness, mean over documents [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.neuroticism; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.neuroticism IS 'Texts read as high in neuroticism, mean over documents [probability, 0-1]';

--
-- Name: COLUMN candidate_scores.run_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.run_id IS 'Run that wrote the row';

--
-- Name: COLUMN candidate_scores.run_date; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.run_date IS 'Date for which the run was made';

--
-- Name: COLUMN candidate_scores.model_release; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.candidate_scores.model_release IS 'Release of the models that scored';

--
-- Name: scoring_runs; Type: TABLE; Schema: scores; Owner: -
--

CREATE TABLE scores.scoring_runs (
    run_id text NOT NULL,
    run_date date NOT NULL,
    model_release text NOT NULL,
    status text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    code_version text NOT NULL,
    config_digest text NOT NULL,
    found bigint,
    scored bigint,
    skipped bigint,
    failed bigint
);

--
-- Name: TABLE scoring_runs; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON TABLE scores.scoring_runs IS 'One run of the job.';

--
-- Name: COLUMN scoring_runs.run_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.run_id IS 'Run';

--
-- Name: COLUMN scoring_runs.run_date; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.run_date IS 'Date for which the run was made';

--
-- Name: COLUMN scoring_runs.model_release; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.model_release IS 'Release of the models that scored';

--
-- Name: COLUMN scoring_runs.status; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.status IS 'running, succeeded or failed';

--
-- Name: COLUMN scoring_runs.started_at; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.started_at IS 'Start of the run';

--
-- Name: COLUMN scoring_runs.ended_at; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.ended_at IS 'End of the run';

--
-- Name: COLUMN scoring_runs.code_version; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.code_version IS 'Version of this package';

--
-- Name: COLUMN scoring_runs.config_digest; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.config_digest IS 'SHA-256 of the options that change scores';

--
-- Name: COLUMN scoring_runs.found; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.found IS 'Inputs found [inputs]';

--
-- Name: COLUMN scoring_runs.scored; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.scored IS 'Inputs scored [inputs]';

--
-- Name: COLUMN scoring_runs.skipped; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.skipped IS 'Inputs skipped [inputs]';

--
-- Name: COLUMN scoring_runs.failed; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.scoring_runs.failed IS 'Inputs failed [inputs]';

--
-- Name: candidate_overview; Type: VIEW; Schema: scores; Owner: -
--

CREATE VIEW scores.candidate_overview AS
 SELECT DISTINCT ON (c.candidate_id) c.candidate_id,
    c.cohort,
    c.usable,
    c.reasons,
    c.dominant,
    GREATEST(c.angry, c.disgust, c.fear, c.happy, c.sad, c.surprise, c.neutral) AS dominant_score,
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
   FROM (scores.candidate_scores c
     JOIN scores.scoring_runs r USING (run_id))
  ORDER BY c.candidate_id, r.started_at DESC, c.model_release DESC;

--
-- Name: VIEW candidate_overview; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON VIEW scores.candidate_overview IS 'Newest reading of each candidate. A score is a model''s reading of a performance, not a fact about a person.';

--
-- Name: recording_scores; Type: TABLE; Schema: scores; Owner: -
--

CREATE TABLE scores.recording_scores (
    candidate_id text NOT NULL,
    recording_id text NOT NULL,
    question_id text NOT NULL,
    cohort text,
    recorded_at timestamp with time zone,
    consent_reference text,
    uri text NOT NULL,
    content_hash text NOT NULL,
    duration_seconds double precision NOT NULL,
    truncated boolean NOT NULL,
    rotation_degrees bigint,
    frame_rate double precision,
    variable_frame_rate boolean,
    modalities text NOT NULL,
    fusion text NOT NULL,
    face_state text NOT NULL,
    voice_state text NOT NULL,
    frames bigint NOT NULL,
    frames_scored bigint NOT NULL,
    windows bigint NOT NULL,
    windows_scored bigint NOT NULL,
    dominant text,
    angry double precision,
    disgust double precision,
    fear double precision,
    happy double precision,
    sad double precision,
    surprise double precision,
    neutral double precision,
    angry_deviation double precision,
    disgust_deviation double precision,
    fear_deviation double precision,
    happy_deviation double precision,
    sad_deviation double precision,
    surprise_deviation double precision,
    neutral_deviation double precision,
    angry_share double precision,
    disgust_share double precision,
    fear_share double precision,
    happy_share double precision,
    sad_share double precision,
    surprise_share double precision,
    neutral_share double precision,
    face_angry double precision,
    face_disgust double precision,
    face_fear double precision,
    face_happy double precision,
    face_sad double precision,
    face_surprise double precision,
    face_neutral double precision,
    face_angry_deviation double precision,
    face_disgust_deviation double precision,
    face_fear_deviation double precision,
    face_happy_deviation double precision,
    face_sad_deviation double precision,
    face_surprise_deviation double precision,
    face_neutral_deviation double precision,
    face_angry_share double precision,
    face_disgust_share double precision,
    face_fear_share double precision,
    face_happy_share double precision,
    face_sad_share double precision,
    face_surprise_share double precision,
    face_neutral_share double precision,
    voice_angry double precision,
    voice_disgust double precision,
    voice_fear double precision,
    voice_happy double precision,
    voice_sad double precision,
    voice_surprise double precision,
    voice_neutral double precision,
    voice_angry_deviation double precision,
    voice_disgust_deviation double precision,
    voice_fear_deviation double precision,
    voice_happy_deviation double precision,
    voice_sad_deviation double precision,
    voice_surprise_deviation double precision,
    voice_neutral_deviation double precision,
    voice_angry_share double precision,
    voice_disgust_share double precision,
    voice_fear_share double precision,
    voice_happy_share double precision,
    voice_sad_share double precision,
    voice_surprise_share double precision,
    voice_neutral_share double precision,
    run_id text NOT NULL,
    run_date date NOT NULL,
    model_release text NOT NULL,
    blink_state text NOT NULL,
    blinks bigint,
    blinks_per_minute double precision,
    blink_coverage double precision,
    face_reading text,
    CONSTRAINT ck_recording_scores_angry_deviation_range CHECK (((angry_deviation >= (0)::double precision) AND (angry_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_angry_range CHECK (((angry >= (0)::double precision) AND (angry <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_angry_share_range CHECK (((angry_share >= (0)::double precision) AND (angry_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_blink_coverage_range CHECK (((blink_coverage >= (0)::double precision) AND (blink_coverage <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_disgust_deviation_range CHECK (((disgust_deviation >= (0)::double precision) AND (disgust_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_disgust_range CHECK (((disgust >= (0)::double precision) AND (disgust <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_disgust_share_range CHECK (((disgust_share >= (0)::double precision) AND (disgust_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_angry_deviation_range CHECK (((face_angry_deviation >= (0)::double precision) AND (face_angry_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_angry_range CHECK (((face_angry >= (0)::double precision) AND (face_angry <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_angry_share_range CHECK (((face_angry_share >= (0)::double precision) AND (face_angry_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_disgust_deviation_range CHECK (((face_disgust_deviation >= (0)::double precision) AND (face_disgust_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_disgust_range CHECK (((face_disgust >= (0)::double precision) AND (face_disgust <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_disgust_share_range CHECK (((face_disgust_share >= (0)::double precision) AND (face_disgust_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_fear_deviation_range CHECK (((face_fear_deviation >= (0)::double precision) AND (face_fear_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_fear_range CHECK (((face_fear >= (0)::double precision) AND (face_fear <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_fear_share_range CHECK (((face_fear_share >= (0)::double precision) AND (face_fear_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_happy_deviation_range CHECK (((face_happy_deviation >= (0)::double precision) AND (face_happy_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_happy_range CHECK (((face_happy >= (0)::double precision) AND (face_happy <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_happy_share_range CHECK (((face_happy_share >= (0)::double precision) AND (face_happy_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_neutral_deviation_range CHECK (((face_neutral_deviation >= (0)::double precision) AND (face_neutral_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_neutral_range CHECK (((face_neutral >= (0)::double precision) AND (face_neutral <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_neutral_share_range CHECK (((face_neutral_share >= (0)::double precision) AND (face_neutral_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_sad_deviation_range CHECK (((face_sad_deviation >= (0)::double precision) AND (face_sad_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_sad_range CHECK (((face_sad >= (0)::double precision) AND (face_sad <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_sad_share_range CHECK (((face_sad_share >= (0)::double precision) AND (face_sad_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_surprise_deviation_range CHECK (((face_surprise_deviation >= (0)::double precision) AND (face_surprise_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_surprise_range CHECK (((face_surprise >= (0)::double precision) AND (face_surprise <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_face_surprise_share_range CHECK (((face_surprise_share >= (0)::double precision) AND (face_surprise_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_fear_deviation_range CHECK (((fear_deviation >= (0)::double precision) AND (fear_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_fear_range CHECK (((fear >= (0)::double precision) AND (fear <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_fear_share_range CHECK (((fear_share >= (0)::double precision) AND (fear_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_happy_deviation_range CHECK (((happy_deviation >= (0)::double precision) AND (happy_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_happy_range CHECK (((happy >= (0)::double precision) AND (happy <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_happy_share_range CHECK (((happy_share >= (0)::double precision) AND (happy_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_neutral_deviation_range CHECK (((neutral_deviation >= (0)::double precision) AND (neutral_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_neutral_range CHECK (((neutral >= (0)::double precision) AND (neutral <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_neutral_share_range CHECK (((neutral_share >= (0)::double precision) AND (neutral_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_sad_deviation_range CHECK (((sad_deviation >= (0)::double precision) AND (sad_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_sad_range CHECK (((sad >= (0)::double precision) AND (sad <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_sad_share_range CHECK (((sad_share >= (0)::double precision) AND (sad_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_surprise_deviation_range CHECK (((surprise_deviation >= (0)::double precision) AND (surprise_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_surprise_range CHECK (((surprise >= (0)::double precision) AND (surprise <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_surprise_share_range CHECK (((surprise_share >= (0)::double precision) AND (surprise_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_angry_deviation_range CHECK (((voice_angry_deviation >= (0)::double precision) AND (voice_angry_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_angry_range CHECK (((voice_angry >= (0)::double precision) AND (voice_angry <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_angry_share_range CHECK (((voice_angry_share >= (0)::double precision) AND (voice_angry_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_disgust_deviation_range CHECK (((voice_disgust_deviation >= (0)::double precision) AND (voice_disgust_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_disgust_range CHECK (((voice_disgust >= (0)::double precision) AND (voice_disgust <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_disgust_share_range CHECK (((voice_disgust_share >= (0)::double precision) AND (voice_disgust_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_fear_deviation_range CHECK (((voice_fear_deviation >= (0)::double precision) AND (voice_fear_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_fear_range CHECK (((voice_fear >= (0)::double precision) AND (voice_fear <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_fear_share_range CHECK (((voice_fear_share >= (0)::double precision) AND (voice_fear_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_happy_deviation_range CHECK (((voice_happy_deviation >= (0)::double precision) AND (voice_happy_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_happy_range CHECK (((voice_happy >= (0)::double precision) AND (voice_happy <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_happy_share_range CHECK (((voice_happy_share >= (0)::double precision) AND (voice_happy_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_neutral_deviation_range CHECK (((voice_neutral_deviation >= (0)::double precision) AND (voice_neutral_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_neutral_range CHECK (((voice_neutral >= (0)::double precision) AND (voice_neutral <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_neutral_share_range CHECK (((voice_neutral_share >= (0)::double precision) AND (voice_neutral_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_sad_deviation_range CHECK (((voice_sad_deviation >= (0)::double precision) AND (voice_sad_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_sad_range CHECK (((voice_sad >= (0)::double precision) AND (voice_sad <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_sad_share_range CHECK (((voice_sad_share >= (0)::double precision) AND (voice_sad_share <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_surprise_deviation_range CHECK (((voice_surprise_deviation >= (0)::double precision) AND (voice_surprise_deviation <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_surprise_range CHECK (((voice_surprise >= (0)::double precision) AND (voice_surprise <= (1)::double precision))),
    CONSTRAINT ck_recording_scores_voice_surprise_share_range CHECK (((voice_surprise_share >= (0)::double precision) AND (voice_surprise_share <= (1)::double precision)))
);

--
-- Name: TABLE recording_scores; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON TABLE scores.recording_scores IS 'One recording: how face, voice and their fusion read over its length.';

--
-- Name: COLUMN recording_scores.candidate_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.candidate_id IS 'Candidate, as named by the folder or the manifest';

--
-- Name: COLUMN recording_scores.recording_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.recording_id IS 'Recording: <candidate_id>/<file name>';

--
-- Name: COLUMN recording_scores.question_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.question_id IS 'Question answered, as named by the file';

--
-- Name: COLUMN recording_scores.cohort; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.cohort IS 'Cohort from the manifest';

--
-- Name: COLUMN recording_scores.recorded_at; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.recorded_at IS 'When it was recorded, from the manifest';

--
-- Name: COLUMN recording_scores.consent_reference; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.consent_reference IS 'Consent record from the manifest';

--
-- Name: COLUMN recording_scores.uri; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.uri IS 'Where the recording was read';

--
-- Name: COLUMN recording_scores.content_hash; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.content_hash IS 'SHA-256 of the file';

--
-- Name: COLUMN recording_scores.duration_seconds; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.duration_seconds IS 'Length of the recording [s]';

--
-- Name: COLUMN recording_scores.truncated; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.truncated IS 'Whether the file ends before its declared length';

--
-- Name: COLUMN recording_scores.rotation_degrees; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.rotation_degrees IS 'Clockwise turn applied from the container''s metadata [deg]';

--
-- Name: COLUMN recording_scores.frame_rate; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.frame_rate IS 'Mean frame rate of the file [frames/s]';

--
-- Name: COLUMN recording_scores.variable_frame_rate; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.variable_frame_rate IS 'Whether the file''s frames are unevenly spaced in time';

--
-- Name: COLUMN recording_scores.modalities; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.modalities IS 'Modalities that spoke: face+voice, face, voice or none';

--
-- Name: COLUMN recording_scores.fusion; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.fusion IS 'Fusion used: equal, prefer_face, prefer_voice or stacked';

--
-- Name: COLUMN recording_scores.face_state; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_state IS 'scored, or why not: see RECORDING_STATES';

--
-- Name: COLUMN recording_scores.voice_state; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_state IS 'scored, or why not: see RECORDING_STATES';

--
-- Name: COLUMN recording_scores.frames; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.frames IS 'Frames sampled [frames]';

--
-- Name: COLUMN recording_scores.frames_scored; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.frames_scored IS 'Frames with a scored face [frames]';

--
-- Name: COLUMN recording_scores.windows; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.windows IS 'Voice windows [windows]';

--
-- Name: COLUMN recording_scores.windows_scored; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.windows_scored IS 'Voice windows with a score [windows]';

--
-- Name: COLUMN recording_scores.dominant; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.dominant IS 'Emotion with the highest fused score';

--
-- Name: COLUMN recording_scores.angry; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.angry IS 'Face and voice fused read as angry [probability, 0-1]';

--
-- Name: COLUMN recording_scores.disgust; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.disgust IS 'Face and voice fused read as disgust [probability, 0-1]';

--
-- Name: COLUMN recording_scores.fear; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.fear IS 'Face and voice fused read as fear [probability, 0-1]';

--
-- Name: COLUMN recording_scores.happy; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.happy IS 'Face and voice fused read as happy [probability, 0-1]';

--
-- Name: COLUMN recording_scores.sad; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.sad IS 'Face and voice fused read as sad [probability, 0-1]';

--
-- Name: COLUMN recording_scores.surprise; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.surprise IS 'Face and voice fused read as surprise [probability, 0-1]';

--
-- Name: COLUMN recording_scores.neutral; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.neutral IS 'Face and voice fused read as neutral [probability, 0-1]';

--
-- Name: COLUMN recording_scores.angry_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.angry_deviation IS 'Deviation over time of the fused angry score [probability, 0-1]';

--
-- Name: COLUMN recording_scores.disgust_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.disgust_deviation IS 'Deviation over time of the fused disgust score [probability, 0-1]';

--
-- Name: COLUMN recording_scores.fear_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.fear_deviation IS 'Deviation over time of the fused fear score [probability, 0-1]';

--
-- Name: COLUMN recording_scores.happy_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.happy_deviation IS 'Deviation over time of the fused happy score [probability, 0-1]';

--
-- Name: COLUMN recording_scores.sad_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.sad_deviation IS 'Deviation over time of the fused sad score [probability, 0-1]';

--
-- Name: COLUMN recording_scores.surprise_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.surprise_deviation IS 'Deviation over time of the fused surprise score [probability, 0-1]';

--
-- Name: COLUMN recording_scores.neutral_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.neutral_deviation IS 'Deviation over time of the fused neutral score [probability, 0-1]';

--
-- Name: COLUMN recording_scores.angry_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.angry_share IS 'Share of scored time in which angry is on top [0-1]';

--
-- Name: COLUMN recording_scores.disgust_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.disgust_share IS 'Share of scored time in which disgust is on top [0-1]';

--
-- Name: COLUMN recording_scores.fear_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.fear_share IS 'Share of scored time in which fear is on top [0-1]';

--
-- Name: COLUMN recording_scores.happy_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.happy_share IS 'Share of scored time in which happy is on top [0-1]';

--
-- Name: COLUMN recording_scores.sad_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.sad_share IS 'Share of scored time in which sad is on top [0-1]';

--
-- Name: COLUMN recording_scores.surprise_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.surprise_share IS 'Share of scored time in which surprise is on top [0-1]';

--
-- Name: COLUMN recording_scores.neutral_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.neutral_share IS 'Share of scored time in which neutral is on top [0-1]';

--
-- Name: COLUMN recording_scores.face_angry; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_angry IS 'Face reads as angry, mean over frames [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_disgust; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_disgust IS 'Face reads as disgust, mean over frames [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_fear; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_fear IS 'Face reads as fear, mean over frames [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_happy; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_happy IS 'Face reads as happy, mean over frames [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_sad; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_sad IS 'Face reads as sad, mean over frames [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_surprise; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_surprise IS 'Face reads as surprise, mean over frames [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_neutral; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_neutral IS 'Face reads as neutral, mean over frames [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_angry_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_angry_deviation IS 'Deviation over frames of face angry [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_disgust_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_disgust_deviation IS 'Deviation over frames of face disgust [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_fear_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_fear_deviation IS 'Deviation over frames of face fear [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_happy_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_happy_deviation IS 'Deviation over frames of face happy [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_sad_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_sad_deviation IS 'Deviation over frames of face sad [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_surprise_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_surprise_deviation IS 'Deviation over frames of face surprise [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_neutral_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_neutral_deviation IS 'Deviation over frames of face neutral [probability, 0-1]';

--
-- Name: COLUMN recording_scores.face_angry_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_angry_share IS 'Share of scored frames in which angry is on top [0-1]';

--
-- Name: COLUMN recording_scores.face_disgust_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_disgust_share IS 'Share of scored frames in which disgust is on top [0-1]';

--
-- Name: COLUMN recording_scores.face_fear_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_fear_share IS 'Share of scored frames in which fear is on top [0-1]';

--
-- Name: COLUMN recording_scores.face_happy_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_happy_share IS 'Share of scored frames in which happy is on top [0-1]';

--
-- Name: COLUMN recording_scores.face_sad_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_sad_share IS 'Share of scored frames in which sad is on top [0-1]';

--
-- Name: COLUMN recording_scores.face_surprise_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_surprise_share IS 'Share of scored frames in which surprise is on top [0-1]';

--
-- Name: COLUMN recording_scores.face_neutral_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_neutral_share IS 'Share of scored frames in which neutral is on top [0-1]';

--
-- Name: COLUMN recording_scores.voice_angry; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_angry IS 'Voice reads as angry, mean over windows [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_disgust; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_disgust IS 'Voice reads as disgust, mean over windows [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_fear; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_fear IS 'Voice reads as fear, mean over windows [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_happy; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_happy IS 'Voice reads as happy, mean over windows [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_sad; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_sad IS 'Voice reads as sad, mean over windows [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_surprise; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_surprise IS 'Voice reads as surprise, mean over windows [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_neutral; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_neutral IS 'Voice reads as neutral, mean over windows [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_angry_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_angry_deviation IS 'Deviation over windows of voice angry [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_disgust_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_disgust_deviation IS 'Deviation over windows of voice disgust [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_fear_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_fear_deviation IS 'Deviation over windows of voice fear [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_happy_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_happy_deviation IS 'Deviation over windows of voice happy [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_sad_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_sad_deviation IS 'Deviation over windows of voice sad [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_surprise_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_surprise_deviation IS 'Deviation over windows of voice surprise [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_neutral_deviation; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_neutral_deviation IS 'Deviation over windows of voice neutral [probability, 0-1]';

--
-- Name: COLUMN recording_scores.voice_angry_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_angry_share IS 'Share of scored windows in which angry is on top [0-1]';

--
-- Name: COLUMN recording_scores.voice_disgust_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_disgust_share IS 'Share of scored windows in which disgust is on top [0-1]';

--
-- Name: COLUMN recording_scores.voice_fear_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_fear_share IS 'Share of scored windows in which fear is on top [0-1]';

--
-- Name: COLUMN recording_scores.voice_happy_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_happy_share IS 'Share of scored windows in which happy is on top [0-1]';

--
-- Name: COLUMN recording_scores.voice_sad_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_sad_share IS 'Share of scored windows in which sad is on top [0-1]';

--
-- Name: COLUMN recording_scores.voice_surprise_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_surprise_share IS 'Share of scored windows in which surprise is on top [0-1]';

--
-- Name: COLUMN recording_scores.voice_neutral_share; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.voice_neutral_share IS 'Share of scored windows in which neutral is on top [0-1]';

--
-- Name: COLUMN recording_scores.run_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.run_id IS 'Run that wrote the row';

--
-- Name: COLUMN recording_scores.run_date; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.run_date IS 'Date for which the run was made';

--
-- Name: COLUMN recording_scores.model_release; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.model_release IS 'Release of the models that scored';

--
-- Name: COLUMN recording_scores.blink_state; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.blink_state IS 'counted, or why not: see BLINK_STATES';

--
-- Name: COLUMN recording_scores.blinks; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.blinks IS 'Blinks counted [blinks]';

--
-- Name: COLUMN recording_scores.blinks_per_minute; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.blinks_per_minute IS 'Blinks a minute of the time in which the eyes were read [1/min]';

--
-- Name: COLUMN recording_scores.blink_coverage; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.blink_coverage IS 'Share of the sampled time in which the eyes were read [0-1]';

--
-- Name: COLUMN recording_scores.face_reading; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.recording_scores.face_reading IS 'How the face was read: votes or labels; NULL before 0.5.0';

--
-- Name: emotion_readings; Type: VIEW; Schema: scores; Owner: -
--

CREATE VIEW scores.emotion_readings AS
 SELECT s.candidate_id,
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
   FROM (scores.recording_scores s
     CROSS JOIN LATERAL ( VALUES ('fused'::text,'angry'::text,s.angry,s.angry_deviation,s.angry_share), ('fused'::text,'disgust'::text,s.disgust,s.disgust_deviation,s.disgust_share), ('fused'::text,'fear'::text,s.fear,s.fear_deviation,s.fear_share), ('fused'::text,'happy'::text,s.happy,s.happy_deviation,s.happy_share), ('fused'::text,'sad'::text,s.sad,s.sad_deviation,s.sad_share), ('fused'::text,'surprise'::text,s.surprise,s.surprise_deviation,s.surprise_share), ('fused'::text,'neutral'::text,s.neutral,s.neutral_deviation,s.neutral_share), ('face'::text,'angry'::text,s.face_angry,s.face_angry_deviation,s.face_angry_share), ('face'::text,'disgust'::text,s.face_disgust,s.face_disgust_deviation,s.face_disgust_share), ('face'::text,'fear'::text,s.face_fear,s.face_fear_deviation,s.face_fear_share), ('face'::text,'happy'::text,s.face_happy,s.face_happy_deviation,s.face_happy_share), ('face'::text,'sad'::text,s.face_sad,s.face_sad_deviation,s.face_sad_share), ('face'::text,'surprise'::text,s.face_surprise,s.face_surprise_deviation,s.face_surprise_share), ('face'::text,'neutral'::text,s.face_neutral,s.face_neutral_deviation,s.face_neutral_share), ('voice'::text,'angry'::text,s.voice_angry,s.voice_angry_deviation,s.voice_angry_share), ('voice'::text,'disgust'::text,s.voice_disgust,s.voice_disgust_deviation,s.voice_disgust_share), ('voice'::text,'fear'::text,s.voice_fear,s.voice_fear_deviation,s.voice_fear_share), ('voice'::text,'happy'::text,s.voice_happy,s.voice_happy_deviation,s.voice_happy_share), ('voice'::text,'sad'::text,s.voice_sad,s.voice_sad_deviation,s.voice_sad_share), ('voice'::text,'surprise'::text,s.voice_surprise,s.voice_surprise_deviation,s.voice_surprise_share), ('voice'::text,'neutral'::text,s.voice_neutral,s.voice_neutral_deviation,s.voice_neutral_share)) v(modality, emotion, score, deviation, share))
  WHERE (v.score IS NOT NULL);

--
-- Name: VIEW emotion_readings; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON VIEW scores.emotion_readings IS 'Each emotion of each recording as read from face, voice and both (fused). A score is a model''s reading of a performance, not a fact about a person.';

--
-- Name: failures; Type: TABLE; Schema: scores; Owner: -
--

CREATE TABLE scores.failures (
    candidate_id text NOT NULL,
    recording_id text NOT NULL,
    question_id text NOT NULL,
    uri text NOT NULL,
    stage text NOT NULL,
    kind text NOT NULL,
    message text NOT NULL,
    run_id text NOT NULL,
    run_date date NOT NULL,
    model_release text NOT NULL
);

--
-- Name: TABLE failures; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON TABLE scores.failures IS 'One input that could not be scored (a dead letter), and what to do about it.';

--
-- Name: COLUMN failures.candidate_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.candidate_id IS 'Candidate, as named by the folder or the manifest';

--
-- Name: COLUMN failures.recording_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.recording_id IS 'Recording or document that failed: <candidate_id>/<file name>';

--
-- Name: COLUMN failures.question_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.question_id IS 'Question answered, as named by the file';

--
-- Name: COLUMN failures.uri; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.uri IS 'Where the input is';

--
-- Name: COLUMN failures.stage; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.stage IS 'Stage that failed: find, fetch, probe, decode, read, score, fuse';

--
-- Name: COLUMN failures.kind; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.kind IS 'Kind of failure, one of a fixed list: see FAILURE_KINDS';

--
-- Name: COLUMN failures.message; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.message IS 'What was wrong and what to do next';

--
-- Name: COLUMN failures.run_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.run_id IS 'Run that wrote the row';

--
-- Name: COLUMN failures.run_date; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.run_date IS 'Date for which the run was made';

--
-- Name: COLUMN failures.model_release; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.failures.model_release IS 'Release of the models that scored';

--
-- Name: failures_by_kind; Type: VIEW; Schema: scores; Owner: -
--

CREATE VIEW scores.failures_by_kind AS
 SELECT run_date,
    run_id,
    model_release,
    stage,
    kind,
    count(*) AS failures,
    count(DISTINCT candidate_id) AS candidates
   FROM scores.failures
  GROUP BY run_date, run_id, model_release, stage, kind;

--
-- Name: VIEW failures_by_kind; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON VIEW scores.failures_by_kind IS 'Inputs that could not be scored, counted by run, stage and kind. A failure says something about a file; a score is a model''s reading of a performance, not a fact about a person.';

--
-- Name: model_releases; Type: TABLE; Schema: scores; Owner: -
--

CREATE TABLE scores.model_releases (
    model_release text NOT NULL,
    created_on date NOT NULL,
    artefacts text[] NOT NULL
);

--
-- Name: TABLE model_releases; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON TABLE scores.model_releases IS 'One set of model artefacts that score together.';

--
-- Name: COLUMN model_releases.model_release; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.model_releases.model_release IS 'Release: version and digest of its artefacts';

--
-- Name: COLUMN model_releases.created_on; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.model_releases.created_on IS 'Day of the release';

--
-- Name: COLUMN model_releases.artefacts; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.model_releases.artefacts IS 'name version sha256 of each artefact';

--
-- Name: text_scores; Type: TABLE; Schema: scores; Owner: -
--

CREATE TABLE scores.text_scores (
    candidate_id text NOT NULL,
    document_id text NOT NULL,
    recording_id text,
    question_id text NOT NULL,
    cohort text,
    recorded_at timestamp with time zone,
    consent_reference text,
    kind text NOT NULL,
    uri text NOT NULL,
    content_hash text NOT NULL,
    model text NOT NULL,
    state text NOT NULL,
    words bigint NOT NULL,
    openness double precision,
    conscientiousness double precision,
    extraversion double precision,
    agreeableness double precision,
    neuroticism double precision,
    common_words text[] NOT NULL,
    common_word_counts bigint[] NOT NULL,
    run_id text NOT NULL,
    run_date date NOT NULL,
    model_release text NOT NULL,
    CONSTRAINT ck_text_scores_agreeableness_range CHECK (((agreeableness >= (0)::double precision) AND (agreeableness <= (1)::double precision))),
    CONSTRAINT ck_text_scores_conscientiousness_range CHECK (((conscientiousness >= (0)::double precision) AND (conscientiousness <= (1)::double precision))),
    CONSTRAINT ck_text_scores_extraversion_range CHECK (((extraversion >= (0)::double precision) AND (extraversion <= (1)::double precision))),
    CONSTRAINT ck_text_scores_neuroticism_range CHECK (((neuroticism >= (0)::double precision) AND (neuroticism <= (1)::double precision))),
    CONSTRAINT ck_text_scores_openness_range CHECK (((openness >= (0)::double precision) AND (openness <= (1)::double precision)))
);

--
-- Name: TABLE text_scores; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON TABLE scores.text_scores IS 'One essay or transcript and a text model''s reading of it.';

--
-- Name: COLUMN text_scores.candidate_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.candidate_id IS 'Candidate, as named by the folder or the manifest';

--
-- Name: COLUMN text_scores.document_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.document_id IS 'Document: <candidate_id>/<file name>';

--
-- Name: COLUMN text_scores.recording_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.recording_id IS 'Recording of which this is the transcript';

--
-- Name: COLUMN text_scores.question_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.question_id IS 'Question answered, as named by the file';

--
-- Name: COLUMN text_scores.cohort; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.cohort IS 'Cohort from the manifest';

--
-- Name: COLUMN text_scores.recorded_at; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.recorded_at IS 'When it was written, from the manifest';

--
-- Name: COLUMN text_scores.consent_reference; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.consent_reference IS 'Consent record from the manifest';

--
-- Name: COLUMN text_scores.kind; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.kind IS 'essay or transcript';

--
-- Name: COLUMN text_scores.uri; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.uri IS 'Where the document was read';

--
-- Name: COLUMN text_scores.content_hash; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.content_hash IS 'SHA-256 of the file';

--
-- Name: COLUMN text_scores.model; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.model IS 'tfidf or cnn_lstm';

--
-- Name: COLUMN text_scores.state; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.state IS 'scored, or why there is no score: see TEXT_STATES';

--
-- Name: COLUMN text_scores.words; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.words IS 'Words in the document [words]';

--
-- Name: COLUMN text_scores.openness; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.openness IS 'Text reads as high in openness [probability, 0-1]';

--
-- Name: COLUMN text_scores.conscientiousness; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.conscientiousness IS 'Text reads as high in conscientiousness [probability, 0-1]';

--
-- Name: COLUMN text_scores.extraversion; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.extraversion IS 'Text reads as high in extraversion [probability, 0-1]';

--
-- Name: COLUMN text_scores.agreeableness; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.agreeableness IS 'Text reads as high in agreeableness [probability, 0-1]';

--
-- Name: COLUMN text_scores.neuroticism; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.neuroticism IS 'Text reads as high in neuroticism [probability, 0-1]';

--
-- Name: COLUMN text_scores.common_words; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.common_words IS 'The 15 most common lemmas, most common first';

--
-- Name: COLUMN text_scores.common_word_counts; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.common_word_counts IS 'Count of each common word [words]';

--
-- Name: COLUMN text_scores.run_id; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.run_id IS 'Run that wrote the row';

--
-- Name: COLUMN text_scores.run_date; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.run_date IS 'Date for which the run was made';

--
-- Name: COLUMN text_scores.model_release; Type: COMMENT; Schema: scores; Owner: -
--

COMMENT ON COLUMN scores.text_scores.model_release IS 'Release of the models that scored';

--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: scores; Owner: -
--

INSERT INTO scores.alembic_version VALUES ('0004');

--
-- Data for Name: candidate_scores; Type: TABLE DATA; Schema: scores; Owner: -
--

INSERT INTO scores.candidate_scores VALUES ('bob', NULL, false, '{"too little was scored","1 input(s) failed"}', 0, 0, 1, 0, 0, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901');
INSERT INTO scores.candidate_scores VALUES ('grace', NULL, true, '{"no face score"}', 1, 1, 0, 11.37725, 0, 0, 9, 9, NULL, 1, 293, 'angry', 0.7848358221593823, 0.05132782132309949, 0.03551495675712667, 0.05004644152112754, 0.02820093933159558, 0.042435015394058216, 0.007639003513610172, 0.1408653519703128, 0.04271576567761284, 0.039537478363168524, 0.04514305654569007, 0.038296350717836714, 0.034083163991202876, 0.004420407318438435, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'angry', 0.7848358221593823, 0.05132782132309949, 0.03551495675712667, 0.05004644152112754, 0.02820093933159558, 0.042435015394058216, 0.007639003513610172, 0.1408653519703128, 0.04271576567761284, 0.039537478363168524, 0.04514305654569007, 0.038296350717836714, 0.034083163991202876, 0.004420407318438435, 1, 0, 0, 0, 0, 0, 0, 0.5560433345369914, 0.5142729384490564, 0.32984964319130716, 0.3903088962379008, 0.40485006047829836, '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901');
INSERT INTO scores.candidate_scores VALUES ('zoë', NULL, true, '{"no face score"}', 1, 1, 0, 5, 0, 0, 2, 2, NULL, 1, 147, 'angry', 0.8210864901026479, 0.013277158422328468, 0.05692153552570217, 0.056435064864600384, 0.02147027703225835, 0.027657086370567983, 0.003152387681894811, 0.13554908198242255, 0.004045889921382076, 0.050303050671524206, 0.051452278507135824, 0.017709317310070742, 0.01938093243713335, 0.0007493929779406226, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'angry', 0.8210864901026479, 0.013277158422328468, 0.05692153552570217, 0.056435064864600384, 0.02147027703225835, 0.027657086370567983, 0.003152387681894811, 0.13554908198242255, 0.004045889921382076, 0.050303050671524206, 0.051452278507135824, 0.017709317310070742, 0.01938093243713335, 0.0007493929779406226, 1, 0, 0, 0, 0, 0, 0, 0.6797239151888734, 0.49712876534422235, 0.57726741338191, 0.5634812377450609, 0.4469408609636208, '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901');
INSERT INTO scores.candidate_scores VALUES ('ada', NULL, true, '{}', 1, 2, 0, 11.632608, 24, 24, 9, 9, 1, 1, 339, 'happy', 0.08771624947385669, 0.00014355506902057419, 9.952793872454579e-05, 0.9089236012362711, 0.003016589036126975, 2.875036187332616e-05, 7.172688412682122e-05, 0.13998406925516393, 0.01286154250830467, 0.00228666087225325, 0.12154133744456605, 0.02861123176909934, 0.006350855711768734, 0.00733263342007079, 0, 0, 0, 1, 0, 0, 0, 'happy', 0.005693798128847938, 0.03022018989653189, 0.005491517161273564, 0.9227162753784771, 0.0031987479596739276, 0.015254463472460962, 0.017425008002734596, 0.000279152276922167, 0.0009248832531284733, 0.0002329877497527754, 0.0035099524313343014, 0.00011497261839447657, 0.001108523640752243, 0.0015255445327560745, 0, 0, 0, 1, 0, 0, 0, 'angry', 0.5049567083984536, 0.023866318701945412, 0.042087795710495646, 0.23472436282226983, 0.1538093136470705, 0.015554661084010598, 0.025000839635754297, 0.26066597075611436, 0.024038271943385044, 0.028653755603220615, 0.1446362164887539, 0.17972802863648174, 0.011836659163873319, 0.014828669465169409, 0.6666666666666666, 0, 0, 0.1111111111111111, 0.2222222222222222, 0, 0, 0.5486234847475057, 0.5454640304095512, 0.3919024552709599, 0.46964891665236475, 0.4113366380211787, '20261128T234611Z-632fc8f4', '2026-11-28', '0.5.0+9fa30693f901');
INSERT INTO scores.candidate_scores VALUES ('katherine', NULL, true, '{}', 0, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, 295, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.7362080647685576, 0.51744222818551, 0.4532354630839275, 0.552690173257908, 0.4049097732647052, '20261128T234611Z-632fc8f4', '2026-11-28', '0.5.0+9fa30693f901');

--
-- Data for Name: failures; Type: TABLE DATA; Schema: scores; Owner: -
--

INSERT INTO scores.failures VALUES ('bob', 'bob/broken.mp4', 'broken', '/INPUTS/bob/broken.mp4', 'probe', 'unreadable_media', 'The container cannot be read (InvalidDataError); check that it plays, then export it again as MP4 or WAV.', '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901');

--
-- Data for Name: model_releases; Type: TABLE DATA; Schema: scores; Owner: -
--

INSERT INTO scores.model_releases VALUES ('0.5.0+9fa30693f901', '2026-11-26', '{"eyes 0.1.0 d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f eye.tflite","face_cnn 0.5.0 a1782e83f9c9a5606ff291185a7edd8ff1a943321638ff24398549cb0081e167 face_cnn.onnx","face_cnn 0.5.0 a4cf04213923b9e1c9c0905971b1c3ab5eff50a0069ef25482c40bfb5756e8db network.onnx","face_mesh 0.1.0 99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3 full_range.tflite","face_mesh 0.1.0 2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493 landmarks.tflite","face_mesh 0.1.0 3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633 short_range.tflite","fusion 0.5.0 9cbd2cc83eb5d220b849fef2aa75c4a516f7d310d4287b78af845ddc1feadb85 weights.json","text_cnn_lstm 0.1.0 9cc4c28603cdd63bb7df65c6184382bb26e13efea8c754dd2865c44975e4a9f0 calibration.json","text_cnn_lstm 0.1.0 766e88abec1db3163f9e514f80fc2e001d2ec7e21f528e05a569f19c04087d6b model.onnx","text_cnn_lstm 0.1.0 aee5313779dc56d12c09592062ab79a15bd95be974cd5af05604f9d7d7621afe vocabulary.json","text_tfidf 0.5.0 8179605b00d2bd0fb44a8e70b54f0275ecbb1a8a6425eb936a8056af4b332bb7 calibration.json","text_tfidf 0.5.0 c4ece3cba6783fce326d11b9a5418155d8e7aed088b724f9081f462deb40b352 styled.skops","voice_cnn_lstm 0.5.0 9d4ee96608608909b4dc795609d51cc6440dce55c302f4208c815220fc087af3 voice_cnn_lstm.onnx","voice_svm 0.5.0 2afb7f521b7402cd4561bcc0ba863bb49a0b5acfa97b172651acd4e02619b6d5 voice_svm.skops"}');

--
-- Data for Name: recording_scores; Type: TABLE DATA; Schema: scores; Owner: -
--

INSERT INTO scores.recording_scores VALUES ('grace', 'grace/motivation.wav', 'motivation', NULL, NULL, NULL, '/INPUTS/grace/motivation.wav', '19e3b7fab1b9cdda640c2e0adc89a1154864b2213adfb0136453e0540784eaee', 11.37725, false, NULL, NULL, NULL, 'voice', 'stacked', 'no_picture', 'scored', 0, 0, 9, 9, 'angry', 0.7848358221593823, 0.05132782132309949, 0.03551495675712667, 0.05004644152112754, 0.02820093933159558, 0.042435015394058216, 0.007639003513610172, 0.1408653519703128, 0.04271576567761284, 0.039537478363168524, 0.04514305654569007, 0.038296350717836714, 0.034083163991202876, 0.004420407318438435, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.7848358221593823, 0.05132782132309949, 0.03551495675712667, 0.05004644152112754, 0.02820093933159558, 0.042435015394058216, 0.007639003513610172, 0.1408653519703128, 0.04271576567761284, 0.039537478363168524, 0.04514305654569007, 0.038296350717836714, 0.034083163991202876, 0.004420407318438435, 1, 0, 0, 0, 0, 0, 0, '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901', 'no_picture', NULL, NULL, NULL, NULL);
INSERT INTO scores.recording_scores VALUES ('zoë', 'zoë/motivation.wav', 'motivation', NULL, NULL, NULL, '/INPUTS/zoë/motivation.wav', '29bb0731a3fb073c97d9702a3636d5347a5cc05aea7d4eaddc1f94a0b00a242e', 5, false, NULL, NULL, NULL, 'voice', 'stacked', 'no_picture', 'scored', 0, 0, 2, 2, 'angry', 0.8210864901026479, 0.013277158422328468, 0.05692153552570217, 0.056435064864600384, 0.02147027703225835, 0.027657086370567983, 0.003152387681894811, 0.13554908198242255, 0.004045889921382076, 0.050303050671524206, 0.051452278507135824, 0.017709317310070742, 0.01938093243713335, 0.0007493929779406226, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.8210864901026479, 0.013277158422328468, 0.05692153552570217, 0.056435064864600384, 0.02147027703225835, 0.027657086370567983, 0.003152387681894811, 0.13554908198242255, 0.004045889921382076, 0.050303050671524206, 0.051452278507135824, 0.017709317310070742, 0.01938093243713335, 0.0007493929779406226, 1, 0, 0, 0, 0, 0, 0, '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901', 'no_picture', NULL, NULL, NULL, NULL);
INSERT INTO scores.recording_scores VALUES ('ada', 'ada/motivation.mp4', 'motivation', NULL, NULL, NULL, '/INPUTS/ada/motivation.mp4', 'e0f346a887a421aae6f23e26a2bb54bd63124887cd9b9393b429da8eec0e0ae9', 11.632608, false, 0, 25, false, 'face+voice', 'equal', 'scored', 'scored', 24, 24, 9, 9, 'happy', 0.08771624947385669, 0.00014355506902057419, 9.952793872454579e-05, 0.9089236012362711, 0.003016589036126975, 2.875036187332616e-05, 7.172688412682122e-05, 0.13998406925516393, 0.01286154250830467, 0.00228666087225325, 0.12154133744456605, 0.02861123176909934, 0.006350855711768734, 0.00733263342007079, 0, 0, 0, 1, 0, 0, 0, 0.005693798128847938, 0.03022018989653189, 0.005491517161273564, 0.9227162753784771, 0.0031987479596739276, 0.015254463472460962, 0.017425008002734596, 0.000279152276922167, 0.0009248832531284733, 0.0002329877497527754, 0.0035099524313343014, 0.00011497261839447657, 0.001108523640752243, 0.0015255445327560745, 0, 0, 0, 1, 0, 0, 0, 0.5049567083984536, 0.023866318701945412, 0.042087795710495646, 0.23472436282226983, 0.1538093136470705, 0.015554661084010598, 0.025000839635754297, 0.26066597075611436, 0.024038271943385044, 0.028653755603220615, 0.1446362164887539, 0.17972802863648174, 0.011836659163873319, 0.014828669465169409, 0.6666666666666666, 0, 0, 0.1111111111111111, 0.2222222222222222, 0, 0, '20261128T234611Z-632fc8f4', '2026-11-28', '0.5.0+9fa30693f901', 'frames_too_few', NULL, NULL, NULL, 'labels');

--
-- Data for Name: scoring_runs; Type: TABLE DATA; Schema: scores; Owner: -
--

INSERT INTO scores.scoring_runs VALUES ('20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901', 'succeeded', '2026-11-28 23:46:01.519577+00', '2026-11-28 23:46:06.666697+00', '0.1.0', '7750edd011318695aa55d407a7387e3a4d641bde788adc21105325e9c5a9222f', 9, 8, 0, 1);
INSERT INTO scores.scoring_runs VALUES ('20261128T234611Z-632fc8f4', '2026-11-28', '0.5.0+9fa30693f901', 'succeeded', '2026-11-28 23:46:11.910825+00', '2026-11-28 23:46:16.959641+00', '0.1.0', 'eeb235d3e6ac32da000fd69e9e0eee9f3712c574c6dd06d9382be513347265ab', 4, 4, 0, 0);

--
-- Data for Name: text_scores; Type: TABLE DATA; Schema: scores; Owner: -
--

INSERT INTO scores.text_scores VALUES ('grace', 'grace/strengths.pdf', NULL, 'strengths', NULL, NULL, NULL, 'essay', '/INPUTS/grace/strengths.pdf', '2bfa3aa2b4e7df2a3d84bc5d404f9b43f56cf3aab5c356160f14ee741b57bd67', 'tfidf', 'scored', 293, 0.5560433345369914, 0.5142729384490564, 0.32984964319130716, 0.3903088962379008, 0.40485006047829836, '{people,cause,long,say,system,time,write,booking,day,find,keep,learn,list,log,minute}', '{4,3,3,3,3,3,3,2,2,2,2,2,2,2,2}', '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901');
INSERT INTO scores.text_scores VALUES ('zoë', 'zoë/strengths.txt', NULL, 'strengths', NULL, NULL, NULL, 'essay', '/INPUTS/zoë/strengths.txt', '89fb580197e64d8af5af190a224263eef65e527c232d292388df3fd1a838a111', 'tfidf', 'scored', 147, 0.6797239151888734, 0.49712876534422235, 0.57726741338191, 0.5634812377450609, 0.4469408609636208, '{apply,believe,find,radio,work,bed,break,city,concert,country,cry,curious,give,grandfather,hear}', '{2,2,2,2,2,1,1,1,1,1,1,1,1,1,1}', '20261128T234600Z-78107867', '2026-11-27', '0.5.0+9fa30693f901');
INSERT INTO scores.text_scores VALUES ('ada', 'ada/motivation.vtt', 'ada/motivation.mp4', 'motivation', NULL, NULL, NULL, 'transcript', '/INPUTS/ada/motivation.vtt', 'a7b368336b64cfc8f143f602b8d2fc48ef990a037e244fca41aef0cac3723ff9', 'tfidf', 'scored', 39, 0.5821487976917323, 0.4798079723611454, 0.3757202673130232, 0.46622429205404486, 0.3968297159226996, '{build,big,fail,flood,join,kitchen,last,learn,lot,love,people,plant,robot,team,thing}', '{2,1,1,1,1,1,1,1,1,1,1,1,1,1,1}', '20261128T234611Z-632fc8f4', '2026-11-28', '0.5.0+9fa30693f901');
INSERT INTO scores.text_scores VALUES ('ada', 'ada/strengths.txt', NULL, 'strengths', NULL, NULL, NULL, 'essay', '/INPUTS/ada/strengths.txt', '4c7ababaad337a6813e835d112bb14353341d8ed62caaf1aaf98e0303189c494', 'tfidf', 'scored', 300, 0.515098171803279, 0.6111200884579568, 0.40808464322889654, 0.4730735412506846, 0.42584356011965774, '{biscuit,bring,everyone,explain,good,help,know,list,open,people,plan,start,think,usually,work}', '{2,2,2,2,2,2,2,2,2,2,2,2,2,2,2}', '20261128T234611Z-632fc8f4', '2026-11-28', '0.5.0+9fa30693f901');
INSERT INTO scores.text_scores VALUES ('katherine', 'katherine/motivation.txt', NULL, 'motivation', NULL, NULL, NULL, 'essay', '/INPUTS/katherine/motivation.txt', '4e62d71ce8cfa0d9dc6083ee7fbb78da725f0666198eb89371778d094f5befb8', 'tfidf', 'scored', 295, 0.7362080647685576, 0.51744222818551, 0.4532354630839275, 0.552690173257908, 0.4049097732647052, '{know,radio,two,way,apply,back,begin,believe,find,like,paint,people,play,work,write}', '{3,3,3,3,2,2,2,2,2,2,2,2,2,2,2}', '20261128T234611Z-632fc8f4', '2026-11-28', '0.5.0+9fa30693f901');

--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

--
-- Name: candidate_scores pk_candidate_scores; Type: CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.candidate_scores
    ADD CONSTRAINT pk_candidate_scores PRIMARY KEY (candidate_id, model_release);

--
-- Name: failures pk_failures; Type: CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.failures
    ADD CONSTRAINT pk_failures PRIMARY KEY (recording_id, model_release);

--
-- Name: model_releases pk_model_releases; Type: CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.model_releases
    ADD CONSTRAINT pk_model_releases PRIMARY KEY (model_release);

--
-- Name: recording_scores pk_recording_scores; Type: CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.recording_scores
    ADD CONSTRAINT pk_recording_scores PRIMARY KEY (recording_id, model_release);

--
-- Name: scoring_runs pk_scoring_runs; Type: CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.scoring_runs
    ADD CONSTRAINT pk_scoring_runs PRIMARY KEY (run_id);

--
-- Name: text_scores pk_text_scores; Type: CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.text_scores
    ADD CONSTRAINT pk_text_scores PRIMARY KEY (document_id, model_release);

--
-- Name: ix_candidate_scores_run_id; Type: INDEX; Schema: scores; Owner: -
--

CREATE INDEX ix_candidate_scores_run_id ON scores.candidate_scores USING btree (run_id);

--
-- Name: ix_failures_candidate_id; Type: INDEX; Schema: scores; Owner: -
--

CREATE INDEX ix_failures_candidate_id ON scores.failures USING btree (candidate_id);

--
-- Name: ix_failures_run_id; Type: INDEX; Schema: scores; Owner: -
--

CREATE INDEX ix_failures_run_id ON scores.failures USING btree (run_id);

--
-- Name: ix_recording_scores_candidate_id; Type: INDEX; Schema: scores; Owner: -
--

CREATE INDEX ix_recording_scores_candidate_id ON scores.recording_scores USING btree (candidate_id);

--
-- Name: ix_recording_scores_run_id; Type: INDEX; Schema: scores; Owner: -
--

CREATE INDEX ix_recording_scores_run_id ON scores.recording_scores USING btree (run_id);

--
-- Name: ix_text_scores_candidate_id; Type: INDEX; Schema: scores; Owner: -
--

CREATE INDEX ix_text_scores_candidate_id ON scores.text_scores USING btree (candidate_id);

--
-- Name: ix_text_scores_run_id; Type: INDEX; Schema: scores; Owner: -
--

CREATE INDEX ix_text_scores_run_id ON scores.text_scores USING btree (run_id);

--
-- Name: candidate_scores fk_candidate_scores_model_release; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.candidate_scores
    ADD CONSTRAINT fk_candidate_scores_model_release FOREIGN KEY (model_release) REFERENCES scores.model_releases(model_release);

--
-- Name: candidate_scores fk_candidate_scores_run_id; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.candidate_scores
    ADD CONSTRAINT fk_candidate_scores_run_id FOREIGN KEY (run_id) REFERENCES scores.scoring_runs(run_id);

--
-- Name: failures fk_failures_model_release; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.failures
    ADD CONSTRAINT fk_failures_model_release FOREIGN KEY (model_release) REFERENCES scores.model_releases(model_release);

--
-- Name: failures fk_failures_run_id; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.failures
    ADD CONSTRAINT fk_failures_run_id FOREIGN KEY (run_id) REFERENCES scores.scoring_runs(run_id);

--
-- Name: recording_scores fk_recording_scores_model_release; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.recording_scores
    ADD CONSTRAINT fk_recording_scores_model_release FOREIGN KEY (model_release) REFERENCES scores.model_releases(model_release);

--
-- Name: recording_scores fk_recording_scores_run_id; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.recording_scores
    ADD CONSTRAINT fk_recording_scores_run_id FOREIGN KEY (run_id) REFERENCES scores.scoring_runs(run_id);

--
-- Name: scoring_runs fk_scoring_runs_model_release; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.scoring_runs
    ADD CONSTRAINT fk_scoring_runs_model_release FOREIGN KEY (model_release) REFERENCES scores.model_releases(model_release);

--
-- Name: text_scores fk_text_scores_model_release; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.text_scores
    ADD CONSTRAINT fk_text_scores_model_release FOREIGN KEY (model_release) REFERENCES scores.model_releases(model_release);

--
-- Name: text_scores fk_text_scores_run_id; Type: FK CONSTRAINT; Schema: scores; Owner: -
--

ALTER TABLE ONLY scores.text_scores
    ADD CONSTRAINT fk_text_scores_run_id FOREIGN KEY (run_id) REFERENCES scores.scoring_runs(run_id);

--
-- PostgreSQL database dump complete
--
