"""The picture of sql/README.md has the tables of the database, and their references."""

import re

from sqlalchemy import ForeignKeyConstraint

from schemas.datasets import SCHEMA
from sql.tables import metadata
from tests.guide.page import PAGE, part_of

PICTURE = part_of(PAGE.read_text(encoding="utf-8"), "picture")
ENTITY = re.compile(
    r"^    (?:\"([\w.]+)\"|(\w+)) \{\n((?:        \w+ \w+ PK\n)+)    \}$", re.MULTILINE
)
RELATION = re.compile(r"^    (\w+) (\|\||\|o)--o\{ (\w+) : \"([\w, ]+)\"$", re.MULTILINE)


def test_it_has_each_table_with_its_key():
    drawn = {
        quoted or f"{SCHEMA}.{plain}": re.findall(r"(\w+) PK", keys)
        for quoted, plain, keys in ENTITY.findall(PICTURE)
    }
    tables = metadata.tables.values()
    assert drawn == {table.fullname: table.primary_key.columns.keys() for table in tables}


def test_it_has_each_reference():
    drawn = {(parent, child, keys) for parent, _, child, keys in RELATION.findall(PICTURE)}
    rules = [rule for t in metadata.tables.values() for rule in t.foreign_key_constraints]
    assert len(RELATION.findall(PICTURE)) == len(rules)
    assert drawn == {_ends(rule) for rule in rules}


def test_what_may_be_null_is_optional():
    optional = {(parent, keys) for parent, end, _, keys in RELATION.findall(PICTURE) if end == "|o"}
    assert optional == {("scoring_runs", "run_id"), ("model_releases", "model_release")}
    (children,) = {child for _, end, child, _ in RELATION.findall(PICTURE) if end == "|o"}
    assert children == "inputs"


def _ends(rule: ForeignKeyConstraint) -> tuple[str, str, str]:
    return rule.referred_table.name, rule.table.name, ", ".join(rule.column_keys)
