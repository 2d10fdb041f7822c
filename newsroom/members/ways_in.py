"""By which way a member comes in, and what a token lets its bearer do; who may come in is not known here."""

import json
from enum import StrEnum
from typing import Final

from newsroom.signed.canonical import Via

VIA_LABELS: Final[dict[Via, str]] = {
    Via.SESSION: "qua phiên đăng nhập của mình",
    Via.TOKEN: "qua mã cá nhân",
    Via.SHELL: "qua lệnh của quản trị",
}
"""Each as a line about an act says it: only the last can be somebody else's hand."""


class TokenPurpose(StrEnum):
    """What a token opens."""

    DESK = "desk"
    CODEC = "codec"


TOKEN_LABELS: Final[dict[TokenPurpose, str]] = {
    TokenPurpose.DESK: "mã đăng nhập",
    TokenPurpose.CODEC: "mã mở niêm phong",
}
"""Each as a person reads it."""


def via_in(claim: str) -> Via | None:
    """The way in that a signed text states; None when it states none, as those do that were signed before it could.

    Source: promise 2 of the design.
    """
    try:
        said = json.loads(claim)["via"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Via(said) if isinstance(said, str) and said in set(Via) else None
