"""Small faults planted in the model solutions: each must be rejected, or be listed.

    python -m dojo.authors.mutants                              all katas, in full
    python -m dojo.authors.mutants 03_probability/01_softmax    one kata

``reference/<track>/<kata>/equivalent_mutants.toml`` lists those that the judge may accept, with the reason.
"""

from __future__ import annotations

import argparse
import ast
import copy
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from dojo.authors.judged import PROOF, judge
from dojo.authors.solutions import submission
from dojo.base.files import KataFiles, find_katas, find_root
from dojo.explain.edits import Swap, swapped
from dojo.run.verdict import notes


@dataclass(frozen=True)
class Mutant:
    """One fault: the line as it was and as it is now, and the whole text."""

    was: str
    now: str
    text: str

    def __str__(self) -> str:
        return f"{self.was}\n    -> {self.now}"


_WORDS, _KEYS = ("equivalent", "hidden"), ("was", "now", "why")
"""What a list of mutants says: tables, and the keys of each entry."""
_SWAPS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.MatMult: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_NAMES = {
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "sum": "mean",
    "mean": "sum",
    "argmax": "argmin",
    "argmin": "argmax",
    "zeros": "ones",
    "ones": "zeros",
    "exp": "log",
    "log": "exp",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "all": "any",
    "any": "all",
    "sqrt": "square",
    "cumsum": "cumprod",
    "cumulative_sum": "cumulative_prod",
    "abs": "sign",
    "append": "extend",
}


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """The faulty forms of one node."""
    if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)):
        for operator in _SWAPS.get(type(node.op), ()):
            yield _changed(node, op=operator())
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for operator in _SWAPS.get(type(node.ops[0]), ()):
            yield _changed(node, ops=[operator()])
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield _changed(node, value=not node.value)
        elif isinstance(node.value, (int, float)):
            yield _changed(node, value=node.value + 1)
            if node.value:
                yield _changed(node, value=-node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield node.operand
    if isinstance(node, ast.Attribute) and node.attr in _NAMES and isinstance(node.ctx, ast.Load):
        yield _changed(node, attr=_NAMES[node.attr])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        yield _changed(node, func=ast.Name(_NAMES[node.func.id], ast.Load()))
    if isinstance(node, ast.Call):
        for i in range(len(node.keywords)):
            yield _changed(node, keywords=node.keywords[:i] + node.keywords[i + 1 :])
        if len(node.args) == 2 and not node.keywords:
            yield _changed(node, args=node.args[::-1])
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
        yield node.left
        yield node.right
    if isinstance(node, (ast.AugAssign, ast.Raise)) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield ast.Pass()
    if isinstance(node, ast.If):
        yield _changed(node, test=ast.Constant(False))
        yield _changed(node, test=ast.Constant(True))
    if isinstance(node, ast.Assign) and isinstance(name := node.targets[0], ast.Name):
        names = [n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)]
        if name.id in names:
            yield ast.Pass()  # x = f(x) left out


def _changed(node: ast.AST, **fields) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def mutants_of(place: KataFiles) -> list[Mutant]:
    """All mutants of a model solution; of those that say the same, such as ``axis=1`` and ``axis=--1``, the first."""
    text = ast.unparse(ast.parse(place.reference(place.name).read_text(encoding="utf-8")))
    tree, lines, found = ast.parse(text), text.split("\n"), {_meaning(text): None}
    annotations = {id(inner) for node in ast.walk(tree) for inner in _not_behaviour(node)}
    for node in list(ast.walk(tree)):
        if id(node) in annotations:
            continue
        for other in _variants(node):
            mutated = ast.unparse(ast.parse(swapped(text, [_swap(text, node, other)])))
            changed = [(a, b) for a, b in zip(lines, mutated.split("\n"), strict=False) if a != b]
            if changed and (meaning := _meaning(mutated)) not in found:
                was, now = (part.strip() for part in changed[0])
                found[meaning] = Mutant(was, now, mutated)
    return list(filter(None, found.values()))


def _meaning(text: str) -> str:
    """A program with its signs worked out."""
    return ast.dump(_Signs().visit(ast.parse(text)))


