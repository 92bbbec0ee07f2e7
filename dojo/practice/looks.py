"""Tell whether a planted line is given away by its form, to a reader who asks nothing of what it computes.

What is done otherwise, or left out, leaves a line that looks like its neighbours; what is added does not.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import re
from collections import Counter
from collections.abc import Callable

LINES, LETTERS = 3, 100
"""The lines that a mistake may change, and the letters of one."""
LONGEST = 0.85
"""The part of a file's lines that is left when the longest are taken away: the first in which a bug is looked for."""
MORE = 8
"""A bug adds at most so many names, numbers and operations to a text."""
_FEW = 12
"""In a file of so few lines none is the first: all are read."""


def looks_right(model: str, text: str) -> bool:
    """Tell whether the form of a text does not give away where it is not the model solution."""
    was, now = ast.parse(model), ast.parse(text)
    if _grown(was, now) > MORE or not _is_in_short_lines(model, text):
        return False
    return not (_has_more_that_is_odd(was, now) or any(new(now) - new(was) for new in _NEW) or _is_tacked_on(was, now))


def changes(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    """The places in which two texts differ, each with the lines of both."""
    one, other = ([line for line in text.split("\n") if line.strip()] for text in (before, after))
    blocks = difflib.SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).get_opcodes()
    return [(one[a:b], other[c:d]) for kind, a, b, c, d in blocks if kind != "equal"]


def changed_lines(before: str, after: str) -> int:
    """Count the lines of a text that a change takes."""
    return sum(max(map(len, change)) for change in changes(before, after))


def _bare(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines]


def takes_away(model: str, text: str) -> bool:
    """Tell whether a text is the model solution without something."""
    rest = iter(re.findall(r"\w+|\S", model))
    return all(token in rest for token in re.findall(r"\w+|\S", text))


def rank(value: float, values: list) -> float:
    """The part of the other values that come before one of them; of those that are equal, half do."""
    return (sum(v < value for v in values) + (values.count(value) - 1) / 2) / max(len(values) - 1, 1)


def _is_in_short_lines(model: str, text: str) -> bool:
    """Tell whether a text differs in few lines, of which some were there before, and none is among the longest."""
    changed = changes(model, text)
    if not 0 < changed_lines(model, text) <= LINES or not any(was for was, _ in changed):
        return False
    lengths = [len(line.strip()) for line in text.split("\n") if line.strip()]
    is_short = len(lengths) <= _FEW
    added = [line for _, lines in changed for line in lines]
    return all(len(line) <= LETTERS and (is_short or rank(len(line.strip()), lengths) <= LONGEST) for line in added)


def _grown(was: ast.AST, now: ast.AST) -> int:
    return len(_meant(now)) - len(_meant(was))


def _meant(tree: ast.AST) -> list[ast.AST]:
    """The names, numbers and operations of a text."""
    return [node for node in ast.walk(tree) if not isinstance(node, (ast.expr_context, ast.operator, ast.unaryop))]


# ---------------------------------------------------------------------------- what nobody writes


def _has_more_that_is_odd(was: ast.AST, now: ast.AST) -> bool:
    """Tell whether one text has more expressions than another of a kind that is looked at twice."""
    before, after = _meant(was), _meant(now)
    return any(sum(map(is_odd, after)) > sum(map(is_odd, before)) for is_odd in _ODD)


def _is_settled(node: ast.AST) -> bool:
    """A condition of constants, or one that is turned round: ``if False``, ``not 0 <= 0``, ``not a == b``."""
    if isinstance(node, (ast.If, ast.While, ast.comprehension)):
        return any(map(_is_constant, getattr(node, "ifs", None) or [getattr(node, "test", node)]))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return isinstance(node.operand, ast.Compare) and len(node.operand.ops) == 1
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
    return bool(sides) and all(map(_is_constant, sides))


def _is_constant(node: ast.AST) -> bool:
    return not any(isinstance(part, (ast.Name, ast.Call)) for part in ast.walk(node))


def _is_undone(node: ast.AST) -> bool:
    """What changes nothing, or is taken back: ``x + 0``, ``x.T.T``, ``x[:, :]``, ``n / n``, ``a - -b``."""
    if isinstance(node, ast.BinOp):
        return _is_neutral(node) or _cancels(node) or _is_rounded(node)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return all(ast.unparse(part) == ":" for part in getattr(node.slice, "elts", [node.slice]))
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == ast.unparse(node.value)
    return isinstance(node, ast.Attribute) and _is_turned_back(node)


def _is_turned_back(node: ast.Attribute) -> bool:
    """A matrix that is turned twice, or turned as it is made; a number whose sign is."""
    turned = re.search(r"(\.m?T|\[.*\bNone\b.*\])$", ast.unparse(node.value))
    return bool(node.attr in ("T", "mT") and turned) or isinstance(getattr(node.value, "op", None), ast.USub)


