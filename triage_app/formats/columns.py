"""Which column plays which part: the aliases, and what a backlog cannot lack."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triage_app.domain.backlog import COUNTS, Field
from triage_app.domain.errors import BacklogError, MappingNeededError

ALIASES: Mapping[Field, tuple[str, ...]] = {
    Field.ROW: ("row number",),
    Field.ID: ("id", "item id", "post id", "clip id", "media id"),
    Field.TRANSCRIPT: (
        *("transcript", "transcription", "transcript text", "transcription text"),
        *("video transcript", "video transcription", "video text"),
        *("text", "caption", "description"),
    ),
    Field.DURATION: (
        *("duration", "duration sec", "duration seconds", "duration s"),
        *("video duration", "video length", "length", "length sec"),
    ),
    Field.VERIFIED: ("verified", "is verified", "author verified", "verification"),
    Field.BAN: ("ban status", "author status", "account status", "ban"),
    Field.VIEWS: ("views", "view count", "video views", "plays", "play count"),
    Field.LIKES: ("likes", "like count", "video likes"),
    Field.SHARES: ("shares", "share count", "video shares"),
    Field.DOWNLOADS: ("downloads", "download count", "video downloads"),
    Field.COMMENTS: ("comments", "comment count", "video comments"),
    Field.REFERENCE: ("claim", "label", "claim label", "reference label"),
}
SCORED = (Field.TRANSCRIPT, *COUNTS)
_IGNORED = re.compile(r"[\s_\-.]+")


@dataclass(frozen=True)
class Recognised:
    """What the names of a file's columns say.

    Attributes
    ----------
    roles : dict of Field to str
        The columns that play a part.
    unclear : dict of Field to tuple of str
        Parts that several columns could play equally well; none of them was chosen.
    """

    roles: dict[Field, str]
    unclear: dict[Field, tuple[str, ...]]


def plain(name: str) -> str:
    """Return a name without case, spaces, underscores, hyphens and dots."""
    return _IGNORED.sub("", name.casefold())


_CONTRACT = {plain(part.value): part for part in Field}
_ALIAS = {plain(alias): part for part, names in ALIASES.items() for alias in names}


def recognise(names: Sequence[str]) -> Recognised:
    """Match column names to parts: the contract's own name first, then aliases."""
    claims: dict[Field, dict[int, list[str]]] = {}
    for name in names:
        found = _part_of(name)
        if found is not None:
            part, rank = found
            claims.setdefault(part, {}).setdefault(rank, []).append(name)
    roles: dict[Field, str] = {}
    unclear: dict[Field, tuple[str, ...]] = {}
    for part in Field:
        if part in claims:
            best = claims[part][min(claims[part])]
            if len(best) == 1:
                roles[part] = best[0]
            else:
                unclear[part] = tuple(best)
    return Recognised(roles, unclear)


def _part_of(name: str) -> tuple[Field, int] | None:
    key = plain(name)
    if key in _CONTRACT:
        part = _CONTRACT[key]
        return part, 0 if name == part.value else 1
    if key in _ALIAS:
        return _ALIAS[key], 2
    return None


def unclear_notes(recognised: Recognised) -> list[str]:
    """Say which parts were left open because several columns could play them."""
    return [
        f"{quoted(names)} could each be {part.value}, so none of them was used as it."
        for part, names in recognised.unclear.items()
    ]


def missing_parts(roles: Mapping[Field, str]) -> tuple[str, ...]:
    """Return what a backlog needs and these columns lack, as phrases for people."""
    missing = []
    if Field.ID not in roles:
        missing.append(f"a column of ids ({Field.ID.value})")
    if not any(part in roles for part in SCORED):
        missing.append(
            f"something to score ({Field.TRANSCRIPT.value}, or a count such as "
            f"{Field.VIEWS.value})"
        )
    return tuple(missing)


def require_parts(name: str, columns: Sequence[str], missing: Sequence[str]) -> None:
    """Raise `MappingNeededError` if a backlog lacks what it needs."""
    if missing:
        raise MappingNeededError(
            f'The columns of "{name}" do not show {" or ".join(missing)}.',
            f"Columns found: {quoted(columns)}.",
            "Say which column is which, or rename the columns.",
            columns=tuple(columns),
        )


def apply_mapping(
    name: str,
    columns: Sequence[str],
    recognised: Mapping[Field, str],
    mapping: Mapping[Field, str] | None,
) -> dict[Field, str]:
    """Put an explicit mapping before what was recognised.

    Raises
    ------
    BacklogError
        If it names a column that the file lacks, or one column for two parts.
    """
    if not mapping:
        return dict(recognised)
    for part, column in mapping.items():
        if column not in columns:
            raise BacklogError(
                f'"{name}" has no column "{column}" to use as {part.value}.',
                f"Columns found: {quoted(columns)}.",
            )
    twice = [c for c, times in Counter(mapping.values()).items() if times > 1]
    if twice:
        parts = " and ".join(p.value for p, c in mapping.items() if c == twice[0])
        raise BacklogError(f'The column "{twice[0]}" was chosen for {parts} at once.')
    taken = set(mapping.values())
    roles = {p: c for p, c in recognised.items() if c not in taken}
    roles.update(mapping)
    return {part: roles[part] for part in Field if part in roles}


def unique_names(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Give nameless and repeated columns names of their own, and say so in notes."""
    taken = set(names)
    used: set[str] = set()
    result, notes = [], []
    for position, name in enumerate(names, 1):
        wanted = name or ("index" if position == 1 else f"column {position}")
        fresh = wanted
        number = 2
        while fresh in used or (fresh != name and fresh in taken):
            fresh = f"{wanted} ({number})"
            number += 1
        used.add(fresh)
        result.append(fresh)
        if not name:
            notes.append(f'Column {position} has no name; it is called "{fresh}".')
        elif fresh != name:
            notes.append(f'A second column "{name}" is called "{fresh}".')
    return tuple(result), notes


def quoted(names: Sequence[str], limit: int = 30) -> str:
    """Return names in quotes, with commas, cut after `limit` of them."""
    shown = ", ".join(f'"{name[:80]}"' for name in names[:limit])
    more = len(names) - limit
    return f"{shown} and {more} more" if more > 0 else shown
