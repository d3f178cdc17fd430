"""Every awkward file that the reader must live with, each with what comes of it."""

import codecs
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from triage_app.domain.backlog import Field
from triage_app.domain.errors import BacklogError, MappingNeededError
from triage_app.formats.reader import FileFormats

HEAD = "video_id,video_transcription_text,video_view_count\n"


def refused(path: Path) -> str:
    with pytest.raises(BacklogError) as caught:
        list(FileFormats().open(path))
    return str(caught.value)


def test_quoted_newlines_stay_inside_their_cell_and_count_as_lines(
    read_text: Callable,
) -> None:
    got = read_text(HEAD + '1,"one\ntwo\r\nthree",5\n2,plain,6\n')
    assert got.texts == ["one\ntwo\r\nthree", "plain"]
    assert got.lines == [2, 5]
    assert got.counts == (2, 2, 0, 0)
    assert got.issues == []


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_delimiters_are_detected(read_text: Callable, mark: str) -> None:
    text = HEAD.replace(",", mark) + f'1{mark}"a{mark}b, c"{mark}5\n2{mark}x{mark}6\n'
    got = read_text(text)
    assert got.texts == [f"a{mark}b, c", "x"]
    assert got.numbers(Field.VIEWS) == [5, 6]
    assert got.layout.format == ("tsv" if mark == "\t" else "csv")


def test_the_line_by_which_spreadsheets_name_the_delimiter_is_no_row(
    read_text: Callable,
) -> None:
    got = read_text("sep=;\r\nvideo_id;views\r\n1;5\r\n")
    assert got.ids == ["1"]
    assert got.lines == [3]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_utf16_is_read_with_and_without_its_mark(
    read_text: Callable, encoding: str, mark: bytes
) -> None:
    got = read_text(mark + (HEAD + "1,naïve 😀 text,5\n").encode(encoding))
    assert got.texts == ["naïve 😀 text"]
    assert got.layout.columns[0] == "video_id"
    assert got.report.notes == ("Read as UTF-16.",)


def test_windows_1252_is_read_after_saying_so(read_text: Callable) -> None:
    got = read_text((HEAD + "1,“café” – 5 €,5\n").encode("cp1252"))
    assert got.texts == ["“café” – 5 €"]
    assert got.report.notes == ("Read as Windows-1252, because it is not valid UTF-8.",)


def test_windows_1252_is_noticed_even_at_the_end_of_a_long_file(
    save: Callable, read: Callable, table: Callable
) -> None:
    long = table(30_000).replace("naïve", "naive").replace("日本", "Japan")
    path = save(long.encode() + "9,caf\xe9,1,2,3\n".encode("cp1252"))
    got = read(path)
    assert got.texts[-1] == "café"
    assert got.counts == (30_001, 30_001, 0, 0)
    assert got.report.notes[0].startswith("Read as Windows-1252")


