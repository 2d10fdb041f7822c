"""Zalo's way of answering: HTTP 200 with an error number, and the rate headers."""

from typing import Any

from starlette.responses import JSONResponse

from simulator.calls import Refused


def reply(error: int, message: str, data: Any = None) -> JSONResponse:
    """Envelope of the OA API; always HTTP 200."""
    body: dict[str, Any] = {"error": error, "message": message}
    if data is not None:
        body["data"] = data
    return JSONResponse(body)


def refusal(error: int, message: str) -> Refused:
    """The envelope of a failure, ready to be raised."""
    return Refused(reply(error, message))


def sign_in_error(error: int, name: str) -> JSONResponse:
    """Envelope of a failed sign-in; HTTP 200 too."""
    reason = name.capitalize()
    return JSONResponse(
        {
            "error": error,
            "error_name": name,
            "error_reason": reason,
            "error_description": reason,
            "ref_doc": "https://developers.zalo.me/docs/official-account/bat-dau/xac-thuc-va-uy-quyen-cho-ung-dung-new",
        }
    )
