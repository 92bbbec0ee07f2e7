"""A hunt in a whole model: three files with bugs in several parts, which their loss and their parts show."""

from __future__ import annotations

import functools
import random
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType

from dojo.course.practice import FOLDER_OF_HUNTS, Practice, now, veiled
from dojo.engine.base.disk import put_aside, write_whole
from dojo.engine.base.files import COURSE, KataFiles
from dojo.engine.base.importing import load_trusted
from dojo.engine.base.questions import Ended, Question
from dojo.engine.base.targets import PYTHON
from dojo.engine.process.spawning import Processes
from dojo.engine.process.wire import send_by_value

SOUND = COURSE / "reference/whole_model"
"""The sound files, the bugs, and the checks of the parts: what is hunted in, and no code of the dojo."""
FILES = "model.py", "train.py", "sample.py"
SECONDS, TRAINING = 20.0, 120.0
"""CPU seconds that a check may take, and a training: on a slow machine it takes a minute."""
_NEAR = 0.05
"""Nats a letter by which a training may end above that of the sound files."""
_HEAD = '''\
"""{title}

Somebody else's GPT. It has {count}, in its three files.
{seen}

    python hunts/whole_model/train.py         trains it, in some seconds, and keeps it
    python hunts/whole_model/sample.py "The " lets it write
    dojo debug --check attention              judges a part: dojo debug --check list names them
    dojo debug --model                        judges all of it, and ends the hunt when it is sound
"""
'''


@functools.cache
def checks() -> ModuleType:
    """The checks, which run where the learner's files do."""
    module = load_trusted(SOUND / "checks.py")
    sys.modules[module.__name__] = module  # what is sent by value is looked up by its name
    send_by_value(module)
    return module


def bugs() -> list[dict]:
    """All bugs: each has a name, a part, an old and a new text, and words."""
    return tomllib.loads((SOUND / "bugs.toml").read_text(encoding="utf-8"))["bug"]


def drawn(count: int, seed: int) -> list[dict]:
    """Some bugs, each of another part.

    Raises
    ------
    ValueError
        Where there are not so many parts.
    """
    if not 1 <= count <= len(checks().FILE_OF):
        raise ValueError(f"--bugs {count}: there are from 1 to {len(checks().FILE_OF)}")
    draw = random.Random(seed)
    parts = draw.sample(sorted(checks().FILE_OF), count)
    return [draw.choice([bug for bug in bugs() if bug["part"] == part]) for part in parts]


_LOSS = {
    "falls": "The loss falls",
    "low": "The loss falls too low",
    "high": "The loss stays high",
    "odd": "The loss is not what it should be",
}


def seen(chosen: list[dict]) -> str:
    """Say what somebody sees who trains a model with some bugs and lets it write."""
    losses = {bug["loss"] for bug in chosen} - {"falls"} or {"falls"}
    loss = _LOSS[losses.pop() if len(losses) == 1 else "odd"]
    text = "looks nearly right" if all(bug["text"] == "right" for bug in chosen) else "looks wrong"
    return f"{loss}, and the text {text}."


def planted(chosen: list[dict]) -> dict[str, str]:
    """The three files, as they import each other in a folder of their own, with some bugs."""
    texts = {name: (SOUND / name).read_text(encoding="utf-8") for name in FILES}
    for bug in chosen:
        name = checks().FILE_OF[bug["part"]]
        if texts[name].count(bug["old"]) != 1:
            raise LookupError(f"bugs.toml: {bug['name']} does not fit {name}")
        texts[name] = texts[name].replace(bug["old"], bug["new"])
    return {name: text.replace("from mine.", "from ") for name, text in texts.items()}


