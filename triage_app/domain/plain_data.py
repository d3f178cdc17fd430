"""Reads what a workspace keeps of its routing; a stranger may have written it."""

import math
from collections.abc import Mapping

from triage_app.domain.errors import UserFacingError


def refused(detail: str) -> UserFacingError:
    """Return the error for routing that can't be read, to be raised."""
    return UserFacingError(
        "The routing kept in this workspace can't be read.",
        detail,
        "Open the workspace with the version of the program that set it.",
    )


def mapping(data: object, what: str) -> Mapping[str, object]:
    """Return plain data that must be a mapping with words as keys.

    Raises
    ------
    UserFacingError
    """
    if isinstance(data, dict) and all(isinstance(key, str) for key in data):
        return data
    raise refused(f"Its {what} has no named values.")


def number(data: Mapping[str, object], name: str) -> float:
    """Return a number that must be there and finite.

    Raises
    ------
    UserFacingError
    """
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(f"Its {name} is no number.")
    if not abs(value) <= 1e12 or not math.isfinite(value):
        raise refused(f"Its {name} is out of range.")
    return float(value)


def whole(data: Mapping[str, object], name: str) -> int:
    """Return a whole number that must be there.

    Raises
    ------
    UserFacingError
    """
    value = number(data, name)
    if not value.is_integer():
        raise refused(f"Its {name} is no whole number.")
    return int(value)


def number_or_none(data: Mapping[str, object], name: str) -> float | None:
    """Return a number, or None where the data says so.

    Raises
    ------
    UserFacingError
    """
    if name in data and data[name] is None:
        return None
    return number(data, name)


def text(data: Mapping[str, object], name: str) -> str:
    """Return a text that must be there, and short.

    Raises
    ------
    UserFacingError
    """
    value = data.get(name)
    if isinstance(value, str) and len(value) <= 200:
        return value
    raise refused(f"Its {name} is no short text.")
