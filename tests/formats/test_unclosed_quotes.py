"""A quote that never closes spoils its own line and no other."""

from collections.abc import Callable

import pytest

HEAD = "video_id,video_transcription_text,video_view_count\n"
OPEN = "a quote is opened and never closed"
INSIDE = "a quote closes in the middle of a cell"


def test_the_rows_after_an_unclosed_quote_are_read(read_text: Callable) -> None:
    got = read_text(HEAD + '1,a,5\n2,"broken,6\n3,c,7\n4,d,8\n')
    assert got.ids == ["1", "3", "4"]
    assert got.lines == [2, 4, 5]
    assert got.issues == [(3, "", '2,"broken,6', OPEN, "quarantined")]
    assert got.counts == (4, 3, 1, 0)


def test_it_may_stand_in_the_last_column(read_text: Callable) -> None:
    head = "video_id,views,text\n"
    got = read_text(head + '1,5,"broken\n2,6,b\n3,7,"later, quoted"\n')
    assert got.ids == ["2", "3"]
    assert got.texts == ["b", "later, quoted"]
    assert got.issues == [(2, "", '1,5,"broken', OPEN, "quarantined")]


def test_it_may_stand_in_the_first_column(read_text: Callable) -> None:
    got = read_text(HEAD + '"1,broken,5\n2,b,6\n"3","c, d","7"\n')
    assert got.ids == ["2", "3"]
    assert got.texts == ["b", "c, d"]
    assert got.issues == [(2, "", '"1,broken,5', OPEN, "quarantined")]


def test_it_may_stand_in_a_file_whose_every_cell_is_quoted(
    read_text: Callable,
) -> None:
    got = read_text(HEAD + '"1","broken,"5"\n"2","b","6"\n"3","c\nd","7"\n')
    assert got.ids == ["2", "3"]
    assert got.texts == ["b", "c\nd"]
    assert got.issues == [(2, "", '"1","broken,"5"', INSIDE, "quarantined")]


def test_it_may_stand_before_a_row_of_several_lines(read_text: Callable) -> None:
    got = read_text(HEAD + '1,"broken,5\n2,"fine\nin two",6\n3,c,7\n')
    assert got.ids == ["2", "3"]
    assert got.texts == ["fine\nin two", "c"]
    assert got.lines == [3, 5]
    assert got.counts == (3, 2, 1, 0)


def test_several_of_them_spoil_a_line_each(read_text: Callable) -> None:
    rows = "".join(
        f'{row},"broken,{row}\n' if row % 3 == 0 else f"{row},text {row},{row}\n"
        for row in range(1, 31)
    )
    got = read_text(HEAD + rows)
    assert got.ids == [str(row) for row in range(1, 31) if row % 3]
    assert got.counts == (30, 20, 10, 0)
    assert {issue[3] for issue in got.issues} <= {OPEN, INSIDE}


def test_lines_next_to_each_other_are_spoilt_one_by_one(read_text: Callable) -> None:
    got = read_text(HEAD + '1,"a,5\n2,"b,6\n3,"c,7\n4,d,8\n5,"e,9\n')
    assert got.ids == ["4"]
    assert [(line, raw) for line, _, raw, _, _ in got.issues] == [
        *((2, '1,"a,5'), (3, '2,"b,6'), (4, '3,"c,7'), (6, '5,"e,9')),
    ]
    assert got.counts == (5, 1, 4, 0)


def test_it_may_stand_in_the_last_row(read_text: Callable) -> None:
    got = read_text(HEAD + '1,a,5\n2,"cut off')
    assert got.ids == ["1"]
    assert got.issues == [(3, "", '2,"cut off', OPEN, "quarantined")]


def test_rows_swallowed_by_a_quote_that_happens_to_close_are_found(
    read_text: Callable,
) -> None:
    got = read_text(HEAD + '1,"broken,5\n2,b,6\n3,a 5" nail",7\n4,d,8\n')
    assert got.ids == ["2", "3", "4"]
    assert got.texts[1] == 'a 5" nail"'
    assert got.counts == (4, 3, 1, 0)


def test_a_swallow_that_leaves_the_right_number_of_cells_is_found(
    read_text: Callable,
) -> None:
    got = read_text("video_id,text,views\n" + '1,"broken\n2,b,6\n3,",7\n4,d,8\n')
    assert got.ids == ["2", "4"]
    assert [issue[0] for issue in got.issues] == [2, 4]


@pytest.mark.parametrize("far", [3_000, 60_000])
def test_it_spoils_no_row_of_a_long_file(
    save: Callable, read: Callable, table: Callable, far: int
) -> None:
    lines = table(far + 100).splitlines()
    lines[far] = '1,"broken,1,2,3'
    got = read(save("\n".join(lines) + "\n"), chunk_rows=2_000)
    assert got.counts == (far + 100, far + 99, 1, 0)
    assert got.issues == [
        (far + 1, "", '1,"broken,1,2,3', got.issues[0][3], "quarantined")
    ]


def test_a_legitimate_list_inside_a_cell_is_one_cell(read_text: Callable) -> None:
    text = "Three things:\n1, birds, really\nwell, 2, maybe\nand 3"
    got = read_text(HEAD + f'10,"{text}",5\n11,b,6\n')
    assert got.texts == [text, "b"]
    assert got.counts == (2, 2, 0, 0)


def test_prose_with_commas_over_lines_is_one_cell_in_a_table_of_two_columns(
    read_text: Callable,
) -> None:
    text = "Hello, friends\nwell, hi\n2, or so"
    got = read_text(f'id,text\n10,"{text}"\n11,"b"\n')
    assert got.texts == [text, "b"]


def test_text_after_a_closing_quote_is_quarantined_not_guessed(
    read_text: Callable,
) -> None:
    got = read_text(HEAD + '1,"he said" so,5\n2,b,6\n')
    assert got.ids == ["2"]
    assert got.issues == [(2, "", '1,"he said" so,5', INSIDE, "quarantined")]


def test_a_quote_within_an_unquoted_cell_is_a_character(read_text: Callable) -> None:
    got = read_text(HEAD + '1,a 5" nail,5\n2,say "hi",6\n')
    assert got.texts == ['a 5" nail', 'say "hi"']
