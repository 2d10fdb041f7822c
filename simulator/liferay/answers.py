"""Liferay's way of saying that something is wrong."""

from starlette.responses import JSONResponse


def problem(status: int, kind: str, title: str) -> JSONResponse:
    """Liferay's error body."""
    return JSONResponse({"status": kind, "title": title, "type": kind}, status)
