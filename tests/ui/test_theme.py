"""The palette keeps its promises, and the whole application wears it."""

from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from triage_app.ui.theme import (
    DARK,
    LIGHT,
    Palette,
    Scheme,
    Theme,
    font,
    qt_palette,
    style_sheet,
)

RESOURCES = Path(__file__).parents[2] / "resources"
SURFACES = ("background", "panel", "selected")
TINTED = ("claim", "opinion", "review", "saved", "warning", "danger")
both = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Return the relative luminance by WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@both
def test_text_keeps_four_and_a_half_to_one_on_every_surface(palette: Palette) -> None:
    tokens = asdict(palette)
    for surface in SURFACES:
        for ink in ("text", "text_second", "text_third", "accent"):
            assert contrast(tokens[ink], tokens[surface]) >= 4.5, (ink, surface)


@both
def test_tinted_words_keep_four_and_a_half_to_one_on_their_fill_and_on_panels(
    palette: Palette,
) -> None:
    tokens = asdict(palette)
    for name in TINTED:
        for surface in (f"{name}_fill", "panel", "background"):
            assert contrast(tokens[name], tokens[surface]) >= 4.5, (name, surface)


@both
def test_text_is_readable_on_fills_on_hover_and_on_search_marks(
    palette: Palette,
) -> None:
    tokens = asdict(palette)
    for surface in ("hover", "mark", *(f"{name}_fill" for name in TINTED)):
        assert contrast(palette.text, tokens[surface]) >= 4.5, surface


@both
def test_input_borders_keep_three_to_one(palette: Palette) -> None:
    for surface in (palette.background, palette.panel):
        assert contrast(palette.border, surface) >= 3.0


@both
def test_highlighted_and_primary_text_keeps_four_and_a_half_to_one(
    palette: Palette,
) -> None:
    dressed = qt_palette(palette)
    highlight = dressed.color(QPalette.ColorRole.Highlight).name()
    words = dressed.color(QPalette.ColorRole.HighlightedText).name()
    assert contrast(words, highlight) >= 4.5


@both
def test_disabled_text_can_still_be_read(palette: Palette) -> None:
    dressed = qt_palette(palette)
    ink = dressed.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert contrast(ink.name(), palette.background) >= 4.5


def test_the_tokens_are_those_of_the_design() -> None:
    assert (LIGHT.background, DARK.background) == ("#F6F7F9", "#14171C")
    assert (LIGHT.hairline, LIGHT.border) == ("#E1E4EA", "#868F9D")
    assert (LIGHT.claim, LIGHT.claim_fill) == ("#A24808", "#FBEBDD")
    assert (DARK.opinion, DARK.opinion_fill) == ("#82B5F2", "#172A42")
    assert (DARK.review, DARK.review_fill) == ("#BD9BF2", "#2C2140")
    assert (LIGHT.accent, DARK.accent) == ("#2457C5", "#7FA8F5")
    assert (LIGHT.saved, DARK.saved) == ("#1C7A4B", "#6CCB98")


@both
def test_the_style_sheet_has_every_token_filled_in(palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert "$" not in sheet
    assert palette.panel in sheet


def test_pictures_named_by_the_style_sheet_are_there() -> None:
    for scheme in (LIGHT, DARK):
        for piece in style_sheet(scheme).split("url(icons:")[1:]:
            assert (RESOURCES / "icons" / piece.split(")")[0]).is_file()


def test_applying_a_scheme_dresses_the_application_and_says_so(
    theme: Theme, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply(Scheme.DARK)
    assert theme.dark
    assert theme.palette is DARK
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    assert window.name().upper() == DARK.background
    assert theme.scheme is Scheme.DARK


def test_the_bundled_font_has_figures_of_one_width(theme: Theme) -> None:
    metrics = QFontMetrics(font(13))
    assert QFontInfo(font(13)).family() == "Inter"
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")
    loose = QFontMetrics(font(13, tabular=False))
    assert loose.horizontalAdvance("1111") < loose.horizontalAdvance("8888")


def test_the_font_carries_its_licence() -> None:
    licence = (RESOURCES / "fonts" / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "The Inter Project Authors" in licence


def test_stock_widgets_wear_the_palette_too(theme: Theme, qtbot: QtBot) -> None:
    theme.apply(Scheme.DARK)
    box = QMessageBox()
    qtbot.addWidget(box)
    box.ensurePolished()
    assert box.palette().windowText().color().name().upper() == DARK.text
    assert QFontInfo(box.font()).family() == "Inter"
