"""The commands of the menus View and Help."""

from triage_app.ui.commands.command import (
    QT_TRANSLATE_NOOP,
    Command,
    Section,
    Where,
)

_VIEW, _HELP = Section.VIEW, Section.HELP

VIEW = (
    Command(
        "palette",
        QT_TRANSLATE_NOOP("commands", "&All commands…"),
        _VIEW,
        ("Ctrl+K",),
    ),
    Command(
        "tab_review",
        QT_TRANSLATE_NOOP("commands", "Needs &review"),
        _VIEW,
        ("Alt+1",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_likely_claim",
        QT_TRANSLATE_NOOP("commands", "Likely &claim"),
        _VIEW,
        ("Alt+2",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_likely_opinion",
        QT_TRANSLATE_NOOP("commands", "Likely &opinion"),
        _VIEW,
        ("Alt+3",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_lead",
        QT_TRANSLATE_NOOP("commands", "For a &lead"),
        _VIEW,
        ("Alt+4",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_decided",
        QT_TRANSLATE_NOOP("commands", "&Decided"),
        _VIEW,
        ("Alt+5",),
        Where.ANYWHERE,
    ),
    Command(
        "page_desk",
        QT_TRANSLATE_NOOP("commands", "Des&k"),
        _VIEW,
        ("Ctrl+1",),
        breaks=True,
    ),
    Command(
        "page_routing", QT_TRANSLATE_NOOP("commands", "Rou&ting"), _VIEW, ("Ctrl+2",)
    ),
    Command(
        "page_quality", QT_TRANSLATE_NOOP("commands", "&Quality"), _VIEW, ("Ctrl+3",)
    ),
    Command(
        "page_models", QT_TRANSLATE_NOOP("commands", "&Models"), _VIEW, ("Ctrl+4",)
    ),
    Command(
        "theme",
        QT_TRANSLATE_NOOP("commands", "Switch &light and dark"),
        _VIEW,
        ("Ctrl+Shift+L",),
        breaks=True,
    ),
    Command("keys", QT_TRANSLATE_NOOP("commands", "&Keys"), _HELP, ("?", "F1")),
    Command(
        "change_keys",
        QT_TRANSLATE_NOOP("commands", "&Change keys…"),
        _HELP,
    ),
    Command("guide", QT_TRANSLATE_NOOP("commands", "&Guide"), _HELP, ("Shift+F1",)),
    Command("about", QT_TRANSLATE_NOOP("commands", "&About Claim Triage"), _HELP),
)