class _Signs(ast.NodeTransformer):
    """Makes one number of a sign and a number."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        inner = self.visit(node.operand)
        if isinstance(node.op, ast.USub) and isinstance(inner, ast.Constant) and not isinstance(inner.value, bool):
            return ast.Constant(-inner.value)
        return ast.UnaryOp(node.op, inner)


def _swap(text: str, node: ast.AST, other: ast.AST) -> Swap:
    """One node's text, and that of another in its place."""
    if isinstance(node, ast.If):  # of one that begins with elif
        node, other = node.test, other.test
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    start, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
    new = ast.unparse(ast.fix_missing_locations(other)).replace("\n", "\n" + " " * node.col_offset)
    return Swap(start, end, f"({new})" if isinstance(node, ast.expr) else new)


def _not_behaviour(node) -> Iterator[ast.AST]:
    """Docstrings and annotations, and what an exception says."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield from ast.walk(node)
    for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
        if annotation is not None:
            yield from ast.walk(annotation)
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield from ast.walk(node.exc)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ast.walk(node)


def listed(place: KataFiles) -> dict[tuple[str, str], str]:
    """The mutants that the judge may accept, each under the word that says why.

    ``equivalent`` where no input tells it from the model solution, ``hidden`` where it is a real fault that the
    outcome of a training does not show.
    """
    file = list_of(place)
    found = read_listed(file) if file.is_file() else ()
    return {(entry["was"], entry["now"]): word for word, entry in found}


def list_of(place: KataFiles) -> Path:
    """The file that lists them."""
    return place.reference("").parent / "equivalent_mutants.toml"


def read_listed(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The entries of such a file, each with the word that it stands under.

    Raises
    ------
    ValueError
        Where it says something that nobody reads.
    """
    for word, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
        if word not in _WORDS:
            raise ValueError(f"{file}: nobody reads [[{word}]]; there are {' and '.join(f'[[{w}]]' for w in _WORDS)}")
        for entry in entries:
            if set(entry) != set(_KEYS):
                raise ValueError(f"{file}: [[{word}]] with {', '.join(sorted(entry))}; it takes {', '.join(_KEYS)}")
            yield word, entry


def left_open(place: KataFiles, survivors: list[Mutant]) -> str:
    """What to do about mutants that the judge accepts."""
    told = "\n".join(map(str, survivors))
    file = list_of(place).relative_to(place.course).as_posix()
    return (
        f"the judge accepts\n{told}\nEach is a hole in the judge: ask what it gets wrong. Where no"
        f" input can tell it from the model solution, list it in {file}, as was, now and why."
    )


def survives(place: KataFiles, mutant: Mutant) -> bool:
    """Whether the judge accepts a mutant without a word, looking at the quickest target first."""
    with submission(place, mutant.text) as folder:
        for target in ("numpy", "python", "torch-cpu"):
            verdict = judge(place, folder, "-x", f"--target={target}", PROOF, "--timeout=20")
            if verdict.red or notes(verdict.results):
                return False
    return True


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m dojo.authors.mutants", description=__doc__.split("\n")[0])
    parser.add_argument("katas", nargs="*", metavar="TRACK/KATA", help="whose faults are planted (default: all)")
    ids, known_places = parser.parse_args(arguments).katas, {place.id: place for place in find_katas(find_root())}
    if unknown := sorted(set(ids) - set(known_places)):
        parser.error(f"no kata {', '.join(unknown)}; they are {', '.join(known_places)}")
    table = Table("kata", *("mutants", "rejected", "equivalent", "hidden", "left"), box=None)
    left = 0
    for place in track([known_places[kata] for kata in ids or known_places], transient=True):
        known, mutants = listed(place), mutants_of(place)
        survivors = [m for m in mutants if (m.was, m.now) not in known and survives(place, m)]
        told = Counter(known.get((m.was, m.now)) for m in mutants)
        counts = [told[None] - len(survivors), told["equivalent"], told["hidden"], len(survivors)]
        table.add_row(place.id, *map(str, [len(mutants), *counts]))
        stale = [
            f"listed, but no mutant: {was} -> {now}" for was, now in set(known) - {(m.was, m.now) for m in mutants}
        ]
        for line in [*([left_open(place, survivors)] if survivors else []), *stale]:
            print(f"{place.id}: {line}", flush=True)
        left += len(survivors) + len(stale)
    Console().print(table)
    return bool(left)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
