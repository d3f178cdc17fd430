"""The import report of a workspace that is opened again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import WorkspaceError
from triage_app.domain.report import Issue, Outcome
from triage_app.services.reports import kept_report

HEADER = "line,column,value,reason,outcome\n"


class Kept:
    """What of a workspace the report is read from."""

    def __init__(self, path: Path, imports: tuple[Any, ...]) -> None:
        self.path = path
        self.store = self
        self._imports = imports

    def imports(self) -> tuple[Any, ...]:
        return self._imports


@pytest.fixture
def kept(tmp_path: Path, imported: Any) -> Callable[..., Any]:
    def make(text: str | bytes | None, where: str = "report.csv") -> Any:
        data = text.encode() if isinstance(text, str) else text
        if data is not None:
            (tmp_path / "report.csv").write_bytes(data)
        return Kept(tmp_path, (replace(imported, report_file=where),))

    return make


@pytest.fixture
def imported() -> Any:
    from triage_app.domain.ports import ImportedBacklog

    return ImportedBacklog(
        "b-1", "odd.csv", "abc", "/odd.csv", "", "m-07", 9, 5, 3, 1, 4, ("A note.",), ""
    )


def test_issues_come_back_as_they_were_and_counts_from_the_store(
    kept: Callable[..., Any],
) -> None:
    lines = "4,views,'=1+1,not a number,value_missing\n7,,'+x,no id,quarantined\n"
    report, added = kept_report(kept(HEADER + lines + ",,,2 more,\n"))
    assert report.issues == (
        Issue(4, "views", "=1+1", "not a number", Outcome.VALUE_MISSING),
        Issue(7, "", "+x", "no id", Outcome.QUARANTINED),
    )
    assert (report.rows_read, report.unlisted, added) == (9, 2, 4)
    assert report.conserved
    assert report.notes == ("A note.",)


def test_a_workspace_without_imports_has_no_report(tmp_path: Path) -> None:
    assert kept_report(Kept(tmp_path, ())) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        b"\xff\xfe\x00",
        HEADER + "x,,,,quarantined\n",
        HEADER + "1," + "y" * 200_000,
    ],
)
def test_a_report_that_is_gone_or_none_is_one_sentence(
    kept: Callable[..., Any], text: str | bytes | None
) -> None:
    with pytest.raises(WorkspaceError) as refused:
        kept_report(kept(text))
    assert refused.value.title == "The import report of odd.csv can't be shown."


def test_a_report_outside_the_workspace_is_not_read(kept: Callable[..., Any]) -> None:
    with pytest.raises(WorkspaceError) as refused:
        kept_report(kept(HEADER, "../report.csv"))
    assert refused.value.detail == "It does not lie in the workspace."
