"""Acts with a key: who sends a request again with the same key gets the answer of the first time, and nothing twice."""

import hashlib
from dataclasses import replace
from typing import Annotated, Final

from fastapi import Depends, Header, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.types import Scope

from desk.api.callers import Caller, Parts, SignedIn

HEADER: Final = "idempotency-key"
_SAID: Final = "said"
Key = Annotated[
    str,
    Header(
        max_length=200,
        pattern=r"^[\x21-\x7e]*$",
        description="Mã do phía gửi đặt cho việc này: gửi lại cùng yêu cầu với cùng mã thì việc chỉ làm một lần và câu "
        "trả lời vẫn thế; cùng mã với yêu cầu khác thì bị từ chối.",
        json_schema_extra={"example": "duyet-5f0c2a9b7e31-1"},
    ),
]


class Said:
    """What a request says, by its digest: the address and the body, whatever its form put between the parts."""

    def __init__(self, scope: Scope, headers: Headers) -> None:
        self._boundary = parse_options_header(headers.get("content-type"))[1].get(b"boundary", b"")
        asked = (scope["method"].encode(), scope["path"].encode(), scope.get("query_string", b""))
        self._hash = hashlib.sha256(b"\n".join(asked))
        self._rest = b""

    def take(self, chunk: bytes) -> None:
        """The next part of the body."""
        if not self._boundary:
            self._hash.update(chunk)
            return
        body = (self._rest + chunk).replace(self._boundary, b"")
        kept = min(len(body), len(self._boundary) - 1)
        self._hash.update(body[: len(body) - kept])
        self._rest = body[len(body) - kept :]

    def digest(self) -> str:
        """The digest of what has been taken so far."""
        whole = self._hash.copy()
        whole.update(self._rest)
        return whole.hexdigest()


def listened(scope: Scope, headers: Headers) -> Said | None:
    """What is to hear the body of a request that has a key; None for one without."""
    if HEADER not in headers:
        return None
    said = Said(scope, headers)
    scope.setdefault("state", {})[_SAID] = said
    return said


async def _acting(request: Request, caller: SignedIn, parts: Parts, idempotency_key: Key = "") -> Caller:
    """Who acts, under the key of their request. To be asked for after the body. Errors: InvalidInput."""
    if not idempotency_key:
        return caller
    said: Said = request.scope["state"][_SAID]
    member = await parts.desk.named(caller.member, idempotency_key, said.digest())
    return Caller(view=replace(caller.view, viewer=member))


Acting = Annotated[Caller, Depends(_acting)]
