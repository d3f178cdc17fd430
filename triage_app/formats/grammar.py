"""The grammar of delimited text: RFC 4180, with LF, CRLF and CR as line ends."""

import re
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

RECORD_LIMIT = 8 << 20
"""How long a record with quotes may be; where none closes by then, none ever does."""

_LINE_END = re.compile(rb"[\r\n]")
_QUOTED = re.compile(rb'"((?:[^"]++|"")*+)"')


class Ending(Enum):
    """How the scan of one record ended."""

    WHOLE = "whole"
    BROKEN = "a quote closes in the middle of a cell"
    OPEN = "a quote is opened and never closed"


class NeedMoreError(Exception):
    """The bytes at hand end before the record can be judged."""


@dataclass(frozen=True)
class Shape:
    """What the rows of a table look like.

    Attributes
    ----------
    delimiter : bytes
    columns : int
    id_column : int
    numbers : tuple of int
        The positions of the columns that hold numbers.
    """

    delimiter: bytes
    columns: int
    id_column: int = 0
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """One record as the grammar reads it.

    Attributes
    ----------
    ending : Ending
    cells : list of bytes
    end : int
        Where the next record begins; for a broken one, where it broke.
    starts : list of int
        Where each cell begins.
    """

    ending: Ending
    cells: list[bytes]
    end: int
    starts: list[int]


class Grammar:
    """Reads one record after the grammar alone.

    Parameters
    ----------
    delimiter : bytes
    """

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self._plain = re.compile(rb"[^" + re.escape(delimiter) + rb"\r\n]*+")

    def scan(self, data: bytes, start: int, *, final: bool) -> Scan:
        """Read one record by the grammar alone.

        Raises
        ------
        NeedMoreError
            If `data` ends first and the file goes on.
        """
        cells: list[bytes] = []
        starts: list[int] = []
        limit = start + RECORD_LIMIT
        place = start
        while True:
            starts.append(place)
            if data[place : place + 1] == b'"':
                match = _QUOTED.match(data, place, limit)
                if match is None:
                    if not final and len(data) < limit:
                        raise NeedMoreError
                    return Scan(Ending.OPEN, cells, min(len(data), limit), starts)
                cells.append(match[1].replace(b'""', b'"'))
            else:
                match = self._plain.match(data, place)
                assert match is not None  # the pattern matches the empty text
                cells.append(match[0])
            place = match.end()
            mark = data[place : place + 1]
            if not mark and not final:
                raise NeedMoreError
            if mark == self._delimiter:
                place += 1
                continue
            if mark and mark not in b"\r\n":
                return Scan(Ending.BROKEN, cells, place, starts)
            end = line_bounds(data, place, final=final)[1]
            return Scan(Ending.WHOLE, cells, end, starts)


def line_bounds(data: bytes, start: int, *, final: bool) -> tuple[int, int]:
    """Return where the line that holds `start` ends, without and with its line end.

    Raises
    ------
    NeedMoreError
        If the line's end isn't there yet.
    """
    match = _LINE_END.search(data, start)
    if match is None:
        if not final:
            raise NeedMoreError
        return len(data), len(data)
    end = match.start()
    if match[0] == b"\r":
        if end + 1 == len(data) and not final:
            raise NeedMoreError
        if data[end + 1 : end + 2] == b"\n":
            return end, end + 2
    return end, end + 1


def line_ends(data: bytes) -> NDArray[np.int64]:
    """Return the positions where lines end, in order; a CRLF counts at its LF."""
    array = np.frombuffer(data, dtype=np.uint8)
    feeds = np.flatnonzero(array == ord("\n"))
    if b"\r" not in data:
        return feeds
    returns = np.flatnonzero(array == ord("\r"))
    after = array[np.minimum(returns + 1, len(array) - 1)]
    return np.union1d(feeds, returns[after != ord("\n")])
