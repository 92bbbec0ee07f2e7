"""A process of a solution that is an interpreter of its own: on Windows and macOS, where nothing is forked.

The libraries are loaded late: until then a Ctrl-C in the terminal would be told by every process that gets ready.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading


def answer(sock: socket.socket) -> None:
    """Answer over a socket, and end with the process that asks, whatever the solution is at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=[multiprocessing.parent_process()], daemon=True).start()
    from dojo.engine.process.child.main import answer_questions

    answer_questions(sock)


def _end_with(parent) -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())  # they are for the thread that answers
    parent.join()
    os._exit(0)
