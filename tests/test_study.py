"""What a learner's own record says, what is handed in for a study, and the scripts that read it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections import Counter

import numpy as np
import pytest

from benchmarks import corpus
from dojo.classes.intake.packing import STUDY, pack, write
from dojo.course import runs
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.run import listing
from examples.study import difference, messages
from tests.judging import ROOT, place_of

RUNS = [
    ("double", ["test_a", "test_b"], "test_a", "known_mistake", "sign", "10:00"),
    ("half", ["test_a"], "test_a", "fact", None, "10:05"),
    ("double", ["test_a"], "test_a", "known_mistake", "sign", "10:10"),
    ("double", [], None, None, None, "10:12"),
    ("half", ["test_a"], "test_a", "fact", None, "12:00"),
]


@pytest.fixture
def ran(course):
    """A course whose katas were run five times."""
    keys = ("kata", "red", "test", "explainer", "idea")
    rows = [dict(zip(keys, run, strict=False)) | {"when": f"2026-11-02T{run[5]}:00+00:00"} for run in RUNS]
    file = runs.file_of(course.root)
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows) + "no JSON\n")
    return course


def test_a_message_is_followed_by_a_mend_where_its_test_is_green_on_the_next_run_of_its_kata(ran):
    told = {
        (row["kata"], row["explainer"], row["idea"]): (row["mended"], row["told"]) for row in runs.followed(ran.root)
    }
    assert told == {("double", "known_mistake", "sign"): (1, 2), ("half", "fact", None): (0, 1)}


def test_where_nothing_explains_a_test_no_cause_is_named(course):
    place = Course(course.root).places[0]
    runs.add(place, ["test_a"], "test_a", "nothing")
    runs.add(place, [])
    assert [(row["explainer"], row["told"]) for row in runs.followed(course.root)] == [(None, 1)]
    assert "A message named no cause 1 time; the next run passed the test 1 time." in listing.report(
        Progress.of_stubs(Course(course.root))
    )


def test_a_pause_is_no_work(ran):
    assert runs.hours(ran.root) == pytest.approx(12 / 60)  # 10:00 to 10:12, and then nothing until 12:00


def test_the_report_says_what_the_record_holds(ran):
    progress = Progress.of_stubs(Course(ran.root))
    told = listing.report(progress)
    assert "You have worked on 2 katas, for about 0.2 hours." in told
    assert "A message named a cause 3 times; the next run passed the test 1 time." in told
    progress.practice.begin(Course(ran.root).places[0], kind="recall", runs=2, ended="2026-11-03", how="later")
    assert "\nYou wrote 1 kata again: 1 green.\n" in listing.report(progress)


def test_counts_are_packed_for_a_study_alone_and_hold_no_code_and_no_name(ran, tmp_path):
    ran.solve("double", "def double(x):\n    return 2 * x\n")
    for study in (False, True):
        packed = pack(Course(ran.root), study)
        assert write(packed, tmp_path / "ann.zip") == []  # grading takes it without a word
        with zipfile.ZipFile(tmp_path / "ann.zip") as archive:
            assert (STUDY in archive.namelist()) == study
            if study:
                rows = json.loads(archive.read(STUDY))["messages"]
                assert {key for row in rows for key in row} == {"kata", "test", "explainer", "idea", "told", "mended"}


def test_messages_on_the_same_test_are_compared_with_their_intervals(tmp_path):
    told = [("known_mistake", "sign", 9, 10), ("fact", None, 3, 10), ("neighbour", None, 2, 2)]
    rows = [
        {"kata": "double", "test": "test_a", "explainer": e, "idea": i, "mended": m, "told": t} for e, i, m, t in told
    ]
    for name in ("ann", "ben"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr(STUDY, json.dumps({"format": 1, "messages": rows[: 2 + (name == "ann")]}))
    said = messages.lines(messages.read(tmp_path))
    assert said[0] == "\n2 archives, from ann to ben:"
    sums, table = (said[: said.index("\ndouble, a")], said[said.index("\ndouble, a") + 1 :])
    told = {line[:44].strip(): line[44:].split() for line in table}
    assert told == {
        "known mistake, sign": ["18", "20", "90", "%", "70", "to", "97", "%", "2"],
        "fact": ["6", "20", "30", "%", "15", "to", "52", "%", "2"],
    }
    assert sums[-1].split() == ["neighbour", "2", "2", "100", "%", "34", "to", "100", "%", "1"]  # in the sums alone
    assert "helped" not in "".join(said)


def test_an_interval_of_a_share_holds_it_as_often_as_it_says():
    rng = np.random.default_rng(0)
    for share in (0.1, 0.5, 0.9):
        intervals = [messages.interval(int(hits), 30) for hits in rng.binomial(30, share, 2000)]
        assert sum(low <= share <= high for low, high in intervals) / 2000 == pytest.approx(0.95, abs=0.03)


def test_half_a_deviation_is_found_in_a_class_of_60_and_none_is_seldom_found():
    assert difference.found(0.5) >= 80
    assert 2 <= difference.found(0.0) <= 8
    assert difference.found_between_arms(0.0) <= 8


def test_orders_and_arms_are_balanced():
    names = [f"student-{i:03}" for i in range(600)]
    assert all(150 < count < 250 for count in Counter(map(difference.order, names)).values())
    assert all(240 < count < 360 for count in Counter(map(difference.arm, names)).values())
    assert all({order[k] for order in difference.ORDERS} == set("ABC") for k in range(3))


def test_the_points_of_a_class_are_told_with_what_they_do_not_show():
    rows = [
        {"student": str(i), "arm": "hunt" if i % 2 else "recall", "before": str(i % 5), "after": str(i % 5 + i % 2 + 1)}
        | {"later": "" if i == 0 else str(i % 5)}
        for i in range(40)
    ]
    said = "\n".join(difference.lines(rows, np.random.default_rng(0)))
    assert "before to after: +1.50 points" in said
    assert "hunt minus recall: +1.00 points (95 %: +1.00 to +1.00), n = 20 and 20" in said
    assert (
        "before to later: +0.00 points (95 %: +0.00 to +0.00): neither an effect nor its absence is shown, n = 39"
        in said
    )
    assert "1 missed one of the two" in said
    assert said.startswith("40 students, from 0 to 39\nbefore: mean 2.00 (hunt 2.00, recall 2.00), n = 40\n")
    assert "does not show that the course was the cause" in said


# ---------------------------------------------------------------------------- the corpus

_ASKS = """
import importlib.util, json, sys
import numpy as np
import torch

