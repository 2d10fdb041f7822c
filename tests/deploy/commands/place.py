"""A place where commands are typed: the folder of an installation on one machine, beside its running newsroom."""

import asyncio
import os
import re
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Final

import httpx
from pydantic import SecretStr

from desk.sign_in import SignIn
from newsroom.article import spoken
from newsroom.working_time import local
from tests.deploy.commands.loaded import as_function, loaded
from tests.deploy.commands.pages import PREAMBLE
from tests.deploy.manifests import DEPLOY
from tests.support.live import LiveNewsroom, eventually
from tests.support.restoring import staffed
from workers.keys import settle
from workers.stack import Stack

ROOT: Final = DEPLOY.parent
_COPIED: Final = ("deploy", "boards")
_OF_THE_STACK: Final = ("worker", "desk", "courier", "watch")
_PATIENCE: Final = 60
_WIDE: Final = {"COLUMNS": "200"}


@dataclass(slots=True)
class Place:
    """The folder, its newsroom, and what has been filled in for the words that people replace."""

    folder: Path
    stack: Stack
    shift: AsyncExitStack = field(default_factory=AsyncExitStack)
    present: LiveNewsroom | None = None
    filled: dict[str, str] = field(default_factory=dict)
    builds: list[asyncio.subprocess.Process] = field(default_factory=list)
    loaded: asyncio.subprocess.Process | None = None
    has_builds: bool = False

    @property
    def live(self) -> LiveNewsroom:
        """The newsroom with its staff; they come in with the first question."""
        assert self.present is not None
        return self.present

    async def typed(self, command: str, *, given: str = "", build: str = "") -> tuple[int, str]:
        """The exit code of a command typed here, and all that it said; `toasoan` on its own is loaded once for all."""
        for word, value in sorted(self.filled.items(), key=lambda pair: -len(pair[0])):
            command = value.join(re.split(rf"(?<!\w){re.escape(word)}(?!\w)", command))
        child = await self.shell(f"{as_function(self.folder.parent)}\n{command}", build=build)
        said, _ = await asyncio.wait_for(child.communicate(given.encode()), timeout=_PATIENCE)
        return child.returncode or 0, said.decode()

    async def shell(self, command: str, *, build: str = "") -> asyncio.subprocess.Process:
        """A shell that opens as the page says and then does one thing."""
        clean = _clean() | ({"TOASOAN_BUILD_ID": build} if build else {})
        return await asyncio.create_subprocess_exec(
            "bash", "-c", f". ./opened\n{command}", cwd=self.folder, env=clean | _WIDE,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip

    async def open(self) -> None:
        """Type what every page begins with; what it sets is kept for the shells that follow."""
        child = await asyncio.create_subprocess_exec(
            "bash", "-c", f"set -e; {PREAMBLE}; export -p > opened", cwd=self.folder, env=_clean()
        )
        assert await child.wait() == 0
        self.loaded = await loaded(self.folder.parent, _clean() | _WIDE)
        await self.staff()

    async def well(self, command: str, **how: str) -> str:
        """What a command says that must succeed."""
        code, said = await self.typed(command, **how)
        assert code == 0, said
        return said

    async def lives(self, command: str, url: str, name: str) -> None:
        """Run what goes on until it is stopped, in the place of the newsroom's own process, until it is well."""
        await self.stack.stop_process(name)
        child = await self.shell(f"exec {command}")
        try:
            async with httpx.AsyncClient(timeout=5) as http:

                async def answers() -> bool:
                    assert child.returncode is None, await child.stdout.read() if child.stdout else b""
                    try:
                        return (await http.get(url)).status_code == httpx.codes.OK
                    except httpx.TransportError:
                        return False

                await eventually(answers, seconds=_PATIENCE)
        finally:
            if child.returncode is None:
                child.send_signal(signal.SIGTERM)
            await asyncio.wait_for(child.communicate(), timeout=60)
            await self.stack.start_process(name)

    async def awaiting(self) -> str:
        """A new article that awaits approval; fills in its number and its whole id."""
        article_id = await self.live.ready_for_approval()
        self.filled["MÃ_NỘI_DUNG"] = (await self.live.stores.articles.standing(article_id)).content_hash
        return self._about(article_id)

    def _about(self, article_id: str) -> str:
        self.filled |= {word: spoken(article_id) for word in ("SỐ_BÀI", "NUMBER")}
        self.filled |= {"MÃ_BÀI": article_id, "article/ID": f"article/{article_id}"}
        return article_id

    async def stopped(self) -> None:
        """An article that the Fanpage has stopped."""
        article_id = await self.awaiting()
        await self.live.fault("fanpage", "create_post", "token_expired", match=article_id)
        await self.live.approve(article_id)

        async def waits() -> bool:
            card = await self.live.stores.reading.card(article_id)
            return any(row.outcome == "needs_person" for row in card.channels)

        await eventually(waits)

    async def away(self) -> None:
        """The standing deputy away, with an article to decide; fills in the number of the absence."""
        await self.awaiting()
        until = f"{local(datetime.now().astimezone()) + timedelta(days=1):%Y-%m-%d %H:%M}"
        said = await self.well(f'toasoan away --as standing-deputy --to "{until}" --why "Đi công tác"')
        self.filled["SỐ_ĐỢT_VẮNG"] = re.findall(r"\d{4}-\d{4}\b(?!-)", said)[0]

    async def back(self) -> None:
        """The standing deputy is back."""
        await self.well("toasoan back SỐ_ĐỢT_VẮNG --as standing-deputy")

    async def kept(self) -> None:
        """A backup; fills in its path."""
        (path,) = re.findall(r"Đã sao lưu: (.*)", await self.well("toasoan backup"))
        self.filled |= {word: path.strip() for word in ("FILE", "ĐƯỜNG_DẪN_BẢN_SAO_LƯU")}

    async def closed(self) -> None:
        """A backup, and nothing of ours open that would meet its restore."""
        await self.kept()
        await self.stop()

    async def cut(self) -> None:
        """The ledger shorter than its anchors, after the restore of a backup."""
        await self.kept()
        await self.awaiting()
        await self.well("toasoan ledger anchor")
        await self.stop()
        await self.well("toasoan restore FILE --replace")
        await self.opened()
        assert (await self.typed("toasoan ledger verify"))[0] == 1

    async def stop(self) -> None:
        """Nothing of ours is open that would meet a restore."""
        await self.shift.aclose()
        await self._end_builds()
        for name in _OF_THE_STACK:
            await self.stack.stop_process(name)

    async def opened(self) -> None:
        """Whatever of ours was stopped runs again, and the staff come back to the storage and the keys of now."""
        await self.staff()
        present = (await self.live.stores.keys.present()).present
        key = settle(self.stack.folder, present)
        self.stack.settings.desk_private_key = SecretStr(key)
        # Who opens payloads knows the staff by the key of now as well.
        self.stack.settings.codec_sign_in_key = SignIn(key).public_key
        for name in (*_OF_THE_STACK, *({"codec-server"} & set(self.stack.children))):
            if name in self.stack.children:
                await self.stack.stop_process(name)
            await self.stack.start_process(name)
        if self.has_builds:
            await self._start_builds()
        await self.staff()

    async def staff(self) -> None:
        """The staff come in, by the keys of now."""
        await self.shift.aclose()
        self.present = await self.shift.enter_async_context(staffed(self.stack))

    async def anchored(self) -> None:
        """An anchor of the ledger, which is its file."""
        await self.well("toasoan ledger anchor")
        self.filled["TỆP"] = "var/anchors.log"

    async def packed(self) -> None:
        """The evidence of an article in a file, and the key that it is checked with."""
        await self.awaiting()
        await self.well("toasoan ledger export SỐ_BÀI --out pack.json")
        self.filled["TỆP"] = "pack.json"

    async def lent(self) -> None:
        """A personal token; fills in its number."""
        await self.well("toasoan token issue reporter-1 --hours 12")
        first, *_ = (await self.well("toasoan token list")).splitlines()
        self.filled["NUMBER"] = first.split()[0]

    async def two_builds(self, current: str = "2026.1") -> None:
        """Two builds of the editorial worker; that one has the work."""
        await self._start_builds()
        other = {"2026.1": "2026.2", "2026.2": "2026.1"}[current]

        async def promoted() -> bool:
            for build in (other, current):
                if (await self.typed(f"toasoan versions promote {build}", build=build))[0] != 0:
                    return False
            return True

        await eventually(promoted, seconds=_PATIENCE, every=1)

    async def left(self) -> None:
        """End what was begun here."""
        await self._end_builds()
        await self.shift.aclose()
        if self.loaded is not None:
            await self.loaded.communicate(b"")

    async def _start_builds(self) -> None:
        self.has_builds = True
        for build in ("2026.1", "2026.2") if not self.builds else ():
            worker = f"TOASOAN_METRICS_PORT=0 exec {sys.executable} -m workers worker --queue editorial"
            self.builds.append(await self.shell(worker, build=build))

    async def _end_builds(self) -> None:
        while self.builds:
            child = self.builds.pop()
            child.terminate()
            await asyncio.wait_for(child.communicate(), timeout=60)


def _clean() -> dict[str, str]:
    """What a person's own shell has, without anything of a newsroom."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("TOASOAN_", "TEMPORAL_"))}


def installed(folder: Path, data: Path) -> Path:
    """The folder of an installation: what it holds of the project, its data in `var`, its programs in `var/venv`."""
    folder.mkdir()
    for name in _COPIED:
        copytree(ROOT / name, folder / name)
    for each in ROOT.iterdir():
        if each.name not in {*_COPIED, "var", ".git"}:
            (folder / each.name).symlink_to(each)
    (folder / "var").symlink_to(data)
    (data / "venv").symlink_to(Path(sys.prefix))
    return folder
