"""The ledger's entries on an article, each said to people as one Vietnamese sentence with its facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from desk.presenting import Json, clock_time, instant, name_of
from newsroom.article import ChannelName
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.decisions import REASONS
from newsroom.deeds import DEED_LABELS, DeedAct
from newsroom.meetings import OUTCOME_LABELS, Outcome
from newsroom.publishing import CHANNEL_LABELS
from newsroom.sla import PROMISE_LABELS, Promise
from newsroom.stages import ACT_LABELS, Act


def timeline_data(bodies: Iterable[Mapping[str, Any]], board: Board) -> list[Json]:
    """What happened to an article, oldest first, each as one Vietnamese sentence with its facts."""
    return [_event(body, board) for body in bodies]


def timeline_lines(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """A timeline as plain lines."""
    return [f"{clock_time(event['at'])}  {event['text']}" for event in events]


def _event(body: Mapping[str, Any], board: Board) -> Json:
    kind = str(body.get("kind", ""))
    member = str(body.get("member", ""))
    return {
        "at": instant(datetime.fromisoformat(body["at"])),
        "kind": kind,
        "member": member,
        "member_name": name_of(board, member),
        "act": body.get("act", ""),
        "outcome": body.get("outcome", ""),
        "code": body.get("code", ""),
        "content_hash": body.get("content_hash", ""),
        "board_version": body.get("board_version"),
        "ground": body.get("ground"),
        "text": _event_text(kind, body, board),
    }


def _event_text(kind: str, body: Mapping[str, Any], board: Board) -> str:
    match kind:
        case "submission":
            return f"{name_of(board, body['member'])} gửi bài (bản {body['revision']})."
        case "act" if body.get("outcome") == "accepted":
            return _accepted_text(body, board)
        case "act":
            return _refused_text(body, board)
        case "board_decision":
            return _decision_text(body, board)
        case "deed":
            return _deed_text(body, board)
        case "breach":
            where = ", ".join(CHANNEL_LABELS[ChannelName(name)] for name in body["channels"])
            label = PROMISE_LABELS[Promise(body["promise"])]
            return f"QUÁ HẠN {label}{f' ({where})' if where else ''}: hạn {clock_time(body['due_at'])}."
        case _:
            return _channel_text(kind, body)


def _channel_text(kind: str, body: Mapping[str, Any]) -> str:
    channel = CHANNEL_LABELS[ChannelName(body["channel"])] if body.get("channel") else ""
    match kind:
        case "receipt":
            return f"{channel} đã hiện đúng bản đã duyệt: {body['url']}"
        case "amended":
            return f"{channel} đã hiện đúng bản sửa đã duyệt: {body['url']}"
        case "removed":
            return f"{channel} không còn hiện bài."
        case "channel_stopped":
            return f"{channel} dừng ({body['label']}): {body['explanation']}"
        case _:
            return f"Ghi sổ: {kind}."


def _accepted_text(body: Mapping[str, Any], board: Board) -> str:
    said = "; ".join(_details(body.get("details") or {}, board)).rstrip(".")
    done = f"{_who(body, board)} {ACT_LABELS[Act(body['act'])]}"
    return f"{done}{f': {said}' if said else ''}. {_ground_text(body['ground'])}"


def _decision_text(body: Mapping[str, Any], board: Board) -> str:
    label, note = OUTCOME_LABELS[Outcome(body["outcome"])], str(body.get("note", "")).strip().rstrip(".")
    decided = f"Họp Ban Biên tập kết luận: {label}{f' ({note})' if note else ''}"
    return f"{decided}. {_who(body, board)} ký. {_ground_text(body['ground'])}"


def _deed_text(body: Mapping[str, Any], board: Board) -> str:
    label, facts = DEED_LABELS[DeedAct(body["act"])], body.get("facts") or {}
    said = str(facts.get("reason") or facts.get("note") or "").strip().rstrip(".")
    done = f"{_who(body, board)} {label}{f': {said}' if said else ''}"
    return f"{done}. {_ground_text(body['ground'])}"


def _who(body: Mapping[str, Any], board: Board) -> str:
    acting = ", thay Trưởng Ban" if (body.get("ground") or {}).get("acting_for") == Office.HEAD else ""
    return f"{name_of(board, body['member'])} ({OFFICE_LABELS[Office(body['office'])]}{acting})"


def _ground_text(ground: Mapping[str, Any]) -> str:
    lent = f"; việc được giao {ground['dates']}" if ground.get("dates") else ""
    return f"Căn cứ: điều {ground['rule']}, {ground['clause']}{lent}."


def _refused_text(body: Mapping[str, Any], board: Board) -> str:
    act = ACT_LABELS[Act(body["act"])] if body.get("act") else "thao tác"
    if not body.get("member"):
        claimed = name_of(board, str(body.get("claimed", "")))
        who = f"có người không chứng minh được thẩm quyền{f' (xưng là {claimed})' if claimed else ''}"
    else:
        who = name_of(board, body["member"])
    return f"BỊ TỪ CHỐI: {who} {act}. {body.get('message', '')}".strip()


def _details(details: Mapping[str, Any], board: Board) -> Iterator[str]:
    reason = REASONS.get(details.get("reason_code") or "", "")
    yield from (part for part in (reason, (details.get("reason") or "").strip()) if part)
    if details.get("to"):
        yield f"giao {name_of(board, details['to'])}"
    if details.get("publish_at"):
        yield f"đăng lúc {clock_time(details['publish_at'])}"
    if details.get("channel"):
        yield CHANNEL_LABELS[ChannelName(details["channel"])]
    if details.get("channels_off"):
        yield f"không đăng {', '.join(CHANNEL_LABELS[ChannelName(name)] for name in details['channels_off'])}"
