"""Where a case is kept: SQLite and Parquet in a folder. Only here is SQL spoken."""
