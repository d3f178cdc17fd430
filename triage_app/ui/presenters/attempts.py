"""Something that is to be kept: what it is, and what to say if it is given up."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from triage_app.domain.changes import Changes
from triage_app.services.review import VerdictRequest
from triage_app.services.workspace import Workspace
from triage_app.ui import text
from triage_app.ui.notifications import Message, Tone


class Deed(Enum):
    """What a moderator did with one key."""

    GIVEN = auto()
    GIVEN_UP = auto()
    UNDONE = auto()
    REDONE = auto()


@dataclass(frozen=True)
class Attempt:
    """Something to be kept: asking again is the same request with the same id.

    Attributes
    ----------
    deed : Deed
    key : tuple of int
        The rows it is about; none on undo and redo.
    workspace : Workspace
    work : callable
    requests : tuple of VerdictRequest
        The verdicts, where it gives or gives up any.
    """

    deed: Deed
    key: tuple[int, ...]
    workspace: Workspace
    work: Callable[[], Changes]
    requests: tuple[VerdictRequest, ...] = ()

    def lost(self) -> Message | None:
        """Return what to say if it is given up because its workspace was left."""
        if not self.requests:
            return None
        return Message(
            self._title(),
            _tr("It was given in {0}, which is no longer open.").format(
                text.one_line(self.workspace.name, 80)
            ),
            _tr("Open that workspace again and give the verdict again."),
            Tone.WARNING,
        )

    def _title(self) -> str:
        if len(self.requests) > 1:
            pattern = _tr("The verdict of {0} items was not saved.")
            return pattern.format(text.count(len(self.requests)))
        item = self.workspace.case.backlog.ids[self.requests[0].row] or ""
        pattern = _tr("The verdict of {0} was not saved.")
        return pattern.format(text.one_line(item, 80))


def same(one: tuple[VerdictRequest, ...], other: tuple[VerdictRequest, ...]) -> bool:
    """Return whether two requests of the same items say the same of them."""
    return [_said(request) for request in one] == [_said(request) for request in other]


def _said(request: VerdictRequest) -> tuple[object, ...]:
    return (
        request.row,
        request.verdict,
        request.note,
        request.reason_code,
        request.moderator,
    )


def _tr(source: str) -> str:
    return QCoreApplication.translate("verdicts", source)
