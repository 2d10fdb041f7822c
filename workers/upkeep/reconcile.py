"""After a restore the rows and the workflow server tell of different hours; the rows are right.

A workflow of an article takes all it needs from the rows when it starts, so whatever differs is ended and started anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.clock import now
from activities.contracts import EDITORIAL_QUEUE
from activities.storage.upkeep.open_work import OpenArticle, name_in_rows
from desk.starting import Starter
from newsroom.matters.acts import kind_of
from newsroom.stages import CLOSED, Stage
from workers.wiring.stores import Stores
from workflows.messages import STANDING_CHANGED, MatterInput, article_id_from, article_workflow_id
from workflows.registry import ARTICLE, BOARD, MATTERS, WorkflowKind
from workflows.search_attributes import ARTICLE_STAGE

_ENDS_WITHIN: Final = timedelta(seconds=30)
_REASON: Final = "Kho dữ liệu đã được phục hồi; quy trình bắt đầu lại theo sổ."


class Finding(StrEnum):
    """How a workflow stands to the rows."""

    IN_STEP = "in_step"
    WAITING_TO_START = "waiting_to_start"
    MISSING = "missing"
    ENDED = "ended"
    APART = "apart"
    ORPHAN = "orphan"
    LINGERING = "lingering"
    FOREIGN = "foreign"
    MATTER = "matter"


ADVICE: Final[dict[Finding, str]] = {
    Finding.IN_STEP: "khớp; quy trình của bài được nhắc đọc lại sổ",
    Finding.WAITING_TO_START: "chưa từng bắt đầu; bàn biên tập tự khởi động",
    Finding.MISSING: "không còn quy trình; khởi động lại từ sổ",
    Finding.ENDED: "quy trình đã kết thúc sau lúc sao lưu; khởi động lại, người có thẩm quyền quyết định lại, "
    "kênh được đọc trước khi đăng",
    Finding.APART: "quy trình ở bước khác; kết thúc rồi khởi động lại từ sổ",
    Finding.ORPHAN: "bài gửi sau lúc sao lưu, nội dung đã mất; quy trình được kết thúc, đề nghị tác giả gửi lại",
    Finding.LINGERING: "bài đã khép lại theo sổ mà quy trình vẫn chạy; quy trình được kết thúc",
    Finding.FOREIGN: "quy trình mang tên không phải của bài nào, không do tòa soạn mở; quy trình được kết thúc",
    Finding.MATTER: "việc của Ban còn đang mở; quy trình bắt đầu lại từ sổ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One workflow held against the rows. Shape: `name` is the workflow's id; `stage` only for an article."""

    name: str
    finding: Finding
    stage: Stage | None = None


async def differences(client: Client, stores: Stores) -> tuple[Found, ...]:
    """Every open article and matter, and every running article that belongs to no open row; nothing is changed.

    Shape: a matter whose workflow runs since the last restore is in step.
    """
    found = [
        Found(name=article_workflow_id(article.id), finding=await _finding(client, article), stage=article.stage)
        for article in await stores.open_work.articles()
    ]
    restored = await stores.recovery.last_restore()
    since = restored.at if restored else None
    found += [
        Found(name=name, finding=await _matter_finding(client, name, since)) for name in await _open_matters(stores)
    ]
    return (*found, *await _strays(client, stores))


async def mend(client: Client, starter: Starter, found: Found) -> bool:
    """Whether the workflow is as the rows want it now, or will be by itself.

    Again: an article in step is only asked to read the rows once more; a matter begins once more from its rows.
    """
    article_id = article_id_from(found.name) or ""
    match found.finding:
        case Finding.IN_STEP:
            if article_id:
                await client.get_workflow_handle(found.name).signal(STANDING_CHANGED)
            return True
        case Finding.MISSING | Finding.ENDED:
            return await starter.start(article_id, again=True)
        case Finding.APART:
            await _end(client, found.name)
            return await starter.start(article_id, again=True)
        case Finding.ORPHAN | Finding.LINGERING | Finding.FOREIGN:
            await _end(client, found.name)
            return True
        case Finding.MATTER:
            await _resume(client, found.name)
            return True
        case Finding.WAITING_TO_START:
            return True


