"""What is taken of a submission, however it is packed, and what is not."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import tarfile
import zipfile

import pytest

from dojo.classes.intake import layout
from dojo.classes.intake.intake import read, read_all
from dojo.classes.intake.roster import Roster
from dojo.engine.base.files import find_katas
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, RIGHT_HALF, hand_in, small_course, write


@pytest.fixture
def places(tmp_path):
    return find_katas(small_course(tmp_path / "course"))


def taken(submission) -> dict[str, list[str]]:
    return {kata: sorted(files) for kata, files in submission.files.items()}


def notes(submission) -> str:
    return "\n".join(note for notes in submission.notes.values() for note in notes)


def zipped(path, members: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in members.items():
            archive.writestr(name, held)
    return path


def test_a_folder_with_its_tracks_on_top_is_taken_and_so_is_one_with_katas_on_top(tmp_path, places):
    hand_in(tmp_path / "a", "student-01", RIGHT_DOUBLE)
    hand_in(tmp_path / "a", "student-02/katas", RIGHT_DOUBLE)
    submissions, others = read_all(tmp_path / "a", places)
    assert [taken(s) for s in submissions] == [{DOUBLE: ["double.py"], HALF: ["half.py"]}] * 2
    assert not others
    assert not any(map(notes, submissions))


def test_of_a_fork_only_what_was_handed_in_is_taken(tmp_path, places):
    fork = small_course(tmp_path / "a" / "student-01")
    for name in ("conftest.py", "pytest.ini", "sitecustomize.py", "helper.py", "data.csv", ".hidden.py"):
        write(fork / "katas" / DOUBLE / name, "x = 1\n")
    submission = read("student-01", fork, places)
    assert taken(submission) == {DOUBLE: ["data.csv", "double.py", "helper.py"], HALF: ["half.py"]}
    assert submission.files[DOUBLE]["double.py"] == (fork / "katas" / DOUBLE / "double.py").read_bytes()


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        *((folder, {}) for folder in ("katas", "homework", "fork/katas")),
        *((folder, {"": [f"katas were taken from {folder}/"]}) for folder in ("a/b/c/d/e/f/g/h", "my/fork/katas")),
    ],
)
def test_below_one_folder_a_kata_is_where_it_belongs_and_a_deeper_clone_is_named_once(places, folder, told):
    found = layout.find([f"{folder}/{DOUBLE}/double.py", f"{folder}/{HALF}/half.py"], places)
    assert found.folders == {DOUBLE: f"{folder}/{DOUBLE}", HALF: f"{folder}/{HALF}"}
    assert found.notes == told


@pytest.mark.parametrize(
    "path",
    [
        *("double.py", "homework final/double.py", "01_numbers/double.py", "03_other/04_more/double.py"),
        *("01_double/double.py", "01_Numbers/01_Double/double.py", "1-numbers/1-double/double.py"),
    ],
)
def test_the_exact_name_is_enough_wherever_the_file_lies(places, path):
    found = layout.find([path, "half.py"], places)
    assert found.folders[DOUBLE] == path.rpartition("/")[0]
    assert found.notes[DOUBLE] == [f"{path} was taken for {DOUBLE}/double.py"]


NOT_QUITE = ("double-1.py", "double (1).py", "double 2.py", "01_double.py", "my work/Double.py", "double.PY")


@pytest.mark.parametrize("path", [*NOT_QUITE, "double_2.py", f"{DOUBLE}/Double.py", f"{DOUBLE}/dubble.py"])
def test_a_file_of_another_name_is_named_and_not_taken(places, path):
    found = layout.find([path], places)
    assert not found.folders
    assert found.notes[DOUBLE] == [f"{path} was not taken; a solution is {DOUBLE}/double.py"]


@pytest.mark.parametrize("path", NOT_QUITE)
def test_beside_the_solution_a_file_of_nearly_its_name_is_named_too(places, path):
    found = layout.find([path, f"katas/{DOUBLE}/double.py"], places)
    assert found.folders == {DOUBLE: f"katas/{DOUBLE}"}
    assert found.notes == {DOUBLE: [f"{path} was not taken; a solution is {DOUBLE}/double.py"]}


def test_of_loose_files_each_kata_has_its_own_and_the_helpers(tmp_path, places):
    for name in ("double.py", "half.py", "helper.py"):
        write(tmp_path / "a" / "homework final" / name, "x = 1\n")
    submission = read("a", tmp_path / "a", places)
    assert taken(submission) == {DOUBLE: ["double.py", "helper.py"], HALF: ["half.py", "helper.py"]}


def test_beside_a_solution_a_helper_is_taken_and_a_copy_is_not(tmp_path, places):
    for name in ("double.py", "double_2.py", "double (1).py", "01_double.py", "Double.py"):
        write(tmp_path / "a" / DOUBLE / name, "x = 1\n")
    submission = read("a", tmp_path / "a", places)
    assert taken(submission) == {DOUBLE: ["double.py", "double_2.py"]}
    assert len(submission.notes[DOUBLE]) == 3


def test_a_helper_in_the_folder_of_another_kata_is_not_taken_for_a_solution(places):
    found = layout.find([f"{DOUBLE}/double.py", f"{DOUBLE}/half.py"], places)
    assert list(found.folders) == [DOUBLE]
    assert found.notes[HALF] == [f"{DOUBLE}/half.py was not taken; a solution is {HALF}/half.py"]


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (RIGHT_DOUBLE.encode("utf-16"), "it is not UTF-8"),
        (RIGHT_DOUBLE.encode("utf-16-le"), "it is not UTF-8"),
        (b" \n", "it is empty"),
        (b'{"cells": [], "nbformat": 4}', "it is a notebook: call it .ipynb"),
        (b"PK\3\4...", "it is a zip file"),
    ],
)
def test_what_is_called_python_and_is_none_is_told_by_what_it_holds(tmp_path, places, held, told):
    submission = read("a", hand_in(tmp_path, "a", held), places)
    assert taken(submission) == {DOUBLE: [], HALF: ["half.py"]}
    assert f"{DOUBLE}/double.py was not taken: {told}" in submission.notes[DOUBLE][0]


CELLS = (
    "%load_ext dojo",
    "import numpy as np\nx = np.ones(3)",
    "%%kata double --all-stages\ndef double(x):\n    return 'first'",
    f"%%kata half\n{RIGHT_HALF}",
    f"%%kata double\n{RIGHT_DOUBLE}",
    "%kata double",
    "%%kata dubble\ny = 1",
)


def notebook(cells) -> str:
    """A notebook as Jupyter writes it."""
    code = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": ["%%kata half"]}, *code], "nbformat": 4})


def exported(cells) -> str:
    """A notebook as Jupyter exports it to Python."""
    text = "#!/usr/bin/env python\n# coding: utf-8\n"
    for number, cell in enumerate(cells, 1):
        magic, _, body = cell.partition("\n")
        name, _, line = magic.lstrip("%").partition(" ")
        if cell.startswith("%"):
            kind, more = ("cell", f", {body!r}") if cell.startswith("%%") else ("line", "")
            cell = f"get_ipython().run_{kind}_magic({name!r}, {line!r}{more})"
        text += f"\n\n# In[{number}]:\n\n\n{cell}\n"
    return text


@pytest.mark.parametrize(("file", "written"), [("hw.ipynb", notebook), ("hw.py", exported), ("double.py", exported)])
def test_of_a_notebook_the_last_cell_for_each_kata_is_taken_and_the_rest_is_named(tmp_path, places, file, written):
    write(tmp_path / "a" / file, written(CELLS))
    submission = read("a", tmp_path / "a", places)
    assert submission.files[DOUBLE] == {"double.py": RIGHT_DOUBLE.encode()}
    assert submission.files[HALF] == {"half.py": RIGHT_HALF.encode()}
    assert f"{file}/double.py was taken for {DOUBLE}/double.py" in notes(submission)
    assert f"{file} has more than one cell for double: the last was taken" in notes(submission)
    assert f"{file} has a cell for dubble, which is no kata" in notes(submission)
    assert "outside of cells for katas, which was not taken: import numpy as np" in notes(submission)
    assert "load_ext" not in notes(submission)


def test_notebooks_come_through_a_system_for_courses_and_in_an_archive(tmp_path, places):
    folder = download(tmp_path / "canvas")
    write(folder / "leewei_12_501_hw.ipynb", notebook(CELLS))
    write(folder / "kimjo_13_502_hw.py", exported(CELLS))
    zipped(folder / "maxmo_14_503_hw.zip", {"hw.ipynb": notebook(CELLS).encode()})
    assert students(folder, places) == {name: [DOUBLE, HALF] for name in ("kimjo", "leewei", "maxmo")}


@pytest.mark.parametrize("held", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', "[" * 10**5])
def test_a_notebook_that_can_t_be_read_is_named(tmp_path, places, held):
    write(tmp_path / "a/hw.ipynb", held)
    assert "hw.ipynb is a notebook, and was not taken" in notes(read("a", tmp_path / "a", places))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "nothing is in it"),
        (
            ["hw.ipynb"],
            "hw.ipynb is a notebook, and was not taken: write each solution in a cell that begins with %%kata",
        ),
        (["double.ipynb"], f"double.ipynb was not taken (a notebook); a solution is {DOUBLE}/double.py"),
        (["double.py.txt"], f"double.py.txt was not taken (a text file); a solution is {DOUBLE}/double.py"),
        (["a.pdf", "b.py"], "no kata was found in it; it holds a.pdf (a PDF), b.py"),
        ([f"{n}.py" for n in range(9)], "4.py and 4 more files"),
    ],
)
def test_of_what_holds_no_kata_it_is_told_what_it_holds_and_what_to_do(tmp_path, places, files, told):
    (tmp_path / "a").mkdir()
    for name in files:
        write(tmp_path / "a" / name, "x = 1\n")
    submission = read("a", tmp_path / "a", places)
    assert not submission.files
    assert told in notes(submission)
    assert "hand in what dojo pack writes, or files named like their katas, such as double.py" in notes(submission)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"a/{DOUBLE}/double.py", f"b/{DOUBLE}/double.py"),
        ("double.py", "old/double.py"),
        ("hw.ipynb/double.py", "work/01_double/double.py"),
        (f"{DOUBLE}/double.py", f"katas/{DOUBLE}/double.py"),
    ],
)
def test_of_two_files_with_the_name_of_a_kata_none_is_taken(places, one, other):
    found = layout.find([one, other], places)
    assert not found.folders
    assert f"{one} and {other} were not taken: hand in only one of them" in found.notes[DOUBLE]


@pytest.mark.parametrize("home", [f"{DOUBLE}/double.py", f"katas/{DOUBLE}/double.py"])
@pytest.mark.parametrize("other", [f"old/{DOUBLE}/double.py", "double.py", "hw.ipynb/double.py"])
@pytest.mark.parametrize("around", ["", "homework/"])
def test_where_one_is_where_it_belongs_another_is_not_taken(places, around, home, other):
    found = layout.find([around + home, around + other], places)
    assert found.folders == {DOUBLE: around + home.removesuffix("/double.py")}
    assert found.notes == {DOUBLE: [f"{around}{other} was not taken: {around}{home} is there"]}


def test_zip_and_tar_are_read_in_place(tmp_path, places):
    folder = tmp_path / "a"
    folder.mkdir()
    zipped(folder / "student-01.zip", {f"katas/{DOUBLE}/double.py": b"x = 1\n"})
    with tarfile.open(folder / "student-02.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo(f"fork-main/katas/{DOUBLE}/double.py")
        info.size = 6
        archive.addfile(info, io.BytesIO(b"x = 1\n"))
    zipped(write(folder / "student-03" / "readme.txt", "").with_name("upload.zip"), {f"{DOUBLE}/double.py": b"x = 1\n"})
    submissions, _ = read_all(folder, places)
    assert [s.student for s in submissions] == ["student-01", "student-02", "student-03"]
    assert [taken(s) for s in submissions] == [{DOUBLE: ["double.py"]}] * 3
    assert sorted(p.name for p in folder.iterdir()) == ["student-01.zip", "student-02.tar.gz", "student-03"]


def test_no_link_leaves_a_submission(tmp_path, places):
    secret = write(tmp_path / "secret.py", "the instructor's\n")
    folder = hand_in(tmp_path / "a", "student-01", None)
    (folder / DOUBLE).mkdir(parents=True)
    (folder / DOUBLE / "double.py").symlink_to(secret)
    (folder / "01_numbers" / "02_more").symlink_to(tmp_path)
    submission = read("student-01", folder, places)
    assert taken(submission) == {HALF: ["half.py"]}
    assert "a link that leaves the submission" in notes(submission)


def test_links_and_paths_out_of_an_archive_are_not_taken(tmp_path, places):
    file = tmp_path / "a.tar"
    with tarfile.open(file, "w") as archive:
        link = tarfile.TarInfo(f"{DOUBLE}/double.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        out = tarfile.TarInfo(f"../{HALF}/half.py")
        out.size = 1
        archive.addfile(out, io.BytesIO(b"x"))
    submission = read("student-01", file, places)
    assert taken(submission) == {}
    assert "is a link" in notes(submission)
    assert "leads out of the archive" in notes(submission)


def test_a_bomb_is_not_unpacked(tmp_path, places):
    large = zipped(tmp_path / "large.zip", {f"{i}": bytes(2**24) for i in range(40)})
    assert "unpacked it is larger" in notes(read("student-01", large, places))
    many = zipped(tmp_path / "many.zip", {f"{i}": b"" for i in range(20_001)})
    assert "more than 20,000 files" in notes(read("student-01", many, places))
    one = zipped(tmp_path / "one.zip", {f"{DOUBLE}/double.py": b"1", f"{DOUBLE}/data.csv": bytes(2**24)})
    submission = read("student-01", one, places)
    assert taken(submission) == {DOUBLE: ["double.py"]}
    assert "larger than" in notes(submission)


def test_a_source_that_nobody_can_have_written_is_not_taken(tmp_path, places):
    hand_in(tmp_path, "student-01", "x = [" + "1," * 300_000 + "]\n" + RIGHT_DOUBLE)
    submission = read("student-01", tmp_path / "student-01", places)
    assert taken(submission) == {DOUBLE: [], HALF: ["half.py"]}
    assert "double.py was not taken: it is larger than 524,288 bytes" in notes(submission)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
@pytest.mark.parametrize("first", [True, False])
def test_a_header_of_any_length_is_not_read(tmp_path, places, kind, first):
    header, small = tarfile.TarInfo("x"), tarfile.TarInfo("y")
    header.type, header.size = kind, 2**31
    with gzip.open(tmp_path / "a.tar.gz", "wb") as out:
        out.write((b"" if first else small.tobuf()) + header.tobuf())
        for _ in range(4):
            out.write(bytes(2**24))
    assert "it has a header of 2,147,483,648 bytes" in notes(read("student-01", tmp_path / "a.tar.gz", places))


@pytest.mark.parametrize("packed", ["", "gz", "bz2", "xz"])
def test_each_way_to_pack_a_tar_file_is_read(tmp_path, places, packed):
    with tarfile.open(tmp_path / "a.tar", f"w:{packed}") as archive:
        info = tarfile.TarInfo(f"{'long/' * 40}{DOUBLE}/double.py")
        info.size = 6
        archive.addfile(info, io.BytesIO(b"x = 1\n"))
    assert taken(read("student-01", tmp_path / "a.tar", places)) == {DOUBLE: ["double.py"]}


@pytest.mark.parametrize("held", [b"", b"PK\3\4 no archive", b"PK\5\6" + b"\xff" * 30])
@pytest.mark.parametrize("ending", [".zip", ".tar.gz"])
def test_an_archive_that_is_none_is_told(tmp_path, places, held, ending):
    file = tmp_path / f"student-01{ending}"
    file.write_bytes(held)
    submission = read("student-01", file, places)
    assert not submission.files
    assert "can't be read" in notes(submission)


@pytest.mark.parametrize(("begins", "kind"), [(b"Rar!\x1a\x07\x01\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z")])
def test_an_archive_of_another_kind_is_called_what_it_is(tmp_path, places, begins, kind):
    (tmp_path / "a.zip").write_bytes(begins + bytes(100))
    told = notes(read("a", tmp_path / "a.zip", places))
    assert told == f"it is a {kind} archive, which can't be opened here: hand in a zip file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_submission_holds_nobody_up(tmp_path, places):
    folder = hand_in(tmp_path / "a", "student-01", RIGHT_DOUBLE)
    os.mkfifo(folder / DOUBLE / "data.csv")
    assert taken(read("student-01", folder, places))[DOUBLE] == ["double.py"]


def test_what_is_no_folder_of_submissions_is_told(tmp_path, places):
    with pytest.raises(ValueError, match="there is no such folder"):
        read_all(tmp_path / "nowhere", places)
    with pytest.raises(ValueError, match="that is a file"):
        read_all(write(tmp_path / "file", ""), places)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="no submission in it"):
        read_all(tmp_path / "empty", places)


def test_names_that_steer_a_terminal_are_made_harmless(tmp_path, places):
    hand_in(tmp_path / "a", "stu\x1b[2Jdent", RIGHT_DOUBLE)
    submissions, _ = read_all(tmp_path / "a", places)
    assert submissions[0].student == "stu\N{REPLACEMENT CHARACTER}[2Jdent"


COMPOSED, DECOMPOSED = "Jos\N{LATIN SMALL LETTER E WITH ACUTE}", "Jose\N{COMBINING ACUTE ACCENT}"


def test_a_name_is_one_student_however_its_accents_are_encoded(tmp_path, places):
    hand_in(tmp_path / "a", DECOMPOSED, RIGHT_DOUBLE)
    (submission,), _ = read_all(tmp_path / "a", places)
    roster = Roster.read(write(tmp_path / "students.csv", f"student\n{COMPOSED}\n{DECOMPOSED}\n"))
    assert roster.compare([submission.student]) == ([], [])
    zipped(tmp_path / "a" / f"{COMPOSED}.zip", {f"{DOUBLE}/double.py": b"x = 1\n"})
    submissions, others = read_all(tmp_path / "a", places)
    assert [s.student for s in submissions] == [COMPOSED]
    assert "the first was taken" in others[0]


def test_a_name_in_an_archive_is_that_which_a_solution_opens(tmp_path, places):
    members = {f"{DOUBLE}/double.py": b"x = 1\n", f"{DOUBLE}/{DECOMPOSED}.csv": b"1\n"}
    submission = read("student-01", zipped(tmp_path / "a.zip", members), places)
    assert taken(submission) == {DOUBLE: [f"{COMPOSED}.csv", "double.py"]}


def test_a_name_that_no_file_can_have_is_noted_and_not_taken(tmp_path, places):
    members = {f"{DOUBLE}/double.py": b"x = 1\n", f"{DOUBLE}/{'n' * 300}.csv": b"1\n"}
    submission = read("student-01", zipped(tmp_path / "a.zip", members), places)
    assert taken(submission) == {DOUBLE: ["double.py"]}
    assert "n.csv was not taken: its name is too long for a file" in notes(submission)


@pytest.mark.parametrize("inner", ["upload.zip", "a folder/upload.ZIP"])
def test_an_archive_in_an_archive_is_opened_once(tmp_path, places, inner):
    packed = zipped(tmp_path / "inner.zip", {f"{DOUBLE}/double.py": b"x = 1\n"}).read_bytes()
    submission = read("student-01", zipped(tmp_path / "outer.zip", {inner: packed, "readme.txt": b""}), places)
    assert taken(submission) == {DOUBLE: ["double.py"]}
    assert notes(submission) == f"{inner} was taken for the submission"
    packed = zipped(tmp_path / "third.zip", {"outer.zip": (tmp_path / "outer.zip").read_bytes()})
    submission = read("student-01", packed, places)
    assert not submission.files
    assert f"{inner} is an archive inside of the submission: it was not opened" in notes(submission)


def test_of_several_archives_in_an_archive_each_is_named(tmp_path, places):
    packed = zipped(tmp_path / "inner.zip", {f"{DOUBLE}/double.py": b"x = 1\n"}).read_bytes()
    outer = zipped(tmp_path / "outer.zip", {"week-1.zip": packed, "week-2.zip": packed})
    submission = read("student-01", outer, places)
    assert not submission.files
    assert all(f"week-{n}.zip is an archive inside of the submission" in notes(submission) for n in (1, 2))


def test_a_roster_says_who_is_missing_and_who_is_a_stranger(tmp_path):
    file = write(tmp_path / "students.csv", "Student,group\nstudent-01,a\nstudent-02,b\n")
    assert Roster.read(file).compare(["student-02", "student-09"]) == (["student-01"], ["student-09"])
    told = Roster.read(write(tmp_path / "ids.csv", "student, SIS_User ID\na,7\na,7\n,\nb\n"))
    assert told.students == ("a", "b")
    assert [told.cell(name, told.column("SIS User ID")) for name in "abc"] == ["7", "", ""]
    with pytest.raises(ValueError, match="a has two rows, and they differ"):
        Roster.read(write(tmp_path / "two.csv", "student,id\na,7\na,8\n"))
    with pytest.raises(ValueError, match="no column student; it has name"):
        Roster.read(write(tmp_path / "other.csv", "name\nstudent-01\n"))
    with pytest.raises(ValueError, match="there is no such file"):
        Roster.read(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_roster_is_read_as_spreadsheets_write_it(tmp_path, separator, encoding):
    text = f"Student{separator}ID\nJos\u00e9 \u738b{separator}7\n"
    file = tmp_path / "students.csv"
    file.write_bytes((b"\xff\xfe" if encoding == "utf-16-le" else b"") + text.encode(encoding))
    assert Roster.read(file).cells == {"Jos\u00e9 \u738b": {"ID": "7"}}


def test_two_students_of_one_name_are_told_apart_by_their_ids(tmp_path, places):
    roster = write(tmp_path / "grades.csv", CANVAS)
    assert {"Lee, Wei_12", "Lee, Wei_13"} <= set(Roster.read(roster).students)
    folder = download(tmp_path / "canvas", "leewei_12_501_double.py", "leewei_LATE_13_502_half.py")
    assert students(folder, places, roster) == {"Lee, Wei_12": [DOUBLE], "Lee, Wei_13": [HALF]}
    roster = write(tmp_path / "moodle.csv", MOODLE.replace("Ben", "Ann"))
    folder = download(tmp_path / "moodle", *(f"Ann Example_{n}_assignsubmission_file_/double.py" for n in (12, 4711)))
    assert students(folder, places, roster) == {"Ann Example_12": [DOUBLE], "Ann Example_4711": [DOUBLE]}


def test_an_odd_member_of_the_zip_of_a_class_is_named_and_the_others_are_taken(tmp_path, places):
    long = "\u738b" * 86 + ".zip"
    inner = zipped(tmp_path / "inner.zip", {"double.py": RIGHT_DOUBLE.encode()}).read_bytes()
    file = tmp_path / "class.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("ann.zip", long, "ben.zip", "cem.zip", "dan.zip"):
            archive.writestr(name, inner)
    held = bytearray(file.read_bytes())
    begins, entry = held.index(b"ben.zip"), held.rindex(b"cem.zip") - 46
    held[begins + len("ben.zip") + 20] ^= 1  # a byte that its checksum is not of
    held[entry + 8] |= 1  # a password
    file.write_bytes(held)
    submissions, others = read_all(file, places)
    assert {one.student: sorted(one.files) for one in submissions} == {"ann": [DOUBLE], "dan": [DOUBLE]}
    assert [note.partition(" can't be unpacked")[0] for note in others] == [long, "ben.zip", "cem.zip"]
    assert re.search("name too long.*CRC.*password", " ".join(others), re.I | re.S)


# ---------------------------------------------------------------------------- what systems for courses give

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (12345)
    Points Possible,,,,,30
"M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller, Jos\N{LATIN SMALL LETTER E WITH ACUTE}",4711,s1,jm,A,
"Lee, Wei",12,s2,wl,A,
"Lee, Wei",13,s3,wl2,A,
"Student, Test",99,,,A,
"""
MOODLE = """Identifier,Full name,Email address,Status,Grade
Participant 4711,Ann Example,a@x.org,Submitted,
Participant 12,Ben Example,b@x.org,Submitted,
Participant 13,Cem Example,c@x.org,No submission,
"""
GRADESCOPE = """submission_1:
  :submitters:
  - :name: Ann Example
    :sid: '100'
    :email: a@x.org
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :results:
    output: |-
      :submitters:
submission_2:
  :submitters:
  - :name: Ben Example
    :sid: '200'
  - :name: Cem Example
    :sid: '300'
"""
CLASSROOM = "username,first_name,last_name,email,section,github_id\nann-e,Ann,Example,,,1\nben,Ben,Example,,,2\n"


