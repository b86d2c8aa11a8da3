"""The HTTP side of the loopback model server: paths, keys, replies and faults on the wire."""

import json
import re
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.support.model_answers import good_answer
from tests.support.model_faults import Fault, Request, changed, completion
from tests.support.model_quota import Headers, reserved_tokens

if TYPE_CHECKING:
    from tests.support.model_server import ModelServer

_CHAT = re.compile(r"(/v1|/openai/deployments/(?P<deployment>[^/]+))/chat/completions")
_TRICKLE_SECONDS = 0.02


class HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], model_server: "ModelServer") -> None:
        self.model_server = model_server
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is part of the tests: no traceback."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # header and body leave in one packet
    server: HttpServer

    def setup(self) -> None:
        super().setup()
        self.model = self.server.model_server
        self._quota_headers: Headers = ()
        self.model.opened(self.connection)

    def finish(self) -> None:
        self.model.closed(self.connection)
        with suppress(OSError):
            super().finish()

    def log_message(self, *_: object) -> None:
        """Silent: the tests read `requests`."""

    def do_GET(self) -> None:
        if not self._key_accepted():
            return self._refuse(401, "Incorrect API key provided: " + self._shown_key())
        if urlsplit(self.path).path != "/v1/models":
            return self._refuse(404, f"Unknown path {self.path}")
        names = self.model.models or ("any-model",)
        data = [{"id": name, "object": "model", "owned_by": "tests"} for name in names]
        return self._reply(200, {"object": "list", "data": data})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            request = self.model.begin(self.path, dict(self.headers.items()), raw)
        except ValueError:
            return self._refuse(400, "The body is not JSON")
        taken = False
        try:
            taken, self._quota_headers = self.model.charge(request.body)
            if not taken:
                return self._refuse(429, "Rate limit reached for requests", "rate_limit_exceeded")
            self.model.closing.wait(self.model.latency)
            return self._answer(request)
        finally:
            self.model.end(taken)

    def _answer(self, request: Request) -> None:
        if not self._key_accepted():
            return self._refuse(401, "Incorrect API key provided: " + self._shown_key())
        if problem := self._path_problem(request):
            return self._refuse(404, problem, "model_not_found")
        if problem := self._lacking(request.body):
            return self._refuse(400, problem, "unsupported_parameter")
        if problem := self._too_long(request.body):
            return self._refuse(400, problem, "context_length_exceeded")
        fault = self.model.fault_for(request)
        if fault is None:
            return self._write(completion(request.body, good_answer(request.body)))
        return self._fail(request, fault)

    def _fail(self, request: Request, fault: Fault) -> None:
        match fault.kind:
            case "reset":
                self._reset()
            case "hang":
                self.model.closing.wait()
                self.close_connection = True
            case "trickle":
                self._trickle()
            case "not_json":
                page = fault.message or "a proxy's page"
                self._send(200, f"<html>{page}</html>".encode(), "text/html")
            case "too_long":
                message = "This model's maximum context length is 8192 tokens."
                self._refuse(400, fault.message or message, "context_length_exceeded")
            case status if status.isdigit():
                message = fault.message or f"Fault {fault.kind} asked for by the test"
                self._refuse(int(status), message, fault.code or None, fault.headers)
            case _:
                self._write(changed(request.body, fault), fault.headers)

    def _write(self, reply: Any, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """A completion, after the time that writing it takes."""
        usage = (reply.get("usage") if isinstance(reply, dict) else None) or {}
        tokens = usage.get("completion_tokens", 0)
        self.model.closing.wait(self.model.writing_seconds(tokens))
        self._reply(200, reply, headers)

    def _path_problem(self, request: Request) -> str:
        url = urlsplit(request.path)
        match = _CHAT.fullmatch(url.path)
        if match is None:
            return f"Unknown path {url.path}"
        if match["deployment"] and "api-version" not in parse_qs(url.query):
            return "Resource not found"
        model = match["deployment"] or str(request.body.get("model"))
        if self.model.models and model not in self.model.models:
            return f"The model `{model}` does not exist"
        return ""

    def _lacking(self, body: Mapping[str, Any]) -> str:
        response_format = (body.get("response_format") or {}).get("type")
        used = {response_format, *body.keys()} & self.model.lacks
        return f"Unsupported parameter or value: '{min(used)}'" if used else ""

    def _too_long(self, body: Mapping[str, Any]) -> str:
        limit, needed = self.model.context_tokens, reserved_tokens(body)
        if not limit or needed <= limit:
            return ""
        return f"This model's maximum context length is {limit} tokens. You asked for {needed}."

    def _key_accepted(self) -> bool:
        return not self.model.key or self._sent_key() == self.model.key

    def _sent_key(self) -> str:
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.headers.get("api-key") or bearer

    def _shown_key(self) -> str:
        """As the real provider does: most of the key is echoed in the error message."""
        return self._sent_key()[:-2] + "**. You can find your API key in your account."

    def _refuse(
        self,
        status: int,
        message: str,
        code: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        error = {"message": message, "type": "error", "param": None, "code": code}
        self._reply(status, {"error": error}, headers)

    def _reply(self, status: int, content: Any, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self._send(status, json.dumps(content).encode(), "application/json", headers)

    def _send(
        self,
        status: int,
        body: bytes,
        content_type: str,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", content_type), *self._quota_headers, *headers):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _reset(self) -> None:
        """End the connection with RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()
        self.close_connection = True

    def _trickle(self) -> None:
        """Headers that never end, a few bytes at a time: no single read is ever late."""
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.model.closing.wait(_TRICKLE_SECONDS):
            self.wfile.write(b"X-Wait: yes\r\n")
            self.wfile.flush()
