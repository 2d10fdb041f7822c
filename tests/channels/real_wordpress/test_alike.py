"""The simulator answers as a real WordPress does: texts through the same filters, the same codes, the same fields."""

from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest

from newsroom.text import BlockKind, blocks, plain
from tests.channels.text_features import HTML, PLAIN
from tests.support.real_wordpress import RealOutside
from tests.support.stand_ins import Outside, jpeg, outside

NEWER: Final = {"class_list"}
"""Fields that the running release's WordPress may not have yet."""


@pytest.fixture(name="played")
async def _played() -> AsyncIterator[Outside]:
    opened = outside()
    yield opened
    await opened.client.aclose()
    opened.app.state.world.state.close()


async def _printed(sim: Outside, sent: dict[str, str]) -> dict[str, list[str]]:
    answer = (await sim.staff("POST", "/posts", json=sent | {"status": "publish"})).json()
    texts = {name: _words(answer[name]["rendered"]) for name in ("content", "excerpt")}
    return texts | {"title": [plain(block.text) for block in blocks(f"<p>{answer['title']['rendered']}</p>")]}


def _words(html: str) -> list[str]:
    return [block.text for block in blocks(html) if block.kind is not BlockKind.PHOTO]


async def test_typed_text_comes_out_alike(sim: RealOutside, played: Outside) -> None:
    """A filter that the simulator lacks is a text that only the real site turns into something else."""
    rows = {name: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for name, text in PLAIN.items()}
    body = "".join([*(f"<p>{text}</p>" for text in rows.values()), *HTML.values()])
    real = await _printed(sim, {"title": "a", "excerpt": "b", "content": body})
    play = await _printed(played, {"title": "a", "excerpt": "b", "content": body})
    assert play["content"] == real["content"]
    for name, text in rows.items():
        sent = {"title": f"Tin {text} hết", "excerpt": f"Tin {text} hết", "content": "x"}
        assert (name, await _printed(played, sent)) == (name, await _printed(sim, sent))


async def _asked(sim: Outside) -> dict[str, tuple[int, str]]:
    """What a site says to questions of every kind: status and code, or the status of the post."""
    post = (await sim.staff("POST", "/posts", json={"title": "Một", "slug": "mot_hai", "status": "publish"})).json()
    draft = (await sim.staff("POST", "/posts", json={"title": "Hai", "slug": "mot_hai", "status": "draft"})).json()
    loose = (await sim.staff("POST", "/posts", json={"title": "Ba", "slug": "mot_hai"})).json()
    files: dict[str, Any] = {"file": ("a.jpg", jpeg(), "image/jpeg")}
    media = (await sim.staff("POST", "/media", files=files, data={"post": str(draft["id"])})).json()
    number, hidden = f"/posts/{post['id']}", f"/posts/{draft['id']}"
    bare, wrong = sim.client, ("ai-do", "sai")
    api = sim.wordpress_api
    said = {
        "unknown route": await bare.get(f"{api}/khong-co"),
        "unknown method": await bare.delete(f"{api}/posts"),
        "unknown post": await sim.staff("GET", "/posts/999999"),
        "anonymous list of drafts": await bare.get(f"{api}/posts", params={"status": "draft"}),
        "wrong password, list of drafts": await bare.get(f"{api}/posts", params={"status": "draft"}, auth=wrong),
        "anonymous context": await bare.get(f"{api}{number}", params={"context": "edit"}),
        "anonymous list in context": await bare.get(f"{api}/posts", params={"context": "edit"}),
        "anonymous draft": await bare.get(f"{api}{hidden}"),
        "anonymous creation": await bare.post(f"{api}/posts", json={"title": "x"}),
        "anonymous change": await bare.post(f"{api}{number}", json={"title": "x"}),
        "anonymous removal": await bare.delete(f"{api}{number}"),
        "anonymous me": await bare.get(f"{api}/users/me"),
        "anonymous media of a draft": await bare.get(f"{api}/media/{media['id']}"),
        "anonymous media list": await bare.get(f"{api}/media"),
        "nothing to say": await sim.staff("POST", "/posts", json={"status": "draft"}),
        "bad date": await sim.staff("POST", "/posts", json={"title": "x", "date": "mai"}),
        "bad JSON": await sim.staff("POST", "/posts", content="[", headers={"content-type": "application/json"}),
        "empty file": await sim.staff("POST", "/media", files={"file": ("a.jpg", b"", "image/jpeg")}),
        "strange file": await sim.staff("POST", "/media", files={"file": ("a.exe", b"MZ", "image/jpeg")}),
        "binned": await sim.staff("DELETE", hidden),
        "binned twice": await sim.staff("DELETE", hidden),
        "page beyond": await sim.staff("GET", "/posts", params={"page": "9"}),
    }
    told = {name: (answer.status_code, _code(answer)) for name, answer in said.items()}
    fields = ",".join(sorted({*post} - {"meta"} - NEWER))
    return told | {"second draft": (201, draft["slug"]), "no status": (201, loose["slug"]), "fields": (200, fields)}


def _code(answer: httpx.Response) -> str:
    body = answer.json()
    return str(body.get("code") or body.get("status")) if isinstance(body, dict) else str(len(body))


async def test_questions_are_answered_alike(sim: RealOutside, played: Outside) -> None:
    real, play = await _asked(sim), await _asked(played)
    assert play == real
