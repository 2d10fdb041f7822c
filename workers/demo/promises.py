"""The promises of the design, checked against what the day left behind; each check can fail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from newsroom.ledger.acts import ActAccepted, ActRefused
from newsroom.ledger.entries import readable
from newsroom.ledger.sightings import Receipt
from newsroom.stages import Act, Stage
from workers.demo.facts import Evidence

_REFUSALS_OF_THE_DAY: Final = {"stale_text", "not_entitled", "own_article", "bad_signature"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise and whether this day kept it."""

    name: str
    held: bool
    detail: str


def promised(name: str, broken: list[str], kept: str) -> Promise:
    """A promise with what broke it, or else what keeping it meant on this day."""
    return Promise(name=name, held=not broken, detail="; ".join(broken) or kept)


def checked(evidence: Evidence) -> tuple[Promise, ...]:
    """All promises, in the order of the design."""
    return tuple(_checked(name, check, evidence) for name, check in _CHECKS.items())


def _checked(name: str, check: Callable[[Evidence], Iterator[str]], evidence: Evidence) -> Promise:
    return promised(name, list(check(evidence)), (check.__doc__ or "").strip())


def _accepted(evidence: Evidence) -> Iterator[ActAccepted]:
    for lines in evidence.timelines.values():
        yield from (entry for entry in readable(lines) if isinstance(entry, ActAccepted))


def _no_bypass(evidence: Evidence) -> Iterator[str]:
    """Mọi bài đã đăng đều có lệnh duyệt đúng bản; nội dung đọc lại trên kênh khớp bản đã duyệt."""
    for article_id, faults in evidence.faults.items():
        if faults:
            yield f"{article_id}: hồ sơ chứng cứ sai: {' '.join(faults)}"
    for article in evidence.articles:
        receipts = [entry for entry in readable(evidence.timelines[article.id]) if isinstance(entry, Receipt)]
        approved = {act.content_hash for act in _accepted(evidence) if act.act is Act.APPROVE}
        if {receipt.channel for receipt in receipts} != set(article.wanted):
            yield f"{article.id}: thiếu biên nhận của kênh"
        if any(receipt.content_hash not in approved for receipt in receipts):
            yield f"{article.id}: có bản đăng chưa được duyệt"


def _authority(evidence: Evidence) -> Iterator[str]:
    """Người duyệt đúng thông báo, căn cứ được ghi; mọi thao tác sai bị từ chối và có trong sổ."""
    for tale in evidence.tales:
        standing = evidence.cards[tale.article_id].standing
        if (standing.route.name, standing.route.owner) != (tale.expected_class, tale.expected_owner):
            yield f"{tale.file}: mong {tale.expected_class}/{tale.expected_owner}, được {standing.route.name}"
        approvals = [a for a in _accepted(evidence) if (a.article_id, a.act) == (tale.article_id, Act.APPROVE)]
        if [act.member for act in approvals] != [tale.approver] or not all(act.ground.clause for act in approvals):
            yield f"{tale.file}: người duyệt hoặc căn cứ trong sổ không đúng"
    entries = (entry for lines in evidence.timelines.values() for entry in readable(lines))
    recorded = {entry.code.value for entry in entries if isinstance(entry, ActRefused)}
    if missing := _REFUSALS_OF_THE_DAY - recorded:
        yield f"sổ thiếu thao tác bị từ chối: {', '.join(sorted(missing))}"


def _no_automatic_power(evidence: Evidence) -> Iterator[str]:
    """Không bài nào được duyệt mà thiếu thao tác có chữ ký của một người."""
    for act in _accepted(evidence):
        if not (act.member and act.signature and act.claim):
            yield f"{act.article_id}: thao tác {act.act} không có người ký"


def _separation(evidence: Evidence) -> Iterator[str]:
    """Không tác giả nào duyệt bài của mình."""
    for act in _accepted(evidence):
        if act.act is Act.APPROVE and act.member == evidence.cards[act.article_id].standing.author:
            yield f"{act.article_id}: tác giả tự duyệt"


