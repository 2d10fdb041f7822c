"""What must not slip by, and what goes wrong: reserved news, a contributor's text, a stopped channel, an incident."""

from datetime import timedelta
from typing import Final

from activities.clock import now
from newsroom.article import spoken
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.entries import readable
from newsroom.stages import Act
from workers.demo.diary import Diary, until
from workers.demo.facts import approvals, until_published
from workers.demo.promises import Promise, promised
from workers.demo.stories import Stage
from workers.demo.tales import EDITOR
from workers.wiring.stores import Stores

_RESERVED_NEWS: Final = "15-hoi-nghi-tinh-uy-hop-tac-xa.md"
_CONTRIBUTED: Final = "12-truong-hoc-vung-cao-ban-2.md"
_CONTRIBUTED_TITLE: Final = "Tiếng đọc sách buổi tối ở trường bán trú vùng cao"
_RULE_OF_THE_HEAD, _RULE_OF_THE_CHANNELS = 22, 81


async def play_aftermath(scene: Stage, stores: Stores, diary: Diary) -> tuple[Promise, ...]:
    """Two more promises. A contributor's text comes in for the first, and its channel stops for the second."""
    asked = await _reserved_news(scene, stores, diary)
    article_id, received = await _contributed(scene, diary)
    resumed = await _stopped_channel(scene, stores, diary, article_id)
    return (
        promised(
            "15 Không đi vòng qua ai",
            [*asked, *received],
            "Tin họp Tỉnh ủy ghi chủ đề khác không rời bước biên tập; sửa chủ đề thì tới Trưởng Ban. "
            "Bài cộng tác viên vào qua Thư ký, có số tiếp nhận.",
        ),
        promised(
            "16 Sự cố có người lo",
            [*resumed, *await _incident(scene, diary)],
            "Kỹ sư vắng thì Thư ký cho kênh đang dừng đăng tiếp; sự việc được báo, tổng hợp, quyết định, "
            "người báo nhận được quyết định.",
        ),
    )


async def _reserved_news(scene: Stage, stores: Stores, diary: Diary) -> list[str]:
    doors = scene.doors
    article_id = await doors.submit("reporter-1", _RESERVED_NEWS)
    points = [point["code"] for point in (await doors.card(article_id))["to_confirm"]]
    unasked = await doors.refused(EDITOR, "finish_edit", article_id)
    await doors.act(EDITOR, "finish_edit", article_id, topics=["party_meeting"])
    waits_for = (await doors.card(article_id))["waiting_for"]
    not_his = await doors.refused("standing-deputy", "approve", article_id)
    await doors.act("head", "approve", article_id)
    await until_published(stores, article_id)
    ground = approvals(await stores.reading.timeline(article_id))[0].ground
    diary.tell(
        "Tin họp Tỉnh ủy gửi nhầm chủ đề kinh tế: hỏi lại khi biên tập, rồi Trưởng Ban duyệt", article=article_id
    )
    return [
        *diary.faults_of(unasked, "checklist", _RESERVED_NEWS, "trình tin họp Tỉnh ủy dưới chủ đề kinh tế"),
        *diary.faults_of(not_his, "not_entitled", _RESERVED_NEWS, "người không có quyền bấm duyệt tin đã sửa chủ đề"),
        *([] if "reserved_news" in points else [f"{article_id}: bài không nêu điểm phải xác nhận"]),
        *([] if ground.rule == _RULE_OF_THE_HEAD else [f"{article_id}: chờ {waits_for}, duyệt theo {ground.clause}"]),
    ]


async def _contributed(scene: Stage, diary: Diary) -> tuple[str, list[str]]:
    doors = scene.doors
    receipt = await doors.hand_in("contributor-1", _CONTRIBUTED, title=_CONTRIBUTED_TITLE)
    article_id, number = str(receipt["article_id"]), receipt["receipt"]
    before = await _received(scene, "secretary", article_id)
    too_soon = await doors.refused(EDITOR, "finish_edit", article_id)
    await doors.act("secretary", "take_in", article_id)
    after = await _received(scene, "contributor-1", article_id)
    diary.tell(f"Bài cộng tác viên: Thư ký tiếp nhận, số {number}, rồi chuyển biên tập", article=article_id)
    went = [(number, "received"), (number, "editing")]
    return article_id, [
        *diary.faults_of(too_soon, "wrong_stage", _CONTRIBUTED, "biên tập bài Thư ký chưa tiếp nhận"),
        *([] if [before, after] == went else [f"{article_id}: sổ tiếp nhận ghi {before}, {after}; lẽ ra {went}"]),
    ]


