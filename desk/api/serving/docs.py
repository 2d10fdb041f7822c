"""The page of documentation, with script and style of our own: it must open where there is no internet."""

import base64
import hashlib
import re
from typing import Final

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from swagger_ui_bundle import swagger_ui_path

_PAGE: Final = "/docs"
_FILES: Final = "/docs/files"
_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def show_docs(app: FastAPI) -> None:
    """Give the application its page of documentation and the files of that page."""
    page = get_swagger_ui_html(
        openapi_url=app.openapi_url or "",
        title=app.title,
        swagger_js_url=f"{_FILES}/swagger-ui-bundle.js",
        swagger_css_url=f"{_FILES}/swagger-ui.css",
        swagger_favicon_url=f"{_FILES}/favicon-32x32.png",
        swagger_ui_parameters={"validatorUrl": None},
    )
    html = bytes(page.body).decode()
    guard = {"Content-Security-Policy": _policy(html)}

    @app.get(_PAGE, include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(html, headers=guard)

    app.mount(_FILES, StaticFiles(directory=str(swagger_ui_path)))


def _policy(html: str) -> str:
    """Nothing but our own files, and the very script that starts the page."""
    starter = _INLINE.findall(html)[-1].encode()
    digest = base64.b64encode(hashlib.sha256(starter).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; "
        "connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
