"""A style in which nothing moves by itself, for whoever asked for that."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_HINT = QStyle.StyleHint
_STILL = {
    _HINT.SH_Widget_Animation_Duration,
    _HINT.SH_Widget_Animate,
    _HINT.SH_ScrollBar_Transient,
    _HINT.SH_Menu_FlashTriggeredItem,
}


class CalmStyle(QProxyStyle):
    """Fusion without animations."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        """Say that animations take no time and bars don't fade."""
        if hint in _STILL:
            return 0
        return super().styleHint(hint, option, widget, returned)


class Motion:
    """What Qt moves by itself, switched off and on again as it was."""

    def __init__(self) -> None:
        self._flash_ms: int | None = None
        self._effects: dict[Qt.UIEffect, bool] = {}

    def set_reduced(self, app: QApplication, reduced: bool) -> None:
        """Stop blinking and fading, or let them be as they were before."""
        if reduced == (self._flash_ms is not None):
            return
        if reduced:
            self._flash_ms = app.cursorFlashTime()
            self._effects = {one: app.isEffectEnabled(one) for one in _EFFECTS}
            app.setCursorFlashTime(0)
            for effect in _EFFECTS:
                app.setEffectEnabled(effect, False)
            return
        app.setCursorFlashTime(self._flash_ms or 0)
        for effect, on in self._effects.items():
            app.setEffectEnabled(effect, on)
        self._flash_ms = None
