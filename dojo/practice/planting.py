"""Choose the mistakes that can be hunted, and write the file that one is planted in."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import source_of
from dojo.engine.base.marks import is_judged, kata_mark, target_of
from dojo.engine.base.nested import children
from dojo.engine.base.questions import Answer, Asked, Ended
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.engine.explain.pinned import Recorder, pinned_questions
from dojo.practice.calls import Caller, Seen, entries
from dojo.practice.calls import target_of as target_of_hunt
from dojo.practice.looks import changed_lines, changes, looks_right
from dojo.practice.ordinary import Wording

ENTRIES = 24
"""The entries of an input that shows a mistake."""
ODDER, ENOUGH = 10.0, 5
"""By so many nats a planted line may be less ordinary than the right one; so many of a kata may be more."""
_NEAR = 2
"""A mend takes at most so many lines more than the mistake."""
_HEAD = """\
# {name}, as somebody has written it. It has one bug{places}.
#
# 1. See it: write a call below, in breaks, on which it goes wrong. Then: dojo debug {name}
# 2. Name it: one of four ideas.
# 3. Mend it, in as few lines as it takes. Then: dojo debug {name}
"""
_FOOT = """\


def breaks({name}):
    return ...  # a call: {call}
"""


def plain(source: str) -> str:
    """A text as Python itself would write it, without comments and docstrings: they would contradict a mistake."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            node.body[:1] = [] if len(node.body) > 1 else [ast.Expr(ast.Constant(...))]
    return ast.unparse(tree) + "\n"


def code_of(source: str) -> str:
    """A text without what may be written otherwise and changes nothing: its form, comments and imports."""
    tree = ast.parse(plain(source))
    tree.body = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    return ast.unparse(tree)


def mended_lines(planted: str, mended: str) -> int:
    """Count the lines of code that a mend takes: its form and imports take none."""
    return changed_lines(code_of(planted), code_of(mended))


def is_rewritten(lines: int, least: int) -> bool:
    """Tell whether a mend takes many more lines than the mistake has."""
    return lines > least + _NEAR


def function_of(place: KataFiles) -> str:
    """The one function of a kata, which ``breaks`` is handed; empty where it gets the module."""
    names = public_names(place)
    return names[0] if len(names) == 1 and names[0][0].islower() else ""


def public_names(place: KataFiles) -> list[str]:
    """List the functions and classes that a learner writes, in the order of the stub."""
    return [node.name for node in _public(place)]


def _public(place: KataFiles) -> list[ast.FunctionDef | ast.ClassDef]:
    from dojo.course.stubs import shipped

    text = shipped(place) or place.solution(place.root / "katas").read_text(encoding="utf-8")
    nodes = ast.parse(text).body
    return [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name[0] != "_"]


def model_of(place: KataFiles) -> str:
    """The model solution without what explains it."""
    return plain(source_of(place.reference(place.name)).decode())


@functools.cache
def texts_of(place: KataFiles) -> dict[Mistake, str]:
    """The mistakes of a kata that are edits of the model solution, with their texts."""
    variants = load_mistakes(place)
    sources = ((mistake, variants.source(mistake)) for mistake in variants if mistake.words)
    return {mistake: plain(source) for mistake, source in sources if source is not None}


@functools.cache
def fitting(place: KataFiles) -> dict[Mistake, str]:
    """The mistakes that somebody would write, in few lines and with words, and the texts that have them.

    None that is two mistakes at once: a hunt has one bug. None that its form gives away, as `looks_right` has it, or
    its words: where a kata has few others, the most ordinary are taken.
    """
    model, course = model_of(place), wording(place.root)
    texts = {mistake: text for mistake, text in texts_of(place).items() if not mistake.is_two}
    odder = {m: course.odder(place.id, model, text) for m, text in texts.items() if looks_right(model, text)}
    kept = sorted(odder, key=odder.__getitem__)
    kept = kept[: max(ENOUGH, sum(nats <= ODDER for nats in odder.values()))]
    return {mistake: text for mistake, text in texts.items() if mistake in kept}


@functools.cache
def wording(root: Path) -> Wording:
    """What follows what in the model solutions of a course."""
    from dojo.course.course import Course

    return Wording({place.id: model_of(place) for place in Course(root).order if place.shows_solution})


# ---------------------------------------------------------------------------- how small an input shows a mistake


@dataclass(frozen=True)
class Known:
    """What a judge asks where no input is drawn, and what the model solution answers.

    Parameters
    ----------
    test : str
        The sentence of the test that asks it.
    asked : Asked
        The question, and the answer.
    size : int
        The entries that somebody has to write.
    """

    test: str
    asked: Asked
    size: int

    @property
    def right(self) -> Seen:
        return self._seen(self.asked.answer)

    def put_to(self, ask: Callable) -> Seen:
        """Ask it of what somebody else has written."""
        return self._seen(ask(self.asked.question))

    def _seen(self, answer) -> Seen:
        question = self.asked.question
        value = [getattr(answer, "value", None), getattr(answer, "changed", None)]
        return Seen(answer, value, entries((question.args, question.kwargs)))


