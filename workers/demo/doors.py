"""The doors the staff use, as the demo uses them: the desk's HTTP API and the command line."""

import asyncio
import json
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import yaml

from workers.demo.trouble import DemoFailed, Refusal
from workers.settings import Settings, environment_of

MATERIAL = Path(__file__).parent / "material"


class Doors:
    """Every member's way in: a token each, over HTTP; some acts on the command line."""

    def __init__(self, settings: Settings, http: httpx.AsyncClient) -> None:
        self._settings = settings
        self._http = http
        self._tokens: dict[str, str] = {}

    async def submit(self, member: str, file: str) -> str:
        """The id of a submitted article, which the desk may edit: a contributor's is passed on by the secretary."""
        article_id = str((await self.hand_in(member, file))["article_id"])
        if (await self.card(article_id))["stage"] == "received":
            await self.act("secretary", "take_in", article_id)
        return article_id

    async def hand_in(self, member: str, file: str, **stated: str) -> dict[str, Any]:
        """The receipt of a text that must be taken in, with some of its facts stated anew."""
        sent = {"files": _upload(MATERIAL / file), "data": _metadata(MATERIAL / file) | stated}
        return _accepted(await self._post(member, "/articles", **sent))

    async def act(self, member: str, act: str, article_id: str, **details: Any) -> dict[str, Any]:
        """An act that must be accepted."""
        return _accepted(await self._send(member, act, article_id, details))

    async def refused(self, member: str, act: str, article_id: str, **details: Any) -> Refusal:
        """An act that must be refused."""
        answer = _answer(await self._send(member, act, article_id, details))
        if not isinstance(answer, Refusal):
            raise DemoFailed(f"{member} {act} {article_id}: lẽ ra phải bị từ chối nhưng được nhận")
        return answer

    async def post(self, member: str, path: str, **said: Any) -> dict[str, Any]:
        """An act that must be accepted."""
        return _accepted(await self._http.post(path, json=said, headers=await self._as(member)))

    async def propose(
        self, member: str, article_id: str, file: str, said: Mapping[str, str], stated: Mapping[str, str]
    ) -> dict[str, Any]:
        """A proposed change of a published article: the text of a file with some of its facts stated anew."""
        sent = {"files": _upload(MATERIAL / file), "data": {**_metadata(MATERIAL / file), **said, **stated}}
        return _accepted(await self._post(member, f"/articles/{article_id}/amendments", **sent))

    async def look(self, member: str, path: str) -> dict[str, Any]:
        """What a member sees at an address."""
        return _accepted(await self._http.get(path, headers=await self._as(member)))

    async def card(self, article_id: str, member: str = "final-editor") -> dict[str, Any]:
        """An article as the desk shows it."""
        return await self.look(member, f"/articles/{article_id}")

    async def is_asked(self, member: str, task: str, matter: str) -> bool:
        """Whether something besides articles waits for a member."""
        waiting = (await self.look(member, "/inbox"))["house_tasks"]
        return any((each["task"], each["matter"]) == (task, matter) for each in waiting)

    async def evidence(self, article_id: str, member: str = "secretary") -> dict[str, Any]:
        """The evidence pack of an article."""
        return await self.look(member, f"/articles/{article_id}/evidence")

    async def command(self, *arguments: str, given: str = "") -> tuple[int, str]:
        """Exit code and output of a `toasoan` command."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "workers",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **environment_of(self._settings)},
        )
        printed, _ = await process.communicate(given.encode())
        return process.returncode or 0, printed.decode()

    async def must(self, *arguments: str, given: str = "") -> str:
        """Output of a command that must succeed."""
        code, printed = await self.command(*arguments, given=given)
        if code:
            raise DemoFailed(f"toasoan {' '.join(arguments)}: {printed}")
        return printed

    async def _send(self, member: str, act: str, article_id: str, details: Mapping[str, Any]) -> httpx.Response:
        path = f"/articles/{article_id}/{act.replace('_', '-')}"
        told = dict(details)
        if act == "approve" and "seen_hash" not in told:
            told["seen_hash"] = (await self.card(article_id, member))["content_hash"]
        file = told.pop("file", None)
        if file is None:
            return await self._http.post(path, json=told, headers=await self._as(member))
        sent = {"files": _upload(MATERIAL / file), "data": _metadata(MATERIAL / file) | told}
        return await self._post(member, path, **sent)

    async def _post(self, member: str, path: str, **body: Any) -> httpx.Response:
        return await self._http.post(path, headers=await self._as(member), **body)

    async def _as(self, member: str) -> dict[str, str]:
        if member not in self._tokens:
            self._tokens[member] = (await self.must("token", "issue", member)).strip()
        return {"Authorization": f"Bearer {self._tokens[member]}"}


def _upload(file: Path) -> list[tuple[str, tuple[str, bytes]]]:
    photos = [("photos", (name, (file.parent / name).read_bytes())) for name in _photos(file)]
    return [("manuscript", (file.name, file.read_bytes())), *photos]


def _metadata(file: Path) -> dict[str, str]:
    stated = {} if file.suffix == ".md" else _sidecar(file)
    return {"metadata": json.dumps(stated, ensure_ascii=False, default=str)} if stated else {}


def _photos(file: Path) -> list[str]:
    stated = (
        yaml.safe_load(file.read_text(encoding="utf-8").split("---")[1]) if file.suffix == ".md" else _sidecar(file)
    )
    return [photo["file"] for photo in stated.get("photos", []) if "file" in photo]


def _sidecar(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))


def _answer(answer: httpx.Response) -> dict[str, Any] | Refusal:
    body = json.loads(answer.content)
    if answer.is_success:
        return dict(body)
    return Refusal(code=str(body.get("code", answer.status_code)), message=str(body.get("detail", body)))


def _accepted(response: httpx.Response) -> dict[str, Any]:
    answer = _answer(response)
    if isinstance(answer, Refusal):
        raise DemoFailed(f"{response.request.method} {response.request.url.path}: {answer.code}: {answer.message}")
    return answer
