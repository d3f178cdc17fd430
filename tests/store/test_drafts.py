"""Notes that were begun: kept for whoever began them until a verdict takes them."""

from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.decisions import RecordKind, Verdict
from triage_app.domain.errors import WorkspaceError
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces


def test_a_draft_is_there_after_a_restart_for_whoever_wrote_it(
    stores: SqliteWorkspaces, store: SqliteWorkspace
) -> None:
    store.save_draft("Ada", "007", "looks")
    store.save_draft("Ada", "007", "looks staged \x00é")
    store.save_draft("Ben", "008", "no")
    store.close()
    again = stores.open(store.path)
    assert again.drafts("Ada") == {"007": "looks staged \x00é"}
    assert again.drafts("Ben") == {"008": "no"}
    assert again.drafts("ada") == {}
    assert again.verify().problems == ()
    again.close()


def test_an_empty_draft_is_forgotten(store: SqliteWorkspace) -> None:
    store.save_draft("Ada", "007", "looks")
    store.save_draft("Ada", "007", "")
    store.save_draft("Ada", "009", "")
    assert store.drafts("Ada") == {}


@pytest.mark.parametrize("kind", [RecordKind.VERDICT, RecordKind.SECOND])
def test_a_verdict_takes_its_moderator_s_drafts_along(
    store: SqliteWorkspace, make: Any, kind: RecordKind
) -> None:
    items = [f"i{n}" for n in range(1200)]
    for item in (*items[:3], items[-1], "other"):
        store.save_draft("Ada", item, "looks")
    store.save_draft("Ben", "i0", "mine")
    step = {"kind": kind, "verdict": Verdict.SKIP, "action_id": "step"}
    store.append([make.decision(item_id=item, **step) for item in items])
    assert store.drafts("Ada") == {"other": "looks"}
    assert store.drafts("Ben") == {"i0": "mine"}


def test_a_verdict_taken_back_leaves_the_draft_alone(
    store: SqliteWorkspace, make: Any
) -> None:
    (record,) = store.append([make.decision()])
    store.save_draft("Ada", "007", "on second thought")
    revoked = record.decision.decision_id
    store.append([make.decision(kind=RecordKind.REVOCATION, revokes=revoked)])
    assert store.drafts("Ada") == {"007": "on second thought"}


def test_a_verdict_that_is_refused_keeps_the_draft(
    store: SqliteWorkspace, make: Any
) -> None:
    store.save_draft("Ada", "007", "looks")
    with pytest.raises(WorkspaceError, match="doesn't hold that backlog"):
        store.append([make.decision(backlog_id="none")])
    assert store.drafts("Ada") == {"007": "looks"}


def test_no_draft_is_kept_in_a_workspace_open_to_look(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    store = stores.open(closed, read_only=True)
    with pytest.raises(WorkspaceError, match="only to look at, so the note was not"):
        store.save_draft("Ada", "007", "looks")
    assert store.drafts("Ada") == {}
    store.close()


def test_a_note_that_is_no_unicode_is_refused_in_a_sentence(
    store: SqliteWorkspace,
) -> None:
    store.save_draft("Ada", "007", "looks")
    with pytest.raises(
        WorkspaceError, match="A text isn't valid Unicode, so the note was not kept"
    ):
        store.save_draft("Ada", "007", "half an emoji: \ud83d")
    assert store.drafts("Ada") == {"007": "looks"}
