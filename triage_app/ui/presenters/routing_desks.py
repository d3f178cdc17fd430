"""The lead's desk of whichever workspace is open, made once, off the GUI thread."""

from collections.abc import Callable

from triage_app.domain.ports import Scorer
from triage_app.services.routing import RoutingDesk
from triage_app.services.workspace import Workspace


class RoutingDesks:
    """Makes a `RoutingDesk` when it is first wanted: that loads the model's evidence.

    Parameters
    ----------
    scorer : callable returning Scorer
    """

    def __init__(self, scorer: Callable[[], Scorer]) -> None:
        self._scorer = scorer
        self._made: RoutingDesk | None = None

    def of(self, workspace: Workspace) -> RoutingDesk:
        """Return a workspace's desk; for one thread at a time, not the window's.

        Raises
        ------
        ModelError
        """
        made = self._made
        if made is None or made.workspace is not workspace:
            made = self._made = RoutingDesk(workspace, self._scorer().evidence())
        return made