class WholeModel:
    """The hunt in a whole model.

    Parameters
    ----------
    root : Path
        The root of the course.
    """

    def __init__(self, root: Path):
        self.root, self.practice = root, Practice(root)
        self.folder = root / FOLDER_OF_HUNTS / "whole_model"
        self._place = KataFiles(root, FOLDER_OF_HUNTS, "00_whole_model")  # it is kept as if it were a kata

    @property
    def kept(self) -> dict:
        """The entry of the hunt that is on; empty where none is."""
        return self.practice.open(self._place) or {}

    def begin(self, count: int, seed: int | None = None) -> None:
        """Write the files.

        Raises
        ------
        ValueError
            Where so many bugs can't be planted.
        """
        seed = random.SystemRandom().randrange(10**6) if seed is None else seed
        chosen = drawn(count, seed)
        self._put_aside()
        self.folder.mkdir(parents=True)
        write_whole(self.folder.parent / ".gitignore", "*\n")
        bugs = "one bug" if count == 1 else f"{count} bugs"
        for name, text in planted(chosen).items():
            title, _, rest = text.removeprefix('"""').partition('"""\n')
            text = f"{_HEAD.format(title=title, count=bugs, seen=seen(chosen))}{rest}" if name == "model.py" else text
            write_whole(self.folder / name, text)
        self.practice.begin(self._place, mistake=[veiled(bug["name"], seed) for bug in chosen], seed=seed, bugs=count)

    def _put_aside(self) -> None:
        """Move the files, where there are some, to where what was replaced is kept."""
        if self.folder.exists():
            put_aside(self.root, self.folder)

    @property
    def planted(self) -> list[dict]:
        """The bugs of this hunt."""
        kept = self.kept
        return [bug for bug in bugs() if veiled(bug["name"], kept["seed"]) in kept["mistake"]]

    # ------------------------------------------------------------------ judging

    def wrong(self, *parts: str) -> dict[str, str]:
        """Say what is wrong with some parts, or with all, by their names."""
        faults: dict[str, str] = {}
        with closing(Processes(with_torch=True)) as processes:
            for name in FILES:
                inside = [part for part in parts or checks().FILE_OF if checks().FILE_OF[part] == name]
                with self._asking(processes, self.folder, name, SECONDS) as ask:
                    faults |= {part: fault for part in inside if (fault := ask(checks().check, part, str(SOUND)))}
        return faults

    @contextmanager
    def _asking(self, processes: Processes, folder: Path, name: str, seconds: float) -> Iterator:
        process = processes.process(folder / name, on_torch=True, seconds=seconds, memory=4.0)

        def ask(scenario, *args):
            answer = process.answer(Question(scenario, args, {}, PYTHON), 1)
            if isinstance(answer, Ended):
                return answer.title
            return answer.value if answer.raised is None else f"{answer.raised.name}: {answer.raised.text}"

        with closing(process):
            yield ask

    def trained(self, say: Callable[[str], object]) -> tuple[float, float]:
        """Measure the held-out loss after a training, and after one of the sound files."""
        ends = []
        say("Each part is right. Now your three files are trained, and then the sound ones: a minute or two.")
        with tempfile.TemporaryDirectory(prefix="hunt-") as folder, closing(Processes(with_torch=True)) as processes:
            for name, text in planted([]).items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
            for whose, where in (("yours", self.folder), ("the sound ones", Path(folder))):
                with self._asking(processes, where, "train.py", TRAINING) as ask:
                    ends.append(ask(_train))
                say(f"{whose}: {_nats(ends[-1])}")
        return ends[0], ends[1]

    def judged(self, say: Callable[[str], object]) -> str:
        """Judge all files, and end the hunt where they are sound; what takes long is said as it goes."""
        if count := len(self.wrong()):
            parts = "1 part is" if count == 1 else f"{count} parts are"
            return f"{parts} not right yet. dojo debug --check PART judges one; dojo debug --check list names them."
        yours, right = self.trained(say)
        if not isinstance(yours, float) or not yours <= right + _NEAR:
            return f"Each part is right, but your training ends at {_nats(yours)}. It should end at {right:.3f}."
        words = "\n".join(f"- {bug['words']}" for bug in self.planted)
        self._end("mended")
        return f"Sound: the training ends at {yours:.3f} nats a letter. The bugs were\n\n{words}"

    def give_up(self) -> str:
        """End the hunt: what the bugs are."""
        words = "\n".join(f"- {checks().FILE_OF[bug['part']]}, {bug['part']}: {bug['words']}" for bug in self.planted)
        self._end("given up")
        return words

    def _end(self, how: str) -> None:
        names = [bug["name"] for bug in self.planted]
        self._put_aside()
        self.practice.change(self._place, ended=now(), how=how, name=names)

    def hint(self) -> str:
        """A part that is not right; another each time."""
        wrong = list(self.wrong())
        if not wrong:
            return "Each part is right by now: dojo debug --model"
        number = self.kept["hints"]
        self.practice.change(self._place, hints=number + 1)
        return f"Look at this part: {checks().ABOUT[wrong[number % len(wrong)]]}"


def _nats(end: float | str) -> str:
    """Write the end of a training, or what has ended it."""
    return f"{end:.3f} nats a letter" if isinstance(end, float) else end


def _train(solution):
    """The held-out loss at the end of a training."""
    return float(solution.train(say=lambda *_: None)[2])
