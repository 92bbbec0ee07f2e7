"""Choose the mistakes that can be hunted, and write the file that one is planted in."""

from __future__ import annotations

import ast
import contextlib
import difflib
import functools
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import source_of
from dojo.engine.base.marks import is_judged, kata_mark, target_of
from dojo.engine.base.nested import children
from dojo.engine.base.questions import Answer, Asked
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.engine.explain.pinned import Recorder, pinned_questions
from dojo.practice.calls import Caller, Seen, entries

LINES, ENTRIES = 3, 24
"""The lines that a mistake may change, and the entries of an input that shows it."""
_GLARING = re.compile(r"\b(if|while) (True|False)\b|^(pass|\w+ = (True|False|None))$|raise \w+\(.(operands|index \d)")
_HEAD = """\
# {name}, as somebody has written it. One mistake is in it.
#
# 1. See it: write a call below, in breaks, on which it goes wrong. Then: dojo debug {name}
# 2. Name it: one of four ideas.
# 3. Mend it, in as few lines as it takes. Then: dojo debug {name}
"""
_FOOT = """\


def breaks({name}):
    return ...  # a call: {call}
"""


def stripped(source: str) -> str:
    """A text without comments and docstrings: they would contradict a mistake."""
    lines, gone = source.split("\n"), set[int]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            first = node.body[0]
            gone |= set(range(first.lineno - 1, first.end_lineno or first.lineno))
            if len(node.body) == 1 and not isinstance(node, ast.Module):
                lines[first.lineno - 1] = " " * first.col_offset + "..."
                gone.remove(first.lineno - 1)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            number, column = token.start[0] - 1, token.start[1]
            lines[number] = lines[number][:column].rstrip()
            gone |= set() if lines[number] else {number}
    return _tidy("\n".join(line for number, line in enumerate(lines) if number not in gone))


def without_leftovers(text: str) -> str:
    """A text without assignments that nothing uses any more: they would show where a mistake was made."""
    while (unused := next(_unused(ast.parse(text)), None)) is not None:
        lines = text.split("\n")
        text = "\n".join(lines[: unused.lineno - 1] + lines[unused.end_lineno :])
    return text


