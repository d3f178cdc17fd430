"""One workspace in memory: its items' columns, aligned by row, and what holds now."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.history import State
from triage_app.domain.orders import Orders
from triage_app.domain.routing import Lane, Reason, Routing
from triage_app.domain.row_index import RowIndex, numbered
from triage_app.domain.scores import Scores
from triage_app.domain.serving import Served, Serving
from triage_app.domain.text_column import TextColumn
from triage_app.domain.text_index import TextIndex


class Indexes:
    """What is found out of a backlog once, for every case of the same items.

    Parameters
    ----------
    backlog : Backlog

    Attributes
    ----------
    orders : Orders
        Filled as they are asked for.
    """

    def __init__(self, backlog: Backlog) -> None:
        self.backlog = backlog
        self.orders = Orders()

    @cached_property
    def row_of(self) -> RowIndex:
        """Rows by item id."""
        return RowIndex(self.backlog.ids)

    @cached_property
    def text_index(self) -> TextIndex:
        """What the search looks in: ids and transcripts."""
        return TextIndex([self.backlog.ids, self.backlog.text(Field.TRANSCRIPT)])

    @cached_property
    def authors(self) -> "Categories":
        """The author statuses (ban statuses)."""
        return Categories.of(self.backlog.text(Field.BAN))


@dataclass(frozen=True)
class Categories:
    """A column of few different texts, as numbers.

    Attributes
    ----------
    names : tuple of str
        The texts that occur, in the order of the alphabet.
    codes : int32 array of shape (n,)
        Each row's place in `names`; -1 where it is missing or empty.
    """

    names: tuple[str, ...]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, column: TextColumn) -> "Categories":
        """Number a column's texts; takes about 15 ms for a million."""
        numbers, firsts = numbered(column)
        found = [column[row] or "" for row in firsts.tolist()]
        names = tuple(sorted(set(found), key=lambda name: (name.casefold(), name)))
        places = {name: place for place, name in enumerate(names)}
        codes = [*map(places.__getitem__, found), -1]  # the last for what has none
        return cls(names, np.array(codes, dtype=np.int32)[numbers])


