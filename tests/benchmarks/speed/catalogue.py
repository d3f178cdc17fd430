"""The cases by name: what each measures, on which data, and in which processes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes
    ----------
    name, says : str
    module : str
        In `speed.cases`; it has a function for each way.
    data : str
        What `speed.cases.data` makes for it; empty: nothing.
    ways : tuple of str
        Each round of each of these is a process of its own, so that its peak memory
        is its own. A light case has one way, which goes through all the rounds.
    before, after : str
        A way that gets things ready, and one that checks the answers, each once.
    memory : bool
        Whether peak memory is measured.
    least_rows : int
        The smallest size at which it is run unless it is asked for by name.
    """

    name: str
    says: str
    module: str
    data: str = ""
    ways: tuple[str, ...] = ("ours", "ordinary")
    before: str = ""
    after: str = ""
    memory: bool = False
    least_rows: int = 0
    most_rows: int = 1_000_000

    @property
    def light(self) -> bool:
        """Whether both ways alternate in one process."""
        return len(self.ways) == 1


_IN_ONE = ("both",)

CASES = (
    Case(
        "main",
        "CSV to sorted queue, beside pandas, TF-IDF with logistic regression, forest",
        "main",
        data="sample",
        before="fit",
        after="check",
        memory=True,
    ),
    Case(
        "main_zipf",
        "the same with 100,000 distinct words, spread as in real text",
        "main",
        data="zipf",
        before="fit",
        after="check",
        memory=True,
    ),
    Case(
        "parts",
        "a folder of Parquet files as one backlog, to sorted queue",
        "main",
        data="parts",
        before="fit",
        after="check",
        memory=True,
    ),
    Case(
        "stream",
        "first progress, first part and cancelling while a file is scored",
        "streaming",
        data="sample",
        ways=("stream",),
    ),
    Case(
        "command",
        "triage score on that folder, a part for each file, beside a script",
        "commanding",
        data="parts",
        before="fit",
    ),
    Case(
        "read",
        "CSV with every row accounted for, beside pandas.read_csv",
        "reading",
        data="sample",
        memory=True,
    ),
    Case(
        "sort",
        "the first sort by each column, beside DataFrame.sort_values",
        "sorting",
        data="sample",
        ways=_IN_ONE,
    ),
    Case(
        "search",
        "typed letter by letter, the slowest letter, beside Series.str.contains",
        "searching",
        data="sample",
        ways=_IN_ONE,
    ),
    Case(
        "search_zipf",
        "the same among 100,000 distinct words",
        "searching",
        data="zipf",
        ways=_IN_ONE,
    ),
    Case(
        "first_paint",
        "a loaded workspace to its queue painted, beside a stock table of a frame",
        "painting",
        ways=("first_paint",),
    ),
    Case(
        "scroll",
        "a frame while scrolling, beside a stock table on the frame",
        "painting",
        ways=("frames",),
    ),
    Case(
        "verdict",
        "key to next card painted, commit included, beside an idle frame",
        "deciding",
        ways=_IN_ONE,
    ),
    Case(
        "reopen",
        "a workspace with 100,000 decisions, to its first card, beside pandas",
        "reopening",
        before="decide",
    ),
    Case(
        "start",
        "process start to window painted, beside importing everything first",
        "starting",
        ways=_IN_ONE,
        most_rows=0,
    ),
    Case(
        "gaps",
        "the window's longest gap while it scores and is scrolled, beside idle",
        "gaps",
        data="sample",
        ways=_IN_ONE,
    ),
    Case(
        "ten_million",
        "open, sort, search, decide, beside a tenth of the rows",
        "whole",
        data="sample",
        least_rows=10_000_000,
        most_rows=10_000_000,
        memory=True,
    ),
)
BY_NAME = {case.name: case for case in CASES}


def chosen(names: list[str], sizes: tuple[int, ...]) -> list[tuple[Case, int]]:
    """Return the cases to run, each with a size, in the catalogue's order.

    A case that is asked for by name runs at every size; others where it makes sense. A
    case to which rows mean nothing runs once, as of no rows.
    """
    found = []
    for case in [BY_NAME[name] for name in names] or CASES:
        if not case.most_rows:
            found.append((case, 0))
            continue
        for rows in sizes:
            if names or case.least_rows <= rows <= case.most_rows:
                found.append((case, rows))
    return found
