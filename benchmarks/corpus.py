"""All named mistakes as a corpus of misconceptions: ``python -m benchmarks.corpus OUT [KATA ...]``

JSON lines, one a mistake, a tenth of each idea held back by a seed, with a schema and a datasheet. Nothing else of the
course is needed to read them: ``pandas.read_json("OUT/train.jsonl", lines=True)``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from dojo.authors.solutions import code_of, edit_of, mistaken
from dojo.course.course import Course
from dojo.course.stubs import shipped
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles, find_root
from dojo.engine.base.questions import Answer
from dojo.engine.explain.display import literal, paste, show
from dojo.engine.explain.ideas import ideas_of
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.practice.calls import Caller, Seen
from dojo.practice.planting import Known, pinned

SEED = "genai-katas-1"
"""Who is held back is drawn by it, and stays when mistakes are added: a change of it makes another corpus."""
FIELDS = {
    "id": "the kata and the mistake: softmax/forgets_to_shift",
    "kata": "the exercise",
    "topic": "the part of the course that the exercise is in",
    "idea": "the misconception, a name of ideas.json",
    "contract": "the stub that a learner is given: signatures and docstrings",
    "right_code": "the model solution",
    "wrong_code": "the model solution with the mistake; or, where edit is null, the code that replaces a part of it",
    "replaces": "the names that the wrong code takes the place of; empty where it is the whole file",
    "given": "the value of its parameter, where a mistake is of a family that differs by one",
    "edit": "the change as a unified diff; null where wrong_code is no whole file",
    "uses": "the katas whose model solutions the code imports from mine",
    "test": "the test of the course that the call is of; null where no call is known",
    "call": "a small call on which the two differ; null where what shows it is drawn, long, or takes several steps",
    "gives": "what the wrong code gives for it: Python source where that is short, else a table and its shape",
    "expected": "what the right code gives",
    "words": "what the course tells a learner whose code behaves like this",
}

_KINDS = {name: ["string", "null"] for name in ("test", "call", "gives", "expected", "edit")} | {
    "replaces": "array",
    "uses": "array",
    "given": "object",
}
_DATASHEET = """\
Authored, not observed: none of these {all:,} mistakes was taken from a student's file.

# A corpus of misconceptions in code for language models

Each entry is a wrong solution of one of {katas} exercises, from the dot product to a GPT, with the right one, the
misconception behind it, and what a teacher would say. The authors of the course wrote them, as mistakes that they
expect of beginners: some they had seen, some they had made, many they imagined. How often a beginner makes which is in
no entry, and nobody has measured it; the counts below are counts of what was written.

What was checked of each: the tests of the course refuse the wrong code and accept the right code. {shown:,} come with a
small call and with what both give for it. What shows the others is drawn, long, or takes several steps. {whole:,} are
edits of the whole file; {code:,} are a function or class that takes the place of ours.

| file | holds |
| --- | --- |
| `train.jsonl` | nine tenths of the entries |
| `held_out.jsonl` | {held}: a tenth of each idea, rounded down, drawn by the seed "{seed}". Do not train on it. |
| `ideas.json` | the misconceptions: title, sentence, where one sees it |
| `schema.json` | the JSON schema of an entry |

| field | holds |
| --- | --- |
{fields}

What it is for: classifiers of misconceptions, tests of programs that explain or mend code, questions for teaching. What
it is not for: how common a misconception is, or whether a person has it. The mistakes of one kata are edits of one
text, and `held_out.jsonl` has its katas in common with `train.jsonl`: where that matters, split by kata. In an entry
whose `edit` is null, the name of the class or function may name the mistake: hide it from a classifier.

Code runs on Python 3.11 with NumPy, torch, array-api-compat and jaxtyping; `from mine.x import y` asks for the right
solution of kata x. Built twice from one commit, the corpus comes out the same.

