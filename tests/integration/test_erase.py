"""What sql/README.md says about erasing a candidate leaves nothing of the candidate."""

import re
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import select, text

from schemas.columns import to_record
from schemas.datasets import IGNORED, TABLES
from schemas.runs import ModelRelease, ScoringRun
from sql.tables import table_of
from sql.writes import open_run, register_release, upsert
from tests.row_strategies import STAMP, example

PAGE = (Path(__file__).parents[2] / "sql" / "README.md").read_text(encoding="utf-8")
(SECTION,) = re.findall(r"^## Erase a candidate\n(.*?)^## ", PAGE, re.DOTALL | re.MULTILINE)
STATEMENTS = re.findall(r"DELETE FROM [^;]+;", SECTION)
PERSONAL = [dataset for dataset in TABLES if any(column.personal for column in dataset.columns)]


def personal_row(dataset, candidate):
    """A row that names the candidate in every column that may."""
    names = [column.name for column in dataset.columns if column.personal]
    row = to_record(example(dataset.row_type)) | to_record(STAMP)
    words = [column.name for column in dataset.columns if column.repeated]
    named = {name: [candidate] if name in words else f"/in/{candidate}/{name}" for name in names}
    return row | named | {"candidate_id": candidate}


COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "zoë") for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    ("typed", "candidate", "folder"),
    [
        ("ada", "ada", "ada"),
        (COMPOSED, COMPOSED, DECOMPOSED),
        (DECOMPOSED, COMPOSED, DECOMPOSED),
        (COMPOSED, DECOMPOSED, COMPOSED),
    ],
)
def test_nothing_is_left_of_the_candidate_and_nothing_of_others_is_missing(
    connection, typed, candidate, folder
):
    other = f"{candidate}m"
    register_release(connection, example(ModelRelease, model_release=STAMP.model_release))
    run = example(ScoringRun, run_id=STAMP.run_id, model_release=STAMP.model_release)
    open_run(connection, run)
    for dataset in PERSONAL:
        rows = [personal_row(dataset, name) for name in (candidate, other)]
        upsert(connection, dataset, rows)
    folders = [f"/in/{folder}", f"/in/{folder}/notes", f"/in/{folder}m"]
    without = [personal_row(IGNORED, "x") | {"candidate_id": None} for _ in folders]
    rows = [row | {"input_id": uri, "uri": uri} for row, uri in zip(without, folders, strict=True)]
    upsert(connection, IGNORED, rows)
    for statement in STATEMENTS:
        connection.execute(text(statement.replace("ada", typed)))
    for dataset in PERSONAL:
        left = connection.execute(select(table_of(dataset))).mappings().all()
        assert {row["candidate_id"] for row in left} - {None} == {other}, dataset.name
        where = {f"{row.get('uri')}/" for row in left}
        assert not [uri for uri in where if f"/{candidate}/" in uri or f"/{folder}/" in uri]
    others = select(table_of(IGNORED).c.uri).where(table_of(IGNORED).c.candidate_id.is_(None))
    assert connection.execute(others).scalars().all() == [f"/in/{folder}m"]
