"""Where it is kept: SQLAlchemy models, named queries, Alembic migrations."""
