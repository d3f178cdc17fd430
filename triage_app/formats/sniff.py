"""What a file really is, by its first bytes rather than its ending."""

import json
import re
from enum import StrEnum
from pathlib import Path

from triage_app.domain.errors import BacklogError

_ACCEPTED = "A backlog is a CSV, TSV, Parquet or JSON Lines file."
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, such as Excel's .xls"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ARROW1", "an Arrow IPC (Feather) file"),
    (b"FEA1", "a Feather file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"{\\rtf", "a rich text document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"RIFF", "a sound, image or video file"),
    (b"\x1aE\xdf\xa3", "a video"),
)
# Letters that could begin a header too count only with a byte no text holds.
_NEEDS_BINARY = {b"BM", b"ORC", b"GIF8", b"BZh", b"RIFF", b"FEA1", b"ARROW1"}
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
_JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[\[{"\d\]\-]|$))')


class Kind(StrEnum):
    """The families of files that can be read."""

    DELIMITED = "delimited"
    PARQUET = "parquet"
    JSONL = "jsonl"


def refuse(path: Path, what: str, next_step: str = "") -> BacklogError:
    """Return the error that says what a file really is."""
    return BacklogError(
        f'"{path.name}" is {what}, not a backlog.', _ACCEPTED, next_step
    )


def refuse_binary(path: Path, head: bytes) -> None:
    """Raise if the first bytes are those of a format that is no backlog.

    Raises
    ------
    BacklogError
        With a sentence that names the format.
    """
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or path.suffix.lower() in {".xlsx", ".xlsm"}:
            raise refuse(
                path, "an Excel workbook", "In Excel, save the sheet as CSV UTF-8."
            )
        raise refuse(path, "a ZIP archive", "Unpack it and open the file inside.")
    for signature, what in _SIGNATURES:
        if head.startswith(signature) and (
            signature not in _NEEDS_BINARY or b"\x00" in head
        ):
            step = "Unpack it and open the file inside." if "archive" in what else ""
            raise refuse(path, what, step)
    if head[4:8] == b"ftyp":
        raise refuse(path, "a video")
    if head[257:262] == b"ustar":
        raise refuse(path, "a tar archive", "Unpack it and open the file inside.")


def looks_binary(head: bytes) -> bool:
    """Whether more than a twentieth of the bytes are controls that text has not."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * 20 > len(head)


def kind_of_text(path: Path, text: str) -> Kind:
    """Tell JSON Lines from a table, and refuse other kinds of text.

    Raises
    ------
    BacklogError
        If it is one JSON document, a notebook, a web page or an XML file.
    """
    start = text[:2000].lstrip().casefold()
    if start.startswith(("<!doctype html", "<html")):
        raise refuse(path, "a web page")
    if start.startswith("<?xml"):
        raise refuse(path, "an XML file")
    if not _JSON_START.match(text):
        return Kind.DELIMITED
    first, broken_off, _ = text.strip().partition("\n")
    if _is_notebook(text):
        raise refuse(path, "a Jupyter notebook")
    if first.startswith("["):
        raise refuse(
            path, "one JSON array", "Save it with one object on each line (JSON Lines)."
        )
    if not broken_off or _is_object(first) or _later_line_is_object(text):
        return Kind.JSONL
    raise refuse(
        path, "one JSON document", "Save it with one object on each line (JSON Lines)."
    )


def _is_notebook(text: str) -> bool:
    return '"cells"' in text and ('"cell_type"' in text or '"nbformat"' in text)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        # A line longer than the head is cut; only its beginning can be judged.
        return False


def _later_line_is_object(text: str) -> bool:
    """Whether a whole object stands on a line after a broken first one."""
    lines = text.lstrip().split("\n")[1:50]
    return any(line.startswith("{") and _is_object(line) for line in lines)
