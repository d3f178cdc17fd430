"""Where the program starts: the command line or the window."""

import gc
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded once the window's frame is painted
    from triage_app.services.services import Services


def triage(argv: Sequence[str] | None = None) -> int:
    """Run a command (``triage``); return the exit status."""
    _freeze_support()
    try:
        return _triage(argv)
    except KeyboardInterrupt:  # while the program is still being loaded
        sys.stderr.write("triage: Stopped, as you asked; nothing was done.\n")
        return 1


def _triage(argv: Sequence[str] | None) -> int:
    from triage_app.bootstrap import build
    from triage_app.cli.main import run
    from triage_app.log import configure
    from triage_app.paths import Paths
    from triage_app.settings import SettingsFile

    _speak_utf8()
    paths = Paths.of_user()
    configure(paths.log_folder)
    if argv is None:
        _report_bugs(paths.log_folder)
    moderator = SettingsFile(paths.settings_file).load().moderator_name
    arguments = sys.argv[1:] if argv is None else argv
    return run(arguments, build, moderator)


def triage_app(argv: Sequence[str] | None = None) -> int:
    """Open the window (``triage-app``); return the exit status."""
    _freeze_support()
    gc.disable()  # until the window is painted: loading makes no rubbish
    try:
        return _triage_app(argv)
    finally:
        gc.enable()


def _triage_app(argv: Sequence[str] | None) -> int:
    from triage_app.domain.errors import UserFacingError
    from triage_app.ui.arguments import parse

    _speak_utf8()
    arguments = parse(list(sys.argv[1:] if argv is None else argv))
    try:
        if arguments.self_test:
            from triage_app.self_test import run as run_self_test

            return run_self_test()
        from triage_app.log import configure
        from triage_app.paths import Paths
        from triage_app.settings import SettingsFile
        from triage_app.ui.app import check_display
        from triage_app.ui.app import run as run_window

        check_display(arguments)
        paths = Paths.of_user()
        configure(paths.log_folder)
        settings = SettingsFile(paths.settings_file)
        return run_window(_services, settings, paths, arguments)
    except UserFacingError as error:
        sys.stderr.write(f"triage-app: {error}\n")
        return 1


def _services() -> "Services":
    """Wire the program for the window, which scores in threads."""
    from triage_app.bootstrap import build

    return build(workers=1)


def main() -> int:
    """Run the command named first, or else open the window."""
    _freeze_support()
    if Path(sys.argv[0]).stem == "triage":
        return triage()
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        from triage_app.cli.main import COMMANDS

        if sys.argv[1] in {command.name for command in COMMANDS}:
            return triage()
    return triage_app()


def _freeze_support() -> None:
    """Let a process that a frozen program spawned do what it was spawned for."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()


def _report_bugs(log_folder: Path) -> None:
    """Log what is a bug of ours, and say so in a sentence, not in a traceback."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        logging.getLogger("triage_app").critical("a bug", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            sys.stderr.write(
                f"triage: This is a bug of the program ({kind.__name__}), not yours. "
                f"The details are in the log in {log_folder}; please report it.\n"
            )

    sys.excepthook = report


def _speak_utf8() -> None:
    """Write what data holds, whatever the console's own encoding is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
