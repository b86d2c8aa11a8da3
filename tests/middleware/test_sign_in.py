"""With sign-in on, a stranger gets nothing: by page, by stream, by upload, by REST.

Who signs in at a provider, and how, is tried in `tests/browser/test_sign_in.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.middleware.test_origins import ROUTES
from tests.processing.runs import WAIT_SECONDS, boxes
from tests.support.signing_in import CLIENT_SECRET, COOKIE_SECRET
from tests.support.stream import USER_COOKIE, drawn, session_of, signed_in, stream, xsrf_token
from tests.support.window import Window, free_port, served

TOKEN = "token-of-this-server-0123456789"
RUNS = "/api/v1/runs"
PAGE = {"Accept": "text/html,*/*"}
OPEN_TO_ALL = {"health", "start of sign-in", "end of sign-in", "sign-out"}
CLOSED = sorted(ROUTES.keys() - OPEN_TO_ALL)
HOURS = 3600.0


def sign_in_settings(port: int) -> dict[str, str]:
    """Settings of sign-in with a provider that is not asked here."""
    return {
        "OIDC_METADATA_URL": "http://127.0.0.1:9/.well-known/openid-configuration",
        "OIDC_CLIENT_ID": "window",
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_REDIRECT_URI": f"http://127.0.0.1:{port}/oauth2callback",
        "OIDC_COOKIE_SECRET": COOKIE_SECRET,
        "ALLOWED_USERS": "ann@example.org, @friends.example",
    }


def window_with(home: Path, port: int, **more: str) -> dict[str, str]:
    return {"DISCOVERY_HOME": str(home), "DATABASE_URL": "", "LLM_PROVIDER": "none", **more}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window with sign-in and a token."""
    port = free_port()
    env = window_with(tmp_path_factory.mktemp("home"), port, API_TOKEN=TOKEN)
    with served("app.py", port, env={**env, **sign_in_settings(port)}) as window:
        yield window


_CLIENT = httpx2.Client(timeout=WAIT_SECONDS, verify=False)  # one: it takes long to make


def ask(
    window: Window,
    method: str,
    path: str,
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    **body: Any,
) -> httpx2.Response:
    """One request with these cookies and no others."""
    _CLIENT.cookies.clear()
    written = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    sent = {**({"Cookie": written} if written else {}), **(headers or {})}
    return _CLIENT.request(method, f"{window.url}{path}", headers=sent, **body)


def forgeries(window: Window) -> dict[str, dict[str, str]]:
    """Cookies that look like those of somebody who is signed in."""
    good = signed_in(window.url)[USER_COOKIE]
    payload, stamp, signature = good.rsplit(".", 2)
    other, *_ = signed_in(window.url, email="eve@friends.example")[USER_COOKIE].rsplit(".", 2)
    return {
        "none": {},
        "empty": {USER_COOKIE: ""},
        "nonsense": {USER_COOKIE: "x.y.z"},
        "unsigned": {USER_COOKIE: f"{payload}.{stamp}."},
        "another signature": {USER_COOKIE: f"{payload}.{stamp}.{signature[::-1]}"},
        "another payload": {USER_COOKIE: f"{other}.{stamp}.{signature}"},
        "another secret": signed_in(window.url, secret="another-secret-0123456789"),
        "of another cookie": {"_streamlit_user_tokens": good},
        "of another window": signed_in("http://127.0.0.1:1"),
        "signed out": signed_in(window.url, is_logged_in=False),
        "too old": signed_in(window.url, ago=12 * HOURS + 60),
    }


FORGED = [
    "none", "empty", "nonsense", "unsigned", "another signature", "another payload",
    "another secret", "of another cookie", "of another window", "signed out", "too old",
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_a_stranger_gets_nothing_from_any_route(closed: Window, forged: str) -> None:
    cookies = forgeries(closed)[forged]
    answers = [ask(closed, *ROUTES[route], cookies=cookies) for route in CLOSED]
    assert [answer.status_code for answer in answers] == [401] * len(CLOSED)
    assert {answer.text for answer in answers} == {
        "Sign in first: open the window.",
        '{"error":"Send the API_TOKEN of this server as \'Authorization: Bearer ...\'."}',
    }


@pytest.mark.parametrize("path", ["/", "/facts?run=1", "/index.html", "/sign-in/", "//", "/api2"])
def test_a_page_leads_to_the_sign_in_page(closed: Window, path: str) -> None:
    answer = ask(closed, "GET", path, headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")
    page = ask(closed, "GET", answer.headers["Location"], headers=PAGE)
    assert page.status_code == 200
    assert "Sign in" in page.text
    assert "<script" not in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("access_denied", "The provider did not let you sign in"),
        ("temporarily_unavailable", "The provider cannot sign anybody in at the moment"),
        ("<script>", "The provider could not sign you in"),
    ],
)
def test_a_sign_in_that_failed_is_told_of(closed: Window, error: str, reason: str) -> None:
    query = {"error": error, "error_description": "Call <b>555</b>", "state": "x"}
    page = ask(closed, "GET", "/oauth2callback", headers=PAGE, params=query)
    assert page.status_code == 401
    assert reason in page.text
    assert 'href="/sign-in/with?provider=default' in page.text
    assert "555" not in page.text
    assert "<script" not in page.text


