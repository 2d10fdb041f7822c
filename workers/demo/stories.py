"""What happens to each article of the day; a story ends when the article is approved and on its way."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx
from temporalio.client import Client, WorkflowUpdateFailedError

from activities.clock import now
from activities.contracts import SignedAct
from newsroom.article import ArticleId, ContentHash, MemberId
from newsroom.board import Office
from newsroom.claims import Claim, claim_text
from newsroom.stages import Act
from workers.demo.diary import until
from workers.demo.doors import Doors
from workers.demo.tales import EDITOR, Tale
from workers.demo.trouble import DemoFailed, Refusal
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal import EmbeddedTemporal
from workflows.messages import article_workflow_id

_EMBARGO: Final = timedelta(seconds=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the stories are played with."""

    doors: Doors
    client: Client
    simulator: httpx.AsyncClient
    servers: tuple[EmbeddedTemporal, EmbeddedPostgres]

    async def fault(self, channel: str, call: str, fault: str, match: str) -> None:
        """Let the simulator go wrong once, for the article with that title."""
        body = {"channel": channel, "call": call, "fault": fault, "times": 1, "match": match}
        (await self.simulator.post("/_sim/faults", json=body)).raise_for_status()

    async def tokens(self, **order: Any) -> dict[str, Any]:
        """Expire, revoke or renew a channel's token at the simulator."""
        answer = await self.simulator.post("/_sim/tokens", json=order)
        answer.raise_for_status()
        return dict(answer.json())


async def play_story(stage: Stage, tale: Tale) -> None:
    """Submit, edit and approve one article the way its story goes."""
    tale.article_id = await stage.doors.submit(tale.author, tale.file)
    await _STORIES.get(tale.story, _straight)(stage, tale)


async def _straight(stage: Stage, tale: Tale) -> None:
    await stage.doors.act(EDITOR, "finish_edit", tale.article_id)
    await stage.doors.act(tale.approver, "approve", tale.article_id)


async def _by_command(stage: Stage, tale: Tale) -> None:
    await stage.doors.must("edit", tale.article_id, "--as", EDITOR)
    seen = (await stage.doors.card(tale.article_id))["content_hash"]
    await stage.doors.must("approve", tale.article_id, "--as", tale.approver, "--hash", seen)


async def through_an_outage(stage: Stage, tale: Tale) -> None:
    """An article whose approval meets dead servers: refused clearly, nothing lost, approved when they are back."""
    tale.article_id = await stage.doors.submit(tale.author, tale.file)
    await stage.doors.act(EDITOR, "finish_edit", tale.article_id)
    seen = (await stage.doors.card(tale.article_id))["content_hash"]
    await asyncio.gather(*(server.kill() for server in stage.servers))
    refusal = await stage.doors.refused(tale.approver, "approve", tale.article_id, seen_hash=seen)
    tale.must_be("storage_unreachable", refusal, "duyệt khi Temporal và Postgres vừa bị tắt đột ngột")
    await asyncio.gather(*(server.start() for server in stage.servers))
    await stage.doors.act(tale.approver, "approve", tale.article_id)


async def _wrong_member(stage: Stage, tale: Tale) -> None:
    await stage.doors.act(EDITOR, "finish_edit", tale.article_id)
    refusal = await stage.doors.refused("standing-deputy", "approve", tale.article_id)
    tale.must_be("not_entitled", refusal, "người không có quyền bấm duyệt")
    await stage.doors.act(tale.approver, "approve", tale.article_id)


async def _author_approves(stage: Stage, tale: Tale) -> None:
    await stage.doors.act(EDITOR, "finish_edit", tale.article_id)
    refusal = await stage.doors.refused(tale.author, "approve", tale.article_id)
    tale.must_be("own_article", refusal, "tác giả tự duyệt bài của mình")
    await stage.doors.act(tale.approver, "approve", tale.article_id)


async def _stale_hash(stage: Stage, tale: Tale) -> None:
    doors, article_id = stage.doors, tale.article_id
    await doors.act(EDITOR, "finish_edit", article_id)
    opened = (await doors.card(article_id))["content_hash"]
    reason = {"reason": "Viết gọn phần mở đầu.", "reason_code": "form"}
    await doors.act(tale.approver, "return_for_edit", article_id, **reason)
    shorter = "Kỳ họp xem xét các nghị quyết quan trọng về phát triển kinh tế - xã hội của tỉnh."
    await doors.act(EDITOR, "finish_edit", article_id, file=tale.file, summary=shorter)
    refusal = await doors.refused(tale.approver, "approve", article_id, seen_hash=opened)
    tale.must_be("stale_text", refusal, "duyệt trên bản cũ")
    await doors.act(tale.approver, "approve", article_id)


