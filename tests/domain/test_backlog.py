import numpy as np

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.text_column import TextColumn


def backlog(columns: dict[str, list[str | None]], roles: dict[Field, str]) -> Backlog:
    rows = len(next(iter(columns.values())))
    raw = {name: TextColumn.from_strings(cells) for name, cells in columns.items()}
    numbers = {Field.VIEWS: np.arange(rows, dtype=np.float64)}
    has_views = Field.VIEWS in roles
    return Backlog(raw, roles, numbers if has_views else {}, np.arange(rows) + 2)


def test_parts_are_found_under_the_names_of_the_source() -> None:
    one = backlog({"Id": ["1"], "Words": ["hi"]}, {Field.ID: "Id"})
    assert one.ids.to_list() == ["1"]
    assert one.text(Field.TRANSCRIPT).to_list() == [None]
    assert np.isnan(one.number(Field.VIEWS)).all()
    assert one.extras == ("Words",)
    assert one.names == ("Id", "Words")


def test_rows_are_taken_from_every_column() -> None:
    one = backlog(
        {"Id": ["1", "2", "3"], "v": ["0", "1", "2"]},
        {Field.ID: "Id", Field.VIEWS: "v"},
    )
    for part in (one.take(np.array([1, 2])), one.slice(1, 3)):
        assert part.ids.to_list() == ["2", "3"]
        assert part.number(Field.VIEWS).tolist() == [1.0, 2.0]
        assert part.lines.tolist() == [3, 4]


def test_joined_backlogs_share_parts_and_keep_strangers() -> None:
    first = backlog(
        {"Id": ["1"], "v": ["9"], "note": ["a"]}, {Field.ID: "Id", Field.VIEWS: "v"}
    )
    second = backlog({"video_id": ["2"], "tag": ["b"]}, {Field.ID: "video_id"})
    both = Backlog.concat([first, second])
    assert {name: column.to_list() for name, column in both.raw.items()} == {
        "Id": ["1", "2"],
        "v": ["9", None],
        "note": ["a", None],
        "tag": [None, "b"],
    }
    assert both.number(Field.VIEWS)[0] == 0.0
    assert np.isnan(both.number(Field.VIEWS)[1])


def test_a_stranger_never_mixes_with_a_part_of_the_same_name() -> None:
    first = backlog({"Id": ["1"], "text": ["x"]}, {Field.ID: "Id"})
    second = backlog(
        {"Id": ["2"], "text": ["hello"]}, {Field.ID: "Id", Field.TRANSCRIPT: "text"}
    )
    both = Backlog.concat([first, second])
    assert both.text(Field.TRANSCRIPT).to_list() == [None, "hello"]
    assert both.raw["text (extra)"].to_list() == ["x", None]


def test_a_stranger_that_makes_way_never_takes_the_place_of_another() -> None:
    first = backlog(
        {"Id": ["1"], "text": ["hi"]}, {Field.ID: "Id", Field.TRANSCRIPT: "text"}
    )
    second = backlog(
        {"Id": ["2"], "text": ["x"], "text (extra)": ["y"]}, {Field.ID: "Id"}
    )
    both = Backlog.concat([first, second])
    assert both.raw["text (extra)"].to_list() == [None, "y"]
    assert both.raw["text (extra) (extra)"].to_list() == [None, "x"]


def test_the_reference_label_and_what_we_wrote_ourselves_tell_a_verdict() -> None:
    names = ("id", "label", "p_claim (input)", "model_label", "lane", "reason", "tag")
    own = backlog(
        {name: ["1"] for name in names}, {Field.ID: "id", Field.REFERENCE: "label"}
    )
    assert own.telling == {"label", "p_claim (input)", "model_label", "lane", "reason"}


def test_a_platforms_own_reason_tells_nothing() -> None:
    foreign = backlog(
        {"id": ["1"], "reason": ["spam"], "lane": ["2"]}, {Field.ID: "id"}
    )
    assert foreign.telling == set()


def test_two_parts_never_share_one_name() -> None:
    first = backlog({"a": ["1"]}, {Field.ID: "a"})
    second = backlog(
        {"b": ["2"], "a": ["hello"]}, {Field.ID: "b", Field.TRANSCRIPT: "a"}
    )
    both = Backlog.concat([first, second])
    assert both.ids.to_list() == ["1", "2"]
    assert both.text(Field.TRANSCRIPT).to_list() == [None, "hello"]


def test_joining_nothing_gives_an_empty_backlog() -> None:
    assert len(Backlog.concat([])) == 0
    assert Backlog.empty().ids.to_list() == []


def test_joining_one_gives_that_one() -> None:
    one = backlog({"Id": ["1"]}, {Field.ID: "Id"})
    assert Backlog.concat([one]) is one
