"""Foreign hosts and foreign pages are refused on every route, ours and Streamlit's."""

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.processing.runs import boxes
from tests.support.stream import drawn, stream, xsrf_token
from tests.support.window import Window

RUNS = "/api/v1/runs"
ROUTES = {
    "page": ("GET", "/"),
    "screen": ("GET", "/facts"),
    "script of Streamlit": ("GET", "/static/js/index.js"),
    "health": ("GET", "/_stcore/health"),
    "host config": ("GET", "/_stcore/host-config"),
    "metrics": ("GET", "/_stcore/metrics"),
    "upload": ("PUT", "/_stcore/upload_file/session/file"),
    "removal of an upload": ("DELETE", "/_stcore/upload_file/session/file"),
    "download": ("GET", "/media/0123456789abcdef.csv"),
    "component": ("GET", "/component/any/index.html"),
    "component of today's kind": ("GET", "/_stcore/bidi-components/any/index.js"),
    "agents": ("POST", "/_stcore/agent/interact"),
    "start of sign-in": ("GET", "/auth/login"),
    "sign-out": ("GET", "/auth/logout"),
    "end of sign-in": ("GET", "/oauth2callback"),
    "REST": ("GET", RUNS),
    "REST, writing": ("POST", RUNS),
}
every_route = pytest.mark.parametrize("route", ROUTES)

FOREIGN_PAGES = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "http://["},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "something new"},
]
LINK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site", **LINK}


@every_route
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil"])
def test_foreign_hosts_are_refused(client: httpx2.Client, route: str, host: str) -> None:
    method, path = ROUTES[route]
    assert client.request(method, path, headers={"Host": host}).status_code == 400


@every_route
@pytest.mark.parametrize("headers", FOREIGN_PAGES, ids=str)
def test_foreign_pages_are_refused(
    client: httpx2.Client, route: str, headers: dict[str, str]
) -> None:
    method, path = ROUTES[route]
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == 403
    assert "other web sites" in answer.text


@every_route
def test_the_window_itself_and_programs_get_through(client: httpx2.Client, route: str) -> None:
    method, path = ROUTES[route]
    own = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    for headers in (own, {"Sec-Fetch-Site": "none"}, {}):
        assert "other web sites" not in client.request(method, path, headers=headers).text


def test_a_run_is_started_by_none_but_the_window_and_programs(client: httpx2.Client) -> None:
    def post(**headers: str) -> httpx2.Response:
        return client.post(RUNS, files={"file": ("boxes.xml", boxes(1))}, headers=headers)

    own = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert [post().status_code, post(**own).status_code] == [202, 202]
    assert [post(**headers).status_code for headers in FOREIGN_PAGES] == [403] * len(FOREIGN_PAGES)
    assert len(client.get(RUNS).json()) == 2


@pytest.mark.parametrize("path", ["/", "/facts?run=1", "/oauth2callback?state=x&code=y"])
def test_a_link_from_another_site_is_followed(client: httpx2.Client, path: str) -> None:
    assert client.get(path, headers=FROM_ELSEWHERE).status_code != 403


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {**FROM_ELSEWHERE, "Sec-Fetch-Dest": "iframe"}),
        ("GET", "/", {**FROM_ELSEWHERE, "Sec-Fetch-Mode": "no-cors"}),
        ("POST", "/", FROM_ELSEWHERE),
        ("GET", RUNS, FROM_ELSEWHERE),
        ("GET", "/auth/logout", FROM_ELSEWHERE),
    ],
)
def test_what_is_no_mere_link_is_refused(
    client: httpx2.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    assert client.request(method, path, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", FOREIGN_PAGES, ids=str)
def test_the_stream_is_closed_to_foreign_pages(
    open_window: Window, headers: dict[str, str]
) -> None:
    with pytest.raises(InvalidStatus) as refused, stream(open_window.url, {}, **headers):
        pass
    assert refused.value.response.status_code == 403


def test_the_stream_is_closed_to_foreign_hosts(open_window: Window) -> None:
    port = int(open_window.url.rpartition(":")[2])
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://evil.example:{port}/_stcore/stream", address=("127.0.0.1", port)),
    ):
        pass
    assert refused.value.response.status_code == 400


def test_the_stream_is_open_to_the_window(open_window: Window) -> None:
    url = open_window.url
    own = {"Origin": url, "Sec-Fetch-Site": "same-origin"}
    with stream(url, {}, xsrf=xsrf_token(url), **own) as connection:
        assert b"Upload an XML message" in b"".join(
            message.SerializeToString() for message in drawn(connection)
        )


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:1", "[::1]:8501"])
def test_this_machine_is_let_in_by_any_of_its_names(client: httpx2.Client, host: str) -> None:
    assert client.get(RUNS, headers={"Host": host}).status_code == 200