def loaded(name, text):
    module = type(sys)(name)
    sys.modules[name] = module
    exec(compile(text, name, "exec"), vars(module))
    return module

for line in sys.stdin:
    entry = json.loads(line)
    right = loaded(entry["kata"], entry["right_code"])
    wrong = loaded("wrong", entry["wrong_code"])
    for of in (wrong, right):
        try:
            print(json.dumps(repr(eval(entry["call"], vars(of) | {"np": np, "torch": torch}))))
        except Exception as error:
            print(json.dumps(f"raises {type(error).__name__}: {' '.join(str(error).split())}"))
"""


@pytest.fixture(scope="module")
def softmax():
    """The entries of one kata."""
    return [*corpus.entries_of(place_of("03_probability/01_softmax"), "probability")]


def test_each_entry_of_the_corpus_gives_what_it_says(softmax):
    """Run ten entries by what stands in them alone, and read what they say as Python."""
    entries = [entry for entry in softmax if entry["call"] and not entry["replaces"]][:10]
    assert len(entries) == 10
    asked = "".join(json.dumps(entry) + "\n" for entry in entries)
    done = subprocess.run(
        [sys.executable, "-c", _ASKS], input=asked, capture_output=True, text=True, cwd=ROOT, check=True
    )
    gave = [json.loads(line) for line in done.stdout.splitlines()]
    names = {"np": np, "array": np.array, "nan": np.nan, "inf": np.inf, "float32": np.float32}
    for entry, (wrong, right) in zip(entries, zip(gave[::2], gave[1::2], strict=True), strict=True):
        for said, given in ((entry["gives"], wrong), (entry["expected"], right)):
            if said.startswith("raises"):
                assert given == said
            else:
                np.testing.assert_allclose(eval(given, names), eval(said.partition(", and")[0], names), rtol=1e-6)


def test_a_tenth_of_each_idea_is_held_back_and_stays_held_back():
    entries = [{"id": f"kata/{i}", "idea": "ab"[i % 2]} for i in range(40)]
    train, held = corpus.split(entries)
    assert Counter(entry["idea"] for entry in held) == {"a": 2, "b": 2}
    assert {e["id"] for e in held} == {e["id"] for e in corpus.split(entries[::-1])[1]}
    assert len(train) + len(held) == 40


def test_the_schema_names_each_field_and_the_datasheet_begins_with_what_the_corpus_is_not(softmax):
    assert all(list(entry) == corpus.SCHEMA["required"] for entry in softmax)
    sheet = corpus.datasheet(*corpus.split(softmax))
    assert sheet.startswith(f"Authored, not observed: none of these {len(softmax)} mistakes")
