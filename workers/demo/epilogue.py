"""After the day: somebody travels, somebody disagrees, something published must be mended or taken down."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from activities.clock import now
from newsroom.matters.kinds import AmendmentStage
from workers.demo.diary import Diary, until
from workers.demo.facts import approvals, until_published, visible_posts
from workers.demo.promises import Promise, promised
from workers.demo.stories import Stage
from workers.demo.tales import EDITOR, Tale
from workers.wiring.stores import Stores

_MEETING_AHEAD: Final = timedelta(seconds=4)
_NEWS: Final = "12-truong-hoc-vung-cao-ban-2.md"
_LAST_WORD: Final = {"title": "Học sinh vùng cao Cao Bằng có thêm thư viện mở mới"}


async def play_epilogue(
    scene: Stage, stores: Stores, diary: Diary, tales: list[Tale], began: datetime
) -> tuple[Promise, ...]:
    """Three more promises, each with what broke it; the articles of the day are where they begin."""
    return (
        promised(
            "12 Vắng mặt không trao quyền",
            await _absence(scene, stores, diary),
            "Phó Trưởng Ban Thường trực đi vắng: bài chờ Trưởng Ban phân công, "
            "người được phân công duyệt, căn cứ ghi rõ phân công, phạm vi, thời hạn.",
        ),
        promised(
            "13 Chưa thống nhất thì họp",
            await _meeting(scene, stores, diary),
            "Bài đưa ra họp không ai duyệt được cho tới khi Trưởng Ban kết luận biên bản.",
        ),
        promised(
            "14 Sửa, gỡ trên mọi kênh",
            await _amendments(scene, stores, diary, tales, began),
            "Sửa lỗi giữ nguyên địa chỉ, mỗi kênh một bài; bài đã gỡ không còn ở kênh nào.",
        ),
    )


async def _absence(scene: Stage, stores: Stores, diary: Diary) -> list[str]:
    doors = scene.doors
    article_id = await doors.submit("reporter-1", _NEWS)
    await doors.act(EDITOR, "finish_edit", article_id)
    evening = (now() + timedelta(hours=8)).isoformat()
    away = {"starts_at": now().isoformat(), "ends_at": evening, "reason": "Đi công tác"}
    absence = (await doors.post("standing-deputy", "/absences", **away))["id"]
    refusal = await doors.refused("standing-deputy", "approve", article_id)
    await until(lambda: _waits_for_the_head(scene, article_id), "bài không chờ Trưởng Ban phân công")
    await doors.post(
        "head", f"/absences/{absence}/assign", to="deputy", reason="Duyệt thay trong thời gian đi công tác"
    )
    await doors.act("deputy", "approve", article_id)
    await until_published(stores, article_id)
    await doors.post("standing-deputy", f"/absences/{absence}/end")
    ground = approvals(await stores.reading.timeline(article_id))[0].ground
    diary.tell(
        "Phó Trưởng Ban Thường trực đi vắng: Trưởng Ban phân công Phó Trưởng Ban duyệt thay",
        article=article_id,
        absence=absence,
    )
    return [
        *diary.faults_of(refusal, "not_entitled", _NEWS, "người đang vắng bấm duyệt"),
        *([] if ground.rule == 33 and ground.grant and ground.dates else ["căn cứ thiếu phân công"]),  # noqa: PLR2004
    ]


async def _meeting(scene: Stage, stores: Stores, diary: Diary) -> list[str]:
    doors = scene.doors
    article_id = await doors.submit("reporter-2", _NEWS)
    await doors.act(EDITOR, "finish_edit", article_id)
    await doors.act("standing-deputy", "refer", article_id, reason="Chưa thống nhất cách nêu số liệu.")
    refusal = await doors.refused("standing-deputy", "approve", article_id)
    at = (now() + _MEETING_AHEAD).isoformat()
    called = {"starts_at": at, "place": "Phòng họp 2", "topic": "Bài chưa thống nhất"}
    meeting = (await doors.post("head", "/meetings", **called))["id"]
    await until(
        lambda: doors.is_asked("secretary", "minute", f"meeting/{meeting}"), "Thư ký chưa được mời ghi biên bản"
    )
    minutes = "Thống nhất giữ số liệu của sở."
    conclusions = [{"article_id": article_id, "outcome": "release"}]
    written = await doors.post("secretary", f"/meetings/{meeting}/minutes", minutes=minutes, conclusions=conclusions)
    await doors.post("head", f"/meetings/{meeting}/conclude", seen_minutes=written["minutes_seal"])
    await until(lambda: _awaits_approval(scene, article_id), "bài chưa trở lại chờ duyệt")
    await doors.act("standing-deputy", "approve", article_id)
    await until_published(stores, article_id)
    diary.tell(
        "Bài chưa thống nhất: họp, Trưởng Ban kết luận biên bản rồi mới duyệt", article=article_id, meeting=meeting
    )
    return diary.faults_of(refusal, "wrong_stage", _NEWS, "duyệt bài đang chờ họp")


async def _amendments(scene: Stage, stores: Stores, diary: Diary, tales: list[Tale], began: datetime) -> list[str]:
    mended, removed = (
        next(tale.article_id for tale in tales if tale.story == story)
        for story in ("return_and_resubmit", "repost_unlisted")
    )
    before = await _addresses(scene, mended)
    told = {"change": "update", "reason": "Thư viện là thư viện mới"}
    proposal = await scene.doors.propose(EDITOR, mended, _NEWS, told, _LAST_WORD)
    await scene.doors.post("standing-deputy", f"/amendments/{proposal['id']}/approve", seen_hash=proposal["new_hash"])
    order = await scene.doors.post(EDITOR, f"/articles/{removed}/amendments", change="take_down", reason="Hết thời hạn")
    await scene.doors.post("standing-deputy", f"/amendments/{order['id']}/approve")
    for each in (proposal["id"], order["id"]):
        await until(lambda each=each: _is_done(stores, each), f"{each} chưa xong trên các kênh")  # type: ignore[misc]
    diary.tell("Bài đã đăng sửa một chữ, trên mọi kênh, địa chỉ giữ nguyên", article=mended, amendment=proposal["id"])
    diary.tell("Bài đã đăng gỡ xuống, trên mọi kênh", article=removed, amendment=order["id"])
    posts = await visible_posts(scene.simulator, began)
    return list(_amendment_faults(before, await _addresses(scene, mended), mended, removed, posts))


def _amendment_faults(
    before: dict[str, str], after: dict[str, str], mended: str, removed: str, posts: list[dict[str, Any]]
) -> Iterator[str]:
    if before != after:
        yield f"địa chỉ đổi sau khi sửa: {before} -> {after}"
    words = [post for post in posts if _LAST_WORD["title"] in str(post)]
    if len(words) < len(after):
        yield f"{mended}: chưa đủ kênh hiện bản đã sửa"
    if any(removed in str(post) for post in posts):
        yield f"{removed}: vẫn còn hiện sau khi gỡ"


async def _addresses(scene: Stage, article_id: str) -> dict[str, str]:
    card = await scene.doors.card(article_id)
    return {row["channel"]: row["url"] for row in card["channels"]}


async def _waits_for_the_head(scene: Stage, article_id: str) -> bool:
    return bool((await scene.doors.card(article_id))["hold"] == "head_to_assign")


async def _awaits_approval(scene: Stage, article_id: str) -> bool:
    return bool((await scene.doors.card(article_id))["stage"] == "awaiting_approval")


async def _is_done(stores: Stores, amendment_id: str) -> bool:
    return (await stores.matter_reading.amendment(amendment_id)).amendment.stage is AmendmentStage.DONE
