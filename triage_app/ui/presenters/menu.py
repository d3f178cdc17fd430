"""What the menu offers besides reviewing: export, report, settings, theme, help."""

from dataclasses import replace

from PySide6.QtCore import QObject

from triage_app.paths import resource
from triage_app.ui.presenters.dialogs import Choice, Dialogs
from triage_app.ui.presenters.export import ExportPresenter
from triage_app.ui.presenters.keys import KeyBindings
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.presenters.session import Session
from triage_app.ui.theme import Scheme, Theme


class MenuPresenter(QObject):
    """Asks by a dialog, and hands the answer to whoever acts on it.

    Parameters
    ----------
    session : Session
    preferences : Preferences
    theme : Theme
    exports : ExportPresenter
    keys : KeyBindings
    dialogs : Dialogs
    """

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        theme: Theme,
        exports: ExportPresenter,
        keys: KeyBindings,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._preferences = preferences
        self._theme = theme
        self._exports = exports
        self._keys = keys
        self._dialogs = dialogs

    def show_report(self) -> None:
        """Show what became of every row of the newest file."""
        self._exports.find_report(
            lambda report, added: self._dialogs.show_report(
                report, added, lambda path: self._exports.save_report(path, report)
            )
        )

    def export(self) -> None:
        """Ask what to export where, and do it."""
        workspace = self._session.workspace
        if workspace is None:
            return
        request = self._dialogs.ask_export(
            self._preferences.export_folder(workspace.path),
            f"{workspace.path.stem}.decisions",
            self._session.moderator,
        )
        if request is not None:
            self._exports.export(request)

    def change_settings(self) -> None:
        """Show the settings, put what is chosen in force, and keep it."""
        preferences = self._preferences
        now = preferences.current
        shown = Choice(
            self._session.moderator,
            now.theme,
            str(preferences.folder),
            now.daily_count,
            now.folded,
            now.reduced_motion,
        )
        chosen = self._dialogs.ask_settings(shown, self.change_keys)
        if chosen is None:
            return
        if chosen.moderator != shown.moderator:
            preferences.change(lambda now: replace(now, moderator=chosen.moderator))
            self._session.set_moderator(chosen.moderator)
        if chosen.workspaces_folder != shown.workspaces_folder:
            folder = chosen.workspaces_folder
            preferences.change(lambda now: replace(now, workspaces_folder=folder))
        preferences.change(
            lambda now: replace(
                now,
                daily_count=chosen.daily_count,
                folded=chosen.folded,
                reduced_motion=chosen.reduced_motion,
            )
        )
        self._set_theme(Scheme(chosen.theme))

    def change_keys(self) -> None:
        """Let the person change keys; they count at once."""
        custom = self._dialogs.change_keys(self._keys.table)
        if custom is not None:
            self._keys.use(custom)

    def switch_theme(self) -> None:
        """Change from light to dark, or back."""
        self._set_theme(Scheme.LIGHT if self._theme.dark else Scheme.DARK)

    def show_keys(self) -> None:
        """Show every command with its keys."""
        self._dialogs.show_keys(self._keys.table)

    def show_guide(self) -> None:
        """Show the pages for moderators and leads."""
        titles = {
            "moderators": self.tr("For moderators"),
            "leads": self.tr("For leads"),
        }
        pages = [
            (title, resource("help", f"{name}.md").read_text("utf-8"))
            for name, title in titles.items()
        ]
        self._dialogs.show_guide(pages)

    def show_about(self) -> None:
        """Show the version, the model and where workspaces are kept."""
        model = self._session.case.scores.model_id
        facts = [(self.tr("Workspaces"), str(self._preferences.folder))]
        if model:
            facts.insert(0, (self.tr("Model"), model))
        self._dialogs.show_about(facts)

    def _set_theme(self, scheme: Scheme) -> None:
        self._theme.apply(scheme)
        self._preferences.change(lambda now: replace(now, theme=scheme.value))
