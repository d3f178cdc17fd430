"""The decision log read by pages: each column as one text, checked as a whole."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from types import NoneType
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from triage_app.domain.log_page import LogPage
from triage_app.store.records import KINDS, RECORD, TYPES_OF, VERDICTS, WHYS
from triage_app.store.schema import decisions

ROWS = 16_384
_BETWEEN = "\x1f"
_TEXTS = tuple(name for name in RECORD if name not in TYPES_OF)
_NUMBERS = ("p_claim", "score_visible", "active_ms")
_GIST = ("verdict", "lane", "why_shown", "model_label", "moderator")

Values = Sequence[Any]


class _Joined(Sequence[str]):
    """Texts that stand in one, parted when somebody looks at them."""

    def __init__(self, joined: str) -> None:
        self._joined = joined

    @cached_property
    def _parts(self) -> list[str]:
        return self._joined.split(_BETWEEN)

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401  # as of any sequence
        return self._parts[place]


def read_page(connection: Connection, after: int) -> LogPage | None:
    """Read the records that follow one; SQLite puts them together on its own.

    That takes a third of the time of reading them one by one, most of it beside other
    threads. What such a reading can't take for granted is left to the slower one.

    Parameters
    ----------
    connection : Connection
    after : int
        The `seq` before the first one.

    Returns
    -------
    LogPage or None
        At most `ROWS` records. None where they have to be read one by one: because
        they hold what this program doesn't write, or a text of theirs the separator.
    """
    between = (after + 1, after + ROWS)
    try:
        row = connection.exec_driver_sql(_JOINED, between).one()
        count, sound, seqs, *texts = row
        numbers = connection.exec_driver_sql(_PLAIN, between).all() if count else []
    except DBAPIError:
        return None  # the slower reading says what is wrong
    whole = ",".join(map(str, range(after + 1, after + count + 1)))
    if not count or sound != count * len(_TEXTS) or seqs != whole:
        return None
    if any(text.count(_BETWEEN) != count - 1 for text in texts):
        return None
    columns: dict[str, Values] = dict(zip(_TEXTS, map(_Joined, texts), strict=True))
    columns.update(zip(_NUMBERS, zip(*numbers, strict=True), strict=True))
    checked = _checked(columns)
    return None if checked is None else LogPage(after + 1, checked)


def _checked(columns: dict[str, Values]) -> dict[str, Values] | None:
    """Return the columns as their fields want them; None if they can't be."""
    kinds = {name: set(map(type, columns[name])) for name in _NUMBERS}
    visible = set(columns["score_visible"])
    if (
        not kinds["p_claim"] <= {float, NoneType}
        or not kinds["active_ms"] <= {int, NoneType}
        or kinds["score_visible"] != {int}
        or not visible <= {0, 1}
    ):
        return None
    columns["score_visible"] = list(map(bool, columns["score_visible"]))
    said = list(zip(*(columns[name] for name in _GIST), strict=True))
    try:
        gists = {
            words: (VERDICTS[words[0]], words[1], WHYS[words[2]], *words[3:])
            for words in set(said)
        }
        columns["kind"] = list(map(KINDS.__getitem__, columns["kind"]))
    except KeyError:
        return None
    columns["gist"] = shared = list(map(gists.__getitem__, said))
    columns["verdict"] = [gist[0] for gist in shared]
    columns["why_shown"] = [gist[2] for gist in shared]
    return columns


def _queries() -> tuple[str, str]:
    joined = ", ".join(f"group_concat({name}, x'1f')" for name in _TEXTS)
    sound = " + ".join(f"(typeof({name}) = 'text')" for name in _TEXTS)
    where = f"FROM {decisions.name} WHERE seq BETWEEN ? AND ?"
    return (
        f"SELECT count(*), sum({sound}), group_concat(seq), {joined} {where}",
        f"SELECT {', '.join(_NUMBERS)} {where} ORDER BY seq",
    )


_JOINED, _PLAIN = _queries()
