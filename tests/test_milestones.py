"""Milestones: each runs with the model solutions, prints and draws; what is missing is named."""

from __future__ import annotations

import ast
import copy
import functools
import importlib
import itertools
import json
import math
import os
import re
import shutil
import subprocess
import sys
import timeit
import types
from pathlib import Path
from pydoc_data.topics import topics
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import torch
from matplotlib.colors import XKCD_COLORS
from matplotlib.figure import Figure
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.cli.model_commands import _milestone_lines as milestone_lines
from dojo.course.course import Course
from dojo.course.milestones import Milestone, find, milestones, ready
from dojo.course.progress import Progress
from dojo.engine.base.importing import load_ours, open_mine
from dojo.engine.base.mine import all_parts
from dojo.milestone import (
    FEW,
    OnTorch,
    asked,
    begun,
    clock,
    device,
    drawn_unlike_ours,
    keep_model,
    kept_gpt,
    manual,
    own_text,
    real_models,
    seconds_a_step,
    setting,
    taking,
    written,
)
from dojo.models.kept import MILESTONES, go_on, keep, keep_published, kept_model, open_kept, put_aside
from tests.grading import HALF, RIGHT_DOUBLE, RIGHT_HALF, seal, small_course, write
from tests.judging import ROOT
from tests.keeping import course_in, published, save_tokenizer

KNOWN = milestones(Course(ROOT))
RUN = (
    "import sys, pathlib; from dojo.engine.base.mine import all_parts; from dojo.course.course import Course;"
    " from dojo.course.milestones import Milestone, run; root, track, stem, folder, pictures = sys.argv[1:];"
    " course = Course(pathlib.Path(root)); table = all_parts(course.places, pathlib.Path(folder));"
    " wrong, kept = run(Milestone(course, track, stem), table, quick=True, pictures=pictures);"
    " print(wrong)"
)

WEIGHTS = r"float32: +([0-9,]+) bytes, ([0-9.]+) nats.*\n.*int8: +([0-9,]+) bytes, ([0-9.]+);"
PRICES = r"rose by ([0-9.]+).*\n.*KL paid: .* to ([0-9.]+)\).* rates is ([0-9.]+)"
CONTENT = r"content with ([0-9.]+) before and ([0-9.]+) after\n.*KL paid: ([0-9.]+) .* such a rise is ([0-9.]+)"
SHARES = r"with a draft ([0-9.]+), drawn from p ([0-9.]+), the drafts as they are ([0-9.]+)"


def ran(milestone: Milestone, directory: Path, pictures: Path) -> str:
    """What a milestone prints, in a process of its own, with few steps."""
    told = [str(milestone.course.root), milestone.track, milestone.stem, str(directory), str(pictures)]
    environment = os.environ | {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *told], capture_output=True, text=True, env=environment, cwd=pictures, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What a milestone prints with the model solutions, and where its pictures lie: each runs once."""

    @functools.cache
    def shown(track: str, stem: str = "milestone") -> tuple[str, Path]:
        pictures = tmp_path_factory.mktemp(track)
        return ran(Milestone(Course(ROOT), track, stem), ROOT / "reference", pictures), pictures

    return shown


def table_of(course: Course) -> dict[str, Path]:
    """The learner's own parts."""
    return all_parts(course.places, course.root / "katas")


@pytest.fixture
def course(tmp_path) -> Course:
    """A course with a milestone of two parts."""
    root = small_course(tmp_path.resolve())
    text = '"""Numbers, halved and doubled.\n\nMore.\n"""\n\n# %%\nimport dojo.mine  # noqa: F401\n'
    text += "from mine.double import double\nfrom mine.half import half\n\nprint(half(double(3.0)))\n"
    write(root / "katas" / "02_parts" / "milestone.py", text)
    write(root / "katas" / HALF / "half.py", RIGHT_HALF)
    return Course(root)


def test_its_parts_and_title_are_read_and_not_run(course):
    (milestone,) = milestones(course)
    assert (milestone.title, milestone.parts) == ("Numbers, halved and doubled", ["double", "half"])
    assert milestone.needs(table_of(course)) == ["double"]
    assert milestone.needs(all_parts(course.places, None)) == []


def test_a_part_that_is_not_written_is_named(course, tmp_path):
    (milestone,) = milestones(course)
    assert "needs 1 part that is not written yet: double" in ran(milestone, course.root / "katas", tmp_path)
    assert ran(milestone, course.root / "reference", tmp_path).strip() == "3.0"


def test_what_a_part_needs_is_missing_before_anything_runs(course, tmp_path):
    (milestone,), loaded = milestones(course), tmp_path / "loaded"
    opened = f"open({str(loaded)!r}, 'w').close()\n"
    write(milestone.file, f'"""Half."""\n{opened}import dojo.mine\nfrom mine.half import half\n')
    late = "def half(x):\n    from mine.double import double\n\n    return double(x) / 4\n"
    write(course.root / "katas" / HALF / "half.py", late)
    assert milestone.needs(table_of(course)) == ["double"]
    assert "not written yet: double" in ran(milestone, course.root / "katas", tmp_path)
    assert not loaded.exists()
    assert ran(milestone, course.root / "reference", tmp_path).strip() == ""
    assert loaded.exists()


@pytest.mark.parametrize(
    ("stub", "needs"),
    [
        ("def half(x):\n    raise NotImplementedError\n\n\ndef third(x):\n    return x / 3\n", ["half"]),
        ("def half(x):\n    return x / 2\n\n\ndef third(x):\n    raise NotImplementedError\n", []),
        (
            "class half:\n    def __init__(self):\n        self.x = 1\n\n    def step(self):\n        raise NotImplementedError\n",
            ["half"],
        ),
    ],
)
def test_of_a_part_that_is_begun_what_is_imported_counts(course, stub, needs):
    (milestone,) = milestones(course)
    write(course.root / "katas" / "01_numbers" / "01_double" / "double.py", "def double(x):\n    return 2 * x\n")
    write(course.root / "katas" / HALF / "half.py", stub)
    assert milestone.needs(table_of(course)) == needs


def test_a_milestone_may_have_a_name(course):
    write(
        course.root / "katas" / "02_parts" / "milestone_at_last.py",
        '"""At last.\n\nMore.\n"""\nfrom mine.half import half\n',
    )
    assert [(one.number, one.id) for one in milestones(course)] == [("2", "02_parts"), ("at_last", "02_parts-at_last")]
    assert find(course, "at-last").title == "At last"
    assert {find(course, name).number for name in ("2", "02_parts", "parts")} == {"2"}
    with pytest.raises(ValueError, match="third has no milestone; there are 2, at_last"):
        find(course, "third")
    table = table_of(course)
    assert ready(course, "02_parts", table).number == "at_last"
    assert ready(course, "02_parts", all_parts(course.places, None)).number == "2"
    assert ready(course, "01_numbers", table) is None


