"""The dojo as its users run it: options, progress, xdist, and a machine without a GPU."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from dojo.engine.base.targets import has_gpu_driver
from tests.judging import ROOT

DOUBLE = "def double(x):\n    return x * 2"
HALF = "def half(x):\n    return x / 2"
NUMPY = "--target=numpy"


def _text(result) -> str:
    return result.stdout.str() + result.stderr.str()


def _states(result) -> dict[str, list[str]]:
    """The table of the summary: kata to its cells."""
    return {m[1]: m[2].split("  ") for m in re.finditer(r"^(\d\d_\w+/\d\d_\w+) +(\S.*?) *$", result.stdout.str(), re.M)}


# -------------------------------------------------------------------------- before anything is judged


@pytest.mark.parametrize("option", [["--kata", "half"], ["--track", "02_parts"], ["--day", "3"], ["--target", "numpy"]])
def test_the_value_of_an_option_is_no_path_that_is_looked_at(course, option):
    course.write("tests/conftest.py", "raise SystemExit('loaded')\n")
    course.solve("half", HALF)
    assert "loaded" not in _text(course.run(*option))
    assert course.green() == {"half"}


def test_nothing_is_added_where_there_is_no_course(pytester):
    pytester.makepyfile("def test_theirs(): pass")
    assert pytester.runpytest_subprocess("--solution", ".").ret == pytest.ExitCode.USAGE_ERROR
    assert "--solution" not in pytester.runpytest_subprocess("--help").stdout.str()


@pytest.mark.parametrize("warning", ["DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "UserWarning"])
def test_what_another_package_warns_of_is_no_verdict(course, warning):
    course.write("elsewhere.py", f"import warnings\nwarnings.warn('it goes in the next version', {warning})\n")
    judge = course.root / f"katas/{course.places['half']}/test_half.py"
    judge.write_text(f"import elsewhere\n{judge.read_text()}")
    course.solve("half", HALF)
    assert course.run(NUMPY, "--kata", "half").ret == 0


# -------------------------------------------------------------------------- what is judged


def test_untouched_stubs_cost_a_line_in_all(course):
    result = course.run(NUMPY)
    assert result.ret == 1
    assert _states(result) == {}
    assert "2 not started" in _text(result)
    assert result.outlines[-3:] == [
        "read  katas/01_numbers/01_double/README.md",
        "edit  katas/01_numbers/01_double/double.py",
        "run   pytest --next",
    ]
    assert "failed" not in _text(result)


def test_an_untouched_stub_that_is_not_the_next_is_run_by_its_name(course):
    assert course.run(NUMPY, "--kata", "half").outlines[-3:] == [
        "read  katas/02_parts/01_half/README.md",
        "edit  katas/02_parts/01_half/half.py",
        "run   pytest --kata half",
    ]


def test_the_model_solutions_are_green_and_named(course):
    result = course.run("--solution", "reference", NUMPY)
    assert result.ret == 0
    assert "judging reference on numpy" in _text(result)
    assert "2 of 2 katas green, 0 complete: the course is done" in _text(result)


def test_a_submission_with_one_kata_is_judged_and_the_rest_is_missing(course):
    course.solve("half", HALF, where="submissions/one")
    result = course.run("--solution", "submissions/one", NUMPY)
    assert result.ret == 1
    missing = "missing (there is no submissions/one/01_numbers/01_double/double.py)"
    assert _states(result)["01_numbers/01_double"] == [missing]
    assert _states(result)["02_parts/01_half"] == ["green"]
    assert course.run("--solution", "submissions/one", NUMPY, "katas/02_parts").ret == 0


@pytest.mark.parametrize("holds", [{}, {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--stage=edges'\n"}])
@pytest.mark.parametrize("spelled", [["--solution", "{}"], ["--solution={}"]])
def test_nothing_of_a_submission_configures_the_run(course, tmp_path_factory, holds, spelled):
    outside = tmp_path_factory.mktemp("one")
    for name, text in ({"conftest.py": "raise SystemExit('theirs')\n"} | holds).items():
        (outside / name).write_text(text)
    course.solve("half", HALF, where=str(outside))
    result = course.run(NUMPY, *(part.format(outside) for part in spelled), "--kata", "half")
    assert result.ret == 0
    assert "02_parts/01_half is green" in _text(result)
    assert "theirs" not in _text(result)


def test_a_submission_is_not_taken_for_the_course(course):
    course.solve("half", HALF, where="submissions/one")
    course.write("submissions/one/pyproject.toml", "[tool.pytest.ini_options]\n")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "--solution", "."],
        cwd=course.root / "submissions" / "one",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 4
    assert "Stand in the folder of the course" in result.stderr


def test_the_stub_is_not_judged_in_place_of_a_submission(course):
    course.solve("double", DOUBLE)
    course.solve("double", "def double(x):\n    return x", where="submissions/one")
    assert course.run("--solution", "submissions/one", NUMPY, "katas/01_numbers").ret == 1


def test_no_file_of_the_learner_is_touched(course):
    files = {f: f.read_bytes() for f in course.root.rglob("*.py")}
    course.run(NUMPY)
    course.run("--solution", "reference", NUMPY)
    assert {f: f.read_bytes() for f in files} == files


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--target", "gpu"], "there are numpy, torch-cpu, torch-cuda, python"),
        (["--kata", "third"], "there is no kata third; see dojo list"),
        (["--kata", "duoble"], "there is no kata duoble; did you mean double?"),
        (["--kata", "0"], "0 may be 01_numbers/01_double, 02_parts/01_half"),
        (["--track", "09_nothing"], "there are 01_numbers, 02_parts"),
        (["--day", "12"], "there are 1, 3"),
        (["--day", "one"], "invalid int value"),
        (["--hypothesis-profile", "lern"], "there are learn, grade, thorough"),
        (["--solution", "nowhere"], "there is no such folder"),
        (["--solution", "dojo_empty"], "no kata in it"),
    ],
)
def test_a_bad_value_is_a_usage_error_that_lists_the_good_ones(course, options, told):
    (course.root / "dojo_empty").mkdir()
    result = course.run(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in _text(result)
    assert "Traceback" not in _text(result)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (
            "instead=",
            "insted=",
            "pytest.mark.kata has no keyword insted. Did you mean instead? It takes author, batch, from_scratch, instead",
        ),
        ("kata(", "kata('edges', ", "pytest.mark.kata('edges'): name what you give, such as stage='edges'"),
        ("kata(", "kata(stage='edge',", "stage='edge'; there are core, edges, torch, cuda"),
    ],
)
def test_a_mark_that_says_what_nobody_reads_stops_the_run(course, was, now, told):
    judge = course.root / "katas/01_numbers/01_double/test_double.py"
    judge.write_text(judge.read_text().replace(was, now, 1))
    course.solve("double", DOUBLE)
    result = course.run(NUMPY)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert told in _text(result)
    assert "plugin.py" not in _text(result), "a traceback"


# -------------------------------------------------------------------------------- choosing


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (["--kata", "half"], {"02_parts/01_half"}),
        (["--kata", "01_double", "--kata", "02_parts/01_half"], {"01_numbers/01_double", "02_parts/01_half"}),
        (["--track", "02_parts"], {"02_parts/01_half"}),
        (["--track", "1"], {"01_numbers/01_double"}),
        (["--track", "parts", "--track", "numbers"], {"01_numbers/01_double", "02_parts/01_half"}),
        (["--day", "3"], {"02_parts/01_half"}),
        (["--day", "1", "--day", "3"], {"01_numbers/01_double", "02_parts/01_half"}),
        (["--path=fast_track"], {"01_numbers/01_double"}),
        (["--next"], {"01_numbers/01_double"}),
        (["katas/02_parts"], {"02_parts/01_half"}),
        (["-k", "half"], {"02_parts/01_half"}),
    ],
)
def test_katas_can_be_chosen(course, options, chosen):
    assert set(_states(course.run("--solution=reference", NUMPY, "-v", *options))) == chosen


@pytest.mark.parametrize("verbose", [[], ["-v"], ["-n", "1"]])
def test_a_choice_that_fits_nothing_is_told(course, verbose):
    told = course.run(*verbose, "-k", "duoble and not torch")
    assert told.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "no test fits -k 'duoble and not torch'; did you mean double?" in _text(told)
    assert "no test fits what was asked for" in _text(course.run(*verbose, "--kata=double", "--day", "3"))


def test_the_fast_track_goes_on_with_its_own(course):
    course._add("03_more", "01_third", 5, True, "x * 3", [3.0, 6.0])
    course.solve("double", DOUBLE)
    for verbose in ([], ["-v"]):
        told = _text(course.run(NUMPY, "--path=fast_track", *verbose))
        assert "03_more/01_third" in told
        assert "half" not in told
    assert "run   pytest --next --path fast_track" in _text(course.run(NUMPY, "--path=fast_track"))
    course.solve("third", "def third(x):\n    return x * 3")
    for options in ([], ["-v"], ["--next"]):
        told = _text(course.run(NUMPY, "--path=fast_track", *options))
        assert "fast track is done" in told
        assert "half" not in told.replace("02_parts ", "")


def test_the_end_of_a_path_says_what_was_done_and_nothing_that_began(course):
    course._add("03_more", "01_third", None, False, "x * 3", [3.0, 6.0])
    paths = (course.root / "katas/path.toml").read_text().replace("days =", 'end = "Go on: dojo milestone 2."\ndays =')
    course.write("katas/path.toml", paths)
    course.write("katas/02_parts/milestone.py", '"""Halves."""\nimport dojo.mine\nfrom mine.half import half\n')
    course.solve("double", DOUBLE)
    course.run(NUMPY)
    course.solve("half", HALF)
    done = "The path numbers is done: 2 days, 2 katas, 4 lines of your own."
    for options in (["--kata=half"], ["--next", "--path=numbers"], ["--path=numbers"]):
        told = _text(course.run(NUMPY, *options))
        assert done in told, options
        assert told.count("dojo milestone 2") == 1
        assert not any(began in told for began in ("third", "next:", "dojo place", "not started"))


def test_targets_can_be_chosen(course):
    result = course.run("--solution=reference", "--target=numpy", "--target=torch-cpu", "-v")
    assert result.ret == 0
    assert set(re.findall(r"\[([\w-]+)\] PASSED", _text(result))) == {"numpy", "torch-cpu"}


def test_x_stops_at_the_first_failure(course):
    course.run(NUMPY, "-x", "-v").assert_outcomes(failed=1)


# -------------------------------------------------------------------------------- progress


def test_the_position_is_kept_over_partial_runs_and_dropped_where_a_file_changed(course):
    course.solve("double", DOUBLE)
    told = _text(course.run(NUMPY, "katas/01_numbers"))
    assert "day 3 · 0 of 1 · numbers 1 of 2; next:\n  katas/02_parts/01_half  (pytest --next)" in told
    course.solve("half", HALF)
    assert "2 of 2 katas green, 0 complete: the course is done" in _text(course.run(NUMPY, "katas/02_parts"))
    course.solve("double", DOUBLE + "  # changed")
    assert "day 1 · 0 of 1 · numbers 1 of 2; next:\n  katas/01_numbers/01_double" in _text(
        course.run(NUMPY, "katas/02_parts")
    )


def test_some_tests_of_a_judge_do_not_make_it_green(course):
    course.solve("double", DOUBLE)
    for options in (["-k", "worked_example"], ["katas/01_numbers/01_double/test_double.py::test_worked_example"]):
        result = course.run(NUMPY, "katas/01_numbers", *options) if "-k" in options else course.run(NUMPY, *options)
        assert result.ret == 0
        assert not course.green()


def test_green_is_core_and_complete_is_all_that_this_machine_can_run(course):
    course.solve("double", "def double(x):\n    return x.astype(x.dtype) * 2")
    course.run("katas/01_numbers")
    (place, *_) = course.progress().course.places
    assert course.green() == {"double"}
    assert not course.progress().is_complete(place)
    course.solve("double", DOUBLE)
    course.run("katas/01_numbers")
    assert course.progress().is_complete(place)


def test_next_moves_on_and_ends(course):
    course.solve("double", DOUBLE)
    course.run(NUMPY)
    assert "edit  katas/02_parts/01_half/half.py" in _text(course.run(NUMPY, "--next"))
    course.solve("half", HALF)
    course.run(NUMPY, "--next")
    result = course.run(NUMPY, "--next")
    assert result.ret == 0
    assert "the course is done" in _text(result)


def test_a_submission_has_a_position_of_its_own(course):
    course.run("--solution", "reference", NUMPY)
    assert course.green("reference") == {"double", "half"}
    assert not course.green()


# ------------------------------------------------------------------------- ways of running


def test_xdist_gives_the_same_verdict(course):
    course.solve("double", "def double(x):\n    return abs(x * 2)")
    alone, spread = (course.run(NUMPY, "--hypothesis-profile=grade", *more) for more in ([], ["-n", "2"]))
    assert alone.ret == spread.ret == 1
    assert _states(alone) == _states(spread)
    for result in (alone, spread):
        assert "The sign is lost: double keeps it." in _text(result)


PROFILE = """
from dojo.run.examples import configure
from hypothesis import settings
configure("learn")
print(settings().derandomize, settings().database is None)
"""


@pytest.mark.parametrize("variables", [{}, {"CI": "true"}], ids=["at a desk", "in CI"])
def test_learning_means_the_same_everywhere(variables):
    """In CI, Hypothesis has a profile of its own: nothing is drawn anew, and no example is kept."""
    plain = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS")}
    ran = subprocess.run([sys.executable, "-c", PROFILE], env=plain | variables, capture_output=True, text=True)
    assert ran.stdout.split() == ["False", "False"], ran.stderr


def test_grade_repeats_to_the_letter(course):
    course.solve("double", "def double(x):\n    return x * 2 + (x > 3)")
    runs = [_text(course.run(NUMPY, "--hypothesis-profile=grade")) for _ in range(2)]
    assert runs[0] == runs[1]


def test_grade_draws_the_same_whatever_else_is_judged(course):
    """Hypothesis reads constants in the modules that are loaded: a helper of one judge must not move another's draws."""
    course.write("odd.py", f"TABLE = {[n / 32 for n in range(-300, 300)]}\n")
    judge = course.root / "katas" / course.places["double"] / "test_double.py"
    judge.write_text(judge.read_text() + "\nimport odd\n")
    seen = []
    for chosen in (["katas/02_parts"], []):
        file = course.root / f"seen{len(seen)}.txt"
        body = f"    with open({str(file)!r}, 'a') as out:\n        print(x.tolist(), file=out)\n    return x / 2\n"
        course.solve("half", f"def half(x):\n{body}")
        course.run(NUMPY, "--hypothesis-profile=grade", *chosen)
        seen.append(file.read_text())
    assert seen[0].count("\n") > 50
    assert seen[0] == seen[1]


