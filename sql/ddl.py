"""What tables, vocabularies and views amount to in SQL: the draft of the next migration.

    python -m sql.ddl

Compare it with what the migrations create and copy what is new into a revision, frozen.
"""

from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import (
    CreateIndex,
    CreateTable,
    ExecutableDDLElement,
    SetColumnComment,
    SetTableComment,
)

from schemas.states import VOCABULARIES
from schemas.usability import THRESHOLDS
from sql.tables import THRESHOLDS_TABLE, VOCABULARY_TABLES, metadata

VIEWS = Path(__file__).parent / "views"


def table_ddl() -> str:
    """Statements that create tables, constraints, indexes and comments, in order."""
    statements = []
    for table in metadata.sorted_tables:
        statements.append(_text(CreateTable(table)))
        statements += sorted(_text(CreateIndex(index)) for index in table.indexes)
        statements.append(_text(SetTableComment(table)))
        statements += [_text(SetColumnComment(column)) for column in table.columns]
    return "\n".join(f"{statement};" for statement in statements) + "\n"


def view_ddl() -> str:
    """Statements that create the analysts' views, in the order of their file names.

    In that order a view comes after those that it reads: names of views that others read sort first
    (candidate_readings before v_).
    """
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(VIEWS.glob("*.sql")))


def vocabulary_dml() -> str:
    """Statements that fill the tables of vocabularies and thresholds."""
    statements = [
        insert(VOCABULARY_TABLES[name]).values(
            [
                {"code": code, "meaning": term.meaning, "what_to_do": term.remedy or None}
                for code, term in terms.items()
            ]
        )
        for name, terms in VOCABULARIES.items()
    ]
    limits = [{"code": code, **limit._asdict()} for code, limit in THRESHOLDS.items()]
    statements.append(insert(THRESHOLDS_TABLE).values(limits))
    compiled = (
        statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        for statement in statements
    )
    return "".join(f"{str(each).replace('), (', '),' + chr(10) + '    (')};\n" for each in compiled)


def _text(element: ExecutableDDLElement) -> str:
    lines = str(element.compile(dialect=postgresql.dialect())).replace("\t", "    ").splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


if __name__ == "__main__":
    print(table_ddl() + "\n" + vocabulary_dml() + "\n" + view_ddl(), end="")
