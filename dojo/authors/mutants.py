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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from dojo.authors.judged import PROOF, judge
from dojo.authors.solutions import submission
from dojo.engine.base.files import KataFiles, find_katas, find_root
from dojo.engine.explain.edits import Swap, swapped
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
"""The tables of a list of mutants, and the keys of each entry."""


def _both_ways(*pairs: tuple) -> list[tuple]:
    return [*pairs, *(pair[::-1] for pair in pairs)]


_SWAPS: dict[type[ast.AST], list[type[ast.AST]]] = {
    old: new
    for old, *new in [
        *((ast.Lt, ast.LtE, ast.GtE), (ast.LtE, ast.Lt, ast.Gt), (ast.Gt, ast.GtE, ast.LtE), (ast.GtE, ast.Gt, ast.Lt)),
        *((ast.Pow, ast.Mult), (ast.FloorDiv, ast.Div), (ast.Mod, ast.FloorDiv), (ast.MatMult, ast.Mult)),
        *_both_ways((ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.And, ast.Or), (ast.BitAnd, ast.BitOr)),
        *_both_ways((ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn)),
    ]
}
_NAMES = dict(
    [
        *_both_ways(("max", "min"), ("maximum", "minimum"), ("sum", "mean"), ("argmax", "argmin"), ("exp", "log")),
        *_both_ways(("zeros", "ones"), ("zeros_like", "ones_like"), ("all", "any")),
        *(("sqrt", "square"), ("abs", "sign"), ("append", "extend")),
        *(("cumsum", "cumprod"), ("cumulative_sum", "cumulative_prod")),
    ]
)


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the faulty forms of one node."""
    match node:
        case ast.BinOp(op=operator, left=left, right=right):
            yield from (_changed(node, op=other()) for other in _SWAPS.get(type(operator), ()))
            if isinstance(operator, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
                yield from (left, right)
        case ast.BoolOp(op=operator):
            yield from (_changed(node, op=other()) for other in _SWAPS.get(type(operator), ()))
        case ast.AugAssign(op=operator):
            yield from (_changed(node, op=other()) for other in _SWAPS.get(type(operator), ()))
            yield ast.Pass()
        case ast.Compare(ops=[operator]):
            yield from (_changed(node, ops=[other()]) for other in _SWAPS.get(type(operator), ()))
        case ast.Constant(value=bool() as value):
            yield _changed(node, value=not value)
        case ast.Constant(value=int() | float() as value):
            yield from (_changed(node, value=other) for other in (value + 1, *[-value] * bool(value)))
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert(), operand=operand):
            yield operand
        case ast.Attribute(attr=name, ctx=ast.Load()) if name in _NAMES:
            yield _changed(node, attr=_NAMES[name])
        case ast.Call(func=function, args=args, keywords=keywords):
            if isinstance(function, ast.Name) and function.id in _NAMES:
                yield _changed(node, func=ast.Name(_NAMES[function.id], ast.Load()))
            yield from (_changed(node, keywords=keywords[:i] + keywords[i + 1 :]) for i in range(len(keywords)))
            if len(args) == 2 and not keywords:
                yield _changed(node, args=args[::-1])
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.If():
            yield from (_changed(node, test=ast.Constant(value)) for value in (False, True))
        case ast.Assign(targets=[ast.Name(id=name), *_], value=right):
            if name in {n.id for n in ast.walk(right) if isinstance(n, ast.Name)}:
                yield ast.Pass()  # x = f(x) left out


def _changed(node: ast.AST, **fields) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def mutants_of(place: KataFiles) -> list[Mutant]:
    """Return all mutants of a model solution; of those that say the same, as ``axis=1`` and ``axis=--1``, the first."""
    text = ast.unparse(ast.parse(place.reference(place.name).read_text(encoding="utf-8")))
    tree, lines, model = ast.parse(text), text.split("\n"), _meaning(text)
    mutants: dict[str, Mutant] = {}
    annotations = {id(inner) for node in ast.walk(tree) for inner in _not_behaviour(node)}
    for node in [node for node in ast.walk(tree) if id(node) not in annotations]:
        for other in _variants(node):
            mutated = ast.unparse(ast.parse(swapped(text, [_swap(text, node, other)])))
            changed = [(a, b) for a, b in zip(lines, mutated.split("\n"), strict=False) if a != b]
            if changed and (meaning := _meaning(mutated)) != model:
                was, now = (part.strip() for part in changed[0])
                mutants.setdefault(meaning, Mutant(was, now, mutated))
    return list(mutants.values())


def _meaning(text: str) -> str:
    """Return a program as a text, with its signs worked out."""
    return ast.dump(_Signs().visit(ast.parse(text)))


class _Signs(ast.NodeTransformer):
    """Makes one number of a sign and a number."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        match node.op, inner := self.visit(node.operand):
            case ast.USub(), ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return ast.Constant(-number)
        return ast.UnaryOp(node.op, inner)


