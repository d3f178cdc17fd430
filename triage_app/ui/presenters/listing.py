"""A list made ready beside the GUI thread, for whoever still asks for it."""

from dataclasses import dataclass, replace

from triage_app.domain.case import Case
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue import QueueQuery, Rows, Tab, arrange
from triage_app.domain.visibility import Veil


@dataclass(frozen=True)
class Listing:
    """The rows of a case that a query shows, in their order.

    Attributes
    ----------
    case : Case
    query : QueueQuery
    rows : intp array of shape (m,)
    """

    case: Case
    query: QueueQuery
    rows: Rows

    @classmethod
    def of(
        cls,
        case: Case,
        query: QueueQuery,
        veil: Veil,
        cancel: CancelToken | None = None,
    ) -> "Listing":
        """List a case; work for any thread, a few milliseconds for a million items.

        Raises
        ------
        CancelledError
        """
        veil = replace(veil, settling=query.tab is Tab.LEAD)
        rows = arrange(case, query, veil.rows(case), cancel)
        return cls(case, query, rows)
