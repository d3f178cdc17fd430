"""Items' lots at opening: read where they are kept, else drawn anew and kept."""

import numpy as np

from triage_app.domain.draws import Draws, draws_of
from triage_app.domain.ports import WorkspaceStore
from triage_app.domain.text_column import TextColumn

_LOOKED_AT = 256


def lots_of(store: WorkspaceStore, backlog_id: str, ids: TextColumn) -> Draws:
    """Return the lots of an import's items; shape (n, 4).

    Kept ones are believed if they are whole and some of them, chosen by chance, are
    what is drawn; `triage verify` looks at all.
    """
    kept = store.lots(backlog_id)
    if kept is not None and _seem_right(kept, ids, store.workspace_id):
        return kept
    drawn = draws_of(ids, store.workspace_id)
    store.keep_lots(backlog_id, drawn)
    return drawn


def _seem_right(kept: Draws, ids: TextColumn, seed: str) -> bool:
    if len(kept) != len(ids) or not len(ids):
        return len(kept) == len(ids)
    chosen = np.unique(np.random.default_rng().integers(len(ids), size=_LOOKED_AT))
    return np.array_equal(kept[chosen], draws_of(ids.take(chosen), seed))
