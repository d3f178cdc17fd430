"""Keeps pyarrow from importing pandas, which nothing here uses.

pyarrow looks for pandas once, at the first conversion of Python values; finding it
costs a third of a second and 50 MB. Where it looks in vain it never looks again.
"""

import sys
import threading
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

import pyarrow as pa


class _Absent(MetaPathFinder):
    """Tells one thread, this one, that there is no pandas."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - Python's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse pandas; leave everything else to others."""
        if name == "pandas" and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(name=name)


def keep_out() -> None:
    """Let pyarrow look for pandas in vain, unless somebody has imported it already."""
    if "pandas" in sys.modules:
        return
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(absent)
