"""The box that solutions run in: which layer of the system's stands around it, and how a server is started in it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from dojo.classes.box import layers
from dojo.classes.box.layers import SCRATCH_BYTES
from dojo.engine.process.child import seccomp
from dojo.engine.process.child.box import Box, empty, folder_of_package, pid_of
from dojo.engine.process.child.server import Server, ServerGone

_SCRATCH_FILES = 20_000
_KEPT = ("PATH", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE")
"""All that a box has of the instructor's environment."""


class Sandbox:
    """A source of processes for solutions, in the way of `dojo.engine.process.spawning.Forked`.

    Parameters
    ----------
    layer : str
        One of `LAYERS`.
    template : str
        A folder; each scratch folder starts as a copy of it.
    hidden : tuple of str
        Folders that no solution is to read: of the class, and of the results.
    place : str, optional
        An empty folder for it; one of its own, if nobody says. It is removed with the box.
    course : str, optional
        The course: nothing of it is to be read but the packages that may lie in it.

    Attributes
    ----------
    solutions : Path
        Where the solution that is judged has to lie, laid out like ``katas``: the box can read it.
    dump : Path
        Where a solution's process writes the line that it is at.
    """

    def __init__(
        self,
        layer: str,
        template: str = "",
        hidden: tuple[str, ...] = (),
        place: str | None = None,
        course: str | None = None,
    ):
        courses = layers.courses(course)
        answers = [os.path.join(root, name) for root in courses for name in ("katas", "reference", "tests", ".git")]
        self.layer, self._hidden = layer, (*answers, *map(os.path.realpath, hidden))
        self._unseen = (*courses, *self._hidden)
        self._place = Path(place or tempfile.mkdtemp(prefix="dojo-box-")).resolve()
        self.solutions, self.dump = self._place / "submission", self._place / "dump"
        self._template, self._begun = template, 0
        self.solutions.mkdir()
        self.dump.touch()
        self._host_scratch = self._new_scratch()
        self._server: Server | None = None
        self._torch: Server | None = None
        self._process: subprocess.Popen | None = None

    def begin(self, on_torch: bool):
        """Begin a process of a solution, as `dojo.engine.process.client.Process` wants it."""
        with contextlib.suppress(OSError):
            self.dump.chmod(0o600)
            os.truncate(self.dump, 0)
        try:
            server, sock, inner, pid = self._new_process(on_torch)
        except (ServerGone, OSError):  # a solution has killed it, stopped it, or left what can't be cleaned
            self.restart()
            server, sock, inner, pid = self._new_process(on_torch)

        def end(is_ending: bool) -> int:
            try:
                return server.end(inner, is_ending)
            except ServerGone:
                self.restart()
                return -signal.SIGKILL

        return sock, pid, end

    def restart(self) -> None:
        """End the box with all that lives in it; the next question starts another."""
        for server in (self._torch, self._server):
            if server is not None:
                server.close()
        self._server = self._torch = None
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
        before, self._host_scratch = self._host_scratch, self._new_scratch()
        _remove(before)

    def excess(self) -> str | None:
        """Say what a solution takes too much of, where each of its files keeps its own limit."""
        if self.layer != "bwrap" and not _fits(self._host_scratch):  # where it is no file system of its own
            return f"wrote more than {SCRATCH_BYTES // 2**20} MiB, or more than {_SCRATCH_FILES:,} files"
        return None

    def close(self) -> None:
        self.restart()
        _remove(self._place)

    # ------------------------------------------------------------------ inside

    def _new_scratch(self) -> Path:
        """Make another one each time: nobody knows what was done to the last."""
        self._begun += 1
        scratch = self._place / f"scratch-{self._begun}"
        scratch.mkdir()
        return scratch

    def _new_process(self, on_torch: bool):
        server = self._of(on_torch)
        sock, inner = server.new_process(tells_who=True)
        return server, sock, inner, pid_of(sock)

    def _of(self, on_torch: bool) -> Server:
        if self._server is None:
            self._server = self._started()
        if not on_torch:
            return self._server
        if self._torch is None:
            self._torch = self._server.new_server()
        return self._torch

    def _box(self) -> Box:
        return Box(
            scratch=str(self._host_scratch),
            template=self._template,
            writable=(str(self.dump), "/dev/null"),
            readable=tuple(filter(None, (*layers.readable(self._unseen), str(self.solutions), self._template))),
            landlock=self.layer == "landlock",
            seccomp=seccomp.is_known(),
        )

    def _started(self) -> Server:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root, box = folder_of_package().parent, self._box()
        path = [entry for entry in sys.path if entry and Path(entry).resolve() != root]
        code = f"import sys; sys.path.insert(0, {str(root)!r}); from dojo.engine.process.child.box import Box\n"
        code += "from dojo.engine.process.child.server import main\n"
        code += f"main({far.fileno()}, {[*path, str(root)]!r}, {box!r})"
        command = [sys.executable, "-c", code]
        if self.layer == "bwrap":
            readable = [str(self.solutions), *filter(None, [self._template])]
            command = [*layers.bwrap(readable, box.scratch, str(self.dump), self._unseen), *command]
        self._process = subprocess.Popen(
            command,
            pass_fds=[far.fileno()],
            env=self._environment(box.scratch),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        far.close()
        return Server(near)

    @staticmethod
    def _environment(scratch: str) -> dict[str, str]:
        """Set up the box's own: nothing of the instructor's, and one thread each."""
        kept = {name: text for name, text in os.environ.items() if name in _KEPT}
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        place = {"HOME": scratch, "TMPDIR": scratch, "MPLCONFIGDIR": f"{scratch}/matplotlib", "MPLBACKEND": "Agg"}
        return kept | threads | place | {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


def _fits(folder: Path) -> bool:
    """Tell whether a folder holds no more than a solution may write."""
    size, count, folders = 0, 0, [str(folder)]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                count += 1
                size += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                if size > SCRATCH_BYTES or count > _SCRATCH_FILES:
                    return False
    return True


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        empty(str(folder))
        folder.rmdir()
