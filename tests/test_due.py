"""What is due: when a green kata comes back, what is kept of that, and what a damaged record or a wrong clock does."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.course import practice
from dojo.course.practice import Practice
from dojo.engine.base.stages import STAGES
from dojo.practice import due
from dojo.practice import recall as kept
from dojo.practice.due import AGAIN, GOOD, HARD, MINUTES, Schedule, comes_back, rating

START = datetime(2026, 3, 1, 20, tzinfo=UTC)
NAMES = ["double", "half", "triple", "add", "square", "negate", "third", "cube"]
RIGHT = "def {name}(x):\n    return x\n"


@pytest.fixture
def clock(monkeypatch):
    """Set the time, as days since the first one."""

    def turn(days: float) -> None:
        monkeypatch.setattr(practice, "clock", lambda: START + timedelta(days=days))

    turn(0)
    return turn


def make_green(course, name: str, days: float = 0) -> None:
    """Say in the records that a kata was written on a day, and is complete."""
    course.solve(name, RIGHT.format(name=name))
    progress = course.progress()
    place = progress.course.find(name)
    progress.entry(place)["stages"] = {stage: {"tests": 1, "passed": ["test"], "failed": []} for stage in STAGES}
    progress.save([place])
    kept.keep_green(place, progress.practice)
    os.utime(kept.green_version(place), ((START + timedelta(days=days)).timestamp(),) * 2)


@pytest.fixture
def green(course, clock, monkeypatch):
    """A course of eight katas, all written on the first day."""
    monkeypatch.chdir(course.root)
    for number, name in enumerate(NAMES[2:], 2):
        course._add("01_numbers", f"{number:02}_{name}", 1, False, "x", [1.0, 2.0])
    for name in NAMES:
        make_green(course, name)
    return course


def dojo(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, result.output
    return result.output


def practise(course, name: str, kind: str, how: str, **told) -> None:
    """Keep that something was practised, as the commands keep it."""
    progress = course.progress()
    place, held = progress.course.find(name), progress.practice
    if kind == "question":
        choice = held.next_question(place)
        letter = choice.right if how == "right" else next(letter for letter in "abcd" if letter != choice.right)
        return held.answer(choice, letter)
    hunted = {"mistake": "0" * 16, "seed": 0, "text": "", "size": 1, "lines": 1}
    held.begin(place, kind=kind, **(hunted if kind == "hunt" else {"runs": 0}), **told)
    named = {"named": True} if how == "mended" else {}
    held.change(place, kind, ended=practice.now(), how=how, **named)


def record(course) -> dict:
    return json.loads((course.root / ".dojo/practice.json").read_text())


# ---------------------------------------------------------------------------- one kata


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"how": "mended", "hints": 0, "guesses": 1, "named": True}, GOOD),
        ({"how": "rewritten", "hints": 0, "guesses": 1, "named": True}, GOOD),
        ({"how": "mended", "hints": 1, "guesses": 1, "named": True}, HARD),
        ({"how": "mended", "hints": 0, "guesses": 2, "named": True}, HARD),
        ({"how": "mended", "hints": 0, "guesses": 1, "named": True, "runs": 1}, HARD),
        ({"how": "mended", "hints": 0}, HARD),
        ({"how": "mended", "hints": 1, "guesses": 3, "named": True, "runs": 1}, AGAIN),
        ({"how": "mended", "hints": 3}, AGAIN),
        ({"how": "given up", "hints": 0}, AGAIN),
        ({"how": "no word of ours", "hints": 0}, AGAIN),
        ({"kind": "recall", "how": "first run"}, GOOD),
        ({"kind": "recall", "how": "later"}, HARD),
        ({"kind": "recall", "how": "given up"}, AGAIN),
        ({"kind": "question", "chosen": ""}, GOOD),
        ({"kind": "question", "chosen": "sign"}, AGAIN),
    ],
)
def test_it_is_rated_by_what_happened(event, expected):
    assert rating(event) == expected


DAY = START.date()


def gap(*hows: str, hints: int = 0, early: int = 0) -> int:
    """The days until a kata comes back, which was practised each time on the day on which it was due, or before it."""
    events, day = [], DAY
    for how in hows:
        day = comes_back(DAY, events, day)[0] - timedelta(days=early)
        events.append({"how": how, "hints": hints, "named": True, "ended": day.isoformat()})
    return (comes_back(DAY, events, day)[0] - day).days


def test_what_went_well_comes_back_later_each_time_and_what_did_not_soon():
    assert [gap(*["mended"] * times) for times in range(5)] == [*due.INTERVALS, due.INTERVALS[-1]]
    assert gap("mended", "mended", "given up") == due.INTERVALS[0]
    assert gap("mended", "mended") > gap("mended", "given up", "mended") == gap("mended")
    assert gap("mended", hints=1) == due.INTERVALS[0]


def test_who_practises_before_it_is_due_waits_no_longer_for_it():
    """Two questions answered as a kata turns green say nothing of next week."""
    assert gap("mended", "mended", "mended", early=1) == due.INTERVALS[0]


WRONG_TIMES = ["", "never", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-03-01", "2026-02-30", "∞"]


@pytest.mark.parametrize("text", [*WRONG_TIMES, "2226-01-01T00:00:00+00:00"])
def test_a_time_that_cannot_be_counts_as_that_before_it(text):
    first = {"how": "mended", "hints": 0, "named": True, "ended": "2026-03-03T10:00:00+00:00"}
    events = [first, {"how": "given up", "hints": 0, "ended": text}]
    day, _ = comes_back(DAY, events, DAY + timedelta(days=2))
    assert timedelta(0) < day - DAY <= timedelta(days=10)


# ---------------------------------------------------------------------------- a course, day by day


def test_nothing_is_due_on_the_day_on_which_it_was_written(green, clock):
    assert Schedule(green.progress()).due == []
    assert "Nothing is due today." in dojo("today")
    clock(2)
    assert {row.place.name for row in Schedule(green.progress()).due} == set(NAMES)


def test_list_and_position_say_when_it_comes_back(green, clock):
    clock(1)
    assert "due tomorrow" in dojo("list", "double")
    clock(2)
    told = dojo("list")
    assert "3 are due (dojo today)" in told.split("\n")[0]
    assert re.search(r"01_double .*complete +due today\n", told)
    practise(green, "double", "hunt", "mended")
    told = dojo("list")
    assert "2 are due (dojo today)" in told.split("\n")[0]
    assert re.search(r"01_double .*complete, 1 bug found +due in 7 days\n", told)


QUESTIONS = """
[[questions]]
ask = "Which is it?"
right = "This"
answer = "It is."
wrong = [
    { says = "That", idea = "sign", because = "It is not." },
    { says = "Both", idea = "sign", because = "One is." },
    { says = "None", idea = "sign", because = "One is." },
]
"""


@pytest.mark.parametrize("kinds", [{"hunt", "recall"}, {"hunt", "question", "recall"}], ids=len)
def test_thirty_days(green, clock, kinds):
    """Fifteen minutes are kept, no kata comes twice in a row, what was hard comes oftener, and nothing is forgotten."""
    draw, hard, done = random.Random(5), {"double", "half"}, []
    for name in NAMES if "question" in kinds else ():
        green.write(f"reference/{green.places[name]}/questions.toml", 2 * QUESTIONS)
    for day in range(31):
        clock(day)
        minutes = 0
        while plan := Schedule(green.progress()).plan:
            row = plan[0]
            assert row.kind == "recall" or not done or done[-1][0] != row.place.name
            minutes += row.minutes
            goes_well = draw.random() < (0.3 if row.place.name in hard else 0.95)
            words = {"hunt": "mended", "question": "right", "recall": "first run"} if goes_well else {}
            practise(green, row.place.name, row.kind, words.get(row.kind, "given up"))
            done.append((row.place.name, row.kind, day))
        assert minutes <= MINUTES
    names = [name for name, _, _ in done]
    assert all(a != b for a, b in itertools.pairwise(names))
    times = Counter(names)
    assert set(times) == set(NAMES)
    assert min(times[name] for name in hard) > max(times[name] for name in set(NAMES) - hard)
    for name in NAMES:
        turns = [kind for other, kind, _ in done if other == name]
        assert len({*turns[: len(kinds)]}) == min(len(turns), len(kinds)) >= 2, "they take turns"
    assert {kind for _, kind, _ in done} == kinds
    assert all(not row.day < DAY + timedelta(days=20) for row in Schedule(green.progress()).rows)


def test_one_kata_alone_comes_back_too(course, clock, monkeypatch):
    monkeypatch.chdir(course.root)
    make_green(course, "double")
    for day in (2, 4, 6):
        clock(day)
        (row,) = Schedule(course.progress()).plan
        practise(course, row.place.name, row.kind, "given up")


def test_the_last_one_waits_for_another_even_if_that_is_early(green, clock):
    clock(2)
    for name in NAMES:
        practise(green, name, "hunt", "given up" if name == NAMES[-1] else "mended")
    clock(4)
    schedule = Schedule(green.progress())
    assert [row.place.name for row in schedule.due] == [NAMES[-1]]
    assert schedule.plan[0].place.name != NAMES[-1]


def test_a_kata_whose_mistake_was_named_comes_first(green, clock):
    clock(2)
    for name in ("triple", "double", "half"):
        practise(green, name, "hunt", "mended")
    clock(15)
    progress = green.progress()
    first = Schedule(progress).plan[0].place.name
    assert first != "triple"
    progress.practice.miss(progress.course.find("triple"), "The sign is lost.")
    row = Schedule(green.progress()).plan[0]
    assert (row.place.name, row.kind) == ("triple", "hunt")
    progress.practice.forget_missed(progress.course.find("triple"))
    assert Schedule(green.progress()).plan[0].place.name == first


# ---------------------------------------------------------------------------- hunts and recalls, by the commands


MISTAKES = """
from dojo import edit

