"""Near-duplicates: joined across framings, kept apart where they say other things."""

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from model.framing import PERSONAL, PLAIN, REPORTED
from model.resemblance import RESEMBLANCE
from model.similar import SimilarTexts
from model.synthetic import generate

SNAILS = "garden snails can sleep for months when the weather is dry"
LAMPS = "street lamps in lisbon attract fewer moths than they used to"


def grouped(texts: list[str | None], chunk: int = 2_000) -> list[int]:
    found = SimilarTexts()
    for start in range(0, len(texts), chunk):
        found.add(texts[start : start + chunk])
    return found.groups().tolist()


def framed(text: str | None) -> int:
    found = SimilarTexts()
    found.add([text])
    return int(found.framings()[0])


def test_one_statement_in_many_framings_is_one_group() -> None:
    texts = [
        SNAILS,
        f"someone told me that {SNAILS}",
        f"i think that {SNAILS}",
        f"my colleagues' view is that {SNAILS}",
        f"a friend read on a website a claim that {SNAILS}",
        f"I read online that {SNAILS.upper()}!",
        f"a colleague mentioned the media discovered {SNAILS}",
        f"{SNAILS}, if you ask me",
    ]
    assert grouped([*texts, f"i think that {LAMPS}"]) == [0] * len(texts) + [-1]


def test_one_framing_of_other_statements_is_no_group() -> None:
    head = "a friend learned on social media a claim that"
    assert grouped([f"{head} {SNAILS}", f"{head} {LAMPS}"]) == [-1, -1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "the tower leans 4 metres to the left",
            "the tower leans 5 metres to the left",
        ),
        ("green tea cures every headache", "green tea never cures every headache"),
        ("cats can swim across a wide river", "cats can't swim across a wide river"),
        ("half of all birds in the park sing", "a third of all birds in the park sing"),
    ],
)
def test_what_differs_in_a_number_or_a_negation_is_not_the_same(
    one: str, other: str
) -> None:
    assert grouped([one, other]) == [-1, -1]
    assert grouped([one, other, f"i think that {one}"]) == [0, -1, 0]


def test_numbers_and_apostrophes_may_be_written_either_way() -> None:
    texts = [
        "the town hasn’t had 7,100 visitors in a single summer",
        "the town hasn't had 7100 visitors in a single summer",
    ]
    assert grouped(list(texts)) == [0, 0]


def test_a_short_statement_resembles_only_the_very_same_words() -> None:
    texts: list[str | None] = [
        "i think that tea is best",
        "someone told me that tea is best",
        "i think that coffee is best",
        "we've got to help them",
        "we've got to do it now",
        "now, they claim they're not",
        "now, here's what i believe",
    ]
    assert grouped(texts) == [0, 0, -1, -1, -1, -1, -1]


def test_texts_without_words_resemble_nothing() -> None:
    assert grouped([None, None, "", "", "?!", "…", " , "]) == [-1] * 7
    assert grouped([]) == []


def test_words_of_any_script_count() -> None:
    texts = ["القهوة تساعد على النوم", "القهوة تساعد على النوم", "月亮正在离开地球。"]
    assert grouped([*texts, "月亮正在离开地球", "章鱼有九种颜色"]) == [0, 0, 1, 1, -1]


def test_groups_do_not_chain_from_text_to_text() -> None:
    words = [f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    texts: list[str | None] = [" ".join(words[n : n + 10]) for n in range(16)]
    groups = grouped([*texts, *texts])
    assert groups[0] != groups[15]
    assert groups[:16] == groups[16:]
    for group in set(groups):
        members = [
            set(str(text).split())
            for text, g in zip(texts, groups, strict=False)
            if g == group
        ]
        assert any(
            all(len(one & other) / len(one | other) >= 0.5 for other in members)
            for one in members
        )


def test_chunks_and_runs_make_no_difference() -> None:
    texts = generate(3_000, 5)["video_transcription_text"].to_pylist()
    whole = grouped(texts, 3_000)
    assert grouped(texts, 7) == whole
    assert grouped(texts, 3_000) == whole
    assert max(whole) > 50


def test_groups_are_numbered_by_their_first_texts_and_have_two_members() -> None:
    texts = generate(2_000, 1)["video_transcription_text"].to_pylist()
    groups = np.array(grouped(texts))
    first = [int(np.flatnonzero(groups == g)[0]) for g in range(groups.max() + 1)]
    assert first == sorted(first)
    assert np.bincount(groups[groups >= 0]).min() == 2


def test_what_nearly_all_share_does_not_make_a_group() -> None:
    tail = "follow the channel for more strange facts every single evening"
    rng = np.random.default_rng(3)
    words = [f"topic{n}" for n in range(900)]
    texts: list[str | None] = [
        f"{' '.join(rng.choice(words, 7, replace=False))} {tail}" for _ in range(300)
    ]
    assert set(grouped(texts)) == {-1}
    assert RESEMBLANCE > 0.5


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("someone told me that the moon is hollow", REPORTED),
        ("a friend read in the media a claim that the moon is hollow", REPORTED),
        ("a colleague mentioned the media discovered water on the moon", REPORTED),
        ("the moon is hollow inside, according to a post i saw", REPORTED),
        ("i think that the moon is hollow", PERSONAL),
        ("my family's view is that the moon is hollow", PERSONAL),
        ("in our opinion the moon is hollow", PERSONAL),
        ("the moon is hollow inside, if you ask me, at least i think so", PERSONAL),
        ("the moon is hollow", PLAIN),
        ("the experts of the media are on the radio", PLAIN),
        ("lisbon built a tram line up the hill that few people ever use", PLAIN),
        ("", PLAIN),
        (None, PLAIN),
    ],
)
def test_a_framing_is_told_by_its_words(text: str | None, framing: int) -> None:
    assert framed(text) == framing


def test_the_work_can_be_stopped_between_its_steps() -> None:
    found = SimilarTexts()
    found.add([SNAILS, SNAILS, LAMPS])
    shares: list[int] = []
    found.groups(shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 10

    def stop(share: int) -> None:
        if share > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        found.groups(stop)


def test_unbroken_and_hostile_texts_take_no_longer() -> None:
    texts: list[str | None] = ["x" * 1_000_000, "9," * 200_000, ",that " * 100_000]
    start = time.perf_counter()
    assert grouped(texts) == [-1, -1, -1]
    assert time.perf_counter() - start < 10


@pytest.mark.real_data
def test_the_real_statements_are_found_whole_and_pure(real_data: Path) -> None:
    path = real_data / "tiktok_dataset.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["video_transcription_text"] or None for row in rows]
    stated = {t.split(" that ", 1)[1] for t in texts if t and " that " in t}
    longest_first = sorted(stated, key=len, reverse=True)
    truth = [
        next((s for s in longest_first if t.endswith(s)), t) if t else None
        for t in texts
    ]
    groups = grouped(texts)
    mixed = {
        group
        for group in set(groups) - {-1}
        if len({truth[n] for n, own in enumerate(groups) if own == group}) > 1
    }
    assert not mixed
    split = sum(own == -1 for own, text in zip(groups, texts, strict=True) if text)
    assert split <= 5
    assert max(groups) + 1 <= len(stated)
