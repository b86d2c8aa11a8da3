"""A model server on loopback that speaks the OpenAI protocol, with settable faults.

In a test: `with ModelServer(latency=0.1, rule=failing("PAX2", "503")) as server: server.base_url`.
By hand: `python -m tests.support.model_server --port 0 --latency 1` prints its base URL.
"""

import argparse
import json
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal, Self

from tests.support.model_faults import (
    Fault,
    FaultKind,
    Request,
    Rule,
    bad_member,
    every,
    failing,
    first,
    mixed_up,
    once_each,
    recast,
    reworded,
)
from tests.support.model_http import HttpServer
from tests.support.model_quota import Headers, Quota

__all__ = [
    "Fault",
    "FaultKind",
    "ModelServer",
    "Quota",
    "Request",
    "Rule",
    "bad_member",
    "every",
    "failing",
    "first",
    "mixed_up",
    "once_each",
    "recast",
    "reworded",
]

Feature = Literal["json_schema", "json_object", "max_tokens", "max_completion_tokens"]


class ModelServer:
    """The server, running from `with` to the end of the block, on a port of its own.

    Args:
        latency: seconds that each chat request takes, faults included.
        tokens_per_second: how fast an answer is written, after that; 0 writes it at once.
        context_tokens: the prompt and the room for its answer that fit; 0 fits all. What does not
            fit is answered with 400.
        key: the key that must be sent (bearer or `api-key`); empty accepts any or none.
        models: the model names known; empty knows every name.
        rule: decides the fault of a request; the first of several that gives one counts.
        lacks: features that are answered with 400, as older or smaller servers do.
        quota: what it allows in a minute; beyond that it answers 429 without latency.
    """

    def __init__(
        self,
        *,
        latency: float = 0.0,
        tokens_per_second: float = 0.0,
        context_tokens: int = 0,
        key: str = "",
        models: tuple[str, ...] = (),
        rule: Rule | tuple[Rule, ...] = (),
        lacks: frozenset[Feature] = frozenset(),
        quota: Quota | None = None,
        port: int = 0,
    ) -> None:
        self.latency = latency
        self.tokens_per_second = tokens_per_second
        self.context_tokens = context_tokens
        self.key = key
        self.models = models
        self.rules = rule if isinstance(rule, tuple) else (rule,)
        self.lacks = lacks
        self.quota = quota
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._connections: set[socket.socket] = set()
        self._connection_count = 0
        self._busy = 0
        self._most_busy = 0
        self._http = HttpServer(("127.0.0.1", port), self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop at once: hanging and waiting requests end, every connection is cut."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    @property
    def url(self) -> str:
        """The address without a path: what Azure calls the endpoint."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def base_url(self) -> str:
        """The address that the OpenAI SDK takes as `base_url`."""
        return f"{self.url}/v1"

    @property
    def requests(self) -> list[Request]:
        """The chat requests so far, in order of arrival."""
        with self._lock:
            return list(self._requests)

    @property
    def connections(self) -> int:
        """How many connections were opened so far."""
        with self._lock:
            return self._connection_count

    @property
    def most_concurrent(self) -> int:
        """The highest number of chat requests that were being answered at one moment."""
        with self._lock:
            return self._most_busy

    def wait_for_requests(self, count: int, timeout: float = 10.0) -> bool:
        """Wait until `count` chat requests have arrived; False when they do not in time."""
        limit = time.monotonic() + timeout
        while len(self.requests) < count and time.monotonic() < limit:
            self.closing.wait(0.005)
        return len(self.requests) >= count

    def fault_for(self, request: Request) -> Fault | None:
        """The fault that the rules give this request."""
        return next((fault for rule in self.rules if (fault := rule(request))), None)

    def writing_seconds(self, completion_tokens: int) -> float:
        """How long it takes to write an answer."""
        return completion_tokens / self.tokens_per_second if self.tokens_per_second else 0.0

    def charge(self, body: Mapping[str, Any]) -> tuple[bool, Headers]:
        """Whether the quota has room for the request, and what its headers say of it."""
        return self.quota.charge(body) if self.quota else (True, ())

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.add(connection)
            self._connection_count += 1

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.discard(connection)

    def begin(self, path: str, headers: Mapping[str, str], raw: bytes) -> Request:
        body = json.loads(raw)
        with self._lock:
            number = len(self._requests) + 1
            thread = threading.current_thread().name
            request = Request(number, path, headers, raw, body, time.monotonic(), thread)
            self._requests.append(request)
            self._busy += 1
            self._most_busy = max(self._most_busy, self._busy)
        return request

    def end(self, taken: bool) -> None:
        if taken and self.quota:
            self.quota.release()
        with self._lock:
            self._busy -= 1


def main() -> None:
    parser = argparse.ArgumentParser(description="A loopback server speaking the OpenAI protocol")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds for each call")
    parser.add_argument("--tokens-per-second", type=float, default=0.0, help="0: at once")
    parser.add_argument("--key", default="", help="the key that must be sent")
    arguments = parser.parse_args()
    with ModelServer(**vars(arguments)) as server, suppress(KeyboardInterrupt):
        print(server.base_url, flush=True)
        server.closing.wait()


if __name__ == "__main__":
    main()
