"""The panel says why, marks the right words, and keeps nothing of the item before."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from triage_app.domain.backlog import Field
from triage_app.domain.case import Item
from triage_app.domain.explanation import (
    CountEffect,
    Explanation,
    HeadAccount,
    Part,
    Words,
)
from triage_app.domain.guard_reading import GuardReading
from triage_app.ui.theme import Scheme, Theme
from triage_app.ui.views.effect_rows import EffectRow, EffectRows
from triage_app.ui.views.explanation_panel import ExplanationPanel
from triage_app.ui.views.marked_transcript import LONGEST, MarkedTranscript

MakeItem = Callable[..., Item]
Line = QTextCharFormat.UnderlineStyle


def words(*spans: tuple[int, int, float]) -> Words:
    starts, stops, weights = zip(*spans, strict=True)
    return Words(np.array(starts), np.array(stops), np.array(weights, dtype=float))


def account(*parts: Part, marked: Words | None = None) -> HeadAccount:
    log_odds = -0.5 + sum(part.weight for part in parts)
    return HeadAccount(log_odds, -0.5, parts, marked or words((0, 1, 1.0)))


@pytest.fixture
def found() -> Explanation:
    parts = Part("read that", 1, 1.25), Part("hollow", 2, -0.75), Part("a", 1, 0.001)
    return Explanation(
        model_id="base-2-abc",
        p_claim=0.98,
        p_text=0.96,
        p_engagement=0.88,
        p_without_counts=0.93,
        p_without_words=0.88,
        text=account(*parts, marked=words((9, 13, 1.25), (31, 37, -0.75))),
        general=None,
        counts=(
            CountEffect(Field.VIEWS, 9_000.0, 0.95, 1.5),
            CountEffect(Field.LIKES, 10.0, None, -0.25),
        ),
        guard=GuardReading(False, 8, 8, 0.93, 6),
    )


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> Iterator[ExplanationPanel]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 320)
    made = ExplanationPanel(theme)
    QVBoxLayout(window).addWidget(made)
    with qtbot.waitExposed(window):
        window.show()
    yield made
    window.close()


@pytest.fixture
def transcript(theme: Theme, qtbot: QtBot) -> MarkedTranscript:
    made = MarkedTranscript(theme)
    qtbot.addWidget(made)
    return made


def style_at(transcript: MarkedTranscript, place: int) -> QTextCharFormat:
    cursor = QTextCursor(transcript.document())
    cursor.setPosition(place + 1)
    return cursor.charFormat()


def test_the_panel_says_the_summary_the_words_and_the_counts(
    panel: ExplanationPanel, make_item: MakeItem, found: Explanation
) -> None:
    panel.show_explanation(make_item(), found)
    panel.show()
    assert panel.summary() == (
        "The words say claim (0.96); the counts agree (0.88). "
        "Without the counts it would be 0.93. "
        "The score was given by plain-1; this explains base-2-abc, which says 0.98."
    )
    assert panel.parts.rows() == (
        EffectRow("read that", "", 1.0, "+1.25"),
        EffectRow("hollow", "×2", -0.6, "\N{MINUS SIGN}0.75"),
    )
    assert panel.counts.summary() == (
        "Views 9,000 +1.50 0.95; Likes 10 \N{MINUS SIGN}0.25 –"
    )
    shown = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert "1 more +0.00, start \N{MINUS SIGN}0.50, in all +0.00, held to P" in shown
    assert "Words alone 0.96 · Counts alone 0.88 · Together 0.98" in shown
    assert "Model base-2-abc" in shown


def test_outside_words_show_their_style_and_the_guard_s_reason(
    panel: ExplanationPanel, make_item: MakeItem, found: Explanation
) -> None:
    outside = replace(
        found,
        general=account(Part("hedges", 2, -0.4)),
        guard=GuardReading(True, 14, 2, 0.93, 6),
    )
    panel.show_explanation(make_item(), outside)
    assert "Of its 14 word pairs the model knows 2 (14 %); it needs 93 %." in (
        panel.summary()
    )
    assert panel.parts.accessibleName() == "Strongest traits of style"
    assert [row.name for row in panel.parts.rows()] == ["hedges"]


def test_a_sentence_leaves_nothing_of_the_item_before(
    panel: ExplanationPanel, make_item: MakeItem, found: Explanation
) -> None:
    panel.show_explanation(make_item(), found)
    panel.show()
    tall = panel.sizeHint().height()
    panel.say("The explanation shows after your verdict.", "r2")
    assert panel.summary() == "The explanation shows after your verdict."
    assert panel.accessibleDescription() == panel.summary()
    shown = " ".join(label.text() for label in panel.findChildren(QLabel))
    for secret in ("0.96", "0.98", "claim (", "read that"):
        assert secret not in shown
    assert panel.parts.rows() == panel.counts.rows() == ()
    assert panel.parts.accessibleDescription() == ""
    assert panel.transcript.toPlainText() == ""
    assert panel.sizeHint().height() < tall / 2


def test_the_side_of_a_mark_is_told_by_its_line_as_well_as_its_colour(
    transcript: MarkedTranscript, theme: Theme
) -> None:
    transcript.show_words("told me maybe", words((0, 4, 1.2), (8, 13, -0.6)))
    assert transcript.marks() == [("told", 1.2), ("maybe", -0.6)]
    claim, opinion = style_at(transcript, 0), style_at(transcript, 8)
    assert claim.underlineStyle() is Line.SingleUnderline
    assert opinion.underlineStyle() is Line.DotLine
    assert claim.toolTip() == "+1.20 towards claim"
    assert opinion.toolTip() == "\N{MINUS SIGN}0.60 towards opinion"
    grounds = claim.background().color(), opinion.background().color()
    assert grounds[0].alphaF() > grounds[1].alphaF() > 0.1
    assert style_at(transcript, 5).underlineStyle() is Line.NoUnderline


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_marks_take_the_colours_in_force(
    transcript: MarkedTranscript, theme: Theme, scheme: Scheme
) -> None:
    transcript.show_words("told", words((0, 4, 1.2)))
    theme.apply(scheme)
    ink = style_at(transcript, 0).underlineColor().name().upper()
    assert ink == theme.palette.claim


def test_marks_stand_behind_what_was_written_out(transcript: MarkedTranscript) -> None:
    text = "\u202eI\u200b told 🐙 \r\nصديق <b>maybe</b>"
    spans = [(text.index(w), text.index(w) + len(w)) for w in ("told", "صديق", "maybe")]
    transcript.show_words(text, words(*((a, b, 1.0) for a, b in spans)))
    assert [word for word, _ in transcript.marks()] == ["told", "صديق", "maybe"]
    assert "<b>maybe</b>" in transcript.toPlainText()


def test_a_very_long_text_is_cut_and_marked_in_time(
    transcript: MarkedTranscript,
) -> None:
    size = 50_000
    starts = np.arange(size, dtype=np.intp) * 5
    marked = Words(starts, starts + 4, np.random.default_rng(0).normal(size=size))
    begun = time.perf_counter()
    transcript.show_words("word " * size, marked)
    assert time.perf_counter() - begun < 1
    assert len(transcript.toPlainText()) <= LONGEST + 1
    assert 0 < len(transcript.marks()) <= 400


def test_unbroken_text_is_laid_out_in_time(transcript: MarkedTranscript) -> None:
    begun = time.perf_counter()
    transcript.show_words("x" * 100_000, words((0, 100_000, 1.0)))
    assert time.perf_counter() - begun < 1
    assert len(transcript.marks()) == 1


def test_escape_and_the_button_ask_to_close(
    panel: ExplanationPanel, qtbot: QtBot
) -> None:
    panel.say("wait")
    panel.show()
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel.transcript, Qt.Key.Key_Escape)


def test_rows_tell_a_screen_reader_what_they_paint(theme: Theme, qtbot: QtBot) -> None:
    rows = EffectRows(theme, "Strongest words")
    qtbot.addWidget(rows)
    evil = "<img src=x>\u202e"
    rows.show_rows([EffectRow(evil, "×2", 0.5, "+1.00", "0.93")])
    rows.resize(120, 60)
    rows.grab()
    assert rows.accessibleDescription() == "<img src=x>⟨U+202E⟩ ×2 +1.00 0.93"


def test_a_claim_s_bar_goes_right_and_an_opinion_s_left(
    theme: Theme, qtbot: QtBot
) -> None:
    rows = EffectRows(theme, "Strongest words")
    qtbot.addWidget(rows)
    rows.show_rows([EffectRow("a", "", 1.0, "+1"), EffectRow("b", "", -1.0, "-1")])
    rows.resize(300, rows.sizeHint().height())
    picture = rows.grab().toImage()

    def reach(row: int, colour: str) -> list[int]:
        y = 14 + 22 * row + 11
        wanted = theme.colour(colour).name()
        return [x for x in range(300) if picture.pixelColor(x, y).name() == wanted]

    assert min(reach(0, "claim")) >= max(reach(1, "opinion"))
    assert not reach(0, "opinion")
    assert not reach(1, "claim")