def test_quiet_is_short(course):
    lines = [line for line in course.run(NUMPY, "-q").outlines if line.strip()]
    assert len(lines) == 4  # the position, what to read, what to edit, what to run


def test_verbose_explains_each_failure(course):
    course.solve("double", "def double(x):\n    return abs(x * 2)")
    result = course.run("--target=numpy", "--target=torch-cpu", "-v", "--all-stages", "katas/01_numbers")
    assert _text(result).count("The sign is lost: double keeps it.") == 2


def test_it_reads_well_in_colour_and_without(course):
    course.solve("double", "def double(x):\n    return abs(x * 2)")
    plain, colour = (course.run(NUMPY, f"--color={when}", "katas/01_numbers").stdout.str() for when in ("no", "yes"))
    assert "\x1b[" not in plain
    assert "\x1b[" in colour
    assert plain == re.sub(r"\x1b\[[\d;]*m", "", colour)


def test_a_pipe_that_knows_ascii_only_is_no_fault(course, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert course.run("--solution=reference", NUMPY).ret == 0


def test_other_failures_are_shown_as_pytest_shows_them(course):
    course.write("katas/01_numbers/01_double/test_more.py", "def test_plain():\n    assert 1 == 2\n")
    result = course.run(NUMPY)
    assert "assert 1 == 2" in _text(result)
    assert "edit  katas/01_numbers/01_double/double.py" in _text(result)


@pytest.mark.parametrize(
    "fault", ["def test_plain():\n    assert 1 == 2", "def test_plain(no_such_fixture):\n    pass"]
)
def test_a_judge_that_fails_by_itself_is_never_green(course, fault):
    course.solve("double", DOUBLE)
    judge = course.root / "katas" / course.places["double"] / "test_double.py"
    right = judge.read_text()
    judge.write_text(f"{right}\n{fault}\n")
    for arguments in ([NUMPY, "katas/01_numbers"], [NUMPY, "-n", "1", "katas/01_numbers"]):
        text = _text(course.run(*arguments))
        assert "01_numbers/01_double: the judge itself fails" in text, text
        assert "test_plain" in text, "pytest shows it"
        assert not course.green()
    judge.write_text(right)
    course.run(NUMPY, "katas/01_numbers")
    assert course.green() == {"double"}


def test_an_error_in_a_judge_is_the_authors_to_see(course):
    judge = course.root / "katas/01_numbers/01_double/test_double.py"
    judge.write_text(judge.read_text() + "\ndef test_broken(kata):\n    {}['nothing']\n")
    course.solve("double", DOUBLE)
    assert "KeyError: 'nothing'" in _text(course.run(NUMPY, "katas/01_numbers"))


# --------------------------------------------------------------------------------- targets


def test_numpy_alone_loads_no_torch(course):
    course.write(
        "conftest.py",
        """
        import sys
        pytest_plugins = ["dojo.run.plugin"]

        def pytest_unconfigure(config):
            print("torch loaded:", "torch" in sys.modules)
        """,
    )
    result = course.run_anew("--solution=reference", NUMPY)
    assert result.ret == 0
    assert "torch loaded: False" in _text(result)
    spread = course.run_anew("--solution=reference", "-n", "1", "--target=torch-cpu")
    assert spread.ret == 0
    assert "torch loaded: False" in _text(spread)  # the controller's; a worker prints into its pipe


def test_a_learners_run_loads_no_room_of_the_other_trades(course):
    course.write(
        "conftest.py",
        """
        import sys
        pytest_plugins = ["dojo.run.plugin"]

        def pytest_unconfigure(config):
            print("rooms:", *sorted({name.split(".")[1] for name in sys.modules if name.startswith("dojo.")}))
        """,
    )
    for options in (["--next"], ["--next", "--solution=reference"]):  # a red one, and a green one
        rooms = _text(course.run_anew(*options, NUMPY)).split("rooms:")[1].split("\n")[0].split()
        assert {"engine", "run"} <= set(rooms)
        assert not {"authors", "classes", "cli", "install", "watch"} & set(rooms)


def test_what_is_put_off_is_loaded_when_it_is_used():
    code = (
        "import inspect, sys, numpy\n"
        "from dojo.engine.base.importing import put_off\n"
        "put_off('numpy.testing', 'numpy.f2py')\n"
        "import array_api_compat.numpy as xp\n"
        "inspect.getmodule(sys._getframe())  # looks at the file of each module, as torch does\n"
        "print([name for name in sys.modules if name.startswith(('numpy.testing.', 'numpy.f2py.'))])\n"
        "numpy.testing.assert_allclose(xp.ones(2), [1, 1])\n"
        "print('numpy.testing._private' in sys.modules, xp.testing is numpy.testing)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True True"]


def test_torch_runs_with_one_thread(course):
    course.solve("double", "import torch\n\ndef double(x):\n    assert torch.get_num_threads() == 1\n    return x * 2")
    assert course.run("-n", "1", "--target=torch-cpu", "--all-stages", "katas/01_numbers").ret == 0


def test_threads_that_we_set_are_no_fault_of_the_solution(course):
    """The solution loads torch on a target that does not: one thread is set when the judge looks."""
    course.solve("double", "import torch\n\ndef double(x):\n    return x * 2")
    result = course.run("-n", "1", "--target=numpy", "--target=torch-cpu", "katas/01_numbers")
    assert result.ret == 0, result.stdout.str()


def test_without_a_gpu_cuda_is_skipped_with_its_reason(course):
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    result = course.run("--solution=reference", "--target=torch-cuda", "-v")
    assert result.ret == 0
    assert "not run: torch-cuda (no CUDA GPU on this machine)" in _text(result)
    assert "0 of 2 katas green" in _text(result)
    result.assert_outcomes(skipped=6, deselected=12)


def test_an_explorer_shows_no_tests_on_a_gpu_where_there_is_none(course):
    listed = course.run("katas/01_numbers/01_double", "--collect-only", "-q").stdout.str()
    assert "[numpy]" in listed
    assert ("[torch-cuda]" in listed) == has_gpu_driver()
    asked = course.run("katas/01_numbers/01_double", "--collect-only", "-q", "--target=torch-cuda").stdout.str()
    assert "[torch-cuda]" in asked


@pytest.mark.parametrize("there", ["/dev/nvidiactl", "/dev/dxg", "/dev/kfd"])
def test_a_driver_is_told_by_its_device(monkeypatch, there):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("os.path.exists", lambda path: path == there)
    assert has_gpu_driver()
    monkeypatch.setattr("os.path.exists", lambda path: False)
    assert not has_gpu_driver()


def test_a_long_course_lists_what_is_neither_green_nor_untouched(course):
    for i in range(4, 33):
        course._add("03_more", f"{i:02}_more{i}", 5, False, "x * 3", [3.0, 6.0])
    course.solve("double", DOUBLE)
    course.solve("half", "def half(x):\n    return x / 3")
    result = course.run(NUMPY, "-n", "2", "-v")
    assert list(_states(result)) == ["02_parts/01_half"]
    assert "red" in _states(result)["02_parts/01_half"][0]
    assert "03_more/32_more32: not started (more32)" in _text(result)
    assert "judged: reference" in _text(course.run(NUMPY, "--solution=reference", "-n", "2", "-v"))


def test_a_class_that_is_not_started_is_named(course):
    course.solve("double", "class double:\n    def __init__(self, x):\n        raise NotImplementedError\n")
    assert "01_numbers/01_double: not started (double)" in _text(course.run(NUMPY, "katas/01_numbers", "-v"))


def test_a_debugger_gets_one_process_and_the_header_says_so(course):
    course.solve("double", "import os\n\ndef double(x):\n    print('pid', os.getpid())\n    return x * 2")
    course.write("conftest.py", 'pytest_plugins = ["dojo.run.plugin"]\nimport os\nprint("judge", os.getpid())\n')
    text = _text(course.run(NUMPY, "-s", "--in-process", "katas/01_numbers"))
    assert "in pytest's own process (--in-process)" in text
    assert set(re.findall(r"pid (\d+)", text)) == set(re.findall(r"judge (\d+)", text))
    apart = _text(course.run(NUMPY, "-s", "katas/01_numbers"))
    assert set(re.findall(r"pid (\d+)", apart)).isdisjoint(re.findall(r"judge (\d+)", apart))


def test_coverage_measures_the_lines_of_a_solution(course):
    course.solve("double", "def double(x):\n    if x.shape == (99,):\n        return 3\n    return x * 2\n")
    text = _text(course.run(NUMPY, "--cov=katas", "katas/01_numbers"))
    assert re.search(r"double/double\.py +4 +1 +75%", text), text


def test_the_picture_that_a_judge_draws_is_told_and_no_drawing_of_the_statement(course):
    judge = course.root / f"katas/{course.places['double']}/test_double.py"
    draws = "\n\ndef test_is_a_picture(kata, picture_file):\n    picture_file.write_bytes(b'')\n"
    judge.write_text(judge.read_text(encoding="utf-8") + draws, encoding="utf-8")
    course.write(f"katas/{course.places['double']}/explained.svg", "<svg/>")
    course.solve("double", "def double(x):\n    return x * 2\n")
    told = course.run(str(judge), "--target=numpy").stdout.str()
    assert "picture  .pytest_cache/d/pictures/double.png" in told
    assert "explained.svg" not in told


def test_a_parameter_with_colons_is_no_part_of_a_tests_name(course):
    judge = course.root / f"katas/{course.places['double']}/test_double.py"
    case = "\n\n@pytest.mark.parametrize('view', ['x[::2]'])\ndef test_sees_it(kata, view):\n    kata.require(False, 'no')\n"
    judge.write_text(judge.read_text(encoding="utf-8") + case, encoding="utf-8")
    course.solve("double", "def double(x):\n    return x * 2\n")
    assert "sees it  [numpy]" in course.run(str(judge), "--target=numpy").stdout.str()


REFUSES = """

@pytest.mark.parametrize("shape", [(30, 31), (30, 32)])
def test_refuses_what_is_large(kata, shape):
    kata.check_raises(ValueError, "double", np.ones(shape), says=[shape])
"""
SILENT = "def double(x):\n    if x.size > 900:\n        raise ValueError({})\n    return x * 2\n"


@pytest.fixture
def refusing(course):
    """A kata whose contract names an exception, for two shapes."""
    judge = course.root / f"katas/{course.places['double']}/test_double.py"
    judge.write_text(judge.read_text(encoding="utf-8") + REFUSES, encoding="utf-8")
    return course


def test_what_a_message_leaves_out_is_a_note_beside_green_told_once(refusing):
    refusing.solve("double", SILENT.format("'too large'"))
    result = refusing.run(NUMPY, "--kata", "double")
    assert result.ret == 0
    assert "01_numbers/01_double is green" in _text(result)
    told = " ".join(_text(result).split())
    assert "note double: your ValueError does not mention the shape (30, 31). Let the message say" in told
    assert told.count("does not mention") == 1
    assert "(30, 32)" not in told
    spoken = " ".join(_text(refusing.run(NUMPY, "--kata", "double", "-v")).split())
    assert "01_numbers/01_double: double: your ValueError does not mention the shape (30, 31)." in spoken
    assert spoken.count("does not mention") == 1


def test_a_message_that_says_it_is_not_commented_on(refusing):
    refusing.solve("double", SILENT.format("f'too large: {x.shape}'"))
    assert "does not mention" not in _text(refusing.run(NUMPY, "--kata", "double"))


def test_of_several_notes_one_is_shown_and_the_others_are_counted(refusing):
    judge = refusing.root / f"katas/{refusing.places['double']}/test_double.py"
    more = "\n\ndef of_a_row(solution, x):\n    return solution.double(x)\n"
    more += "\n\ndef test_refuses_a_row(kata):\n    kata.check_raises(ValueError, of_a_row, np.ones(901), says=[901])\n"
    judge.write_text(judge.read_text(encoding="utf-8") + more, encoding="utf-8")
    refusing.solve("double", SILENT.format("'too large'"))
    text = " ".join(_text(refusing.run(NUMPY, "--kata", "double")).split())
    assert text.count("does not mention") == 1
    assert "(1 more: -v tells each.)" in text
    assert _text(refusing.run(NUMPY, "--kata", "double", "-v")).count("does not mention") == 2
