"""Pages before the window: sign-in, and "not on the list".

They are ours and not Streamlit's, so that nothing of the window is run or sent for a stranger.
"""

from html import escape
from pathlib import Path
from posixpath import normpath
from string import Template
from urllib.parse import unquote, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from discovery.middleware.origin import SIGN_OUT
from discovery.middleware.users import SignIn, User

SIGN_IN = "/sign-in"
SIGN_IN_WITH = "/sign-in/with"
TO_PROVIDER = "/auth/login"
SIGNED_IN = "/oauth2callback"

_PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_WHERE_TO = "discovery_where_to"  # the cookie that outlives the way to the provider and back
_MINUTES_TO_SIGN_IN = 10
_REFUSALS = {  # RFC 6749, section 4.1.2.1
    "access_denied": "The provider did not let you sign in, or you did not agree to it.",
    "temporarily_unavailable": "The provider cannot sign anybody in at the moment.",
}
_DEFAULT = "default"  # the provider that has no name


def is_page(connection: HTTPConnection) -> bool:
    """Whether a person is to see the answer, and not a script or a program."""
    return connection.scope.get("method") == "GET" and "text/html" in connection.headers.get(
        "accept", ""
    )


def to_sign_in(connection: HTTPConnection) -> Response:
    """Lead a stranger to the sign-in page; the address is kept for afterwards."""
    scope = connection.scope
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    kept = "" if wanted == "/" else f"?{urlencode({'to': wanted})}"
    return RedirectResponse(SIGN_IN + kept, 303)


def signing_in(connection: HTTPConnection, sign_in: SignIn, user: User | None) -> Response:
    """The sign-in page, or the way from there to the provider that was chosen."""
    chosen, wanted = (connection.query_params.get(name, "") for name in ("provider", "to"))
    if user is not None:
        return RedirectResponse("/", 303)
    if connection.scope["path"] == SIGN_IN_WITH and chosen in sign_in.providers:
        answer = RedirectResponse(sign_in.login_address(chosen), 303)
        if _is_ours(wanted):
            answer.set_cookie(_WHERE_TO, wanted, _MINUTES_TO_SIGN_IN * 60, httponly=True)
        return answer
    return _page("Sign in to read and start runs.", *_ways_in(sign_in, wanted))


def not_signed_in(connection: HTTPConnection, sign_in: SignIn) -> Response | None:
    """What somebody sees whom the provider sends back with an error; None where it sends none."""
    error = connection.query_params.get("error")
    if error is None:
        return None
    # What else the answer says may have been written by anybody who can give out a link.
    reason = _REFUSALS.get(error, "The provider could not sign you in.")
    return _page(f"{reason} Try again, or ask whoever runs it.", *_ways_in(sign_in, ""), status=401)


def provider_away(sign_in: SignIn) -> Response:
    """What somebody sees who chose a provider that does not answer."""
    text = "The sign-in provider does not answer. Try again in a while, or ask whoever runs it."
    return _page(text, *_ways_in(sign_in, ""), status=502)


def not_listed(user: User) -> Response:
    """What somebody sees who is signed in but may not come in."""
    text = (
        f"You are signed in as {user.name}, who is not among those who may use this window. "
        "Ask whoever runs it to add you to ALLOWED_USERS."
    )
    return _page(text, _link("Sign in as somebody else", SIGN_OUT), status=403)


def back_to_where_it_began(connection: HTTPConnection) -> Response | None:
    """Lead to the address that was asked for before signing in; None where there was none."""
    wanted = connection.cookies.get(_WHERE_TO, "")
    if connection.scope["path"] != "/" or not _is_ours(wanted):
        return None
    answer = RedirectResponse(wanted, 303)
    answer.delete_cookie(_WHERE_TO)
    return answer


def label(provider: str) -> str:
    """What the button says that leads to a provider."""
    return "Sign in" if provider == _DEFAULT else f"Sign in with {provider}"


def _is_ours(address: str) -> bool:
    """Whether an address leads to the window, and neither to another server nor out again."""
    path = normpath(unquote(address.partition("?")[0]))  # as browsers and servers read it
    return (
        address.startswith("/")
        and address.isascii()
        and address.isprintable()
        and not path.startswith(("//", "/\\", "/auth/"))
    )


def _ways_in(sign_in: SignIn, wanted: str) -> list[str]:
    return [_link(label(name), _way(name, wanted)) for name in sign_in.providers]


def _way(provider: str, wanted: str) -> str:
    return f"{SIGN_IN_WITH}?{urlencode({'provider': provider, 'to': wanted})}"


def _link(label: str, address: str) -> str:
    return f'<a class="button" href="{escape(address)}">{escape(label)}</a>'


def _page(text: str, *links: str, status: int = 200) -> Response:
    html = _PAGE.substitute(text=escape(text), links="\n".join(links))
    return HTMLResponse(html, status, _HEADERS)
