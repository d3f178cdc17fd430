"""How moments and files are named in logs, so that every service names them alike."""

import os
from datetime import UTC, datetime
from pathlib import Path


def timestamp(moment: datetime) -> str:
    """Return a moment as the log writes it: UTC, ISO 8601, milliseconds, ``Z``."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def known_path(path: Path) -> str:
    """Return a file's absolute path as the import log writes it."""
    return storable(str(path.absolute()))


def storable(name: str) -> str:
    """Return a file's name as text; bytes of it that are none are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