@pytest.fixture
def said(course, monkeypatch):
    """What the command says in the course."""
    monkeypatch.chdir(course.root)

    def said(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, result.output
        return result.output

    return said


@pytest.mark.parametrize("is_sealed", [False, True], ids=["clone", "sealed"])
def test_with_our_parts_it_runs_before_anything_is_written(course, said, is_sealed, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if is_sealed:
        seal(course.root)
    told = said("milestone", "2", code=1)
    assert "needs 1 part that is not written yet: double.\ndojo milestone 2 --parts ours shows it with ours." in told
    told = said("milestone", "2", "--parts", "ours")
    assert told.startswith("With our parts in place of yours: this is what you will have written.\n\nNumbers, halved")
    assert told.endswith("\n3.0\n")
    assert "(1 kata to go, next double)" in said("milestone")
    assert "to go" not in said("milestone", "--parts", "ours")


def test_a_text_that_is_too_short_is_refused_in_one_line(tmp_path):
    file = tmp_path / "short.txt"
    file.write_text("ten letter", encoding="utf-8")
    with (
        begun(text=file),
        pytest.raises(SystemExit, match=r"short.txt has 10 characters: a model needs a text of 5,000"),
    ):
        own_text()
    file.write_bytes(b"\xff" * 6000)
    with begun(text=file), pytest.raises(SystemExit, match=r"short.txt can't be read as a text in UTF-8"):
        own_text()
    file.write_text("ten letter" * 500, encoding="utf-8")
    with begun(text=file):
        assert len(own_text()) == 5000
    assert own_text() is None


@pytest.mark.parametrize("device", ["cpu", "mps"])
def test_a_budget_ends_with_its_seconds_whatever_a_step_takes(device, monkeypatch):
    """They are of the CPU, by torch's threads; beside a GPU they are those of a clock."""
    now, threads = [0.0], 4
    monkeypatch.setattr("torch.get_num_threads", lambda: threads)
    counted, other = ("process_time", "perf_counter") if device == "cpu" else ("perf_counter", "process_time")
    monkeypatch.setattr(f"dojo.milestone.time.{counted}", lambda: now[0] * (threads if device == "cpu" else 1))
    monkeypatch.setattr(f"dojo.milestone.time.{other}", itertools.count(0.0, 99.0).__next__)
    shares = []
    for share in clock(10.0, "training", device):
        shares.append(share)
        now[0] += 1.0 if share < 0.5 else 4.0  # the machine gets busy
    assert shares == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.9])
    with begun(quick=True):
        assert list(clock(10.0, "training", quick=4)) == [0.0, 0.25, 0.5, 0.75]


def test_a_step_is_timed_with_one_thread_and_with_all_and_the_better_stays(monkeypatch, capsys):
    threads, now, calls = [8], [0.0], []

    def step():
        calls.append(threads[0])
        warm = 50.0 if len(calls) == 1 else 0.0
        now[0] += warm + (0.4 if threads[0] == 1 else 5.2)

    monkeypatch.setattr("torch.get_num_threads", lambda: threads[0])
    monkeypatch.setattr("torch.set_num_threads", lambda n: threads.__setitem__(0, n))
    clocks = {None: lambda: now[0]}

    def timed(way, timer=None, number=1):
        return timeit.timeit(way, number=number, timer=clocks.get(timer, lambda: now[0] / 10))

    monkeypatch.setattr("dojo.milestone.timeit", timed)
    assert seconds_a_step(step) == pytest.approx(0.04), "what counts is what it uses, not how long it takes"
    assert {*calls} == {1, 8}
    assert threads == [1]
    assert "a step takes 40 ms with 1 of torch's threads, and 13.0 times as long with 8" in capsys.readouterr().out


def test_an_error_is_told_with_the_learners_own_lines(course, tmp_path):
    write(course.root / "katas" / HALF / "half.py", "def half(x):\n    return x.halve()\n")
    write(course.root / "katas" / "01_numbers" / "01_double" / "double.py", "def double(x):\n    return 2 * x\n")
    said = ran(milestones(course)[0], course.root / "katas", tmp_path)
    assert "AttributeError" in said
    assert "half.py:2  return x.halve()" in said
    assert "more of your half than its core: is it complete?" in said


@pytest.mark.parametrize("milestone", KNOWN, ids=lambda one: one.id)
def test_it_runs_with_the_model_solutions_and_draws(milestone, shown):
    said, folder = shown(milestone.track, milestone.stem)
    assert len(said.split()) > 20
    assert "Error" not in said.split("\n")[-2]
    pictures = [file for file in folder.iterdir() if file.suffix in (".png", ".gif")]
    assert pictures
    assert all(file.stat().st_size > 2000 for file in pictures)


@pytest.mark.parametrize("milestone", KNOWN, ids=lambda one: one.id)
def test_it_reads_like_a_notebook(milestone):
    text = milestone.file.read_text(encoding="utf-8")
    assert text.count("\n# %%") >= 4
    assert "import dojo.mine" in text
    assert ast.get_docstring(ast.parse(text))


def test_a_question_finds_its_page(shown):
    said, _ = shown("01_linear_algebra")
    assert re.search(r"true: false 0\.[89]", said)
    answers = said.partition("How do I catch an exception?")[2].split("\n")[1:4]
    assert {"help('try')", "help('raise')", "help('exceptions')"} == {line.split()[-1] for line in answers}


def test_words_on_a_map_are_moved_until_none_stands_on_another():
    script = ast.parse((ROOT / "katas/01_linear_algebra/milestone.py").read_text(encoding="utf-8"))
    function = next(node for node in script.body if getattr(node, "name", "") == "move_apart")
    names = {"combinations": itertools.combinations}
    exec(ast.unparse(function), names)
    axes = Figure().subplots()
    labels = [
        axes.annotate(word, (0.5, 0.5 + place / 50), (0, 0), textcoords="offset points", fontsize=size)
        for place, (word, size) in enumerate([("true", 13), ("truth", 9), ("bool", 9), ("boolean", 9), ("false", 9)])
    ]
    names["move_apart"](labels)
    boxes = [label.get_window_extent() for label in labels]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_one_ball_finds_the_deepest_hole_and_the_line_is_that_of_least_squares(shown):
    said, _ = shown("02_calculus")
    heights = [float(height) for height in re.findall(r"ball \d from .* height +(-?[0-9.]+)", said)]
    assert [height < -1 for height in heights].count(True) == 1
    words = re.findall("[a-z]+", "\n".join(topics.values()).lower())
    counts = sorted(np.unique(words, return_counts=True)[1], reverse=True)[:1000]
    slope, _ = np.polyfit(np.log10(np.arange(1, 1001)), np.log10(counts), 1)
    assert f"the slope is {slope:.2f}" in said


def test_a_longer_memory_guesses_better_and_names_that_exist_are_marked(shown):
    said, _ = shown("03_probability")
    pairs, triples, fours = (float(n) for n in re.findall(r"hesitates among +([0-9.]+)", said))
    assert 1 < fours < triples < pairs < 29
    lines = [line.split("  ", 2)[2] for line in said.partition("\ncolours")[2].split("\n") if "T =" in line]
    names = ", ".join(line.strip() for line in lines).split(", ")
    assert all((f"xkcd:{name.strip('()')}" in XKCD_COLORS) == name.startswith("(") for name in names)
    assert any(name.startswith("(") for name in names)