async def _open_matters(stores: Stores) -> tuple[str, ...]:
    """The matters that need a workflow; the notice in force too, when its hour came and the rows do not know of it."""
    matters = await stores.open_work.matters()
    if not await stores.moves.is_behind():
        return matters
    in_force = await stores.boards.in_force()
    return (*matters, BOARD.id_of(in_force.digest[:12]))


async def _finding(client: Client, article: OpenArticle) -> Finding:
    described = await _described(client, article_workflow_id(article.id))
    if described is None:
        return Finding.MISSING if article.started else Finding.WAITING_TO_START
    if described.status is not WorkflowExecutionStatus.RUNNING:
        return Finding.ENDED
    if (described.workflow_type, described.task_queue) != (ARTICLE.name, EDITORIAL_QUEUE):
        # Somebody has put another in its place; it may show whatever attributes it likes.
        return Finding.APART
    seen = described.typed_search_attributes.get(ARTICLE_STAGE)
    # One that is publishing holds on to the text it began with, so it is never only reminded.
    return Finding.IN_STEP if seen == article.stage and article.stage is not Stage.PUBLISHING else Finding.APART


async def _matter_finding(client: Client, matter: str, restored_at: datetime | None) -> Finding:
    """A matter is in step when its workflow runs and began from these rows: it shows no stage to compare."""
    known = kind_of(matter)
    described = await _described(client, matter)
    if known is None or described is None or described.status is not WorkflowExecutionStatus.RUNNING:
        return Finding.MATTER
    if (described.workflow_type, described.task_queue) != (MATTERS[known].name, EDITORIAL_QUEUE):
        return Finding.MATTER
    is_older = restored_at is not None and described.start_time <= restored_at
    return Finding.MATTER if is_older else Finding.IN_STEP


async def _described(client: Client, name: str) -> WorkflowExecutionDescription | None:
    try:
        return await client.get_workflow_handle(name).describe()
    except RPCError as gone:
        if gone.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None


async def _resume(client: Client, matter: str) -> None:
    known = kind_of(matter)
    if known is None:
        return
    kind = MATTERS[known]
    # A notice may be carried under the name of its adoption, which the rows do not know; the list may lag behind.
    carriers = {matter, *(name for name in await _running(client, kind) if name_in_rows(name) == matter)}
    for name in carriers:
        await _end(client, name)
    start = MatterInput(matter=matter, resumed=True)
    await client.start_workflow(kind.name, start, id=matter, task_queue=EDITORIAL_QUEUE)


async def _end(client: Client, name: str) -> None:
    try:
        await client.get_workflow_handle(name).terminate(_REASON)
    except RPCError as gone:
        if gone.status is not RPCStatusCode.NOT_FOUND:
            raise


async def _strays(client: Client, stores: Stores) -> list[Found]:
    """Running articles that the rows do not know, or know to be closed for longer than a workflow takes to end.

    Shape: those under a name that is no article's come first.
    """
    running = await _running(client, ARTICLE)
    by_article = {article_id: name for name in running if (article_id := article_id_from(name))}
    known = await stores.open_work.known(list(by_article))
    ended_by = now() - _ENDS_WITHIN
    found = [Found(name=name, finding=Finding.FOREIGN) for name in sorted({*running} - {*by_article.values()})]
    for article_id, name in sorted(by_article.items()):
        stage, since = known.get(article_id, (None, ended_by))
        if stage is None:
            found.append(Found(name=name, finding=Finding.ORPHAN))
        elif stage in CLOSED and since <= ended_by:
            found.append(Found(name=name, finding=Finding.LINGERING, stage=stage))
    return found


async def _running(client: Client, kind: WorkflowKind) -> list[str]:
    query = f"WorkflowType = '{kind.name}' AND ExecutionStatus = 'Running'"
    return [found.id async for found in client.list_workflows(query)]
