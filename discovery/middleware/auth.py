"""Authentication: sign-in for the window, sign-in or a bearer token for REST.

What is not listed as open is closed, so that a route that Streamlit adds is closed, too.
"""

from secrets import compare_digest

from starlette.authentication import BaseUser, SimpleUser, UnauthenticatedUser
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discovery.middleware import pages
from discovery.middleware.error_response import is_rest, refusal
from discovery.middleware.origin import SIGN_OUT
from discovery.middleware.users import SignIn, User

# What must answer before anybody is signed in; nothing of the window is in it.
OPEN = {pages.TO_PROVIDER, pages.SIGNED_IN, "/_stcore/health"}

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Assisted Discovery"'}
_REST_CLOSED = (
    "REST is closed: sign-in is on, and no API_TOKEN is set. Set one in the environment or in "
    ".env, restart, and send it as 'Authorization: Bearer ...'."
)
_HOW_TO_ASK = "Send the API_TOKEN of this server as 'Authorization: Bearer ...'."
_SIGN_IN_FIRST = "Sign in first: open the window."
_NOT_LISTED = "{name} is signed in, but is not among those who may use this window."


class AuthMiddleware:
    """Lets those in who may come in, and tells the routes behind it who they are."""

    def __init__(self, app: ASGIApp, sign_in: SignIn | None, api_token: str) -> None:
        self._app = app
        self._sign_in = sign_in
        self._api_token = api_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        rest = is_rest(scope["path"])
        answer = self._refuse_rest(connection) if rest else self._instead_of_window(connection)
        if answer is not None:
            await answer(scope, receive, send)
            return
        if scope["type"] == "websocket" and self._sign_in is not None:
            receive = self._while_authorized(connection, receive)
        if self._sign_in is not None and scope["path"] == pages.TO_PROVIDER:
            send = _unless_it_fails(scope, receive, send, pages.provider_away(self._sign_in))
        await self._app(scope, receive, send)

    def _refuse_rest(self, connection: HTTPConnection) -> Response | None:
        """The refusal of a request to REST; None lets it pass, with `user` in its scope."""
        user = self._rest_user(connection)
        if user is None:
            message = _HOW_TO_ASK if self._api_token else _REST_CLOSED
            return refusal(connection, 401, message, _CHALLENGE)
        connection.scope["user"] = user
        return None

    def _rest_user(self, connection: HTTPConnection) -> BaseUser | None:
        is_open = self._sign_in is None and not self._api_token
        if is_open or self._holds_token(connection):
            return UnauthenticatedUser()
        user = self._signed_in_user(connection)
        return SimpleUser(user.name) if user and user.is_authorized else None

    def _holds_token(self, connection: HTTPConnection) -> bool:
        scheme, _, sent = connection.headers.get("authorization", "").partition(" ")
        is_token = compare_digest(sent.strip().encode(), self._api_token.encode())
        return bool(self._api_token) and scheme.lower() == "bearer" and is_token

    def _signed_in_user(self, connection: HTTPConnection) -> User | None:
        return self._sign_in.user(connection.cookies) if self._sign_in else None

    def _instead_of_window(self, connection: HTTPConnection) -> Response | None:
        """What is answered in place of the window; None lets the request pass."""
        path = connection.scope["path"]
        if self._sign_in is None:
            return None
        if path == SIGN_OUT:
            self._sign_in.sign_out(connection.cookies)
            return None
        if path == pages.SIGNED_IN:
            return pages.not_signed_in(connection, self._sign_in)
        if path in {pages.SIGN_IN, pages.SIGN_IN_WITH}:
            return pages.signing_in(connection, self._sign_in, self._signed_in_user(connection))
        return (
            None
            if path in OPEN
            else self._instead_for(connection, self._signed_in_user(connection))
        )

    def _instead_for(self, connection: HTTPConnection, user: User | None) -> Response | None:
        """What a user gets in place of the window, or a stranger."""
        is_page = pages.is_page(connection)
        if user is None:
            stranger = refusal(connection, 401, _SIGN_IN_FIRST, _CHALLENGE)
            return pages.to_sign_in(connection) if is_page else stranger
        if not user.is_authorized:
            unlisted = refusal(connection, 403, _NOT_LISTED.format(name=user.name))
            return pages.not_listed(user) if is_page else unlisted
        return pages.back_to_where_it_began(connection)

    def _while_authorized(self, connection: HTTPConnection, receive: Receive) -> Receive:
        """`receive` until the one who opened the WebSocket signs out, or is signed in too long."""

        async def receive_while_authorized() -> Message:
            message = await receive()
            user = self._signed_in_user(connection)
            if user and user.is_authorized:
                return message
            return {"type": "websocket.disconnect", "code": 1008, "reason": _SIGN_IN_FIRST}

        return receive_while_authorized


def _unless_it_fails(scope: Scope, receive: Receive, send: Send, instead: Response) -> Send:
    """`send` for an answer, in place of which another one goes out where it is an error."""
    failed = False

    async def send_or_replace(message: Message) -> None:
        nonlocal failed
        if message["type"] == "http.response.start" and message["status"] >= 400:
            failed = True
            await instead(scope, receive, send)
        elif not failed:
            await send(message)

    return send_or_replace
