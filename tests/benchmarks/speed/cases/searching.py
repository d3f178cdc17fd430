"""Searching as it is typed, letter by letter, beside ``Series.str.contains``.

Ours looks in ids and transcripts; pandas in the one where the words are. Each query
begins from nothing, and every letter is a search, as in the window.
"""

from itertools import accumulate

import numpy as np
import pandas as pd

from speed.cases.sorting import timed
from speed.job import Job
from speed.measured import Report
from triage_app.bootstrap import build
from triage_app.domain.backlog import Field
from triage_app.domain.text_index import TextIndex

TEXT, ID = "video_transcription_text", "video_id"


def both(job: Job) -> Report:
    """Type each query in turn."""
    backlog, _ = build().intake.read(job.source)
    frame = pd.read_csv(job.source, usecols=[TEXT, ID], dtype=str)
    columns = {TEXT: frame[TEXT].fillna(""), ID: frame[ID].fillna("")}
    asked = queries(columns[TEXT], columns[ID])
    report = Report()
    index = TextIndex([backlog.ids, backlog.text(Field.TRANSCRIPT)])
    report.add("index", "s", [timed(index.build) / 1e3])
    _check(index, columns, [word for _, word in asked.values()])
    letters: tuple[list[float], list[float]] = ([], [])
    for number in range(job.rounds):
        for name, (column, word) in asked.items():
            index.matches("")
            typed = list(accumulate(word))
            ours = [timed(lambda w=w: index.matches(w)) for w in typed]
            # A scan takes as long every time, and seconds in all: one round is enough.
            scans = typed if number == 0 else typed[-1:]
            other = [timed(lambda s=columns[column], w=w: _scan(s, w)) for w in scans]
            report.add(f"{name}, slowest letter", "ms", [max(ours)], [max(other)])
            letters[0].extend(ours)
            letters[1].extend(other)
    report.add("all letters, median", "ms", [np.median(letters[0])], letters[1])
    report.add("all letters, slowest", "ms", [max(letters[0])], letters[1])
    return report


def queries(texts: pd.Series, ids: pd.Series) -> dict[str, tuple[str, str]]:
    """Choose what to search for from what there is: column and words by their kind."""
    words = texts.iloc[:20_000].str.lower().str.findall(r"[a-z]{3,}").explode()
    counts = words.value_counts()
    common, rare = str(counts.index[0]), str(counts.index[-1])
    phrase = " ".join(str(texts.iloc[7]).lower().split()[2:5])
    return {
        "one letter": (TEXT, "e"),
        "common word": (TEXT, common),
        "rare word": (TEXT, rare),
        "phrase": (TEXT, f'"{phrase}'),
        "digits of an id": (ID, str(ids.iloc[11])[3:9]),
        "no hit": (TEXT, "xqzzyj"),
    }


def _scan(series: pd.Series, word: str) -> pd.Series:
    """Search as a notebook does."""
    return series.str.contains(word, case=False, regex=False)


def _check(index: TextIndex, columns: dict[str, pd.Series], words: list[str]) -> None:
    """See to it that both find the same rows."""
    for word in words:
        plain = word.strip('"')
        told = np.zeros(len(columns[TEXT]), dtype=np.bool_)
        for series in columns.values():
            told |= _scan(series, plain).to_numpy()
        if not np.array_equal(index.matches(word), told):
            raise AssertionError(f"The rows with {plain!r} are others.")
