"""JSON Lines: each value as the text it stands for, each broken line on its own."""

from collections.abc import Callable

import pytest

from triage_app.domain.backlog import Field

NAME = "backlog.jsonl"


def test_values_become_text_without_loss(read_text: Callable) -> None:
    got = read_text(
        '{"video_id": 9007199254740993, "text": "a\\nb", "views": 12.0, "ok": true, '
        '"more": {"b": [1, 2.50, null, "é"]}}\n'
        '{"video_id": "007", "text": null, "views": 1e3, "ok": false, "more": ""}\n',
        NAME,
    )
    assert got.layout.format == "jsonl"
    assert got.ids == ["9007199254740993", "007"]
    assert got.texts == ["a\nb", None]
    assert got.numbers(Field.VIEWS) == [12, 1000]
    assert got.cells()["ok"] == ["true", "false"]
    assert got.cells()["more"] == ['{"b": [1, 2.50, null, "é"]}', ""]
    assert got.lines == [1, 2]


def test_broken_lines_are_quarantined_one_by_one(read_text: Callable) -> None:
    got = read_text(
        '{"id": 1, "views": 1}\n{"id": 2, "views"\n\n[1, 2]\n'
        '{"id": 3, "id": 4, "views": 5}\n{"id": "\\ud800", "views": 5}\n'
        '{"views": 5}\n{"id": 1, "views": 9}\n{"id": 6, "views": "-5"}',
        NAME,
    )
    assert got.ids == ["1", "6"]
    assert got.counts == (8, 2, 5, 1)
    assert got.issues == [
        (2, "", '{"id": 2, "views"', "not valid JSON at character 18", "quarantined"),
        (4, "", "[1, 2]", "not a JSON object", "quarantined"),
        (
            *(5, "", '{"id": 3, "id": 4, "views": 5}'),
            *("a name stands twice in the object", "quarantined"),
        ),
        (
            *(6, "", '{"id": "\\ud800", "views": 5}'),
            *("half a character (a lone surrogate)", "quarantined"),
        ),
        (7, "", '{"views": 5}', "no id", "quarantined"),
        (8, "id", "1", "the same id as on line 1", "duplicate"),
        (9, "views", "-5", "below zero", "value_missing"),
    ]


def test_a_bottomless_line_is_quarantined(read_text: Callable) -> None:
    deep = '{"id": 1, "more": ' + "[" * 100_000 + "]" * 100_000 + "}"
    got = read_text('{"id": 2, "views": 5}\n' + deep + "\n", NAME)
    assert got.ids == ["2"]
    assert got.issues[0][3] == "nested too deeply"


def test_columns_that_appear_late_are_kept_and_play_their_parts(
    save: Callable, read: Callable
) -> None:
    rows = "".join(
        f'{{"id": {row}, "text": "{"word " * 20}"}}\n' for row in range(12_000)
    )
    got = read(save(rows + '{"id": "x", "views": 7, "mood": "glad"}\n', NAME))
    assert got.counts == (12_001, 12_001, 0, 0)
    assert got.cells()["mood"][-2:] == [None, "glad"]
    assert got.backlog.roles[Field.VIEWS] == "views"
    assert got.numbers(Field.VIEWS)[-2:] == [None, 7]


@pytest.mark.parametrize("name", ["backlog.csv", "backlog.json"])
def test_it_is_known_by_its_content(read_text: Callable, name: str) -> None:
    assert read_text('{"id": "007", "views": 1}\n', name).ids == ["007"]
