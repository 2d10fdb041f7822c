"""What is wrong with the newsroom's work: promises at risk or missed, silence, texts that stand still.

Works on the storage's last answer as well as on a fresh one: a due time passes whether or not anybody can be asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from activities.storage.metrics.watched import OpenPromise, Standstill, Waiting, Watched
from newsroom.article import ChannelName
from newsroom.authority import Hold
from newsroom.board import OFFICE_LABELS
from newsroom.publishing import CHANNEL_LABELS
from newsroom.sla import PROMISE_LABELS, Promise, due_soon, silent_since
from newsroom.standing import WAIT_LABELS
from workers.watch.alarms import Alarm, Finding
from workers.watch.sights import Sights
from workers.watch.wording import articles, counted, hour, lasting, numbered

STARTS_WITHIN: Final = timedelta(minutes=5)
"""The desk starts a waiting article every few seconds while Temporal answers."""

ASSIGNED_WITHIN: Final = timedelta(minutes=30)

_JUDGED: Final = {
    Promise.PUBLISH: (Alarm.PUBLISH_AT_RISK, Alarm.PUBLISH_MISSED),
    Promise.SAME_DAY: (Alarm.SAME_DAY_AT_RISK, Alarm.SAME_DAY_MISSED),
}
_UNASSIGNED: Final = frozenset({Hold.HEAD_TO_ASSIGN, Hold.NOBODY})


def work_findings(sights: Sights) -> Iterator[Finding]:
    """What is wrong with the work; nothing while neither record has ever answered."""
    watched, since_then = sights.watched, _staleness(sights)
    if watched is None:
        yield from _by_temporal_alone(sights)
        return
    for promise in _JUDGED:
        yield from _promises(watched, promise, sights, since_then)
    yield from _silence(watched, sights.at, since_then)
    yield from _unanswered(watched, sights.at, since_then)
    yield from _stopped(watched, since_then)
    yield from _unstarted(watched, sights.at, since_then)
    yield from _forged(watched)


def _staleness(sights: Sights) -> str:
    if sights.storage.lost_since is None or sights.watched is None:
        return ""
    return f" Theo số liệu lúc {hour(sights.watched.at)}, vì kho dữ liệu không trả lời."


def _promises(watched: Watched, promise: Promise, sights: Sights, since_then: str) -> Iterator[Finding]:
    risk, missed = _JUDGED[promise]
    running = [p for p in watched.promises if p.promise is promise]
    risky = [p for p in running if due_soon(p.started_at, p.due_at, sights.at)]
    late = [p for p in running if p.due_at <= sights.at]
    if risky:
        text = f"Sắp quá hạn {PROMISE_LABELS[promise]}: {_each(risky)}. {_what_to_do(promise)}{since_then}"
        yield Finding(alarm=risk, summary=text, since=risky[0].started_at, about=_ids(risky))
    beyond = _late_by_temporal(watched, promise, sights, since_then)
    if late or beyond:
        due_at = late[0].due_at if late else sights.at
        ago = f", lâu nhất đã {lasting(sights.at - due_at)}" if late else ""
        also = [_each(late)] if late else []
        also += [f"{articles(beyond)} theo số liệu của Temporal"] if beyond else []
        text = f"QUÁ HẠN {PROMISE_LABELS[promise]}{ago}: {'; '.join(also)}. {_what_to_do(promise)}{since_then}"
        yield Finding(alarm=missed, summary=text, since=due_at, about=(*_ids(late), *beyond))


def _each(promises: Sequence[OpenPromise]) -> str:
    """How many articles, and of each where it is not out yet, whose turn it is and by when: at most ten of them."""
    found = [list(of) for _, of in groupby(promises, key=lambda p: p.article_id)]
    said = (
        f"{numbered(of[0].article_id)}{_where(of)}, chờ {WAIT_LABELS[of[0].whose]}, hạn {hour(of[0].due_at)}"
        for of in found
    )
    return counted(list(said), "bài")


def _late_by_temporal(watched: Watched, promise: Promise, sights: Sights, since_then: str) -> list[str]:
    """What only Temporal knows to be late, asked while the storage is away."""
    if promise is not Promise.PUBLISH or not since_then or sights.visible is None:
        return []
    return sorted(sights.visible.overdue - {p.article_id for p in watched.promises if p.promise is promise})


def _by_temporal_alone(sights: Sights) -> Iterator[Finding]:
    if sights.visible and sights.visible.overdue:
        ids = sorted(sights.visible.overdue)
        text = (
            f"QUÁ HẠN {PROMISE_LABELS[Promise.PUBLISH]}: {articles(ids)}, theo số liệu của Temporal vì kho dữ liệu "
            f"không trả lời. {_what_to_do(Promise.PUBLISH)}"
        )
        yield Finding(alarm=Alarm.PUBLISH_MISSED, summary=text, since=sights.visible.at, about=tuple(ids))


def _what_to_do(promise: Promise) -> str:
    if promise is Promise.PUBLISH:
        return "`toasoan late` cho biết mọi việc trễ và của ai; `toasoan status SỐ_BÀI`: kênh nào chưa lên và vì sao."
    return "`toasoan late` cho biết mọi việc trễ và của ai; đề nghị người đang được chờ quyết định ngay trong ngày."


def _where(promises: Sequence[OpenPromise]) -> str:
    channels = sorted({CHANNEL_LABELS[ChannelName(p.channel)] for p in promises if p.channel})
    return f" chưa lên {', '.join(channels)}" if channels else ""


def _ids(found: Iterable[OpenPromise | Waiting | Standstill]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.article_id for one in found))


def _silence(watched: Watched, at: datetime, since_then: str) -> Iterator[Finding]:
    if watched.sla is None:
        return
    asked_until = silent_since(watched.sla, at)
    silent = [w for w in watched.waiting if w.hold not in _UNASSIGNED and w.since <= asked_until]
    for office, found in groupby(sorted(silent, key=lambda w: w.office), key=lambda w: w.office):
        waiting = sorted(found, key=lambda w: w.since)
        text = (
            f"{OFFICE_LABELS[office]} chưa quyết định {articles(_ids(waiting))} sau lần nhắc cuối; "
            f"bài chờ lâu nhất từ {hour(waiting[0].since)}. Hệ thống không tự duyệt thay: "
            f"đề nghị Trưởng Ban phân công người khác hoặc nhận về quyết định.{since_then}"
        )
        label = ("office", office.value)
        yield Finding(
            alarm=Alarm.APPROVER_SILENT, summary=text, since=waiting[0].since, label=label, about=_ids(waiting)
        )


def _unanswered(watched: Watched, at: datetime, since_then: str) -> Iterator[Finding]:
    asked = [(w.assign_raised_at or w.since, w) for w in watched.waiting if w.hold in _UNASSIGNED or w.assign_raised_at]
    late = sorted((pair for pair in asked if at - pair[0] > ASSIGNED_WITHIN), key=lambda pair: pair[0])
    if late:
        ids = _ids(w for _, w in late)
        text = (
            f"{articles(ids)} chờ Trưởng Ban phân công người duyệt, lâu nhất từ {hour(late[0][0])}. "
            f"Liên hệ trực tiếp Trưởng Ban hoặc người đang thay Trưởng Ban.{since_then}"
        )
        yield Finding(alarm=Alarm.ASSIGNMENT_UNANSWERED, summary=text, since=late[0][0], about=ids)


def _stopped(watched: Watched, since_then: str) -> Iterator[Finding]:
    for name, found in groupby(sorted(watched.stopped, key=lambda s: s.name), key=lambda s: s.name):
        stopped = sorted(found, key=lambda s: s.since)
        channel = CHANNEL_LABELS[ChannelName(name)]
        text = (
            f"{channel} dừng ở {articles(_ids(stopped))}, cần người xử lý, từ {hour(stopped[0].since)}. "
            f"`toasoan status SỐ_BÀI` nói vì sao; sau khi xử lý: "
            f"`toasoan resume SỐ_BÀI {name} --as engineer`.{since_then}"
        )
        label = ("channel", name)
        yield Finding(
            alarm=Alarm.CHANNEL_STOPPED, summary=text, since=stopped[0].since, label=label, about=_ids(stopped)
        )


def _unstarted(watched: Watched, at: datetime, since_then: str) -> Iterator[Finding]:
    late = [s for s in watched.unstarted if at - s.since >= STARTS_WITHIN]
    if late:
        text = (
            f"{articles(_ids(late))} đã nhận nhưng quy trình chưa khởi động, lâu nhất từ {hour(late[0].since)}. "
            f"Bài không mất; kiểm tra Temporal và tiến trình `toasoan desk`.{since_then}"
        )
        yield Finding(alarm=Alarm.INTAKE_BACKLOG, summary=text, since=late[0].since, about=_ids(late))


def _forged(watched: Watched) -> Iterator[Finding]:
    if watched.forged:
        about = _ids(watched.forged)
        where = articles(about) if all(about) else "bài hoặc việc nội bộ"
        text = (
            f"Có thao tác giả mạo chữ ký bị từ chối trong một giờ qua, từ {hour(watched.forged[0].since)}: "
            f"{where}. Không có gì bị thay đổi; xem ai truy cập được Temporal, "
            "và dòng sổ bằng `toasoan ledger export SỐ_BÀI`."
        )
        yield Finding(alarm=Alarm.FORGED_ACT, summary=text, since=watched.forged[0].since, about=about)
