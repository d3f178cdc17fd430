"""Where the program keeps its own things, and where it finds what it carries."""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import platformdirs

HOME_VARIABLE = "CLAIM_TRIAGE_HOME"
_NAME = "Claim Triage"


@dataclass(frozen=True)
class Paths:
    """Folders of this person on this machine; none is made before it is needed.

    Attributes
    ----------
    settings_file : Path
    log_folder : Path
    workspaces_folder : Path
        Where a backlog's own workspace goes unless the settings say otherwise.
    """

    settings_file: Path
    log_folder: Path
    workspaces_folder: Path

    @classmethod
    def of_user(cls) -> "Paths":
        """Return the platform's folders, or all under ``CLAIM_TRIAGE_HOME`` if set."""
        home = os.environ.get(HOME_VARIABLE)
        if home:
            return cls.under(Path(home))
        folders = platformdirs.PlatformDirs(_NAME, appauthor=False)
        return cls(
            folders.user_config_path / "settings.json",
            folders.user_log_path,
            folders.user_documents_path / _NAME,
        )

    @classmethod
    def under(cls, home: Path) -> "Paths":
        """Return folders that all lie under one."""
        return cls(home / "settings.json", home / "logs", home / "workspaces")


def resource(*parts: str) -> Path:
    """Return the path of a file the program carries, installed or frozen."""
    return Path(str(files("resources").joinpath(*parts)))


def sample_backlog() -> Path:
    """Return the bundled sample."""
    return resource("sample", "backlog.csv")