def _unused(tree: ast.Module) -> Iterator[ast.Assign]:
    """Assignments in functions to names that are not read there, or of a name to itself, with lines of their own."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        for block in (getattr(node, "body", []) for node in ast.walk(function)):
            statements = block if isinstance(block, list) and len(block) > 1 else []
            for node in (node for node in statements if isinstance(node, ast.Assign)):
                targets = [n for target in node.targets for n in ast.walk(target)]
                names = {n.id for n in targets if isinstance(n, ast.Name)}
                are_plain = all(isinstance(n, (ast.Name, ast.Tuple, ast.Store)) for n in targets)
                if ast.unparse(node.targets[0]) == ast.unparse(node.value) or (are_plain and not names & read):
                    yield node


def _tidy(text: str) -> str:
    """A text in which no more than two blank lines follow each other, and none comes first or last."""
    lines: list[str] = []
    for line in text.strip("\n").split("\n"):
        if line.strip() or lines[-2:] != ["", ""]:
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def changed_lines(before: str, after: str) -> int:
    """Count the lines of a text that a change takes."""
    one, other = ([line.strip() for line in text.split("\n") if line.strip()] for text in (before, after))
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in blocks if kind != "equal")


def function_of(place: KataFiles) -> str:
    """The one function of a kata, which ``breaks`` is handed; empty where it gets the module."""
    names = public_names(place)
    return names[0] if len(names) == 1 and names[0][0].islower() else ""


def public_names(place: KataFiles) -> list[str]:
    """List the functions and classes that a learner writes, in the order of the stub."""
    from dojo.course.stubs import shipped

    text = shipped(place) or place.solution(place.root / "katas").read_text(encoding="utf-8")
    nodes = ast.parse(text).body
    return [n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name[0] != "_"]


def model_of(place: KataFiles) -> str:
    """The model solution without what explains it."""
    return stripped(source_of(place.reference(place.name)).decode())


@functools.cache
def fitting(place: KataFiles) -> dict[Mistake, str]:
    """The mistakes that somebody would write, in few lines and with words, and the texts that have them.

    None that is two mistakes at once: a hunt has one bug. None that imports another library, raises what a library
    says, asks the same twice, or switches something off: that is seen at a glance.
    """
    model, texts = model_of(place), {}
    imports = _imports(model)
    for mistake in (variants := load_mistakes(place)):
        if mistake.words and not mistake.made_of and (source := variants.source(mistake)) is not None:
            text = without_leftovers(stripped(source))
            is_plain = _imports(text) <= imports and not _is_glaring(model, text)
            if 0 < changed_lines(model, text) <= LINES and is_plain:
                texts[mistake] = text
    return texts


def _is_glaring(model: str, text: str) -> bool:
    """Tell whether a text has a line that nobody leaves in code that looks right."""
    before, after = (Counter(line.strip() for line in lines.split("\n")) for lines in (model, text))
    added = [line for line in after if line not in before]
    twice = any(count > 1 and count > before[line] for line, count in after.items() if line.startswith("if "))
    return twice or any(map(_GLARING.search, added))


def _imports(text: str) -> set[str]:
    nodes = ast.walk(ast.parse(text))
    return {ast.unparse(node) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))}


# ---------------------------------------------------------------------------- how small an input shows a mistake


class _Pinned:
    """Collects a judge, and gives its pinned questions with the answers of the model solution; runs nothing."""

    def __init__(self, caller: Caller, model: str):
        self._caller, self._model = caller, model
        self.asked: list[Asked] = []

    def pytest_collection_finish(self, session):
        name = str(self._caller.target)
        items = [item for item in session.items if is_judged(item) and target_of(item) == name]
        seed = 0 if any(kata_mark(item).get("random") for item in items) else None
        with self._caller.asking(self._model) as ask:

            def answer(question):
                answered = ask(question)
                return answered if isinstance(answered, Answer) else None

            self.asked = pinned_questions(items, Recorder(self._caller.target, answer, lambda *_: seed))


def pinned(place: KataFiles, caller: Caller) -> list[Asked]:
    """Collect what the judge of a kata asks where no input is drawn, and what the model solution answers."""
    plugin = _Pinned(caller, model_of(place))
    with contextlib.redirect_stdout(io.StringIO()):
        options = [str(place.judge), f"--rootdir={place.root}", "--collect-only", "-q", "-p", "no:cacheprovider"]
        pytest.main(options, plugins=[plugin])
    names = public_names(place)
    return sorted(plugin.asked, key=lambda asked: written((asked.question.args, asked.question.kwargs), names))


def written(tree, names: list[str]) -> int:
    """The entries of an input that somebody has to write: weights by name are drawn, and a class is no input."""
    held = children(tree)
    if held is None:
        return 0 if isinstance(tree, str) and tree in names else entries(tree)
    if isinstance(tree, dict) and held and all(isinstance(value, np.ndarray) for _, value in held):
        return 0
    return sum(written(value, names) for _, value in held)


def least(asked: list[Asked], text: str, caller: Caller) -> int | None:
    """The entries of the smallest pinned input on which a text is wrong; None where no small one shows it."""
    names = public_names(caller.place)
    with caller.asking(text) as ask:
        for right in asked:
            inputs = right.question.args, right.question.kwargs
            small, size = written(inputs, names), entries(inputs)
            if small <= ENTRIES and not _seen(ask(right.question), size).is_as(_seen(right.answer, size)):
                return small
    return None


def _seen(answer, size: int) -> Seen:
    return Seen(answer, [getattr(answer, "value", None), getattr(answer, "changed", None)], size)


def hunts(place: KataFiles, caller: Caller, names: list[str] | None = None) -> Iterator[tuple[Mistake, str, int]]:
    """The mistakes that can be hunted, with the text and with the entries that are known to show each.

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
        if (size := least(asked, text, caller)) is not None:
            yield mistake, text, size


def planted(place: KataFiles, text: str) -> str:
    """The file of a hunt, with a text that has the mistake."""
    name = function_of(place)
    call = f"{name}(np.array([1.0, 2.0]))" if name else f"m is this file, m.{public_names(place)[0]}(...)"
    numpy = "" if "import numpy as np" in text else "import numpy as np\n"
    return f"{_HEAD.format(name=place.name)}\n{numpy}{text}{_FOOT.format(name=name or 'm', call=call)}"
