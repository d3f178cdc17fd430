"""The commands of the menu File."""

from triage_app.ui.commands.command import (
    QT_TRANSLATE_NOOP,
    Command,
    Section,
    Where,
)

_FILE = Section.FILE

FILE = (
    Command(
        "open", QT_TRANSLATE_NOOP("commands", "&Open backlog…"), _FILE, ("Ctrl+O",)
    ),
    Command(
        "open_folder",
        QT_TRANSLATE_NOOP("commands", "Open &folder…"),
        _FILE,
        ("Ctrl+Alt+O",),
    ),
    Command(
        "open_workspace",
        QT_TRANSLATE_NOOP("commands", "Open &workspace…"),
        _FILE,
        ("Ctrl+Shift+O",),
    ),
    Command(
        "add",
        QT_TRANSLATE_NOOP("commands", "&Add a backlog to this workspace…"),
        _FILE,
        ("Ctrl+Shift+A",),
        Where.WORKSPACE,
    ),
    Command(
        "report",
        QT_TRANSLATE_NOOP("commands", "&Import report"),
        _FILE,
        ("Ctrl+I",),
        Where.REPORT,
        breaks=True,
    ),
    Command(
        "export",
        QT_TRANSLATE_NOOP("commands", "&Export…"),
        _FILE,
        ("Ctrl+E",),
        Where.WORKSPACE,
    ),
    Command(
        "verify",
        QT_TRANSLATE_NOOP("commands", "&Verify workspace"),
        _FILE,
        ("Ctrl+Shift+V",),
        Where.WORKSPACE,
    ),
    Command(
        "back_up",
        QT_TRANSLATE_NOOP("commands", "&Back up now"),
        _FILE,
        where=Where.WORKSPACE,
    ),
    Command("restore", QT_TRANSLATE_NOOP("commands", "&Restore backup…"), _FILE),
    Command(
        "settings",
        QT_TRANSLATE_NOOP("commands", "&Settings…"),
        _FILE,
        ("Ctrl+,",),
        breaks=True,
    ),
    Command(
        "lead_settings",
        QT_TRANSLATE_NOOP("commands", "&Lead's settings…"),
        _FILE,
        ("Ctrl+Shift+,",),
        Where.WORKSPACE,
    ),
    Command("quit", QT_TRANSLATE_NOOP("commands", "&Quit"), _FILE, ("Ctrl+Q",)),
)
