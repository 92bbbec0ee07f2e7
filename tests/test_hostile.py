"""Submissions that do anything but answer: each gets one clear verdict, and the kata beside it the one it would have had.

Each runs together with a right kata. What a solution does to its own process, it does to nobody else.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys

import pytest

from dojo.engine.process import client
from dojo.engine.process.spawning import Forked
from tests.judging import judge_folder

RIGHT = "def half(x):\n    return x / 2\n"


def body(*lines: str) -> str:
    """A function that does something first, and is wrong."""
    return "".join(
        ["import os, sys, signal, time\nimport numpy as np\n\ndef double(x):\n", *(f"    {x}\n" for x in lines)]
    )


def right_after(*lines: str) -> str:
    """A function that does something first, and is right."""
    return body(*lines, "return x * 2")


ENDS = {
    "os._exit(0)": (body("os._exit(0)"), "crashed", "ended the process"),
    "os._exit(3)": (body("os._exit(3)"), "crashed", "ended the process"),
    "os._exit at import": ("import os\nos._exit(0)\n", "crashed", "ended the process"),
    "abort": (body("os.abort()"), "crashed", "crashed: aborted"),
    "segmentation fault": (body("import ctypes", "ctypes.string_at(0)"), "crashed", "segmentation fault"),
    "segmentation fault, by faulthandler": (
        body("import faulthandler", "faulthandler._sigsegv()"),
        "crashed",
        "segmentation fault",
    ),
    "kills itself": (body("os.kill(os.getpid(), signal.SIGKILL)"), "crashed", "was killed"),
    "kills its group": (body("os.killpg(0, signal.SIGKILL)"), "crashed", "was killed"),
    "kills its parent": (body("os.kill(os.getppid(), signal.SIGKILL)", "time.sleep(5)"), "crashed", "was killed"),
    "terminates itself": (body("os.kill(os.getpid(), signal.SIGTERM)"), "crashed", "terminated"),
    "closes every file": (body("os.closerange(0, 256)"), "crashed", "ended the process"),
    "writes into every file": (
        body("for f in range(3, 64):", "    try: os.write(f, b'\\xff' * 99)", "    except OSError: pass"),
        "crashed",
        "wrote into the connection",
    ),
    "exec": (body("os.execv('/bin/true', ['true'])"), "crashed", "ended the process"),
}
HANGS = {
    "endless loop": body("while True: pass"),
    "endless loop at import": "while True:\n    pass\n",
    "a sum in C": body("return sum(range(10 ** 12))"),
    "a convolution in C": body("return np.convolve(np.ones(3_000_000), np.ones(3_000_000))"),
    "catches everything": body(
        "while True:", "    try:", "        while True: pass", "    except BaseException:", "        pass"
    ),
    "ignores every signal": body(
        "for s in range(1, 32):",
        "    try: signal.signal(s, signal.SIG_IGN)",
        "    except (OSError, ValueError): pass",
        "while True: pass",
    ),
    "a regular expression": body("import re", "re.match('(a+)+$', 'a' * 64 + 'b')"),
    "sleeps": body("time.sleep(1e6)"),
    "stops itself": body("os.kill(os.getpid(), signal.SIGSTOP)"),
    "sends old messages": body(
        "import gc",
        "from dojo.engine.process import wire",
        "from dojo.engine.process.channel import Channel",
        "channel = next(o for o in gc.get_objects() if isinstance(o, Channel))",
        "for _ in range(2000):",
        "    channel.send(wire.encode([0, 0.0, None]))",
        "    time.sleep(0.01)",
        "return x * 2",
    ),
    "waits for a lock": body("import threading", "lock = threading.Lock()", "lock.acquire()", "lock.acquire()"),
    "waits for another process": body("import subprocess", "subprocess.run(['sleep', '1000'])"),
    "a recursion without a limit": body(
        "sys.setrecursionlimit(10 ** 9)", "def f(n):", "    return f(n - 1) if n else f(10 ** 5)", "while True: pass"
    ),
}
BURNS = "import time\nwhile time.process_time() < 2: pass"
HELPERS = {
    "a helper that it waits for": right_after(
        "import subprocess", f"subprocess.run([sys.executable, '-c', {BURNS!r}])"
    ),
    "a helper that has left it": right_after(
        "import subprocess",
        "told, tell = os.pipe()",
        "if os.fork() == 0:",
        "    os.setsid()",
        f"    if os.fork() == 0: exec({BURNS!r})",
        "    os._exit(0)",
        "os.close(tell)",
        "os.read(told, 1)",
    ),
}
"""Each takes twice the seconds that a call has, in another process."""
NEVER_A_SKIP = {
    "pytest.skip": body("import pytest", "pytest.skip('no')"),
    "pytest.skip at import": "import pytest\npytest.skip('no', allow_module_level=True)\n",
    "pytest.importorskip": body("import pytest", "pytest.importorskip('no_such_module')"),
    "pytest.xfail": body("import pytest", "pytest.xfail('no')"),
    "pytest.fail": body("import pytest", "pytest.fail('no')"),
    "pytest.exit": body("import pytest", "pytest.exit('done', returncode=0)"),
    "pytest.exit at import": "import pytest\npytest.exit('done', returncode=0)\n",
    "unittest.SkipTest": body("import unittest", "raise unittest.SkipTest"),
    "hypothesis.assume": body("import hypothesis", "hypothesis.assume(False)"),
    "hypothesis.reject": body("import hypothesis", "hypothesis.reject()"),
    "hypothesis's stop": body("from hypothesis.errors import StopTest", "raise StopTest(0)"),
    "dojo's Halt": body(
        "from dojo.engine.base.failures import Halt\nfrom dojo.engine.base.lesson import Lesson",
        "raise Halt(Lesson('passed', state='not started'))",
    ),
    "dojo's Mismatch": body(
        "from dojo.engine.base.failures import Mismatch\nfrom dojo.engine.base.lesson import Lesson",
        "raise Mismatch(Lesson('passed'))",
    ),
    "SystemExit": body("raise SystemExit(0)"),
    "exit()": body("exit()"),
    "KeyboardInterrupt": body("raise KeyboardInterrupt"),
    "Ctrl-C to itself": body("os.kill(os.getpid(), signal.SIGINT)", "time.sleep(1)"),
    "GeneratorExit": body("raise GeneratorExit"),
    "BaseException": body("raise BaseException('no')"),
    "BaseExceptionGroup": body("raise BaseExceptionGroup('no', [KeyboardInterrupt()])"),
    "StopIteration": body("return next(iter([]))"),
    "an exception without a text": body("class E(Exception):", "    def __str__(self): raise KeyError", "raise E"),
    "an exception that equals all": body("class E(ValueError):", "    __module__ = 'builtins'", "raise E('no')"),
    "NotImplemented": body("return NotImplemented"),
    "warnings as errors": body("import warnings", "warnings.simplefilter('error')", "warnings.warn('no')"),
}
CAN_T_WIN = {
    "patches the comparison": "import dojo.engine.truth.compare\ndojo.engine.truth.compare.close = lambda *a, **k: True\n"
    + body("return x"),
    "patches the judge": (
        "import dojo.engine.judge.kata\ndojo.engine.judge.kata.Kata.check = dojo.engine.judge.kata.Kata.check_figure = lambda *a, **k: None\n"
        + body("return x")
    ),
    "patches pytest": (
        "import _pytest.runner\n_pytest.runner.call_and_report = lambda *a, **k: None\n" + body("return x")
    ),
    "patches its runner": (
        "import dojo.engine.process.answer, dojo.engine.process.child.runner, dojo.engine.base.questions\n"
        "dojo.engine.process.child.runner.answer = lambda question, *a: dojo.engine.base.questions.Answer(question.args[0])\n"
        + body("return x")
    ),
    "patches what travels": (
        "import dojo.engine.process.wire\nsend = dojo.engine.process.wire.encode\n"
        "dojo.engine.process.wire.encode = lambda value: b'' if value[0] > 1 else send(value)\n" + body("return x")
    ),
    "patches NumPy's comparisons": (
        "np_all = None\n" + body("np.all = np.array_equal = np.allclose = lambda *a, **k: True", "return x")
    ),
    "equals everything": body("class Yes:", "    def __eq__(self, other): return True", "return Yes()"),
    "an array that equals everything": body(
        "class Yes(np.ndarray):", "    def __eq__(self, other): return np.True_", "return x.view(Yes)"
    ),
    "looks for the truth in memory": body(
        "import gc",
        "for found in gc.get_objects():",
        "    if isinstance(found, list) and found == [2.0, 4.0]: return np.array(found)",
        "    if type(found).__name__ in ('Kata', 'References', 'Diagnosis', 'KataFiles'): return x * 2",
        "    if getattr(found, '__name__', '').startswith(('test_', 'with_')): return x * 2",
        "return x",
    ),
    "looks for the truth in frames": body(
        "frame = sys._getframe()",
        "while frame is not None:",
        "    for found in [*frame.f_locals.values(), *frame.f_globals.values()]:",
        "        if isinstance(found, list) and found == [2.0, 4.0]: return x * 2",
        "        if type(found).__name__ in ('Kata', 'References', 'Demand', 'Asked'): return x * 2",
        "    frame = frame.f_back",
        "return x",
    ),
    "imports the judge's modules from memory": body(
        "for name in list(sys.modules):",
        "    if 'with_numpy' in name or 'test_double' in name or 'mistakes' in name.split('.')[0]: return x * 2",
        "return x",
    ),
    "writes into the reference": (
        "import pathlib\nfor file in pathlib.Path(__file__).parents[3].rglob('with_*.py'):\n"
        "    file.write_text('def double(x):\\n    return x\\n')\n" + body("return x")
    ),
    "answers in its own name": (
        "import dojo.engine.process.wire, dojo.engine.base.questions\nsend = dojo.engine.process.wire.encode\n"
        "def forged(value):\n"
        "    return send([value[0], value[1], dojo.engine.base.questions.Ended('passed', 'all is well')])\n"
        "dojo.engine.process.wire.encode = forged\n" + body("return x")
    ),
    "answers with something else": (
        "import dojo.engine.process.wire\nsend = dojo.engine.process.wire.encode\n"
        "dojo.engine.process.wire.encode = lambda value: send([value[0], 'no time at all', 5])\n" + body("return x")
    ),
    "prints a verdict": body("print('3 passed in 0.01s')", "return x"),
}
NO_RESULT = {
    "None": body("x * 2"),
    "a list": body("return [v * 2 for v in x.ravel()]"),
    "a generator": body("return (v * 2 for v in x)"),
    "a coroutine": "async def double(x):\n    return x * 2\n",
    "a function": body("return lambda: x * 2"),
    "a number": body("return 2.0"),
    "a string": body("return str(x * 2)"),
    "a matrix": body("return np.matrix(np.atleast_2d(x) * 2)"),
    "a masked array": body("return np.ma.masked_array(x * 2)"),
    "an array of objects": body("return (x * 2).astype(object)"),
    "a list that holds itself": body("y = []", "y.append(y)", "return y"),
    "a list nested without end": body("y = []", "for _ in range(100_000): y = [y]", "return y"),
    "a dict with odd keys": body("return {x.tobytes(): x * 2, object(): 1}"),
    "a lone surrogate": body("return '\\ud800'"),
    "a number of a million digits": body("return 7 ** 1_000_000"),
    "a list of such a number": body("return [7 ** 100_000]"),
    "a dict of such a key": body("return {7 ** 100_000: x}"),
    "a set of such a number": body("return {7 ** 100_000}"),
}
FAULTS = {
    "too much memory at once": (body("return np.ones(10 ** 11) + x[0]"), "asked for more memory"),
    "too much memory in steps": (
        body("y = []", "while True: y.append(np.empty(2 ** 26))"),
        "asked for more memory",
    ),
    "a file without end": (
        body("with open('/tmp/dojo-flood', 'wb') as out:", "    out.truncate(2 ** 40)"),
        "File too large",
    ),
    "a flood of output": (body("while True: print('x' * 999)"), "printed more than 1,000,000"),
    "a flood that it catches": (
        body("for _ in range(9999):", "    try: print('x' * 999)", "    except BaseException: pass", "return x"),
        "printed more than 1,000,000",
    ),
    "the recursion limit": (right_after("sys.setrecursionlimit(5000)"), "the recursion limit"),
    "the working directory": (right_after("os.chdir('/')"), "the working directory"),
    "an environment variable": (right_after("os.environ['A_B'] = '1'"), "the environment variables"),
    "NumPy's error handling": (right_after("np.seterr(all='raise')"), "np.seterr"),
    "no Python": ("def double(x)\n    return x", "is not valid Python"),
    "a zero byte": ("def double(x):\n    return x * 2\0", "is not valid Python"),
    "bytes of another encoding": (b"name = 'caf\xe9'\n\ndef double(x):\n    return x * 2\n", "is not valid Python"),
    "an import that fails": ("import no_such_module\n", "no_such_module"),
    "another name": ("def Double(x):\n    return x * 2\n", "has no double"),
    "reads the terminal": (body("return float(input()) * x"), "EOFError"),
    "a breakpoint": (body("breakpoint()"), "--in-process"),
    "raises while it is loaded": ("raise RuntimeError('no')\n", "does not load"),
    "raises KeyboardInterrupt while it is loaded": ("raise KeyboardInterrupt\n", "raised KeyboardInterrupt"),
}
HARMLESS = {
    "a seed at the top": "import numpy as np\nnp.random.seed(42)\n\ndef double(x):\n    return x * 2\n",
    "NumPy's print options": right_after("np.set_printoptions(precision=3)"),
    "closes standard output": right_after("try: os.close(1)", "except OSError: pass"),
    "closes sys.stdout": right_after("sys.stdout.close()"),
    "leaves a thread": right_after(
        "import threading", "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()"
    ),
    "leaves a thread that is no daemon": right_after(
        "import threading", "threading.Thread(target=time.sleep, args=(1000,)).start()"
    ),
    "leaves a process": right_after("import subprocess", "subprocess.Popen(['sleep', '1000'])"),
    "leaves a process of its own session": right_after(
        "import subprocess", "subprocess.Popen(['sleep', '1001'], start_new_session=True)"
    ),
    "sets an alarm": right_after("signal.setitimer(signal.ITIMER_REAL, 1000)"),
    "ignores SIGALRM": right_after("signal.signal(signal.SIGALRM, signal.SIG_IGN)"),
    "registers something for the end": right_after("import atexit", "atexit.register(os._exit, 1)"),
    "umask": right_after("os.umask(0)"),
    "the decimal context": right_after("import decimal", "decimal.getcontext().prec = 2"),
    "a tracer": right_after("sys.settrace(lambda *a: None)"),
    "no garbage collection": right_after("import gc", "gc.disable()"),
    "a byte order mark": b"\xef\xbb\xbfdef double(x):\n    return x * 2\n",
    "a lambda": "double = lambda x: x * 2\n",
    "a class with __call__": "class D:\n    def __call__(self, x):\n        return x * 2\n\ndouble = D()\n",
    "Matplotlib's backend": right_after("import matplotlib", "matplotlib.use('Agg')"),
    "removes modules": right_after("sys.modules.pop('random', None)"),
}


def _verdict(course, text: str | bytes, *options: str):
    """The results of the hostile kata, after a look at the right one."""
    file = course.solve("double", "")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    course.solve("half", RIGHT)
    verdict = judge_folder(course.root, "--target=numpy", "--timeout=1", "--hypothesis-seed=0", *options)
    beside = [r.state for r in verdict.results if r.kata == "02_parts/01_half"]
    assert beside == ["passed"] * 3, verdict.output
    for inside in ("Traceback", "INTERNALERROR", "site-packages"):
        assert inside not in verdict.output, verdict.output
    return verdict, [r for r in verdict.results if r.kata == "01_numbers/01_double"]


def _rejected(course, text, *told: str, states=None):
    verdict, results = _verdict(course, text)
    assert verdict.exit_code == 1, verdict.output
    red = [r for r in results if r.is_red]
    assert red, verdict.output
    if states:
        assert {r.state for r in red} <= states, verdict.output
    for part in told:
        assert part in verdict.output, verdict.output
    assert len(re.findall(r"^01_numbers/01_double  \S", verdict.output, re.M)) == 1, verdict.output


@pytest.mark.parametrize("what", ENDS)
def test_a_solution_that_ends_its_process_fails_alone(course, what):
    text, state, told = ENDS[what]
    _rejected(course, text, told, states={state})


@pytest.mark.parametrize("what", HANGS)
def test_a_solution_that_hangs_is_ended(course, what):
    _rejected(course, HANGS[what], "did not return in time", "--timeout 3", states={"hung"})


@pytest.mark.skipif(sys.platform != "linux", reason="who is started is looked for in /proc")
@pytest.mark.parametrize("what", HELPERS)
def test_the_time_of_a_helper_is_the_time_of_the_solution(course, monkeypatch, what):
    monkeypatch.setattr(client, "PATIENCE", 1000)  # no clock on the wall ends it
    _rejected(course, HELPERS[what], "did not return in time", states={"hung"})


def test_the_line_that_hangs_in_c_is_named(course):
    _rejected(course, HANGS["a sum in C"], "double.py:5  return sum(range(10 ** 12))")


@pytest.mark.parametrize("way", ["", "/../01_double"])
def test_no_line_is_shown_that_is_not_the_solutions(course, way):
    told = "pathlib.Path(__file__).parents[3] / 'reference/01_numbers/01_double/with_numpy.py'"
    told = (
        f"pathlib.Path(__file__).parent / '..{way}/../../reference/01_numbers/01_double/with_numpy.py'" if way else told
    )
    verdict, _ = _verdict(
        course,
        "import dojo.engine.process.child.runner, pathlib\nfrom dojo.engine.base.lines import Line\nfrom dojo.engine.base.questions import Answer, Raised\n"
        f"raised = Raised(('builtins.ValueError',), 'no', (Line(str({told}), 2, 'f'),), True)\n"
        "dojo.engine.process.child.runner.answer = lambda *a: Answer(raised=raised)\n" + body("return x"),
    )
    assert "wrote into the connection" in verdict.output
    assert "with_numpy.py" not in verdict.output


def test_the_line_that_crashes_is_named(course):
    told = ("double.py:6  ctypes.string_at(0)", "Which call on this line can't handle its input?")
    _rejected(course, ENDS["segmentation fault"][0], *told)


@pytest.mark.parametrize("what", NEVER_A_SKIP)
def test_only_an_answer_counts(course, what):
    verdict, results = _verdict(course, NEVER_A_SKIP[what])
    assert verdict.exit_code == 1, verdict.output
    assert not [r for r in results if r.state == "skipped"], verdict.output
    assert len([r for r in results if r.is_red]) >= 2, verdict.output


@pytest.mark.parametrize("what", CAN_T_WIN)
def test_nothing_but_a_right_answer_is_green(course, what):
    verdict, results = _verdict(course, CAN_T_WIN[what])
    assert verdict.exit_code == 1, verdict.output
    agrees = [r for r in results if "agrees" in r.test or "figure" in r.test]
    assert agrees, verdict.output
    assert not [r for r in agrees if r.state == "passed"], verdict.output


@pytest.mark.parametrize("what", NO_RESULT)
def test_what_is_no_result_is_told(course, what):
    _rejected(course, NO_RESULT[what], states={"failed"})


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_told(course, what):
    text, told = FAULTS[what]
    _rejected(course, text, told)


@pytest.mark.parametrize("what", HARMLESS)
def test_what_can_do_no_harm_is_no_fault(course, what):
    verdict, results = _verdict(course, HARMLESS[what])
    assert [r.state for r in results] == ["passed"] * 3, verdict.output
    assert verdict.exit_code == 0


@pytest.mark.parametrize("grows", ["np.ones(2 ** 22)", "__import__('torch').ones(2 ** 22)"])
def test_what_runs_out_of_memory_in_steps_is_asked_once(course, grows):
    asked = course.root / "asked"
    text = body(f"open({str(asked)!r}, 'a').write('x')", "y = []", f"while True: y.append({grows})")
    course.solve("double", text)
    course.solve("half", RIGHT)
    verdict = judge_folder(course.root, "--target=numpy", "--memory=0.5", "--hypothesis-profile=grade")
    red = [r for r in verdict.results if r.is_red]
    assert [r.state for r in red] == ["out of memory"], verdict.output
    assert re.search("asked for more memory|more than 0.75 GiB of memory", verdict.output)  # whichever saw it first
    assert asked.read_text() == "x"


def test_many_different_warnings_leave_a_right_answer_right(course):
    warns = ("import warnings", "for i in range(2000): warnings.warn(f'{i} ' + 999 * 'x')")
    verdict, results = _verdict(course, right_after(*warns))
    assert {r.state for r in results} == {"passed"}, verdict.output


@pytest.mark.skipif(sys.platform != "linux", reason="who is left behind is looked for in /proc")
@pytest.mark.parametrize("options", [(), ("--spawn",)], ids=["forked", "spawned"])
@pytest.mark.parametrize("ended", ["return x * 2", "while True: pass"], ids=["answers", "hangs"])
def test_no_process_is_left_behind(course, ended, options):
    import psutil

    started = "subprocess.Popen(['sleep', '1001'], start_new_session=True)"
    _verdict(course, body("import subprocess", started, ended), *options)
    left = [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "1001"]]
    assert not left


@pytest.mark.parametrize("lie", ["os.fork()", "if os.fork() == 0: return x * 3"])
def test_a_copy_of_the_process_gives_no_answer(course, lie):
    _, results = _verdict(course, right_after(lie))
    assert {r.state for r in results} == {"passed"}


@pytest.mark.parametrize(
    "says", ["raise ValueError('\x1b[2J\x07red\u200b')", "raise type('\x1b[2J\x07', (Exception,), {})('red')"]
)
def test_what_would_move_the_cursor_is_written_out(course, says):
    verdict, _ = _verdict(course, body(says))
    assert r"\x1b[2J\x07" in verdict.output
    assert not re.search(r"\x1b\[2J|\x07|\u200b", verdict.output)


def test_verdicts_are_the_same_where_each_solution_is_an_interpreter_of_its_own(course):
    for text, state in (
        (ENDS["os._exit(0)"][0], "crashed"),
        (HANGS["a sum in C"], "hung"),
        (body("return x"), "failed"),
    ):
        _, results = _verdict(course, text, "--spawn")
        assert state in {r.state for r in results}


@pytest.mark.skipif(sys.platform != "linux", reason="servers are of Linux")
def test_a_server_that_is_stopped_holds_nobody_up():
    processes = Forked(with_torch=False)
    try:
        _, pid, end = processes.begin(False)
        processes._numpy._control.settimeout(0.5)
        os.kill(processes._numpy._pid, signal.SIGSTOP)
        assert end(False) == -signal.SIGKILL
        sock, other, end = processes.begin(False)
        assert other != pid
        sock.close()
        assert end(True) == 0
    finally:
        processes.close()


TO_THE_REFERENCE = {
    "deletes it": "import pathlib, shutil\nshutil.rmtree(pathlib.Path(__file__).parents[3] / 'reference')\n",
    "overwrites it": (
        "import pathlib\n"
        "for file in pathlib.Path(__file__).parents[3].glob('reference/*/*/*.py'): file.write_text('x = (')\n"
    ),
}


@pytest.mark.parametrize("what", TO_THE_REFERENCE)
def test_what_a_solution_does_to_the_reference_changes_no_word_to_another_kata(course, what):
    """Also where the other one is wrong, and a known mistake has to be named."""
    course.solve("double", TO_THE_REFERENCE[what] + right_after("pass"))
    course.solve("half", "def half(x):\n    return abs(x / 2)\n")
    verdict = judge_folder(course.root, "--target=numpy", "--hypothesis-seed=0")
    half = [r for r in verdict.results if r.kata == "02_parts/01_half"]
    assert [r.state for r in half] == ["passed", "failed", "passed"], verdict.output
    assert "The sign is lost: half keeps it." in verdict.output


def test_where_the_reference_is_gone_each_kata_says_so_and_nothing_else(course):
    """In the next run, say: a solution has deleted it in the last one."""
    shutil.rmtree(course.root / "reference")
    course.solve("double", right_after("pass"))
    verdict = judge_folder(course.root, "--target=numpy")
    told = [r.lesson.title for r in verdict.results if r.kata == "01_numbers/01_double" and r.is_red]
    assert set(told) == {"the course has no reference/01_numbers/01_double/double.py"}, verdict.output
    assert "git restore reference/01_numbers/01_double" in verdict.output
    assert "Traceback" not in verdict.output