def download(folder, *files: str):
    for name in files:
        write(folder / name, RIGHT_DOUBLE)
    return folder


def students(folder, places, roster=None) -> dict[str, list[str]]:
    """The katas of each student, by the names of a roster."""
    submissions, others = read_all(folder, places, *([Roster.read(roster).known_as] if roster else []))
    assert not others
    return {one.student: sorted(one.files) for one in submissions}


def test_a_download_of_canvas_goes_in_as_it_is(tmp_path, places):
    packed = zipped(tmp_path / "katas.zip", {f"katas/{DOUBLE}/double.py": b"x = 1\n"}).read_bytes()
    folder = download(tmp_path / "submissions", "leewei_LATE_12_501_double.py", "leewei_LATE_12_502_half-1.py")
    download(folder, "anon_aB3dE_504_half.py", "leewei_13_text.html")
    (folder / "m\N{LATIN SMALL LETTER U WITH DIAERESIS}llerjos_4711_503_katas.zip").write_bytes(packed)
    anybody = {"anon_aB3dE": [HALF], "leewei_12": [DOUBLE, HALF], "leewei_13": []}
    assert students(folder, places) == {**anybody, "m\N{LATIN SMALL LETTER U WITH DIAERESIS}llerjos": [DOUBLE]}
    rows = CANVAS.replace('"Lee, Wei",13', '"Lee, Wei 2",13')
    roster = write(tmp_path / "grades.csv", rows)
    assert "Points Possible" not in Roster.read(roster).students
    named = {
        "anon_aB3dE": [HALF],
        "Lee, Wei": [DOUBLE, HALF],
        "Lee, Wei 2": [],
        Roster.read(roster).students[0]: [DOUBLE],
    }
    assert students(folder, places, roster) == named


