"""A tree of plain values as the bytes of a skops file, and back, each piece checked.

What a file may hold is text, numbers and arrays of numbers: nothing that could bring an
object or code of its own. skops writes it; so plain a file is read here, without skops,
which would import all of scikit-learn.
"""

import io
import json
import re
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

Floats = NDArray[np.float64]

_SCHEMA = "schema.json"
_MOST_FILES, _MOST_BYTES = 32, 64_000_000
# A model's tree has a few hundred; each becomes an object of some sixty bytes.
_MOST_MARKS = 10_000
_MARKS = "[{,"
# PKWARE's APPNOTE 4.3.16: a file ends with this record, here without a comment.
_END, _END_BYTES = b"PK\x05\x06", 22
_FAR_END, _FAR_END_BYTES = b"PK\x06\x07", 20
_MOST_LISTING = 65_536
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
    _check_end(data)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        _check_members(source.infolist())
        tree = _parsed(source.read(_SCHEMA).decode())
        for node in _nodes(tree):
            _check_node(node)
        arrays = {
            name: _array(source.read(name))
            for name in source.namelist()
            if name != _SCHEMA
        }
    return _mapping(tree, arrays)


def _mapping(node: dict[str, Any], arrays: dict[str, Floats]) -> dict[str, Any]:
    """Read a node that holds named values."""
    content, kinds = node["content"], node["key_types"]["content"]
    if node["__loader__"] != "DictNode" or len(content) != len(kinds):
        raise _unreadable()
    if any(kind["__loader__"] != "TypeNode" for kind in kinds):
        raise _unreadable()
    return {name: _value(child, arrays) for name, child in content.items()}


def _value(node: dict[str, Any], arrays: dict[str, Floats]) -> object:
    """Read a node; arrays are shared where a file names one twice, as skops does."""
    loader = node["__loader__"]
    if loader == "DictNode":
        return _mapping(node, arrays)
    if loader == "ListNode":
        return [_value(child, arrays) for child in node["content"]]
    if loader == "NdArrayNode":
        return arrays[node["file"]]
    value = _parsed(node["content"]) if loader == "JsonNode" else node
    if not isinstance(value, str | int | float | None):
        raise _unreadable()
    return value


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


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read JSON; of brackets by the million each would be an object."""
    if sum(map(text.count, _MARKS)) > _MOST_MARKS:
        raise ArtefactError("The model file lists more parts than a model has.")
    return json.loads(text)


def _check_end(data: bytes) -> None:
    """Look at how long the list of members is before it is read."""
    end = data[-_END_BYTES:]
    before = data[-_END_BYTES - _FAR_END_BYTES : -_END_BYTES]
    if not end.startswith(_END) or end[-2:] != b"\0\0" or before.startswith(_FAR_END):
        raise _unreadable()
    if int.from_bytes(end[12:16], "little") > _MOST_LISTING:
        raise ArtefactError("The model file holds more files than a model does.")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Look at what the file says of itself before anything is unpacked."""
    size = sum(member.file_size for member in members)
    if len(members) > _MOST_FILES or size > _MOST_BYTES:
        raise ArtefactError("The model file unpacks to more than a model holds.")
    if any(member.compress_type not in _PACKED for member in members):
        raise ArtefactError("The model file is packed as no model is.")


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


def _array(content: bytes) -> Floats:
    """Read a plain array of numbers, as numpy writes it to a ``.npy`` file.

    Its header is compared, never evaluated.
    """
    if not content.startswith(_MAGIC):
        raise ArtefactError("The model file holds an array in an unknown format.")
    start = len(_MAGIC) + 2
    end = start + int.from_bytes(content[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(content[start:end])
    if header is None or int(header[1]) * 8 != len(content) - end:
        raise ArtefactError("The model file holds an array that is not of numbers.")
    return np.frombuffer(content, dtype="<f8", offset=end).astype(np.float64)


def _unreadable() -> ArtefactError:
    return ArtefactError("The model file is damaged or not a model.")
