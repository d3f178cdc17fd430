"""Makes the data: by ``triage sample``, with a vast vocabulary, or in many files."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np

from speed.job import Job

SEED, WORDS, FILES = 5, 100_000, 8
_BLOCK = 50_000
_LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


def make(job: Job) -> None:
    """Make what a job's case reads."""
    provide(job, job.data, job.rows)


def provide(job: Job, data: str, rows: int, seed: int = SEED) -> Path:
    """Return data of a size, made if they aren't there yet."""
    path = job.made(data, rows)
    if seed != SEED:
        path = path.with_name(f"seed{seed}-{path.name}")
    if not path.exists():
        if data == "sample":
            sample(path, rows, seed)
        elif data == "zipf":
            zipf(path, rows, seed)
        else:
            parts(provide(job, "sample", rows, seed), path)
    return path


def sample(path: Path, rows: int, seed: int) -> None:
    """Run ``triage sample``."""
    command = ["-m", "triage_app", "sample", "--rows", str(rows), "--seed", str(seed)]
    subprocess.run(
        [sys.executable, *command, "--out", str(path)], check=True, capture_output=True
    )


def parts(source: Path, folder: Path) -> None:
    """Split a sample into Parquet files of about as many rows each."""
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    table = arrow_csv.read_csv(source)
    folder.mkdir()
    size = -(-len(table) // FILES)
    for number in range(FILES):
        part = table.slice(number * size, size)
        parquet.write_table(part, folder / f"part-{number}.parquet")


def zipf(path: Path, rows: int, seed: int) -> None:
    """Write a backlog of 100,000 distinct words, the nth as likely as 1 / (n + 2.7).

    Four to thirty words a row. The exponent and the shift are Mandelbrot's for running
    text (1953); the words themselves are letters by lot.
    """
    rng = np.random.default_rng(seed)
    words = vocabulary(rng)
    until = np.cumsum(1.0 / (np.arange(len(words)) + 2.7))
    aside = path.with_suffix(".part")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_NAMES)
        for start in range(0, rows, _BLOCK):
            size = min(_BLOCK, rows - start)
            writer.writerows(_block(rng, words, until, start, size))
    aside.rename(path)


def vocabulary(rng: np.random.Generator) -> list[str]:
    """Return distinct words of three to twelve letters, the short ones first."""
    found: dict[str, None] = {}
    for length in range(3, 13):
        drawn = _LETTERS[rng.integers(26, size=(WORDS // 8, length))]
        found.update(dict.fromkeys("".join(word) for word in drawn.tolist()))
    return list(found)[:WORDS]


_NAMES = (
    "#",
    "claim_status",
    "video_id",
    "video_duration_sec",
    "video_transcription_text",
    "verified_status",
    "author_ban_status",
    "video_view_count",
    "video_like_count",
    "video_share_count",
    "video_download_count",
    "video_comment_count",
)


def _block(
    rng: np.random.Generator,
    words: list[str],
    until: np.ndarray,
    start: int,
    rows: int,
) -> list[tuple[object, ...]]:
    """Draw some rows."""
    lengths = rng.integers(4, 31, size=rows)
    drawn = np.searchsorted(until, rng.uniform(0, until[-1], int(lengths.sum())))
    ends = np.cumsum(lengths)
    texts = [
        " ".join([words[place] for place in part.tolist()])
        for part in np.split(drawn, ends[:-1])
    ]
    claims = rng.uniform(size=rows) < 0.5
    views = rng.integers(20, np.where(claims, 1_000_000, 10_000))
    counts = [views]
    for most in (0.66, 0.4, 0.025, 0.66):
        counts.append((counts[-1] * rng.uniform(0, most, rows)).astype(np.int64))
    return list(
        zip(
            range(start + 1, start + rows + 1),
            np.where(claims, "claim", "opinion").tolist(),
            range(3_000_000_000 + start, 3_000_000_000 + start + rows),
            rng.integers(5, 61, size=rows).tolist(),
            texts,
            _either(rng, rows, 0.05, "verified", "not verified"),
            _either(rng, rows, 0.2, "banned", "active"),
            *(count.tolist() for count in counts),
            strict=True,
        )
    )


def _either(
    rng: np.random.Generator, rows: int, share: float, one: str, other: str
) -> list[str]:
    """Draw one word for a share of the rows and another for the rest."""
    drawn: list[str] = np.where(rng.uniform(size=rows) < share, one, other).tolist()
    return drawn
