"""What one person chose on this machine; a workspace keeps its own settings."""

import getpass
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from triage_app.domain.errors import FilterError, OutputError
from triage_app.domain.saved_filters import SavedFilter, from_plain, kept, to_plain

MAX_RECENT = 10
MAX_TEXT = 10_000
MAX_READ = 200
THEMES = ("system", "light", "dark")
_SWITCHES = {"daily_count", "folded", "reduced_motion"}


def _no_keys() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Settings:
    """Choices, each with a default that works.

    Attributes
    ----------
    moderator : str
        Who gives verdicts; empty: the name of the account.
    theme : str
        ``"system"``, ``"light"`` or ``"dark"``.
    workspaces_folder : str
        Where a backlog's own workspace goes; empty: the documents folder.
    recent : tuple of str
        Workspaces and backlogs opened before, newest first.
    keys : mapping of str to str
        Key sequences by command id, where they differ from the defaults.
    window_state, desk_state : str
        Geometry, splitter and columns, as the window wrote them.
    daily_count : bool
        The status line says how many items were decided today.
    folded : bool
        Transcripts stay folded until they are opened.
    reduced_motion : bool
        Nothing in the window moves by itself.
    saved_filters : tuple of SavedFilter
        Filters kept under a name, 50 at most.
    """

    moderator: str = ""
    theme: str = "system"
    workspaces_folder: str = ""
    recent: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=_no_keys)
    window_state: str = ""
    desk_state: str = ""
    daily_count: bool = True
    folded: bool = False
    reduced_motion: bool = False
    saved_filters: tuple[SavedFilter, ...] = ()

    @property
    def moderator_name(self) -> str:
        """The moderator's name, from the account where none was chosen."""
        return self.moderator or account_name()

    def opened(self, path: Path) -> "Settings":
        """Return the settings with a path put first among the recent ones."""
        newest = str(path.absolute())
        others = [known for known in self.recent if known != newest]
        return replace(self, recent=(newest, *others)[:MAX_RECENT])


def account_name() -> str:
    """Return the name of the account the program runs under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "moderator"


class SettingsFile:
    """The settings on disk.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    notice : str
        A sentence if the file could not be used when it was last read, else empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""

    def load(self) -> Settings:
        """Return what is chosen; whatever can't be read falls back to its default."""
        self.notice = ""
        try:
            data = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, RecursionError):
            return self._fall_back("The settings file can't be read")
        if not isinstance(data, dict):
            return self._fall_back("The settings file doesn't hold settings")
        chosen: dict[str, Any] = {
            one.name: value
            for one in fields(Settings)
            if (value := _checked(one.name, data.get(one.name))) is not None
        }
        wrong = sorted(set(data) & {one.name for one in fields(Settings)} - set(chosen))
        if wrong:
            self._fall_back(f"Some settings can't be used ({', '.join(wrong)})")
        elif len(chosen.get("saved_filters", ())) < len(data.get("saved_filters", ())):
            self.notice = (
                "Some saved filters can't be used and were left out. They were in "
                f"{self.path}."
            )
        return Settings(**chosen)

    def save(self, settings: Settings) -> None:
        """Write the settings, whole or not at all.

        Raises
        ------
        OutputError
            If they can't be written; what was there stays.
        """
        plain = asdict(replace(settings, keys={}, saved_filters=()))
        data = plain | {
            "keys": dict(settings.keys),
            "saved_filters": [to_plain(one) for one in settings.saved_filters],
        }
        aside = self.path.with_suffix(".tmp")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(data, indent=2), "utf-8")
            aside.replace(self.path)
        except OSError as error:
            raise OutputError(
                "Your settings could not be saved.",
                f"{error.strerror}: {self.path}.",
                "They hold until you close the program.",
            ) from error

    def _fall_back(self, what: str) -> Settings:
        self.notice = f"{what}; the usual ones are in use. It is {self.path}."
        return Settings()


def _checked(name: str, value: object) -> object | None:
    """Return a setting's value if it is one, else None."""
    if name == "recent":
        listed = value if isinstance(value, list) else None
        good = listed is not None and all(_is_text(entry) for entry in listed)
        return tuple(listed[:MAX_RECENT]) if good and listed is not None else None
    if name == "saved_filters":
        return _saved_filters(value) if isinstance(value, list) else None
    if name == "keys":
        if not isinstance(value, dict):
            return None
        good = all(_is_text(k) and _is_text(v) for k, v in value.items())
        return MappingProxyType(dict(value)) if good else None
    if name in _SWITCHES:
        return value if isinstance(value, bool) else None
    if not _is_text(value):
        return None
    if name == "theme":
        return value if value in THEMES else None
    return value


def _saved_filters(listed: list[object]) -> tuple[SavedFilter, ...]:
    """Return the filters that can be read and kept; a name counts once."""
    good: tuple[SavedFilter, ...] = ()
    for data in listed[:MAX_READ]:
        try:
            good = kept(good, from_plain(data))
        except FilterError:
            continue
    return good


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT and "\0" not in value


def workspaces_folder(settings: Settings, default: Path) -> Path:
    """Return where a backlog's own workspace goes."""
    chosen = settings.workspaces_folder
    return Path(chosen).expanduser() if chosen else default
