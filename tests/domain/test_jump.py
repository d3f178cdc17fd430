"""An item is found by its id, or by how its id begins."""

from collections.abc import Callable

import pytest

from triage_app.domain.case import Case
from triage_app.domain.errors import ItemError
from triage_app.domain.jump import row_called, rows_beginning


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    """Twelve items, id0 to id11."""
    return make_case([0.5] * 12)


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("id1", [1, 10, 11]),
        ("ID1", [1, 10, 11]),
        (" id11 ", [11]),
        ("id111", []),
        ("d1", []),
        ("", []),
        ("é", []),
    ],
)
def test_ids_are_found_by_their_beginning(
    case: Case, typed: str, rows: list[int]
) -> None:
    assert rows_beginning(case, typed).tolist() == rows


def test_an_exact_id_goes_before_longer_ones(case: Case) -> None:
    assert row_called(case, "id1") == 1
    assert row_called(case, "ID10") == 10


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("i", "12 ids begin with i. Type more of the one you mean."),
        ("77", "No item here has the id 77."),
        (" ", "Type an id, or how it begins."),
        ("x" * 90, f"No item here has the id {'x' * 39}…."),
    ],
)
def test_what_leads_nowhere_gets_a_sentence(
    case: Case, typed: str, sentence: str
) -> None:
    with pytest.raises(ItemError) as refused:
        row_called(case, typed)
    assert str(refused.value) == sentence
