"""Alembic's environment: runs on the connection `circle.core.migrate` opened."""

from alembic import context

from circle.core.db import db

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=db.metadata, compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite", transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
