"""The queue as a Qt table: what a cell says, and that the model keeps Qt's rules."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.case import Case
from triage_app.domain.history import State
from triage_app.domain.policies import BandPolicy
from triage_app.domain.queue import Column, QueueQuery, Tab, arrange
from triage_app.domain.routing import Reason
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.domain.visibility import ScoreVisibility, Veil
from triage_app.ui.models import queue_model
from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.models.roles import COLUMNS, Role

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
P_CLAIM = [0.9, 0.7, 0.5, 0.3, 0.1, np.nan]


@pytest.fixture
def case() -> Any:
    rows = len(P_CLAIM)
    texts = ["<b>bold</b>", "two\nlines", "plain", "\u202eevil", "last", ""]
    raw = {
        "video_id": TextColumn.from_strings(f"id{row}" for row in range(rows)),
        "video_transcription_text": TextColumn.from_strings(texts),
        "author_ban_status": TextColumn.from_strings(["active"] * rows),
        "claim_status": TextColumn.from_strings(["claim"] * rows),
    }
    numbers = {
        Field.VIEWS: np.array([1000.0, 0, 50, np.nan, 5, 1]),
        Field.LIKES: np.array([100.0, 0, 5, 1, 1, 1]),
        Field.DURATION: np.array([43.0, 5, 125, np.nan, 1, 1]),
    }
    backlog = Backlog(raw, {Field(n): n for n in raw}, numbers, np.arange(rows) + 2)
    p_claim = np.array(P_CLAIM)
    scores = Scores(p_claim, p_claim, p_claim, np.zeros(len(p_claim), np.bool_), "m")
    return Case(
        backlog,
        scores,
        BandPolicy().route(scores, AuditRule()),
        np.zeros(rows, np.int32),
        ("b",),
        ("m",),
        np.zeros(rows, np.int8),
    )


def show(model: QueueModel, case: Case, query: Any = None, match: Any = ()) -> Any:
    hidden = Veil(ScoreVisibility.HIDDEN).rows(case)
    rows = arrange(case, query or QueueQuery(), hidden)
    model.show_rows(case, rows, hidden, match)
    return hidden


@pytest.fixture
def model(qapp: QApplication, case: Case) -> Iterator[Any]:
    model = QueueModel()
    tester = QAbstractItemModelTester(model, FATAL)
    show(model, case)
    yield model
    tester.deleteLater()
    model.deleteLater()


def cell(
    model: QueueModel,
    position: Any,
    column: Any,
    role: Any = Qt.ItemDataRole.DisplayRole,
) -> Any:
    return model.index(position, COLUMNS.index(column)).data(role)


def test_it_shows_the_rows_of_the_query_in_their_order(model: QueueModel) -> None:
    assert model.rowCount() == 4
    assert [cell(model, place, Column.ID) for place in range(4)] == [
        "id1",
        "id2",
        "id3",
        "id5",
    ]
    assert [cell(model, place, Column.POSITION) for place in range(4)] == list("1234")


def test_score_and_reason_of_an_undecided_review_item_are_not_in_the_model(
    model: QueueModel,
) -> None:
    assert cell(model, 0, Column.P_CLAIM) == "–"
    assert cell(model, 0, Column.REASON) == "–"
    for role in (Role.P_CLAIM, Role.LABEL):
        assert not cell(model, 0, Column.P_CLAIM, role)
    assert cell(model, 0, Column.P_CLAIM, Role.HIDDEN)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert cell(model, 0, Column.P_CLAIM, spoken) == "hidden until your verdict"


def test_they_show_once_the_item_is_decided(
    model: QueueModel, case: Case, qtbot: QtBot
) -> None:
    case.set_state(1, State.OPINION)
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.rows_changed([1], Veil(ScoreVisibility.HIDDEN))
    first, last = changed.args[:2]
    assert (first.row(), last.row(), last.column()) == (0, 0, len(COLUMNS) - 1)
    assert cell(model, 0, Column.P_CLAIM) == "0.70"
    assert cell(model, 0, Column.P_CLAIM, Role.P_CLAIM) == 0.7
    assert cell(model, 0, Column.REASON) == "Uncertain"
    assert cell(model, 0, Column.VERDICT) == "Opinion"
    assert cell(model, 0, Column.VERDICT, Role.STATE) is State.OPINION
    assert cell(model, 0, Column.VERDICT, Role.OVERRIDE)
    assert cell(model, 1, Column.P_CLAIM) == "–"


def test_an_audited_item_says_so_only_once_it_is_decided(
    model: QueueModel, case: Case
) -> None:
    case.routing.reasons[1] = Reason.AUDIT
    shown = Veil(ScoreVisibility.SHOWN)
    model.rows_changed([1], shown)
    assert cell(model, 0, Column.REASON) == ""
    case.set_state(1, State.CLAIM)
    model.rows_changed([1], shown)
    assert cell(model, 0, Column.REASON) == "Audit sample"


def test_an_automatic_lane_shows_its_scores(model: QueueModel, case: Case) -> None:
    show(model, case, QueueQuery(Tab.LIKELY_CLAIM))
    assert cell(model, 0, Column.P_CLAIM) == "0.90"
    assert cell(model, 0, Column.P_CLAIM, Role.LABEL) == "claim"
    assert not cell(model, 0, Column.VERDICT, Role.OVERRIDE)


def test_an_item_without_a_score_says_nothing_once_it_is_decided(
    model: QueueModel, case: Case
) -> None:
    case.set_state(5, State.CLAIM)
    model.rows_changed([5], Veil(ScoreVisibility.HIDDEN))
    assert cell(model, 3, Column.P_CLAIM) == "–"
    assert cell(model, 3, Column.REASON) == "Nothing to score"
    assert not cell(model, 3, Column.VERDICT, Role.OVERRIDE)


def test_missing_numbers_are_dashes(model: QueueModel) -> None:
    assert cell(model, 2, Column.VIEWS) == "–"
    assert cell(model, 2, Column.DURATION) == "–"
    assert cell(model, 0, Column.LIKES_PER_VIEW) == "–"
    assert cell(model, 1, Column.LIKES_PER_VIEW) == "0.10"
    assert cell(model, 1, Column.DURATION) == "2:05 min"


def test_text_is_one_line_with_hidden_characters_written_out(
    model: QueueModel, case: Case
) -> None:
    assert cell(model, 0, Column.TRANSCRIPT) == "two lines"
    assert cell(model, 2, Column.TRANSCRIPT) == "⟨U+202E⟩evil"
    show(model, case, QueueQuery(Tab.LIKELY_CLAIM))
    tip = cell(model, 0, Column.TRANSCRIPT, Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;bold" in tip
    assert "<b>" not in tip


def test_the_reference_label_is_in_no_cell_under_no_role(model: QueueModel) -> None:
    roles = [*Qt.ItemDataRole, *Role]
    said = {
        str(model.index(row, column).data(role))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for role in roles
        if role not in (Role.MATCH,)
    }
    assert "claim" not in said


def test_rows_that_are_not_shown_have_no_position(model: QueueModel) -> None:
    assert model.position_of(0) is None
    assert model.position_of(None) is None
    assert model.position_of(99) is None
    assert model.row_at(0) == 1


def test_the_words_of_the_search_reach_the_delegate(
    model: QueueModel, case: Case
) -> None:
    show(model, case, match=["plain"])
    assert cell(model, 0, Column.TRANSCRIPT, Role.MATCH) == ["plain"]


def test_the_headings_name_the_columns(model: QueueModel) -> None:
    horizontal = Qt.Orientation.Horizontal
    names = [model.headerData(place, horizontal) for place in range(len(COLUMNS))]
    assert names[:4] == ["#", "P(claim)", "Id", "Transcript"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(99, horizontal) is None


def test_cells_have_no_children_and_nothing_lies_beyond_the_end(
    model: QueueModel,
) -> None:
    inside = model.index(0, 0)
    assert model.rowCount(inside) == 0
    assert model.columnCount(inside) == 0
    assert model.data(QModelIndex()) is None


def ids(model: QueueModel) -> list[str]:
    return [str(cell(model, place, Column.ID)) for place in range(model.rowCount())]


def test_a_row_moves_up_and_down_and_those_between_make_room(model: QueueModel) -> None:
    model.move(0, 2)
    assert ids(model) == ["id2", "id3", "id1", "id5"]
    model.move(3, 1)
    assert ids(model) == ["id2", "id5", "id3", "id1"]
    assert [model.position_of(row) for row in (2, 5, 3, 1)] == [0, 1, 2, 3]


def test_a_row_leaves_the_list_and_the_rest_is_numbered_anew(
    model: QueueModel, qtbot: QtBot
) -> None:
    assert model.position_of(2) == 1
    with qtbot.waitSignal(model.rowsRemoved):
        model.remove(1)
    assert ids(model) == ["id1", "id3", "id5"]
    assert model.position_of(2) is None
    assert model.position_of(5) == 2
    assert cell(model, 1, Column.POSITION) == "2"
    model.remove(2)
    assert ids(model) == ["id1", "id3"]


def test_many_rows_are_drawn_anew_at_one_go(
    model: QueueModel, case: Case, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_model, "_MOST_APART", 2)
    for row in (1, 2, 3):
        case.set_state(row, State.CLAIM)
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.rows_changed([1, 2, 3], Veil(ScoreVisibility.HIDDEN))
    assert changed.args[1].row() == 3
    assert [cell(model, place, Column.P_CLAIM) for place in range(3)] == [
        "0.70",
        "0.50",
        "0.30",
    ]


def test_where_two_verdicts_are_to_be_settled_the_table_tells_neither(
    model: QueueModel, case: Case
) -> None:
    case.set_state(1, State.CLAIM, disputed=True)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    hidden = Veil(ScoreVisibility.HIDDEN).rows(case)
    model.show_rows(case, np.array([1]), hidden, settling=True)
    assert cell(model, 0, Column.VERDICT) == "–"
    assert cell(model, 0, Column.VERDICT, Role.STATE) is State.PENDING
    assert not cell(model, 0, Column.VERDICT, Role.OVERRIDE)
    assert cell(model, 0, Column.VERDICT, spoken) == "two verdicts disagree"
    model.show_rows(case, np.array([1]), hidden)
    assert cell(model, 0, Column.VERDICT) == "Claim"


def test_a_million_rows_are_shown_without_an_object_for_each(
    qapp: QApplication,
) -> None:
    rows = 1_000_000
    p_claim = np.linspace(1, 0, rows)
    scores = Scores(p_claim, p_claim, p_claim, np.zeros(len(p_claim), np.bool_), "m")
    big = Case(
        Backlog(
            {"video_id": TextColumn.all_missing(rows)},
            {Field.ID: "video_id"},
            {},
            np.arange(rows),
        ),
        scores,
        BandPolicy().route(scores, AuditRule()),
        np.zeros(rows, np.int32),
        ("b",),
        ("m",),
        np.zeros(rows, np.int8),
    )
    model = QueueModel()
    model.show_rows(big, np.arange(rows), np.zeros(rows, np.bool_))
    assert model.rowCount() == rows
    assert cell(model, rows - 1, Column.POSITION) == "1,000,000"
    assert model.position_of(rows - 1) == rows - 1
    model.deleteLater()
