"""Which column plays which part, and what a mapping may say."""

from collections.abc import Callable, Mapping

import pytest

from triage_app.domain.backlog import Field
from triage_app.domain.errors import BacklogError
from triage_app.formats.columns import ALIASES, plain, recognise
from triage_app.formats.reader import FileFormats


@pytest.mark.parametrize("part", list(Field))
def test_the_contracts_own_name_is_recognised_in_any_dress(part: Field) -> None:
    for name in (part.value, part.value.upper(), f" {part.value.replace('_', '-')} "):
        assert recognise([name]).roles == {part: name}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("id", Field.ID),
        ("VideoID", Field.ID),
        ("Transcript", Field.TRANSCRIPT),
        ("caption", Field.TRANSCRIPT),
        ("text", Field.TRANSCRIPT),
        ("views", Field.VIEWS),
        ("view_count", Field.VIEWS),
        ("likes", Field.LIKES),
        ("shares", Field.SHARES),
        ("downloads", Field.DOWNLOADS),
        ("comments", Field.COMMENTS),
        ("duration", Field.DURATION),
        ("length", Field.DURATION),
        ("verified", Field.VERIFIED),
        ("Ban Status", Field.BAN),
        ("label", Field.REFERENCE),
        ("claim", Field.REFERENCE),
    ],
)
def test_common_names_are_recognised(name: str, part: Field) -> None:
    assert recognise([name, "mood"]).roles == {part: name}


def test_no_alias_stands_for_two_parts() -> None:
    names = [
        plain(name)
        for part in Field
        for name in (part.value, *ALIASES[part])
        if part in ALIASES
    ]
    assert len(set(names)) == len(names)


def test_the_exact_name_goes_before_its_likes() -> None:
    found = recognise(["id", "Video ID", "video_id"])
    assert found.roles == {Field.ID: "video_id"}
    assert found.unclear == {}


def test_two_equal_claims_are_not_decided_by_guessing(
    save: Callable, read: Callable
) -> None:
    got = read(save("id,caption,transcript,views\n1,a,b,5\n"))
    assert Field.TRANSCRIPT not in got.backlog.roles
    assert got.report.notes == (
        '"caption", "transcript" could each be video_transcription_text, so none of '
        "them was used as it.",
    )


def test_a_mapping_goes_before_what_is_recognised(save: Callable) -> None:
    path = save("id,key,views,words\n1,k,5,hello\n")
    mapping = {Field.ID: "key", Field.TRANSCRIPT: "words"}
    stream = FileFormats().open(path, mapping)
    (chunk,) = list(stream)
    assert chunk.ids.to_list() == ["k"]
    assert chunk.text(Field.TRANSCRIPT).to_list() == ["hello"]
    assert chunk.number(Field.VIEWS).tolist() == [5]
    assert chunk.extras == ("id",)


def test_a_mapping_makes_a_strange_file_readable(save: Callable) -> None:
    path = save("code,words\n007,hello\n")
    assert FileFormats().inspect(path).missing != ()
    stream = FileFormats().open(path, {Field.ID: "code", Field.TRANSCRIPT: "words"})
    assert stream.layout.missing == ()
    assert [chunk.ids.to_list() for chunk in stream] == [["007"]]


@pytest.mark.parametrize(
    ("mapping", "title"),
    [
        (
            {Field.ID: "nowhere"},
            '"backlog.csv" has no column "nowhere" to use as video_id.',
        ),
        (
            {Field.ID: "id", Field.TRANSCRIPT: "id"},
            'The column "id" was chosen for video_id and video_transcription_text '
            "at once.",
        ),
    ],
)
def test_a_mapping_that_cannot_be_is_one_sentence(
    save: Callable, mapping: Mapping[Field, str], title: str
) -> None:
    with pytest.raises(BacklogError) as caught:
        FileFormats().open(save("id,views\n1,5\n"), mapping)
    assert caught.value.title == title


def test_the_layout_shows_the_first_rows(save: Callable) -> None:
    path = save("id,views\n" + "".join(f"{row},{row * 2}\n" for row in range(9)))
    layout = FileFormats().inspect(path)
    assert layout.preview == (
        ("0", "0"),
        ("1", "2"),
        ("2", "4"),
        ("3", "6"),
        ("4", "8"),
    )
    assert layout.size == path.stat().st_size
    assert layout.mapping == {Field.ID: "id", Field.VIEWS: "views"}
