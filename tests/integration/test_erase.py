"""What sql/README.md says about erasing a candidate leaves nothing of the candidate."""

import re
import shutil
import unicodedata
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select, text

from schemas.columns import to_record
from schemas.datasets import IGNORED, INPUTS, TABLES
from sql.engine import create_engine, transaction
from sql.tables import table_of
from sql.writes import upsert
from tests.integration.hostile_inputs import ESSAY
from tests.row_strategies import STAMP, example
from tests.runs import score

PAGE = (Path(__file__).parents[2] / "sql" / "README.md").read_text(encoding="utf-8")
(SECTION,) = re.findall(r"^## Erase a candidate\n(.*?)^## ", PAGE, re.DOTALL | re.MULTILINE)
STATEMENTS = re.findall(r"DELETE FROM [^;]+;", SECTION)
PERSONAL = [dataset for dataset in TABLES if any(column.personal for column in dataset.columns)]


def personal_row(dataset, candidate):
    """A row that names the candidate in every column that may."""
    names = [column.name for column in dataset.columns if column.personal]
    row = to_record(example(dataset.row_type)) | (to_record(STAMP) if dataset.stamped else {})
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
    scores, typed, candidate, folder
):
    other = f"{candidate}m"
    for dataset in PERSONAL:
        rows = [personal_row(dataset, name) for name in (candidate, other)]
        upsert(scores, dataset, rows)
    folders = [f"/in/{folder}", f"/in/{folder}/notes", f"/in/{folder}m"]
    for dataset, nobody in ((IGNORED, None), (INPUTS, "unknown")):
        row = personal_row(dataset, "x") | {"candidate_id": nobody}
        upsert(scores, dataset, [row | {"uri_hash": uri, "uri": uri} for uri in folders])
    for statement in STATEMENTS:
        scores.execute(text(statement.replace("ada", typed)))
    for dataset in PERSONAL:
        left = scores.execute(select(table_of(dataset))).mappings().all()
        assert {row["candidate_id"] for row in left} - {None, "unknown"} == {other}, dataset.name
        where = {f"{row.get('uri')}/" for row in left}
        assert not [uri for uri in where if f"/{candidate}/" in uri or f"/{folder}/" in uri]
    for dataset, nobody in ((IGNORED, None), (INPUTS, "unknown")):
        rows = table_of(dataset)
        others = select(rows.c.uri).where(rows.c.candidate_id.is_not_distinct_from(nobody))
        assert scores.execute(others).scalars().all() == [f"/in/{folder}m"]


def test_nothing_is_left_in_parquet_either(tmp_path, migrated_url):
    """The whole section: files away, scores retired, statements, and the next run."""
    folder, output = tmp_path / "in", tmp_path / "out"
    for name in ("ada/q1.txt", "ada/q2.txt", "ada/q3.docx", "bob/q1.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{ESSAY.read_text()} {name}")
    (folder / "ada" / "q4.txt").write_bytes(b"")
    shutil.copy(folder / "ada" / "q1.txt", folder / "ada" / "q5.txt")
    options = ["--database", migrated_url]
    assert score(folder, output=output, options=options) == 0
    assert mentions(output, "ada") == {
        *(f"{name}_scores" for name in ("text", "candidate")),
        "failures",
        "ignored",
        "inputs",
    }
    shutil.rmtree(folder / "ada")
    assert score(folder, output=output, options=[*options, "--retire_missing"]) == 0
    assert mentions(output, "ada") == {"inputs"}
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        for statement in STATEMENTS:
            connection.execute(text(statement))
    engine.dispose()
    assert score(folder, output=output, options=options) == 0
    assert mentions(output, "ada") == set()
    assert mentions(output, "bob") == {"text_scores", "candidate_scores", "ignored", "inputs"}


def mentions(output, candidate):
    """Datasets with a row that names a candidate."""
    found = set()
    for path in output.rglob("*.parquet"):
        values = [str(v) for row in pq.ParquetFile(path).read().to_pylist() for v in row.values()]
        if any(value == candidate or f"{candidate}/" in value for value in values):
            found.add(path.relative_to(output).parts[0])
    return found
