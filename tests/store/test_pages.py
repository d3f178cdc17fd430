"""The decision log by pages: the same records, and the same refusals."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage_app.domain.decisions import Record
from triage_app.domain.errors import WorkspaceDamagedError
from triage_app.domain.log_page import LogPage
from triage_app.store import pages
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces


def by_pages(store: SqliteWorkspace, after: int = 0) -> list[Record]:
    return [record for page in store.pages(after) for record in page]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=st.lists(st.text(max_size=8), max_size=6), score=st.none() | st.floats(0, 1)
)
def test_pages_hold_what_the_log_holds_whatever_a_note_says(
    store: SqliteWorkspace, make: Any, notes: list[str], score: float | None
) -> None:
    kept = [
        make.decision(note=note, p_claim=score, active_ms=number or None)
        for number, note in enumerate([*notes, "\0", "a\x1fb", "a,b"])
    ]
    store.append(kept)
    found, alone = by_pages(store), list(store.records())
    assert found == alone
    assert [one.decided_at for one in found] == [one.decided_at for one in alone]


def test_pages_follow_one_another_without_a_gap(
    store: SqliteWorkspace, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append([make.decision(score_visible=bool(n % 2)) for n in range(23)])
    monkeypatch.setattr(pages, "ROWS", 5)
    found = list(store.pages())
    assert [len(page) for page in found] == [5, 5, 5, 5, 3]
    assert all(isinstance(page, LogPage) for page in found)
    for after in (0, 4, 5, 22, 23, 99):
        assert by_pages(store, after) == list(store.records(after))


def test_a_note_with_the_separator_is_read_the_slower_way(
    store: SqliteWorkspace, make: Any
) -> None:
    store.append([make.decision(note="a\x1fb")])
    (page,) = store.pages()
    assert not isinstance(page, LogPage)
    assert page[0].decision.note == "a\x1fb"


@pytest.mark.parametrize(
    "change",
    [
        "note = x'ff00'",
        "note = x'41'",
        "verdict = 'perhaps'",
        "kind = 'veto'",
        "why_shown = ''",
        "p_claim = 'high'",
        "active_ms = 'long'",
        "active_ms = 1.5",
    ],
)
def test_a_changed_record_is_refused_as_it_is_one_by_one(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None], change: str
) -> None:
    tamper(f"UPDATE decisions SET {change} WHERE seq = 3")
    store = stores.open(closed)
    with pytest.raises(WorkspaceDamagedError) as alone:
        list(store.records())
    with pytest.raises(WorkspaceDamagedError) as together:
        list(store.pages())
    store.close()
    assert str(together.value) == str(alone.value)
    assert "record 3 of its decision log was changed" in str(alone.value)


def test_a_broken_text_is_refused_as_it_is_one_by_one(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("UPDATE decisions SET note = CAST(x'c328' AS TEXT) WHERE seq = 2")
    store = stores.open(closed)
    with pytest.raises(WorkspaceDamagedError, match="is damaged, so its decisions"):
        list(store.pages())
    store.close()


def test_a_record_that_is_gone_leaves_the_others(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM decisions WHERE seq = 2")
    store = stores.open(closed)
    assert [record.seq for record in by_pages(store)] == [1, 3, 4, 5]
    assert by_pages(store) == list(store.records())
    store.close()
