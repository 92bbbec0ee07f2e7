"""The messages on the outcome of a call: what was asked, what came, what was expected."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import re
from pathlib import Path

from dojo.engine.base.failures import ENDED
from dojo.engine.base.importing import source_of
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.nested import arrays_of, float_dtype
from dojo.engine.base.questions import Asked, Ended, Question, Raised
from dojo.engine.explain import display
from dojo.engine.explain.entries import Passed
from dojo.engine.truth.compare import Difference
from dojo.engine.truth.references import References

NAME_IT = 'Let the message say what in the input caused it: f"... {value}".'
_TITLES = {"type": "not the right kind of thing", "dtype": "the wrong dtype", "shape": "the wrong shape"}
_CHANGED = "The caller still needs its array. Compute into a new one: y = x - m, not x -= m."
_NO_COMPUTING = {"errstate", "finfo", "iinfo", "prod", "seterr"}
_LINES_OF_AN_ERROR = 6
_HOMES = {"numpy": "NumPy", "scipy": "SciPy", "torch": "torch"}
_LIBRARIES = {"pandas": "pandas", "sklearn": "scikit-learn", "matplotlib": "Matplotlib"}


class Wording:
    """The messages of a kata.

    Parameters
    ----------
    name : str
        What the kata is called.
    references : References
        Whose names for the arguments are used, and whose libraries are named.
    """

    def __init__(self, name: str, references: References):
        self._name, self._references, self.passed = name, references, Passed()

    def subject(self, question: Question) -> str:
        """The function that was called, or what was done with the solution."""
        if isinstance(question.scenario, str):
            return question.scenario
        return f"{self._name}, {question.scenario.__name__.strip('_').replace('_', ' ')}"

    def about(self, question: Question, what: str, words=(), rows=()) -> Lesson:
        """A message with the subject and the target in its title, and the inputs first among its rows."""
        dtype = float_dtype((question.args, question.kwargs))
        where = f"on {question.target}" + (f" in {dtype}" if dtype is not None else "")
        return Lesson(f"{self.subject(question)}{what}, {where}", [*self._inputs(question), *rows], [*words])

    def ended(self, question: Question, ended: Ended) -> Lesson:
        """A solution that can't be judged; where it hung or crashed, with what it was asked."""
        rows = list(ended.rows)
        if ended.state in ENDED:
            rows = [*self._inputs(question), *rows, *call_rows(question)]
        return Lesson(ended.title, rows, list(ended.words), state=ended.state)

    def _inputs(self, question: Question) -> list[tuple[str, str]]:
        rows, short = [], []
        passed = self.passed.nearest(question)
        for i, (name, value) in enumerate(self._references.arguments(question)):
            if arrays_of(value) or not isinstance(value, (bool, int, float, str, type(None))):
                layouts = f"  ({found})" if (found := display.layouts(value)) else ""
                rows.append((name, display.show_input(value, passed[i] if passed else None) + layouts))
            else:
                short.append(f"{name} = {display.show(value) if isinstance(value, str) else repr(value)}")
        if short and rows and "\n" not in rows[-1][1] and len(rows[-1][1] + "   ".join(short)) < 50:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}      {', '.join(short)}")
        elif short:
            rows.append(("with", ", ".join(short)))
        return rows

    def difference(self, asked: Asked, apart: Difference, what: str | None = None) -> Lesson:
        """A result that is not the truth; of a gradient, the path is the input that it belongs to."""
        question = asked.question
        part = f" in part {apart.path}" if apart.path and what is None and not question.is_gradient else ""
        what = what or f"not what {self._libraries(asked)}"
        if apart.aspect == "gradient":
            what = f"no gradient flows to {apart.path}"
        elif apart.aspect != "values":
            what = _TITLES[apart.aspect]
        elif question.is_gradient:
            what = f"the gradient for {apart.path} is not torch's"
        yours, expected = display.show_pair(apart, question.on_torch)
        rows = [("yours", yours), ("expected", expected), *call_rows(question)]
        return self.about(question, f": {what}{part}", rows=rows)

    def _libraries(self, asked: Asked) -> str:
        question, reference = asked.question, self._references.numpy
        library = None if reference is None else _library_of(reference)
        if library in _LIBRARIES.values() and not (library == "Matplotlib" and isinstance(question.scenario, str)):
            return f"{library} and torch give" if question.on_torch else f"{library} gives"
        if not arrays_of((question.args, question.kwargs, asked.value)):
            return "it should be"  # of texts and plain numbers: no library has a part in it
        on_torch = question.on_torch or reference is None
        homes = [home_of(question, module) for module in (reference, self._references.torch if on_torch else None)]
        named = list(dict.fromkeys(home for home in homes if home))
        return f"{' and '.join(named)} give{'s' * (len(named) == 1)}" if named else "it should be"

    def law(self, asked: Asked, law: str, apart: Difference | None = None) -> Lesson:
        """A law that does not hold, with its two sides where it has them."""
        rows = [("yours", display.show(asked.value))]
        if apart is not None:
            left, right = display.show_pair(apart)
            rows = [("yours", left), ("expected", right)]
        return self.about(asked.question, f": it does not hold that {law}", rows=rows)

    def raised(self, question: Question, raised: Raised) -> Lesson:
        """A call that should have returned, and raised."""
        rows = [*error_rows(raised), *call_rows(question)]
        return self.about(question, f" raised {raised.name}", rows=rows)

    def refused(self, asked: Asked) -> Lesson:
        """A call that should have raised an exception, and did not, or another one."""
        raised, due = asked.answer.raised, getattr(asked.demand.error, "__name__", "an exception")
        if raised is None:
            what, rows = f": {due} expected for this input", [("yours", display.show(asked.value))]
        else:
            what, rows = f": {due} expected, yours raised {raised.name}", error_rows(raised)
        return self.about(asked.question, what, rows=rows)

    def changed(self, asked: Asked) -> Lesson:
        """An answer for which the caller's arrays were written into."""
        labels = [name for name, value in self._references.arguments(asked.question) for _ in arrays_of(value)]
        names = ", ".join(dict.fromkeys(labels[i] for i in asked.answer.changed))
        return self.about(asked.question, f" changed its input {names}", [_CHANGED])