async def _received(scene: Stage, member: str, article_id: str) -> tuple[int, str]:
    """Number of receipt and stage of a contributor's text, as a member sees it listed."""
    listed = (await scene.doors.look(member, "/intake"))["articles"]
    return next(((row["receipt"], row["stage"]) for row in listed if row["article_id"] == article_id), (0, ""))


async def _stopped_channel(scene: Stage, stores: Stores, diary: Diary, article_id: str) -> list[str]:
    doors = scene.doors
    evening = (now() + timedelta(hours=8)).isoformat()
    absence = (await doors.post("engineer", "/absences", ends_at=evening, reason="Đi công tác"))["id"]
    await scene.fault("fanpage", "publish_post", "token_expired", _CONTRIBUTED_TITLE)
    await doors.act(EDITOR, "finish_edit", article_id)
    await doors.act("standing-deputy", "approve", article_id)
    await until(lambda: _waits_for(scene, "secretary", article_id), "kênh dừng không tới hộp việc của Thư ký")
    await doors.act("secretary", "resume_channel", article_id, channel="fanpage")
    await until_published(stores, article_id)
    await doors.post("engineer", f"/absences/{absence}/end")
    diary.tell("Kỹ sư đi vắng, Fanpage dừng: Thư ký cho đăng tiếp", article=article_id, absence=absence)
    lines = readable(await stores.reading.timeline(article_id))
    acts = [line for line in lines if isinstance(line, ActAccepted) and line.act is Act.RESUME_CHANNEL]
    right = [(act.member, act.ground.rule) for act in acts] == [("secretary", _RULE_OF_THE_CHANNELS)]
    return [] if right else [f"{article_id}: sổ không ghi Thư ký làm thay theo mục II.8, gạch đầu dòng thứ 1"]


async def _incident(scene: Stage, diary: Diary) -> list[str]:
    doors = scene.doors
    said = {
        "title": "Fanpage dừng khi Kỹ sư đi vắng",
        "account": "Bài đã duyệt chỉ hiện trên Cổng và Zalo cho tới khi Thư ký cho đăng tiếp.",
        "proposal": "Đổi khóa Fanpage trước ngày hết hạn; ghi vào lịch trực.",
    }
    number = (await doors.post("reporter-2", "/incidents", **said))["id"]
    path, matter = f"/incidents/{number}", f"incident/{number}"
    await until(lambda: doors.is_asked("secretary", "compile", matter), "sự việc không tới hộp việc của Thư ký")
    await doors.post("secretary", f"{path}/compile", summary="Đề nghị Trưởng Ban giao Kỹ sư đổi khóa trước hạn.")
    await until(lambda: doors.is_asked("head", "decide", matter), "sự việc không tới hộp việc của Trưởng Ban")
    ruling = {"decision": "Đồng ý, xong trong tuần.", "concerns": ["engineer"]}
    seal = (await doors.look("head", path))["seal"]
    decided = await doors.post("head", f"{path}/decide", seen_seal=seal, **ruling)
    diary.tell("Sự việc được báo kèm đề xuất: Thư ký tổng hợp, Trưởng Ban quyết định", incident=number)
    unheard = [
        who for who in ("reporter-2", "engineer") if not await _heard(scene, who, spoken(number), ruling["decision"])
    ]
    return [
        *([] if decided["stage"] == "decided" else [f"{spoken(number)}: chưa có quyết định"]),
        *(f"{spoken(number)}: {who} không được báo quyết định" for who in unheard),
    ]


async def settle_alarms(scene: Stage, diary: Diary) -> None:
    """What the day's urgent alarms have opened goes the way of every incident."""
    doors = scene.doors
    for incident in (await doors.look("secretary", "/incidents?open=true"))["incidents"]:
        path = f"/incidents/{incident['id']}"
        written = await doors.post("secretary", f"{path}/compile", summary="Máy chủ dừng đã chạy lại, việc đã đi tiếp.")
        ruling = {"decision": "Đã rõ, Kỹ sư theo dõi thêm.", "concerns": ["engineer"], "seen_seal": written["seal"]}
        await doors.post("head", f"{path}/decide", **ruling)
        diary.tell(
            f"Cảnh báo khẩn “{incident['title']}”: Thư ký tổng hợp, Trưởng Ban quyết định", incident=incident["id"]
        )


async def _waits_for(scene: Stage, member: str, article_id: str) -> bool:
    return any(task["article_id"] == article_id for task in (await scene.doors.look(member, "/inbox"))["tasks"])


async def _heard(scene: Stage, member: str, number: str, decision: object) -> bool:
    notes = (await scene.doors.look(member, "/inbox"))["notifications"]
    return any(number in note["text"] and str(decision) in note["text"] for note in notes)
