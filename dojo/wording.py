"""How the outcome of a call is told: what was asked, what came, what was expected."""

from __future__ import annotations

from dojo import display
from dojo.compare import Difference
from dojo.failures import Message
from dojo.references import References
from dojo.targets import Call, arrays_of, float_dtype

CUT_OFF = (
    ".item(), .numpy(), .detach(), float() and torch.tensor(...) of a tensor start anew: stay with the tensors you"
    " were given."
)
ON_TENSORS = (
    "On NumPy arrays this works, so it is the library that is wrong: NumPy's functions don't run on tensors. Ask the"
    " input for its own: xp = array_namespace(x), from array_api_compat, is numpy for an array and torch for a tensor;"
    " write xp.exp(x) where you wrote np.exp(x)."
)
_TITLES = {"type": "not the right kind of thing", "dtype": "the wrong dtype", "shape": "the wrong shape"}
_ADVICE = {
    "dtype": "The result has the dtype of the input. Which constant, array or function on the way has one of its own?",
    "shape": "Which axes should be left? keepdims=True keeps an axis that was reduced, with size 1.",
}
_COUNTS = "Whole numbers, or truth values, are asked for here, and floats are neither. Which step makes floats of them?"
_TOO_DEEP = (
    "A function calls itself too often: without end, or once for each entry. Which case ends it, and would a loop do?"
)
_TOO_LARGE = "It asked for more memory than there is. Which array is larger than input and result?"
_RENAMED = "Keep the names and the number of the parameters as the stub has them."
_CHANGED = "The caller still needs its array. Compute into a new one: y = x - m, not x -= m."
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
        self._name, self._references = name, references

    def subject(self, call: Call) -> str:
        """The function that was called, or what was done with the solution."""
        if isinstance(call.scenario, str):
            return call.scenario
        return f"{self._name}, {call.scenario.__name__.strip('_').replace('_', ' ')}"

    def about(self, call: Call, what: str, words=(), rows=()) -> Message:
        """A message with the subject and the target in its title, and the inputs first among its rows."""
        dtype = float_dtype((call.args, call.kwargs))
        where = f"on {call.target}" + (f" in {dtype}" if dtype is not None else "")
        return Message(f"{self.subject(call)}{what}, {where}", [*self._inputs(call), *rows], [*words])

    def _inputs(self, call: Call) -> list[tuple[str, str]]:
        rows, short = [], []
        for name, value in self._references.arguments(call):
            if arrays_of(value) or not isinstance(value, (bool, int, float, str, type(None))):
                rows.append((name, display.show_input(value)))
            else:
                short.append(f"{name} = {value!r}")
        if short and rows and "\n" not in rows[-1][1] and len(rows[-1][1] + "   ".join(short)) < 50:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}      {', '.join(short)}")
        elif short:
            rows.append(("with", ", ".join(short)))
        return rows

    def difference(self, call: Call, found: Difference, what: str | None = None) -> Message:
        """A result that is not the truth; of a gradient, the path is the input that it belongs to."""
        part = f" in part {found.path}" if found.path and what is None and not call.gradient else ""
        what, words = what or f"not what {self._libraries(call)}", []
        if found.aspect == "gradient":
            what, words = f"no gradient flows to {found.path}", [CUT_OFF]
        elif found.aspect != "values":
            what, words = _TITLES[found.aspect], self._advice(call, found)
        elif call.gradient:
            what = f"the gradient for {found.path} is not torch's"
        yours, expected = display.show_pair(found)
        if call.on_torch:
            yours, expected = (t.replace("an array of shape", "a tensor of shape") for t in (yours, expected))
        rows = [("yours", yours), ("expected", expected), *_try_it(call)]
        return self.about(call, f": {what}{part}", words, rows)

    def _libraries(self, call: Call) -> str:
        reference = self._references.numpy
        own = None if reference is None else _library_of(reference)
        if own is not None and not call.on_torch:
            return f"{own} gives"
        return "torch gives" if own is None else f"{own} and torch give"

    @staticmethod
    def _advice(call: Call, found: Difference) -> list[str]:
        if found.aspect == "shape" and len(found.yours) == len(found.expected):
            return []  # another length, not another number of axes: the two shapes say it
        if found.aspect == "dtype" and not str(found.expected).startswith(("float", "complex")):
            return [_COUNTS]
        if found.aspect == "type" and "NumPy" in str(found.yours) and call.on_torch:
            return [ON_TENSORS]
        return [_ADVICE[found.aspect]] if found.aspect in _ADVICE else []

    def law(self, call: Call, law: str, found: Difference | None = None) -> Message:
        """A law that does not hold, with its two sides where it has them."""
        rows = [("yours", display.show(call.value))]
        if found is not None:
            left, right = display.show_pair(found)
            rows = [("yours", left), ("expected", right)]
        return self.about(call, f": it does not hold that {law}", rows=rows)

    def raised(self, call: Call) -> Message:
        """A call that should have returned, and raised."""
        words = []
        if isinstance(call.error, RecursionError):
            words = [_TOO_DEEP]
        elif isinstance(call.error, MemoryError):
            words = [_TOO_LARGE]
        elif isinstance(call.error, TypeError) and not call.lines and "argument" in str(call.error):
            words = [_RENAMED]
        rows = [*error_rows(call), *_try_it(call)]
        return self.about(call, f" raised {type(call.error).__name__}", words, rows)

    def changed(self, call: Call) -> Message:
        """A call that wrote into the caller's arrays."""
        labels = [name for name, value in self._references.arguments(call) for _ in arrays_of(value)]
        names = ", ".join(dict.fromkeys(labels[i] for i in call.changed))
        return self.about(call, f" changed its input {names}", [_CHANGED])


def error_rows(call: Call) -> list[tuple[str, str]]:
    """The learner's own line that raised, and what."""
    rows = [("at", str(call.lines[-1]))] if call.lines else []
    text = str(call.error).strip().split("\n")[0][:200]
    return [*rows, ("raised", f"{type(call.error).__name__}: {text}" if text else type(call.error).__name__)]


def _try_it(call: Call) -> list[tuple[str, str]]:
    if not isinstance(call.scenario, str):
        return []
    text = display.paste(call.scenario, call.args, call.kwargs, call.target)
    return [("call", text)] if text and text.count("\n") < 6 else []


def _library_of(reference) -> str:
    """What a reference is written with, as a learner knows it."""
    homes = {(getattr(value, "__name__", "") or "").partition(".")[0] for value in vars(reference).values()}
    return next((name for home, name in _LIBRARIES.items() if home in homes), "NumPy")
