"""Messages over a socket, each with its length in front."""

from __future__ import annotations

import math
import socket
import struct
import threading
import time
from typing import overload

_HEADER = struct.Struct("!Q")
LARGEST = 2**24
"""Bytes of a message: no kata asks for more, and the judge holds several copies of an answer."""
_PART = 2**16
"""Bytes that are taken at once: room for more is asked of the system anew each time."""
TOO_LONG = "what comes is no message"


class Closed(Exception):
    """The other side is gone, or writes what is no message."""


class Channel:
    """One end of a connection.

    Parameters
    ----------
    sock : socket.socket
        Connected; the channel owns it.
    """

    def __init__(self, sock: socket.socket):
        self._sock, self._received = sock, bytearray()
        self._lock = threading.Lock()
        if sock.family == socket.AF_INET:  # as a pair is on Windows: a message that follows another waits for nothing
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes, patience: float | None = None) -> None:
        """Send a message.

        Parameters
        ----------
        data : bytes
            The message.
        patience : float, optional
            Seconds until the other side must have taken it.

        Raises
        ------
        Closed
            Where the other side is gone, or takes nothing.
        """
        try:
            self._sock.settimeout(patience)
            with self._lock:
                self._sock.sendall(_HEADER.pack(len(data)) + data)
        except OSError as error:
            raise Closed(str(error)) from None

    @overload
    def receive(self) -> bytes: ...

    @overload
    def receive(self, patience: float) -> bytes | None: ...

    def receive(self, patience=None):
        """The next message, or None where it is not there in so many seconds; it may be asked for again.

        Raises
        ------
        Closed
            Where the other side is gone.
        """
        until = math.inf if patience is None else time.monotonic() + patience
        while (message := self._next()) is None:
            if (left := until - time.monotonic()) <= 0:  # also where it comes by the byte
                return None
            try:
                self._sock.settimeout(None if patience is None else left)
                part = self._sock.recv(_PART)
            except TimeoutError:
                return None
            except OSError as error:
                raise Closed(str(error)) from None
            if not part:
                raise Closed("the other side is gone")
            self._received += part
        return message

    def _next(self) -> bytes | None:
        """Take the next message out of what has come, if it is there whole."""
        if len(self._received) < _HEADER.size:
            return None
        (length,) = _HEADER.unpack_from(self._received)
        if length > LARGEST:
            raise Closed(TOO_LONG)
        end = _HEADER.size + length
        if len(self._received) < end:
            return None
        message = bytes(self._received[_HEADER.size : end])
        del self._received[:end]
        return message

    def close(self) -> None:
        self._sock.close()
