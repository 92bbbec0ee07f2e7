"""Sit an exam: python sit.py says what is answered, how many minutes are left, and packs what you hand in.

It judges nothing. Run it as often as you like: each time it reads your files as they are, and packs them anew.
"""

import importlib.util
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BEGUN = HERE / ".begun"
SECONDS = 20
sys.dont_write_bytecode = True  # two saves within a second would read the first one


def answers():
    """What answers.toml holds, by section and name, whether or not the quotes are right."""
    held, section = {}, ""
    for line in (HERE / "answers.toml").read_text(encoding="utf-8", errors="replace").splitlines():
        if heading := re.match(r"\s*\[(\w+)\]", line):
            section = heading[1]
        elif entry := re.match(r"\s*(\w+)\s*=\s*([^#]*)", line):
            held[section, entry[1]] = entry[2].strip().strip("\"'").strip()
    return held


def look(name):
    """Load a hunt and ask its breaks: this runs your code, in a process of its own."""
    try:
        spec = importlib.util.spec_from_file_location("hunt", HERE / name)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except SyntaxError as error:
        return f"does not load: line {error.lineno}: {error.msg}"
    except BaseException as error:
        return f"does not load: {type(error).__name__}: {error}"
    if not hasattr(module, "breaks"):
        return "loads; it has no breaks"
    subject = module.breaks.__code__.co_varnames[0] if module.breaks.__code__.co_argcount else ""
    try:
        is_call = module.breaks(getattr(module, subject, module)) is not ...
    except BaseException as error:
        return f"loads; breaks ends in {type(error).__name__}: {error}"
    return f"loads; breaks {'returns a call' if is_call else 'has no call yet'}"


def looked_at(name):
    """What look says, from a process that may hang or end as it likes."""
    command = [sys.executable, __file__, name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=HERE)
    except subprocess.TimeoutExpired:
        return f"is not done after {SECONDS} seconds: is there a loop that never ends?"
    lines = [line for line in done.stdout.splitlines() if line.startswith("look: ")]
    return lines[-1][6:] if lines else f"ended its process ({done.returncode})"


def minutes(given):
    """How long it has been, by a file that a second start finds again."""
    if not BEGUN.exists():
        BEGUN.write_text(str(time.time()))
    begun = float(BEGUN.read_text() or time.time())
    since = time.strftime("%H:%M", time.localtime(begun))
    return f"minute {int((time.time() - begun) / 60) + 1} of {given}, begun at {since}"


def pack():
    """Write the zip whole or not at all."""
    out, part = HERE / f"{HERE.name}.zip", HERE / ".zip"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted([*HERE.glob("hunt_*.py"), *HERE.glob("answers.toml"), *HERE.glob("questions.md")]):
            packed.write(file, file.name)
    os.replace(part, out)
    return out.name


def main():
    held = answers()
    print(f"Sheet {held.get(('', 'sheet'))}: {minutes(held.get(('', 'minutes')))}")
    for file in sorted(HERE.glob("hunt_*.py")):
        print(f"{file.name}  {looked_at(file.name)}; idea: {held.get((file.stem, 'idea')) or 'none yet'}")
    letters = [f"{name} {letter or '-'}" for (section, name), letter in held.items() if section == "questions"]
    if letters:
        print(f"questions  {', '.join(letters)}")
    print(f"{pack()} holds all of this as it is now: hand it in.")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(f"\nlook: {look(sys.argv[1])}", flush=True)
        os._exit(0)
    main()