def test_what_is_said_of_a_thousand_texts_is_what_pandas_says(shown):
    said, _ = shown("04_scientific_python")
    script = (ROOT / "katas/04_scientific_python/milestone.py").read_text(encoding="utf-8").partition("# ## Load")[0]
    script = (
        re.sub(r"^(from|import) (dojo|mine)\b.*", "", script, flags=re.M)
        + "\nimport json; print(json.dumps(collected))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True
    ).stdout  # pytest has more in it
    table = pd.DataFrame(json.loads(told), columns=["kind", "text"]).dropna().query("text != ''")
    assert f"Trap 1: {table['text'].duplicated().sum()} of {len(table)} texts" in said
    length = table["text"].str.len()
    assert f"has {length.mean():.0f} characters.\nOnly {(length > length.mean()).mean():.0%}" in said
    digits, quotes = table["text"].str.count("[0-9]"), table["text"].str.count("['\"]")
    assert f"quotation marks, r = {digits.corr(quotes):.2f}." in said
    assert f"Per character, r = {(digits / length).corr(quotes / length):.2f}." in said
    of_page = table["kind"] == "page"
    assert f"{of_page.mean():.0%} of the texts, and {length[of_page].sum() / length.sum():.0%} of what" in said
    assert f"{(scipy.stats.zscore(np.log10(length)) > 2).mean():.1%} longer" in said


def test_a_sentence_is_the_same_alone_and_in_company(shown):
    said, _ = shown("05_tensors")
    assert re.search(r"with your padding_mask +0\.00000", said)
    assert float(re.search(r"without +([0-9.]+)", said)[1]) > 0.01
    losses = [(float(loss), len(words.split())) for loss, words in re.findall(r"^   ([0-9.]+)  (.*)$", said, re.M)]
    of_all = float(re.search(r"([0-9.]+) over all words", said)[1])
    assert abs(sum(loss * n for loss, n in losses) / sum(n for _, n in losses) - of_all) < 0.01


def test_both_engines_find_the_same_slopes_and_the_border_bends(shown):
    said, _ = shown("06_autograd")
    assert "your Tensor finds the slopes" in said
    assert float(re.search(r"differ by (\S+) at most", said)[1]) < 1e-12
    first, *_, last = (float(share) for share in re.findall(r"right on ([0-9.]+)%", said))
    assert last > max(first, 80)


def test_what_is_beyond_the_path_makes_a_milestone_richer_and_is_not_needed(tmp_path):
    milestone, folder = Milestone(Course(ROOT), "06_autograd"), "06_autograd/01_scalar_engine"
    assert milestone.parts == ["scalar_engine"]
    shutil.copytree(ROOT / "reference" / folder, tmp_path / folder)
    assert "your Value finds the slopes" in ran(milestone, tmp_path, tmp_path)
    for name in ("06_autograd/02_tensor_engine", "08_optimization/03_adamw"):
        shutil.copytree(ROOT / "katas" / name, tmp_path / name)
    open_mine(all_parts(milestone.course.places, tmp_path))
    assert [written(part) for part in ("scalar_engine", "tensor_engine", "adamw", "sgd")] == [True, False, False, False]


def test_a_part_is_not_written_while_one_of_its_functions_is_a_stub(tmp_path):
    folder = tmp_path / HALF
    write(folder / "half.py", RIGHT_HALF + "\n\ndef third(x):\n    raise NotImplementedError\n")
    open_mine({"half": folder / "half.py"})
    assert not written("half")
    write(folder / "half.py", RIGHT_HALF)
    open_mine({"half": folder / "half.py"})
    assert written("half")


def test_layer_norm_lets_a_tower_learn(shown):
    said, _ = shown("07_neural_networks")
    without, norm = (float(share) for share in re.findall(r"layer norm +([0-9.]+)% of the digits", said))
    assert norm > 2 * without
    assert float(re.search(r"by hand: ([0-9.]+)%", said)[1]) > 60


def test_the_winner_of_the_race_has_the_lowest_loss_and_clipping_helps(shown):
    said, _ = shown("08_optimization")
    best = {line.split()[0]: float(line.partition("*")[0].split()[-1]) for line in said.split("\n")[2:6]}
    assert [*best] == ["SGD", "momentum", "Adam", "AdamW"]
    assert f"\n{min(best, key=best.get)} wins at rate" in said
    free, clipped = (float(line.split()[-1]) for line in re.findall(r"\n   (?:free|clipped).*", said))
    assert clipped < free


def test_a_network_of_one_letter_is_the_table_and_one_of_three_passes_it(shown):
    said, _ = shown("09_projects")
    table, one, three, _ = (float(n) for n in re.findall(r" ([0-9.]+) of 29 letters", said))
    assert table * 0.95 < one < table * 1.15
    assert three < table


def test_a_first_look_shows_what_no_training_gives(shown):
    said, _ = shown("10_language_model", "milestone_first_look")
    after, before = re.search(r"changes what comes out there by ([0-9.]+), and before it by ([0-9.]+)\.", said).groups()
    assert float(before) == 0 < float(after)
    shares = re.search(r"each the same weight: (.*)\.\n", said)[1].split(", ")
    assert len(shares) > 1 == len(set(shares))
    rate, line = re.search(r"^ +([0-9.]+)  (M\|?y.*)$", said, re.M).groups()
    assert float(rate) == pytest.approx(len(line.replace("|", "")) / len(line.split("|")), abs=0.006)


@pytest.mark.parametrize(
    ("steps", "loss", "own", "wanted", "never"),
    [
        (240, 1.73, None, ["240 steps were too few", "not at fault", "1.75 nats", "--minutes 5"], "is a part wrong"),
        (40, 2.40, None, ["40 steps were too few", "2.42 nats", "--minutes 30"], "is a part wrong"),
        (240, 2.60, "a text", ["240 steps were too few", "not at fault"], "is a part wrong"),
        (900, 2.60, "a text", ["has 9 tokens to learn. The manual has 158,694"], "not at fault"),
        (900, 2.60, None, ["Ours had 1.39 nats", "is a part wrong?"], "not at fault"),
        (900, 1.40, None, [], "ahead"),
    ],
)
def test_where_the_table_stays_ahead_it_is_said_why(steps, loss, own, wanted, never, capsys):
    cells = (ROOT / "katas/10_language_model/milestone.py").read_text(encoding="utf-8").split("\n# %%")
    told, asked = (cell for cell in cells if "\nOURS = " in cell or "\nexpected = " in cell)
    names = {"math": math, "np": np, "FEW": FEW, "MINUTES": 2.0, "letters": 2.0, "ids": range(9), "own": own}
    names |= {"strange": ""}
    exec(f"{told}\n{asked}", names | {"losses": [0.0] * steps, "best": 2 * loss, "to_beat": 2 * 1.7})
    said = capsys.readouterr().out
    assert all(words in said for words in wanted), said
    assert never not in said


def test_it_is_said_before_what_ours_reaches_in_as_many_steps(shown):
    said, _ = shown("10_language_model")
    steps, nats = re.search(
        r"about (\d+) steps in [\d.]+ minutes of computing\nOn the manual, ours came to about ([\d.]+)", said
    ).groups()
    assert said.index("On the manual, ours came") < said.index("  step ")
    assert (int(steps) < 1000) == (float(nats) > 1.35)


