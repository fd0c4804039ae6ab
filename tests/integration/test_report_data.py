"""What the pages of the report say, worked out from the seeded rows in plain Python."""

import datetime
import statistics
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from jobs.report.candidate_data import CandidateReader, read_candidate, read_candidates
from jobs.report.contents import CandidateContents
from jobs.report.night_data import read_night
from jobs.report.page_names import page_name
from jobs.report.snapshot import rows, snapshot
from schemas.columns import to_record
from schemas.datasets import CANDIDATE_SCORES, FAILURES, RECORDING_SCORES, TEXT_SCORES
from schemas.labels import EMOTIONS, TRAITS
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError
from tests.seeded.database import SeededDatabase

PREFIXES = {"fused": "", "face": "face_", "voice": "voice_"}
SMALL_N, LEAST_N = 30, 5


@pytest.fixture(scope="module")
def seen(cohort: SeededDatabase) -> Iterator[Connection]:
    with snapshot(cohort.writer) as connection:
        yield connection


@pytest.fixture(scope="module")
def pages(cohort: SeededDatabase, seen: Connection) -> dict[str, CandidateContents]:
    """Of every fourth person, and of everybody in the two smallest cohorts."""
    people = cohort.seeded.people
    small = [p.candidate_id for p in people if p.cohort in ("evening", "pilot")]
    chosen = [*small, *(p.candidate_id for p in people[::4])]
    return {page.candidate_id: page for page in read_candidates(seen, candidates=chosen)}


@pytest.fixture(scope="module")
def held(cohort: SeededDatabase) -> list[dict[str, Any]]:
    """Rows of candidates, each with the number of its run; of each person the last is current."""
    order = {run.run_id: run.number for run in cohort.seeded.runs}
    rows = [
        to_record(row) | to_record(stamp) | {"number": order[stamp.run_id]}
        for row, stamp in cohort.seeded.rows[CANDIDATE_SCORES]
    ]
    return sorted(rows, key=lambda row: row["number"])


def measures(row: dict[str, Any]) -> Iterator[tuple[str, str, float, float | None]]:
    for modality, prefix in PREFIXES.items():
        for emotion in EMOTIONS:
            name = f"{prefix}{emotion}"
            yield modality, emotion, row[name], row[f"{name}_share"]
    for trait in TRAITS:
        yield "text", trait, row[trait], None


def others_of(held: list[dict[str, Any]], row: dict[str, Any]) -> list[dict[str, Any]]:
    by = ("cohort", "model_release", "config_digest")
    return [
        other
        for other in held
        if other["candidate_id"] != row["candidate_id"] and all(other[n] == row[n] for n in by)
    ]


def test_pages_come_by_id_with_the_current_scores(pages, held):
    current = {row["candidate_id"]: row for row in held}
    assert list(pages) == sorted(pages)
    for candidate_id, page in pages.items():
        row = current[candidate_id]
        assert page.cohort == (row["cohort"] or "")
        assert (page.model_release, page.usable) == (row["model_release"], row["usable"])
        assert page.dominant == row["dominant"]
        assert page.dominant_share == (row["dominant"] and row[f"{row['dominant']}_share"])
        assert page.run_date.isoformat() == str(row["run_date"])


def test_candidates_stand_beside_the_others_of_their_cohort_release_and_options(pages, held):
    current = {row["candidate_id"]: row for row in held}
    for candidate_id in sorted(pages)[::3]:
        row = current[candidate_id]
        others = others_of(held, row)
        expected = [m for m in measures(row) if m[2] is not None]
        told = pages[candidate_id].compared
        assert [each[:4] for each in told] == expected
        for each in told:
            column = PREFIXES.get(each.modality, "") + each.measure
            scores = [other[column] for other in others if other[column] is not None]
            assert each.n == len(scores)
            assert each.small_n == (len(scores) < SMALL_N)
            if len(scores) < LEAST_N:
                assert (each.others_score, each.others_share, each.percentile) == (None,) * 3
                continue
            below = sum(score < each.score for score in scores)
            same = sum(score == each.score for score in scores)
            assert each.others_score == pytest.approx(statistics.fmean(scores), abs=1e-12)
            assert each.percentile == pytest.approx(100 * (below + same / 2) / len(scores))
            if each.share is not None:
                shares = [o[f"{column}_share"] for o in others if o[column] is not None]
                assert each.others_share == pytest.approx(statistics.fmean(shares), abs=1e-12)


