"""kill -9 in a scripted review through the services: nothing lost, nothing doubled.

Eight kills in an ordinary run; a hundred, and a hundred with a disk that is full now
and then, with TRIAGE_LONG=1.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from triage_app.services.statistics import verify
from triage_app.services.workspaces import Workspaces
from triage_app.store.workspaces import SqliteWorkspaces

_LONG = bool(os.environ.get("TRIAGE_LONG"))
_PROJECT = Path(__file__).parents[2]
_SCRIPT = Path(__file__).with_name("scripted_review.py")
_MOST_ROUNDS = 30
_ITEMS = 60
Drafts = dict[str, dict[str, str]]


@dataclass
class Account:
    """What was acknowledged over all rounds."""

    ids: list[str] = field(default_factory=list)
    drafts: Drafts = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    unacknowledged: int = 0

    def take(self, lines: list[bytes]) -> None:
        """Take in what a reviewer said; its last line may be half printed."""
        for line in lines:
            if not line.endswith(b"\n"):
                continue
            told = json.loads(line)
            if "refused" in told:
                self.refusals.append(told["refused"])
                continue
            # What landed before and was asked for again is acknowledged once.
            self.ids += [one for one in told["ids"] if one not in set(self.ids)]
            self.drafts = told["drafts"] or self.drafts
            self.kinds.add(told["did"])


def start(folder: Path, seed: int, failure: str = "sound") -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(_SCRIPT), str(folder), str(seed), failure]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=_PROJECT
    )


def kill(
    reviewer: "subprocess.Popen[bytes]", chance: random.Random
) -> tuple[list[bytes], bytes]:
    """Kill a reviewer some moment after some lines; return what it said."""
    assert reviewer.stdout is not None
    assert reviewer.stderr is not None
    enough = chance.choice([0, 1, 5, 20, chance.randint(0, 80)])
    lines = [reviewer.stdout.readline() for _ in range(enough)]
    with suppress(subprocess.TimeoutExpired):
        reviewer.wait(timeout=chance.random() * (0.02 if enough else 1.0))
    reviewer.kill()
    lines += reviewer.stdout.readlines()
    errors = reviewer.stderr.read()
    reviewer.wait()
    reviewer.stdout.close()
    reviewer.stderr.close()
    return lines, errors


def check(folder: Path, account: Account) -> None:
    """See that what is kept is what was acknowledged, or one step more."""
    workspace = Workspaces(SqliteWorkspaces(lock_wait=1.0), clock).open(folder)
    try:
        kept = [r.decision.decision_id for r in workspace.store.records()]
        assert len(kept) == len(set(kept))
        known = set(account.ids)
        assert [one for one in kept if one in known] == account.ids
        more = [one for one in kept if one not in known]
        steps = {r.decision.step for r in workspace.store.records()
                 if r.decision.decision_id in more}  # fmt: skip
        assert len(steps) <= 1
        account.unacknowledged += len(steps)
        account.ids = kept
        for moderator, before in list(account.drafts.items()):
            now = workspace.store.drafts(moderator)
            gone = before.items() - now.items()
            assert len(gone) <= max(1, len(more))  # the step that was under way
            account.drafts[moderator] = now
        found = verify(workspace)
        assert found.problems == ()
        assert found.check.decisions == len(kept)
        assert workspace.counts().conserved
        newest = SqliteWorkspaces().backups(folder)[:1]
        assert all(one.records is not None for one in newest)
    finally:
        workspace.close()


def clock() -> datetime:
    return datetime.now(UTC)


def make_workspace(folder: Path, make: Any) -> None:
    store = SqliteWorkspaces().open(folder, create=True)
    store.add_import(
        make.imported(added=_ITEMS),
        make.backlog(_ITEMS),
        make.scores(_ITEMS),
        make.report(),
    )
    store.close()


def review_until_killed(
    folder: Path,
    make: Any,
    rounds: int,
    failure: str,
    seed: int,
    enough: Callable[[Account], object] = lambda _account: True,
) -> Account:
    """Kill so many times, and on a slow machine until enough was said to be kept."""
    make_workspace(folder, make)
    chance, account = random.Random(seed), Account()
    backups = Workspaces(SqliteWorkspaces(), clock).backups
    for number in range(max(rounds, _MOST_ROUNDS)):
        if number >= rounds and enough(account):
            break
        lines, errors = kill(start(folder, seed * 1000 + number, failure), chance)
        assert errors == b""
        account.take(lines)
        check(folder, account)
        if number % 4 == 3 and backups.of(folder):
            done = backups.restore(folder)
            assert (done.records, done.lost) == (len(account.ids), 0)
            check(folder, account)
    return account


def test_nothing_acknowledged_is_lost_or_doubled(folder: Path, make: Any) -> None:
    kinds = {"opened", "verdict", "bulk", "undo", "redo", "draft"}

    def enough(account: Account) -> bool:
        return kinds <= account.kinds and len(account.ids) > 25

    rounds = 100 if _LONG else 4
    account = review_until_killed(folder, make, rounds, "sound", 7, enough)
    assert account.refusals == []
    assert enough(account)


def test_nothing_is_lost_where_the_disk_is_full_now_and_then(
    folder: Path, make: Any
) -> None:
    def enough(account: Account) -> bool:
        return bool(account.refusals) and len(account.ids) > 20

    rounds = 100 if _LONG else 3
    account = review_until_killed(folder, make, rounds, "full", 11, enough)
    assert enough(account)
    assert {one.partition(",")[0] for one in account.refusals} == {"The disk is full"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes that can grow."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    if os.name != "posix" or os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small disk")
    made = [mount, "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)]
    if subprocess.run(made, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_really_full_refuses_and_goes_on_when_there_is_room(
    small_disk: Path, make: Any
) -> None:
    folder = small_disk / "november.triage"
    make_workspace(folder, make)
    chance, account = random.Random(3), Account()
    for number in range(25 if _LONG else 1):
        reviewer = start(folder, 300 + number)
        assert reviewer.stdout is not None
        lines = []
        while not lines or b"The disk is full" not in lines[-1]:
            lines.append(reviewer.stdout.readline())
            assert lines[-1]
        size = 1500 + 400 * (number + 1)
        grown = ["mount", "-o", f"remount,size={size}k", str(small_disk)]
        more, errors = kill(reviewer, chance)
        account.take([*lines, *more])
        subprocess.run(grown, check=True)
        assert errors == b""
        check(folder, account)
    assert any(told.startswith("The disk is full") for told in account.refusals)
    assert all(
        told.startswith(("The disk is full", "The disk has too little room"))
        for told in account.refusals
    )


def test_a_folder_made_read_only_meanwhile_loses_nothing(
    folder: Path, make: Any
) -> None:
    if os.name != "posix":
        pytest.skip("permissions of this kind are POSIX's")
    bind: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("permissions don't bind root, and there is no setpriv")
        bound = "-dac_override,-dac_read_search"
        bind = ["setpriv", f"--bounding-set={bound}", f"--inh-caps={bound}"]
    make_workspace(folder, make)
    chance, account = random.Random(5), Account()
    for number in range(25 if _LONG else 2):
        command = [*bind, sys.executable, str(_SCRIPT), str(folder), str(number)]
        reviewer = subprocess.Popen(
            [*command, "sound"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_PROJECT,
        )
        assert reviewer.stdout is not None
        lines = [reviewer.stdout.readline() for _ in range(10)]
        entries = [*folder.rglob("*"), folder]
        for path in entries:
            path.chmod(0o555 if path.is_dir() else 0o444)
        while not lines or b"refused" not in lines[-1]:
            lines.append(reviewer.stdout.readline())
            assert lines[-1]
        more, errors = kill(reviewer, chance)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        assert errors == b""
        account.take([*lines, *more])
        check(folder, account)
    assert account.refusals
    for told in account.refusals:
        assert "november.triage" in told
        assert any(
            word in told for word in ("permission", "can't be written", "out of reach")
        )