def test_the_number_that_canvas_puts_behind_a_name_is_taken_off_once(tmp_path, places):
    folder = download(tmp_path / "in", "leewei_12_501_half.py", "leewei_12_502_half-1.py", "kimjo_13_503_double-12.py")
    submissions, _ = read_all(folder, places)
    assert [taken(s) for s in submissions] == [{DOUBLE: ["double.py"]}, {HALF: ["half.py"]}]
    assert f"half-1.py was not taken; a solution is {HALF}/half.py" in notes(submissions[1])
    folder = download(tmp_path / "moodle", "Ann Example_4711_assignsubmission_file_double-1.py")
    assert students(folder, places) == {"Ann Example": []}, "Moodle puts none there"


def test_a_name_of_ones_own_that_is_like_a_system_s_is_a_student(tmp_path, places):
    folder = download(tmp_path / "a", "lee_2026_1_katas/double.py", "kim/half.py")
    assert students(folder, places) == {"kim": [HALF], "lee_2026_1_katas": [DOUBLE]}
    zipped(folder / "max_2026_1_katas.zip", {"double.py": b"x = 1\n"})
    assert students(folder, places)["max_2026_1_katas"] == [DOUBLE]


def test_no_link_among_submissions_is_followed(tmp_path, places):
    folder = download(tmp_path / "in", "Ann_1_assignsubmission_file_/double.py")
    (folder / "Ben_2_assignsubmission_file_").symlink_to(download(tmp_path / "secret", "half.py"))
    submissions, others = read_all(folder, places)
    assert [one.student for one in submissions] == ["Ann"]
    assert "Ben_2_assignsubmission_file_ is neither" in others[0]


