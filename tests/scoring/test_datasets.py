from collections.abc import Callable

import numpy as np
import pytest

from model.dataset import CLAIM, OPINION, UNLABELLED, held_out
from triage_app.domain.backlog import Backlog
from triage_app.domain.decisions import WhyShown
from triage_app.domain.errors import ModelError
from triage_app.domain.serving import general_weight
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.datasets import (
    dataset_of,
    feedback_of,
    held_out_feedback,
    without_retold,
)

MakeBacklog = Callable[[int, int], Backlog]


def reviewed(
    backlog: Backlog, labels: list[str | None], why: list[str | None]
) -> Backlog:
    """Return the backlog as an export of its verdicts."""
    told = {"feedback_label": labels, "why_shown": why}
    columns = {name: TextColumn.from_strings(cells) for name, cells in told.items()}
    return Backlog(
        {**backlog.raw, **columns}, backlog.roles, backlog.numbers, backlog.lines
    )


def test_verdicts_are_read_with_the_weight_of_how_they_were_shown(
    make_backlog: MakeBacklog,
) -> None:
    rows = make_backlog(5, 1)
    feedback = feedback_of(
        {
            "a.csv": reviewed(
                rows,
                ["claim", "opinion", "claim", "skip", None],
                ["random", "uncertain", "lane", "audit", "no such word"],
            )
        }
    )
    assert feedback is not None
    expected = [CLAIM, OPINION, CLAIM, UNLABELLED, UNLABELLED]
    assert feedback.rows.labels.tolist() == expected
    unsure = general_weight(WhyShown.UNCERTAIN)
    assert unsure > 0
    assert feedback.general_weights.tolist() == [1.0, unsure, 0.0, 1.0, 0.0]
    assert list(feedback.rows.ids) == rows.ids.to_list()
    expected_counts = dataset_of(rows).counts
    assert np.array_equal(feedback.rows.counts, expected_counts, equal_nan=True)


def test_the_reference_label_of_a_reviewed_row_is_not_its_verdict(
    make_backlog: MakeBacklog,
) -> None:
    rows = make_backlog(40, 2)
    said = ["claim"] * 40
    feedback = feedback_of({"a.csv": reviewed(rows, said, ["random"] * 40)})
    assert feedback is not None
    assert (feedback.rows.labels == CLAIM).all()
    assert not (dataset_of(rows).labels == CLAIM).all()


def test_of_several_verdicts_on_an_item_the_last_one_counts(
    make_backlog: MakeBacklog,
) -> None:
    rows = make_backlog(3, 3)
    first = reviewed(rows, ["claim"] * 3, ["random"] * 3)
    second = reviewed(rows.slice(1, 2), ["opinion"], ["mid_confidence"])
    feedback = feedback_of({"first.csv": first, "second.csv": second})
    assert feedback is not None
    found = dict(
        zip(
            feedback.rows.ids,
            zip(
                feedback.rows.labels.tolist(),
                feedback.general_weights.tolist(),
                strict=True,
            ),
            strict=True,
        )
    )
    ids = [str(item) for item in rows.ids.to_list()]
    assert found == {
        ids[0]: (CLAIM, 1.0),
        ids[1]: (OPINION, 0.3),
        ids[2]: (CLAIM, 1.0),
    }


@pytest.mark.parametrize(
    ("dropped", "detail"),
    [
        (["feedback_label"], "It has no column feedback_label."),
        (["why_shown"], "It has no column why_shown."),
        (
            ["feedback_label", "why_shown"],
            "It has no column feedback_label and no column why_shown.",
        ),
    ],
)
def test_a_file_without_verdicts_is_refused_with_a_sentence(
    make_backlog: MakeBacklog, dropped: list[str], detail: str
) -> None:
    whole = reviewed(make_backlog(3, 4), ["claim"] * 3, ["random"] * 3)
    raw = {name: cells for name, cells in whole.raw.items() if name not in dropped}
    part = Backlog(raw, whole.roles, whole.numbers, whole.lines)
    with pytest.raises(ModelError, match=r'"b\.csv" is no export of feedback') as error:
        feedback_of({"b.csv": part})
    assert error.value.detail == detail
    assert "triage export --preset feedback" in error.value.next_step


def test_a_file_of_unknown_labels_is_refused_with_a_sentence(
    make_backlog: MakeBacklog,
) -> None:
    odd = reviewed(make_backlog(2, 5), ["yes", "no"], ["random"] * 2)
    with pytest.raises(ModelError, match=r'"b\.csv" holds no verdict to learn from'):
        feedback_of({"b.csv": odd})


def test_no_files_are_no_feedback(make_backlog: MakeBacklog) -> None:
    rows = dataset_of(make_backlog(10, 6))
    assert feedback_of({}) is None
    assert without_retold(rows, None) is rows
    assert held_out_feedback(None) is None


def test_a_verdict_takes_the_place_of_the_rows_own_label(
    make_backlog: MakeBacklog,
) -> None:
    backlog = make_backlog(200, 7)
    part = backlog.take(np.arange(0, 200, 2))
    labels: list[str | None] = ["claim"] * 99 + [None]
    feedback = feedback_of({"a.csv": reviewed(part, labels, ["random"] * 100)})
    rows = dataset_of(backlog)
    kept = without_retold(rows, feedback)
    told = set(part.ids.to_list()[:99])
    tested = {i for i, out in zip(rows.ids, held_out(rows.ids), strict=True) if out}
    assert set(rows.ids) - set(kept.ids) == told - tested
    measured = held_out_feedback(feedback)
    assert measured is not None
    assert set(measured.ids) == told & tested