@dataclass(frozen=True)
class Case:
    """Every item of a workspace.

    The columns never change, but for `states`, `disputed` and `routing`: a verdict
    writes its row in place, because a copy would cost a million bytes each time.

    Attributes
    ----------
    backlog : Backlog
    scores : Scores
    routing : Routing
    imports : int32 array of shape (n,)
        Which import brought each row, as an index into `backlog_ids`.
    backlog_ids : tuple of str
    model_ids : tuple of str
        The model that scored each import, aligned with `backlog_ids`.
    states : int8 array of shape (n,)
        `State` codes.
    keys : float64 array of shape (n,)
        The queue's own order, the higher the earlier; P(claim) unless given.
    served : int8 array of shape (n,)
        `Served` codes: how each came to its place; ranked unless given.
    disputed : bool array of shape (n,)
        Where a second review disagrees and nobody has settled it; nowhere unless given.
    indexes : Indexes
        Of the backlog; made anew unless given.
    """

    backlog: Backlog
    scores: Scores
    routing: Routing
    imports: NDArray[np.int32]
    backlog_ids: tuple[str, ...]
    model_ids: tuple[str, ...]
    states: NDArray[np.int8]
    keys: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    served: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    disputed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    indexes: Indexes = field(
        default_factory=lambda: Indexes(Backlog.empty()), repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if len(self.keys) != len(self.scores):
            ranked = np.full(len(self.scores), Served.RANKED, dtype=np.int8)
            object.__setattr__(self, "keys", self.scores.p_claim)
            object.__setattr__(self, "served", ranked)
        if len(self.disputed) != len(self.scores):
            nowhere = np.zeros(len(self.scores), dtype=np.bool_)
            object.__setattr__(self, "disputed", nowhere)
        if self.indexes.backlog is not self.backlog:
            object.__setattr__(self, "indexes", Indexes(self.backlog))

    def __len__(self) -> int:
        return len(self.backlog)

    @classmethod
    def empty(cls) -> "Case":
        """Return a case with no items."""
        return cls(
            Backlog.empty(),
            Scores.empty(),
            Routing.concat([]),
            np.zeros(0, dtype=np.int32),
            (),
            (),
            np.zeros(0, dtype=np.int8),
        )

    @property
    def row_of(self) -> RowIndex:
        """Rows by item id."""
        return self.indexes.row_of

    @property
    def text_index(self) -> TextIndex:
        """What the search looks in: ids and transcripts."""
        return self.indexes.text_index

    @property
    def orders(self) -> Orders:
        """Orders of the rows that were worked out already."""
        return self.indexes.orders

    @property
    def authors(self) -> Categories:
        """The author statuses (ban statuses)."""
        return self.indexes.authors

    def item(self, row: int) -> "Item":
        """Return one row as a value, for the card and the command line."""
        return Item.of(self, row)

    def rerouted(self, routing: Routing) -> "Case":
        """Return the same items under another routing."""
        return replace(self, routing=routing)

    @property
    def order(self) -> Serving:
        """The queue's own order."""
        return Serving(self.keys, self.served)

    def serving(self, order: Serving) -> "Case":
        """Return the same items in another order of serving."""
        return replace(self, keys=order.keys, served=order.served)

    def seen(self, states: NDArray[np.int8]) -> "Case":
        """Return the same items in other states; all else is shared."""
        return replace(self, states=states)

    def in_state(self, one: State, other: State) -> NDArray[np.bool_]:
        """Return where either of two states holds; bool array of shape (n,).

        A verdict may land meanwhile: each state is read at one go, where `numpy.isin`
        reads it twice and fails on one that has changed in between.
        """
        states = self.states.copy()
        found: NDArray[np.bool_] = (states == one) | (states == other)
        return found

    def set_state(self, row: int, state: State, disputed: bool = False) -> None:
        """Write what holds for one row."""
        self.states[row] = state
        self.disputed[row] = disputed


@dataclass(frozen=True, slots=True)
class Item:
    """One reported video, as long as somebody looks at it.

    Attributes
    ----------
    row : int
    item_id, backlog_id, model_id : str
    transcript : str or None
    numbers : dict of Field to float or None
        The five counts and the duration in seconds.
    facts : tuple of (str, str)
        Every other column by name and text, without those that tell a verdict.
    p_claim : float or None
    p_text, p_engagement : float or None
        What each head says alone.
    model_label : str
        claim, opinion or empty.
    lane : Lane
    reason : Reason
    state : State
    outside : bool
        Whether it lies outside what the model learned.
    disputed : bool
        Whether two verdicts disagree and nobody has settled it.
    """

    row: int
    item_id: str
    backlog_id: str
    model_id: str
    transcript: str | None
    numbers: dict[Field, float | None]
    facts: tuple[tuple[str, str], ...]
    p_claim: float | None
    p_text: float | None
    p_engagement: float | None
    model_label: str
    lane: Lane
    reason: Reason
    state: State
    outside: bool = False
    disputed: bool = False

    @classmethod
    def of(cls, case: Case, row: int) -> "Item":
        """Gather one row of a case."""
        backlog = case.backlog
        scores = case.scores
        return cls(
            row=row,
            item_id=backlog.ids[row] or "",
            backlog_id=case.backlog_ids[case.imports[row]],
            model_id=case.model_ids[case.imports[row]],
            transcript=backlog.text(Field.TRANSCRIPT)[row],
            numbers={
                part: _known(values[row]) for part, values in backlog.numbers.items()
            },
            facts=_facts(backlog, row),
            p_claim=_known(scores.p_claim[row]),
            p_text=_known(scores.p_text[row]),
            p_engagement=_known(scores.p_engagement[row]),
            model_label=scores.label(row).word,
            lane=Lane(int(case.routing.lanes[row])),
            reason=Reason(int(case.routing.reasons[row])),
            state=State(int(case.states[row])),
            outside=bool(scores.outside[row]),
            disputed=bool(case.disputed[row]),
        )

    @property
    def likes_per_view(self) -> float | None:
        """Likes divided by views; None where either is missing or views are 0."""
        likes, views = self.numbers.get(Field.LIKES), self.numbers.get(Field.VIEWS)
        return None if likes is None or not views else likes / views


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _facts(backlog: Backlog, row: int) -> tuple[tuple[str, str], ...]:
    hidden = {Field.ID, Field.TRANSCRIPT, Field.ROW} | set(backlog.numbers)
    hidden_names = backlog.telling | {backlog.roles.get(part) for part in hidden}
    return tuple(
        (name, backlog.raw[name][row] or "")
        for name in backlog.names
        if name not in hidden_names
    )