def test_the_cache_changes_no_token_int8_hardly_a_loss_and_a_draft_no_share(shown):
    said, _ = shown("11_modern_models")
    same, of = re.search(r"(\d+) of (\d+) tokens are the same", said).groups()
    assert same == of
    full, before, small, after = (float(n.replace(",", "")) for n in re.findall(WEIGHTS, said)[0])
    assert small < full / 3
    assert abs(after - before) < 0.05
    drafted, plain, table = (float(n) for n in re.search(SHARES, said).groups())
    assert drafted < 2 * plain < table


def test_two_models_have_as_many_numbers_and_a_student_about_a_quarter(shown):
    said, _ = shown("11_modern_models")
    told = re.search(r"of 2019: ([0-9,]+) parameters; your modern GPT: ([0-9,]+)", said).groups()
    old, modern = (int(n.replace(",", "")) for n in told)
    assert abs(old - modern) <= 2 * 3 * 32 / 2  # half of what a SwiGLU that is wider by 1 costs, in two blocks
    student = int(re.search(r"students of ([0-9,]+) parameters", said)[1].replace(",", ""))
    assert modern / 4 < student < modern / 3
    assert re.search(r"both take 20 steps", said)


@pytest.mark.parametrize(
    ("steps", "trained", "wanted", "keeps"),
    [
        (600, [("modern", 600)], ["kept GPT took 600 steps: the new one takes as many"], ["modern_gpt"]),
        (6000, [("old", 720), ("modern", 720)], ["no time for 6000 steps: both take 720 steps"], ["modern_gpt"]),
        (None, [("old", 720), ("modern", 720)], ["no GPT of yours is kept: both take 720"], ["gpt", "modern_gpt"]),
    ],
)
def test_the_new_model_takes_as_many_steps_as_the_kept_one_or_both_as_many_as_there_is_time_for(
    steps, trained, wanted, keeps, capsys
):
    class Named(Tiny):
        def __init__(self, name):
            super().__init__(8, 4)
            self.name = name

    def train(model, ids, steps, *, lr, size, generator, loss_of):
        seen.append((model.name, steps))
        first.append(torch.rand(1, generator=generator).item())

    def keep_model(model, tokenizer, config, steps):
        assert seen[-1][1] == steps
        parts.append(config["part"])

    cells = (ROOT / "katas/11_modern_models/milestone.py").read_text(encoding="utf-8").split("\n# %%")
    (cell,) = [cell for cell in cells if "\nold_step = " in cell]
    seen, first, parts = [], [], []
    kept = None if steps is None else SimpleNamespace(steps=steps, model=Named("kept"))
    names = {"old": Named("old"), "modern": Named("modern"), "kept": kept, "train": train, "keep_model": keep_model}
    names |= {"seconds_a_step": lambda step: step() or 0.125, "MINUTES": 3.0, "amount": lambda whole, quick: whole}
    names |= {"perplexity": lambda model, ids: 2.0, "ids": None, "new": None, "letters": 2.0, "tokenizer": None}
    names |= {"strange": {}, "seconds_used": lambda: 0.0, "torch": torch, "copy": copy, "math": math}
    exec(cell, names | {"sizes": {}, "modern_config": {"part": "modern_gpt"}})
    assert ([each for each in seen if each[1] > 1], parts, len({*first})) == (trained, keeps, 1)
    said = capsys.readouterr().out
    assert all(words in said for words in wanted)
    assert f"after {trained[0][1]} steps" in said


def cell_of(name: str, holds: str) -> str:
    """The one cell of a milestone of track 11 that holds a text."""
    cells = (ROOT / f"katas/11_modern_models/{name}.py").read_text(encoding="utf-8").split("\n# %%")
    (cell,) = [cell for cell in cells if holds in cell]
    return cell


@pytest.mark.parametrize(
    ("steps", "nats", "taken", "said"),
    [
        (1000, {"text": 1.9, "logits": 1.8, "teacher": 1.3}, 150, None),
        (40, {"text": 2.9, "logits": 2.8, "teacher": 2.5}, 40, None),
        (
            40,
            {"text": 2.4, "logits": 2.6, "teacher": 2.5},
            40,
            "A student is ahead of its teacher. The teacher had only 40 steps",
        ),
        (
            40,
            {"text": 2.7, "logits": 2.8, "teacher": 2.5},
            40,
            "Here the logits taught no more than the text. The teacher had only 40",
        ),
    ],
)
def test_a_student_takes_no_more_steps_than_its_teacher_and_what_is_odd_is_said(steps, nats, taken, said, capsys):
    took, found = [], iter([nats["text"], nats["logits"], *[nats["teacher"]] * 9])
    names = {"amount": lambda whole, quick: whole, "steps": steps, "numbers": lambda model: 9, "MINUTES": 3.0}
    names |= {
        "modern_config": {"arguments": {"dim": 4, "hidden": 4}},
        "torch": torch,
        "ModernGPT": lambda **sizes: None,
    }
    names |= {"learn": lambda model, steps, lr, loss_of: took.append(steps) or 1.0, "modern": None}
    exec(cell_of("milestone", "\nlessons, taught = "), names | {"nats": lambda model: next(found)})
    assert took == [taken, taken]
    told = capsys.readouterr().out
    assert "dojo milestone 11 --minutes 6 trains it longer" in told if said else "trains it longer" not in told
    assert (said or "their teacher") in told


def test_what_is_drawn_in_nats_is_no_finer_than_a_tenth():
    import matplotlib.pyplot as plt

    names = {"plt": plt, "reads": [64, 128], "beyond": [3.001, 3.002], "context": 64, "modern": None}
    names |= {"taught": {"the text": 2.0, "the logits": 2.0}, "nats": lambda model: 2.0}
    exec(cell_of("milestone", "figure, (reach, bars)"), names | {"save": lambda figure, name: None})
    low, high = plt.gcf().axes[0].get_ylim()
    assert high - low > 0.1
    plt.close("all")


@pytest.fixture
def four_parts():
    """What the milestone of the four parts makes its models with."""
    table = all_parts(Course(ROOT).places, ROOT / "reference")
    open_mine(table)
    import dojo.mine  # noqa: F401
    from mine.modern_gpt import ModernGPT

    names = {"SIZES": {"vocab_size": 30, "context": 10, "dim": 16, "n_heads": 4, "n_layers": 2}, "DIM": 16}
    names |= {"CONTEXT": 10, "ModernGPT": ModernGPT, "torch": torch, "nn": torch.nn, "PART": "rope"}
    exec(cell_of("milestone_four_parts", "\ndef without("), names)
    return SimpleNamespace(**names)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([0.11, 0.12, 0.10], "rope         +0.110 (+0.100 to +0.120), 3 seeds\n"),
        ([-0.02, 0.01, 0.02], "As far as these seeds tell, it may have made no difference."),
        ([-0.05, -0.01, -0.06], "Here the model is better without it. \n"),
        ([-0.05], "Here the model is better without it. Do two more seeds agree? --minutes 10"),
    ],
)
def test_what_a_part_has_not_brought_is_said(more, said, capsys):
    open_mine(all_parts(Course(ROOT).places, ROOT / "reference"))
    from mine.error_bars import bootstrap_means

    found = {(seed, "none"): 1.6 for seed in range(3)} | {(seed, "rope"): 1.6 + each for seed, each in enumerate(more)}
    names = {"np": np, "STEPS": 300, "SEEDS": 3, "PARTS": ["none", "rope"], "bootstrap_means": bootstrap_means}
    exec(cell_of("milestone_four_parts", "\nrng, brought"), names | {"found": found})
    told = capsys.readouterr().out
    assert said in told
    assert ("no difference" in told or "better without" in told) == (min(more) < 0)


