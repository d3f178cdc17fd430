"""The benchmark command's own rules; nothing here is timed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from speed import baseline
from speed.catalogue import BY_NAME, CASES, Case, chosen
from speed.job import Job
from speed.measured import Measured, Report, in_turn
from speed.running import CaseFailedError, Processes, measure, peak_mb, run_all
from speed.sizes import default_rounds, parse_sizes, size_name
from speed.table import as_json, text_table
from speed.targets import TARGETS, target_of, verdict_of

FAST = Measured("main", "time", 1_000_000, "s", (2.0, 1.0, 30.0), (40.0, 20.0, 30.0))
HEAVY = Case("made", "made up", "made", before="fit", after="check", memory=True)
LIGHT = Case("made", "made up", "made", ways=("both",))


class Spawned:
    """Stands in for processes: notes every job, and finds what it is told to."""

    def __init__(self, broken: str = "") -> None:
        self.jobs: list[Job] = []
        self._broken = broken

    def __call__(self, job: Job) -> Report:
        self.jobs.append(job)
        if job.case == self._broken:
            raise CaseFailedError("it broke.")
        report = Report()
        if job.way in ("ours", "both"):
            report.add("time", "s", ours=[1.0])
        if job.way in ("ordinary", "both"):
            report.add("time", "s", ordinary=[3.0])
        return report

    @property
    def ways(self) -> list[str]:
        return [job.way for job in self.jobs]


def test_sizes_are_read_in_thousands_and_millions() -> None:
    assert parse_sizes("1m,20k, 100K,20k") == (20_000, 100_000, 1_000_000)
    assert parse_sizes("7") == (7,)


@pytest.mark.parametrize("words", ["", "0", "k", "1.5k", "-1k", "20k,", "1g"])
def test_what_is_no_size_is_refused_by_a_sentence(words: str) -> None:
    with pytest.raises(ValueError, match=r"is no number of rows, such as 20k or 1m\."):
        parse_sizes(words)


@pytest.mark.parametrize("name", ["7", "1500", "20k", "100k", "1m", "10m"])
def test_a_size_is_written_as_it_is_read(name: str) -> None:
    assert size_name(parse_sizes(name)[0]) == name


def test_fewer_rounds_are_run_the_larger_the_data() -> None:
    assert [default_rounds(n) for n in (20_000, 10**6, 10**7)] == [5, 3, 1]


def test_ways_alternate_and_each_goes_first_in_turn() -> None:
    assert in_turn(3, ("a", "b")) == ["a", "b", "b", "a", "a", "b"]


def test_medians_and_the_ratio_follow_from_the_rounds() -> None:
    assert FAST.our_median == 2.0
    assert FAST.ordinary_median == 30.0
    assert FAST.ratio == 15.0
    assert replace(FAST, ordinary=()).ratio is None
    assert replace(FAST, ours=(0.0,), ordinary=(0.0,)).ratio == 0.0
    assert replace(FAST, unit="").ratio is None


def test_a_heavy_case_has_a_process_for_each_round_of_each_way(tmp_path: Path) -> None:
    spawned = Spawned()
    found = measure(HEAVY, 20_000, 2, tmp_path, spawned)
    assert spawned.ways == ["fit", "ours", "ordinary", "ordinary", "ours", "check"]
    (time,) = found
    assert (time.ours, time.ordinary) == ((1.0, 1.0), (3.0, 3.0))


def test_a_light_case_goes_through_its_rounds_in_one_process(tmp_path: Path) -> None:
    spawned = Spawned()
    (found,) = measure(LIGHT, 20_000, None, tmp_path, spawned)
    assert [(job.way, job.rounds) for job in spawned.jobs] == [("both", 5)]
    assert found.ratio == 3.0


def test_data_are_made_once_for_all_cases_of_a_size(tmp_path: Path) -> None:
    spawned, case = Spawned(), replace(LIGHT, data="sample")
    measure(case, 20_000, 1, tmp_path, spawned)
    assert (spawned.jobs[0].module, spawned.jobs[0].way) == ("data", "make")
    spawned.jobs[0].source.touch()
    measure(case, 20_000, 1, tmp_path, spawned)
    assert spawned.ways == ["make", "both", "both"]


def test_a_case_that_fails_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    told: list[str] = []
    broken = replace(LIGHT, name="broken")
    found, failures = run_all(
        [(broken, 20_000), (LIGHT, 20_000)], 1, tmp_path, Spawned("broken"), told.append
    )
    assert failures == ["broken at 20,000 rows failed."]
    assert told[1] == "broken at 20,000 rows failed. it broke."
    assert [one.case for one in found] == ["made"]
    assert told[-1] == "  time: 1.00 s, beside 3.00 s: 3.00×"


def test_a_process_that_dies_says_with_which_error(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text("raise SystemExit('no such thing')\n", encoding="utf-8")
    job = Job("made", "made", "ours", "", 7, 1, str(tmp_path), "")
    with pytest.raises(CaseFailedError, match="ours ended with 1: no such thing"):
        Processes(script)(job)


def test_a_process_answers_with_what_it_found_and_its_memory(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "import json, sys, pathlib\n"
        "job = json.loads(sys.argv[2])\n"
        "found = {'time': {'unit': 's', 'ours': [job['rows']], 'ordinary': []}}\n"
        "kept = json.dumps({'found': found, 'peak_mb': 5.0})\n"
        "pathlib.Path(job['answer']).write_text(kept)\n",
        encoding="utf-8",
    )
    job = Job("made", "made", "ours", "", 7, 1, str(tmp_path), "")
    report = Processes(script, frozenset({"made"}))(job)
    assert report.found["time"]["ours"] == [7.0]
    assert report.found["peak memory"] == {"unit": "MB", "ours": [5.0], "ordinary": []}


def test_a_job_survives_being_written_on_a_line(tmp_path: Path) -> None:
    job = Job("main", "main", "ours", "sample", 20_000, 5, str(tmp_path), "a.json")
    assert Job.from_json(job.to_json()) == job
    assert job.source == tmp_path / "sample-20000.csv"
    assert replace(job, data="parts").source == tmp_path / "parts-20000"


def test_this_process_has_used_memory() -> None:
    assert 10 < peak_mb() < 100_000


def test_every_case_has_its_functions(speed_folder: Path) -> None:
    for case in CASES:
        text = (speed_folder / "cases" / f"{case.module}.py").read_text("utf-8")
        for way in (*case.ways, *filter(None, (case.before, case.after))):
            named = (f"\ndef {way}(job: Job)", f'"{way}"')
            assert any(name in text for name in named), (case.name, way)


def test_every_target_is_of_a_case_there_is() -> None:
    assert set(TARGETS) <= set(BY_NAME)


def test_cases_run_where_they_make_sense_unless_they_are_named() -> None:
    plain = {(case.name, rows) for case, rows in chosen([], (20_000, 10_000_000))}
    assert ("main", 20_000) in plain
    assert ("main", 10_000_000) not in plain
    assert ("ten_million", 10_000_000) in plain
    assert ("ten_million", 20_000) not in plain
    assert ("start", 0) in plain
    named = chosen(["ten_million"], (20_000,))
    assert [(case.name, rows) for case, rows in named] == [("ten_million", 20_000)]


def test_a_target_is_meant_for_a_million_rows() -> None:
    assert verdict_of(FAST) is True
    assert verdict_of(replace(FAST, ours=(10.0,))) is False
    assert verdict_of(replace(FAST, rows=100_000)) is None
    assert target_of(replace(FAST, measure="another")) is None


def test_a_search_must_be_both_faster_and_quick() -> None:
    slow = Measured("search", "phrase", 1_000_000, "ms", (20.0,), (2_000.0,))
    assert verdict_of(slow) is False
    assert verdict_of(replace(slow, ours=(15.0,))) is True
    assert verdict_of(replace(slow, ours=(15.0,), ordinary=(200.0,))) is False


def test_a_gap_may_be_short_or_like_the_idle_window_s() -> None:
    gap = Measured("gaps", "longest", 1_000_000, "ms", (90.0,), (31.0,))
    assert verdict_of(gap) is True
    assert verdict_of(replace(gap, ordinary=(29.0,))) is False
    assert verdict_of(replace(gap, ours=(49.0,), ordinary=(1.0,))) is True


def test_the_table_shows_medians_ratios_and_what_is_met() -> None:
    missed = replace(FAST, measure="peak memory", unit="MB", ordinary=(2.0,))
    lines = text_table([FAST, missed]).splitlines()
    assert " ".join(lines[2].split()) == "main time 1m 2.00 s 30.0 s 15.0× ≥ 10× met"
    assert lines[3].endswith("≤ 0.6× its    NOT met")
    assert lines[3].split()[:3] == ["main", "peak", "memory"]


def test_the_json_holds_rounds_and_machine_but_no_name_or_path() -> None:
    data = json.loads(json.dumps(as_json([FAST], ["x failed"], 3)))
    assert set(data) == {"machine", "rounds", "results", "failures"}
    assert set(data["machine"]) == {
        "cores",
        "system",
        "processor",
        "python",
        "libraries",
    }
    (result,) = data["results"]
    assert result["ours"] == [2.0, 1.0, 30.0]
    assert (result["ratio"], result["target"], result["met"]) == (15.0, "≥ 10×", True)
    assert data["failures"] == ["x failed"]
    assert "/" not in json.dumps(data)


def test_a_ratio_that_fell_by_more_than_is_allowed_is_named() -> None:
    known = {"main": {"time": {"1m": 22.0}}}
    (said,) = baseline.regressions([FAST], known)
    assert said == "main, time, 1m: 15× where it was 22×, more than 30% less."
    assert baseline.regressions([FAST], {"main": {"time": {"1m": 21.0}}}) == []
    assert baseline.regressions([FAST], {"main": {"time": {"20k": 99.0}}}) == []


def test_a_measure_that_is_gone_is_named() -> None:
    known = {
        "main": {"peak memory": {"1m": 2.0, "20k": 2.0}},
        "sort": {"id": {"1m": 1}},
    }
    said = baseline.regressions([FAST], known)
    assert said == ["main, peak memory, 1m: it was not measured."]


def test_other_answers_are_a_regression_at_any_size() -> None:
    wrong = Measured("main", "rows in another lane", 20_000, "", (1.0,))
    (said,) = baseline.regressions([wrong], {})
    assert (
        said == "main, rows in another lane, 20k: 1, so the answers are not the same."
    )
    assert baseline.regressions([replace(wrong, ours=(0.0,))], {}) == []


def test_new_ratios_are_kept_beside_those_that_were_not_measured(
    tmp_path: Path,
) -> None:
    file = tmp_path / "baseline.json"
    baseline.update(file, [FAST, replace(FAST, measure="alone", ordinary=())])
    baseline.update(file, [replace(FAST, rows=20_000, ours=(3.0,))])
    assert baseline.read(file) == {"main": {"time": {"1m": 15.0, "20k": 10.0}}}
    assert baseline.read(tmp_path / "none.json") == {}


def test_the_committed_baseline_is_of_cases_there_are(speed_folder: Path) -> None:
    known = baseline.read(speed_folder.parent / "baseline.json")
    assert known
    assert set(known) <= set(BY_NAME)
    assert set(baseline.TOLERANCES) <= set(BY_NAME)


def test_the_command_refuses_what_it_does_not_know(
    run_script: Callable[..., tuple[int, str]],
) -> None:
    status, said = run_script("--rows", "many")
    assert status == 2
    assert "'many' is no number of rows, such as 20k or 1m." in said
    status, said = run_script("--rounds", "0")
    assert status == 2
    assert "'0' is no number of rounds." in said
    status, said = run_script("--case", "nothing")
    assert status == 2
    assert "invalid choice: 'nothing'" in said
