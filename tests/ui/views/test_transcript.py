"""The transcript is plain, quick, and marks what was searched."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from triage_app.ui.theme import Theme
from triage_app.ui.views.transcript import FIRST_SHOWN, Transcript


@pytest.fixture
def transcript(theme: Theme, qtbot: QtBot) -> Iterator[Transcript]:
    made = Transcript(theme)
    qtbot.addWidget(made)
    made.resize(360, 400)
    made.show()
    yield made
    made.close()


def test_html_is_shown_as_the_text_it_is(transcript: Transcript) -> None:
    transcript.show_text('<b>bold</b> <img src="file:///x.png">')
    assert transcript.text() == '<b>bold</b> <img src="file:///x.png">'


def test_unseen_characters_are_written_out(transcript: Transcript) -> None:
    transcript.show_text("a\u202eb")
    assert transcript.text() == "a⟨U+202E⟩b"


def test_a_long_text_is_cut_until_all_is_asked_for(transcript: Transcript) -> None:
    transcript.show_text("word " * 1_000)
    assert len(transcript.text()) <= FIRST_SHOWN + 1
    more = transcript.more_button()
    assert not more.isHidden()
    assert more.text() == "Show all 5,000 characters"
    more.click()
    assert transcript.text().count("word") == 1_000
    assert more.isHidden()


@pytest.mark.parametrize("text", ["x" * 100_000, "\u0647" * 100_000, "\u200b" * 50_000])
def test_unbroken_text_is_laid_out_in_time(transcript: Transcript, text: str) -> None:
    begun = time.perf_counter()
    transcript.show_text(text)
    assert time.perf_counter() - begun < 0.3
    transcript.show_all()
    assert time.perf_counter() - begun < 3


def test_the_words_of_a_search_are_marked(transcript: Transcript) -> None:
    transcript.show_text("The moon, a Moon", ["moon"])
    marks = transcript.box.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["moon", "Moon"]
    transcript.show_text("another")
    assert transcript.box.extraSelections() == []


def test_text_can_be_selected_and_copied_by_keyboard(transcript: Transcript) -> None:
    transcript.show_text("copy me")
    transcript.box.selectAll()
    transcript.box.copy()
    assert QApplication.clipboard().text() == "copy me"
    assert transcript.box.isReadOnly()


def test_the_box_is_as_tall_as_its_text(transcript: Transcript) -> None:
    transcript.show_text("short")
    low = transcript.box.height()
    transcript.show_text("many words " * 60)
    assert transcript.box.height() > 4 * low