| idea | entries |
| --- | --- |
{rows}
"""


def entries_of(place: KataFiles, topic: str) -> Iterator[dict]:
    """Yield the mistakes of a kata, each with a small call that shows it where there is one."""
    variants = load_mistakes(place)
    same = {
        "kata": place.name,
        "topic": topic,
        "contract": shipped(place) or place.solution(place.root / "katas").read_text(encoding="utf-8"),
        "right_code": place.reference(place.name).read_text(encoding="utf-8"),
        "uses": list(facts(place).uses),
    }
    caller = Caller(place)
    with contextlib.closing(caller):
        known = pinned(place, caller)
        for mistake in variants:
            text = variants.source(mistake)
            code = (
                {"wrong_code": text, "replaces": [], "edit": edit_of(same["right_code"], text)}
                if text
                else {
                    "wrong_code": code_of(place, mistake),
                    "replaces": list(mistake.replaces),
                    "edit": None,
                }
            )
            entry = (
                same
                | code
                | _shown(place, mistake, known, caller)
                | {
                    "id": f"{place.name}/{mistake.name}",
                    "idea": mistake.idea,
                    "given": {name: getattr(value, "__name__", value) for name, value in mistake.given},
                    "words": mistake.words,
                }
            )
            yield {name: entry[name] for name in FIELDS}


def _shown(place: KataFiles, mistake: Mistake, known: list[Known], caller: Caller) -> dict:
    """Find the smallest call that can be written down and that a mistake answers wrong."""
    with mistaken(place, mistake) as folder, caller.asking_file(place.solution(folder)) as ask:
        for asked in known:
            call = _call(asked)
            if call is None or (seen := asked.put_to(ask)).is_as(asked.right):
                continue
            if (gives := _told(seen)) != (expected := _told(asked.right)):  # a dtype of nothing cannot be seen
                return {"test": asked.test, "call": call, "gives": gives, "expected": expected}
    return dict.fromkeys(("test", "call", "gives", "expected"))


def _call(known: Known) -> str | None:
    """A pinned question as source, where it is a call."""
    question = known.asked.question
    if not isinstance(question.scenario, str) or question.kind != "result":
        return None
    call = paste(question.scenario, question.args, question.kwargs, question.on_torch)
    return None if call is None else " ".join(call.split())


def _told(seen: Seen) -> str:
    """What a call came to."""
    if not isinstance(seen.answer, Answer):
        return f"no answer: {seen.answer.title}"
    if seen.raised is not None:
        return f"raises {seen.raised.name}: {' '.join(seen.raised.text.split())}"
    value, changed = seen.value
    text = literal(value, "np") or show(value)
    return f"{text}, and an input is changed" if changed else text


def split(entries: list[dict]) -> tuple[list[dict], list[dict]]:
    """Hold back a tenth of the mistakes of each idea, in an order that depends on their names and the seed alone."""
    ideas = defaultdict(list)
    for entry in entries:
        ideas[entry["idea"]].append(entry)
    held = set()
    for group in ideas.values():
        group.sort(key=lambda entry: hashlib.sha256(f"{SEED}/{entry['id']}".encode()).digest())
        held |= {entry["id"] for entry in group[: len(group) // 10]}
    return [e for e in entries if e["id"] not in held], [e for e in entries if e["id"] in held]


SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A misconception in code",
    "type": "object",
    "properties": {name: {"description": said, "type": _KINDS.get(name, "string")} for name, said in FIELDS.items()},
    "required": list(FIELDS),
    "additionalProperties": False,
}


def datasheet(train: list[dict], held: list[dict]) -> str:
    """Say what the corpus is, how it was made, and what it is not."""
    entries = [*train, *held]
    shown = sum(entry["call"] is not None for entry in entries)
    whole = sum(entry["edit"] is not None for entry in entries)
    counts = Counter(entry["idea"] for entry in entries)
    rows = "\n".join(f"| {idea} | {count} |" for idea, count in counts.most_common())
    return _DATASHEET.format(
        all=len(entries),
        held=len(held),
        shown=shown,
        whole=whole,
        code=len(entries) - whole,
        seed=SEED,
        rows=rows,
        katas=len({entry["kata"] for entry in entries}),
        fields="\n".join(f"| `{name}` | {said} |" for name, said in FIELDS.items()),
    )


def main(out: str, *names: str) -> None:
    """Write the corpus of all katas, or of some."""
    folder, course = Path(out), Course(find_root())
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} is not empty: nothing is written")
    folder.mkdir(parents=True, exist_ok=True)
    places = course.named(names) if names else course.places
    entries = []
    for place in places:
        entries += entries_of(place, place.track.partition("_")[2].replace("_", " "))
        print(place.name, len(entries), flush=True)
    train, held = split(entries)
    for name, part in (("train", train), ("held_out", held)):
        lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in part)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8", newline="\n")
    ideas = {
        name: {"title": i.title, "sentence": i.sentence, "look": i.look} for name, i in ideas_of(places[0]).items()
    }
    for name, value in (("schema", SCHEMA), ("ideas", ideas)):
        (folder / f"{name}.json").write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "DATASHEET.md").write_text(datasheet(train, held), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
