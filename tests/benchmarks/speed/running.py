"""Runs cases: a process for each round, in turn, and what each of them found."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from speed.catalogue import Case
from speed.job import Job
from speed.measured import Measured, Report, in_turn
from speed.sizes import default_rounds, size_name
from speed.table import sentence

ROOT = Path(__file__).parents[3]
_PATIENCE_S = 3_600
_LAST_LINES = 3

Spawn = Callable[[Job], Report]
Tell = Callable[[str], None]


class CaseFailedError(Exception):
    """A case could not be measured; the sentence says why."""


def measure(
    case: Case, rows: int, rounds: int | None, folder: Path, spawn: Spawn
) -> list[Measured]:
    """Measure one case at one size.

    Parameters
    ----------
    case : Case
    rows : int
    rounds : int or None
        None: as many as the size allows.
    folder : Path
        Of the run.
    spawn : callable
        Does a job in a process of its own, and returns what it found.

    Raises
    ------
    CaseFailedError
    """
    rounds = rounds or default_rounds(rows)
    job = Job(case.name, case.module, "", case.data, rows, rounds, str(folder), "")
    whole = Report()
    if case.data and not job.source.exists():
        spawn(replace(job, module="data", way="make"))
    if case.before:
        spawn(replace(job, way=case.before))
    for way in in_turn(1 if case.light else rounds, case.ways):
        whole.take(spawn(replace(job, way=way)))
    if case.after:
        whole.take(spawn(replace(job, way=case.after)))
    return whole.measured(case.name, rows)


def run_all(
    chosen: Iterable[tuple[Case, int]],
    rounds: int | None,
    folder: Path,
    spawn: Spawn,
    tell: Tell,
) -> tuple[list[Measured], list[str]]:
    """Measure many cases; one that fails is told and named, and the others go on."""
    found: list[Measured] = []
    failures: list[str] = []
    for case, rows in chosen:
        tell(f"{case.name}, {size_name(rows)} rows: {case.says} ...")
        try:
            new = measure(case, rows, rounds, folder, spawn)
        except CaseFailedError as error:
            failures.append(f"{case.name} at {rows:,} rows failed.")
            tell(f"{failures[-1]} {error}")
            continue
        found += new
        for one in new:  # at once, for a run that is ended before its table
            tell(f"  {sentence(one)}")
    return found, failures


class Processes:
    """Spawns a process for each job; it ends with the answer written, or fails.

    Parameters
    ----------
    script : Path
        Called with ``--child JOB``.
    memory : frozenset of str
        Cases whose peak memory is measured.
    """

    def __init__(self, script: Path, memory: frozenset[str] = frozenset()) -> None:
        self._script = script
        self._memory = memory

    def __call__(self, job: Job) -> Report:
        """Do a job.

        Raises
        ------
        CaseFailedError
        """
        answer = Path(job.folder) / "answer.json"
        answer.unlink(missing_ok=True)
        told = replace(job, answer=str(answer)).to_json()
        try:
            ended = subprocess.run(
                [sys.executable, str(self._script), "--child", told],
                env=environment(Path(job.folder)),
                capture_output=True,
                text=True,
                timeout=_PATIENCE_S,
            )
        except subprocess.TimeoutExpired as error:
            raise CaseFailedError(f"{job.way} took more than an hour.") from error
        if ended.returncode or not answer.is_file():
            last = ended.stderr.strip().splitlines()[-_LAST_LINES:]
            raise CaseFailedError(
                f"{job.way} ended with {ended.returncode}: {' / '.join(last)}"
            )
        kept = json.loads(answer.read_text(encoding="utf-8"))
        report = Report(kept["found"])
        if job.case in self._memory and job.way in ("ours", "ordinary"):
            report.add("peak memory", "MB", **{job.way: [kept["peak_mb"]]})
        return report


def environment(folder: Path) -> dict[str, str]:
    """Return a process's variables: this checkout, no display, no one's settings."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "CLAIM_TRIAGE_HOME": str(folder / "home"),
    }


def child(line: str) -> int:
    """Do one job in this process, and write what it found; return the exit status."""
    job = Job.from_json(line)
    module = importlib.import_module(f"speed.cases.{job.module}")
    report = getattr(module, job.way)(job) or Report()
    kept = {"found": report.found, "peak_mb": peak_mb()}
    Path(job.answer).write_text(json.dumps(kept), encoding="utf-8")
    return 0


def peak_mb() -> float:
    """Return this process's highest memory so far, in MB (10 ** 6 bytes).

    On Linux the kernel's own mark of this program's memory: ``ru_maxrss`` there starts
    from that of the process that began this one.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    import resource

    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 1e6 if sys.platform == "darwin" else size * 1024 / 1e6
