"""One module a revision, numbered as SQLite's ``user_version`` is."""
