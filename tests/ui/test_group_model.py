"""A group's members as a Qt table: by framing, ticked, marked where they differ."""

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.case import Case
from triage_app.domain.group_summary import GroupSummary
from triage_app.domain.history import State
from triage_app.domain.policies import BandPolicy
from triage_app.domain.scores import Scores
from triage_app.domain.similarity import Framing, Groups
from triage_app.domain.text_column import TextColumn
from triage_app.domain.visibility import Veil
from triage_app.ui.models.group_model import GroupModel, GroupRole

TEXTS = (
    "someone says bees can count",
    "i think bees can count",
    "bees can count",
    "<img src=file:///x> bees\u202e can 🐝 count twice",
    "we think bees can count",
)
FRAMINGS = (
    Framing.REPORTED,
    Framing.PERSONAL,
    Framing.PLAIN,
    Framing.PLAIN,
    Framing.PERSONAL,
)
CHECK = Qt.ItemDataRole.CheckStateRole


def make_case(texts: Sequence[str], p_claim: float = 0.5) -> Case:
    rows = len(texts)
    chances = np.full(rows, p_claim)
    scores = Scores(chances, chances, chances, np.zeros(rows, np.bool_), "plain-1")
    backlog = Backlog(
        {
            "video_id": TextColumn.from_strings([f"id-{n}" for n in range(rows)]),
            "video_transcription_text": TextColumn.from_strings(texts),
        },
        {Field.ID: "video_id", Field.TRANSCRIPT: "video_transcription_text"},
        {},
        np.arange(rows, dtype=np.int64),
    )
    routing = BandPolicy().route(scores, AuditRule())
    return Case(
        backlog,
        scores,
        routing,
        np.zeros(rows, np.int32),
        ("b-1",),
        ("plain-1",),
        np.zeros(rows, np.int8),
    )


def show(model: GroupModel, case: Case, framings: Sequence[int], row: int = 0) -> None:
    codes = np.array(framings, np.int8)
    groups = Groups(np.zeros(len(case), np.int32), codes)
    summary = GroupSummary.of(groups, case, Veil(), row)
    model.show_group(case, summary, codes, Veil().among(case, summary.rows))


@pytest.fixture
def case() -> Case:
    made = make_case(TEXTS)
    made.states[4] = State.CLAIM
    return made


@pytest.fixture
def model(qapp: QApplication, case: Case) -> GroupModel:
    made = GroupModel()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    made.tester = QAbstractItemModelTester(made, fatal)  # type: ignore[attr-defined]
    show(made, case, FRAMINGS)
    return made


def listed(model: GroupModel) -> list[str]:
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def checks(model: GroupModel) -> list[Qt.CheckState | None]:
    found = [model.index(n, 0).data(CHECK) for n in range(model.rowCount())]
    return [None if check is None else Qt.CheckState(check) for check in found]


def test_members_stand_under_their_framing_and_what_waits_comes_first(
    model: GroupModel,
) -> None:
    assert listed(model) == [
        "Just said · 2",
        "bees can count",
        "<img src=file:///x> bees⟨U+202E⟩ can 🐝 count twice",
        "Reported: somebody said or read it · 1",
        "someone says bees can count",
        "Personal: somebody thinks it · 2",
        "i think bees can count",
        "we think bees can count",
    ]


def test_what_waits_is_ticked_and_what_is_decided_has_no_tick(
    model: GroupModel,
) -> None:
    yes = Qt.CheckState.Checked
    assert checks(model) == [yes, yes, yes, yes, yes, yes, yes, None]
    assert model.ticked == 4
    model.toggle(7)
    assert model.ticked == 4


def test_a_heading_is_partly_ticked_where_some_of_its_kind_are(
    model: GroupModel,
) -> None:
    model.toggle(1)
    assert checks(model)[:3] == [
        Qt.CheckState.PartiallyChecked,
        Qt.CheckState.Unchecked,
        Qt.CheckState.Checked,
    ]
    assert model.exceptions() == {2}
    model.toggle(0)
    assert model.exceptions() == frozenset()
    model.toggle(0)
    assert model.exceptions() == {2, 3}


def test_a_screen_reader_can_tick_and_hears_what_holds(model: GroupModel) -> None:
    index = model.index(4, 0)
    assert model.setData(index, Qt.CheckState.Unchecked.value, CHECK)
    assert model.exceptions() == {0}
    spoken = model.index(7, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "we think bees can count, Claim"
    assert not model.setData(model.index(7, 0), Qt.CheckState.Checked.value, CHECK)


def test_labels_stay_hidden_until_the_verdict(model: GroupModel) -> None:
    assert model.index(6, 0).data(GroupRole.LABEL) == ""
    assert model.index(7, 0).data(GroupRole.LABEL) == "claim"


def test_what_differs_from_the_card_is_marked_in_qts_units(model: GroupModel) -> None:
    spans = model.index(6, 0).data(GroupRole.SPANS)
    assert [tuple(span) for span in spans] == [(0, 7)]
    assert list(model.index(4, 0).data(GroupRole.SPANS)) == []
    assert model.index(4, 0).data(GroupRole.HELD)
    shown = listed(model)[2].encode("utf-16-le")
    start, length = model.index(2, 0).data(GroupRole.SPANS)[-1]
    assert shown[2 * start : 2 * (start + length)].decode("utf-16-le") == "twice"


def test_tooltips_show_markup_as_text(model: GroupModel) -> None:
    tooltip = model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img" in tooltip


def test_exceptions_outlive_another_look_at_the_group(
    model: GroupModel, case: Case
) -> None:
    model.toggle(6)
    kept = model.exceptions()
    groups = Groups(np.zeros(5, np.int32), np.array(FRAMINGS, np.int8))
    summary = GroupSummary.of(groups, case, Veil(), 0)
    model.show_group(
        case, summary, groups.framings, np.ones(5, np.bool_), exceptions=kept
    )
    assert model.exceptions() == {1}
    assert model.ticked == 3


def test_a_hundred_thousand_members_need_no_object_each(qapp: QApplication) -> None:
    texts = ["bees can count"] * 100_000
    model = GroupModel()
    show(model, make_case(texts), [Framing.PLAIN] * len(texts))
    assert model.rowCount() == 100_001
    assert model.ticked == 100_000
    model.toggle(0)
    assert model.ticked == 0
    assert model.place_of(99_999) == 100_000
