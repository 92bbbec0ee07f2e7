"""The course in a real kernel: a cell is a solution, and its verdict appears below it."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time

import psutil
import pytest

from dojo.course.choices import questions_of
from dojo.course.course import Course
from dojo.notebook.document import in_notebook, notebook
from dojo.notebook.shown import in_html
from tests.forked import forked
from tests.judging import KATAS, ROOT

pytest.importorskip("ipykernel", reason="there is no Jupyter kernel: pip install -e '.[dev]' brings one")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install -e '.[dev]' brings it")
nbformat = pytest.importorskip("nbformat")

WRONG = "def half(x):\n    return x / 3\n"
RIGHT = "def half(x):\n    return x / 2\n"


@pytest.fixture
def kernel(course):
    """Runs cells in a kernel that stands in the course; each gives its outputs."""
    client = nbclient.NotebookClient(nbformat.v4.new_notebook(), allow_errors=True, kernel_name="python3")
    with client.setup_kernel(cwd=str(course.root)):

        def run(source: str) -> list:
            cell = nbformat.v4.new_code_cell(source)
            client.nb.cells.append(cell)
            client.execute_cell(cell, len(client.nb.cells) - 1)
            return cell.outputs

        run.client = client
        assert not run("%load_ext dojo")
        yield run


def shown(outputs) -> str:
    """What a reader sees: the text of what is shown, without tags."""
    html = "".join(out.get("data", {}).get("text/html", "") for out in outputs)
    plain = "".join(out.get("text", "") + out.get("evalue", "") for out in outputs)
    plain += "".join(out.get("data", {}).get("text/markdown", "") for out in outputs)
    return re.sub(r"<style>.*?</style>|<[^>]+>", "", html, flags=re.S) + plain


def test_red_then_green(kernel, course):
    red = shown(kernel(f"%%kata half --target numpy\n{WRONG}"))
    assert "yours" in red
    assert "expected" in red
    assert (course.root / "katas/02_parts/01_half/half.py").read_text(encoding="utf-8") == WRONG
    assert "half is green" in shown(kernel(f"%%kata half --target numpy\n{RIGHT}"))
    assert "4.0" in str(kernel("half(8)")), "the cell's names are there"
    assert "half is" in shown(kernel("%kata half --target numpy --all-stages"))
    assert not list(course.root.glob("katas/02_parts/01_half/*.kept-*")), "nothing of theirs was replaced"


def test_what_the_cell_did_not_write_is_kept(kernel, course):
    course.solve("half", "def half(x):\n    return x * 0.5  # mine\n")
    assert "is kept as half.py.kept-1" in shown(kernel(f"%%kata half --target numpy\n{WRONG}"))
    assert "# mine" in (course.root / "katas/02_parts/01_half/half.py.kept-1").read_text(encoding="utf-8")
    kernel(f"%%kata half --target numpy\n{RIGHT}")
    assert not (course.root / "katas/02_parts/01_half/half.py.kept-2").exists()
    course.solve("half", "def half(x):\n    return x - x / 2  # of another kernel\n")
    kernel(f"%%kata half --target numpy\n{WRONG}")
    assert "another kernel" in (course.root / "katas/02_parts/01_half/half.py.kept-2").read_text(encoding="utf-8")


def test_hints_and_solutions(kernel, course):
    course.write("katas/02_parts/01_half/hints.md", "# Hints\n\n## Faint\n\nOne.\n\n## Strong\n\nTwo.\n")
    assert "One." in shown(kernel("%hint half"))
    assert "Two." in shown(kernel("%hint")), "of the kata that was asked for last"
    assert "is not green yet" in shown(kernel("%solution half"))
    assert "def half" in shown(kernel("%solution half --yes"))
    assert "did you mean half" in shown(kernel("%hint hafl"))


def test_an_interrupt_ends_all_that_was_begun(kernel, course):
    looping = "import time\n\n\ndef half(x):\n    while True:\n        time.sleep(0.1)\n"
    manager = kernel.client.km

    def interrupt():
        for _ in range(600):
            time.sleep(0.1)
            if any("--verdict" in line for line in _lines(manager)):
                break
        time.sleep(1)
        manager.interrupt_kernel() if not hasattr(manager, "_async_interrupt_kernel") else _wait(manager)

    def _wait(manager):
        import asyncio

        asyncio.run(manager.interrupt_kernel())

    thread = threading.Thread(target=interrupt)
    thread.start()
    outputs = kernel(f"%%kata half --target numpy --timeout 300\n{looping}")
    thread.join()
    assert any(out.get("ename") == "KeyboardInterrupt" for out in outputs)
    assert not [line for line in _lines(manager) if "--verdict" in line]
    assert "half is green" in shown(kernel(f"%%kata half --target numpy\n{RIGHT}"))


def _lines(manager) -> list[str]:
    """The commands that run below the kernel."""
    found = []
    for process in psutil.Process(manager.provisioner.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            found.append(" ".join(process.cmdline()))
    return found


def test_a_milestone_shows_its_film_and_warns_of_nothing(kernel):
    outputs = kernel(
        "from matplotlib import pyplot as plt\nfrom matplotlib.animation import FuncAnimation\n"
        "from dojo.milestone import progress, save_animation\n"
        "figure, axes = plt.subplots()\n"
        "for _ in progress(range(3), 'counting'):\n    pass\n"
        "_ = save_animation(FuncAnimation(figure, axes.plot, frames=2), 'film')"
    )
    told = str(outputs)
    assert "ipywidgets" not in told
    kinds = [kind for out in outputs for kind in out.get("data", {}) if kind.startswith("image/")]
    assert kinds == ["image/gif"]


# ------------------------------------------------------------------------------ a day


def test_a_day_is_written_and_solved(course):
    for judge in course.root.glob("katas/*/*/test_*.py"):
        judge.with_name("README.md").write_text("# A kata\n\nSee $`x^2`$.\n", encoding="utf-8")
    command = "dojo", "notebook", "day.ipynb", "--day", "1"
    done = forked(course.root, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    file = course.root / "day.ipynb"
    held = nbformat.read(file, as_version=4)
    nbformat.validate(held)
    again = forked(course.root, *command)
    assert again.returncode == 1
    assert "is there already" in again.stdout
    solved = 0
    for cell in held.cells:
        if (name := re.match(r"%%kata (\w+)\n", cell.source)) and name[1] in ("double", "half"):
            right = {"double": "def double(x):\n    return 2 * x\n", "half": RIGHT}[name[1]]
            cell.source = f"%%kata {name[1]} --target numpy\n{right}"
            solved += 1
        elif cell.source.startswith("%kata"):
            cell.source += " --target numpy"
    assert solved
    nbclient.NotebookClient(held, resources={"metadata": {"path": str(course.root)}}).execute()
    told = [shown(cell.outputs) for cell in held.cells if cell.source.startswith("%%kata")]
    assert all(" is green" in text for text in told)


@pytest.mark.parametrize("place", KATAS[::10], ids=lambda place: place.id)
def test_a_statement_shows_its_formulas_and_drawings(place):
    folder = place.judge.parent.relative_to(ROOT).as_posix()
    told = in_notebook(place.judge.with_name("README.md").read_text(encoding="utf-8"), folder)
    assert "```math" not in told
    assert "$`" not in told
    links = re.findall(r"\]\((?!\w+:|#)([^)\s]+)\)", told)
    assert not [link for link in links if not (ROOT / link.partition("#")[0]).exists()]


def test_every_day_is_a_notebook():
    course = Course(ROOT)
    for day, places in course.days.items():
        held = json.loads(notebook(course, places, f"Day {day}", colab=True))
        nbformat.validate(nbformat.from_dict(held))
        sources = [cell["source"] for cell in held["cells"]]
        assert sum(source.startswith("%%kata") for source in sources) == len(places)
        assert sources[1].startswith("%pip install")


def test_what_a_solution_prints_is_no_html():
    told = in_html("\x1b[31myours <script>alert(1)</script>\x1b[0m &", [])
    assert "<script>" not in told
    assert '<span class="red">yours &lt;script&gt;' in told


def test_each_choice_is_folded_around_what_is_said_of_it():
    course, place = Course(ROOT), next(place for place in KATAS if place.name == "views")
    cells = ["".join(cell["source"]) for cell in json.loads(notebook(course, [place], "t"))["cells"]]
    for choice in questions_of(place):
        said = next(cell for cell in cells if choice.ask in cell).partition(choice.ask)[2]
        folded = re.findall(r"<details><summary>(.)\. (.+?)</summary>\n\n(.+?)\n\n</details>", said)[:4]
        assert [letter for letter, _, _ in folded] == [*choice.options]
        assert [why for _, _, why in folded] == [choice.opened(letter) for letter in choice.options]
        assert not any("`" in says for _, says, _ in folded), "nobody reads Markdown in there"
