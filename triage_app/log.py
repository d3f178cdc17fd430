"""Logging: what the program did, never what a report says.

Log records name items by id and count rows; transcripts, notes and cell values stay
out, because logs are sent to people who may not read reports.
"""

import logging
import logging.handlers
import sys
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MAX_BYTES = 1_000_000


def configure(folder: Path) -> None:
    """Log to a rotating file; to standard error alone where the folder can't be used.

    Parameters
    ----------
    folder : Path
        Made if it isn't there.
    """
    logging.raiseExceptions = False  # a full disk must not print tracebacks
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "claim-triage.log",
            maxBytes=_MAX_BYTES,
            backupCount=3,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
        handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger("triage_app")
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
