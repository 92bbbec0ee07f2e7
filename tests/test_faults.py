"""Whatever a solution does: one clear failure of its kata, and every other verdict unchanged."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

FAULTS = {
    "syntax error": ("def double(x)\n    return x", ["is not valid Python", "double.py:1"]),
    "conflict marks": (
        "<<<<<<< HEAD\ndef double(x):\n    return x * 2\n=======\ndef double(x: list):\n>>>>>>> origin/main\n",
        ["holds the conflict marks of git", "git wrote the lines"],
    ),
    "failing import": ("import no_such_module\n\ndef double(x):\n    return x", ["does not load", "no_such_module"]),
    "error at import": ("table = [][0]\n\ndef double(x):\n    return x", ["does not load", "IndexError"]),
    "misspelled function": ("def dubble(x):\n    return x * 2", ["has no double", "There is a dubble"]),
    "missing function": ("", ["has no double", "dojo reset"]),
    "wrong signature": ("def double():\n    return 2", ["raised TypeError", "Keep the names and the number"]),
    "exception": ("def double(x):\n    return x.nothing", ["raised AttributeError", "double.py:2  return x.nothing"]),
    "deep recursion": ("def double(x):\n    return double(x)", ["raised RecursionError", "calls itself too often"]),
    "endless loop": ("def double(x):\n    while True:\n        pass", ["did not return in time", "double.py:"]),
    "endless loop at import": ("while True:\n    pass", ["did not return in time"]),
    "sys.exit": ("import sys\n\ndef double(x):\n    sys.exit(0)", ["called sys.exit", "double.py:4"]),
    "sys.exit at import": ("import sys\nsys.exit(0)", ["as double.py is imported, it called sys.exit"]),
    "KeyboardInterrupt": ("def double(x):\n    raise KeyboardInterrupt", ["raised KeyboardInterrupt", "double.py:2"]),
    "flood of output": ("def double(x):\n    while True:\n        print('x' * 999)", ["printed more than 1,000,000"]),
    "huge allocation": (
        "import numpy as np\n\ndef double(x):\n    return np.empty(10**18)",
        ["raised", "MemoryError", "asked for more memory"],
    ),
    "None": ("def double(x):\n    x * 2", ["not the right kind of thing", "yours    None"]),
    "list": (
        "def double(x):\n    return [v * 2 for v in x.ravel()]",
        ["not the right kind of thing", "a tuple or list"],
    ),
    "generator": ("def double(x):\n    return (v * 2 for v in x)", ["not the right kind of thing", "a generator"]),
    "number for an array": ("def double(x):\n    return 2.0", ["not the right kind of thing", "a Python float"]),
    "0-d for an array": ("def double(x):\n    return (x * 2).sum()", ["the wrong shape", "expected (2,)"]),
    "torch for NumPy": ("import torch\n\ndef double(x):\n    return torch.tensor(x * 2)", ["a torch tensor"]),
    "wrong dtype": ("def double(x):\n    return (x * 2).astype('float16')", ["the wrong dtype", "float16"]),
    "input changed": ("def double(x):\n    x *= 2\n    return x", ["changed its input x"]),
    "NumPy's errors": (
        "import numpy as np\n\ndef double(x):\n    np.seterr(all='raise')\n    return x * 2",
        ["np.seterr"],
    ),
    "NumPy's seed": (
        "import numpy as np\n\ndef double(x):\n    np.random.seed(7)\n    return x * 2",
        ["NumPy's global random"],
    ),
    "Python's seed": ("import random\n\ndef double(x):\n    random.seed(7)\n    return x * 2", ["Python's random"]),
    "working directory": (
        "import os\n\ndef double(x):\n    os.chdir('/')\n    return x * 2",
        ["the working directory"],
    ),
    "Matplotlib's style": (
        "import matplotlib.pyplot as plt\n\ndef double(x):\n    plt.rcParams['font.size'] = 20\n    return x * 2",
        ["Matplotlib's rcParams"],
    ),
    "environment": (
        "import os\n\ndef double(x):\n    os.environ['A_B'] = '1'\n    return x * 2",
        ["environment variables"],
    ),
    "patched NumPy": ("import numpy as np\nnp.abs = np.sum\n\ndef double(x):\n    return x * 2", ["numpy.abs"]),
    "an object that equals everything": (
        "class Yes:\n    def __eq__(self, other):\n        return True\n\ndef double(x):\n    return Yes()",
        ["not the right kind of thing", "a Yes"],
    ),
    "an array that equals everything": (
        "import numpy as np\n\nclass Yes(np.ndarray):\n    def __eq__(self, other):\n        return np.True_\n\n"
        "def double(x):\n    return x.view(Yes)",
        ["not the right kind of thing", "a Yes"],
    ),
    "two runs differ": (
        "calls = []\n\ndef double(x):\n    calls.append(1)\n    return x * 2 + (len(calls) == 9)",
        ["two runs on the same input differ"],
    ),
}

DRAWS = {
    "NumPy": "import numpy as np\n\ndef double(x):\n    np.random.random(2000)\n    return x * 2\n",
    "Python": "import random\n\ndef double(x):\n    random.random()\n    return x * 2\n",
    "torch": "import torch\n\ndef double(x):\n    torch.nn.Embedding(2, 3)\n    return x * 2\n",
}

TORCH_FAULTS = {
    "default dtype": ("torch.set_default_dtype(torch.float64)", ["torch's default dtype"]),
    "gradient mode": ("torch.set_grad_enabled(False)", ["torch's gradient mode"]),
    "threads": ("torch.set_num_threads(torch.get_num_threads() + 1)", ["torch's number of threads"]),
    "seed": ("torch.manual_seed(7)", ["torch's global random generator"]),
    "patched torch": ("torch.abs = torch.sum", ["torch.abs"]),
    "NumPy's function on tensors": (
        "import numpy as np; return x * 2 + 0 * np.max(x, axis=-1, keepdims=True)",
        ["raised TypeError", "calls NumPy on a torch tensor", "array_namespace"],
    ),
    "NumPy for torch": ("return x.numpy() * 2", ["a NumPy array", "turned it into a NumPy array", "array_namespace"]),
    "NumPy that does something else": (
        "import numpy as np; return np.abs(x) * 2 if isinstance(x, np.ndarray) else np.abs(x).sum() + x",
        ["something else of a torch tensor"],
    ),
    "values and indices": (
        "return [x * 2, x.long()] if hasattr(x, 'long') else x * 2",
        ["return values and indices"],
    ),
}


def _one_clear_failure(result, told: list[str]):
    """One explanation for the faulty kata, told once, without a traceback; the other one green."""
    text = result.stdout.str()
    assert result.ret == 1, text
    for part in told:
        assert part in text, text
    assert len(re.findall(r"^01_numbers/01_double  \S", text, re.M)) == 1, text
    assert "Traceback" not in text, text
    assert "site-packages" not in text, text
    assert "INTERNALERROR" not in text, text
    assert re.search(r"^02_parts/01_half +(torch )?green$", text, re.M), text


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_clear_failure(course, fault):
    text, told = FAULTS[fault]
    course.solve("double", text)
    course.solve("half", "def half(x):\n    return x / 2")
    timeout = "--timeout=1" if "endless" in fault else "--timeout=120"
    _one_clear_failure(course.run("--target=numpy", timeout, "--hypothesis-seed=0"), told)


def test_a_style_at_the_top_of_a_file_is_no_fault(course):
    """It holds while the file is judged: a line that is white on a dark page is seen there."""
    style = "import matplotlib.pyplot as plt\n\nplt.style.use('dark_background')\n\n"
    body = "    assert plt.rcParams['axes.facecolor'] == 'black'\n    return x * 2"
    course.solve("double", f"{style}def double(x):\n{body}")
    course.run("--target=numpy", "katas/01_numbers").stdout.re_match_lines(
        [r"^01_numbers/01_double +(is )?(green|complete).*"]
    )


SETTINGS = {
    "np.seterr": ("import numpy as np\n\nnp.seterr(all='ignore')\n", "NumPy's error handling (np.seterr)"),
    "warnings": ("import warnings\n\nwarnings.filterwarnings('ignore')\n", None),
    "sys.path": ("import os\nimport sys\n\nsys.path.append(os.path.dirname(__file__))\nimport helper\n", "sys.path"),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_what_a_file_sets_at_its_top_is_put_back_and_told_beside_green(course, what):
    head, name = SETTINGS[what]
    course.write(f"katas/{course.places['double']}/helper.py", "")
    checks = "    import numpy as np\n    assert np.geterr()['invalid'] == 'warn'\n"
    course.solve("double", f"{head}\n\ndef double(x):\n{checks}    return x * 2\n")
    result = course.run("--target=numpy", "katas/01_numbers")
    assert result.ret == 0, result.stdout.str()
    text = " ".join(result.stdout.str().split())
    noted = f"note As double.py was imported, it changed {name}. The tests run without that"
    assert name is None or noted in text  # filters hold for a call in any case


def test_what_a_function_sets_is_a_fault_still(course):
    course.solve("double", "import sys\n\n\ndef double(x):\n    sys.path.append('.')\n    return x * 2\n")
    result = course.run("--target=numpy", "katas/01_numbers")
    assert "changed sys.path and left it changed" in result.stdout.str()


@pytest.mark.parametrize("fault", TORCH_FAULTS)
def test_a_fault_on_torch_is_one_clear_failure(course, fault):
    line, told = TORCH_FAULTS[fault]
    course.solve("double", f"import torch\n\ndef double(x):\n    {line}\n    return x * 2")
    course.solve("half", "def half(x):\n    return x / 2")
    _one_clear_failure(course.run("--target=torch-cpu", "--all-stages", "--hypothesis-seed=0"), told)


@pytest.mark.parametrize("text", DRAWS.values(), ids=DRAWS)
def test_to_draw_from_a_global_generator_is_no_fault(course, text):
    course.solve("double", text)
    assert course.run("--target=numpy", "katas/01_numbers").ret == 0


def test_an_error_of_torchs_own_is_not_put_down_to_numpy(course):
    course.solve("double", "def double(x):\n    return x * 2 if not hasattr(x, 'dim') else x.sum(dim=9)")
    result = course.run("--target=torch-cpu", "--all-stages", "katas/01_numbers")
    result.stdout.fnmatch_lines(["*raised IndexError*", "*There is no such axis.*"])
    assert "NumPy's functions" not in result.stdout.str()


def test_a_warning_feeds_the_explanation(course):
    course.solve("double", "import numpy as np\n\ndef double(x):\n    return np.log(x * 0) + x")
    result = course.run("--target=numpy", "katas/01_numbers")
    result.stdout.fnmatch_lines(["*There was a warning: divide by zero encountered in log*"])
    assert "warnings summary" not in result.stdout.str()


def test_what_the_solution_prints_is_shown_with_the_failure(course):
    course.solve("double", "def double(x):\n    print('shape', x.shape)\n    return x")
    course.run("--target=numpy", "katas/01_numbers").stdout.fnmatch_lines(["*printed*shape (2,)*"])


def test_helpers_beside_a_solution_do_not_mix(course):
    for name, factor in (("double", "2"), ("half", "0.5")):
        course.solve(
            name, f"from helpers import FACTOR\n\ndef {name}(x):\n    import helpers\n    return x * helpers.FACTOR"
        )
        course.write(f"katas/{course.places[name]}/helpers.py", f"FACTOR = {factor}")
    result = course.run("--target=numpy")
    assert result.ret == 0, result.stdout.str()


def test_a_version_of_the_same_length_saved_within_a_second_is_judged(course, monkeypatch):
    """By time and length, which is all that Python's bytecode remembers, it is the same file."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    folder = course.root / "katas" / course.places["double"]
    for own, helpers in ((2, 1), (3, 1), (2, 1), (2, 3)):
        course.solve("double", f"from helpers import FACTOR\n\ndef double(x):\n    return x * {own} * FACTOR")
        course.write(f"katas/{course.places['double']}/helpers.py", f"FACTOR = {helpers}")
        for file in (folder / "double.py", folder / "helpers.py"):
            os.utime(file, (1e9, 1e9))
        result = course.run("--target=numpy", "katas/01_numbers")
        assert (result.ret == 0) == (own * helpers == 2), result.stdout.str()


def test_a_library_that_draws_as_it_is_imported_is_no_fault(course):
    course.solve("double", "def double(x):\n    import sklearn.datasets\n    return x * 2")
    result = course.run("--target=numpy", "katas/01_numbers")
    assert result.ret == 0, result.stdout.str()


_HEARS_CTRL_C = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.console_main())
"""
"""pytest, also where this process was started with SIGINT ignored, as in the background of a shell."""


def test_ctrl_c_stops_the_run(course):
    """Also while a solution runs, which is in a group of its own and hears nothing of it."""
    started = course.root / "started"
    course.solve(
        "double", f"import time\n\ndef double(x):\n    open({str(started)!r}, 'w').close()\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", _HEARS_CTRL_C, "--target=numpy"], stdout=subprocess.PIPE) as run:
        while not started.exists():
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        text = run.communicate()[0].decode()
    assert run.returncode == pytest.ExitCode.INTERRUPTED, text
    assert "KeyboardInterrupt" in text