def test_without_a_part_a_model_has_as_many_numbers(four_parts):
    every = [four_parts.numbers(four_parts.without(part, four_parts.HIDDEN[part])) for part in four_parts.PARTS]
    assert len(every) == 5
    assert max(every) - min(every) <= 3 * 16 * 2  # what a SwiGLU that is wider by 1 costs, in two blocks


def test_without_rms_norm_it_is_a_model_with_layer_norms(four_parts):
    """Each reader sees what a layer norm without a bias would give it: the mean is never there to be taken away."""
    model, ids = four_parts.without("RMS norm", 8).eval(), torch.randint(30, (2, 10))
    plain = four_parts.without("none", 8).eval()
    plain.load_state_dict(model.state_dict())
    read = []
    for block in model.blocks:
        block.mlp.register_forward_pre_hook(lambda module, given: read.append(given[0]))
    out = model(ids)
    assert not torch.allclose(out, plain(ids), atol=1e-3)
    assert all(each.mean(-1).abs().max() < 1e-5 for each in read)
    shifted = model.tokens.weight.detach() + 5.0  # a mean that no layer norm sees
    model.tokens.weight = torch.nn.Parameter(shifted)
    model.head.weight = torch.nn.Parameter(plain.head.weight.detach())
    torch.testing.assert_close(model(ids), out, rtol=0, atol=1e-4)


def test_without_rope_only_the_table_knows_the_order(four_parts):
    model, ids = four_parts.without("rope", 8).eval(), torch.randint(30, (2, 10))
    model.blocks = model.blocks[:1]  # from the second on the mask tells the order, too
    swapped = ids[:, [1, 0, *range(2, 10)]]
    assert not torch.allclose(model(ids)[:, -1], model(swapped)[:, -1], atol=1e-4)
    torch.nn.init.zeros_(model.positions)
    torch.testing.assert_close(model(ids)[:, -1], model(swapped)[:, -1], rtol=0, atol=1e-5)


def test_without_swiglu_and_shared_heads_the_old_parts_are_there(four_parts):
    model = four_parts.without("shared heads", 8)
    assert model.blocks[0].k.weight.shape == model.blocks[0].q.weight.shape
    (up, gelu, down) = four_parts.without("SwiGLU", 12).blocks[1].mlp
    assert (up.weight.shape, type(gelu).__name__, down.weight.shape) == ((12, 16), "GELU", (16, 12))


def test_manners_cost_at_least_what_the_rates_of_the_rule_say(shown):
    said, _ = shown("12_adaptation")
    trained, of = (int(n.replace(",", "")) for n in re.search(r"LoRA trains ([0-9,]+) of ([0-9,]+)", said).groups())
    assert trained < of / 5
    of_40 = (round(40 * float(rate)) for rate in re.findall(r"the rule ([0-9.]+)", said))
    before, tuned, polite = (n / 40 for n in of_40)
    assert before == 0 < tuned < polite
    rise, at_most, least = (float(n) for n in re.search(PRICES, said).groups())
    assert rise == pytest.approx(polite - tuned, abs=0.006)
    assert least == pytest.approx(scipy.stats.entropy([polite, 1 - polite], [tuned, 1 - tuned]), abs=0.006)
    assert at_most > 0
    shares = re.findall(r"([0-9]+)% \(([0-9]+) of ([0-9]+)\)", said)  # with what they are shares of
    assert [int(share) for share, *_ in shares] == [round(100 * int(n) / int(of)) for _, n, of in shares]
    assert [int(n) for _, n, _ in shares] == [round(40 * tuned), round(40 * polite)]


def test_a_checker_with_a_hole_is_content_at_no_less_than_the_least_price(shown):
    said, _ = shown("12_adaptation", "milestone_learns_to_sort")
    told = said.partition("a checker with a hole")[2]
    before, after, paid, least = (float(n) for n in re.search(CONTENT, told).groups())
    assert after > before + 0.1
    assert paid > least == pytest.approx(scipy.stats.entropy([after, 1 - after], [before, 1 - before]), abs=0.006)


def test_the_lens_ends_at_the_model_and_what_is_said_of_the_loss_is_true(shown):
    said, _ = shown("12_adaptation", "milestone_look_inside")
    rows = [[float(n) for n in row] for row in re.findall(r"^ +(\d) +([0-9.]+) +([0-9.]+) +([0-9.]+)$", said, re.M)]
    depths, losses, already, read = zip(*rows, strict=True)
    assert depths == (0, 1, 2)
    assert already[-1] == 1
    assert read[0] > 0.5
    rises = re.search(r"with block (\d) the loss rises", said)
    steps = [later - earlier for earlier, later in itertools.pairwise(losses)]
    assert steps[int(rises[1]) - 1] >= 0 if rises else max(steps) <= 0
    lost = [[float(n) for n in re.findall(r"[+-][0-9.]+", line)] for line in re.findall(r"block \d:.*all.*", said)]
    assert [len(each) for each in lost] == [5, 5]
    head, block = (int(n) for n in re.search(r"misses head (\d) of block (\d) most", said).groups())
    assert lost[block - 1][head] == max(cost for each in lost for cost in each[:4])


def test_a_real_model_loses_little_in_eight_bits_writes_the_shape_and_keeps_half_its_drafts(shown):
    said, _ = shown("12_adaptation", "milestone_real_model")
    whole = float(re.search(r"16 bits .* ([0-9.]+) nats", said)[1])
    rows = re.findall(r"^(int\d, .*?) +([0-9.]+) MB +([0-9.]+), ([+-][0-9.]+)$", said, re.M)
    assert [name for name, *_ in rows] == ["int8, a row", "int8, groups", "int4, groups"]
    assert all(abs(float(loss) - whole - float(lost)) < 2e-4 for *_, loss, lost in rows)
    assert abs(float(rows[0][3])) < 0.01 < float(rows[2][3])
    assert float(rows[2][1]) < float(rows[1][1])
    told = [json.loads(line) for line in re.findall(r'^({"name".*})  \(held', said, re.M)]
    assert told
    for one in told:
        assert len(one["name"]) <= 8
        assert len(one["tags"]) <= 2
    assert all(1 <= float(a) <= int(most) for a, most in re.findall(r"([0-9.]+) tokens per round, of (\d+)", said))
    (before, after), aside = re.findall(r"lines .* ([0-9.]+) nats per token before, ([0-9.]+) after 4 steps", said)
    assert float(after) < float(before)
    assert ("no more likely" in said) == (float(aside[1]) >= float(aside[0]))


