"""What is wrong, judged from what was seen: pure, so that every rule can be shown without a server.

This file judges what the newsroom runs on; `judging_work` judges the promises and the people's work.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from activities import clock
from activities.storage.checks import Check, CheckName
from newsroom.publishing import CHANNEL_LABELS
from workers.watch.alarms import Alarm, Finding
from workers.watch.judging_messages import message_findings
from workers.watch.judging_work import work_findings
from workers.watch.sights import Sights
from workers.watch.wording import articles, hour, lasting, matters, said
from workflows.registry import MATTERS

LOST_FOR: Final = timedelta(seconds=30)
"""A server that is restarted in good order is no news."""

NO_POLLERS_FOR: Final = timedelta(minutes=3)
"""Longer than a rollout: a worker takes up to twenty seconds to finish what it does and about as long to start."""

LEDGER_HELD_SECONDS: Final = 5
TARGET_FAILING_FOR: Final = timedelta(minutes=3)
FAILED_PROBES: Final = 2
CHECKED_WITHIN: Final = timedelta(hours=26)
"""Ledger and backup are looked after every night; two hours are for a slow one."""

DRILLED_WITHIN: Final = timedelta(days=8)
"""A backup is brought back every week; a day is for a slow one."""

_MATTER_WORDS: Final[dict[str, str]] = {matter: kind.label for matter, kind in MATTERS.items()}
_COMPARE_ARTICLES: Final = (
    "Xem `toasoan reconcile` (chỉ xem); `toasoan reconcile --apply` khởi động lại quy trình đã mất từ sổ."
)
_COMPARE_MATTERS: Final = "Đối chiếu `toasoan reconcile` (chỉ xem) với các quy trình đang chạy trong Temporal UI."

GRANT_ENDS_WITHIN: Final = timedelta(days=7)
GRANT_URGENT_WITHIN: Final = timedelta(days=1)


def judge(sights: Sights) -> tuple[Finding, ...]:
    """Everything that is not as promised at this moment.

    Shape: at most one finding per key; with the storage away, promises are judged by its last answer, and say so.
    """
    return (
        *_servers(sights),
        *_clock(sights),
        *work_findings(sights),
        *_pollers(sights),
        *_stuck(sights),
        *_near_limit(sights),
        *_ledger_held(sights),
        *_unforeseen(sights),
        *_differences(sights),
        *_channels(sights),
        *_asked_by_others(sights),
        *_tokens(sights),
        *_upkeep(sights),
        *_targets(sights),
        *message_findings(sights),
    )


def _servers(sights: Sights) -> Iterator[Finding]:
    storage, temporal = sights.storage.lost_since, sights.temporal.lost_since
    if storage and sights.at - storage >= LOST_FOR:
        text = (
            f"Kho dữ liệu (Postgres) không trả lời từ {hour(storage)}: chưa ghi được việc nào. "
            "Kiểm tra máy chủ Postgres và đường mạng tới đó."
        )
        yield Finding(alarm=Alarm.STORAGE_DOWN, summary=text, since=storage)
    if temporal and sights.at - temporal >= LOST_FOR:
        text = (
            f"Máy chủ quy trình (Temporal) không trả lời từ {hour(temporal)}: bài gửi vào vẫn được giữ, "
            "nhưng chưa duyệt và chưa đăng được. Kiểm tra máy chủ Temporal."
        )
        yield Finding(alarm=Alarm.TEMPORAL_DOWN, summary=text, since=temporal)


def _clock(sights: Sights) -> Iterator[Finding]:
    if abs(sights.clock_ahead) > clock.APART:
        seconds = round(abs(sights.clock_ahead).total_seconds())
        way = "nhanh" if sights.clock_ahead > timedelta() else "chậm"
        text = (
            f"Đồng hồ của máy chạy trạm canh {way} {seconds} giây so với kho dữ liệu. Mọi giờ vẫn lấy theo kho nên "
            "thời hạn không sai; chỉnh lại đồng hồ (NTP) của máy bị lệch, hoặc của máy chủ Postgres nếu nó sai."
        )
        yield Finding(alarm=Alarm.CLOCK_WRONG, summary=text, since=sights.at)


def _pollers(sights: Sights) -> Iterator[Finding]:
    for queue, since in sights.pollers_gone.items():
        if sights.at - since >= NO_POLLERS_FOR:
            text = (
                f"Không còn tiến trình nào phục vụ hàng đợi {queue} từ {hour(since)}: việc của hàng đợi này đứng lại. "
                f"Chạy lại `toasoan worker --queue {queue}`."
            )
            yield Finding(alarm=Alarm.NO_POLLERS, summary=text, since=since, label=("queue", queue))


def _stuck(sights: Sights) -> Iterator[Finding]:
    if sights.visible and sights.visible.stuck:
        stuck = sights.visible.stuck
        text = (
            f"{len(stuck)} quy trình bị kẹt vì xử lý lỗi liên tiếp: {said(', '.join(stuck[:3]))}. "
            "Mở Temporal UI, tìm TemporalReportedProblems IS NOT NULL và xem lỗi của quy trình."
        )
        yield Finding(alarm=Alarm.TASK_FAILURES, summary=text, since=sights.visible.at, about=stuck)


def _near_limit(sights: Sights) -> Iterator[Finding]:
    if sights.visible and sights.visible.near_limit:
        near = sights.visible.near_limit
        text = (
            f"{len(near)} quy trình sắp dùng hết số thao tác mà Temporal nhận: {said(', '.join(near[:3]))}. "
            "Quy trình chưa sang được lượt mới vì còn chờ một kênh; xem kênh ấy và nguồn gửi thao tác."
        )
        yield Finding(alarm=Alarm.NEAR_LIMIT, summary=text, since=sights.visible.at, about=near)


def _ledger_held(sights: Sights) -> Iterator[Finding]:
    if sights.watched is None or sights.watched.ledger_wait_seconds <= LEDGER_HELD_SECONDS:
        return
    since = sights.watched.at - timedelta(seconds=sights.watched.ledger_wait_seconds)
    text = (
        f"Sổ ghi đang bị giữ từ {hour(since)}: mọi thao tác phải chờ. "
        "Tìm phiên đang giữ bằng pg_locks theo trang hướng dẫn, rồi kết thúc phiên đó."
    )
    yield Finding(alarm=Alarm.LEDGER_HELD, summary=text, since=since)


def _unforeseen(sights: Sights) -> Iterator[Finding]:
    if sights.watched and sights.watched.unforeseen:
        steps = sights.watched.unforeseen
        text = (
            f"Lỗi ngoài dự kiến của phần mềm lặp lại ở {said(', '.join(step.name for step in steps))}, "
            f"lần gần nhất {hour(steps[-1].since)}. Xem mục unforeseen_error trong nhật ký của tiến trình worker."
        )
        yield Finding(alarm=Alarm.UNFORESEEN, summary=text, since=steps[0].since)


def _differences(sights: Sights) -> Iterator[Finding]:
    for kind, found in sights.differences.items():
        if found:
            about, since = tuple(one.about for one in found), found[0].since
            text = f"Kho dữ liệu và Temporal không khớp: {_said_of(kind, about)}, từ {hour(since)}. Kho là căn cứ. "
            advice = _COMPARE_MATTERS if kind in _MATTER_WORDS else _COMPARE_ARTICLES
            yield Finding(
                alarm=Alarm.RECORDS_DISAGREE, summary=text + advice, since=since, label=("kind", kind), about=about
            )


def _said_of(kind: str, about: tuple[str, ...]) -> str:
    if kind in _MATTER_WORDS:
        return (
            f"{matters(about)} về {_MATTER_WORDS[kind]} đang mở theo nguồn này mà không mở theo nguồn kia "
            "(quy trình bị dừng, hoặc việc đã xong)"
        )
    if kind == "open":
        return (
            f"{articles(about)} đang mở theo nguồn này mà không mở theo nguồn kia "
            "(quy trình bị dừng, hoặc bài không còn)"
        )
    return f"{articles(about)} trễ hạn đăng theo nguồn này mà không trễ theo nguồn kia"


def _channels(sights: Sights) -> Iterator[Finding]:
    for channel, probe in sights.channels.items():
        if probe.failures >= FAILED_PROBES and probe.failing_since:
            text = (
                f"Không liên lạc được với {CHANNEL_LABELS[channel]} từ {hour(probe.failing_since)}: "
                f"{said(probe.explanation)}. Kiểm tra bằng `toasoan channels check`."
            )
            label = ("channel", channel.value)
            yield Finding(alarm=Alarm.CHANNEL_UNREACHABLE, summary=text, since=probe.failing_since, label=label)


def _asked_by_others(sights: Sights) -> Iterator[Finding]:
    """What the workers' daily question to the channels found, where the watch itself has no way to ask them."""
    check = sights.watched.checks.get(CheckName.TOKENS) if sights.watched and not sights.channels else None
    if check and not check.ok and sights.at - check.at <= CHECKED_WITHIN:
        text = (
            f"Lần hỏi thăm các kênh lúc {hour(check.at)} chưa đạt: {said(check.note)} "
            "Kiểm tra bằng `toasoan channels check` ở nơi có quyền truy cập kênh."
        )
        yield Finding(alarm=Alarm.CHANNEL_UNREACHABLE, summary=text, since=check.at)


