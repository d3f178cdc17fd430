"""The one command that measures speed: ours beside the ordinary way, as ratios.

    python tests/benchmarks/run.py                      # 20k and 100k rows: minutes
    python tests/benchmarks/run.py --rows 1m            # what is promised: longer
    python tests/benchmarks/run.py --rows 10m           # needs 12 GB
    python tests/benchmarks/run.py --case sort --case search --rows 20k
    python tests/benchmarks/run.py --check              # 1 if a ratio fell
    python tests/benchmarks/run.py --update             # commit what it writes

The data are made by ``triage sample``, and with 100,000 distinct words by
`speed.cases.data`. Each case runs beside the ordinary way in one tree of processes, in
turn; where memory counts, each round is a process of its own. The table gives medians
over the rounds. Trust the ratios: times move with the machine.

The ordinary way is a notebook's: pandas reads, a `TfidfVectorizer` of words and word
pairs with a `LogisticRegression`, and a `RandomForestClassifier` on the counts, fitted
beforehand and not counted, give a probability each, whose mean `sort_values` sorts by.
It does less: no account of the rows, no guard against foreign text, no lots for an
audit, no lanes. See `speed.cases.main`.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from speed import baseline  # noqa: E402 - found once its folder is on the path
from speed.catalogue import BY_NAME, CASES, chosen  # noqa: E402
from speed.running import Processes, child, run_all  # noqa: E402
from speed.sizes import parse_sizes  # noqa: E402
from speed.table import as_json, text_table  # noqa: E402

BASELINE = HERE / "baseline.json"
_DEFAULT_ROWS = "20k,100k"


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    cases = "\n".join(f"  {case.name:12} {case.says}" for case in CASES)
    parser = argparse.ArgumentParser(
        description="Measure speed beside the ordinary way, as ratios.",
        epilog=f"cases:\n{cases}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rows", type=_sizes, default=_DEFAULT_ROWS, metavar="SIZES")
    parser.add_argument(
        "--case", action="append", default=[], choices=BY_NAME, metavar="NAME"
    )
    parser.add_argument("--rounds", type=_rounds, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument(
        "--check", action="store_true", help="exit with 1 if a ratio fell"
    )
    parser.add_argument(
        "--update", action="store_true", help="write the ratios as the new baseline"
    )
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Run the command; return the exit status."""
    asked = arguments(argv)
    if asked.child:
        return child(asked.child)
    memory = frozenset(case.name for case in CASES if case.memory)
    spawn = Processes(Path(__file__).resolve(), memory)
    wanted = chosen(asked.case, asked.rows)
    with tempfile.TemporaryDirectory(prefix="claim-triage-speed-") as folder:
        found, failures = run_all(wanted, asked.rounds, Path(folder), spawn, _tell)
    print(text_table(found))  # noqa: T201 - the table is what it is for
    if asked.json:
        data = as_json(found, failures, asked.rounds)
        asked.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    behind = baseline.regressions(found, baseline.read(BASELINE)) if asked.check else []
    if asked.update:
        baseline.update(BASELINE, found)
    for sentence in (*failures, *behind):
        _tell(sentence)
    return 1 if failures or behind else 0


def _sizes(words: str) -> tuple[int, ...]:
    try:
        return parse_sizes(words)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _rounds(word: str) -> int:
    if not word.isdecimal() or not int(word):
        raise argparse.ArgumentTypeError(f"{word!r} is no number of rounds.")
    return int(word)


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - progress of a script


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
