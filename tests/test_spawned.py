"""Solutions in interpreters of their own, as on Windows and macOS, where nothing is forked."""

from __future__ import annotations

import socket

from dojo.process.channel import Channel


def test_messages_between_a_pair_as_windows_has_it_wait_for_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        near, (far, _) = socket.create_connection(server.getsockname()), server.accept()
    channel, _ = Channel(near), Channel(far)
    assert all(end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for end in (near, far))
    channel.close()
    far.close()