def _tokens(sights: Sights) -> Iterator[Finding]:
    if sights.watched is None:
        return
    for channel, ends in sights.watched.granted_until.items():
        left = ends - sights.at
        if left <= GRANT_ENDS_WITHIN:
            when = f"hết hạn lúc {hour(ends)}" if left > timedelta() else f"đã hết hạn từ {hour(ends)}"
            text = (
                f"Quyền truy cập {CHANNEL_LABELS[channel]} {when}; khi đó kênh từ chối mọi bài. "
                f"Xin cấp quyền mới, rồi nhập bằng `toasoan channels token {channel}`."
            )
            yield Finding(
                alarm=Alarm.ACCESS_EXPIRING,
                summary=text,
                since=ends - GRANT_ENDS_WITHIN,
                label=("channel", channel.value),
                urgent=left <= GRANT_URGENT_WITHIN,
            )


def _upkeep(sights: Sights) -> Iterator[Finding]:
    if sights.watched is None:
        return
    yield from _ledger(sights, sights.watched.checks.get(CheckName.LEDGER))
    backup = sights.watched.checks.get(CheckName.BACKUP)
    kept_at = backup.at if backup else sights.began
    if (backup and not backup.ok) or sights.at - kept_at > CHECKED_WITHIN:
        text = (
            f"Chưa có bản sao lưu tốt từ {hour(kept_at)}. Chạy `toasoan backup` và xem vì sao lịch sao lưu không chạy."
        )
        yield Finding(alarm=Alarm.BACKUP_OLD, summary=text, since=kept_at)
    yield from _drill(sights.watched.checks.get(CheckName.DRILL), sights)


