from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.decisions import Record, Verdict, WhyShown
from triage_app.domain.history import History, State

Make = Callable[..., Record]


def test_the_newest_verdict_holds_and_taking_it_back_brings_the_one_before(
    make_record: Make,
) -> None:
    first, second = (
        make_record(verdict=Verdict.CLAIM),
        make_record(verdict=Verdict.OPINION),
    )
    history = History([first, second])
    assert history.state("id0") is State.OPINION
    history.apply(make_record(verdict=Verdict.OPINION, revokes="d2"))
    assert history.state("id0") is State.CLAIM
    assert history.tally().records == history.records == 3
    assert history.head_hash == "h3"


def test_taking_everything_back_leaves_the_item_pending(make_record: Make) -> None:
    history = History([make_record(), make_record(revokes="d1")])
    assert history.state("id0") is State.PENDING
    assert history.current("id0") is None
    assert history.last_undoable() is None
    assert history.standing() == []
    assert history.was_decided("id0", "ann")
    assert not history.was_decided("id0", "ben")
    assert not history.was_decided("id1", "ann")


def test_taking_back_what_was_taken_back_changes_nothing(make_record: Make) -> None:
    history = History(
        [make_record(), make_record(revokes="d1"), make_record(revokes="d1")]
    )
    assert history.state("id0") is State.PENDING


def test_undo_finds_ones_own_last_verdict(make_record: Make) -> None:
    history = History(
        [make_record("a", moderator="ann"), make_record("b", moderator="ben")]
    )
    newest, own = history.last_undoable(), history.last_undoable("ann")
    assert newest is not None
    assert newest.decisions[0].item_id == "b"
    assert own is not None
    assert (own.action_id, own.moderator) == ("d1", "ann")
    assert history.last_undoable("cleo") is None


def test_skips_and_escalations_do_not_decide(make_record: Make) -> None:
    history = History(
        [make_record("a", Verdict.SKIP), make_record("b", Verdict.ESCALATE)]
    )
    assert history.state("a") is State.SKIPPED
    assert history.state("b") is State.ESCALATED
    assert not history.was_decided("a", "ann")
    assert history.tally().decided == 0


def test_an_override_is_a_verdict_against_the_label(make_record: Make) -> None:
    history = History(
        [
            make_record("a", Verdict.OPINION, model_label="claim"),
            make_record("b", Verdict.CLAIM, model_label="claim"),
            make_record("c", Verdict.SKIP, model_label="claim"),
            make_record("d", Verdict.CLAIM, model_label=""),
        ]
    )
    assert history.tally().overrides == 1


@given(st.data())
def test_counts_agree_with_a_plain_fold(data: st.DataObject) -> None:
    history, stacks = History(), {item: [] for item in "abc"}
    given_ids: list[tuple[str, str, Verdict]] = []
    for number in range(data.draw(st.integers(0, 30))):
        record = _next_record(data, number, given_ids)
        history.apply(record)
        decision = record.decision
        if decision.revokes:
            stacks[decision.item_id] = [
                entry
                for entry in stacks[decision.item_id]
                if entry[0] != decision.revokes
            ]
        else:
            stacks[decision.item_id].append((decision.decision_id, decision.verdict))
    current = [stack[-1][1] for stack in stacks.values() if stack]
    tally = history.tally()
    assert tally.claims == current.count(Verdict.CLAIM)
    assert tally.opinions == current.count(Verdict.OPINION)
    assert tally.skipped == current.count(Verdict.SKIP)
    assert tally.escalated == current.count(Verdict.ESCALATE)
    assert len(history.standing()) == len(current)


def _next_record(
    data: st.DataObject, number: int, given_ids: list[tuple[str, str, Verdict]]
) -> Record:
    from triage_app.domain.decisions import Decision, RecordKind, WhyShown

    revoke = bool(given_ids) and data.draw(st.booleans())
    if revoke:
        revoked, item, verdict = data.draw(st.sampled_from(given_ids))
    else:
        revoked = ""
        item = data.draw(st.sampled_from("abc"))
        verdict = data.draw(st.sampled_from(list(Verdict)))
        given_ids.append((f"d{number}", item, verdict))
    decision = Decision(
        decision_id=f"d{number}",
        kind=RecordKind.REVOCATION if revoke else RecordKind.VERDICT,
        revokes=revoked,
        item_id=item,
        backlog_id="",
        verdict=verdict,
        reason_code="",
        note="",
        model_id="",
        p_claim=None,
        model_label="",
        lane="review",
        why_shown=WhyShown.LANE,
        score_visible=False,
        shown_at="",
        decided_at="",
        moderator="ann",
        app_version="",
    )
    return Record(number + 1, decision, "", str(number))


@pytest.mark.parametrize(
    ("given", "taken_for"),
    [
        ([], State.PENDING),
        ([(Verdict.CLAIM, WhyShown.AUDIT, False)], State.CLAIM),
        ([(Verdict.CLAIM, WhyShown.GROUP, False)], State.PENDING),
        (
            [
                (Verdict.CLAIM, WhyShown.GROUP, False),
                (Verdict.OPINION, WhyShown.RECONSIDERED, True),
            ],
            State.OPINION,
        ),
        (
            [
                (Verdict.CLAIM, WhyShown.AUDIT, False),
                (Verdict.OPINION, WhyShown.RECONSIDERED, True),
            ],
            State.CLAIM,
        ),
        (
            [
                (Verdict.SKIP, WhyShown.AUDIT, False),
                (Verdict.CLAIM, WhyShown.GROUP, False),
            ],
            State.SKIPPED,
        ),
    ],
)
def test_an_audit_takes_an_item_for_what_was_said_blind_of_it_by_itself(
    make_record: Callable[..., Record],
    given: list[tuple[Verdict, WhyShown, bool]],
    taken_for: State,
) -> None:
    history = History(
        make_record(verdict=verdict, why=why, visible=visible)
        for verdict, why, visible in given
    )
    assert history.audit_state("id0") is taken_for