def _is_neutral(node: ast.BinOp) -> bool:
    """Nothing is added or taken off, or all of it; what is multiplied stays; and a sign is turned twice."""
    right, left = (ast.unparse(side).removesuffix(".0") for side in (node.right, node.left))
    if isinstance(node.op, (ast.Add, ast.Sub)):
        return right == "0" or right.startswith("-") or (left == "0" and isinstance(node.op, ast.Add))
    return ((right in ("0", "1") or left in ("0", "1")) and isinstance(node.op, ast.Mult)) or right == "1"


def _is_rounded(node: ast.BinOp) -> bool:
    """``n - n % size``."""
    return isinstance(node.op, ast.Sub) and ast.unparse(node.right).startswith(f"{ast.unparse(node.left)} % ")


def _cancels(node: ast.BinOp) -> bool:
    """A product with a factor that it is divided by, or the square of a root."""
    if isinstance(node.op, ast.Pow):
        return ast.unparse(node.right) == "2" and "sqrt(" in ast.unparse(node.left).partition("(")[0] + "("
    above, below = _factors(node)
    return bool(above & below)


def _factors(node: ast.AST) -> tuple[Counter, Counter]:
    """The factors of a product, and what it is divided by."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div))):
        return Counter([ast.unparse(node)]), Counter()
    (above, below), (more, less) = _factors(node.left), _factors(node.right)
    return (above + more, below + less) if isinstance(node.op, ast.Mult) else (above + less, below + more)


def _is_of_a_display(node: ast.AST) -> bool:
    """A list that is written out to take one of it: ``(a, b)[0]``, ``for x in [y]``, ``list([...])``."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, (ast.Tuple, ast.List))
    if isinstance(node, (ast.For, ast.comprehension)):
        return len(getattr(node.iter, "elts", "  ")) == 1
    return _called(node) in ("list", "tuple") and isinstance(node.args[0], (ast.List, ast.ListComp))


def _is_a_part_of_a_part(node: ast.AST) -> bool:
    """``x[:2][0]``."""
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Subscript)


def _is_for_one(node: ast.AST) -> bool:
    """What has one entry, as if it were many: ``x[:1]``, ``range(0, n, n)``; the end of a shape is taken like that."""
    if isinstance(node, ast.Subscript) and not ast.unparse(node.value).endswith(".shape"):
        return any(ast.unparse(part) in (":1", "-1:") for part in getattr(node.slice, "elts", [node.slice]))
    return _called(node) == "range" and len(set(map(ast.unparse, node.args))) < len(node.args)


def _called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) and node.args else ""


def _is_guarded(node: ast.AST) -> bool:
    """A choice between two cases, or a bound."""
    bound = _called(node) in ("max", "min") and any(map(_is_constant, node.args))
    return bound or isinstance(node, ast.IfExp)


def _asks_for_a_type(node: ast.AST) -> bool:
    made = _called(node) == "isinstance" and isinstance(node.args[0], ast.Call)
    return made or _called(node) in ("hasattr", "getattr") or isinstance(node, ast.Assert)


def _is_a_strange_number(node: ast.AST) -> bool:
    value = getattr(node, "value", None)
    is_number = isinstance(node, ast.Constant) and type(value) in (int, float)
    return is_number and value != 0 and not 0.005 <= abs(value) < 64


def _is_fixed(node: ast.AST) -> bool:
    """A name for a constant: what is asked of it is settled."""
    is_named = isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Name, ast.Attribute))
    return is_named and isinstance(node.value, ast.Constant)


def _refuses_one_number(node: ast.AST) -> bool:
    """A refusal of one number alone, or of a magnitude below 0."""
    compared = [n for n in ast.walk(node.test) if isinstance(n, ast.Compare)] if _is_a_refusal(node) else []
    alone = (
        isinstance(n.ops[0], ast.Eq) and isinstance(n.comparators[0], (ast.Constant, ast.UnaryOp)) for n in compared
    )
    return any(alone) or any(_called(n.left) == "abs" for n in compared)


def _is_a_refusal(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise)


def _is_done_twice(node: ast.AST) -> bool:
    """``norm(norm(x))``."""
    return _called(node) != "" and _called(node) == _called(node.args[0])


_ODD: tuple[Callable[[ast.AST], bool], ...] = (
    *(_is_settled, _is_undone, _is_of_a_display, _is_a_part_of_a_part, _is_for_one, _is_guarded, _asks_for_a_type),
    *(_is_a_strange_number, _is_fixed, _refuses_one_number, _is_done_twice),
)

# ---------------------------------------------------------------------------- what the other lines tell


def _imported(tree: ast.AST) -> set[str]:
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))}


def _raised(tree: ast.AST) -> set[str]:
    """The exceptions: one of another kind stands out, and so does one that the library has worded."""
    causes = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc is not None]
    return {ast.unparse(getattr(cause, "func", cause)) for cause in causes}