def test_a_provider_that_does_not_answer_is_told_of(closed: Window) -> None:
    begun = ask(closed, "GET", "/sign-in/with", params={"provider": "default"})
    page = ask(closed, "GET", begun.headers["Location"], headers=PAGE)
    assert page.status_code == 502
    assert "The sign-in provider does not answer" in page.text
    assert 'href="/sign-in/with?provider=default' in page.text
    assert "Authentication error" not in page.text


def test_over_tls_no_cookie_goes_another_way(tmp_path: Path) -> None:
    port = free_port()
    over_tls = {"OIDC_REDIRECT_URI": "https://discovery.example.org/oauth2callback"}
    env = window_with(tmp_path, port, **{**sign_in_settings(port), **over_tls})
    with served("app.py", port, env=env) as window:
        chosen = {"provider": "default", "to": "/facts"}
        answers = [
            ask(window, "GET", "/_stcore/health"),
            ask(window, "GET", "/sign-in/with", params=chosen),
            ask(window, "GET", "/auth/logout"),
        ]
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    assert len(cookies) >= 2
    assert all(cookie.count("; Secure") == 1 for cookie in cookies)


@pytest.mark.parametrize("forged", FORGED)
def test_a_stranger_gets_no_byte_from_the_stream(closed: Window, forged: str) -> None:
    cookies, url = forgeries(closed)[forged], closed.url
    with (
        pytest.raises(InvalidStatus) as refused,
        stream(url, cookies, xsrf=xsrf_token(url), Origin=url),
    ):
        pass
    assert refused.value.response.status_code == 401
    assert refused.value.response.body == b"Sign in first: open the window."


def test_who_is_signed_in_sees_the_window(closed: Window) -> None:
    assert texts(closed, signed_in(closed.url)).count(b"Upload an XML message") == 1
    assert b"Signed in as ann" in texts(closed, signed_in(closed.url, ago=11 * HOURS))
    assert ask(closed, "GET", "/facts", cookies=signed_in(closed.url)).status_code == 200


def test_a_stream_that_streamlit_takes_for_a_strangers_shows_the_way_in_only(
    closed: Window,
) -> None:
    """Without the token of the page Streamlit does not look at the cookie."""
    with stream(closed.url, signed_in(closed.url)) as connection:
        sent = b"".join(message.SerializeToString() for message in drawn(connection))
    assert b"Sign in" in sent
    for shown in (b"Upload", b"Workspace", b"Discover", b"Facts", b"Settings"):
        assert shown not in sent.replace(b"Assisted Discovery", b"")


@pytest.mark.parametrize(
    ("claims", "is_authorized"),
    [
        ({"email": "ANN@Example.org"}, True),
        ({"email": "bob@friends.example"}, True),
        ({"email": "bob@friends.example", "email_verified": True}, True),
        ({"email": "bob@friends.example", "email_verified": False}, False),
        ({"email": "ann@example.org.evil.example"}, False),
        ({"email": "bob@not-friends.example"}, False),
        ({"email": "", "name": "ann@example.org"}, False),
        ({"email": None, "sub": "ann@example.org"}, False),
        ({"email": "@friends.example"}, True),
    ],
    ids=str,
)
def test_only_those_listed_come_in(
    closed: Window, claims: dict[str, object], is_authorized: bool
) -> None:
    cookies, url = signed_in(closed.url, **claims), closed.url
    assert ask(closed, "GET", RUNS, cookies=cookies).status_code == (200 if is_authorized else 401)
    page = ask(closed, "GET", "/", cookies=cookies, headers=PAGE)
    assert page.status_code == (200 if is_authorized else 403)
    assert ("not among those who may use this window" in page.text) is not is_authorized
    if not is_authorized:
        assert ask(closed, "PUT", "/_stcore/upload_file/a/b", cookies=cookies).status_code == 403
        with pytest.raises(InvalidStatus), stream(url, cookies, xsrf=xsrf_token(url), Origin=url):
            pass


def test_a_name_is_text_on_the_page(closed: Window) -> None:
    cookies = signed_in(closed.url, email="<script>alert(1)</script>")
    page = ask(closed, "GET", "/", cookies=cookies, headers=PAGE)
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_rest_is_for_the_token_and_for_those_signed_in(closed: Window) -> None:
    def start(**options: Any) -> httpx2.Response:
        return ask(closed, "POST", RUNS, files={"file": ("b.xml", boxes(1))}, **options)

    assert start().status_code == 401
    by_token = start(headers={"Authorization": f"Bearer {TOKEN}"})
    by_person = start(cookies=signed_in(closed.url))
    assert [by_token.json()["started_by"], by_person.json()["started_by"]] == [
        "REST",
        "ann@example.org",
    ]


def test_the_token_of_rest_does_not_open_the_window(closed: Window) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert ask(closed, "GET", "/", headers=headers).status_code == 401
    with pytest.raises(InvalidStatus), stream(closed.url, {}, **headers):
        pass


