"""Naming, renaming and deleting saved filters, each mistake with its sentence."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from triage_app.domain.errors import FilterError
from triage_app.domain.queue import QueueQuery
from triage_app.domain.saved_filters import MOST_SAVED, SavedFilter, kept
from triage_app.ui.dialogs.saved_filters_dialog import (
    FilterNameDialog,
    SavedFiltersDialog,
)
from triage_app.ui.theme import Theme


def saved(*names: str) -> tuple[SavedFilter, ...]:
    return tuple(SavedFilter.of(name, QueueQuery(search=name)) for name in names)


@pytest.fixture
def naming(theme: Theme, qtbot: QtBot) -> Iterator[FilterNameDialog]:
    made = FilterNameDialog(theme, ("viral",))
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def listing(theme: Theme, qtbot: QtBot) -> Iterator[SavedFiltersDialog]:
    made = SavedFiltersDialog(theme, saved("a", "b", "c"))
    qtbot.addWidget(made)
    yield made
    made.close()


def names(dialog: SavedFiltersDialog) -> list[str]:
    return [one.name for one in dialog.saved()]


def test_a_good_name_can_be_saved(naming: FilterNameDialog) -> None:
    save = next(b for b in naming.findChildren(QPushButton) if b.text() == "Save")
    assert not save.isEnabled()
    naming.field.setText("  busy   ones ")
    assert save.isEnabled()
    assert naming.name() == "busy ones"
    assert naming.hint.text() == ""


@pytest.mark.parametrize(
    ("typed", "sentence", "good"),
    [
        ("VIRAL", "This replaces the filter “viral”.", True),
        ("x" * 61, "The name is longer than 60 characters.", False),
        ("a\u202eb", "The name holds characters that can't be seen.", False),
    ],
)
def test_what_a_name_would_do_is_said(
    naming: FilterNameDialog, typed: str, sentence: str, good: bool
) -> None:
    naming.field.setText(typed)
    assert naming.hint.text() == sentence
    assert naming.field.accessibleDescription() == sentence
    save = next(b for b in naming.findChildren(QPushButton) if b.text() == "Save")
    assert save.isEnabled() is good


def test_a_filter_is_renamed_in_place(listing: SavedFiltersDialog) -> None:
    listing.list.item(1).setText("  bee ")
    assert names(listing) == ["a", "bee", "c"]
    assert listing.saved()[1].query.search == "b"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("C", "Another filter is called “C”."),
        ("", "The filter needs a name."),
    ],
)
def test_a_name_that_can_not_be_used_changes_nothing(
    listing: SavedFiltersDialog, typed: str, sentence: str
) -> None:
    listing.list.item(1).setText(typed)
    assert listing.problem.text() == sentence
    assert names(listing) == ["a", "b", "c"]
    assert listing.list.item(1).text() == "b"


def test_filters_are_deleted_until_none_is_left(listing: SavedFiltersDialog) -> None:
    listing.list.setCurrentRow(1)
    listing.delete_current()
    assert names(listing) == ["a", "c"]
    for _ in range(3):
        listing.delete_current()
    assert names(listing) == []
    delete = next(b for b in listing.findChildren(QPushButton) if b.text() == "Delete")
    assert not delete.isEnabled()


def test_a_name_in_use_is_replaced_and_fifty_are_enough() -> None:
    (again,) = saved("B")
    assert [one.name for one in kept(saved("a", "b"), again)] == ["a", "B"]
    full = saved(*(f"f{n}" for n in range(MOST_SAVED)))
    with pytest.raises(FilterError, match="50 filters are saved already"):
        kept(full, again)
    with pytest.raises(FilterError, match="There is no filter to save"):
        SavedFilter.of("x", QueueQuery())
