"""What keeps PySide from reading every module's source as it is imported."""

import sys


def spare_sources() -> None:
    """Let PySide take it that no module asks it for other names of Qt's functions.

    PySide replaces the import function and reads the source text of each module that
    is imported after it, to see whether it may use ``from __feature__ import``: half
    of what an import costs, and the texts stay in memory. Nothing here or in the
    libraries behind it does. Where PySide works otherwise some day, nothing changes.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["_mod_uses_pyside"] = _uses_no_feature


def _uses_no_feature(_module: object) -> bool:
    """Say that a module is to be left as it is."""
    return False
