"""Alembic's entry: runs the revisions in the transaction that `sql.migrate` opened."""

from alembic import context

from sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table_schema=metadata.schema,
)
context.run_migrations()
