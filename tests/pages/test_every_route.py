"""Every address that changes something, taken from the router itself: none forgets a lock."""

import re
from collections.abc import Iterator

from fastapi.routing import APIRoute

from desk.pages.app import ROUTERS
from newsroom.board import Office
from tests.pages.visiting import HOST, Pages

_PARTS = {"article_id": "2026-0001", "act": "approve", "member_id": "accountant", "change": "khoa"}
_AT_THE_DOOR = ("/dang-nhap", "/dang-nhap/ma", "/vao/")


def changing() -> Iterator[str]:
    """The addresses, with something in place of each part."""
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, APIRoute) and (route.methods or set()) - {"GET", "HEAD"}:
            yield re.sub(r"{(\w+)}", lambda part: _PARTS.get(part[1], "a" * 64), route.path)


async def test_none_is_taken_from_another_site_or_without_the_mark_of_the_session(pages: Pages) -> None:
    paths = list(changing())
    assert len(paths) >= 15
    async with pages.visit(pages.live.holder(Office.HEAD).id) as visit:
        mark = (await visit.opened("/viec")).form("/dang-xuat")
        for path in paths:
            refused = [
                await visit.http.post(path, data=mark, headers={"Origin": "https://elsewhere.test"}),
                await visit.http.post(path, data=mark),
                await visit.http.post(path, data=mark, headers={"Origin": HOST, "Sec-Fetch-Site": "same-site"}),
                await visit.http.post(path, data={}, headers={"Origin": HOST}),
                await visit.http.post(path, data={"csrf": "AAAA"}, headers={"Origin": HOST}),
            ]
            assert [answer.status_code for answer in refused] == [403] * 5, path


async def test_none_is_taken_from_somebody_who_is_not_signed_in(pages: Pages) -> None:
    async with pages.visit() as stranger:
        mark = (await stranger.opened("/dang-nhap")).form()
        for path in changing():
            answer = await stranger.sent(path, mark)
            if not path.startswith(_AT_THE_DOOR):
                assert answer.status_code == 401, path
                assert "set-cookie" not in answer.headers