def test_the_five_bytes_that_windows_1252_lacks_are_let_pass(
    read_text: Callable,
) -> None:
    got = read_text(HEAD.encode() + b"1,\x81\x8d\x8f\x90\x9d \xe9,5\n")
    assert got.texts == ["\x81\x8d\x8f\x90\x9d é"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(read_text: Callable) -> None:
    got = read_text(codecs.BOM_UTF8 + (HEAD + "007,naïve,5\n").encode())
    assert got.layout.columns[0] == "video_id"
    assert got.ids == ["007"]
    assert got.report.notes == ()


def test_a_leading_index_column_is_kept_under_a_name(read_text: Callable) -> None:
    got = read_text("," + HEAD + "0,7,a,5\n1,8,b,6\n")
    assert got.layout.columns == (
        *("index", "video_id", "video_transcription_text", "video_view_count"),
    )
    assert got.cells()["index"] == ["0", "1"]
    assert got.ids == ["7", "8"]
    assert got.report.notes == ('Column 1 has no name; it is called "index".',)


def test_an_index_column_that_the_header_leaves_out_does_not_shift_the_others(
    read_text: Callable,
) -> None:
    got = read_text(HEAD + "1,77,a,5\n2,88,b,6\n")
    assert got.ids == ["77", "88"]
    assert got.numbers(Field.VIEWS) == [5, 6]
    assert got.report.notes[0] == (
        "The header lacks the name of the first column, an index."
    )


def test_renamed_and_reordered_columns_are_recognised(read_text: Callable) -> None:
    got = read_text("View-Count,Caption,Likes,Video ID,mood\n5,hello,1,42,glad\n")
    assert got.ids == ["42"]
    assert got.texts == ["hello"]
    assert got.numbers(Field.VIEWS) == [5]
    assert got.numbers(Field.LIKES) == [1]
    assert got.backlog.extras == ("mood",)
    assert got.layout.missing == ()


def test_short_and_long_rows_are_quarantined_as_they_were(read_text: Callable) -> None:
    got = read_text(HEAD + "1,a,5\n2,b\n3,c,6,7\n4,d,8\n")
    assert got.ids == ["1", "4"]
    assert got.counts == (4, 2, 2, 0)
    assert got.issues == [
        (3, "", "2,b", "row too short: 2 cells, 3 expected", "quarantined"),
        (4, "", "3,c,6,7", "row too long: 4 cells, 3 expected", "quarantined"),
    ]
    assert got.lines == [2, 5]


def test_nul_bytes_stay_in_a_cell_but_not_in_an_id(read_text: Callable) -> None:
    got = read_text(HEAD + "1,a\x00b,5\n2\x00,c,6\n3,d,7\n")
    assert got.texts == ["a\x00b", "d"]
    assert got.counts == (3, 2, 1, 0)
    assert got.issues == [
        (3, "", "2\x00,c,6", "a control character in the id", "quarantined")
    ]


def test_ids_are_text_and_na_is_text(read_text: Callable) -> None:
    got = read_text(
        HEAD + "007,NA,NA\n9007199254740993,null,n/a\n9007199254740992,x,-\n"
    )
    assert got.ids == ["007", "9007199254740993", "9007199254740992"]
    assert got.texts == ["NA", "null", "x"]
    assert got.numbers(Field.VIEWS) == [None, None, None]
    assert got.issues == []


def test_odd_counts_are_read_or_listed(read_text: Callable) -> None:
    cells = ['"1,234"', "-5", "inf", "1e400", "12abc", "3.5", "1e5", "343296.0", ""]
    rows = "".join(f"{row},text,{cell}\n" for row, cell in enumerate(cells, 1))
    got = read_text(HEAD + rows)
    assert got.numbers(Field.VIEWS) == [
        *(1234, None, None, None, None, None, 100_000, 343_296, None)
    ]
    name, out = "video_view_count", "value_missing"
    assert got.issues == [
        (3, name, "-5", "below zero", out),
        (4, name, "inf", "not a finite number", out),
        (5, name, "1e400", "too large for a number", out),
        (6, name, "12abc", "not a number", out),
        (7, name, "3.5", "not a whole number", out),
    ]
    assert got.counts == (9, 9, 0, 0)
    assert got.report.values_missing == 5
    assert got.cells()[name][0] == "1,234"


def test_of_rows_with_the_same_id_the_first_stays(read_text: Callable) -> None:
    got = read_text(HEAD + "1,first,5\n2,b,6\n1,second,7\n 1 ,third,8\n")
    assert got.texts == ["first", "b"]
    assert got.counts == (4, 2, 0, 2)
    assert got.issues == [
        (4, "video_id", "1", "the same id as on line 2", "duplicate"),
        (5, "video_id", " 1 ", "the same id as on line 2", "duplicate"),
    ]


def test_rows_without_an_id_are_quarantined(read_text: Callable) -> None:
    got = read_text(HEAD + ",a,5\n  ,b,6\n3,c,7\n,,\n")
    assert got.ids == ["3"]
    assert got.counts == (4, 1, 3, 0)
    assert {issue[3] for issue in got.issues} == {"no id"}
    assert [issue[0] for issue in got.issues] == [2, 3, 5]


def test_an_id_keeps_the_spaces_around_it(read_text: Callable) -> None:
    assert read_text(HEAD + " 7 ,a,5\n").ids == [" 7 "]


def test_an_id_beyond_all_measure_is_quarantined(read_text: Callable) -> None:
    got = read_text(HEAD + "9" * 1001 + ",a,5\n1,b,6\n")
    assert got.ids == ["1"]
    assert got.issues[0][3] == "an id of more than 1,000 characters"


def test_blank_lines_are_no_rows(read_text: Callable) -> None:
    got = read_text(HEAD + "\n1,a,5\n\r\n   \n2,b,6\n\n")
    assert got.counts == (2, 2, 0, 0)
    assert got.lines == [3, 6]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(read_text: Callable, end: str) -> None:
    got = read_text((HEAD + "1,a,5\n2,b,6").replace("\n", end))
    assert got.ids == ["1", "2"]
    assert got.lines == [2, 3]
    assert got.numbers(Field.VIEWS) == [5, 6]


def test_a_cell_of_a_megabyte_is_read_whole(read_text: Callable) -> None:
    cell = "word, " * 170_000
    got = read_text(HEAD + f'1,"{cell}",5\n2,b,6\n')
    assert got.texts[0] == cell
    assert got.ids == ["1", "2"]


def test_repeated_column_names_are_told_apart(read_text: Callable) -> None:
    got = read_text("video_id,views,note,note\n1,5,a,b\n")
    assert got.layout.columns == ("video_id", "views", "note", "note (2)")
    assert got.cells()["note (2)"] == ["b"]
    assert got.report.notes == ('A second column "note" is called "note (2)".',)


def test_an_empty_file_is_one_sentence(save: Callable) -> None:
    assert refused(save("")).startswith('"backlog.csv" is empty.')


def test_white_space_alone_is_one_sentence(save: Callable) -> None:
    sentence = refused(save("\n  \n\r\n"))
    assert sentence.startswith('"backlog.csv" holds nothing but white space.')


@pytest.mark.parametrize("after", ["", "\n", "\n\n  \n"])
def test_a_header_alone_is_one_sentence(save: Callable, after: str) -> None:
    sentence = refused(save(HEAD.strip() + after))
    assert sentence.startswith('"backlog.csv" has a header but no rows.')


def test_a_header_before_nothing_but_blank_lines_is_the_same(save: Callable) -> None:
    sentence = refused(save(HEAD + "\n" * (2 << 20)))
    assert sentence.startswith('"backlog.csv" has a header but no rows.')


def test_prose_is_not_a_table(save: Callable) -> None:
    sentence = refused(save("Dear all\nthis is a letter\n", "letter.csv"))
    assert sentence.startswith('"letter.csv" is not a table.')


def test_columns_without_an_id_ask_for_a_mapping(save: Callable) -> None:
    path = save("name,mood\nx,glad\n")
    with pytest.raises(MappingNeededError) as caught:
        FileFormats().open(path)
    assert caught.value.columns == ("name", "mood")
    assert caught.value.title == (
        'The columns of "backlog.csv" do not show a column of ids (video_id) or '
        "something to score (video_transcription_text, or a count such as "
        "video_view_count)."
    )
    assert caught.value.detail == 'Columns found: "name", "mood".'
    assert len(FileFormats().inspect(path).missing) == 2


def test_ids_with_nothing_to_score_ask_for_a_mapping(save: Callable) -> None:
    path = save("video_id,video_duration_sec\n1,5\n")
    assert FileFormats().inspect(path).missing == (
        "something to score (video_transcription_text, or a count such as "
        "video_view_count)",
    )
    with pytest.raises(MappingNeededError):
        FileFormats().open(path)


def test_all_rows_broken_is_an_account_and_no_error(read_text: Callable) -> None:
    got = read_text(HEAD + "1\n2\n")
    assert got.counts == (2, 0, 2, 0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_refused_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    with pytest.raises(BacklogError, match="is a pipe or a device"):
        FileFormats().inspect(path)
