"""A review that goes on until it is killed; each thing that was kept is acknowledged.

Run as a script with the workspace, a seed and how SQLite is to fail ("full" or
"sound"). It prints one JSON object a line: what was done, the ids of its records, and
the drafts there are now; or the sentence with which something was refused.
"""

import json
import random
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.pool import Pool

from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import ItemError, WorkspaceError
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspaces import Workspaces
from triage_app.store.workspaces import SqliteWorkspaces

MODERATORS = ("Ada", "Ben")
NOTE = "n" * 2500  # so that a page is needed soon


def now() -> datetime:
    return datetime.now(UTC)


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201 - what the parent reads


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no database grow, as on a full disk."""

    def limit(connection: object, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1").fetchall()  # type: ignore[attr-defined]

    def lift(connection: object, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1073741823").fetchall()  # type: ignore[attr-defined]

    event.listen(Pool, "checkout", limit)
    event.listen(Pool, "checkin", lift)
    try:
        yield
    finally:
        event.remove(Pool, "checkout", limit)
        event.remove(Pool, "checkin", lift)


class Review:
    """One moderator's session after another on one workspace."""

    def __init__(self, folder: Path, seed: int, failure: str) -> None:
        self.workspaces = Workspaces(SqliteWorkspaces(lock_wait=2.0), now)
        self.folder = folder
        self.chance = random.Random(seed)
        self.fails = failure == "full"
        self.workspace = self.workspaces.open(folder)
        self.moderator = MODERATORS[0]

    def go_on(self) -> None:
        """Do one thing, by lot, until it is kept."""
        self.moderator = self.chance.choice(MODERATORS)
        kinds = {
            self.verdict: 50,
            self.bulk: 12,
            self.undo: 12,
            self.redo: 8,
            self.draft: 10,
            self.back_up: 3,
            self.settings: 2,
            self.restart: 2,
        }
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        attempt = kind()
        done: list[str] | None = None
        if self.fails and self.chance.random() < 0.3:
            with full_disk():
                done = self.tried(attempt)
        while done is None:
            done = self.tried(attempt)
        drafts = {name: self.workspace.store.drafts(name) for name in MODERATORS}
        say(did=kind.__name__, ids=done, drafts=drafts)

    def tried(self, attempt: Callable[[], list[str]]) -> list[str] | None:
        """Return the ids of what was kept; None where it is to be tried again."""
        try:
            return attempt()
        except ItemError:
            return []
        except WorkspaceError as error:
            say(refused=error.title)
            return None

    def verdict(self) -> Callable[[], list[str]]:
        return self._decide(1)

    def bulk(self) -> Callable[[], list[str]]:
        return self._decide(self.chance.randint(2, 6))

    def _decide(self, number: int) -> Callable[[], list[str]]:
        verdict = self.chance.choice([*Verdict, Verdict.CLAIM, Verdict.OPINION])
        rows = self.chance.sample(range(len(self.workspace.case)), number)
        requests = [
            VerdictRequest(
                row,
                verdict,
                self.moderator,
                NOTE,
                decision_id=str(uuid.UUID(int=self.chance.getrandbits(128), version=4)),
                decided_at=self.workspace.now(),
                active_ms=self.chance.randint(0, 9_000),
            )
            for row in rows
        ]
        return lambda: self._ids(ReviewDesk(self.workspace).decide_many(requests))

    def undo(self) -> Callable[[], list[str]]:
        return self._back(ReviewDesk.undo)

    def redo(self) -> Callable[[], list[str]]:
        return self._back(ReviewDesk.redo)

    def _back(self, method: Callable[..., object]) -> Callable[[], list[str]]:
        key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        moderator, moment = self.moderator, self.workspace.now()
        return lambda: self._ids(
            method(
                ReviewDesk(self.workspace),
                moderator,
                decision_id=key,
                decided_at=moment,
            )
        )

    def draft(self) -> Callable[[], list[str]]:
        row = self.chance.randrange(len(self.workspace.case))
        item = self.workspace.case.item(row).item_id
        note = self.chance.choice(["", "looks", "looks staged", NOTE])
        moderator = self.moderator

        def keep() -> list[str]:
            self.workspace.store.save_draft(moderator, item, note)
            return []

        return keep

    def back_up(self) -> Callable[[], list[str]]:
        def make() -> list[str]:
            try:
                self.workspaces.backups.opened(self.workspace)
            except WorkspaceError as error:
                say(refused=error.title)  # the work goes on without
            return []

        return make

    def settings(self) -> Callable[[], list[str]]:
        shown = self.chance.choice(list(ScoreVisibility))

        def keep() -> list[str]:
            self.workspace.set_visibility(shown, self.moderator)
            return []

        return keep

    def restart(self) -> Callable[[], list[str]]:
        def open_again() -> list[str]:
            self.workspace.close()
            self.workspace = self.workspaces.open(self.folder)
            return []

        return open_again

    @staticmethod
    def _ids(changes: object) -> list[str]:
        records = changes.records  # type: ignore[attr-defined]
        return [record.decision.decision_id for record in records]


def main() -> None:
    review = Review(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    say(did="opened", ids=[], drafts={})
    while True:
        review.go_on()


if __name__ == "__main__":
    main()
