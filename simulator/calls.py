"""A request as the handlers of all pretend services see it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response


class Refused(Exception):
    """A handler's way to answer at once; carries the answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


@dataclass(slots=True)
class Call:
    """One request as the handlers see it."""

    request: Request
    body: bytes
    at: datetime
    name: str = ""
    fault: str = ""

    def json(self) -> dict[str, Any]:
        """Body as a JSON object.

        Errors: ValueError when it is anything else.
        """
        found = json.loads(self.body)
        if not isinstance(found, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004
        return found

    def path(self, name: str) -> str:
        """Part `name` of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str, default: str = "") -> str:
        """Query parameter `name`."""
        return self.request.query_params.get(name, default)
