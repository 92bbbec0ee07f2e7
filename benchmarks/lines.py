"""Lines of code by room: docstrings, comments and blank lines out. ``python benchmarks/lines.py [COMMIT]``

A figure to be told, and no limit: where lines are limited, they grow long.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tarfile
import tokenize
from collections import Counter
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lines_of(source: str) -> int:
    """Count the lines that hold code."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    held = {line for token in tokens if token.type not in _NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    return len(held - set(_docstrings(ast.parse(source))))


def _docstrings(tree: ast.Module):
    """Yield the lines of docstrings, and of strings that stand below a name for the same purpose."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from range(node.lineno, node.end_lineno + 1)


def sources(commit: str | None):
    """Yield the name and the text of each file of the dojo, here or in a commit."""
    if commit is None:
        for file in sorted((ROOT / "dojo").rglob("*.py")):
            yield PurePosixPath(file.relative_to(ROOT).as_posix()), file.read_text(encoding="utf-8")
        return
    archive = subprocess.run(["git", "-C", ROOT, "archive", commit, "dojo"], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if member.name.endswith(".py"):
                yield PurePosixPath(member.name), tar.extractfile(member).read().decode("utf-8")


def by_room(commit: str | None = None) -> Counter[str]:
    """Count the lines of each room; those of modules at the top stand under ``dojo``."""
    counts: Counter[str] = Counter()
    for name, text in sources(commit):
        depth = 3 if name.parts[1] == "engine" and len(name.parts) > 3 else 2
        counts["/".join(name.parts[:depth]) if len(name.parts) > 2 else "dojo"] += lines_of(text)
    return counts


def main() -> None:
    """Print the rooms, and all."""
    counts = by_room(*sys.argv[1:2])
    for room, count in [*sorted(counts.items()), ("all", counts.total())]:
        print(f"{room:<24} {count:>6}")


if __name__ == "__main__":
    main()
