"""One day of the newsroom, played through the doors that the staff use, and judged at the end."""

import tomllib
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from rich.markup import escape
from temporalio.client import Client

from activities.clock import now
from desk.addresses import API
from desk.evidence.check import check_pack
from newsroom.article import spoken
from newsroom.text import BlockKind, blocks
from workers.console import out
from workers.demo.aftermath import play_aftermath
from workers.demo.closing import Day, facts_of, nothing_left, open_work, show_verdict
from workers.demo.diary import Diary
from workers.demo.doors import MATERIAL, Doors
from workers.demo.epilogue import play_epilogue
from workers.demo.facts import Evidence, article_facts, history_of, until_published, visible_posts
from workers.demo.promises import checked
from workers.demo.report import show_articles, show_promises, show_refusals
from workers.demo.stories import Stage, play_story, through_an_outage
from workers.demo.tales import EDITOR, Tale
from workers.demo.trouble import DemoFailed, Refusal
from workers.stack import Stack, running_stack
from workers.temporal.client import connected_client
from workers.wiring.stores import Stores, opened_stores

_MARKER_CHARS = 40
_INTERRUPTED_STORY = "repost_official"


async def play(folder: Path, json_file: Path | None, *, outage: bool) -> int:
    """The exit code of the day: 0 only when every promise held."""
    out.print("[bold]Mở tòa soạn[/] (Postgres, Temporal, bộ mô phỏng kênh, tiến trình xử lý, bàn biên tập)…")
    async with running_stack(folder) as stack, AsyncExitStack() as cleanup:
        out.print(f"Temporal UI: {stack.links.temporal_ui}   Kênh: {stack.links.simulator}")
        http = await cleanup.enter_async_context(
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{stack.settings.desk_port}{API}", timeout=60)
        )
        simulator = await cleanup.enter_async_context(httpx.AsyncClient(base_url=stack.settings.simulator_url))
        stores = await cleanup.enter_async_context(opened_stores(stack.settings))
        client = await connected_client(stack.settings)
        scene = Stage(
            doors=Doors(stack.settings, http),
            client=client,
            simulator=simulator,
            servers=(stack.temporal, stack.postgres),
        )
        try:
            return await _day(stack, scene, stores, client, json_file, outage=outage)
        except DemoFailed as failed:
            out.print(f"[bold red]KHÔNG ĐẠT[/]: ngày làm việc dừng lại: {escape(str(failed))}")
            return 1


async def _day(
    stack: Stack, scene: Stage, stores: Stores, client: Client, json_file: Path | None, *, outage: bool
) -> int:
    script = tomllib.loads((MATERIAL / "script.toml").read_text(encoding="utf-8"))
    began, before = now(), await open_work(stores)
    tales = [_tale(row) for row in script["article"]]
    for number, tale in enumerate(tales, start=1):
        interrupted = outage and tale.story == _INTERRUPTED_STORY
        await (through_an_outage if interrupted else play_story)(scene, tale)
        await until_published(stores, tale.article_id)
        title = (await stores.reading.card(tale.article_id)).title
        out.print(f"[green]✓[/] {number:>2}/{len(tales)} {escape(title)} [dim]({tale.says})[/]")
    refused = await _flawed(scene, script["refused"])
    evidence = await _evidence(stack, scene, stores, client, tales, began)
    show_articles(evidence.articles, (await stores.boards.in_force()).board)
    diary = Diary()
    out.print("\n[bold]Hết ngày, việc chưa hết[/]")
    later = (*await play_epilogue(scene, stores, diary, tales, began), *await play_aftermath(scene, stores, diary))
    promises = (*checked(evidence), *later, await nothing_left(scene, stores, diary, before))
    refusals = [(tale.file, what, refusal) for tale in tales for what, refusal in tale.refusals]
    refusals += [(script["refused"]["file"], "bản thảo có lỗi", refused), *diary.refusals]
    day = Day(began=began, ended=now(), evidence=evidence, diary=diary, promises=promises, refusals=refusals)
    show_refusals(refusals)
    show_promises(promises)
    if json_file:
        json_file.write_text(await facts_of(day, stores), encoding="utf-8")
    show_verdict(day)
    return 0 if day.held else 1


async def _flawed(scene: Stage, row: dict[str, Any]) -> Refusal:
    article_id = await scene.doors.submit(row["author"], row["file"])
    refusal = await scene.doors.refused(EDITOR, "finish_edit", article_id)
    await scene.doors.act(row["author"], "withdraw", article_id, reason="Ảnh chưa có chú thích; sẽ gửi lại bài khác.")
    return refusal


async def _evidence(
    stack: Stack, scene: Stage, stores: Stores, client: Client, tales: list[Tale], began: datetime
) -> Evidence:
    posts = await visible_posts(scene.simulator, began)
    cards = {tale.article_id: await stores.reading.card(tale.article_id) for tale in tales}
    timelines = {article_id: await stores.reading.timeline(article_id) for article_id in cards}
    histories = {article_id: await history_of(client, article_id) for article_id in cards}
    async with httpx.AsyncClient() as http:
        metrics = (await http.get(stack.links.metrics)).text
    return Evidence(
        tales=tuple(tales),
        articles=tuple(article_facts(cards[i], timelines[i], histories[i], posts) for i in cards),
        cards=cards,
        timelines=timelines,
        histories=histories,
        markers={i: await _markers(stores, i) for i in cards},
        ledger_output=await scene.doors.command("ledger", "verify"),
        faults={i: check_pack(await scene.doors.evidence(i)) for i in cards},
        export_output=await _exported(stack, scene, tales[0].article_id),
        metrics=metrics,
        unstarted=len([i for i in await stores.articles.waiting_to_start() if i in cards]),
    )


async def _markers(stores: Stores, article_id: str) -> tuple[str, ...]:
    standing = await stores.articles.standing(article_id)
    content = await stores.articles.content(article_id, standing.content_hash)
    texts = [block.text for block in blocks(content.body_html) if block.kind is BlockKind.TEXT]
    return tuple(text[:_MARKER_CHARS] for text in texts if len(text) >= _MARKER_CHARS)


async def _exported(stack: Stack, scene: Stage, article_id: str) -> tuple[int, str]:
    path = str(stack.folder / f"{spoken(article_id)}.evidence.json")
    code, printed = await scene.doors.command("ledger", "export", article_id, "--out", path)
    return (code, printed) if code else await scene.doors.command("ledger", "check", path)


def _tale(row: dict[str, Any]) -> Tale:
    names = ("file", "author", "story", "says", "expected_class", "expected_owner")
    return Tale(**{name: row[name] for name in names}, second_file=row.get("second_file", ""))
