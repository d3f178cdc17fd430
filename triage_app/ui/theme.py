"""How the window looks: the palette's tokens, the bundled font, one style sheet."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import Template

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from triage_app.ui.calm_style import CalmStyle, Motion

FAMILY = "Inter"
BODY_PX = 13
GRID = 4


class Scheme(StrEnum):
    """What the person asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Palette:
    """Colours as ``#RRGGBB``, each named for its use.

    Text tokens keep 4.5 : 1 on `background`, `panel` and `selected`, the named
    colours (claim, opinion, review, saved, warning, danger) also on their own fill,
    and `border` 3 : 1 on `background` and `panel` (WCAG 2.2, 1.4.3 and 1.4.11).
    """

    background: str
    panel: str
    hairline: str
    border: str
    text: str
    text_second: str
    text_third: str
    selected: str
    hover: str
    accent: str
    on_accent: str
    claim: str
    claim_fill: str
    opinion: str
    opinion_fill: str
    review: str
    review_fill: str
    saved: str
    saved_fill: str
    warning: str
    warning_fill: str
    danger: str
    danger_fill: str
    mark: str


LIGHT = Palette(
    background="#F6F7F9",
    panel="#FFFFFF",
    hairline="#E1E4EA",
    border="#868F9D",
    text="#1A2230",
    text_second="#5A6576",
    text_third="#606C7D",
    selected="#EAF0FB",
    hover="#F0F2F6",
    accent="#2457C5",
    on_accent="#FFFFFF",
    claim="#A24808",
    claim_fill="#FBEBDD",
    opinion="#1F5FAE",
    opinion_fill="#E3EDF9",
    review="#6D3FB5",
    review_fill="#EEE7F9",
    saved="#1C7A4B",
    saved_fill="#E9F6EF",
    warning="#7F5600",
    warning_fill="#FCF3DC",
    danger="#B3261E",
    danger_fill="#FCEBEA",
    mark="#FFE79A",
)
DARK = Palette(
    background="#14171C",
    panel="#1C2027",
    hairline="#2A3039",
    border="#6B7686",
    text="#E8ECF2",
    text_second="#A3AEBD",
    text_third="#929DAC",
    selected="#22304A",
    hover="#232932",
    accent="#7FA8F5",
    on_accent="#10182A",
    claim="#F0A05A",
    claim_fill="#3A2814",
    opinion="#82B5F2",
    opinion_fill="#172A42",
    review="#BD9BF2",
    review_fill="#2C2140",
    saved="#6CCB98",
    saved_fill="#172E24",
    warning="#E5BD5C",
    warning_fill="#332A14",
    danger="#F2938A",
    danger_fill="#3C2020",
    mark="#5C4A12",
)


def font(
    px: int = BODY_PX,
    weight: QFont.Weight = QFont.Weight.Normal,
    *,
    tabular: bool = True,
) -> QFont:
    """Return the bundled font; tabular figures stand in columns."""
    made = QFont(FAMILY)
    made.setPixelSize(px)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


class Theme(QObject):
    """The one look of the whole application.

    Attributes
    ----------
    palette : Palette
        The colours in force.
    dark : bool
    calm : bool
        Nothing may move by itself.

    Signals
    -------
    changed
        After the colours in force became others; views that paint repaint themselves.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.palette = LIGHT
        self.dark = False
        self.calm = False
        self._motion = Motion()
        self._scheme = Scheme.LIGHT
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)

    @property
    def scheme(self) -> Scheme:
        """What was asked for last."""
        return self._scheme

    def apply(self, scheme: Scheme) -> None:
        """Dress the application; safe to call again at any time."""
        self._scheme = scheme
        system = QGuiApplication.styleHints().colorScheme()
        dark = scheme is Scheme.DARK or (
            scheme is Scheme.SYSTEM and system is Qt.ColorScheme.Dark
        )
        self.dark = dark
        self.palette = DARK if dark else LIGHT
        app = QApplication.instance()
        if isinstance(app, QApplication):
            _load_fonts()
            app.setStyle(CalmStyle() if self.calm else "Fusion")
            self._motion.set_reduced(app, self.calm)
            app.setFont(font())
            app.setPalette(qt_palette(self.palette))
            app.setStyleSheet(style_sheet(self.palette))
        self.changed.emit()

    def set_calm(self, calm: bool) -> None:
        """Let nothing move by itself, or let Qt move what it moves."""
        if calm != self.calm:
            self.calm = calm
            self.apply(self._scheme)

    def colour(self, token: str) -> QColor:
        """Return one token of the palette in force as a colour to paint with."""
        return QColor(getattr(self.palette, token))

    def _follow_system(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self.apply(Scheme.SYSTEM)


def qt_palette(tokens: Palette) -> QPalette:
    """Return Qt's palette for what the style sheet doesn't reach."""
    role = QPalette.ColorRole
    pairs = {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.background,
        role.Text: tokens.text,
        role.Button: tokens.panel,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.panel,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.text_third,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.review,
        role.Light: tokens.hover,
        role.Midlight: tokens.hairline,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Shadow: tokens.hairline,
    }
    palette = QPalette()
    for key, value in pairs.items():
        palette.setColor(key, QColor(value))
    faint = QColor(tokens.text_third)
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, faint)
    return palette


def style_sheet(tokens: Palette) -> str:
    """Return the style sheet of resources/styles with the tokens' colours in it."""
    template = files("resources").joinpath("styles", "app.qss").read_text("utf-8")
    scheme = "dark" if tokens is DARK else "light"
    return Template(template).substitute(asdict(tokens), scheme=scheme)


@cache
def _load_fonts() -> None:
    """Register the fonts and where the style sheet finds its pictures, once."""
    resources = files("resources")
    for style in ("Regular", "Medium", "SemiBold"):
        data = resources.joinpath("fonts", f"Inter-{style}.otf").read_bytes()
        QFontDatabase.addApplicationFontFromData(data)
    QDir.setSearchPaths("icons", [str(resources.joinpath("icons"))])
