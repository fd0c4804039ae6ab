"""The tables and their references as Mermaid draws them, from `sql.tables`."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ForeignKeyConstraint, Table

from schemas.datasets import SCHEMA
from sql.tables import VOCABULARY_TABLES, metadata


def pictures() -> str:
    """Two diagrams, as Markdown: references between rows, and those to vocabularies."""
    words = set(VOCABULARY_TABLES.values())
    references = [rule for table in metadata.sorted_tables for rule in _references(table)]
    to_words = [rule for rule in references if rule.referred_table in words]
    to_rows = [rule for rule in references if rule.referred_table not in words]
    return (
        f"{_diagram([t for t in metadata.sorted_tables if t not in words], to_rows)}\n"
        "Codes refer to the tables that say what they mean:\n\n"
        f"{_diagram([t for t in metadata.sorted_tables if t in words], to_words)}"
    )


def name_of(table: Table) -> str:
    """As the page names it: without `scores.`."""
    return table.name if table.schema == SCHEMA else f'"{table.fullname}"'


def _references(table: Table) -> Iterable[ForeignKeyConstraint]:
    return sorted(table.foreign_key_constraints, key=lambda rule: rule.column_keys)


def _diagram(tables: Iterable[Table], references: Iterable[ForeignKeyConstraint]) -> str:
    lines = [*_entities(tables), *(f"    {_relation(rule)}" for rule in references)]
    return "\n".join(["```mermaid", "erDiagram", *lines, "```", ""])


def _entities(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        yield f"    {name_of(table)} {{"
        for column in table.primary_key:
            yield f"        {str(column.type).lower()} {column.name} PK"
        yield "    }"


def _relation(rule: ForeignKeyConstraint) -> str:
    optional = any(column.nullable for column in rule.columns)
    parent, child = name_of(rule.referred_table), name_of(rule.table)
    return f'{parent} {"|o" if optional else "||"}--o{{ {child} : "{", ".join(rule.column_keys)}"'
