"""``--screenshot``: the page as a picture, the person's own files untouched."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from triage_app.domain.errors import OutputError, UserFacingError
from triage_app.paths import Paths
from triage_app.services.services import Services
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.screenshot import take


@pytest.mark.parametrize("page", ["desk", "routing", "models"])
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