@pytest.mark.parametrize("view", ["v_compare", "v_percentile"])
def test_figures_are_those_of_the_views(view, seen, pages):
    ids = ["p001", "p125", "p249", "p355", "p364", "p497"]
    found = seen.execute(
        text(f"SELECT * FROM scores.{view} WHERE candidate_id = ANY(:ids)"),  # noqa: S608
        {"ids": ids},
    )
    rows = {(row.candidate_id, row.modality, row.measure): row for row in found}
    told = {(i, c.modality, c.measure): c for i in ids for c in pages[i].compared}
    assert rows.keys() == told.keys()
    for key, row in rows.items():
        assert (told[key].n, told[key].small_n) == (row.n, row.small_n)
        for name in ("others_score", "others_share", "percentile"):
            if name in row._mapping:
                assert getattr(told[key], name) == pytest.approx(row._mapping[name], abs=1e-12)


def test_quartiles_of_a_cohort_are_shown_where_nobody_can_be_told(pages, held):
    current = {row["candidate_id"]: row for row in held}
    for candidate_id in sorted(pages)[::3]:
        row = current[candidate_id]
        for each in pages[candidate_id].traits:
            others = others_of(held, row)
            scores = [o[each.trait] for o in others if o[each.trait] is not None]
            assert (each.score, each.cohort.n) == (row[each.trait], len(scores))
            quartiles = (each.cohort.low, each.cohort.median, each.cohort.high)
            if len(scores) < LEAST_N:
                assert quartiles == (None, None, None)
            else:
                wanted = statistics.quantiles(scores, n=4, method="inclusive")
                assert quartiles == pytest.approx(wanted, abs=1e-12)


def test_recordings_are_the_current_scores_of_every_attempt(cohort, pages):
    order = {run.run_id: run.number for run in cohort.seeded.runs}
    current: dict[tuple[str, int], tuple[int, dict[str, Any]]] = {}
    for row, stamp in cohort.seeded.rows[RECORDING_SCORES]:
        key = (row.recording_id, row.attempt)
        if row.candidate_id not in pages:
            continue
        if key not in current or current[key][0] < order[stamp.run_id]:
            current[key] = (order[stamp.run_id], to_record(row))
    told = {
        (part.recording_id, part.attempt): part
        for page in pages.values()
        for part in page.recordings
    }
    assert told.keys() == current.keys()
    for key, part in told.items():
        row = current[key][1]
        assert part.duration_seconds == row["duration_seconds"]
        for modality, prefix in PREFIXES.items():
            values = [row[f"{prefix}{emotion}"] for emotion in EMOTIONS]
            if values[0] is None:
                assert modality not in part.emotions
            else:
                assert list(part.emotions[modality].values()) == values
        assert (part.face == "") == (row["face_state"] == "scored")
        assert (part.voice == "") == (row["voice_state"] == "scored")
    for page in pages.values():
        placed = [(part.question_id, part.attempt) for part in page.recordings]
        assert placed == sorted(placed)


def test_telling_moments_have_the_strongest_pulls_which_sum_to_the_mean(pages):
    parts = [part for page in pages.values() for part in page.recordings if part.telling]
    assert {each.modality for part in parts for each in part.telling} == {"face", "voice"}
    for part in parts:
        for modality in ("face", "voice"):
            told = [each for each in part.telling if each.modality == modality]
            bins = [m for m in part.moments if m.modality == modality and m.emotions]
            assert len(told) == min(3, len(bins))
            for each in told:
                (moment,) = (m for m in bins if m.start_seconds == each.start_seconds)
                assert each.score == moment.emotions[each.emotion]
                assert (each.pull > 0) == (each.score > 1 / 7)
            assert sorted(-abs(t.pull) for t in told) == [-abs(t.pull) for t in told]


def test_words_are_counted_over_the_current_documents_and_people(cohort, pages):
    order = {run.run_id: run.number for run in cohort.seeded.runs}
    newest: dict[tuple[str, int], tuple[int, Any]] = {}
    for row, stamp in cohort.seeded.rows[TEXT_SCORES]:
        key = (row.document_id, row.attempt)
        if key not in newest or newest[key][0] < order[stamp.run_id]:
            newest[key] = (order[stamp.run_id], row)
    texts = [row for _, row in newest.values()]
    users = {
        (row.cohort or "", word, row.candidate_id) for row in texts for word in row.common_words
    }
    for candidate_id in ("p001", "p101", "p201", "p355", "p369"):
        page = pages[candidate_id]
        own: Counter[str] = Counter()
        for row in texts:
            if row.candidate_id == candidate_id:
                own.update(dict(zip(row.common_words, row.common_word_counts, strict=True)))
        expected = sorted(own.items(), key=lambda item: (-item[1], item[0]))[:15]
        assert [(w.word, w.own) for w in page.words if w.own] == expected
        people = Counter(
            word for c, word, user in users if c == page.cohort and user != candidate_id
        )
        for each in page.words:
            assert each.cohort_people == (people[each.word] if people[each.word] >= 5 else None)
        known = {each.word for each in page.words}
        assert {word for word, n in people.items() if n >= 5} <= known


