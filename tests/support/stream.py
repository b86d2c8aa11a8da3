"""The window without a browser: its WebSocket, its messages, its uploads, and its cookies."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.timed import TimestampSigner
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.support.signing_in import COOKIE_SECRET

USER_COOKIE, XSRF_COOKIE = "_streamlit_user", "_streamlit_xsrf"
SCRIPT_SECONDS = 30.0


def signed_in(
    origin: str, *, secret: str = COOKIE_SECRET, ago: float = 0.0, **claims: Any
) -> dict[str, str]:
    """The cookies that Streamlit sets once somebody has signed in, `ago` seconds ago."""

    class Signer(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(super().get_timestamp() - ago)

    def signed(name: str, value: str) -> bytes:
        return URLSafeTimedSerializer(secret, salt=name, signer=Signer).dumps(value).encode()

    cookies: dict[str, str] = {}
    payload = {"email": "ann@example.org", "origin": origin, "is_logged_in": True, **claims}
    set_cookie_with_chunks(
        lambda name, value: cookies.update({name: signed(name, value).decode()}),
        signed,
        USER_COOKIE,
        payload,
        cookie_attr_size=0,
    )
    return cookies


def xsrf_token(url: str) -> str:
    """The token that Streamlit gives every browser."""
    return httpx2.get(f"{url}/_stcore/health").cookies[XSRF_COOKIE].strip('"')


@contextmanager
def stream(
    url: str, cookies: Mapping[str, str], *, xsrf: str = "", **headers: str
) -> Iterator[ClientConnection]:
    """Open the WebSocket of the window as its page does, or as a stranger would."""
    jar = {**cookies, **({XSRF_COOKIE: xsrf} if xsrf else {})}
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()), **headers}
    with connect(
        f"ws://{urlsplit(url).netloc}/_stcore/stream",
        additional_headers=sent,
        subprotocols=["streamlit", *([xsrf] if xsrf else [])],  # type: ignore[list-item]
        max_size=None,
    ) as connection:
        yield connection


def drawn(connection: ClientConnection) -> list[ForwardMsg]:
    """All that the window sends while it is drawn once."""
    order = BackMsg()
    order.rerun_script.query_string = ""
    connection.send(order.SerializeToString())
    messages = []
    while not messages or messages[-1].WhichOneof("type") != "script_finished":
        message = ForwardMsg()
        message.ParseFromString(connection.recv(SCRIPT_SECONDS, decode=False))
        messages.append(message)
    return messages


def session_of(messages: list[ForwardMsg]) -> str:
    """The session that these messages belong to; uploads name it."""
    return next(
        message.new_session.initialize.session_id
        for message in messages
        if message.WhichOneof("type") == "new_session"
    )
