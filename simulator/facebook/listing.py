"""Cursor paging of the Graph API, and the `fields` parameter."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.facebook.answers import refusal
from simulator.state import Record
from simulator.wording import moment_of

_NESTED = re.compile(r"\{[^{}]*\}")
_DEFAULT_LIMIT, _MAX_LIMIT = 25, 100


def split_fields(asked: object) -> set[str]:
    """Top-level names in a `fields` parameter; what is asked inside braces is left to the answer."""
    text = str(asked or "")
    while (shorter := _NESTED.sub("", text)) != text:
        text = shorter
    return {name.strip().partition(".")[0] for name in text.split(",") if name.strip()}


def paged(posts: Sequence[Record], sent: Mapping[str, Any], address: str) -> Record:
    """One page of `posts` (newest first) with cursors; `next` only when more follow.

    Errors: Refused with 100 for a bad limit, cursor or moment.
    """
    try:
        limit = min(int(sent.get("limit", _DEFAULT_LIMIT)), _MAX_LIMIT)
        since, until = (int(sent.get(name, 0)) for name in ("since", "until"))
        after, before = _id_in(sent.get("after")), _id_in(sent.get("before"))
    except (ValueError, binascii.Error):
        raise refusal(100, "(#100) Invalid parameter") from None
    found = [post for post in posts if _within(post, since, until)]
    places = {post["id"]: place for place, post in enumerate(found)}
    start = places[after] + 1 if after in places else 0
    if before in places:
        start = max(0, places[before] - limit)
    chosen = found[start : start + limit]
    body: Record = {"data": chosen}
    if chosen:
        cursors = {"before": _cursor(chosen[0]["id"]), "after": _cursor(chosen[-1]["id"])}
        body["paging"] = {"cursors": cursors}
        if start + limit < len(found):
            body["paging"]["next"] = f"{address}?limit={limit}&after={cursors['after']}"
    return body


def _within(post: Record, since: int, until: int) -> bool:
    if not since and not until:
        return True
    seconds = moment_of(post["created_at"]).timestamp()
    return seconds >= since and (not until or seconds <= until)


def _cursor(post_id: str) -> str:
    return base64.urlsafe_b64encode(post_id.encode()).decode()


def _id_in(cursor: object) -> str:
    return base64.urlsafe_b64decode(str(cursor)).decode() if cursor else ""
