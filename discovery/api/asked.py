"""What a request asks for, read from its address, its query and its form."""

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request

from discovery.errors import NotFoundError, RequestError
from discovery.processing.runner import Runner

MAX_DIGITS = 9  # of a number in a request
REST = "REST"  # who did it, in the history of a run, where a program did

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class Asked:
    """The options of a request, from its form or its query."""

    def __init__(self, query: QueryParams, form: FormData | None = None) -> None:
        self._query = query
        self._form = form or FormData()

    def all(self, name: str) -> list[str]:
        """Every value that an option has."""
        return [str(value) for value in self._form.getlist(name) or self._query.getlist(name)]

    def one(self, name: str, default: str) -> str:
        """The first value of an option."""
        return next(iter(self.all(name)), default)

    def number(self, name: str) -> int | None:
        """An option that is a whole number; None where it is not given. Raises RequestError."""
        text = self.one(name, "")
        if text and not _is_number(text):
            raise RequestError(f"'{name}' must be a whole number of at most {MAX_DIGITS} digits.")
        return int(text) if text else None

    def flag(self, name: str) -> bool | None:
        """An option that is true or false; None where it is not given. Raises RequestError."""
        text = self.one(name, "").lower()
        if text and text not in _TRUE | _FALSE:
            raise RequestError(f"'{name}' must be true or false.")
        return text in _TRUE if text else None


def runner_of(request: Request) -> Runner:
    """The runner of the process."""
    runner: Runner = request.app.state.runner()
    return runner


def who(request: Request) -> str:
    """Who asks, for the history of a run: whoever is signed in, else a program."""
    name: str = request.user.display_name
    return name or REST


def run_id_of(request: Request) -> int:
    """The run in the address of a request. Raises NotFoundError for what is no number of one."""
    text: str = request.path_params["run_id"]
    if not _is_number(text):
        raise NotFoundError("Runs have whole numbers. The list of runs shows those there are.")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
