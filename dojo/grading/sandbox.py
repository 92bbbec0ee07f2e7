"""The box that solutions run in: which layer of the system's stands around it, and how a server is started in it."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from dojo.child.box import Box, folder_of_package, pid_of
from dojo.child.server import Server, ServerGone

LAYERS = ("bwrap", "landlock", "none")
PATIENCE = 60.0
"""Seconds in which a server answers: one that does not was stopped."""
_SCRATCH_BYTES = 2**28
_USERS = 61_000
"""Whom solutions run as where the grading is root's: this number and those after it belong to nobody."""
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt")
_SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime")
_SETTINGS += ("/etc/fonts", "/etc/timezone", "/etc/mime.types")
_MACHINE = (*_SYSTEM, *_SETTINGS, "/proc", "/sys/devices/system/cpu")
_MACHINE += ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def packages() -> list[str]:
    """Where the interpreter and its packages lie: what a solution must be able to read, and nothing of the course."""
    root = folder_of_package().parent
    paths = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *sys.path]
    paths += [*site.getsitepackages(), os.path.dirname(os.path.realpath(sys.executable)), str(folder_of_package())]
    found = dict.fromkeys(os.path.abspath(path) for path in paths if path and os.path.exists(path))
    homes = {"/", str(root), str(Path.home()), "/home", "/tmp", *map(str, root.parents)}
    kept = [path for path in found if path not in homes]
    return [path for path in kept if not any(path.startswith(f"{other}{os.sep}") for other in kept)]


