"""The tables follow from the row types."""

import pytest
from sqlalchemy import CheckConstraint

from schemas.datasets import (
    CANDIDATE_SCORES,
    CURRENT_OF,
    FRAME_SCORES,
    RECORDING_SCORES,
    TABLES,
    TEXT_SCORES,
    Dataset,
)
from schemas.labels import EMOTIONS, TRAITS
from sql.tables import metadata, table_of


@pytest.mark.parametrize("dataset", TABLES, ids=lambda d: d.name)
def test_a_table_has_the_columns_comments_and_key_of_its_dataset(dataset: Dataset) -> None:
    table = table_of(dataset)
    names = [c.name for c in dataset.columns] + ["is_current"] * (dataset in CURRENT_OF)
    assert [column.name for column in table.columns] == names
    assert [column.name for column in table.primary_key] == list(dataset.key)
    assert table.comment
    assert all(column.comment for column in table.columns)
    for defined in dataset.columns:
        assert table.columns[defined.name].nullable == defined.nullable


def test_every_constraint_has_a_name_that_postgresql_does_not_cut() -> None:
    for table in metadata.tables.values():
        names = [str(rule.name) for rule in (*table.constraints, *table.indexes)]
        assert all(3 < len(name) < 64 and table.name in name for name in names)
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("dataset", "shares"),
    [
        (RECORDING_SCORES, [*EMOTIONS, "happy_share", "face_sad_deviation", "voice_fear"]),
        (CANDIDATE_SCORES, [*EMOTIONS, *TRAITS, "face_coverage", "voice_coverage"]),
        (TEXT_SCORES, TRAITS),
    ],
)
def test_scores_lie_between_0_and_1(dataset: Dataset, shares: list[str]) -> None:
    table = table_of(dataset)
    rules = {str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
    assert {f"{name} >= 0 AND {name} <= 1" for name in shares} <= rules


def test_rows_point_to_their_run_and_release() -> None:
    (run,) = table_of(RECORDING_SCORES).c.run_id.foreign_keys
    (release,) = table_of(RECORDING_SCORES).c.model_release.foreign_keys
    assert (run.target_fullname, release.target_fullname) == (
        "scores.scoring_runs.run_id",
        "scores.model_releases.model_release",
    )


def test_frames_are_not_kept_in_the_database() -> None:
    with pytest.raises(KeyError):
        table_of(FRAME_SCORES)
