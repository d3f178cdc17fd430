from collections.abc import Callable

import pytest

from triage_app.domain.decisions import Record, Verdict, WhyShown
from triage_app.domain.history import History, State

Make = Callable[..., Record]


def ids(history: History) -> list[tuple[str, str]]:
    return [(one.decision_id, two.decision_id) for one, two in history.pairs()]


def test_a_second_changes_nothing_of_what_holds(make_record: Make) -> None:
    history = History([make_record()])
    before = history.tally()
    history.apply(make_record(verdict=Verdict.OPINION, moderator="ben", second=True))
    assert history.state("id0") is State.CLAIM
    assert [one.decision_id for one in history.standing()] == ["d1"]
    after = history.tally()
    assert (after.claims, after.opinions, after.overrides) == (
        *(before.claims, before.opinions, before.overrides),
    )
    second = history.second("id0")
    assert second is not None
    assert second.moderator == "ben"
    assert history.second("id1") is None


@pytest.mark.parametrize(
    ("verdict", "disputed"),
    [
        (Verdict.CLAIM, False),
        (Verdict.OPINION, True),
        (Verdict.ESCALATE, True),
        (Verdict.SKIP, False),
    ],
)
def test_a_second_that_disagrees_or_asks_a_lead_is_disputed(
    make_record: Make, verdict: Verdict, disputed: bool
) -> None:
    history = History([make_record()])
    history.apply(make_record(verdict=verdict, moderator="ben", second=True))
    assert history.disputed == ({"id0"} if disputed else set())
    assert len(ids(history)) == verdict.decides


def test_a_newer_verdict_settles_and_taking_it_back_opens_the_dispute_again(
    make_record: Make,
) -> None:
    history = History(
        [
            make_record(),
            make_record(verdict=Verdict.OPINION, moderator="ben", second=True),
            make_record(moderator="lead", why=WhyShown.SETTLE, visible=True),
        ]
    )
    assert history.disputed == set()
    assert ids(history) == [("d1", "d2")]
    history.apply(make_record(revokes="d3", moderator="lead"))
    assert history.disputed == {"id0"}


@pytest.mark.parametrize("revoked", ["d1", "d2"])
def test_taking_either_verdict_back_ends_pair_and_dispute(
    make_record: Make, revoked: str
) -> None:
    history = History(
        [
            make_record(),
            make_record(verdict=Verdict.OPINION, moderator="ben", second=True),
            make_record(revokes=revoked),
        ]
    )
    assert history.disputed == set()
    assert ids(history) == []
    history.apply(make_record(revokes="d3"))
    assert history.disputed == {"id0"}
    assert ids(history) == [("d1", "d2")]


def test_pairs_compare_what_was_said_blind(make_record: Make) -> None:
    history = History(
        [
            make_record(),
            make_record(
                verdict=Verdict.OPINION, why=WhyShown.RECONSIDERED, visible=True
            ),
            make_record(verdict=Verdict.OPINION, moderator="ben", second=True),
            make_record(
                verdict=Verdict.CLAIM, moderator="ben", second=True, visible=True
            ),
        ]
    )
    assert ids(history) == [("d1", "d3")]
    assert history.disputed == {"id0"}, "the newest of each disagree"


def test_an_item_that_was_never_decided_has_no_pair(make_record: Make) -> None:
    history = History([make_record(second=True), make_record()])
    assert ids(history) == []
    assert history.disputed == set()


def test_who_gave_a_second_sees_what_she_said_until_it_is_settled(
    make_record: Make,
) -> None:
    history = History(
        [
            make_record(),
            make_record(verdict=Verdict.OPINION, moderator="ben", second=True),
        ]
    )
    assert history.state_for("id0", "ben") is State.OPINION
    assert history.state_for("id0", "ann") is State.CLAIM
    assert list(history.seen_otherwise("ben")) == [("id0", State.OPINION)]
    history.apply(make_record(moderator="lead"))
    assert history.state_for("id0", "ben") is State.CLAIM


def test_only_who_skipped_sees_an_item_as_skipped(make_record: Make) -> None:
    history = History(
        [
            make_record(verdict=Verdict.SKIP),
            make_record(verdict=Verdict.SKIP, moderator="ben"),
        ]
    )
    seen = [history.state_for("id0", who) for who in ("ann", "ben", "cleo")]
    assert seen == [State.SKIPPED, State.SKIPPED, State.PENDING]
    assert history.state("id0") is State.SKIPPED
    history.apply(make_record(moderator="cleo"))
    history.apply(make_record(verdict=Verdict.SKIP, moderator="cleo"))
    assert history.state_for("id0", "ann") is State.PENDING, "that was before a verdict"


def test_the_pace_counts_standing_verdicts_since_the_last_second(
    make_record: Make,
) -> None:
    history = History([make_record(f"id{n}") for n in range(4)])
    assert history.pace("ann") == (4, 0)
    assert history.pace("ben") == (0, 0)
    history.apply(make_record("id0", second=True))
    history.apply(make_record("id5", Verdict.SKIP))
    history.apply(make_record("id6"))
    assert history.pace("ann") == (1, 1)
    history.apply(make_record("id0", revokes="d5"))
    assert history.pace("ann") == (5, 0)


def test_a_verdict_looked_at_again_speaks_for_how_its_item_first_came(
    make_record: Make,
) -> None:
    history = History(
        [
            make_record(why=WhyShown.RANDOM),
            make_record(why=WhyShown.RECONSIDERED),
            make_record(why=WhyShown.SETTLE),
        ]
    )
    assert history.came("id0") is WhyShown.RANDOM
    history.apply(make_record(why=WhyShown.SEARCH))
    assert history.came("id0") is WhyShown.SEARCH
    assert history.came("nobody") is None


def test_a_second_that_came_with_its_whole_group_is_no_pair_until_it_is_looked_at(
    make_record: Make,
) -> None:
    again = {"verdict": Verdict.OPINION, "moderator": "ben", "second": True}
    history = History([make_record(), make_record(why=WhyShown.GROUP, **again)])
    assert ids(history) == []
    assert history.disputed == {"id0"}, "a lead looks at it all the same"
    seen = make_record(why=WhyShown.RECONSIDERED, visible=True, **again)
    history.apply(seen)
    assert ids(history) == [("d1", "d3")]