edit("forgets", "It is given back as it came: double it.", ("x * 2", "x * 1"))
edit("squares", "This is the square: multiply by 2.", ("x * 2", "x * x"))
edit("triples", "It is multiplied by 3.", ("x * 2", "x * 3"))
edit("halves", "It is divided, and should be multiplied.", ("x * 2", "x / 2"))
"""
CLOCK = """
pytest_plugins = ["dojo.run.plugin"]
from datetime import datetime
from dojo.course import practice
practice.clock = lambda: datetime.fromisoformat("{}")
"""
DOUBLE = "def double(x):\n    return x * 2\n"


@pytest.fixture
def one(course, clock, monkeypatch):
    """A course whose kata double is green and has mistakes, and runs that are made at the clock's time."""
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("dojo.course.reset.shipped", lambda _: "def double(x):\n    raise NotImplementedError\n")
    course.write("reference/01_numbers/01_double/mistakes.py", MISTAKES)
    course.solve("double", DOUBLE)
    assert judged(course) == 0
    place = course.progress().course.find("double")
    os.utime(kept.green_version(place), (START.timestamp(),) * 2)
    return course


def judged(course, *options: str) -> int:
    course.write("conftest.py", CLOCK.format(practice.now()))
    done = course.run("--kata=double", *options)
    course.write("conftest.py", 'pytest_plugins = ["dojo.run.plugin"]\n')
    course.told = " ".join(" ".join(done.outlines).split())
    return done.ret


