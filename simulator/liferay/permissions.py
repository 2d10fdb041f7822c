"""Who may view an article of Liferay: the rights of its roles, read and replaced role by role."""

import json
from collections.abc import Callable

from starlette.responses import JSONResponse, Response

from simulator.calls import Call, Refused
from simulator.liferay.answers import problem
from simulator.liferay.articles import ArticleShelf
from simulator.state import Record

_VIEW = "VIEW"
_GUEST, _MEMBER, _OWNER = "Guest", "Site Member", "Owner"
_EVERYTHING = ("DELETE", "PERMISSIONS", "UPDATE", _VIEW)
_VIEWERS = {"Anyone": (_GUEST, _MEMBER), "Members": (_MEMBER,)}


class Permissions:
    """The `permissions` calls on the articles of one shelf."""

    def __init__(self, shelf: ArticleShelf, require_token: Callable[[Call], None]) -> None:
        self._shelf = shelf
        self._require_token = require_token

    async def get(self, call: Call) -> Response:
        """GET: the rights of every role that has some."""
        return _answer(self._known(call))

    async def put(self, call: Call) -> Response:
        """PUT: the rights of the roles named, each replaced; a role that is not named keeps what it has."""
        record = self._known(call)
        viewers = set(_viewers(record))
        for role, actions in _asked(call):
            viewers.discard(role)
            viewers |= {role} if _VIEW in actions else set()
        seen_by = "Anyone" if _GUEST in viewers else "Members" if _MEMBER in viewers else "Owner"
        return _answer(self._shelf.open_to(record, seen_by, call.at))

    def _known(self, call: Call) -> Record:
        self._require_token(call)
        record = self._shelf.find(call)
        if record is None:
            raise Refused(problem(404, "NOT_FOUND", "No content exists with that key"))
        return record


def _viewers(record: Record) -> tuple[str, ...]:
    return _VIEWERS.get(str(record.get("viewableBy")), ())


def _answer(record: Record) -> Response:
    rights = [{"roleName": _OWNER, "actionIds": list(_EVERYTHING)}]
    rights += [{"roleName": role, "actionIds": [_VIEW]} for role in _viewers(record)]
    return JSONResponse({"items": rights, "page": 1, "pageSize": len(rights), "totalCount": len(rights)})


def _asked(call: Call) -> list[tuple[str, list[str]]]:
    try:
        asked = [(str(each["roleName"]), list(each["actionIds"])) for each in json.loads(call.body)]
    except (ValueError, TypeError, KeyError):
        raise Refused(problem(400, "BAD_REQUEST", "The request body is malformed")) from None
    for role, _ in asked:
        if role not in (_GUEST, _MEMBER, _OWNER):
            raise Refused(problem(404, "NOT_FOUND", f"No role exists with the name {role}"))
    return asked
