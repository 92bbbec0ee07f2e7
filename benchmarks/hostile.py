"""What hostile submissions do: `benchmarks.students` hands them in."""

from __future__ import annotations

from dojo.classes.out.points import Rule
from dojo.classes.outcome import Verdict

CRASHED, HUNG, ANY_BUT_PASSED = {"crashed", "wrong"}, {"hung"}, None

HOSTILE: dict[str, tuple[list[str], set[str] | None]] = {
    "ends its process": (["os._exit(0)"], CRASHED),
    "ends it with 3": (["os._exit(3)"], CRASHED),
    "aborts": (["os.abort()"], CRASHED),
    "segmentation fault": (["import ctypes", "ctypes.string_at(0)"], CRASHED),
    "kills itself": (["os.kill(os.getpid(), signal.SIGKILL)"], CRASHED),
    "kills its group": (["os.killpg(0, signal.SIGKILL)"], CRASHED),
    "kills its parent": (["os.kill(os.getppid(), signal.SIGKILL)", "return args[0]"], ANY_BUT_PASSED),
    "kills everybody": (["os.kill(-1, signal.SIGKILL)", "return args[0]"], ANY_BUT_PASSED),
    "stops its parent": (["os.kill(os.getppid(), signal.SIGSTOP)", "return args[0]"], ANY_BUT_PASSED),
    "closes every file": (["os.closerange(0, 256)"], CRASHED),
    "writes into every file": (
        ["for f in range(3, 64):", "    try: os.write(f, b'\\xff' * 99)", "    except OSError: pass"],
        CRASHED,
    ),
    "another program": (["os.execv('/bin/true', ['true'])"], CRASHED),
    "an endless loop": (["while True: pass"], HUNG),
    "sleeps": (["time.sleep(1e6)"], HUNG),
    "a sum in C": (["return sum(range(10 ** 12))"], HUNG),
    "stops itself": (["os.kill(os.getpid(), signal.SIGSTOP)"], HUNG),
    "too much memory": (["return np.ones(10 ** 12)"], {"out of memory"}),
    "a fork bomb": (["while True: os.fork()"], ANY_BUT_PASSED),
    "a disk full": (["with open('f', 'wb') as out:", "    while True: out.write(b'x' * 10 ** 7)"], ANY_BUT_PASSED),
    "a flood of output": (["while True: print('x' * 999)"], {"wrong"}),
    "pytest.skip": (["import pytest", "pytest.skip('no')"], {"wrong"}),
    "pytest.exit": (["import pytest", "pytest.exit('done', returncode=0)"], {"wrong"}),
    "sys.exit": (["sys.exit(0)"], {"wrong"}),
    "Ctrl-C": (["raise KeyboardInterrupt"], {"wrong"}),
    "prints a verdict": (["print('42 passed in 0.01s')", "return args[0]"], ANY_BUT_PASSED),
    "reads the model solution": (
        [
            "import dojo, pathlib",
            "root = pathlib.Path(dojo.__file__).parents[1] / 'reference'",
            "names = {}",
            "exec(next(root.glob(f'*/*/{NAME}.py')).read_text(), names)",
            "return names[CALLED](*args, **kwargs)",
        ],
        ANY_BUT_PASSED,
    ),
    "looks for the truth in memory": (
        [
            "import gc",
            "for found in gc.get_objects():",
            "    if getattr(found, '__name__', '').startswith(('with_', 'test_')):",
            "        return getattr(found, CALLED)(*args, **kwargs)",
            "return args[0]",
        ],
        ANY_BUT_PASSED,
    ),
    "patches the comparison": (
        ["import dojo.engine.truth.compare", "dojo.engine.truth.compare.close = lambda *a, **k: True"],
        ANY_BUT_PASSED,
    ),
    "patches what travels": (
        [
            "import dojo.engine.process.wire, dojo.engine.base.questions",
            "dojo.engine.process.wire.encode = lambda value: b'passed'",
            "return args[0]",
        ],
        ANY_BUT_PASSED,
    ),
    "writes a result": (
        [
            "import pathlib",
            "for folder in ('/tmp', '.', '..', '/results'):",
            "    pathlib.Path(folder, 'grades.csv').write_text('passed')",
        ],
        ANY_BUT_PASSED,
    ),
    "leaves processes behind": (
        ["if os.fork() == 0:", "    os.setsid()", "    time.sleep(1e6)", "return args[0]"],
        ANY_BUT_PASSED,
    ),
    "equals everything": (["class Yes:", "    def __eq__(self, other): return True", "return Yes()"], ANY_BUT_PASSED),
    "hostile text": (
        ["raise ValueError('<script>document.title = 1</script>\\x1b[2J=cmd|1\\u202e')"],
        {"wrong"},
    ),
    "a list without end": (["y = []", "y.append(y)", "return y"], {"wrong"}),
    "speaks of memory": (["raise ValueError('you asked for more memory')"], {"wrong"}),
    "speaks of scratch": (["raise ValueError('not from scratch: dot gives the answer away')"], {"wrong"}),
    "memory in steps": (["y = []", "while True: y.append(np.empty(2 ** 26))"], {"out of memory"}),
    "warns without end": (
        ["import warnings", "for k in range(10 ** 5): warnings.warn(f'{k}' * 999, stacklevel=1)", "return args[0]"],
        ANY_BUT_PASSED,
    ),
    "a large answer": (["return np.ones(10 ** 6)"], {"wrong", "hung"}),  # where a scenario goes on with it
    "a message every 0.2 s": (
        [
            "while True:",
            "    time.sleep(0.2)",
            "    for f in range(3, 64):",
            "        try: os.write(f, b'\\0' * 64)",
            "        except OSError: pass",
        ],
        {"hung", *CRASHED},
    ),
}
"""What each function of a submission does, and the states that its verdict may have; None for any but passed."""
UNREADABLE = {
    "no Python": "def f(:\n",
    "a zero byte": "x = 1\0",
    "brackets": "x = " + "(" * 9000 + ")" * 9000,
    "minus signs": "x = " + "-" * 200_000 + "1",
}
OPEN = {"none": {"reads the model solution"}}
"""What a layer keeps nobody from."""


def told(verdict: Verdict | None) -> str:
    """A verdict on a line."""
    if verdict is None:
        return "no verdict"
    return f"{verdict.state}, {', '.join(f'{name} {got:g}' for name, got in Rule().earned(verdict).items())}"
