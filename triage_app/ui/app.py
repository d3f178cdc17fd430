"""Where the window starts; imports Qt only once it is known that it can be used."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from triage_app.domain.errors import UserFacingError
from triage_app.paths import Paths
from triage_app.settings import SettingsFile
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.imports import spare_sources

if TYPE_CHECKING:  # loaded once the window's frame is painted
    from triage_app.services.services import Services

_OFFSCREEN = "offscreen"


def check_display(arguments: WindowArguments) -> None:
    """Refuse before Qt would abort: without a display, or without its libraries.

    Raises
    ------
    UserFacingError
        With the ways to work that need no display.
    """
    if arguments.screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = _OFFSCREEN
    elif sys.platform.startswith("linux") and not _has_display():
        raise UserFacingError(
            "There is no display to open a window on.",
            "Neither DISPLAY nor WAYLAND_DISPLAY is set.",
            "Work from the terminal with the command triage (see triage --help), or "
            "render a page with triage-app --screenshot PAGE.png BACKLOG.",
        )
    try:
        import PySide6.QtCore

        spare_sources()
        import PySide6.QtWidgets  # noqa: F401 - whether it can be imported
    except ImportError as error:
        raise UserFacingError(
            "The window can't be opened: Qt lacks a library of the system.",
            str(error),
            "Install it (on Debian: libegl1 libgl1 libxkbcommon0 libdbus-1-3 "
            "libfontconfig1 libglib2.0-0), or work with the command triage.",
        ) from error


def run(
    services: "Callable[[], Services]",
    settings_file: SettingsFile,
    paths: Paths,
    arguments: WindowArguments,
) -> int:
    """Open the window, or render one page of it; return the exit status.

    Parameters
    ----------
    services : callable returning Services
        Called when the window's frame is on the screen.
    settings_file : SettingsFile
    paths : Paths
    arguments : WindowArguments

    Raises
    ------
    UserFacingError
        If there is no display, or the picture can't be written.
    """
    check_display(arguments)
    if arguments.screenshot is not None:
        from triage_app.ui.screenshot import take

        return take(services(), arguments)
    from triage_app.ui.launch import open_window

    return open_window(services, settings_file, paths, arguments)


def self_test_window(
    services: "Services", settings_file: SettingsFile, paths: Paths
) -> str:
    """Build the window offscreen and count references to None; say what was found.

    Raises
    ------
    RuntimeError
        If the window can't be built, or Qt's binding loses references.
    """
    os.environ["QT_QPA_PLATFORM"] = _OFFSCREEN
    from triage_app.ui.window_check import check_window

    return check_window(services, settings_file, paths)


def _has_display() -> bool:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)
