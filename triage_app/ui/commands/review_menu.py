"""The commands of the menu Review, which is the desk's."""

from triage_app.ui.commands.command import (
    QT_TRANSLATE_NOOP,
    Command,
    Section,
    Where,
)

_REVIEW, _DESK = Section.REVIEW, Where.DESK

REVIEW = (
    Command("claim", QT_TRANSLATE_NOOP("commands", "&Claim"), _REVIEW, ("C",), _DESK),
    Command(
        "opinion", QT_TRANSLATE_NOOP("commands", "&Opinion"), _REVIEW, ("O",), _DESK
    ),
    Command("skip", QT_TRANSLATE_NOOP("commands", "&Skip"), _REVIEW, ("S",), _DESK),
    Command(
        "escalate", QT_TRANSLATE_NOOP("commands", "&Escalate"), _REVIEW, ("E",), _DESK
    ),
    Command(
        "undo",
        QT_TRANSLATE_NOOP("commands", "&Undo"),
        _REVIEW,
        ("U", "Ctrl+Z"),
        _DESK,
    ),
    Command(
        "redo",
        QT_TRANSLATE_NOOP("commands", "R&edo"),
        _REVIEW,
        ("Shift+U", "Ctrl+Shift+Z", "Ctrl+Y"),
        _DESK,
    ),
    Command(
        "back",
        QT_TRANSLATE_NOOP("commands", "&Back to the item decided last"),
        _REVIEW,
        ("B",),
        _DESK,
    ),
    Command(
        "note",
        QT_TRANSLATE_NOOP("commands", "Write a &note"),
        _REVIEW,
        ("N",),
        _DESK,
        breaks=True,
    ),
    Command(
        "reason",
        QT_TRANSLATE_NOOP("commands", "Give a &reason"),
        _REVIEW,
        ("R",),
        _DESK,
    ),
    Command(
        "fold",
        QT_TRANSLATE_NOOP("commands", "Open or fol&d the transcript"),
        _REVIEW,
        ("T",),
        _DESK,
    ),
    Command(
        "explain",
        QT_TRANSLATE_NOOP("commands", "&Why this score?"),
        _REVIEW,
        ("W",),
        _DESK,
    ),
    Command(
        "similar",
        QT_TRANSLATE_NOOP("commands", "Items &like this"),
        _REVIEW,
        ("G",),
        _DESK,
        breaks=True,
    ),
    Command(
        "similar_claim",
        QT_TRANSLATE_NOOP("commands", "Claim for the items like this"),
        _REVIEW,
        ("Shift+C",),
        _DESK,
    ),
    Command(
        "similar_opinion",
        QT_TRANSLATE_NOOP("commands", "Opinion for the items like this"),
        _REVIEW,
        ("Shift+O",),
        _DESK,
    ),
    Command(
        "next",
        QT_TRANSLATE_NOOP("commands", "Next i&tem"),
        _REVIEW,
        ("Down",),
        _DESK,
        repeats=True,
        breaks=True,
    ),
    Command(
        "previous",
        QT_TRANSLATE_NOOP("commands", "&Previous item"),
        _REVIEW,
        ("Up",),
        _DESK,
        repeats=True,
    ),
    Command(
        "search",
        QT_TRANSLATE_NOOP("commands", "Searc&h"),
        _REVIEW,
        ("/", "Ctrl+F"),
        _DESK,
        breaks=True,
    ),
    Command(
        "filters",
        QT_TRANSLATE_NOOP("commands", "Fi&lter by any column…"),
        _REVIEW,
        ("F",),
        _DESK,
    ),
    Command(
        "save_filters",
        QT_TRANSLATE_NOOP("commands", "Sa&ve these filters…"),
        _REVIEW,
        ("Ctrl+Shift+S",),
        _DESK,
    ),
    Command(
        "jump",
        QT_TRANSLATE_NOOP("commands", "&Jump to an id…"),
        _REVIEW,
        ("Ctrl+J",),
        Where.WORKSPACE,
    ),
    Command(
        "clear_filters",
        QT_TRANSLATE_NOOP("commands", "Clear &filters"),
        _REVIEW,
        ("Ctrl+Shift+F",),
        _DESK,
    ),
    Command(
        "pause",
        QT_TRANSLATE_NOOP("commands", "Take a p&ause"),
        _REVIEW,
        ("P",),
        _DESK,
        breaks=True,
    ),
)