def _swap(text: str, node: Any, other: Any) -> Swap:
    """Return one node's place in a text, and the text of another."""
    if isinstance(node, ast.If):  # of one that begins with elif
        node, other = node.test, other.test
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    start, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
    new = ast.unparse(ast.fix_missing_locations(other)).replace("\n", "\n" + " " * node.col_offset)
    return Swap(start, end, f"({new})" if isinstance(node, ast.expr) else new)


def _not_behaviour(node) -> Iterator[ast.AST]:
    """Yield docstrings and annotations, and what an exception says."""
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
    """Return the mutants that the judge may accept, each with the word that says why.

    ``equivalent`` where no input tells it from the model solution, ``hidden`` where it is a real fault that the
    outcome of a training does not show.
    """
    file = list_of(place)
    entries = read_listed(file) if file.is_file() else ()
    return {(entry["was"], entry["now"]): word for word, entry in entries}


def stale_of(allowed: Iterable[tuple[str, str]], mutants: list[Mutant]) -> list[str]:
    """Return the mutants that are listed and not there, a line each."""
    return [f"{was} -> {now}" for was, now in set(allowed) - {(m.was, m.now) for m in mutants}]


def list_of(place: KataFiles) -> Path:
    """Return the file that lists them."""
    return place.reference("").parent / "equivalent_mutants.toml"


def read_listed(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the entries of such a file, each with the word that it stands under.

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
    """Say what to do about mutants that the judge accepts."""
    accepted = "\n".join(map(str, survivors))
    file = list_of(place).relative_to(place.course).as_posix()
    return (
        f"the judge accepts\n{accepted}\nEach is a hole in the judge: ask what it gets wrong. Where no"
        f" input can tell it from the model solution, list it in {file}, as was, now and why."
    )


def survives(place: KataFiles, mutant: Mutant) -> bool:
    """Tell whether the judge accepts a mutant without a word, looking at the quickest target first."""
    with submission(place, mutant.text) as folder:
        for target in ("numpy", "python", "torch-cpu"):
            verdict = judge(place, folder, "-x", f"--target={target}", PROOF, "--timeout=20")
            if verdict.red or notes(verdict.results):
                return False
    return True


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m dojo.authors.mutants", description=__doc__.split("\n")[0])
    parser.add_argument("katas", nargs="*", metavar="TRACK/KATA", help="whose faults are planted (default: all)")
    ids, places = parser.parse_args(arguments).katas, {place.id: place for place in find_katas(find_root())}
    if unknown := sorted(set(ids) - set(places)):
        parser.error(f"no kata {', '.join(unknown)}; they are {', '.join(places)}")
    table = Table("kata", *("mutants", "rejected", "equivalent", "hidden", "left"), box=None)
    left = 0
    for place in track([places[kata] for kata in ids or places], transient=True):
        allowed, mutants = listed(place), mutants_of(place)
        survivors = [m for m in mutants if (m.was, m.now) not in allowed and survives(place, m)]
        words = Counter(allowed.get((m.was, m.now)) for m in mutants)
        counts = [words[None] - len(survivors), words["equivalent"], words["hidden"], len(survivors)]
        table.add_row(place.id, *map(str, [len(mutants), *counts]))
        stale = [f"listed, but no mutant: {line}" for line in stale_of(allowed, mutants)]
        for line in [*([left_open(place, survivors)] if survivors else []), *stale]:
            print(f"{place.id}: {line}", flush=True)
        left += len(survivors) + len(stale)
    Console().print(table)
    return bool(left)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