def test_a_failure_is_told_until_the_input_is_scored(cohort, pages):
    failed = {row.recording_id for row, _ in cohort.seeded.rows[FAILURES]}
    told = {each[0] for page in pages.values() for each in page.failures}
    assert told == {f for f in failed if f.partition("/")[0] in pages}
    (one,) = {each[1:] for page in pages.values() for each in page.failures}
    assert one == (
        "The container or its streams cannot be read.",
        "Export or record it again.",
    )


def test_the_night_counts_what_the_runs_did(cohort, seen):
    night = read_night(seen)
    runs = {run.run_id: run for run in cohort.seeded.runs}
    assert [each.run_id for each in night.nights] == list(runs)
    for each in night.nights:
        run = runs[each.run_id]
        assert (each.found, each.scored, each.skipped, each.failed) == (
            run.found, run.scored, run.skipped, run.failed,
        )  # fmt: skip
        started, ended = map(datetime.datetime.fromisoformat, (run.started_at, run.ended_at))
        assert each.wall_seconds == (ended - started).total_seconds()
    assert night.run == night.nights[-1]
    assert night.model_release == cohort.seeded.runs[-1].model_release
    assert night.run.stage_seconds == {"decode": 300.5, "score": 120.25}
    (again,) = (each for each in night.nights if each.run_id == "night-5")
    written = [r for r, stamp in cohort.seeded.rows[RECORDING_SCORES] if stamp.run_id == "night-5"]
    for place, emotion in enumerate(EMOTIONS):
        scores = [row.emotions[place] for row in written if row.emotions]
        assert again.means[emotion] == pytest.approx(statistics.fmean(scores))
    assert again.media_seconds == pytest.approx(sum(row.duration_seconds for row in written))


def test_the_night_lists_everybody_and_how_scores_are_spread(seen, held):
    night = read_night(seen)
    current = {row["candidate_id"]: row for row in held}
    assert [line.candidate_id for line in night.candidates] == sorted(current)
    assert night.usable == sum(row["usable"] for row in current.values())
    for line in night.candidates:
        row = current[line.candidate_id]
        assert (line.recordings, line.documents, line.failures) == (
            row["recordings"], row["documents"], row["failures"],
        )  # fmt: skip
        assert line.page == page_name(line.candidate_id)
    for measure in (*EMOTIONS, *TRAITS):
        counts = [0] * 10
        for row in current.values():
            if row[measure] is not None:
                counts[min(int(row[measure] * 10), 9)] += 1
        assert night.distributions[measure] == counts


def test_the_night_can_be_that_of_a_cohort_or_of_some(seen, pages):
    pilot = [p.candidate_id for p in pages.values() if p.cohort == "pilot"]
    assert len(pilot) == 3
    night = read_night(seen, cohorts=["pilot"])
    assert [line.candidate_id for line in night.candidates] == pilot
    assert sum(night.distributions["happy"]) <= 3
    some = read_candidates(
        seen, candidates=["p002", "nobody", pilot[0]], cohorts=["pilot", "spring"]
    )
    assert [page.candidate_id for page in some] == ["p002", pilot[0]]


def test_a_page_costs_little(seen):
    """The bound is on the statements: none but the first page reads the cohort."""
    with CandidateReader(seen) as reader:
        reader.read("p001")
        statements: list[str] = []

        def listen(*told: Any) -> None:
            statements.append(told[2])

        event.listen(seen, "before_cursor_execute", listen)
        reader.read("p002")
        event.remove(seen, "before_cursor_execute", listen)
    assert [each.count("cohort =") for each in statements] == [0] * 5


def test_nobody_is_none(seen):
    assert read_candidate(seen, "o'nobody") is None


def test_what_is_published_meanwhile_is_not_seen(migrated_url):
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE t AS SELECT 1 AS n"))
    with snapshot(engine) as connection:
        assert rows(connection, "SELECT n FROM t") == [{"n": 1}]
        with transaction(engine) as other:
            other.execute(text("UPDATE t SET n = 2"))
        assert rows(connection, "SELECT n FROM t WHERE n < :most", most=3) == [{"n": 1}]
    with pytest.raises(DatabaseError), snapshot(engine) as connection:
        connection.execute(text("DELETE FROM t"))
    with transaction(engine) as connection:  # which may write again
        assert connection.execute(text("DELETE FROM t")).rowcount == 1
    engine.dispose()
