"""The tables of the score database, generated from `schemas.datasets.TABLES`.

No column is typed twice: name, type, NULL and comment come from the row types. After a change
there, write a migration; a test compares the two.
"""

import datetime
import inspect
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from schemas.columns import PhysicalColumn
from schemas.datasets import (
    CANDIDATE_SCORES,
    CURRENT_OF,
    MODEL_RELEASES,
    RECORDING_SCORES,
    SCHEMA,
    SCORING_RUNS,
    TABLES,
    TEXT_SCORES,
    TIMELINE_SCORES,
    Dataset,
)
from schemas.states import VOCABULARIES

SQL_TYPES: dict[type, TypeEngine[Any]] = {
    str: Text(),
    float: Double(),
    int: BigInteger(),
    bool: Boolean(),
    datetime.date: Date(),
    datetime.datetime: DateTime(timezone=True),
}
# Columns that point to a row of another table; every other table has them through RunStamp.
REFERENCES = {"run_id": SCORING_RUNS, "model_release": MODEL_RELEASES}
# Rows are looked up by these: all of a candidate (to erase), all of a run (to settle). Those of a
# timeline are found by their recording, with which they go.
LOOKUPS = ("candidate_id", "run_id")
# What `cohort` of the views is, where nobody named one.
COHORT = text("coalesce(cohort, '')")

AUDIT_SCHEMA = "audit"
"""What people declare about themselves, apart from scores."""

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    },
)


def is_share(column: PhysicalColumn) -> bool:
    """Whether the column's unit says that it lies between 0 and 1."""
    return column.unit.endswith("0-1")


def _column(column: PhysicalColumn, dataset: Dataset) -> Column[Any]:
    kind = SQL_TYPES[column.python_type]
    target = REFERENCES.get(column.name)
    references = []
    if target not in (None, dataset):
        references.append(ForeignKey(f"{SCHEMA}.{target.name}.{column.name}"))
    if column.vocabulary and not column.repeated:
        references.append(ForeignKey(f"{SCHEMA}.{column.vocabulary}.code"))
    return Column(
        column.name,
        ARRAY(kind) if column.repeated else kind,
        *references,
        nullable=column.nullable,
        comment=column.comment,
    )


def _table(dataset: Dataset) -> Table:
    columns = {column.name: _column(column, dataset) for column in dataset.columns}
    rules: list[SchemaItem] = [PrimaryKeyConstraint(*dataset.key)]
    for column in dataset.columns:
        if is_share(column):
            # NaN is greater than every number to PostgreSQL, so this refuses it as well.
            rule = f"{column.name} >= 0 AND {column.name} <= 1"
            rules.append(CheckConstraint(rule, name=f"{column.name}_range"))
    for name in () if dataset is TIMELINE_SCORES else LOOKUPS:
        if name in columns and name != dataset.key[0]:
            rules.append(Index(None, columns[name]))
    if dataset is TIMELINE_SCORES:
        key = RECORDING_SCORES.key
        rules.append(
            ForeignKeyConstraint(
                key,
                [f"{SCHEMA}.{RECORDING_SCORES.name}.{name}" for name in key],
                ondelete="CASCADE",
            )
        )
    if dataset is CANDIDATE_SCORES:
        by = (columns["model_release"], columns["config_digest"])
        rules.append(Index(f"ix_{dataset.name}_cohort", COHORT, *by))
    if dataset in CURRENT_OF:
        current: Column[Any] = Column(
            "is_current", Boolean(), nullable=False, server_default=false()
        )
        current.comment = f"Whether no newer run scored the same {CURRENT_OF[dataset][-1]}"
        columns[current.name] = current
        if dataset in (RECORDING_SCORES, TEXT_SCORES):
            # Not a partial index: the planner takes no estimate of a cohort's size from those.
            rules.append(Index(f"ix_{dataset.name}_cohort", COHORT, current))
        rules.append(
            Index(
                f"ix_{dataset.name}_current",
                columns["candidate_id"],
                postgresql_where=text("is_current"),
            )
        )
    comment = inspect.getdoc(dataset.row_type)
    return Table(dataset.name, metadata, *columns.values(), *rules, comment=comment)


PENDING_FILES = Table(
    "pending_files",
    metadata,
    Column("number", BigInteger(), Identity(always=True), comment="Order in which they are done"),
    Column("source", Text(), comment="File to be moved; NULL where the target is to be deleted"),
    Column("target", Text(), nullable=False, comment="Where it goes, or what is deleted"),
    PrimaryKeyConstraint("number"),
    comment="One file of Parquet of a batch that is committed, and not yet moved or deleted.",
)


def _vocabulary(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("code", Text(), comment="As the columns have it that refer to this table"),
        Column("meaning", Text(), nullable=False, comment="What it means"),
        Column("what_to_do", Text(), comment="What to do about it; NULL where there is nothing"),
        PrimaryKeyConstraint("code"),
        comment=f"One code of the columns that say: see {name}.",
    )


VOCABULARY_TABLES = {name: _vocabulary(name) for name in VOCABULARIES}
"""Name of a vocabulary to its table."""

THRESHOLDS_TABLE = Table(
    "thresholds",
    metadata,
    Column("code", Text(), comment="Which threshold"),
    Column("value", Double(), nullable=False, comment="Where it lies"),
    Column("unit", Text(), nullable=False, comment="Of the value"),
    Column("meaning", Text(), nullable=False, comment="What it decides"),
    PrimaryKeyConstraint("code"),
    # NaN is greater than every number to PostgreSQL. Of nobody there is nothing to compare.
    CheckConstraint(
        "value >= 0 AND value < 'infinity' AND (unit <> '0-1' OR value <= 1) "
        "AND (unit <> 'candidates' OR value >= 1)",
        name="value_range",
    ),
    comment="One limit that aggregates and views keep to; a change counts from the next run on.",
)

PERSON_CATEGORY = Table(
    "person_category",
    metadata,
    Column("candidate_id", Text(), comment="Candidate, as in the scores"),
    Column("category", Text(), comment="What was asked, for example gender or first_language"),
    Column("answer", Text(), nullable=False, comment="What the person declared"),
    Column("declared_on", Date(), comment="When"),
    PrimaryKeyConstraint("candidate_id", "category"),
    schema=AUDIT_SCHEMA,
    comment="One answer that a person gave about themselves, to check whether scores treat groups "
    "alike. Empty unless somebody fills it; analysts see rates of groups only.",
)


# In the order of TABLES, which satisfies foreign keys.
_tables = {dataset: _table(dataset) for dataset in TABLES}


def table_of(dataset: Dataset) -> Table:
    """The table of a dataset.

    Raises:
        KeyError: if the dataset is not kept in the database.
    """
    return _tables[dataset]