async def _return_and_resubmit(stage: Stage, tale: Tale) -> None:
    doors, article_id = stage.doors, tale.article_id
    reason = {"reason": "Ghi rõ ngày thay cho “hôm nay”; viết lại số liệu.", "reason_code": "form"}
    await doors.act(EDITOR, "return_to_author", article_id, **reason)
    await doors.act(tale.author, "resubmit", article_id, file=tale.second_file)
    await _straight(stage, tale)


async def _forged_update(stage: Stage, tale: Tale) -> None:
    await stage.doors.act(EDITOR, "finish_edit", tale.article_id)
    card = await stage.doors.card(tale.article_id)
    claim = Claim(
        act_id="forged-" + tale.article_id,
        act=Act.APPROVE,
        article_id=ArticleId(tale.article_id),
        content_hash=ContentHash(card["content_hash"]),
        member=MemberId(tale.approver),
        office=Office(tale.expected_owner),
        made_at=now(),
    )
    forged = SignedAct(claim=claim_text(claim), signature="Z2nhuG3DoWlnaeG6o21hbw==")
    try:
        await stage.client.get_workflow_handle(article_workflow_id(tale.article_id)).execute_update("approve", forged)
    except WorkflowUpdateFailedError as failed:
        code = getattr(failed.cause, "type", "") or ""
        refusal = Refusal(code=code, message=getattr(failed.cause, "message", str(failed.cause)))
        tale.must_be("bad_signature", refusal, "lệnh duyệt giả gửi thẳng tới Temporal")
    else:
        raise DemoFailed(f"{tale.file}: lệnh duyệt giả được nhận")
    await stage.doors.act(tale.approver, "approve", tale.article_id)


async def _embargo(stage: Stage, tale: Tale) -> None:
    await stage.doors.act(EDITOR, "finish_edit", tale.article_id)
    hour = now() + _EMBARGO
    await stage.doors.act(tale.approver, "approve", tale.article_id, publish_at=hour.isoformat())
    card = await stage.doors.card(tale.article_id)
    if card["stage"] != "scheduled" or tale.article_id in (await stage.simulator.get("/_sim/visible")).text:
        raise DemoFailed(f"{tale.file}: bài hẹn giờ đã hiện ra trước giờ")


async def _ambiguous_facebook(stage: Stage, tale: Tale) -> None:
    title = (await stage.doors.card(tale.article_id))["title"]
    await stage.fault("fanpage", "publish_post", "server_error_after", title)
    await _straight(stage, tale)


async def _expired_zalo(stage: Stage, tale: Tale) -> None:
    await stage.tokens(channel="zalo_oa", action="expire")
    await _straight(stage, tale)


async def _expired_facebook(stage: Stage, tale: Tale) -> None:
    await stage.tokens(channel="fanpage", action="revoke", subcode=463)
    await _straight(stage, tale)
    await until(lambda: _needs_person(stage, tale), f"{tale.file}: chờ kênh Fanpage dừng")
    refusal = await stage.doors.refused("secretary", "resume_channel", tale.article_id, channel="fanpage")
    tale.must_be("not_entitled", refusal, "Thư ký cho kênh đăng tiếp khi Kỹ sư có mặt")
    fresh = f"khoa-trang-moi-{tale.article_id}"
    await stage.tokens(channel="fanpage", action="install", token=fresh)
    await stage.doors.must("channels", "token", "fanpage", given=f"{fresh}\n")
    await stage.doors.act("engineer", "resume_channel", tale.article_id, channel="fanpage")


async def _needs_person(stage: Stage, tale: Tale) -> bool:
    channels = (await stage.doors.card(tale.article_id))["channels"]
    return any(row["channel"] == "fanpage" and row["outcome"] == "needs_person" for row in channels)


_STORIES: Final[dict[str, Callable[[Stage, Tale], Awaitable[None]]]] = {
    "straight": _by_command,
    "wrong_member": _wrong_member,
    "author_approves": _author_approves,
    "stale_hash": _stale_hash,
    "return_and_resubmit": _return_and_resubmit,
    "forged_update": _forged_update,
    "embargo": _embargo,
    "ambiguous_facebook_500": _ambiguous_facebook,
    "expired_zalo_token": _expired_zalo,
    "expired_facebook_token": _expired_facebook,
}