def _drill(drill: Check | None, sights: Sights) -> Iterator[Finding]:
    tried_at = drill.at if drill else sights.began
    if drill and not drill.ok:
        text = f"Diễn tập phục hồi lúc {hour(drill.at)} không đạt: {said(drill.note)}."
        text += " Giữ nguyên tệp, chạy `toasoan backup` rồi `toasoan drill`, và báo Trưởng Ban."
        yield Finding(alarm=Alarm.DRILL_OLD, summary=text, since=drill.at)
    elif sights.at - tried_at > DRILLED_WITHIN:
        text = f"Chưa diễn tập phục hồi từ {hour(tried_at)}. Chạy `toasoan drill` và xem vì sao lịch không chạy."
        yield Finding(alarm=Alarm.DRILL_OLD, summary=text, since=tried_at + DRILLED_WITHIN)


def _ledger(sights: Sights, check: Check | None) -> Iterator[Finding]:
    """What the ledger's nightly check found, and what each round finds against the anchors."""
    anchoring = sights.anchoring
    if anchoring.fault or (check and not check.ok):
        text, since = f"Sổ quyết định không khớp mốc để ngoài kho: {said(anchoring.fault)}.", anchoring.since
        if check and not anchoring.fault:
            text = f"Sổ quyết định không còn nguyên vẹn (kiểm tra lúc {hour(check.at)}): {said(check.note)}."
            since = check.at
        text += " Giữ nguyên hiện trạng, chạy `toasoan ledger verify` và báo Trưởng Ban."
        yield Finding(alarm=Alarm.LEDGER_BROKEN, summary=text, since=since or sights.at)
    checked_at = check.at if check else sights.began
    unkept = anchoring.unkept_since
    if sights.at - checked_at > CHECKED_WITHIN:
        text = f"Sổ quyết định chưa được kiểm tra từ {hour(checked_at)}. Chạy `toasoan ledger verify`."
        yield Finding(alarm=Alarm.LEDGER_UNCHECKED, summary=text, since=checked_at + CHECKED_WITHIN)
    elif unkept is not None and sights.at - unkept >= TARGET_FAILING_FOR:
        text = (
            f"Không giữ được mốc sổ ngoài kho từ {hour(unkept)}. Kiểm tra đĩa, tệp mốc và đường gửi thư của trạm canh, "
            "rồi chạy `toasoan ledger anchor`."
        )
        yield Finding(alarm=Alarm.LEDGER_UNCHECKED, summary=text, since=unkept)


def _targets(sights: Sights) -> Iterator[Finding]:
    failing = {t: since for t, since in sights.targets_failing.items() if sights.at - since >= TARGET_FAILING_FOR}
    if failing:
        first = min(failing.values())
        text = (
            f"Không gửi được cảnh báo qua {', '.join(sorted(failing))} từ {hour(first)} "
            f"({lasting(sights.at - first)}). Kiểm tra địa chỉ nhận; các đường gửi khác vẫn chạy."
        )
        yield Finding(alarm=Alarm.NOTIFICATIONS_FAILING, summary=text, since=first)