def test_the_smallest_that_is_loaded_is_taken_and_the_next_with_its_tokenizer(tmp_path, monkeypatch, capsys):
    for library in ("safetensors", "tokenizers"):
        pytest.importorskip(library, reason=f"{library} is not installed: it comes with the extra gpt2")
    course_in(tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    sizes = {"small": {}, "large": {"intermediate_size": 96}, "larger": {"intermediate_size": 192}, "other": {}}
    for name, given in sizes.items():
        published(tmp_path / name, **given)
        keep_published(tmp_path / "course", tmp_path / name)
    (tmp_path / "other/tokenizer.json").write_text("{}", encoding="utf-8")
    (tmp_path / "small").rename(tmp_path / "a")  # the name decides nothing
    keep_published(tmp_path / "course", tmp_path / "a")
    (tmp_path / "course/.dojo/models/small/config.json").unlink()
    open_mine(table_of(Course(tmp_path / "course")))
    found = real_models()
    assert [Path(kept.config["folder"]).name for kept in found] == ["a", "large"]
    told = capsys.readouterr().out
    assert "a: llama, 2 blocks, 8,048 numbers" in told
    assert "a is the smallest of the 4 that are loaded: --model other takes another." in " ".join(told.split())
    for name, taken in {"large": ["large", "larger"], "larger": ["larger"], "shipped": ["shipped"]}.items():
        with begun(model=name):
            assert [Path(kept.config.get("folder", "shipped")).name for kept in real_models()] == taken
    with begun(model="small"), pytest.raises(SystemExit, match="--model small: dojo load has loaded a, large, larger"):
        real_models()
    assert "takes another" not in capsys.readouterr().out
    (tmp_path / "a").rename(tmp_path / "b")
    save_tokenizer(tmp_path / "other")
    assert [Path(kept.config["folder"]).name for kept in real_models()] == ["other", "large"]
    assert f"a is left out: {tmp_path / 'a'} has been removed" in " ".join(capsys.readouterr().out.split())


def test_answers_from_pages_are_those_without_and_no_gap_makes_more_tokens_a_step(shown):
    said, _ = shown("13_large_models", "milestone_served")
    rows = re.findall(r"^(batches|without gaps|all that fit|one to spare) +(\d+) +([0-9.]+) +(\d+) +(\d+)", said, re.M)
    of = int(re.search(r"of (\d+) tokens, so many are the same", said)[1])
    assert [int(n) for n in re.findall(r"(?:batches|gaps|fit|spare) (\d+)(?:,|\n)", said)] == [of] * 4
    assert [round(of / int(steps), 2) for _, steps, *_ in rows] == [float(made) for _, _, made, *_ in rows]
    batches, gaps, fit, _ = (float(made) for _, _, made, *_ in rows)
    assert batches < gaps < fit
    places = int(re.search(r"tokens: (\d+) places", said)[1])
    assert all(int(held) <= places for *_, held in rows)
    alone, shared = (int(n) for n in re.search(r"not shared: (\d+) places.* place of (\d+)", said).groups())
    assert shared < alone


def test_four_workers_have_the_same_bits_and_the_model_of_one_machine(shown):
    said, _ = shown("13_large_models", "milestone_many_workers")
    rows = re.findall(
        r"^(zero_step|whole gradients|mean of the means) +([0-9.]+) +([0-9,]+) +(\S+) +([0-9,]+)$", said, re.M
    )
    (_, loss, differ, away, sent), (_, _, whole, _, more), (_, _, means, wrong, _) = rows
    assert (differ, means) == ("0", "0")
    assert int(whole.replace(",", "")) > 0
    assert re.search(r"^one machine +([0-9.]+)$", said, re.M)[1] == loss
    assert float(away) < 0.01 < 0.1 < float(wrong)
    n = int(re.search(r"GPT: ([0-9,]+) numbers", said)[1].replace(",", ""))
    assert 0 <= int(sent.replace(",", "")) - 3 * n / 2 < 20
    assert int(more.replace(",", "")) == 3 * n


@pytest.mark.parametrize("part", ["gpt", "modern_gpt"])
def test_a_kept_model_of_either_kata_is_found_with_its_milestone(part, writer, monkeypatch, capsys):
    monkeypatch.setattr("dojo.milestone.find_root", lambda: writer.root)
    open_mine(table_of(writer))
    assert kept_gpt(part) is None
    keep(kept_model(writer.root, part), Tiny(8, 4), types.SimpleNamespace(merges={0: "a"}), tiny(part), 40)
    assert kept_gpt(part).config["part"] == part
    assert f"dojo milestone {MILESTONES[part]} --minutes 10 trains it longer" in capsys.readouterr().out


def test_the_manual_is_read_with_each_paragraph_once():
    paragraphs = [re.sub(r"\W+", " ", part).strip().lower() for part in manual().split("\n\n")]
    assert len({*paragraphs}) == len(paragraphs) > 1000


def test_the_model_that_is_kept_is_found_again_but_not_in_a_quick_run(writer, monkeypatch, capsys):
    monkeypatch.setattr("dojo.milestone.find_root", lambda: writer.root)
    open_mine(table_of(writer))
    assert kept_gpt() is None
    model = Tiny(8, 4)
    keep(kept_model(writer.root), model, types.SimpleNamespace(merges={0: "a"}), TINY)
    assert capsys.readouterr().out == ""
    again, tokenizer, config, steps = kept_gpt()
    assert capsys.readouterr().out == ""
    assert (config, steps) == (TINY, None)
    keep(kept_model(writer.root), model, tokenizer, TINY, 40)
    assert kept_gpt().steps == 40
    assert "had 40 steps, which are few" in capsys.readouterr().out
    keep(kept_model(writer.root), model, tokenizer, TINY, 4000)
    assert kept_gpt() is not None
    assert capsys.readouterr().out == ""
    assert torch.equal(again.table.weight, model.table.weight)
    assert tokenizer.decode([0, 0]) == "aa"
    with begun(quick=True):
        assert kept_gpt() is None
    keep(kept_model(writer.root), model, tokenizer, tiny(vocab_size=9))
    assert kept_gpt() is None


LATER = {
    "a function": ("def half(x, times=1):\n    return x / 2**times\n", "half", "times"),
    "a model": ("class half:\n    def forward(self, x, times=1):\n        return x / 2**times\n", "half", "times"),
    "a method": ("class half:\n    def times(self):\n        return 2\n", "half", "times"),
}


@pytest.mark.parametrize("now", LATER)
def test_where_a_part_lacks_what_came_later_ours_takes_its_place_and_says_so(now, course, monkeypatch, capsys):
    ours, name, later = LATER[now]
    monkeypatch.chdir(course.root)
    write(course.root / "reference" / HALF / "half.py", ours)
    for theirs, is_said in ((ours, False), (ours.replace("times", "n"), True)):
        write(course.root / "katas" / HALF / "half.py", theirs)
        open_mine(table_of(course))
        mine = getattr(importlib.import_module("mine.half"), name)
        found = taking(mine, later)
        said = "Your half of half has no times yet: ours takes its place here.\n"
        assert capsys.readouterr().out == (said if is_said else "")
        assert (found is mine) == (not is_said)
        assert taking(found, later) is found


def test_an_optimiser_that_knows_only_numpy_trains_a_model_of_torch():
    class Descent:
        def __init__(self, params):
            self.params = params

        def step(self, grads):
            for p, g in zip(self.params, grads, strict=True):
                np.subtract(p, 0.25 * g, out=p)

    weights = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    optimizer = OnTorch([weights], Descent)

    def closure():
        optimizer.zero_grad()
        loss = (weights**2).sum()
        loss.backward()
        return loss

    closure()
    optimizer.step()
    assert weights.tolist() == [0.5, 1.0]
    assert optimizer.step(closure).item() == 1.25
    assert weights.tolist() == [0.25, 0.5]


def test_questions_are_asked_until_an_empty_line_and_only_where_somebody_is(monkeypatch):
    lines = iter(["one", "two ", "", "three"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(lines))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False))
    assert list(asked("?")) == []
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    assert list(asked("?")) == ["one", "two"]
    with begun(quick=True):
        assert list(asked("?")) == []


