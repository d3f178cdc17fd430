"""``--screenshot``: the page as a picture, the person's own files untouched."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from triage_app.domain.errors import OutputError, UserFacingError
from triage_app.paths import Paths
from triage_app.services.services import Services
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.screenshot import take


@pytest.mark.parametrize("page", ["desk", "routing", "quality", "models"])
def test_a_page_is_rendered_in_the_size_asked_for(
    services: Services, backlog: Path, tmp_path: Path, page: Any, paths: Paths
) -> None:
    out = tmp_path / "page.png"
    arguments = WindowArguments(
        backlog=backlog, screenshot=out, page=page, size=(1280, 720), theme="dark"
    )
    assert take(services, arguments) == 0
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1280, 720)
    assert picture.pixelColor(4, 700).lightness() < 60
    assert not paths.workspaces_folder.exists()
    assert not paths.settings_file.exists()


def test_a_picture_that_can_not_be_written_is_refused_before_any_work(
    services: Services, tmp_path: Path
) -> None:
    arguments = WindowArguments(screenshot=tmp_path / "nowhere" / "page.png")
    with pytest.raises(OutputError, match="The picture can't be written to"):
        take(services, arguments)


def test_a_backlog_that_can_not_be_opened_is_one_sentence(
    services: Services, tmp_path: Path
) -> None:
    arguments = WindowArguments(
        backlog=tmp_path / "gone.csv", screenshot=tmp_path / "page.png"
    )
    with pytest.raises(UserFacingError, match=r"gone\.csv"):
        take(services, arguments)
    assert not (tmp_path / "page.png").exists()


def test_a_workspace_is_only_looked_at_even_while_it_is_open(
    services: Services, desk: Any, backlog: Path, tmp_path: Path
) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_C)
    workspace = desk.composition.session.workspace
    before = workspace.store.events(), workspace.history.records
    out = tmp_path / "page.png"
    assert (
        take(services, WindowArguments(workspace=workspace.path, screenshot=out)) == 0
    )
    assert not QImage(str(out)).isNull()
    assert (workspace.store.events(), workspace.history.records) == before


def test_a_backlog_given_with_a_workspace_leaves_the_workspace_alone(
    services: Services, backlog: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.triage"
    arguments = WindowArguments(
        backlog=backlog, workspace=kept, screenshot=tmp_path / "page.png"
    )
    assert take(services, arguments) == 0
    assert not kept.exists()


def test_a_workspace_that_is_none_is_one_sentence(
    services: Services, tmp_path: Path
) -> None:
    arguments = WindowArguments(
        workspace=tmp_path / "gone.triage", screenshot=tmp_path / "page.png"
    )
    with pytest.raises(UserFacingError, match=r"gone\.triage"):
        take(services, arguments)


@pytest.mark.parametrize(
    "text", ["nr,gesagt,gesehen\n1,hallo,5\n", "video_id,video_view_count\n,5\n"]
)
def test_a_backlog_that_would_need_an_answer_is_one_sentence_and_does_not_wait(
    services: Services, tmp_path: Path, text: str
) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text(text, "utf-8")
    arguments = WindowArguments(backlog=odd, screenshot=tmp_path / "page.png")
    with pytest.raises(UserFacingError, match="There is nothing to take a picture of"):
        take(services, arguments)