def _without_a_result(tree: ast.AST) -> set[str]:
    """The functions that give back nothing."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {function.name for function in functions if not any(map(_is_given_back, ast.walk(function)))}


def _is_given_back(node: ast.AST) -> bool:
    if isinstance(node, (ast.Yield, ast.YieldFrom)):
        return True
    return isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None"


def _asked_twice(tree: ast.AST) -> set[str]:
    asked = Counter(ast.unparse(node.test) for node in ast.walk(tree) if isinstance(node, ast.If))
    return {f"{test} {n}" for test, count in asked.items() for n in range(2, count + 1)}


def _dropped(tree: ast.AST) -> set[str]:
    """The values that are worked out and not used, and the names of nothing else."""
    lines = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, (ast.Expr, ast.Assign, ast.Pass))}
    return {line for line in lines if re.match(r"^(pass|\w+ = \w+|\w+\(.*\))$", line)}


def _repeated(tree: ast.AST) -> set[str]:
    """The defaults that are written again where their parameter is meant."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {f"{function.name} {value}" for function in functions for value in _again(function)}


def _again(function: ast.FunctionDef) -> set[str]:
    defaults = {ast.unparse(node) for node in [*function.args.defaults, *filter(None, function.args.kw_defaults)]}
    inside = {ast.unparse(n) for line in function.body for n in ast.walk(line) if isinstance(n, ast.Constant)}
    return (defaults & inside) - {"None", "True", "False", "0", "1"}


def unused(tree: ast.AST) -> set[tuple[str, str]]:
    """What is set and not read: names of a function, what is imported, constants, private functions and attributes."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    of_functions = {(function.name, name) for function in functions for name in _set(function) - _read(function)}
    imported = {(n.asname or n.name).partition(".")[0] for n in ast.walk(tree) if isinstance(n, ast.alias)}
    of_the_file = (imported | _of_the_module(tree)) - _read(tree)
    return of_functions | {("", name) for name in of_the_file | _kept_for_nothing(tree)}


def _only_checked(tree: ast.AST) -> set[str]:
    """The parameters that are refused or let through, and not read."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {f"{f.name} {arg.arg}" for f in functions for arg in f.args.args if arg.arg not in _read_after_refusals(f)}


def _read_after_refusals(function: ast.FunctionDef) -> set[str]:
    return {name for line in function.body if not _is_a_refusal(line) for name in _loaded(line)}


def _of_the_module(tree: ast.AST) -> set[str]:
    """The constants and the private functions of a module."""
    named = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name.startswith("_")}
    assigned = (target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets)
    return named | {name for target in assigned for name in _bases(target)}


def _kept_for_nothing(tree: ast.AST) -> set[str]:
    """The attributes that are set and not read."""
    held = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    read = {node.attr for node in held if isinstance(node.ctx, ast.Load)}
    return {node.attr for node in held if isinstance(node.ctx, ast.Store)} - read


def _set(node: ast.AST) -> set[str]:
    named = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return named | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}


def _read(node: ast.AST) -> set[str]:
    """The names that are read, but for what a name is read for to be set anew, as in a sum that nobody looks at."""
    reads = Counter(_loaded(node))
    for each in ast.walk(node):
        if isinstance(each, (ast.Assign, ast.AugAssign)):
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            own = {name for target in targets for name in _bases(target)}
            reads -= Counter(name for name in _loaded(each) if name in own)
    return set(reads)


def _loaded(node: ast.AST) -> list[str]:
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]


def _bases(target: ast.AST) -> list[str]:
    """The names that a target of an assignment is made of: ``total`` of ``total[i, j]``."""
    if isinstance(target, ast.Tuple):
        return [name for each in target.elts for name in _bases(each)]
    while isinstance(target, ast.Subscript):
        target = target.value
    return [target.id] if isinstance(target, ast.Name) else []


_NEW: tuple[Callable[[ast.AST], set], ...] = (
    *(_imported, _raised, _without_a_result, unused, _asked_twice, _dropped, _repeated, _only_checked),
)

# ---------------------------------------------------------------------------- what is added to a right value


def _is_tacked_on(was: ast.AST, now: ast.AST) -> bool:
    """Tell whether a right value is kept, and something done to it at the end, as in ``total.squeeze()``.

    A sign may be turned; and a term or a factor may come to what a line gives to a name.
    """
    before, after = _statements(was), _statements(now)
    gone, come = [n for t, n in before.items() if t not in after], [n for t, n in after.items() if t not in before]
    return any(_is_kept_in(old, new) for old, new in itertools.product(gone, come))


def _statements(tree: ast.AST) -> dict[str, ast.AST]:
    """What is given back, named or appended, each by its statement."""
    return {ast.unparse(node): node for node in ast.walk(tree) if _value(node) is not None}


def _value(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return node.value.args[0] if len(node.value.args) == 1 else None
    return node.value if isinstance(node, (ast.Return, ast.Assign)) else None


def _is_kept_in(old: ast.AST, new: ast.AST) -> bool:
    was, now, is_moved = _value(old), _value(new), type(old) is not type(new)
    if isinstance(was, ast.Constant) or ast.unparse(was) not in map(ast.unparse, ast.walk(now)):
        return False
    if isinstance(now, ast.UnaryOp) or ast.unparse(was) == ast.unparse(now):
        return is_moved or ast.unparse(was) not in (ast.unparse(now), ast.unparse(getattr(now, "operand", now)))
    is_free = isinstance(was, ast.Name) or not (is_moved or isinstance(new, ast.Return))
    return not (is_free and isinstance(now, ast.BinOp))