class Tiny(torch.nn.Module):
    """A model of one table."""

    def __init__(self, vocab_size, context):
        super().__init__()
        self.context, self.table = context, torch.nn.Embedding(vocab_size, vocab_size)

    def forward(self, ids):
        return self.table(ids)


def tiny(part="gpt", **changed) -> dict:
    """How a tiny model is made."""
    arguments = {"vocab_size": 8, "context": 4, **changed}
    return {"part": part, "class": {"gpt": "GPT", "modern_gpt": "ModernGPT"}[part], "arguments": arguments}


TINY = tiny()
WRITES = {
    "byte_pair_encoding": "class Tokenizer:\n    def __init__(self):\n        self.merges = {}\n\n"
    "    def encode(self, text):\n        return [ord(c) % 8 for c in text]\n\n"
    "    def decode(self, ids):\n        return ''.join(self.merges[i] for i in ids)\n",
    "gpt": "from tests.test_milestones import Tiny as GPT\n",
    "modern_gpt": "from tests.test_milestones import Tiny as ModernGPT\n",
    "generate": "import torch\n\n\ndef generate(model, ids, n, temperature=1.0, k=None, p=None, generator=None):\n"
    "    for _ in range(n):\n"
    "        ids = torch.cat([ids, model(ids[:, -model.context :])[:, -1:].argmax(-1)], 1)\n    return ids\n",
}


@pytest.fixture
def writer(course) -> Course:
    """A course with the parts by which a model writes."""
    for i, (name, text) in enumerate(WRITES.items()):
        folder = course.root / "katas" / "03_writing" / f"0{i + 1}_{name}"
        write(folder / f"test_{name}.py", "")
        write(folder / f"{name}.py", text)
    return Course(course.root)


@pytest.fixture
def kept_tiny(writer):
    """A tiny model after each token of which comes the next one by a step, and its tokenizer."""

    def kept_tiny(step):
        model = Tiny(8, 4).requires_grad_(False)
        model.table.weight.copy_(torch.roll(torch.eye(8), step, dims=1))
        return model, types.SimpleNamespace(merges=dict(enumerate("abcdefgh")))

    return kept_tiny


KEEPS = """\"\"\"Kept.\"\"\"
import dojo.mine
from dojo.milestone import keep_model
from tests.test_milestones import TINY
from types import SimpleNamespace
from mine.gpt import GPT
keep_model(GPT(8, 4), SimpleNamespace(merges={0: "a"}), TINY, 5)
"""


@pytest.mark.parametrize(
    ("parts", "kept", "told"),
    [
        ([], ["gpt"], "It is kept."),
        (["--parts", "ours"], ["gpt", "our_gpt"], "It is kept as our_gpt: by ours gpt, byte_pair_encoding."),
        (["--solution", "reference"], ["gpt"], "This model is not kept."),
    ],
)
def test_a_model_of_others_never_takes_the_place_of_the_learners(parts, kept, told, writer, kept_tiny, monkeypatch):
    monkeypatch.chdir(writer.root)
    for name, text in WRITES.items():
        write(writer.find(name).reference(name), text)
    write(milestones(writer)[0].file, KEEPS)
    keep(kept_model(writer.root), *kept_tiny(1), TINY, 4000)
    assert told in CliRunner().invoke(app, ["milestone", "2", *parts]).output
    assert sorted(folder.name for folder in kept_model(writer.root).parent.iterdir()) == kept
    mine = json.loads((kept_model(writer.root) / "config.json").read_text(encoding="utf-8"))
    assert (mine["steps"] == 4000) == (parts != [])


def test_a_model_with_other_parts_of_ours_is_put_aside(writer, kept_tiny):
    for name in ("gpt", "generate"):
        write(writer.find(name).reference(name), WRITES[name])
    for n, ours in enumerate((["gpt"], ["gpt", "generate"], ["generate"], ["generate"])):
        folder = kept_model(writer.root, "our_gpt")
        assert put_aside(folder, ours) == {1: "our_gpt_2", 2: "our_gpt_3"}.get(n, "")
        keep(folder, *kept_tiny(n), {**TINY, "ours": ours})
    for name, ours in (("our_gpt_2", ["gpt"]), ("our_gpt_3", ["gpt", "generate"]), ("our_gpt", ["generate"])):
        assert open_kept(writer, table_of(writer), name).config["ours"] == ours


def test_the_file_of_the_version_before_is_still_read(writer, kept_tiny):
    """One file a model, with all that is kept of it."""
    model, tokenizer = kept_tiny(1)
    file = writer.root / ".dojo/modern_gpt.pt"
    file.parent.mkdir(exist_ok=True)
    held = {"config": tiny("modern_gpt"), "weights": model.state_dict(), "tokenizer": vars(tokenizer), "steps": 7}
    torch.save(held, file)
    assert go_on(writer, table_of(writer), "\x01", 3, 0.0, None, "modern_gpt") == "bcde"
    keep(kept_model(writer.root, "modern_gpt"), *kept_tiny(2), tiny("modern_gpt"))
    assert go_on(writer, table_of(writer), "\x01", 3, 0.0, None, "modern_gpt") == "bdfh"


def test_the_model_that_is_kept_goes_on_with_a_text(writer, kept_tiny):
    with pytest.raises(LookupError, match="no model is kept yet: dojo milestone 10"):
        go_on(writer, table_of(writer), "\x01", 3, 0.0, None)
    keep(kept_model(writer.root), *kept_tiny(1), TINY)
    assert go_on(writer, table_of(writer), "\x01", 3, 0.0, None) == "bcde"
    for changed in ({"vocab_size": 9}, {"depth": 3}):
        keep(kept_model(writer.root), *kept_tiny(1), tiny(**changed))
        with pytest.raises(LookupError, match="does not fit your GPT of now: dojo milestone 10 trains it again"):
            go_on(writer, table_of(writer), "\x01", 3, 0.0, None)
    write(writer.find("gpt").solution(writer.root / "katas"), "def GPT():\n    raise NotImplementedError\n")
    with pytest.raises(LookupError, match="needs gpt, which is not written yet"):
        go_on(writer, table_of(writer), "\x01", 3, 0.0, None)


