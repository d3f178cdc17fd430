"""The icon set: our own line drawings, tinted as they are asked for."""

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 20, 24, 32, 40, 48, 64)


def icon(name: str, colour: str, checked: str = "") -> QIcon:
    """Return an icon.

    Parameters
    ----------
    name : str
        A drawing of resources/icons, without its ending.
    colour : str
        ``#RRGGBB`` of its strokes.
    checked : str, optional
        The colour while its button is checked; the same if empty.

    Raises
    ------
    FileNotFoundError
        If there is no such drawing: a bug of ours.
    """
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, colour, size))
        if checked:
            on = pixmap(name, checked, size)
            made.addPixmap(on, QIcon.Mode.Normal, QIcon.State.On)
    return made


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return a drawing of `size` device-independent pixels for a screen's ratio."""
    # Read first: an error while a painter is at work would take the process down.
    drawing = _renderer(name, colour)
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    drawing.render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def draw(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Paint a drawing into a rectangle, sharp at any scale."""
    _renderer(name, colour).render(painter, rect)


def names() -> tuple[str, ...]:
    """Every drawing that can be tinted, in the order of the alphabet."""
    folder = files("resources").joinpath("icons")
    found = sorted(entry.name for entry in folder.iterdir())
    return tuple(
        name.removesuffix(".svg")
        for name in found
        if name.endswith(".svg") and not name.startswith("qss-")
    )


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")
    tinted = drawing.replace("currentColor", colour)
    return QSvgRenderer(QByteArray(tinted.encode()))