class Sandbox:
    """A source of processes for solutions, in the way of `dojo.processes.Forked`.

    Parameters
    ----------
    layer : str
        One of `LAYERS`.

    Attributes
    ----------
    solutions : Path
        Where the solution that is judged has to lie, laid out like ``katas``: the box can read it.
    """

    def __init__(
        self,
        layer: str,
        template: str = "",
        protected: tuple[int, ...] = (),
        hidden: tuple[str, ...] = (),
    ):
        root = folder_of_package().parent
        own = tuple(os.path.realpath(root / name) for name in ("katas", "reference", "tests", ".git"))
        self.layer, self._hidden = layer, (*own, *map(os.path.realpath, hidden)) if layer == "none" else ()
        self._folder = tempfile.TemporaryDirectory(prefix="dojo-box-")
        folder = Path(self._folder.name).resolve()
        self.solutions, self._dump, self._host_scratch = folder / "submission", folder / "dump", folder / "scratch"
        self._user, self._user_lock = _take_user() if hasattr(os, "geteuid") and os.geteuid() == 0 else (None, None)
        self._template, self._protected = template, (os.getpid(), os.getppid(), *protected)
        self.solutions.mkdir()
        self._host_scratch.mkdir()
        self._dump.touch()
        folder.chmod(0o755)
        if self._user is not None:
            for path in (self._dump, self._host_scratch):
                os.chown(path, self._user, self._user)
        self._server: Server | None = None
        self._torch: Server | None = None
        self._process: subprocess.Popen | None = None

    @property
    def dump(self) -> Path:
        """Where a solution's process writes the line that it is at."""
        return self._dump

    @property
    def words(self) -> str:
        """What stands around a solution, for the header and for each result."""
        return words(self.layer, self._user is not None)

    def begin(self, on_torch: bool):
        """A process of a solution, as `dojo.process.Process` wants it."""
        with contextlib.suppress(OSError):
            os.truncate(self._dump, 0)
        try:
            server = self._of(on_torch)
            sock, inner = server.new_process(tells_who=True)
            pid = pid_of(sock)
        except (ServerGone, OSError):  # a solution has killed it, or stopped it
            self.restart()
            server = self._of(on_torch)
            sock, inner = server.new_process(tells_who=True)
            pid = pid_of(sock)

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
        if self._user is not None:
            _end_all_of(self._user)

    def close(self) -> None:
        self.restart()
        self._folder.cleanup()
        if self._user_lock is not None:
            self._user_lock.close()
            self._user_lock = None

    # ------------------------------------------------------------------ inside

    def _of(self, on_torch: bool) -> Server:
        if self._server is None:
            self._start()
        if not on_torch:
            return self._server
        if self._torch is None:
            self._torch = self._server.new_server("torch")
            self._torch.set_patience(PATIENCE)
        return self._torch

    def _box(self) -> Box:
        inside = self.layer == "bwrap"
        from dojo.child import seccomp

        return Box(
            scratch=str(self._host_scratch),
            template=self._template,
            writable=(str(self._dump), "/dev/null"),
            readable=tuple(filter(None, (*packages(), *_MACHINE, str(self.solutions), self._template))),
            landlock=self.layer == "landlock",
            seccomp=seccomp.is_known(),
            hidden=self._hidden,
            protected=() if inside else self._protected,
            user=self._user,
        )

    def _start(self) -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root, box = folder_of_package().parent, self._box()
        path = [entry for entry in sys.path if entry and Path(entry).resolve() != root]
        code = f"import sys; sys.path.insert(0, {str(root)!r}); from dojo.child.box import Box\n"
        code += f"from dojo.child.server import main; main({far.fileno()}, {[*path, str(root)]!r}, {box!r})"
        command = [sys.executable, "-c", code]
        if self.layer == "bwrap":
            command = [*self._bwrap(), *command]
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
        self._server = Server(near)
        self._server.set_patience(PATIENCE)

    @staticmethod
    def _environment(scratch: str) -> dict[str, str]:
        """Of the box: nothing of the instructor's, and one thread each."""
        kept = {
            name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE") if name in os.environ
        }
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        place = {"HOME": scratch, "TMPDIR": scratch, "MPLCONFIGDIR": f"{scratch}/matplotlib", "MPLBACKEND": "Agg"}
        return kept | threads | place | {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}

    def _bwrap(self) -> list[str]:
        found = [shutil.which("bwrap") or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
        found += ["--die-with-parent", "--new-session"]
        if self._user is None:
            found += ["--unshare-user", "--cap-drop", "ALL"]
        else:  # the server gives up root itself, as soon as it has begun
            found += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        found += ["--proc", "/proc", "--dev", "/dev"]
        for path in dict.fromkeys((*_SYSTEM, *_SETTINGS)):
            if os.path.islink(path):
                found += ["--symlink", os.readlink(path), path]
            else:
                found += ["--ro-bind-try", path, path]
        own = [path for path in packages() if not path.startswith("/usr/")]
        for path in _parents([*own, str(self.solutions), self._template]):
            found += ["--perms", "0755", "--dir", path]
        found += ["--size", str(_SCRATCH_BYTES), "--perms", "1777", "--tmpfs", str(self._host_scratch)]
        for path in own:
            found += ["--ro-bind", path, path]
        found += ["--ro-bind", str(self.solutions), str(self.solutions), "--bind", str(self._dump), str(self._dump)]
        if self._template:
            found += ["--ro-bind", self._template, self._template]
        return [*found, "--remount-ro", "/", "--remount-ro", "/dev", "--chdir", str(self._host_scratch)]


def _parents(paths: list[str]) -> list[str]:
    """The folders above some paths, the highest first."""
    above = {str(parent) for path in paths if path for parent in Path(path).parents}
    return sorted(above - {"/", "/usr", "/opt"})


def words(layer: str, as_nobody: bool) -> str:
    """A layer, as it is named to people."""
    from dojo.child import seccomp

    name = {"bwrap": "bubblewrap", "landlock": "Landlock", "none": "limits alone"}[layer]
    more = ["a filter of system calls"] if seccomp.is_known() else []
    more += ["a user of its own"] if as_nobody else []
    return ", ".join([name, *more])


def is_installed(layer: str) -> str | None:
    """Why a layer can't even be tried, or None."""
    if layer != "none" and sys.platform != "linux":
        return f"{layer} is of Linux"
    if layer == "bwrap" and shutil.which("bwrap") is None:
        return "bubblewrap is not installed (bwrap)"
    if layer == "landlock" and importlib.util.find_spec("py_landlock") is None:
        return "py-landlock is not installed (pip install 'genai-katas[grading]')"
    return None


def _take_user():
    """A user for one box, and the open file that keeps others from taking the same."""
    import fcntl

    for user in range(_USERS, _USERS + 1000):
        name = os.path.join(tempfile.gettempdir(), f".dojo-user-{user}")
        try:
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError:  # not ours
            continue
        lock = os.fdopen(descriptor, "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        return user, lock
    raise OSError("a thousand boxes are in use")


def _end_all_of(user: int) -> None:
    """End what has escaped from a box that has a user of its own."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{name}").st_uid == user:
                os.kill(int(name), signal.SIGKILL)