def test_two_models_are_kept_side_by_side_and_either_goes_on(writer, kept_tiny, monkeypatch):
    keep(kept_model(writer.root), *kept_tiny(1), TINY)
    monkeypatch.chdir(writer.root)
    command = ["write", "\x01", "--tokens", "3", "--temperature", "0", "--model", "modern_gpt"]
    assert "no model is kept yet: dojo milestone 11" in CliRunner().invoke(app, command).output
    keep(kept_model(writer.root, "modern_gpt"), *kept_tiny(2), tiny("modern_gpt"), 7)
    assert CliRunner().invoke(app, command).output == "bdfh\n"
    assert CliRunner().invoke(app, command[:-2]).output == "bcde\n"
    told = CliRunner().invoke(app, [*command[:-1], "llama"])
    assert (told.exit_code, "no model is called llama: there are gpt, modern_gpt and shipped" in told.output) == (
        1,
        True,
    )
    kept = open_kept(writer, table_of(writer), "modern_gpt")
    assert (kept.config["class"], kept.steps, type(kept.tokenizer).__name__) == ("ModernGPT", 7, "Tokenizer")


def test_a_file_that_holds_the_sizes_of_a_gpt_alone_is_still_read(writer, kept_tiny):
    model, tokenizer = kept_tiny(1)
    file = writer.root / ".dojo/gpt.pt"
    file.parent.mkdir(exist_ok=True)
    held = {"sizes": [8, 4], "weights": model.state_dict(), "tokenizer": vars(tokenizer), "steps": 600}
    torch.save(held, file)
    kept = open_kept(writer, table_of(writer))
    assert (kept.config, kept.steps) == (TINY, 600)
    assert go_on(writer, table_of(writer), "\x01", 3, 0.0, None) == "bcde"


def test_a_model_that_holds_a_part_of_ours_is_kept_as_such_beside_the_learners(writer, kept_tiny, monkeypatch, capsys):
    monkeypatch.chdir(writer.root)
    monkeypatch.setattr("dojo.milestone.find_root", lambda: writer.root)
    place, stub = writer.find("gpt"), "def GPT():\n    raise NotImplementedError\n"
    keep(kept_model(writer.root), *kept_tiny(2), TINY)
    write(place.reference("gpt"), WRITES["gpt"])
    write(place.solution(writer.root / "katas"), stub)
    open_mine(table_of(writer) | {"gpt": place.reference("gpt")})
    assert kept_gpt() is None, "the learner's own is of another class"
    keep_model(*kept_tiny(1), TINY, 400)
    assert 'It is kept as our_gpt: by ours gpt.\nGo on with any beginning: dojo write "The " --model our_gpt' in (
        capsys.readouterr().out
    )
    assert kept_gpt().config["ours"] == ["gpt"]
    assert go_on(writer, table_of(writer), "\x01", 3, 0.0, None, "our_gpt") == "bcde"
    write(place.solution(writer.root / "katas"), WRITES["gpt"])
    open_mine(table_of(writer))
    assert kept_gpt().config == TINY
    assert go_on(writer, table_of(writer), "\x01", 3, 0.0, None) == "bdfh"


def test_what_is_not_written_and_not_on_the_path_is_ours_by_name(course, said):
    write(course.root / "katas/path.toml", 'default = "p"\n[paths.p]\nkatas = ["half"]\n')
    progress = Progress.of_stubs(Course(course.root))
    assert ("half" in progress.stand_ins, "double" in progress.stand_ins) == (False, True)
    told = said("milestone", "2")
    assert told.startswith("by ours: double\n\nNumbers, halved and doubled")
    assert told.endswith("\n3.0\n")
    assert "needs" not in told
    write(course.find("double").solution(course.root / "katas"), RIGHT_DOUBLE)
    assert "double" not in Progress.of_stubs(Course(course.root)).stand_ins


# ---------------------------------------------------------------------------- devices


@pytest.fixture
def gpu(monkeypatch):
    """A machine with Apple's GPU and no other, on which a step of training takes no time."""
    monkeypatch.setattr("dojo.milestone.fault_of", lambda name: "no driver" if name == "cuda" else "")
    monkeypatch.setattr("dojo.milestone.timeit", lambda act, number: act())


@pytest.mark.parametrize(("seconds", "chosen"), [({"mps": 0.1, "cpu": 0.4}, "mps"), ({"mps": 0.4, "cpu": 0.1}, "cpu")])
def test_the_quicker_device_is_taken_and_named(gpu, capsys, seconds, chosen):
    with begun():
        assert device(lambda name: seconds[name]) == chosen
    names = {"mps": "Apple's GPU", "cpu": "the CPU"}
    times = ", ".join(f"{1000 * seconds[name]:.0f} ms on {names[name]}" for name in seconds)
    assert capsys.readouterr().out == f"it trains on {names[chosen]}: a step takes {times}\n"


def test_a_device_on_which_a_part_fails_is_left_with_a_sentence(gpu, capsys):
    def step(name):
        if name == "mps":
            raise TypeError("Cannot convert a MPS Tensor to float64. Use float32")
        return 1.0

    with begun():
        assert device(step) == "cpu"
    assert "on Apple's GPU a part fails: Cannot convert a MPS Tensor to float64\n" in capsys.readouterr().out


def test_the_device_that_is_asked_for_is_taken_or_refused(gpu, capsys):
    with begun(device="cpu"):
        assert device(None) == "cpu"
    with begun(device="cuda"), pytest.raises(SystemExit, match="--device cuda can't be used: no driver"):
        device(None)
    with begun(device="cpu"):
        pass
    assert "--device changes nothing here" in capsys.readouterr().out


SIZES = {"vocab_size": 60, "context": 40, "dim": 48, "n_heads": 2, "n_layers": 3}


def _new(part: str, name: str, **more):
    torch.manual_seed(0)
    place = next(place for place in Course(ROOT).places if place.name == part)
    return getattr(load_ours(place, part), name)(**SIZES, **more)


@pytest.mark.parametrize(
    ("part", "name", "more"), [("gpt", "GPT", {}), ("modern_gpt", "ModernGPT", {"n_kv_heads": 1, "hidden": 64})]
)
def test_our_first_weights_are_as_ours(part, name, more):
    assert drawn_unlike_ours(_new(part, name, **more)) == ""


def test_first_weights_that_are_not_as_ours_are_named_and_measured():
    model = _new("gpt", "GPT")
    with torch.no_grad():
        model.blocks[0].down.weight.mul_(2.8)
    assert drawn_unlike_ours(model) == "blocks.0.down is drawn 2.8 times as wide as ours"
    with torch.no_grad():
        model.blocks[1].norm1.bias[3] = 0.1
    assert drawn_unlike_ours(model) == "blocks.0.down is drawn 2.8 times as wide as ours, and 1 other is not as ours"


def test_the_list_says_what_is_to_go_and_what_is_ours():
    listed = [
        SimpleNamespace(number="1", title="One", needs=lambda table: [], by_ours=lambda table, stand_ins: []),
        SimpleNamespace(number="two", title="Two", needs=lambda table: ["a", "b"], by_ours=lambda *_: ["c", "d"]),
    ]
    assert [*milestone_lines(listed, {}, ())] == ["  1  One", "two  Two  (2 katas to go, next a; 2 by ours)"]


@pytest.mark.parametrize("name", ["device", "model"])
def test_a_setting_that_a_milestone_does_not_read_is_said_to_change_nothing(name, capsys):
    with begun(**{name: "cpu"}):
        pass
    assert f"--{name} changes nothing here: this milestone " in capsys.readouterr().out
    with begun(**{name: "cpu"}):
        setting(name, None)
    assert not capsys.readouterr().out
