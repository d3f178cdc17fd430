"""The commands of the menu Review that choose several rows, and act on them."""

from triage_app.ui.commands.command import (
    QT_TRANSLATE_NOOP,
    Command,
    Section,
    Where,
)

_REVIEW, _DESK = Section.REVIEW, Where.DESK
_SELECTION = QT_TRANSLATE_NOOP("commands", "Selection")

SELECTION = (
    Command(
        "select_all",
        QT_TRANSLATE_NOOP("commands", "Select e&very item listed"),
        _REVIEW,
        ("Ctrl+A",),
        _DESK,
        breaks=True,
        under=_SELECTION,
    ),
    Command(
        "extend_down",
        QT_TRANSLATE_NOOP("commands", "Select one item further down"),
        _REVIEW,
        ("Shift+Down",),
        _DESK,
        repeats=True,
        under=_SELECTION,
    ),
    Command(
        "extend_up",
        QT_TRANSLATE_NOOP("commands", "Select one item further up"),
        _REVIEW,
        ("Shift+Up",),
        _DESK,
        repeats=True,
        under=_SELECTION,
    ),
    Command(
        "select_one",
        QT_TRANSLATE_NOOP("commands", "Select the item shown alone"),
        _REVIEW,
        ("Esc",),
        _DESK,
        under=_SELECTION,
    ),
    Command(
        "copy_ids",
        QT_TRANSLATE_NOOP("commands", "Cop&y the selected ids"),
        _REVIEW,
        ("Ctrl+C",),
        _DESK,
        under=_SELECTION,
    ),
    Command(
        "export_selected",
        QT_TRANSLATE_NOOP("commands", "E&xport the selected items…"),
        _REVIEW,
        ("Ctrl+Shift+E",),
        _DESK,
        under=_SELECTION,
    ),
)