def test_a_stranger_cannot_upload_into_a_session_that_is_open(closed: Window) -> None:
    url, xsrf = closed.url, xsrf_token(closed.url)
    with stream(url, signed_in(url), xsrf=xsrf, Origin=url) as connection:
        path = f"/_stcore/upload_file/{session_of(drawn(connection))}/file"
        files = {"file": ("a.xml", b"<a/>")}
        own = {"X-Xsrftoken": xsrf, "Cookie": f"_streamlit_xsrf={xsrf}"}
        assert ask(closed, "PUT", path, files=files, headers=own).status_code == 401
        own["Cookie"] += f"; {USER_COOKIE}={signed_in(url)[USER_COOKIE]}"
        assert ask(closed, "PUT", path, files=files, headers=own).status_code == 204


def test_signing_out_ends_open_streams_and_copies_of_the_cookie(closed: Window) -> None:
    url, cookies = closed.url, signed_in(closed.url, nonce="of this session")
    with stream(url, cookies, xsrf=xsrf_token(url), Origin=url) as connection:
        drawn(connection)
        assert ask(closed, "GET", "/auth/logout", cookies=cookies).status_code == 302
        with pytest.raises(ConnectionClosed):
            drawn(connection)
    for kept in (cookies, {**cookies, f"{USER_COOKIE}_1": "x"}):
        assert ask(closed, "GET", RUNS, cookies=kept).status_code == 401
    assert ask(closed, "GET", RUNS, cookies=signed_in(url)).status_code == 200


def test_somebody_of_whom_the_provider_says_much_comes_in(closed: Window) -> None:
    """Streamlit splits such a cookie; all of its parts are needed."""
    cookies = signed_in(closed.url, groups=[str(uuid4()) for _ in range(300)])
    assert len(cookies) > 2
    assert ask(closed, "GET", RUNS, cookies=cookies).status_code == 200
    del cookies[f"{USER_COOKIE}_1"]
    assert ask(closed, "GET", RUNS, cookies=cookies).status_code == 401


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/auth/logout",
        "/./auth/logout",
        "/%61uth/logout",
        "/facts/../auth/logout",
    ],
)
def test_nobody_is_led_elsewhere(closed: Window, to: str) -> None:
    chosen = {"provider": "default", "to": to}
    answer = ask(closed, "GET", "/sign-in/with", params=chosen)
    assert answer.headers["Location"].startswith("/auth/login?provider=")
    assert "discovery_where_to" not in answer.cookies
    cookies = {**signed_in(closed.url), "discovery_where_to": to}
    assert ask(closed, "GET", "/", cookies=cookies).status_code == 200


def test_without_a_token_rest_says_what_to_set(tmp_path: Path) -> None:
    port = free_port()
    env = window_with(tmp_path, port, **sign_in_settings(port))
    with served("app.py", port, env=env) as window:
        answer = ask(window, "GET", RUNS, headers={"Authorization": "Bearer x"})
        assert answer.status_code == 401
        assert "no API_TOKEN is set. Set one" in answer.json()["error"]
        assert ask(window, "GET", RUNS, cookies=signed_in(window.url)).json() == []


def test_sign_in_is_also_configured_as_streamlit_has_it(tmp_path: Path) -> None:
    """In `secrets.toml`, with several providers to choose from."""
    port = free_port()
    folder = tmp_path / ".streamlit"
    folder.mkdir()
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{COOKIE_SECRET}"\n'
        + "".join(
            f'[auth.{name}]\nclient_id = "w"\nclient_secret = "{CLIENT_SECRET}"\n'
            'server_metadata_url = "http://127.0.0.1:9/"\n'
            for name in ("google", "okta")
        )
    )
    env = window_with(tmp_path, port)
    with served(Path("app.py").resolve(), port, env=env, cwd=tmp_path) as window:
        page = ask(window, "GET", "/sign-in")
        assert "Sign in with google" in page.text
        assert "Sign in with okta" in page.text
        assert ask(window, "GET", "/").status_code == 401
        assert b"Signed in as ann" in texts(window, signed_in(window.url))
        with stream(window.url, signed_in(window.url)) as connection:
            sent = b"".join(message.SerializeToString() for message in drawn(connection))
        assert b"Sign in with okta" in sent
        assert b"Workspace" not in sent


@pytest.mark.parametrize(
    ("secrets", "says"),
    [("[auth\n", "is no valid TOML"), ("[auth]\n", "lacks redirect_uri, cookie_secret")],
)
def test_half_a_sign_in_starts_no_window(tmp_path: Path, secrets: str, says: str) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(secrets)
    env = window_with(tmp_path, 0)
    with (
        pytest.raises(RuntimeError, match=says),
        served(Path("app.py").resolve(), free_port(), env=env, cwd=tmp_path),
    ):
        pass


def texts(window: Window, cookies: dict[str, str]) -> bytes:
    """All that the window sends to whoever has these cookies."""
    url = window.url
    with stream(url, cookies, xsrf=xsrf_token(url), Origin=url) as connection:
        return b"".join(message.SerializeToString() for message in drawn(connection))
