"""Transcripts made to mislead are shown as what they are, and leave as they came."""

import json
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QTextDocument
from PySide6.QtGui import Qt as QtGuiNames
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QTextEdit,
    QWidget,
)

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.decisions import Verdict
from triage_app.formats.reader import FileFormats
from triage_app.services.export import ExportRequest, Preset
from triage_app.ui.notifications import Message
from triage_app.ui.text import visible

CLAIM, ESCALATE, NOTE = (Qt.Key(ord(letter)) for letter in "CEN")
MAGENTA = QColor(255, 0, 255)
AWKWARD = {
    "html": "<b>bold</b> <h1>claim</h1><script>alert(1)</script> &amp; &lt;",
    "override": "he said \u202eevil si siht\u202c and \u2066isolated\u2069 \u200fmark",
    "zero-width": "in\u200bvisi\u200cble \u2060word\ufeff soft\u00adhyphen",
    "control": "nul\0 esc\x1b[31mred\x1b[0m cr\rhere bell\a c1\x9b31m fs\x1c del\x7f",
    "noncharacter": "\ufdd0frame\ufdd1 \ufffcobject\uffff \u2800blank \u2028line",
    "tags": "smuggled\U000e0068\U000e0069 tags",
    "heaped": "Z" + "\u0301\u0327" * 40 + "algo",
    "emoji": "👨\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 👩🏽\u200d💻 1\ufe0f\u20e3 ❤\ufe0f",  # noqa: E501
    "flags": "🇩🇪 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "arabic": "قال صديق لي إن القمر مصنوع من الجبن 123",
    "persian": "می\u200cخواهم کتاب\u200cها را بخوانم",  # noqa: RUF001
    "hebrew": "אני חושב שהכדור שטוח, 50%!",
    "hindi": "क्\u200dष अनुवाद",
    "chinese": "朋友告诉我月亮是奶酪做的。" * 60,
    "combining": "cafe\u0301 nai\u0308ve o\u0323\u0302",
    "ligature": "\ufb01nd the \ufb02ag Straße ǅ",
    "tab": "one\ttwo\nthree",
    "unbroken": "x" * 1_000_000,
    "unbroken-unseen": "\u200b\u202e" * 500_000,
}
# What is shown as it is: nothing in it is unseen.
WHOLE = [
    *("html", "emoji", "flags", "arabic", "persian", "hebrew", "hindi", "chinese"),
    *("combining", "ligature", "tab"),
]
SAFE = "\u200c\u200d\ufe0f" + "".join(map(chr, range(0xE0020, 0xE0080)))
IMAGE = "see <img src='{0}' width=400 height=400><img src=\"file://{0}\" width=400>"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A picture in a colour that the window has nowhere."""
    path = tmp_path / "m.png"
    picture = QImage(400, 400, QImage.Format.Format_RGB32)
    picture.fill(MAGENTA)
    assert picture.save(str(path))
    return path


@pytest.fixture
def write_rows(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as JSON Lines, each of which waits for a person."""

    def write(rows: list[dict[str, object]], name: str = "awkward.jsonl") -> Path:
        path = tmp_path / name
        lines = [json.dumps({"video_view_count": 500, **row}) for row in rows]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return write


@pytest.fixture
def awkward(write_rows: Callable[..., Path]) -> Path:
    return write_rows(
        [
            {"video_id": name, "video_transcription_text": text, "extra": text[:300]}
            for name, text in AWKWARD.items()
        ]
    )


