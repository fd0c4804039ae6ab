"""A short result of each view, which sql/README.md shows: asked of the seeded cohort."""

from decimal import Decimal

from sqlalchemy.engine import Engine

from sql.reads import run_query
from tests.guide.questions import as_markdown
from tests.seeded.database import SeededDatabase

RESULTS = {
    "candidate_overview": """
SELECT candidate_id, usable, dominant, dominant_score, face_coverage, voice_coverage, words
FROM candidate_overview
WHERE candidate_id IN ('p021', 'p359')
ORDER BY candidate_id
""",
    "candidate_readings": """
SELECT modality, measure, score, deviation, share, is_current, model_release
FROM candidate_readings
WHERE candidate_id = 'p021' AND measure IN ('happy', 'openness')
ORDER BY model_release, measure, modality
LIMIT 4
""",
    "emotion_readings": """
SELECT recording_id, attempt, modality, emotion, score
FROM emotion_readings
WHERE candidate_id = 'p021' AND emotion = 'happy'
ORDER BY recording_id, attempt, modality
LIMIT 3
""",
    "failures_by_kind": """
SELECT run_date, stage, kind, failures, candidates
FROM failures_by_kind
ORDER BY run_date, kind
""",
    "v_attempts": """
SELECT kind, attempt, measure, score, previous_attempt, previous_score, change
FROM v_attempts
WHERE candidate_id = 'p021' AND question_id = 'conflict' AND measure IN ('happy', 'openness')
    AND modality IN ('fused', 'text')
ORDER BY kind, attempt
""",
    "v_candidate": """
SELECT candidate_id, cohort, recordings, documents, failures, dominant, dominant_score, happy
FROM v_candidate
WHERE candidate_id IN ('p021', 'p364')
ORDER BY candidate_id
""",
    "v_cohort": """
SELECT cohort, modality, measure, n, current_n, median, p10, p90, small_n
FROM v_cohort
WHERE cohort IN ('spring', 'evening', 'pilot') AND modality = 'fused' AND measure = 'happy'
ORDER BY cohort, model_release
""",
    "v_compare": """
SELECT modality, measure, score, others_score, difference, n
FROM v_compare
WHERE candidate_id = 'p021' AND measure IN ('happy', 'openness')
ORDER BY measure, modality
""",
    "v_disagreement": """
SELECT recording_id, attempt, face_dominant, voice_dominant, fused_dominant, agree, distance
FROM v_disagreement
WHERE candidate_id = 'p021'
ORDER BY recording_id, attempt
""",
    "v_group_rates": """
SELECT answer, n, usable_rate, share_above_median, above_median_ratio, suppressed
FROM v_group_rates
WHERE cohort = 'spring' AND category = 'first_language' AND modality = 'fused'
    AND measure = 'happy'
ORDER BY answer
""",
    "v_lineage": """
SELECT input_id, attempt, run_number, run_date, code_version, model_release, config_digest
FROM v_lineage
WHERE candidate_id = 'p021' AND kind = 'recording'
ORDER BY input_id, attempt
LIMIT 2
""",
    "v_percentile": """
SELECT modality, measure, score, percentile, n, small_n
FROM v_percentile
WHERE candidate_id = 'p355' AND measure = 'happy'
ORDER BY modality
""",
    "v_quality": """
SELECT candidate_id, usable, reason, value, threshold, meaning
FROM v_quality
WHERE cohort = 'evening'
ORDER BY candidate_id, reason
LIMIT 3
""",
    "v_question": """
SELECT question_id, attempt, attempts, modalities, dominant, face_dominant, voice_dominant, words
FROM v_question
WHERE candidate_id = 'p021'
ORDER BY question_id
""",
    "v_recording": """
SELECT recording_id, attempt, face_state, voice_state, dominant, frames_scored, frames_gated
FROM v_recording
WHERE candidate_id = 'p021'
ORDER BY recording_id, attempt
""",
    "v_release_drift": """
SELECT input_id, attempt, measure, old_release, new_release, old_score, new_score, change
FROM v_release_drift
WHERE candidate_id = 'p021' AND kind = 'recording' AND modality = 'fused' AND measure = 'happy'
ORDER BY input_id, attempt
LIMIT 3
""",
    "v_run": """
SELECT number, run_date, status, took, found, scored, skipped, failed, failed_share
FROM v_run
ORDER BY number
""",
    "v_timeline": """
SELECT modality, start_seconds, end_seconds, scored_share, state, dominant, happy
FROM v_timeline
WHERE recording_id = 'p021/conflict.mp4' AND attempt = 1
ORDER BY bin, modality
LIMIT 4
""",
}
"""View to the query."""

DECIMALS = 3


def reader_of(view: str, cohort: SeededDatabase) -> Engine:
    """Who may read a view."""
    return cohort.auditor if view == "v_group_rates" else cohort.analyst


def results(cohort: SeededDatabase) -> str:
    """The section of the page, as Markdown; numbers are rounded."""
    parts = []
    for view, query in RESULTS.items():
        columns, rows = run_query(reader_of(view, cohort), query)
        rounded = [[_rounded(value) for value in row] for row in rows]
        parts.append(f"`{view}`\n\n```sql{query}```\n")
        parts.append(as_markdown(columns, rounded, columns, len(rounded)))
    return "\n".join(parts)


def _rounded(value: object) -> object:
    return Decimal(f"{value:.{DECIMALS}f}") if isinstance(value, float) else value