def _once(evidence: Evidence) -> Iterator[str]:
    """Mỗi kênh hiện đúng một bài cho mỗi bản đã duyệt, kể cả khi kênh trả lời sai."""
    for article in evidence.articles:
        for channel, count in article.visible_posts.items():
            if count != 1:
                yield f"{article.id}: {channel} hiện {count} bài"


def _clocks(evidence: Evidence) -> Iterator[str]:
    """Mọi kênh đăng đúng hạn của bản phân công, mọi bài đăng trong ngày; không mốc nào quá hạn."""
    for article_id, card in evidence.cards.items():
        for clock in card.obligations:
            if clock.dropped_at is None and (clock.met_at is None or clock.met_at > clock.due_at):
                yield f"{article_id}: chưa đạt {clock.promise} {clock.channel}"
            if clock.promise == "publish" and clock.due_at - clock.started_at != timedelta(minutes=60):
                yield f"{article_id}: hạn đăng không phải 60 phút"


def _late_is_seen(evidence: Evidence) -> Iterator[str]:
    """Mỗi bài có đủ mốc trong Postgres, và số đo quá hạn đọc được từ bên ngoài."""
    for article_id, card in evidence.cards.items():
        promises = [(clock.promise, clock.channel) for clock in card.obligations]
        wanted = {("edit", ""), ("same_day", ""), *(("publish", str(c)) for c in card.standing.channels)}
        if missing := wanted - set(promises):
            yield f"{article_id}: thiếu mốc {missing}"
    if 'newsroom_promises_overdue{promise="publish"}' not in evidence.metrics:
        yield "số đo quá hạn không đọc được"


def _nothing_lost(evidence: Evidence) -> Iterator[str]:
    """Mọi bài đã nhận đều có quy trình và đã đi tới cuối ngày."""
    if evidence.unstarted:
        yield f"{evidence.unstarted} bài chưa có quy trình"
    for article_id, card in evidence.cards.items():
        if card.standing.stage is not Stage.PUBLISHED:
            yield f"{article_id}: dừng ở {card.standing.stage}"


def _ledger(evidence: Evidence) -> Iterator[str]:
    """Sổ ghi nguyên vẹn (toasoan ledger verify); hồ sơ xuất ra tự kiểm tra được (toasoan ledger export, check)."""
    for code, printed in (evidence.ledger_output, evidence.export_output):
        if code:
            yield printed.strip()


def _notice_as_data(evidence: Evidence) -> Iterator[str]:
    """Mỗi quyết định ghi phiên bản bản phân công đã áp dụng, điều và khoản làm căn cứ."""
    for act in _accepted(evidence):
        if not (act.board_version and act.ground.rule):
            yield f"{act.article_id}: thiếu phiên bản hoặc điều khoản"


def _clean_histories(evidence: Evidence) -> Iterator[str]:
    """Không có nội dung bài trong lịch sử quy trình."""
    for article_id, history in evidence.histories.items():
        raw = history.SerializeToString()
        if any(marker.encode() in raw for marker in evidence.markers[article_id]):
            yield f"{article_id}: nội dung bài nằm trong lịch sử"


_CHECKS: Final[dict[str, Callable[[Evidence], Iterator[str]]]] = {
    "1 Không đường tắt": _no_bypass,
    "2 Quyền được chứng minh": _authority,
    "3 Quá giờ không trao quyền": _no_automatic_power,
    "4 Tác giả không tự duyệt": _separation,
    "5 Mỗi kênh một bài": _once,
    "6 Đúng giờ của thông báo": _clocks,
    "7 Muộn thì thấy được": _late_is_seen,
    "8 Đã nhận thì không mất": _nothing_lost,
    "9 Sổ ghi nối chuỗi": _ledger,
    "10 Thông báo là dữ liệu": _notice_as_data,
    "11 Nội dung ở ngoài lịch sử": _clean_histories,
}