def test_a_hunt_that_is_due_is_mended_and_comes_back_later(one, clock):
    clock(2)
    told = dojo("today")
    assert "double a bug to hunt about 5 min" in " ".join(told.split())
    file = one.root / "hunts/double.py"
    again = dojo("today")
    assert again.startswith("Your hunt for the bug in double is still open.")
    assert "no call yet" in again, "the same command goes on"
    file.write_text(re.sub("x [*/] .|x$", "x * 2", file.read_text(), flags=re.M))
    told = dojo("today")
    assert "Mended in 1 line" in told
    assert "double comes back in 2 days. Nothing else is due today." in told, "it was not named"
    clock(9)
    told = dojo("today")
    assert "Write double again from memory" in told


def test_a_recall_counts_its_minutes_and_red_runs_and_keeps_what_one_had(one, clock):
    clock(2)
    practise(one, "double", "hunt", "mended")
    clock(9)
    assert "Write double again from memory, without hints.\n" in dojo("today")
    file = one.root / "katas/01_numbers/01_double/double.py"
    assert "NotImplementedError" in file.read_text()
    clock(9 + 4 / 24 / 60)
    assert "4 minutes so far" in dojo("today")
    assert "there are no hints" in dojo("hint", "double")
    assert judged(one) == 1, "an empty stub is no try"
    file.write_text("def double(x):\n    return x * 3\n")
    assert judged(one) == 1
    file.write_text("def double(x):\n    return x + x\n")
    assert judged(one) == 0
    assert "double is written in 4 minutes, after 1 red run." in one.told
    assert "double comes back in 7 days. Nothing else is due today." in one.told
    assert "Day 1 is done" not in one.told, "it was before"
    assert list(record(one).values())[1]["how"] == "later"
    assert judged(one) == 0
    assert kept.green_version(one.progress().course.find("double")).read_text() == DOUBLE
    dojo("back", "double")
    assert file.read_text() == DOUBLE
    assert file.with_name("double.py.kept-2").read_text() == "def double(x):\n    return x + x\n"


