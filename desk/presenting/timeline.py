"""The ledger's lines on an article, each said to people as one Vietnamese sentence with its facts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_never

from desk.presenting.grounds import ground_data
from desk.presenting.of_the_house import house_text
from desk.presenting.shapes import Event, EventFacts
from desk.presenting.values import clock_time, instant, name_of
from newsroom.authority import Ground
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.claims import REASONS, Details
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, ActRefused, BoardDecision, Entered, Submission
from newsroom.ledger.confirmations import PointActAccepted, PointActRefused, RecordsConfirmed, Remarked
from newsroom.ledger.entries import Entry, Line, Unreadable
from newsroom.ledger.key_lines import KeyActAccepted, KeyActRefused, KeyChanged, KeyStolen
from newsroom.ledger.kinds import ACCEPTED, REFUSED
from newsroom.ledger.matter_acts import Amending, BoardAdopted, MatterActAccepted, MatterActRefused
from newsroom.ledger.recoveries import Released, Restored
from newsroom.ledger.sightings import Breach, ChannelAmended, ChannelStopped, Receipt
from newsroom.ledger.tallies import RefusalsCounted
from newsroom.ledger.tokens import TokenChanged
from newsroom.matters.acts import MATTER_ACTS
from newsroom.matters.facts import REASON
from newsroom.matters.kinds import OUTCOME_LABELS as DECISION_LABELS
from newsroom.matters.kinds import MatterAct
from newsroom.members.ways_in import VIA_LABELS, via_in
from newsroom.personal import KEY_ACT_LABELS, KeyAct
from newsroom.publishing import CHANNEL_LABELS, OUTCOME_LABELS, channel_names
from newsroom.signed.canonical import Via
from newsroom.signed.pointing import POINT_ACT_LABELS, PointAct, point_claim_from
from newsroom.sla import PROMISE_LABELS
from newsroom.stages import ACTS, Act
from newsroom.text import as_clause


def timeline_data(lines: Iterable[Line], board: Board) -> list[Event]:
    """What happened to an article, oldest first, each as one Vietnamese sentence with its facts.

    Shape: a line that cannot be read says so, without an hour.
    """
    return [_event(line, board) for line in lines]


def timeline_lines(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """A timeline as plain lines."""
    return [f"{clock_time(event['at'])}  {event['text']}".strip() for event in events]


def _event(line: Line, board: Board) -> Event:
    nothing: Event = {
        "at": None, "kind": "", "text": "", "member": "", "member_name": "", "act": "", "outcome": "", "code": "",
        "content_hash": "", "board_version": None, "ground": None,
    }  # fmt: skip
    entry = line.entry
    if isinstance(entry, Unreadable):
        text = f"Dòng sổ {line.seq} không đọc được: {entry.reason}. Các dòng khác giữ nguyên; {_LOOK}"
        return {**nothing, "kind": "unreadable", "text": text}
    member = entry.member if isinstance(entry, _BY_MEMBER) else ""
    return {
        **nothing,
        **_facts(entry),
        "at": instant(entry.at),
        "kind": entry.kind.value,
        "text": _sentence(entry, board),
        "member": member,
        "member_name": name_of(board, member),
    }


_Accepted = ActAccepted | MatterActAccepted | PointActAccepted
_Refused = ActRefused | MatterActRefused | PointActRefused | KeyActRefused
_UNSIGNED = " Dòng này có từ trước khi bài gửi được ký."
_LOOK = "hãy báo Kỹ sư phụ trách kỹ thuật chạy `toasoan ledger verify`."
_BY_MEMBER = (
    _Accepted | _Refused | Submission | BoardDecision | RefusalsCounted | RecordsConfirmed | Remarked | KeyActAccepted
)


def _facts(entry: Entry) -> EventFacts:
    """What some entries say besides who and when."""
    match entry:
        case Submission() | Entered():
            return {"content_hash": entry.content_hash}
        case BoardDecision():
            return {"outcome": entry.outcome, "content_hash": entry.content_hash, **_under(entry)}
        case ActAccepted() | MatterActAccepted() | PointActAccepted():
            return {"act": entry.act, "outcome": ACCEPTED, "content_hash": _text_of(entry), **_under(entry)}
        case ActRefused() | MatterActRefused() | PointActRefused() | KeyActRefused():
            return {
                "act": entry.act or "",
                "outcome": REFUSED,
                "code": entry.code,
                "board_version": entry.board_version,
            }
        case ChannelStopped():
            return {"outcome": entry.outcome, "content_hash": entry.content_hash}
        case Receipt() | ChannelAmended():
            return {"content_hash": entry.content_hash}
        case RefusalsCounted():
            return {"outcome": REFUSED}
        case KeyActAccepted():
            return {"act": entry.act, "outcome": ACCEPTED, "board_version": entry.board_version}
        case (
            Breach()
            | RecordsConfirmed()
            | Remarked()
            | BoardAdopted()
            | KeyChanged()
            | KeyStolen()
            | Restored()
            | Released()
            | TokenChanged()
        ):
            return {}
        case _:
            assert_never(entry)


def _text_of(entry: _Accepted) -> str:
    match entry:
        case ActAccepted():
            return entry.content_hash
        case MatterActAccepted(effect=Amending() as effect):
            return effect.content_hash
        case _:
            return ""


def _under(entry: _Accepted | BoardDecision) -> EventFacts:
    return {"board_version": entry.board_version, "ground": ground_data(entry.ground) if entry.ground else None}


def _sentence(entry: Entry, board: Board) -> str:
    match entry:
        case Submission() | Entered():
            return _handed_in_text(entry, board)
        case ActAccepted() | MatterActAccepted() | PointActAccepted():
            return _accepted_text(entry, board)
        case ActRefused() | MatterActRefused() | PointActRefused() | KeyActRefused():
            return _refused_text(entry, board)
        case BoardDecision():
            return _decision_text(entry, board)
        case Breach():
            where = ", ".join(CHANNEL_LABELS[channel] for channel in entry.channels)
            due = clock_time(entry.due_at)
            return f"QUÁ HẠN {PROMISE_LABELS[entry.promise]}{f' ({where})' if where else ''}: hạn {due}."
        case (
            RecordsConfirmed()
            | Remarked()
            | BoardAdopted()
            | KeyChanged()
            | KeyStolen()
            | Restored()
            | Released()
            | TokenChanged()
            | KeyActAccepted()
        ):
            return house_text(entry, board)
        case RefusalsCounted():
            return _counted_text(entry, board)
        case Receipt() | ChannelAmended() | ChannelStopped():
            return _channel_text(entry)
        case _:
            assert_never(entry)


def _handed_in_text(entry: Submission | Entered, board: Board) -> str:
    match entry:
        case Submission():
            through = f", do {name_of(board, entry.intake)} tiếp nhận và gửi" if entry.intake else " gửi bài"
            who = f"{'Bài của ' * bool(entry.intake)}{name_of(board, entry.member)}"
            return f"{who}{through} (bản {entry.revision}).{_UNSIGNED * (not entry.is_signed)}"
        case Entered():
            return (
                f"Nâng cấp hệ thống: dòng gửi bài chưa có chữ ký; ghi nhận tác giả {name_of(board, entry.author)}, "
                f"người duyệt {OFFICE_LABELS[entry.route.owner]}."
            )


def _channel_text(entry: Receipt | ChannelAmended | ChannelStopped) -> str:
    channel = CHANNEL_LABELS[entry.channel]
    match entry:
        case Receipt():
            return f"{channel} đã hiện đúng bản đã duyệt: {entry.url}"
        case ChannelAmended(gone=True):
            return f"{channel} không còn hiện bài."
        case ChannelAmended():
            return f"{channel} đã hiện đúng bản sửa đã duyệt: {entry.url}"
        case ChannelStopped():
            return f"{channel} dừng ({OUTCOME_LABELS[entry.outcome]}): {entry.explanation}"


def _accepted_text(entry: _Accepted, board: Board) -> str:
    match entry:
        case ActAccepted():
            label, said = ACTS[entry.act].label, "; ".join(_details(entry.details, board))
        case MatterActAccepted():
            label, said = MATTER_ACTS[entry.act].label, as_clause(entry.facts.get(REASON.name, ""))
        case PointActAccepted():
            label, said = POINT_ACT_LABELS[entry.act], _points_said(entry.claim)
    done = f"{_who(entry, board)} {label}{f': {said}' if said else ''}."
    return f"{done} {_ground_text(entry.ground)}" if entry.ground else done


def _decision_text(entry: BoardDecision, board: Board) -> str:
    note = as_clause(entry.note)
    decided = f"Họp Ban Biên tập kết luận: {DECISION_LABELS[entry.outcome]}{f' ({note})' if note else ''}"
    return f"{decided}. {_who(entry, board)} ký. {_ground_text(entry.ground)}"


def _points_said(claim_text: str) -> str:
    """What was commented, or which points were closed; nothing of a claim that cannot be read."""
    try:
        claim = point_claim_from(claim_text)
    except Refused:
        return ""
    named = (f"{each.number} ({each.place}{f': “{each.words}”' if each.words else ''})" for each in claim.points)
    return as_clause(claim.text) or "; ".join(named)


def _who(entry: _Accepted | BoardDecision, board: Board) -> str:
    acting = ", thay Trưởng Ban" if entry.ground and entry.ground.acting_for is Office.HEAD else ""
    via = None if isinstance(entry, BoardDecision) else via_in(entry.claim)
    # One's own token or session needs no word: only the shell can be somebody else's hand.
    shell = f", {VIA_LABELS[via]}" if via is Via.SHELL else ""
    return f"{name_of(board, entry.member)} ({OFFICE_LABELS[entry.office]}{acting}{shell})"


def _ground_text(ground: Ground) -> str:
    lent = f"; việc được giao {ground.dates}" if ground.dates else ""
    return f"Căn cứ: {ground.clause}{lent}."


def _refused_text(entry: _Refused, board: Board) -> str:
    return f"BỊ TỪ CHỐI: {_refused_who(entry, board)} {_refused_what(entry)}. {entry.message}".strip()


def _counted_text(entry: RefusalsCounted, board: Board) -> str:
    who = name_of(board, entry.member) if entry.member else "có người không chứng minh được thẩm quyền"
    return (
        f"BỊ TỪ CHỐI: {who} còn {entry.count} thao tác nữa trong giờ từ {clock_time(entry.hour)}; "
        "các thao tác đầu giờ có dòng riêng, phần còn lại chỉ được đếm."
    )


def _refused_what(entry: _Refused) -> str:
    match entry:
        case ActRefused(act=Act() as act):
            return ACTS[act].label
        case MatterActRefused(act=MatterAct() as act):
            return MATTER_ACTS[act].label
        case PointActRefused(act=PointAct() as act):
            return POINT_ACT_LABELS[act]
        case KeyActRefused(act=KeyAct() as act):
            return KEY_ACT_LABELS[act]
        case _:
            return "thao tác"


def _refused_who(entry: _Refused, board: Board) -> str:
    if entry.member:
        return name_of(board, entry.member)
    claimed = name_of(board, entry.claimed or "")
    return f"có người không chứng minh được thẩm quyền{f' (xưng là {claimed})' if claimed else ''}"


def _details(details: Details, board: Board) -> Iterator[str]:
    reason = REASONS.get(details.reason_code, "")
    topics = f"lý do về chủ đề: {as_clause(details.topics_reason)}" if details.topics_reason else ""
    yield from (part for part in (reason, as_clause(details.reason), topics) if part)
    if details.to:
        yield f"giao {name_of(board, details.to)}"
    if details.publish_at:
        yield f"đăng lúc {clock_time(details.publish_at)}"
    if details.channel:
        yield CHANNEL_LABELS[details.channel]
    if details.channels_on:
        yield f"đăng thêm {channel_names(details.channels_on)}"
    if details.channels_off:
        yield f"không đăng {', '.join(CHANNEL_LABELS[channel] for channel in details.channels_off)}"
