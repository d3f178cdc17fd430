import pytest

from triage_app.domain.errors import CancelledError, UserFacingError
from triage_app.domain.progress import CancelToken, Stage, Step, no_progress
from triage_app.domain.report import ImportReport, Issue, Outcome


def test_an_error_says_itself_on_one_line() -> None:
    error = UserFacingError("It failed.", "The disk\nis full.", "Make room.")
    assert str(error) == "It failed. The disk is full. Make room."


def test_work_stops_only_after_it_was_asked_to() -> None:
    token = CancelToken()
    token.raise_if_cancelled()
    assert not token.cancelled
    token.cancel()
    with pytest.raises(CancelledError):
        token.raise_if_cancelled()


@pytest.mark.parametrize(
    ("done", "total", "share"), [(5, 10, 0.5), (5, None, None), (5, 0, None), (9, 3, 1)]
)
def test_a_step_knows_its_share(
    done: int, total: int | None, share: float | None
) -> None:
    step = Step(Stage.READING, done, total)
    no_progress(step)
    assert step.fraction == share


def test_a_report_holds_when_every_row_is_somewhere() -> None:
    issue = Issue(2, "views", "x", "not a number", Outcome.VALUE_MISSING)
    report = ImportReport("a.csv", "0", 3, 1, 1, 1, (issue,))
    assert report.conserved
    assert report.values_missing == 1
    assert not ImportReport("a.csv", "0", 3, 1, 1, 0).conserved
