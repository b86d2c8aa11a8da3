"""A port that notices whether anybody connects to it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


class Listener:
    """Listens on loopback and answers nothing."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}"

    def was_called(self) -> bool:
        """Whether a connection has been made since the last time this was asked."""
        try:
            connection, _ = self._server.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True


@contextmanager
def listener() -> Iterator[Listener]:
    """Listen on a free port until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield Listener(server)
