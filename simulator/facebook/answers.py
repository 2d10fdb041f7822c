"""The Graph API's way of answering: error envelope, usage headers and the trace id."""

import base64
import hashlib
import json
from typing import Any

from starlette.responses import JSONResponse

from simulator.calls import Refused
from simulator.faults import Fault

_CALM = {"call_count": 3, "total_time": 2, "total_cputime": 1}
_FULL = {"call_count": 100, "total_time": 40, "total_cputime": 35}
_WAIT_MINUTES = 17


def error(
    status: int, code: int, message: str, *, subcode: int | None = None, is_transient: bool | None = None
) -> JSONResponse:
    """Error envelope; `is_transient` None leaves the field out, as Facebook often does."""
    body: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code}
    if subcode is not None:
        body["error_subcode"] = subcode
    if is_transient is not None:
        body["is_transient"] = is_transient
    trace = hashlib.sha256(f"{code}{subcode}{message}".encode()).digest()
    body["fbtrace_id"] = "A" + base64.urlsafe_b64encode(trace)[:22].decode()
    return JSONResponse({"error": body}, status)


def refusal(code: int, message: str, *, subcode: int | None = None, status: int = 400) -> Refused:
    """The error envelope, ready to be raised."""
    return Refused(error(status, code, message, subcode=subcode))


def missing() -> Refused:
    """Code 100, subcode 33: no such object, or not for this token."""
    message = "Unsupported request. Object does not exist, cannot be loaded due to missing permissions"
    return refusal(100, message, subcode=33)


def struck(fault: Fault, page_id: str) -> JSONResponse:
    """Envelope of a switched-on fault, with the usage headers that go with it."""
    answer = error(
        fault.status,
        int(fault.code),
        fault.message,
        subcode=fault.subcode,
        is_transient=fault.extra.get("is_transient"),
    )
    return with_usage(answer, page_id, str(fault.extra.get("usage", "")))


def with_usage(answer: JSONResponse, page_id: str, full: str = "") -> JSONResponse:
    """`answer` with usage headers; `full` names the exhausted one, `app` or `page`."""
    business: dict[str, Any] = {
        "type": "pages",
        **(_FULL if full == "page" else _CALM),
        "estimated_time_to_regain_access": _WAIT_MINUTES if full == "page" else 0,
    }
    answer.headers["X-App-Usage"] = json.dumps(_FULL if full == "app" else _CALM)
    answer.headers["X-Business-Use-Case-Usage"] = json.dumps({page_id: [business]})
    return answer
