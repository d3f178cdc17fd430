"""A tree of plain values as the bytes of a skops file, and back, each piece checked.

What a file may hold is text, numbers and arrays of numbers: nothing that could bring an
object or code of its own.
"""

import io
import json
import re
import zipfile
import zlib
from typing import Any, cast

from model.manifest import ArtefactError

TRUSTED = frozenset(
    {
        ("builtins", "dict", "DictNode"),
        ("builtins", "list", "ListNode"),
        ("builtins", "str", "JsonNode"),
        ("builtins", "str", "TypeNode"),
        ("numpy", "ndarray", "NdArrayNode"),
    }
)
"""The only types a model file may name: module, class and skops's way to load it."""

_SCHEMA = "schema.json"
_MOST_FILES, _MOST_BYTES = 32, 64_000_000
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '<f8', 'fortran_order': False, 'shape': \((\d{1,9}),\), \} *\n"
)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
# What skops, zipfile and numpy raise at a file that is not what it seems.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
    OSError,
    EOFError,
    ArithmeticError,
    ImportError,
    MemoryError,
)


def dump_tree(tree: dict[str, Any]) -> bytes:
    """Return a tree as a skops file; the same values give the same bytes."""
    import skops.io

    return _settled(skops.io.dumps(tree))


def load_tree(data: bytes) -> dict[str, Any]:
    """Read a tree that `dump_tree` wrote.

    Raises
    ------
    ArtefactError
        If the file holds anything but plain values.
    Exception
        One of `BROKEN`, if the bytes are no such file.
    """
    import skops.io

    _check_file(data)
    return cast("dict[str, Any]", skops.io.loads(data, trusted=[]))


def _settled(data: bytes) -> bytes:
    """Take out of a skops file what differs from run to run: addresses and times."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        tree = json.loads(source.read(_SCHEMA))
        names: dict[str, str] = {}
        ids: dict[int, int] = {}
        for node in _nodes(tree):
            node["__id__"] = ids.setdefault(node["__id__"], len(ids) + 1)
            if "file" in node:
                node["file"] = names.setdefault(node["file"], f"{len(names) + 1}.npy")
        arrays = {new: source.read(old) for old, new in names.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in {**arrays, _SCHEMA: json.dumps(tree).encode()}.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system = 3
            target.writestr(info, content)
    return out.getvalue()


def _nodes(tree: object) -> list[dict[str, Any]]:
    """List the nodes of skops's tree, each after the one that holds it."""
    found, waiting = [], [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "__loader__" in part or "__class__" in part:
                found.append(part)
            waiting.extend(reversed(part.values()))
        elif isinstance(part, list):
            waiting.extend(reversed(part))
    return found


def _check_file(data: bytes) -> None:
    """Look at everything in the file before skops does."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = source.infolist()
        size = sum(member.file_size for member in members)
        if len(members) > _MOST_FILES or size > _MOST_BYTES:
            raise ArtefactError("The model file unpacks to more than a model holds.")
        if any(member.compress_type not in _PACKED for member in members):
            raise ArtefactError("The model file is packed as no model is.")
        for node in _nodes(json.loads(source.read(_SCHEMA))):
            _check_node(node)
        for member in members:
            if member.filename != _SCHEMA:
                _check_array(source.read(member))


def _check_node(node: dict[str, Any]) -> None:
    kind = tuple(node.get(k) for k in ("__module__", "__class__", "__loader__"))
    if kind not in TRUSTED:
        module, name, _ = (str(part)[:60] for part in kind)
        raise ArtefactError(
            f"The model file holds a {module}.{name}, which is not on the list of"
            " types that a model may hold."
        )
    if node.get("type", "numpy") != "numpy":
        raise ArtefactError("The model file holds an array that is not of numbers.")


def _check_array(content: bytes) -> None:
    """Accept a plain array of numbers alone, as numpy writes it to a ``.npy`` file.

    Its header is compared, never evaluated.
    """
    if not content.startswith(_MAGIC):
        raise ArtefactError("The model file holds an array in an unknown format.")
    start = len(_MAGIC) + 2
    end = start + int.from_bytes(content[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(content[start:end])
    if header is None or int(header[1]) * 8 != len(content) - end:
        raise ArtefactError("The model file holds an array that is not of numbers.")