def test_a_download_of_moodle_goes_in_as_it_is(tmp_path, places):
    roster = write(tmp_path / "grades.csv", MOODLE)
    in_folders = download(
        tmp_path / "folders",
        "Ann Example_4711_assignsubmission_file_/double.py",
        "Ann Example_4711_assignsubmission_onlinetext_/onlinetext.html",
        "Benjamin_12_assignsubmission_file/half.py",
    )
    assert students(in_folders, places, roster) == {"Ann Example": [DOUBLE], "Ben Example": [HALF]}
    flat = download(
        tmp_path / "flat",
        "Ann Example_4711_assignsubmission_file_double.py",
        "Ann Example_4711_assignsubmission_file_half.py",
    )
    assert students(flat, places, roster) == {"Ann Example": [DOUBLE, HALF]}


def test_a_download_of_gradescope_goes_in_as_it_is(tmp_path, places):
    members = {f"submission_{n}/{name}.py": RIGHT_DOUBLE.encode() for n, name in ((1, "double"), (2, "half"))}
    members = {"submission_metadata.yml": GRADESCOPE.encode(), **members}
    file = zipped(tmp_path / "submissions.zip", {f"assignment_7_export/{k}": held for k, held in members.items()})
    named = {"Ann Example": [DOUBLE], "Ben Example": [HALF], "Cem Example": [HALF]}
    assert students(file, places) == named
    roster = write(tmp_path / "roster.csv", "First Name,Last Name,SID,Email\nAnn,E,100,\nBen,E,200,\nCem,E,300,\n")
    assert students(file, places, roster) == {name.replace("xample", ""): katas for name, katas in named.items()}


def test_a_download_of_classroom_50_goes_in_as_it_is(tmp_path, places):
    folder = download(tmp_path / "cs-hw_submissions", f"cs-hw-ann-e/katas/{DOUBLE}/double.py", "cs-hw-ben/half.py")
    roster = write(tmp_path / "roster.csv", CLASSROOM)
    assert students(folder, places, roster) == {"ann-e": [DOUBLE], "ben": [HALF]}
    write(folder / "scores.csv", "username,first_name,score\nann-e,Ann,\nben,Ben,\n")
    assert students(folder, places) == {"ann-e": [DOUBLE], "ben": [HALF]}
