"""The score database: tables, migrations, views, idempotent writes, reads. No Beam."""