class _Pinned:
    """Collects a judge, and gives its pinned questions with the answers of the model solution; runs nothing."""

    def __init__(self, caller: Caller, model: str):
        self._caller, self._model = caller, model
        self.known: list[Known] = []
        self.ended: Ended | None = None

    def pytest_collection_finish(self, session):
        name = str(self._caller.target)
        items = [item for item in session.items if is_judged(item) and target_of(item) == name]
        seed = 0 if any(kata_mark(item).get("random") for item in items) else None
        names = public_names(self._caller.place)
        with self._caller.asking(self._model) as ask:

            def answer(question):
                answered = ask(question)
                self.ended = answered if isinstance(answered, Ended) else self.ended
                return answered if isinstance(answered, Answer) else None

            for item in items:
                test = item.originalname.removeprefix("test_").replace("_", " ")
                for asked in pinned_questions([item], Recorder(self._caller.target, answer, lambda *_: seed)):
                    inputs = asked.question.args, asked.question.kwargs
                    self.known.append(Known(test, asked, written(inputs, names)))


def pinned(place: KataFiles, caller: Caller) -> list[Known]:
    """Collect what the judge asks where no input is drawn, and few entries are written: by size, the empty last.

    Raises
    ------
    TimeoutError
        Where the model solution did not answer: then nothing is known of any bug.
    """
    plugin = _Pinned(caller, model_of(place))
    with contextlib.redirect_stdout(io.StringIO()):
        options = [str(place.judge), f"--rootdir={place.root}", "--collect-only", "-q", "-p", "no:cacheprovider"]
        pytest.main(options, plugins=[plugin])
    if plugin.ended is not None:
        raise TimeoutError(f"{place.name} can't be hunted in just now. {plugin.ended.title}. Is the machine busy?")
    small = (known for known in plugin.known if known.size <= ENTRIES)
    return sorted(small, key=lambda known: (not known.size, known.size))


def written(tree, names: list[str]) -> int:
    """The entries of an input that somebody has to write: weights by name are drawn, and a class is no input."""
    held = children(tree)
    if held is None:
        return 0 if isinstance(tree, str) and tree in names else entries(tree)
    if isinstance(tree, dict) and held and all(isinstance(value, np.ndarray) for _, value in held):
        return 0
    return sum(written(value, names) for _, value in held)


def least(pinned: list[Known], text: str, caller: Caller) -> Known | None:
    """The smallest pinned question that a text answers wrong; None where no small one shows it."""
    with caller.asking(text) as ask:
        return next((known for known in pinned if not known.put_to(ask).is_as(known.right)), None)


def hunts(place: KataFiles, caller: Caller, names: list[str] | None = None) -> Iterator[tuple[Mistake, str, Known]]:
    """The mistakes that can be hunted, with the text and with the smallest question that is known to show each.

    Parameters
    ----------
    place : KataFiles
        The kata.
    caller : Caller
        Asks.
    names : list of str, optional
        Only these mistakes, in this order.
    """
    texts = {mistake.name: (mistake, text) for mistake, text in fitting(place).items()}
    asked = pinned(place, caller)
    for mistake, text in (texts[name] for name in (names or texts) if name in texts):
        if (known := least(asked, text, caller)) is not None:
            yield mistake, text, known


def planted(place: KataFiles, text: str) -> str:
    """The file of a hunt, with a text that has the mistake."""
    count = len(changes(model_of(place), text))
    head = _HEAD.format(name=place.name, places=f", in {count} places" if count > 1 else "")
    return f"{head}\n{with_library(place, text)}{foot(place)}"


def with_library(place: KataFiles, text: str) -> str:
    """A text that imports what a call of it is written with."""
    library = "import torch" if target_of_hunt(place).on_torch else "import numpy as np"
    return text if library in text else plain(f"{library}\n{text}")


def foot(place: KataFiles, call: str = "") -> str:
    """The end of a hunt's file: ``breaks``, with a call or with what stands in for one."""
    given = {"name": function_of(place) or "m", "call": sample_call(place)}
    return _FOOT.format(**given) if not call else _FOOT.partition("return")[0].format(**given) + f"return {call}\n"


def sample_call(place: KataFiles) -> str:
    """A call of a kata's function, with the names of its arguments."""
    node = _public(place)[0]
    made = [n for n in getattr(node, "body", []) if getattr(n, "name", "") == "__init__"]
    function = node if isinstance(node, ast.FunctionDef) else next(iter(made), None)
    given = function.args if isinstance(function, ast.FunctionDef) else None
    names = [arg.arg for arg in (*given.posonlyargs, *given.args)] if given else []
    of = "" if function_of(place) else "m is this file, m."
    return f"{of}{node.name}({', '.join(name for name in names if name != 'self')})"
