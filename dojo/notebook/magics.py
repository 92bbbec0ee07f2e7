"""``%load_ext dojo``: a cell is the solution of a kata, and its verdict appears below it.

``%%kata softmax`` keeps the cell in the stub's file and judges it; ``%kata softmax`` judges the file as it is;
``%hint`` and ``%solution`` show what the commands show. Options of pytest may follow the name: ``--all-stages``.
"""

from __future__ import annotations

import base64
import contextlib
import shlex

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class
from IPython.display import Markdown, display
from rich.text import Text

from dojo.course.course import Course
from dojo.course.hints import Hints
from dojo.course.progress import Progress
from dojo.course.reset import put_aside
from dojo.course.stubs import stub_of
from dojo.engine.base.disk import write_whole
from dojo.engine.base.files import KataFiles, NoCourse, find_root, with_plain_ends
from dojo.notebook.shown import in_html
from dojo.run.documents import judged_apart
from dojo.watch.actions import right_way, without_hints

COLUMNS = 88
"""Characters of a verdict's line below a cell."""


@magics_class
class KataMagics(Magics):
    """The magics of a course.

    Parameters
    ----------
    shell : InteractiveShell
        IPython's.
    """

    def __init__(self, shell) -> None:
        super().__init__(shell)
        self._last: str | None = None
        self._written: dict[str, str] = {}

    @line_cell_magic
    def kata(self, line: str, cell: str | None = None) -> None:
        """``%%kata softmax [--stage core] [--all-stages]``: keep this cell as the solution, and judge it.

        What stood in the file is kept beside it, unless it is the stub, or what a cell here wrote last. As a line,
        ``%kata softmax`` judges the file as it is.
        """
        place, options = self._asked(line)
        if cell is not None:
            self._keep(place, cell)
        output, verdict = judged_apart(place, ["--color=yes", *options], COLUMNS)
        plain = Text.from_ansi(output).plain
        display({"text/html": in_html(output, _pictures(place, verdict)), "text/plain": plain}, raw=True)
        if cell is not None:
            with contextlib.suppress(Exception):  # of the learner's: the verdict has told it
                exec(compile(cell, place.name, "exec"), self.shell.user_ns)  # type: ignore[union-attr]  # IPython sets it

    @line_magic
    def hint(self, line: str) -> None:
        """``%hint [softmax]``: the next hint, a stronger one each time."""
        place, _ = self._asked(line)
        if refused := without_hints(place, Progress.of_stubs(Course(place.root))):
            raise UsageError(refused)
        hint = Hints(place.root).following(place)
        title = f"hint {hint.number} of {hint.count} ({hint.title.lower()})" if hint else "there are no hints"
        display(Markdown(f"**{place.id}**, {title}\n\n{hint.text if hint else ''}"))

    @line_magic
    def solution(self, line: str) -> None:
        """``%solution softmax [--yes]``: our solution; before yours is green, only with ``--yes``."""
        place, options = self._asked(line)
        is_green = Progress.of_stubs(Course(place.root)).is_green(place)
        if place.shows_solution and not is_green and "--yes" not in options:
            raise UsageError(f"{place.id} is not green yet. %solution {place.name} --yes shows ours all the same.")
        try:
            file, _, code = right_way(place, 0).partition("\n\n")
        except LookupError as error:
            raise UsageError(error.args[0]) from None
        display(Markdown(f"`{file}`\n\n```python\n{code}\n```"))

    def _asked(self, line: str) -> tuple[KataFiles, list[str]]:
        """Return the kata that a line names, or the one judged last, or the next; and the options behind it."""
        words = shlex.split(line)
        name = words.pop(0) if words and not words[0].startswith("-") else self._last
        try:
            course = Course(find_root())
            place = course.find(name) if name else Progress.of_stubs(course).next_of(course.order)
        except (NoCourse, ValueError) as error:
            raise UsageError(str(error)) from None
        if place is None:
            raise UsageError("every kata is green: name one, as in %hint softmax")
        self._last = place.name
        return place, words

    def _keep(self, place: KataFiles, cell: str) -> None:
        """Make a cell the solution; what was there is lost to nobody."""
        file = place.solution(place.root / "katas")
        held = with_plain_ends(file.read_bytes()).decode("utf-8", "replace") if file.is_file() else None
        if held not in (None, cell, stub_of(place), self._written.get(place.id)):
            print(f"what stood in {file.name} is kept as {put_aside(file).name}")
        if held != cell:
            write_whole(file, cell)
        self._written[place.id] = cell


def _pictures(place: KataFiles, verdict: dict) -> list[str]:
    """Return the picture that a judge has drawn, in base64."""
    files = [kata["picture"] for kata in verdict.get("katas", []) if kata["picture"]]
    return [base64.b64encode((place.root / file).read_bytes()).decode() for file in files]
