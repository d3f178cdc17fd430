"""Alembic's revisions: every step from an older database to this version's."""
