"""What REST tells: runs, what happened to them, their facts and calls, and what differs."""

import json
from collections.abc import Iterator
from itertools import chain

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from discovery import compare as comparing
from discovery import export, node_facts
from discovery.api.asked import Asked, run_id_of, runner_of
from discovery.errors import RequestError
from discovery.storage import queries
from discovery.storage.statuses import RunStatus
from discovery.wire import errors_json, events_json, run_json


def list_runs(request: Request) -> Response:
    """The latest runs, of one workspace or of all, that are found."""
    asked = Asked(request.query_params)
    statuses = asked.all("status")
    if unknown := set(statuses) - set(RunStatus):
        raise RequestError(f"There is no status '{unknown.pop()}'. Use {', '.join(RunStatus)}.")
    workspace = request.query_params.get("workspace")
    search = asked.one("search", "")
    found = queries.runs(runner_of(request).db, workspace, search=search, statuses=statuses)
    return JSONResponse([run_json(run) for run in found])


def show_run(request: Request) -> Response:
    """A run with what happened to it and the subtrees that failed."""
    db, run_id = runner_of(request).db, run_id_of(request)
    run = run_json(queries.run(db, run_id))
    errors = errors_json(queries.failed_subtrees(db, run_id))
    events = events_json(queries.events(db, run_id))
    return JSONResponse({**run, "errors": errors, "events": events})


def show_facts(request: Request) -> Response:
    """The NodeFacts of a run."""
    db, run_id = runner_of(request).db, run_id_of(request)
    queries.run(db, run_id)
    return _streamed(map(export.record, node_facts.facts(db, run_id)))


def show_calls(request: Request) -> Response:
    """What left this machine for a run."""
    db, run_id = runner_of(request).db, run_id_of(request)
    queries.run(db, run_id)
    return _streamed(map(export.call_record, queries.calls(db, run_id)))


def show_differences(request: Request) -> Response:
    """The summary of a comparison, with its differences as they are read."""
    db, asked = runner_of(request).db, Asked(request.query_params)
    a, b = asked.number("a"), asked.number("b")
    if a is None or b is None:
        raise RequestError("Name two runs to compare, as in ?a=1&b=2.")
    chosen = {name: asked.flag(name) is True for name in comparing.OPTIONS}
    compared = comparing.compare(db, a, b, **chosen)
    summary = json.dumps({"summary": comparing.summary_json(compared)}, ensure_ascii=False)
    rows = _json_array(comparing.difference_rows(db, compared))
    body = chain([f'{summary[:-1]}, "differences": '], rows, ["}"])
    return StreamingResponse(body, media_type="application/json")


def _streamed(rows: Iterator[export.Row]) -> Response:
    """An array that is written as its rows are read."""
    return StreamingResponse(_json_array(rows), media_type="application/json")


def _json_array(rows: Iterator[export.Row]) -> Iterator[str]:
    before = "["
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "]" if before != "[" else "[]"
