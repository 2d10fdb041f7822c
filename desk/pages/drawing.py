"""Pages drawn: templates with what every page needs, whole or as the part that a script has asked for."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.pages.files import address
from desk.pages.places import (
    ACCOUNTS,
    HOME,
    NAVIGATION,
    OWN_ACCOUNT,
    SIGN_OUT,
    act_page,
    article_page,
    matter_page,
)
from desk.pages.wording import ago, due_in_words, due_state
from desk.presenting.values import clock_time

_TEMPLATES: Final = Path(__file__).parent / "templates"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"clock": clock_time, "due": due_in_words, "due_state": due_state, "ago": ago}
    made.globals |= {
        "asset": address,
        "sign_out": SIGN_OUT,
        "home": HOME,
        "accounts": ACCOUNTS,
        "own_account": OWN_ACCOUNT,
        "article_page": article_page,
        "act_page": act_page,
        "matter_page": matter_page,
    }
    return made


_DRAWN: Final = _environment()


def page(request: Request, template: str, said: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """A page for whoever visits; only its main part when a script asks for it."""
    # Set by `visitors` once somebody is found to be signed in; pages that say that nobody is are drawn too.
    visitor = getattr(request.state, "visitor", None)
    partial = request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"
    common = {
        "path": request.url.path,
        "visitor": visitor,
        "now": visitor.view.at if visitor else None,
        "lines": [line for line in NAVIGATION if visitor and line.shown(visitor.view)],
        "csrf": visitor.seal.fresh() if visitor else "",
        "key": secrets.token_urlsafe(16),
        "layout": "part.html" if partial else "page.html",
    }
    text = _DRAWN.get_template(template).render({**common, **said})
    return HTMLResponse(text, status_code=status, headers={"Vary": "HX-Request, Cookie"})
