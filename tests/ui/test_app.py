"""How the window starts, and how it refuses to."""

import subprocess
import sys
from typing import Any

import pytest

from triage_app.domain.errors import UserFacingError
from triage_app.ui.app import check_display
from triage_app.ui.arguments import WindowArguments


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_it_names_the_ways_that_need_none(no_display: Any) -> None:
    with pytest.raises(UserFacingError) as refused:
        check_display(WindowArguments())
    assert refused.value.title == "There is no display to open a window on."
    assert "triage --help" in refused.value.next_step
    assert "--screenshot" in refused.value.next_step


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_kind_of_display_will_do(
    no_display: Any, monkeypatch: pytest.MonkeyPatch, name: Any
) -> None:
    monkeypatch.setenv(name, "x")
    check_display(WindowArguments())


def test_a_missing_library_of_qt_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    with pytest.raises(UserFacingError) as refused:
        check_display(WindowArguments())
    assert refused.value.title.startswith("The window can't be opened: Qt lacks")


def test_nothing_heavy_is_imported_before_the_window_is_there() -> None:
    script = (
        "import sys; import triage_app.ui.launch; "
        "heavy = {'sklearn', 'pandas', 'pyqtgraph', 'model', 'scipy'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_asking_whether_there_is_a_display_does_not_need_qt() -> None:
    script = (
        "import sys; import triage_app.ui.app; "
        "print(any(name.startswith('PySide6') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