def error_rows(raised: Raised) -> list[tuple[str, str]]:
    """The learner's own line that raised, and what."""
    rows = [("at", str(raised.lines[-1]))] if raised.lines else []
    first, *rest = raised.text.strip().split("\n")[:_LINES_OF_AN_ERROR]
    if first.endswith("expected one of:"):  # torch goes on with every signature that it knows
        first, rest = first.removesuffix(", but expected one of:"), []
    text = "\n".join(line.strip()[:200] for line in [first, *rest])
    return [*rows, ("raised", f"{raised.name}: {text}" if text else raised.name)]


def calls_numpy(file: Path, line: int | None = None) -> bool:
    """Tell whether a solution calls a function of NumPy, in one line or anywhere.

    Parameters
    ----------
    file : Path
        The solution.
    line : int, optional
        The number of the line.
    """
    tree, names = ast.parse(file.read_bytes()), set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            of_numpy = [a for a in node.names if f"{getattr(node, 'module', a.name)}.".startswith("numpy.")]
            names |= {alias.asname or alias.name for alias in of_numpy}
    if line is not None:
        text = linecache.getline(str(file), line)
        return any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return any(name.partition(".")[0] in names and name.partition(".")[2] not in _NO_COMPUTING for name in called)


def call_rows(question: Question) -> list[tuple[str, str]]:
    """The call as source to paste; nothing where it is too long, or more than a call."""
    if not isinstance(question.scenario, str):
        return []
    text = display.paste(question.scenario, question.args, question.kwargs, question.on_torch)
    return [("call", text)] if text and text.count("\n") < 6 else []


def _library_of(reference) -> str:
    """The library that a reference is written with, as a learner knows it."""
    homes = {(getattr(value, "__name__", "") or "").partition(".")[0] for value in vars(reference).values()}
    return next((name for home, name in _LIBRARIES.items() if home in homes), "NumPy")


def home_of(question: Question, reference) -> str | None:
    """Find the library whose own function a reference hands a question to: a message may say what that gives.

    Parameters
    ----------
    question : Question
        What was asked.
    reference : module or None
        The NumPy or the torch version of a kata.

    Returns
    -------
    str or None
        Its name; None where the reference takes more than one step.
    """
    if reference is None or not isinstance(question.scenario, str):
        return None  # what is done with a solution is no library's function
    function = getattr(reference, question.scenario, None)
    home = _HOMES.get((getattr(function, "__module__", None) or "").partition(".")[0])
    return home or (_home(function) if inspect.isfunction(function) else None)


@functools.cache
def _home(function) -> str | None:
    """The library that a function calls once, with what it was given as it came, and nothing after."""
    nodes = ast.walk(ast.parse(source_of(Path(function.__code__.co_filename))))
    named = (n.body for n in nodes if isinstance(n, ast.FunctionDef) and n.name == function.__name__)
    steps = [node for node in next(named, []) if not isinstance(node, ast.If) and not _is_docstring(node)]
    if len(steps) != 1 or not isinstance(steps[0], ast.Return):
        return None
    calls = [node for node in ast.walk(steps[0]) if isinstance(node, (ast.Call, ast.BinOp))]
    if len(calls) != 1 or not isinstance(calls[0], ast.Call):
        return None
    module = function.__globals__.get(ast.unparse(calls[0].func).partition(".")[0])
    return _HOMES.get(getattr(module, "__name__", "").partition(".")[0])


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