def unseen(text: str) -> str:
    """Return what of a text nobody would see, but for what shapes its neighbours."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "".join(
        character
        for character in text
        if unicodedata.category(character) in kinds and character not in SAFE + "\n\t"
    )


def shown_texts(window: QWidget) -> list[str]:
    """Return every label's and edit's text; none is taken for markup."""
    texts = []
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or not (
            QtGuiNames.mightBeRichText(label.text())
        )
        texts += [label.text(), label.accessibleName()]
    for edit in window.findChildren(QTextEdit):
        assert not edit.acceptRichText()
        texts.append(edit.toPlainText())
    return texts


def is_magenta_anywhere(widget: QWidget) -> bool:
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return MAGENTA.rgb().to_bytes(4, "little") in bytes(picture.constBits())


def go_to(desk: Any, item: str) -> None:
    place = desk.queue().index(item)
    model = desk.composition.desk.model
    desk.composition.desk_page.queue.table.setCurrentIndex(model.index(place, 0))
    desk.settle()
    assert desk.item() == item


def test_the_card_and_the_table_show_each_text_as_what_it_is(
    desk: Any, awkward: Path
) -> None:
    desk.open(awkward)
    card, model = desk.composition.desk_page.card, desk.composition.desk.model
    for name, text in AWKWARD.items():
        go_to(desk, name)
        shown = text if name in WHOLE else visible(text, 3_000)
        assert card.transcript.text() == shown
        row = desk.queue().index(name)
        cells = [model.index(row, at).data() for at in range(model.columnCount())]
        for told in [*shown_texts(desk.composition.window), *map(str, cells)]:
            assert unseen(told) == ""


def test_no_markup_is_rendered_and_no_picture_loaded_anywhere(
    make_desk: Callable[..., Any], write_rows: Callable[..., Path], image: Path
) -> None:
    evil = IMAGE.format(image)
    rows = [
        {
            "video_id": f"{evil[:140]} {number}",
            "video_transcription_text": evil,
            "author_ban_status": evil[:60],
            evil[:60]: evil,
        }
        for number in range(3)
    ]
    desk = make_desk(moderator=evil[:60])
    desk.open(write_rows(rows))
    window = desk.composition.window
    item = desk.item()
    desk.press(NOTE)
    desk.qtbot.keyClicks(desk.focus(), evil)
    desk.press(Qt.Key.Key_Return, CLAIM)
    assert desk.verdict_of(item) is Verdict.CLAIM
    assert "<img src=" in desk.receipt()
    desk.press(Qt.Key.Key_Up)
    assert desk.item() == item
    assert any("<img" in text for text in shown_texts(window))
    assert not is_magenta_anywhere(window)
    desk.press(Qt.Key.Key_Down, NOTE)
    desk.qtbot.keyClicks(desk.focus(), evil)
    desk.press(Qt.Key.Key_Return, ESCALATE, Qt.Key.Key_G)
    group = desk.composition.desk_page.group.model
    desk.qtbot.waitUntil(lambda: group.rowCount() > 0)
    assert not is_magenta_anywhere(window)
    desk.press(Qt.Key.Key_Escape)
    desk.composition.actions.by_id["tab_lead"].trigger()
    desk.settle()
    assert desk.item()
    assert any("<img" in text for text in shown_texts(window))
    assert not is_magenta_anywhere(window)
    desk.composition.actions.by_id["jump"].trigger()
    palette = QApplication.activeModalWidget()
    desk.qtbot.keyClicks(palette.focusWidget(), "see <img")
    assert palette.entries()
    assert not is_magenta_anywhere(palette)
    desk.qtbot.keyClick(palette.focusWidget(), Qt.Key.Key_Escape)
    desk.settle()
    undo = desk.composition.actions.by_id["undo"]
    assert "<img" in undo.text()
    for menu in window.findChildren(QMenu):
        assert not is_magenta_anywhere(menu)
    for tip in tooltips(desk):
        label = QLabel(tip)  # a tooltip is a label that looks for markup
        desk.qtbot.addWidget(label)
        assert not is_magenta_anywhere(label)


def tooltips(desk: Any) -> set[str]:
    """Return every tooltip of the window, its menus and its table."""
    window, model = desk.composition.window, desk.composition.desk.model
    tips = {part.toolTip() for part in window.findChildren(QWidget)}
    tips |= {action.toolTip() for action in desk.composition.actions.by_id.values()}
    role = Qt.ItemDataRole.ToolTipRole
    for at in range(model.columnCount()):
        tips.add(model.index(0, at).data(role) or "")
    assert all(plain(tip).count("<img") == tip.count("&lt;img") for tip in tips)
    return tips - {""}


def plain(tip: str) -> str:
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("name", ["unbroken", "unbroken-unseen"])
def test_a_megabyte_without_a_space_is_shown_and_left_in_a_moment(
    desk: Any, awkward: Path, name: str
) -> None:
    desk.open(awkward)
    card = desk.composition.desk_page.card
    go_to(desk, name)
    content = card.content()
    go_to(desk, "html")
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        card.show_card(content)
        card.grab()
        shown = time.perf_counter()
        desk.press(Qt.Key.Key_Down, Qt.Key.Key_Up)
        begun_again = time.perf_counter()
        card.show_card(card.content())
        card.grab()
        left = time.perf_counter()
        taken.append((shown - begun, left - begun_again))
    # A tenth of a second on an idle machine; these cores are shared.
    assert min(showing for showing, _ in taken) < 0.2
    assert min(leaving for _, leaving in taken) < 0.2


FOUND = {
    "cafe": "combining",
    "caf\u00e9": "combining",
    "cafe\u0301": "combining",
    "find": "ligature",
    "strasse": "ligature",
    "invisible": "zero-width",
    "قال": "arabic",
    "می\u200cخواهم": "persian",  # noqa: RUF001
    "月亮": "chinese",
    "שהכדור": "hebrew",
    "🏳": "emoji",
    "<b>bold</b>": "html",
    "[31mred": "control",
    "⟨U+2060⟩": "zero-width",
    "\u2066": "override",
    "⟨U+001B⟩": "control",
}


def test_awkward_text_is_found_as_one_would_type_it(desk: Any, awkward: Path) -> None:
    desk.open(awkward)
    box = desk.composition.desk_page.card.transcript.box
    for typed, found in FOUND.items():
        search(desk, typed)
        desk.qtbot.waitUntil(lambda wanted=found: desk.queue() == [wanted])
        desk.settle()
        assert desk.item() == found
        marks = box.extraSelections()
        assert marks
        assert all(mark.cursor.hasSelection() for mark in marks)


def search(desk: Any, words: str) -> None:
    """Paste something into the search field."""
    QApplication.clipboard().setText(words)
    desk.qtbot.keyClick(desk.focus(), Qt.Key.Key_Slash)
    control = Qt.KeyboardModifier.ControlModifier
    for key in (Qt.Key.Key_A, Qt.Key.Key_V):
        desk.qtbot.keyClick(desk.focus(), key, control)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_every_text_leaves_as_it_came(
    desk: Any, awkward: Path, tmp_path: Path, ending: str
) -> None:
    desk.open(awkward)
    out = tmp_path / f"all{ending}"
    desk.answers.export = ExportRequest(out, Preset.QUEUE, "m-07")
    desk.composition.actions.by_id["export"].trigger()
    desk.qtbot.waitUntil(out.exists)
    desk.settle()
    back = Backlog.concat(list(FileFormats().open(out)))
    texts = back.text(Field.TRANSCRIPT).to_list()
    assert dict(zip(back.ids.to_list(), texts, strict=True)) == AWKWARD


def test_half_a_character_is_set_aside_with_its_reason(
    desk: Any, tmp_path: Path
) -> None:
    path = tmp_path / "half.jsonl"
    path.write_text(
        '{"video_id": "a", "video_transcription_text": "lone \\ud800 half"}\n'
        '{"video_id": "b", "video_transcription_text": "whole"}\n'
    )
    desk.open(path)
    assert desk.queue() == ["b"]
    ((report, _),) = desk.answers.reports or [(desk.composition.session.report, 1)]
    (issue,) = report.issues
    assert issue.reason == "half a character (a lone surrogate)"


def test_a_name_with_controls_is_written_out_in_title_and_header(
    desk: Any, write_rows: Callable[..., Path]
) -> None:
    name = "week\u202e \u200b<b>.jsonl"
    desk.open(write_rows([{"video_id": "a", "video_transcription_text": "x"}], name))
    window = desk.composition.window
    for text in [window.windowTitle(), *shown_texts(window)]:
        assert unseen(text) == ""
    assert any("⟨U+202E⟩" in text for text in shown_texts(window))
    assert not re.search("[\u202e\u200b]", window.windowTitle())


def test_a_long_name_in_a_message_does_not_widen_the_window(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    window = desk.composition.window
    narrow = window.minimumSizeHint().width()
    unbroken = Message("x" * 300, "y" * 400, "z" * 200)
    desk.composition.notifications.tell(unbroken)
    desk.settle()
    assert window.minimumSizeHint().width() <= max(narrow, 640)