def test_a_recall_is_given_up_and_comes_back_soon(one, clock):
    clock(2)
    practise(one, "double", "hunt", "mended")
    clock(13)
    dojo("again")
    dojo("back", "double")
    assert list(record(one).values())[-1]["how"] == "given up"
    katas = one.root / "katas/01_numbers/01_double"
    assert [file.read_text() for file in katas.glob("double.py.kept-*")] == [DOUBLE], "an empty stub is not kept"
    assert judged(one) == 0
    (row,) = Schedule(one.progress()).rows
    assert 1 <= (row.day - practice.today()).days <= 3


def test_the_mistake_of_the_last_red_run_is_the_one_that_is_hunted(one, clock):
    clock(2)
    one.solve("double", "def double(x):\n    return x * x\n")
    assert judged(one) == 1
    one.solve("double", DOUBLE)
    assert judged(one) == 0
    file, place = one.root / "hunts/double.py", one.progress().course.find("double")
    for _ in range(3):  # given up, it is missing still
        dojo("debug", "double")
        assert "x * x" in file.read_text()
        dojo("debug", "--give-up")
    clock(5)
    dojo("today")
    file.write_text(file.read_text().replace("x * x", "x * 2"))
    assert "Mended" in dojo("debug")
    assert one.progress().practice.missed(place) == ""


def test_another_folder_of_solutions_knows_nothing_of_it(one, clock):
    clock(2)
    assert Schedule(one.progress("reference")).rows == []
    before = (one.root / ".dojo").joinpath("practice.json")
    assert not before.exists()
    assert judged(one, "--solution=reference") == 0
    assert not before.exists()


# ---------------------------------------------------------------------------- damage, clocks, machines, names


def healthy(course) -> dict:
    """A record with all that there is in one."""
    practise(course, "half", "hunt", "mended")
    practise(course, "half", "recall", "later")
    progress = course.progress()
    progress.practice.miss(progress.course.find("triple"), "The sign is lost.")
    progress.practice.begin(progress.course.find("half"), kind="question", number=1, chosen="sign", when=practice.now())
    progress.practice.begin(progress.course.find("add"), mistake="0", seed=1, text="x = 1\n", size=1, lines=1)
    return record(course)


ABSURD = [None, True, -1, 10**40, 1e300, "", "\ud800", "9999-99-99", [], [None], {}, [[["a"]]]]
FIELDS = ["format", "kind", "kata", "began", "ended", "how", "hints", "guesses", "seed", "text", "mistake", "runs"]
FIELDS += ["number", "chosen", "when", "words", "name"]
TEXTS = [b"", b"\x00" * 9, b"[]", b"7", b"null", b'{"1": 2}', b'{"1": {', b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}"]
TEXTS += [b"[" * 9000, b'{"1": {"hints": ' + b"9" * 5000 + b"}}", b"<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n"]


def _damaged(seed: int, saved: dict) -> bytes:
    """A record in which something is absurd."""
    draw = random.Random(seed)
    if seed < len(TEXTS):
        return TEXTS[seed]
    held = json.dumps(saved)
    if seed % 8 == 0:
        return held[: draw.randrange(1, len(held))].encode()
    for _ in range(draw.randrange(1, 4)):
        entry = saved[draw.choice(list(saved))]
        field = draw.choice(FIELDS)
        entry.pop(field, None) if draw.random() < 0.2 else entry.update({field: draw.choice(ABSURD)})
    for name in draw.sample(["0", "-1", "x", "²", "٣", "1" * 30, ""], draw.randrange(3)):
        saved[name] = dict(draw.choice(list(saved.values())))
    return json.dumps(saved).encode()


