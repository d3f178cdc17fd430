"""The icon set is one family, and every drawing can be tinted."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from triage_app.ui import icons

FOLDER = Path(__file__).parents[2] / "resources" / "icons"
NEEDED = {
    "desk",
    "routing",
    "quality",
    "models",
    "search",
    "close",
    "check",
    "undo",
    "eye-off",
}


def inked(name: str, colour: str) -> set[str]:
    image = icons.pixmap(name, colour, 24).toImage()
    places = [(x, y) for x in range(24) for y in range(24)]
    return {
        image.pixelColor(x, y).name()
        for x, y in places
        if image.pixelColor(x, y).alpha() == 255
    }


def test_the_window_s_icons_are_there() -> None:
    assert set(icons.names()) >= NEEDED
    assert len(icons.names()) >= 25


def test_drawings_are_of_one_family_and_take_their_colour(qapp: QApplication) -> None:
    for name in icons.names():
        root = ElementTree.parse(FOLDER / f"{name}.svg").getroot()
        assert root.get("viewBox") == "0 0 24 24", name
        assert root.get("stroke-width") == "1.6", name
        assert root.get("stroke") == "currentColor", name
        image = icons.pixmap(name, "#2457C5", 24).toImage()
        alpha = [image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)]
        assert max(alpha) > 150, name
        assert inked(name, "#2457C5") <= {"#2457c5"}, name


def test_a_checked_icon_wears_its_other_colour(qapp: QApplication) -> None:
    made = icons.icon("desk", "#000000", "#FF0000")
    shown = made.pixmap(24, made.Mode.Normal, made.State.On).toImage()
    colours = {
        QColor(shown.pixelColor(x, y)).red()
        for x in range(24)
        for y in range(24)
        if shown.pixelColor(x, y).alpha() == 255
    }
    assert colours == {255}


def test_an_unknown_name_is_an_error_of_ours() -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-drawing", "#000000")
