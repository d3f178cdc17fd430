"""PySide6 keeps its references to None, and the window's self-test says so."""

import os

import pytest
from PySide6.QtWidgets import QApplication

from triage_app.paths import Paths
from triage_app.services.services import Services
from triage_app.settings import SettingsFile
from triage_app.ui import app, window_check


def test_two_thousand_calls_into_qt_lose_no_reference_to_none(
    qapp: QApplication,
) -> None:
    assert window_check.none_references_lost(2_000) < window_check.SLACK


def test_the_self_test_paints_the_window(services: Services, paths: Paths) -> None:
    said = app.self_test_window(services, SettingsFile(paths.settings_file), paths)
    assert said.startswith("the window is painted")
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_the_self_test_fails_on_a_binding_that_loses_references(
    services: Services, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_check, "none_references_lost", lambda: 2_000)
    with pytest.raises(RuntimeError, match="2000 references to None were lost"):
        app.self_test_window(services, SettingsFile(paths.settings_file), paths)