@pytest.mark.parametrize("seed", range(70))
def test_a_damaged_record_loses_nothing_and_stops_nothing(seed, green, clock):
    clock(3)
    held = _damaged(seed, healthy(green))
    file = green.root / ".dojo/practice.json"
    file.write_bytes(held)
    told = dojo("list")
    aside = green.root / ".dojo/practice.unreadable"
    assert aside.exists() == ("kept as .dojo/practice.unreadable" in told)
    if aside.exists():
        assert aside.read_bytes() == held
    else:
        assert file.read_bytes() == held
    for command in (
        ["today"],
        ["list"],
        ["hint", "half"],
        ["again", "half"],
        ["back", "half"],
        ["debug", "--give-up"],
        ["questions", "half"],
        ["place"],
    ):
        result = CliRunner().invoke(app, command)
        assert result.exception is None or isinstance(result.exception, SystemExit), (command, held)
    practise(green, "double", "hunt", "mended")
    assert Schedule(green.progress()).words(green.progress().course.find("double")).startswith("in ")
    if not aside.exists():
        now = record(green)
        for number, entry in json.loads(held).items():
            assert number in now
            assert entry.get("kata") == now[number].get("kata")


@pytest.mark.parametrize(
    "command", ["list", "today", "questions", "place", "debug", "again", "hint", "path", "milestone"]
)
def test_each_command_that_reads_it_says_where_it_is_kept(command, green):
    (green.root / ".dojo/practice.json").write_text("{")
    assert "what you have practised could not be read" in CliRunner().invoke(app, [command]).output.replace("\n", " ")


def test_a_run_says_so_too_and_goes_on(one):
    (one.root / ".dojo/practice.json").write_text("{")
    assert judged(one) == 0
    assert "kept as .dojo/practice.unreadable" in one.told


@pytest.mark.parametrize("jump", [-4000, -30, 30, 4000, 10**5])
def test_a_clock_that_jumps_and_comes_back_hides_nothing(jump, green, clock):
    clock(2)
    practise(green, "double", "hunt", "mended")
    clock(jump)
    assert dojo("list")
    practise(green, "double", "recall", "first run")
    practise(green, "half", "hunt", "given up")
    clock(4)
    rows = {row.place.name: row for row in Schedule(green.progress()).rows}
    assert rows["double"].day - DAY <= timedelta(days=60)
    assert rows["half"].day - DAY <= timedelta(days=5)
    assert Schedule(green.progress()).plan


def test_a_file_from_the_future_is_due_now(green):
    place = green.progress().course.find("double")
    os.utime(kept.green_version(place), (2**33, 2**33))
    assert Schedule(green.progress()).words(place) == "today"


def test_two_machines_with_one_folder_keep_what_both_have_practised(green, monkeypatch):
    """Their clocks differ by half a day; both write at once."""
    places = [green.progress().course.find(name) for name in NAMES]

    def machine(own):
        for place in own:
            Practice(green.root).begin(place, kind="recall", runs=0)
            Practice(green.root).change(place, "recall", ended="2026-03-02T08:00:00+12:00", how="later")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(machine, [places[:4], places[4:]]))
    held = Practice(green.root).entries()
    assert sorted(held) == list(range(1, 9))
    assert {entry["kata"] for entry in held.values() if entry["how"] == "later"} == set(NAMES)


def test_what_is_known_of_a_kata_goes_on_under_its_new_name(green, clock):
    clock(2)
    practise(green, "double", "hunt", "mended")
    progress = green.progress()
    progress.practice.miss(progress.course.find("double"), "The sign is lost.")
    for tree in ("katas", "reference"):
        old = green.root / tree / "01_numbers/01_double"
        new = old.rename(old.with_name("01_twice"))
        for file in new.glob("*double.py"):
            file.rename(file.with_name(file.name.replace("double", "twice")))
    path = green.root / "katas/path.toml"
    path.write_text('[renamed]\ndouble = "twice"\ngone = ""\n[paths.a]\nkatas = ["twice", "half"]\n')
    green.places["twice"] = "01_numbers/01_twice"
    make_green(green, "twice")
    row = next(row for row in Schedule(green.progress()).rows if row.place.name == "twice")
    assert (row.day - DAY).days == 9
    assert row.is_missed


def test_a_record_from_before_questions_is_read_and_kept(green, clock):
    """Under the same format: what was placed then is left alone, and its hunts count as hunts."""
    clock(2)
    practise(green, "double", "hunt", "mended", placement=7)
    progress = green.progress()
    before = {"katas": ["cube"], "told": ["cube"], "how": "passed", "ended": practice.now()}
    progress.practice.begin(progress.course.find("half"), kind="placement", **before)
    held = record(green)
    assert "due in 7 days" in dojo("list", "double")
    practise(green, "cube", "hunt", "mended")
    assert {number: record(green)[number] for number in held} == held
